"""Checks of the hyperbolic tangent and its slope."""

import numpy as np

from mlp.checks.primitives import X, check_far_out, elementwise, first_difference
from mlp.checks.probe import Problem, close, recognize
from mlp.primitives import sigmoid


def check_tanh(probe):
    """Check `tanh`."""
    result = elementwise(probe)
    t = np.tanh(X)
    recognize(
        result,
        [
            (-t, "tanh(1.0) is negative: the sign is wrong."),
            (sigmoid(X), "tanh(0.0) is ½: this is the sigmoid."),
            (sigmoid(2 * X), "tanh(0.0) is ½: stretch the sigmoid to the range from -1 "
             "to 1."),
            (2 * sigmoid(X) - 1, "The curve is too flat: the sigmoid has to be taken "
             "at 2 z."),
            (1 - t**2, "This is the slope of tanh."),
            (np.sinh(X), "The denominator is missing."),
            (np.tan(X), "This is the tangent; the hyperbolic one is np.tanh."),
        ],
    )  # fmt: skip
    if not close(result, t):
        x, got = first_difference(result, t)
        raise Problem(
            f"tanh({x}) came out as {got:.4g}; it should lie between -1 and 1, with "
            "the sign of x, and follow the equation."
        )
    check_far_out(probe, (-1, 1), "exp(1000) is too large for a float.")


def check_d_tanh(probe):
    """Check `d_tanh`."""
    result = elementwise(probe)
    t = np.tanh(X)
    recognize(
        result,
        [
            (t, "This is tanh itself, not its slope."),
            (1 - X**2, "The slope is 1 - tanh(x)²; here the square is that of x, as if "
             "x were the activation. The argument is the pre-activation."),
            (1 - t, "The square is missing."),
            (1 + t**2, "The slope of tanh is at most 1; the sign in front of the "
             "square is wrong."),
            (t**2, "d_tanh(0.0) is 0, but tanh is steepest there."),
            (sigmoid(X) * (1 - sigmoid(X)), "This is the slope of the sigmoid."),
            ((X > 0) * 1.0, "This is the slope of ReLU."),
            (1 / np.cosh(X), "The square is missing."),
        ],
    )  # fmt: skip
    if not close(result, 1 - t**2):
        x, got = first_difference(result, 1 - t**2)
        raise Problem(
            f"d_tanh({x}) came out as {got:.4g}, not near {1 - np.tanh(x) ** 2:.2g}."
        )
    check_far_out(probe, (0, 0), "exp(1000) is too large for a float.")
