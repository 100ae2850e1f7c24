"""Checks of the norm of the weights and of the penalized gradient."""

import numpy as np

from mlp.backward import backward_pass
from mlp.checks.backward import check_gradients
from mlp.checks.forward import network
from mlp.checks.probe import Problem, as_array, close_all, recognize
from mlp.forward import forward_pass
from mlp.l2 import backward_pass_l2

N, LAM = 7, 0.6


def check_weight_l2_norm(probe):
    """Check `weight_l2_norm`."""
    _, _, params = network((3, 4, 5, 1), 2)
    norm = float(as_array(probe.value(params), (), "The norm"))
    weights = [V for name, V in params.items() if name.startswith("W")]
    squares = np.array([np.sum(V**2) for V in weights])
    everything = sum(np.sum(V**2) for V in params.values())
    recognize(
        norm,
        [
            (np.sqrt(everything), "The biases are counted as well."),
            (everything, "The biases are counted as well, and the root is missing."),
            (squares.sum(), "The root is missing: this is the square of the norm."),
            (np.sqrt(squares).sum(), "The root is taken per layer and the roots are "
             "added. Add the squares of all layers first, then take the root once."),
            (sum(np.abs(V).sum() for V in weights), "These are absolute values; the "
             "norm adds squares."),
            (sum(V.sum() for V in weights), "The squares are missing."),
            (np.sqrt(squares.sum() / sum(V.size for V in weights)), "This is the root "
             "of the mean; the norm is the root of the sum."),
            (np.sqrt(squares[:-1].sum()), "The last layer is left out."),
            (np.sqrt(squares[0]), "Only the first layer is counted."),
            (np.sqrt(squares[-1]), "Only the last layer is counted."),
            (squares.sum() / 2, "This is half the square of the norm."),
            (np.sqrt(everything - squares.sum()), "Only the biases are counted."),
            (np.sqrt(squares[1:].sum()), "The first layer is left out."),
            (np.sqrt(sum(np.abs(V).sum() for V in weights)), "Square the weights."),
        ],
    )  # fmt: skip
    if not np.isclose(norm, np.sqrt(squares.sum())):
        raise Problem(
            f"The norm came out as {norm:.4g}, but the root of the sum of all squared "
            f"weights is {np.sqrt(squares.sum()):.4g}."
        )
    if not np.isclose(float(probe.value(params)), norm):
        raise Problem("A second call gives another number: start from 0 each time.")
    one_layer = {name: params[name] for name in ("W1", "b1")}
    longer = params | {"W4": np.full((1, 2), 3.0), "b4": np.ones((1, 2))}
    for other, total in ((one_layer, squares[0]), (longer, squares.sum() + 18)):
        if not np.isclose(float(probe.value(other)), np.sqrt(total)):
            raise Problem(
                f"For a network with {len(other) // 2} layers it is wrong: use "
                "whatever weights are there."
            )


def check_backward_pass_l2(probe):
    """Check `backward_pass_l2`; the plain backward pass in it is the reference."""
    X, y, params = network((3, 4, 4, 1), N)
    _, cache = forward_pass(X, params)
    plain = backward_pass(y, params, cache)
    grads = probe.value(y, params, cache, lam=LAM)
    if isinstance(grads, dict) and params.keys() & grads.keys():
        raise Problem("The result has an entry W1; the gradient of W1 is called dW1.")

    def penalized(factor, biases=0.0):
        return {
            f"d{name}": plain[f"d{name}"] + (factor if name[0] == "W" else biases) * V
            for name, V in params.items()
        }

    right = LAM / N
    mistakes = [
        (penalized(0.0), "Nothing is added: these are the plain gradients."),
        (penalized(right, right), "The biases are penalized as well; they are free."),
        (penalized(LAM), f"The penalty is {N} times too strong, and there are {N} "
         "rows: divide lam by N."),
        (penalized(LAM, LAM), "The biases are penalized as well, and lam is not "
         "divided by N."),
        (penalized(-right), "The sign is wrong: the penalty makes weights grow."),
        (penalized(2 * right), "The penalty is twice too strong: the ½ of the loss "
         "cancels the 2 of the square."),
        (penalized(right / 2), "The penalty is half of what it should be: the "
         "derivative of the square brings a 2 that cancels the ½."),
        (penalized(right / N), "The penalty is divided by N twice."),
        (penalized(1 / N), "The strength lam is not used."),
        ({f"d{n}": right * V if n[0] == "W" else plain[f"d{n}"]
          for n, V in params.items()}, "Only the penalty is left in dW: add it to the "
         "gradient of the cross-entropy."),
        ({f"d{n}": right * V * (n[0] == "W") for n, V in params.items()}, "Only the "
         "penalty is left; the gradient of the cross-entropy is lost."),
        ({f"d{n}": plain[f"d{n}"] + (right * V**2 if n[0] == "W" else 0)
          for n, V in params.items()}, "The square of the weights is added; its "
         "derivative is needed."),
    ]  # fmt: skip
    sign = {
        f"d{n}": plain[f"d{n}"] + right * np.sign(V) * (n[0] == "W")
        for n, V in params.items()
    }
    mistakes.append((sign, "Every weight pays the same, whatever its size: this is the "
                     "gradient of absolute values, not of squares."))  # fmt: skip
    check_gradients(grads, backward_pass_l2(y, params, cache, lam=LAM), mistakes)

    X, y, params = network((2, 4, 3, 4, 1), 5)
    _, cache = forward_pass(X, params)
    again = probe.value(y, params, cache, lam=0.25)
    if not close_all(again, backward_pass_l2(y, params, cache, lam=0.25)):
        raise Problem(
            "With four layers, 5 rows and lam = 0.25 it is wrong: take the number of "
            "layers, of rows and lam from the arguments."
        )
