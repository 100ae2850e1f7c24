"""Checks of the hyperbolic tangent and its slope."""

from mlp.checks.engine import Mistake
from mlp.checks.engine.elementwise import elementwise, wrong
from mlp.tanh import d_tanh, tanh

TANH, D_TANH = "np.tanh(x)", "1.0 - tanh(x) ** 2"

CHECKS = (
    elementwise(tanh, (
        Mistake(TANH, "-np.tanh(x)", "tanh(1.0) is negative: the sign is wrong."),
        Mistake(TANH, "sigmoid(x)", "tanh(0.0) is ½: this is the sigmoid."),
        Mistake(TANH, "sigmoid(2 * x)", "tanh(0.0) is ½: stretch the sigmoid to the range from -1 to 1."),
        Mistake(TANH, "2 * sigmoid(x) - 1", "The curve is too flat: the sigmoid has to be taken at 2 z."),
        Mistake(TANH, "1 - np.tanh(x) ** 2", "This is the slope of tanh."),
        Mistake(TANH, "np.sinh(x)", "The denominator is missing."),
        Mistake(TANH, "np.tan(x)", "This is the tangent; the hyperbolic one is np.tanh."),
    ), (
        (wrong, "tanh({x}) came out as {got:.4g}; it should lie between -1 and 1, with the sign of x, and follow the equation."),
    ), "exp(1000) is too large for a float."),
    elementwise(d_tanh, (
        Mistake(D_TANH, "tanh(x)", "This is tanh itself, not its slope."),
        Mistake(D_TANH, "1 - x**2", "The slope is 1 - tanh(x)²; here the square is that of x, as if x were the activation. The argument is the pre-activation."),
        Mistake(D_TANH, "1 - tanh(x)", "The square is missing."),
        Mistake(D_TANH, "1 + tanh(x) ** 2", "The slope of tanh is at most 1; the sign in front of the square is wrong."),
        Mistake(D_TANH, "tanh(x) ** 2", "d_tanh(0.0) is 0, but tanh is steepest there."),
        Mistake(D_TANH, "sigmoid(x) * (1 - sigmoid(x))", "This is the slope of the sigmoid."),
        Mistake(D_TANH, "(x > 0) * 1.0", "This is the slope of ReLU."),
        Mistake(D_TANH, "1 / np.cosh(x)", "The square is missing."),
    ), (
        (wrong, "d_tanh({x}) came out as {got:.4g}, not near {expected:.2g}."),
    ), "exp(1000) is too large for a float."),
)  # fmt: skip
