"""Checks of the norm of the weights and of the penalized gradient."""

import numpy as np

from mlp.checks.backward import N, explain_gradients, gradient_case
from mlp.checks.engine import Case, Check, Mistake, demand, number
from mlp.checks.forward import network
from mlp.l2 import backward_pass_l2, weight_l2_norm

PARAMS = network((3, 4, 5, 1), 2)[2]
ONE_LAYER = {name: PARAMS[name] for name in ("W1", "b1")}
FOUR_LAYERS = PARAMS | {"W4": np.full((1, 2), 3.0), "b4": np.ones((1, 2))}
LAYERS = "For a network with {} layers it is wrong: use whatever weights are there."
WEIGHTS, SQUARE = 'if name.startswith("W")', "np.sum(V**2)"
ROOT = "np.sqrt(sum(squares))"
MEAN = 'np.sqrt(sum(squares) / sum(V.size for n, V in params.items() if n[0] == "W"))'
PENALTY, SUM = "lam / len(y_true) * V", 'grads[f"d{name}"] + lam / len(y_true) * V'


# fmt: off
def _penalized(function, case):
    grads = function.value(*case.args, **case.options)
    demand(not isinstance(grads, dict) or grads.keys().isdisjoint(case.args[1]), "The result has an entry W1; the gradient of W1 is called dW1.")
    return grads


CHECKS = (
    Check(weight_l2_norm, (
        Case((PARAMS,), "The norm came out as {got:.4g}, but the root of the sum of all squared weights is {expected:.4g}."),
        Case((PARAMS,), "A second call gives another number: start from 0 each time."),
        Case((ONE_LAYER,), LAYERS.format(1)),
        Case((FOUR_LAYERS,), LAYERS.format(4)),
    ), (
        Mistake(WEIGHTS, "", "The biases are counted as well."),
        Mistake(WEIGHTS, "", ROOT, "sum(squares)", "The biases are counted as well, and the root is missing."),
        Mistake(ROOT, "sum(squares)", "The root is missing: this is the square of the norm."),
        Mistake(ROOT, "np.sum(np.sqrt(squares))", "The root is taken per layer and the roots are added. Add the squares of all layers first, then take the root once."),
        Mistake(SQUARE, "np.sum(np.abs(V))", ROOT, "sum(squares)", "These are absolute values; the norm adds squares."),
        Mistake(SQUARE, "np.sum(V)", ROOT, "sum(squares)", "The squares are missing."),
        Mistake(ROOT, MEAN, "This is the root of the mean; the norm is the root of the sum."),
        Mistake(ROOT, "np.sqrt(sum(squares[:-1]))", "The last layer is left out."),
        Mistake(ROOT, "np.sqrt(squares[0])", "Only the first layer is counted."),
        Mistake(ROOT, "np.sqrt(squares[-1])", "Only the last layer is counted."),
        Mistake(ROOT, "sum(squares) / 2", "This is half the square of the norm."),
        Mistake('startswith("W")', 'startswith("b")', "Only the biases are counted."),
        Mistake(ROOT, "np.sqrt(sum(squares[1:]))", "The first layer is left out."),
        Mistake(SQUARE, "np.sum(np.abs(V))", "Square the weights."),
    ), number("The norm")),
    Check(backward_pass_l2, (
        Case(gradient_case((3, 4, 4, 1), N), options={"lam": 0.6}),
        Case(gradient_case((2, 4, 3, 4, 1), 5), "With four layers, 5 rows and lam = 0.25 it is wrong: take the number of layers, of rows and lam from the arguments.", {"lam": 0.25}),
    ), (
        Mistake(SUM, 'grads[f"d{name}"]', "Nothing is added: these are the plain gradients."),
        Mistake(WEIGHTS, "if True", "The biases are penalized as well; they are free."),
        Mistake(" / len(y_true)", "", f"The penalty is {N} times too strong, and there are {N} rows: divide lam by N."),
        Mistake(WEIGHTS, "if True", " / len(y_true)", "", "The biases are penalized as well, and lam is not divided by N."),
        Mistake("+ lam", "- lam", "The sign is wrong: the penalty makes weights grow."),
        Mistake("+ lam", "+ 2 * lam", "The penalty is twice too strong: the ½ of the loss cancels the 2 of the square."),
        Mistake("+ lam", "+ lam / 2", "The penalty is half of what it should be: the derivative of the square brings a 2 that cancels the ½."),
        Mistake("/ len(y_true)", "/ len(y_true) ** 2", "The penalty is divided by N twice."),
        Mistake("lam / len", "1 / len", "The strength lam is not used."),
        Mistake(SUM, PENALTY, "Only the penalty is left in dW: add it to the gradient of the cross-entropy."),
        Mistake("backward_pass(y_true, params, cache)", '{f"d{n}": 0 * V for n, V in params.items()}', "Only the penalty is left; the gradient of the cross-entropy is lost."),
        Mistake("* V", "* V**2", "The square of the weights is added; its derivative is needed."),
        Mistake("* V", "* np.sign(V)", "Every weight pays the same, whatever its size: this is the gradient of absolute values, not of squares."),
    ), explain_gradients, observe=_penalized),
)
