"""Checks of the hyperbolic tangent and its slope."""

import numpy as np

from mlp.checks.engine import Mistake
from mlp.checks.engine.elementwise import NOT_FINITE, elementwise, wrong
from mlp.tanh import d_tanh, tanh

EXPONENTIAL = "np.exp(-np.abs(x)) ** 2"
TANH, D_TANH = "np.sign(x) * (1 - e) / (1 + e)", "1.0 - tanh(x) ** 2"
UNDER = "The denominator is a sum: does all of it stand under the fraction?"

CHECKS = (
    elementwise(tanh, (
        Mistake(TANH, f"-{TANH}", "The sign is wrong everywhere: the two powers, or the two branches of np.where, have changed places."),
        Mistake("np.sign(x) * ", "", "Where x is negative, tanh is too. The sign of x is lost."),
        Mistake("np.sign(x) * ", "", "(1 - e)", "(e - 1)", "Where x is positive, tanh is too. The sign of x is lost."),
        Mistake(TANH, "sigmoid(x)", "This is the sigmoid, ½ at 0; tanh is 0 there."),
        Mistake(TANH, "sigmoid(2 * x)", "No result is negative, and that of 0 is ½: tanh runs from -1 to 1 and is 0 at 0."),
        Mistake(TANH, "2 * sigmoid(2 * x)", "The results run from 0 to 2: from twice the sigmoid 1 is still to be taken off."),
        Mistake(EXPONENTIAL, "np.exp(-np.abs(x))", "The curve is too flat: these are the results for x / 2. Is a 2 missing in an exponent?"),
        Mistake(TANH, "1 - np.tanh(x) ** 2", "This is the slope of tanh."),
        Mistake(TANH, "np.sinh(x)", "The denominator is missing, or it is 2."),
        Mistake(TANH, "2 * np.sinh(x)", "The denominator is missing."),
        Mistake(TANH, "np.cosh(x)", "This is half the denominator; the numerator has a minus between the powers."),
        Mistake(TANH, "np.ones_like(x)", "It is 1 everywhere: numerator and denominator are equal, or part of the denominator does not stand under the fraction."),
        Mistake(TANH, "1 / np.tanh(np.where(x, x, np.nan))", "Numerator and denominator have changed places."),
        Mistake(TANH, "1 / np.tanh(np.where(x, x, 0.0))", "Numerator and denominator have changed places."),
        Mistake(TANH, "(np.exp(x) - np.exp(-x)) / np.exp(x) + np.exp(-x)", UNDER),
        Mistake(TANH, "np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)", "Python divides before it subtracts and adds: numerator and denominator need parentheses."),
        Mistake(TANH, "np.exp(x) - np.exp(-x) / (np.exp(x) + np.exp(-x))", "Python divides before it subtracts: the numerator needs parentheses."),
        Mistake(TANH, "(np.exp(x) - np.exp(-x)) / (np.exp(x) - np.exp(-x))", "Numerator and denominator are equal, so it is 1, and 0 / 0 at 0. One of them has a plus."),
        Mistake(TANH, "2 * sigmoid(x)", "This is twice the sigmoid of x, which runs from 0 to 2. tanh(x) is made from the sigmoid of 2 * x, and runs from -1 to 1."),
        Mistake(TANH, "np.exp(x) - 1", "These are the results of exp(x) - 1: have numerator and denominator different exponents, or is there no denominator?"),
        Mistake(TANH, "np.sign(x)", "This is only the sign of x; tanh rises smoothly."),
        Mistake(TANH, "np.clip(x, -1, 1)", "This is a straight line that is cut off at -1 and 1; tanh bends."),
        Mistake(TANH, "(np.exp(2 * x) - 1) / np.exp(2 * x) + 1", UNDER),
        Mistake(TANH, "np.exp(2 * x) - 1 / np.exp(2 * x) + 1", "Python divides before it subtracts and adds: numerator and denominator need parentheses."),
        Mistake(TANH, "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(x))", "The denominator has the same power twice; one of the exponents needs a minus."),
        Mistake(TANH, "np.arctanh(x)", "This is the inverse of tanh, which has no result beyond -1 and 1."),
        Mistake(TANH, "np.tan(x)", "This is the tangent, not the hyperbolic one."),
        Mistake(TANH, "np.arctan(x)", "This is the arc tangent, not the hyperbolic tangent."),
        Mistake(TANH, "np.maximum(x, 0)", "This is ReLU."),
        Mistake(TANH, "x", "The function returns x unchanged."),
    ), (
        (lambda got, right, x: ~np.isfinite(got), NOT_FINITE),
        (lambda got, right, x: np.abs(got) > 1, "tanh lies between -1 and 1. Compare your line with the equation: the fraction, its parentheses."),
        (wrong, "It should have the sign of x and follow the equation."),
    ), "exp(1000) is too large for a float: take exp only of numbers that are not positive. (If you avoid that with np.where, are its two branches in the right order?)", inverse=np.arctanh),
    elementwise(d_tanh, (
        Mistake(D_TANH, "tanh(x)", "This is tanh itself, not its slope."),
        Mistake(D_TANH, "1 - x**2", "The square is that of x, as if x were the activation. The argument is the pre-activation."),
        Mistake(D_TANH, "1 - tanh(tanh(x)) ** 2", "tanh is applied twice: the argument is the pre-activation."),
        Mistake(D_TANH, "1 - tanh(x)", "The square is missing."),
        Mistake(D_TANH, "1 - 2 * tanh(x)", "It has 2 times tanh(x) where the square of tanh(x) is needed."),
        Mistake(D_TANH, "1 - np.exp(tanh(x))", "np.exp(a) is e to the power a, not a power of a. You need the square of tanh(x)."),
        Mistake(D_TANH, "1 - np.exp(tanh(x)) ** 2", "np.exp(a) is e to the power a. The square is that of tanh(x) itself."),
        Mistake(D_TANH, "1 - np.sqrt(np.abs(tanh(x)))", "It has a root where the square of tanh(x) is needed."),
        Mistake(D_TANH, "1 - tanh(x**2)", "The square belongs to the result of tanh, not to its argument."),
        Mistake(D_TANH, "(1 - tanh(x)) ** 2", "The square belongs to tanh(x) alone, not to the whole difference."),
        Mistake(D_TANH, "1 - np.abs(tanh(x))", "The square is missing; an absolute value is none."),
        Mistake(D_TANH, "1 - tanh(x) ** 3", "The power is 3; it should be 2."),
        Mistake(D_TANH, "1 + tanh(x) ** 2", "The slope of tanh is at most 1; the sign in front of the square is wrong."),
        Mistake(D_TANH, "tanh(x) ** 2 - 1", "The slope is negative, but tanh rises everywhere: the difference is the wrong way round."),
        Mistake(D_TANH, "tanh(x) ** 2", "It is 0 at 0, but tanh is steepest there."),
        Mistake(D_TANH, "tanh(x) * (1 - tanh(x))", "a * (1 - a) is the slope of the sigmoid, for a = sigmoid(x). That of tanh has another form."),
        Mistake(D_TANH, "sigmoid(x) * (1 - sigmoid(x))", "This is the slope of the sigmoid."),
        Mistake(D_TANH, "1 - sigmoid(x) ** 2", "It has the sigmoid where tanh belongs."),
        Mistake(D_TANH, "1 - np.tan(x) ** 2", "np.tan is the tangent, not the hyperbolic one."),
        Mistake(D_TANH, "1 + np.tan(x) ** 2", "This is the slope of the tangent, not of the hyperbolic one."),
        Mistake(D_TANH, "x * (1 - x)", "x * (1 - x) belongs to the sigmoid, and only if x is its result."),
        Mistake(D_TANH, "(x > 0) * 1.0", "This is the slope of ReLU."),
        Mistake(D_TANH, "1 / np.cosh(x)", "The square is missing."),
        Mistake(D_TANH, "1 / np.cosh(x**2)", "The square belongs to cosh(x), not to its argument."),
        Mistake(D_TANH, "4 * sigmoid(x) * (1 - sigmoid(x))", "These are the results for x / 2: is a 2 missing in front of x?"),
        Mistake(D_TANH, "1 - tanh(x) * x", "tanh(x) is multiplied with x; the square of tanh(x) is tanh(x) times itself."),
        Mistake(D_TANH, "1 - tanh(2 * x) ** 2", "These are the results for 2 * x: a 2 is too many in front of x."),
        Mistake(D_TANH, "2 * (1 - tanh(2 * x) ** 2)", "This is the slope of tanh(2 * x), not that of tanh(x)."),
        Mistake(D_TANH, "1 / (1 + x**2)", "This is the slope of the arc tangent, not of the hyperbolic tangent."),
        Mistake(D_TANH, "tanh(x) * (1 - tanh(x) ** 2)", "The right slope is multiplied with tanh(x) once more."),
        Mistake(D_TANH, "np.cosh(x) ** 2", "The slope is 1 divided by this."),
    ), (
        (lambda got, right, x: ~np.isfinite(got), NOT_FINITE),
        (lambda got, right, x: wrong(got, right, x) & ((got < 0) | (got > 1)), "The slope of tanh lies between 0 and 1. Compare with the equation, in which tanh(x) stands once and is squared."),
        (wrong, "Compare with the equation, in which tanh(x) stands once and is squared."),
    ), "exp(1000) is too large for a float, and cosh(1000) is too."),
)  # fmt: skip
