"""Checks of the norm of the weights and of the penalized gradient."""

import numpy as np

from mlp.backward import backward_pass
from mlp.checks.backward import N, gradient_case, gradients, seen_gradient
from mlp.checks.engine import (
    Case,
    Check,
    Mistake,
    Problem,
    close,
    demand,
    entry,
    number,
)
from mlp.checks.engine.compare import difference
from mlp.checks.engine.patterns import apart, are, pattern, ratio
from mlp.checks.forward import network
from mlp.l2 import backward_pass_l2, weight_l2_norm

PARAMS = network((3, 4, 5, 1), 2)[2]
ONE_LAYER = {name: PARAMS[name] for name in ("W1", "b1")}
FOUR_LAYERS = PARAMS | {"W4": np.full((1, 2), 3.0), "b4": np.ones((1, 2))}
LAYERS = "For a network with {} layers it is wrong: use whatever weights are there."
WEIGHTS, SQUARE = 'if name.startswith("W")', "np.sum(V**2)"
ROOT = "np.sqrt(sum(squares))"
MEAN = 'np.sqrt(sum(squares) / sum(V.size for n, V in params.items() if n[0] == "W"))'
SPECTRAL = "For a matrix, np.linalg.norm(W, 2) is how much it stretches at most, not the root of the sum of squares. Without the second argument it is."  # fmt: skip
ALL = 'sum(np.sum(U**2) for n, U in params.items() if n[0] == "W")'
PENALTY, SUM = "lam / len(y_true) * V", 'grads[f"d{name}"] + lam / len(y_true) * V'
PLAIN = "backward_pass(y_true, params, cache)"


# fmt: off
def _penalized(probe, case):
    grads = gradients(probe, case)
    demand(grads.keys().isdisjoint(case.args[1]), "The result has an entry W1; the gradient of W1 is called dW1.")
    return grads


def _explain(grads, expected, case):
    """Say what was added, and whether the gradient that it was added to is right."""
    y, params, _ = case.args
    lam, plain, rows = case.options["lam"], backward_pass(*case.args), len(case.args[0])
    for name, V in expected.items():
        entry(grads, name, V.shape, f"the shape of {name[1:]},")
    without = gradients(grads.again, Case(case.args, options={"lam": 0.0}))
    demand(any(not close(without[name], grads[name]) for name in expected), "lam makes no difference: with lam = 0 the result is the same.")
    wrong = [name for name in expected if not close(without[name], plain[name])]
    alone = f"With lam = 0 it must be the gradient of the cross-entropy alone, but {are(wrong)}"
    demand(not wrong or any(np.any(without[name]) for name in wrong), f"{alone} 0: that gradient is lost.")
    said = pattern([without[name] for name in wrong], [plain[name] for name in wrong], "Every entry", rows) if wrong else ""
    demand(not wrong, f"{alone} not. {said or 'Either the gradient before is wrong, or something is added that lam does not scale.'}")
    biases = [name for name in expected if name[1] == "b" and not close(grads[name], expected[name])]
    top = next(name for name in expected if name[1] == "b")
    paid = biases and ratio([grads[name] - plain[name] for name in biases], [params[name[1:]] for name in biases])
    demand(not biases or paid or top in biases, f"{top} is right, but {', '.join(biases)} {'changes' if len(biases) == 1 else 'change'} with lam. The penalty may have got into dZ on the way back: it belongs to dW alone.")
    demand(not biases, f"Something is added to {', '.join(biases)}. The penalty leaves biases alone.")
    added = {name[1:]: grads[name] - plain[name] for name in expected if name[1] == "W"}
    right = {name: lam / rows * params[name] for name in added}
    if said := pattern(added.values(), right.values(), "What is added to each dW", rows):
        raise Problem(said)
    if case.message:
        return
    none = [f"d{name}" for name, V in added.items() if not np.any(V)]
    demand(not none, f"Nothing is added to {', '.join(none)}: the weights of every layer pay.")
    name = next(name for name in added if not close(added[name], right[name]))
    got, needed = apart(float(added[name][0, 0]), float(right[name][0, 0]))
    same = " The same number is added to every weight of a layer; each weight has its own." if all(np.ptp(V) < 1e-9 for V in added.values()) else ""
    fits = [f"d{name}" for name in added if close(added[name], right[name])]
    known = f" For {', '.join(fits)} it is right." if fits else ""
    raise Problem(f"The gradient of the cross-entropy is right, and what is added to it is wrong: for {name}[0, 0], which is {params[name][0, 0]:.4g}, {got} is added; it should be {needed}.{same}{known}")


def _norm(got, expected, case):
    return difference(got, expected, "The norm")


CHECKS = (
    Check(weight_l2_norm, (
        Case((PARAMS,), "The norm is the root of the sum of all squared weights, over all layers."),
        Case((PARAMS,), "A second call gives another number: start from 0 each time."),
        Case((ONE_LAYER,), LAYERS.format(1)),
        Case((FOUR_LAYERS,), LAYERS.format(4)),
    ), (
        Mistake(WEIGHTS, "", "The biases are counted as well."),
        Mistake(WEIGHTS, "", ROOT, "sum(squares)", "The biases are counted as well, and the root is missing."),
        Mistake(WEIGHTS, "", ROOT, "np.sum(np.sqrt(squares))", "The biases are counted as well, and the root is taken per array instead of once at the end."),
        Mistake(ROOT, "sum(squares)", "The root is missing: this is the square of the norm."),
        Mistake(ROOT, "np.sum(np.sqrt(squares))", "The root is taken per layer and the roots are added. Add the squares of all layers first, then take the root once."),
        Mistake(ROOT, "np.mean(np.sqrt(squares))", "This is the mean of the layers' norms. Add the squares of all layers first, then take the root once."),
        Mistake(SQUARE, "np.linalg.norm(V, 2) ** 2", SPECTRAL),
        Mistake(SQUARE, "np.linalg.norm(V, 2)", ROOT, "sum(squares)", f"{SPECTRAL} And these are added up without squares and root."),
        Mistake(SQUARE, "np.linalg.norm(V, 2)", f"{SPECTRAL} And their squares are missing."),
        Mistake(SQUARE, "np.linalg.norm(V, 2) ** 2", ROOT, "sum(squares)", f"{SPECTRAL} And the root is missing."),
        Mistake(SQUARE, "np.linalg.norm(V, 1) ** 2", "For a matrix, np.linalg.norm(W, 1) is the largest sum of absolute values in a column. Without the second argument it takes all entries."),
        Mistake(SQUARE, "np.linalg.norm(V)", "The norm of each layer is added up without being squared, and then the root is taken."),
        Mistake(SQUARE, "np.sum(np.abs(V))", ROOT, "sum(squares)", "These are absolute values; the norm adds squares."),
        Mistake(SQUARE, "np.sum(V)", ROOT, "sum(squares)", "The squares are missing."),
        Mistake(SQUARE, "np.sum(V)", "The squares are missing: the root is taken of the sum of the weights."),
        Mistake(SQUARE, "np.sum(V) ** 2", "The weights of a layer are added first and the sum is squared. Square each weight, then add."),
        Mistake(SQUARE, "np.mean(V**2)", "The squares are averaged in each layer; the norm adds them."),
        Mistake(SQUARE, "np.mean(V**2)", ROOT, "sum(squares)", "The squares are averaged in each layer instead of added, and the root is missing."),
        Mistake(SQUARE, "np.max(V**2)", "Only the largest square of each layer is counted."),
        Mistake(ROOT, MEAN, "This is the root of the mean; the norm is the root of the sum."),
        Mistake(ROOT, "np.sqrt(sum(squares[:-1]))", "The last layer is left out."),
        Mistake(ROOT, "sum(squares[:-1])", "The last layer is left out, and the root is missing."),
        Mistake(ROOT, "np.sqrt(squares[0])", "Only the first layer is counted."),
        Mistake(ROOT, "np.sqrt(squares[-1])", "Only the last layer is counted."),
        Mistake(ROOT, "squares[-1]", "Only the last layer is counted, and the root is missing."),
        Mistake(ROOT, "sum(squares) / 2", "This is half the square of the norm."),
        Mistake(ROOT, "np.sqrt(sum(squares)) / 2", "This is half the norm."),
        Mistake(ROOT, "np.sqrt(sum(squares) / 2)", "The sum of the squares is halved under the root."),
        Mistake(ROOT, "sum(squares) ** 2", "At the end stands a square instead of a root."),
        Mistake('startswith("W")', 'startswith("b")', "Only the biases are counted."),
        Mistake(ROOT, "np.sqrt(sum(squares[1:]))", "The first layer is left out."),
        Mistake(SQUARE, "np.sum(np.abs(V))", "These are absolute values under the root. Square the weights."),
    ), number("The norm"), seen=_norm),
    Check(backward_pass_l2, (
        Case(gradient_case((3, 4, 4, 1), N), options={"lam": 0.6}),
        Case(gradient_case((2, 4, 3, 4, 1), 5), "With four layers, 5 rows and lam = 0.25 it is wrong: take the number of layers, of rows and lam from the arguments.", {"lam": 0.25}),
    ), (
        Mistake(SUM, 'grads[f"d{name}"]', "Nothing is added: these are the plain gradients."),
        Mistake(WEIGHTS, "if True", "The biases are penalized as well; the penalty belongs to the weights alone."),
        Mistake(WEIGHTS, 'if name.startswith("b")', "The biases are penalized instead of the weights."),
        Mistake(" / len(y_true)", "", f"The penalty is {N} times too strong, and there are {N} rows: divide lam by N."),
        Mistake(WEIGHTS, "if True", " / len(y_true)", "", "The biases are penalized as well, and lam is not divided by N."),
        Mistake(WEIGHTS, "if True", "+ lam", "+ 2 * lam", "The biases are penalized as well, and the penalty is twice too strong: the ½ of the loss cancels the 2 of the square."),
        Mistake(WEIGHTS, "if True", "+ lam / len(y_true)", "+ 2 * lam", "The biases are penalized as well; the term that is added has a 2 too many, which cancels the ½ of the loss; and lam is not divided by N."),
        Mistake("+ lam / len(y_true)", "- 2 * lam", "The sign is wrong, so the penalty makes weights grow; the term has a 2 too many, which cancels the ½ of the loss; and lam is not divided by N."),
        Mistake(SUM, 'grads[f"d{name}"] * (1 - lam / len(y_true))', "dW is multiplied by 1 - lam / N. The penalty is a term to add, made of the weights."),
        Mistake("+ lam", "- lam", "The sign is wrong: the penalty makes weights grow."),
        Mistake("+ lam / len(y_true)", "- lam", "The sign is wrong, so the penalty makes weights grow; and lam is not divided by N."),
        Mistake("+ lam", "+ 2 * lam", "The penalty is twice too strong: the ½ of the loss cancels the 2 of the square."),
        Mistake("+ lam / len(y_true)", "+ 2 * lam", "The term that is added has a 2 too many, which cancels the ½ of the loss, and lam is not divided by N."),
        Mistake("+ lam", "+ lam / 2", "The penalty is half of what it should be: the derivative of the square brings a 2 that cancels the ½."),
        Mistake("+ lam / len(y_true)", "+ lam / 2", "The term that is added has a ½ too many, which the 2 of the square cancels, and lam is not divided by N."),
        Mistake("/ len(y_true)", "/ len(y_true) ** 2", "The penalty is divided by N twice."),
        Mistake("/ len(y_true)", "* len(y_true)", "The penalty is multiplied by N instead of divided."),
        Mistake("/ len(y_true)", "/ V.size", "The term that is added is divided by the number of weights of the layer instead of by N, the number of rows."),
        Mistake("/ len(y_true)", "/ len(V)", "The term that is added is divided by the number of rows of W instead of by N, the number of rows of the data."),
        Mistake("/ len(y_true)", "/ len(params)", "The term that is added is divided by 6, the number of arrays in params, instead of by N, the number of rows."),
        Mistake("lam / len", "1 / len", "The strength lam is not used."),
        Mistake("lam / len", "lam ** 2 / len", "The strength lam is squared in the term that is added."),
        Mistake(SUM, PENALTY, "Only the penalty is left in dW: add it to the gradient of the cross-entropy."),
        Mistake(PLAIN, '{f"d{n}": 0 * V for n, V in params.items()}', "Only the penalty is left; the gradient of the cross-entropy is lost."),
        Mistake("* V", '* grads[f"d{name}"]', "dW itself is added, times lam / N. The penalty is made of the weights."),
        Mistake("* V", "* V**2", "The square of the weights is added; its derivative is needed."),
        Mistake("* V", "* V**2 / 2", "Half the square of the weights is added; its derivative is needed."),
        Mistake("* V", "* np.sign(V)", "Every weight pays the same, whatever its size: this is the gradient of absolute values, not of squares."),
        Mistake("* V", "* np.abs(V)", "The term that is added has lost the sign of the weights."),
        Mistake("* V", "* np.sum(V)", "The term that is added is made of the sum of the weights of a layer: the same number for all of them. Each weight has its own."),
        Mistake("/ len(y_true) * V", "* np.sum(V)", "The term that is added is made of the sum of the weights of a layer, the same number for all of them; and lam is not divided by N."),
        *(Mistake("* V", f"* {total} / {half}" if half > 1 else f"* {total}", f"The {what} itself is added to every entry of dW. The gradient takes its derivative, which has an entry for each weight.")
          for total, half, what in (("np.sum(V**2)", 2, "penalty of a layer"), ("np.sum(V**2)", 1, "sum of a layer's squares"), (ALL, 2, "penalty"), (ALL, 1, "sum of all squares"))),
        Mistake("/ len(y_true) * V", "/ 2 * np.sum(V**2)", "The penalty of a layer itself is added to every entry of dW, without the division by N. The gradient takes its derivative, which has an entry for each weight."),
        Mistake("* V", f"* np.sqrt({ALL})", "The norm of all weights is added to every entry of dW. Each weight has its own part."),
        Mistake("* V", "* np.linalg.norm(V)", "The norm of a layer is added to every entry of dW. Each weight has its own part."),
        Mistake("* V", "* V / np.linalg.norm(V)", "The term that is added is divided by the norm of the layer. The derivative of the squares has no root."),
        Mistake(PENALTY, "lam / len(y_true)", "The same number, lam / N, is added to every entry of dW. A large weight has to pay more than a small one."),
    ), _explain, observe=_penalized, seen=seen_gradient, shows_entries=True),
)
