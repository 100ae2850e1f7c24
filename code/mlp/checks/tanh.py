"""Checks of the hyperbolic tangent and its slope."""

from mlp.checks.engine import Mistake
from mlp.checks.engine.elementwise import elementwise, wrong
from mlp.tanh import d_tanh, tanh

EXPONENTIAL = "np.exp(-np.abs(x)) ** 2"
TANH, D_TANH = "np.sign(x) * (1 - e) / (1 + e)", "1.0 - tanh(x) ** 2"

CHECKS = (
    elementwise(tanh, (
        Mistake(TANH, f"-{TANH}", "tanh(1.0) is negative: the sign is wrong."),
        Mistake("np.sign(x) * ", "", "tanh(-2.0) is positive: where x is negative, tanh is too."),
        Mistake("np.sign(x) * ", "", "(1 - e)", "(e - 1)", "tanh(1.0) is negative: where x is positive, tanh is too."),
        Mistake(TANH, "sigmoid(x)", "tanh(0.0) is ½: this is the sigmoid."),
        Mistake(TANH, "sigmoid(2 * x)", "tanh(0.0) is ½, and no result is negative: tanh runs from -1 to 1 and is 0 at 0."),
        Mistake(EXPONENTIAL, "np.exp(-np.abs(x))", "The curve is too flat: tanh(1.0) is 0.46, but should be 0.76."),
        Mistake(TANH, "1 - np.tanh(x) ** 2", "This is the slope of tanh."),
        Mistake(TANH, "np.sinh(x)", "The denominator is missing."),
        Mistake(TANH, "2 * np.sinh(x)", "The denominator is missing."),
        Mistake(TANH, "1 / np.tanh(np.where(x, x, np.nan))", "Numerator and denominator have changed places."),
        Mistake(TANH, "np.tan(x)", "This is the tangent, not the hyperbolic one."),
    ), (
        (wrong, "tanh({x}) came out as {got:.4g}; it should lie between -1 and 1, with the sign of x, and follow the equation."),
    ), "exp(1000) is too large for a float."),
    elementwise(d_tanh, (
        Mistake(D_TANH, "tanh(x)", "This is tanh itself, not its slope."),
        Mistake(D_TANH, "1 - x**2", "The square is that of x, as if x were the activation. The argument is the pre-activation."),
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
