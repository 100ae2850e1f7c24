"""Checks of the functions of the chapter on primitives."""

import numpy as np

from mlp.checks.engine import (
    Case,
    Check,
    Mistake,
    Problem,
    agree,
    as_array,
    close,
)
from mlp.checks.engine.compare import first_wrong
from mlp.checks.engine.elementwise import NOT_FINITE, X, elementwise, wrong
from mlp.checks.engine.patterns import apart, pattern
from mlp.primitives import accuracy, binary_cross_entropy, d_relu, relu, sigmoid


# fmt: off
def leaks(got, right, x):
    """Which entries a leaky ReLU has let through."""
    if not close(got[x > 0], x[x > 0]):
        return np.zeros(x.shape, bool)
    slopes = got[x < 0] / x[x < 0]
    return (x < 0) & (np.ptp(slopes) < 1e-9 < slopes[0] < 1)


def column(values):
    """Return numbers as a column, which is how labels and probabilities come."""
    return np.array([values], dtype=float).T


def scores(*pairs, message="", agree=None, **options):
    """Return a case that gives labels and probabilities, or several of such pairs."""
    tries = tuple((column(y), column(p), options | dict(*more)) for y, p, *more in pairs)
    return Case((tries,), message, agree=agree)


def _observe(probe, case):
    """Return one result for each pair of a case."""
    return tuple(probe.value(y, p, **options) for y, p, options in case.args[0])


def _text(number):
    return f"{number:g}"


def seen_as(what):
    """Return a `seen` that shows labels, probabilities, result and right result."""

    def seen(got, expected, case):
        i = first_wrong(zip(got), zip(expected), case.agree or agree)
        if isinstance(got[i], tuple | list) or np.ndim(got[i]) or np.asarray(got[i]).dtype.kind not in "biuf":
            return ""
        *pair, options = case.args[0][i]
        y, p = (f"[{' '.join(map(_text, v.ravel()))}]" for v in pair)
        more = "".join(f" and {name} = {value:g}" for name, value in options.items())
        texts = apart(float(got[i]), float(expected[i]))
        should = f"near {expected[i]:.2g}" if case.agree else texts[1]
        return f"For y_true = {y}{',' if more else ' and'} y_prob = {p}{more} the {what} came out as {texts[0]} and should be {should}."

    return seen


def explained(what, pattern):
    """Return an `explain` that insists on numbers, and says what they have in common."""

    def explain(got, expected, case):
        i = first_wrong(zip(got), zip(expected), case.agree or agree)
        if isinstance(got[i], tuple | list):
            raise Problem(f"The function returns {len(got[i])} things in a {type(got[i]).__name__}. Return the {what} alone, one number.")
        if np.size(got[i]) == len(case.args[0][i][0]) > 1:
            raise Problem(f"The result has one number per row. The {what} is their mean, one number.")
        as_array(got[i], (), f"The {what}")
        numbers = np.array([float(as_array(one, (), f"The {what}")) for one in got])
        if not case.message:
            sizes = np.array([len(y) for y, *_ in case.args[0]])
            raise Problem(divisor(what, numbers, np.array(expected), sizes) or pattern(numbers, np.array(expected)))

    return explain


def divisor(what, got, expected, sizes):
    """Say by which number a sum is divided, if it is one for any number of rows."""
    live = expected != 0
    with np.errstate(all="ignore"):
        by = expected * sizes / got
    if np.isfinite(by[live]).all() and np.ptp(by[live]) < 1e-9 and not got[~live].any():
        return f"The {what} is a sum over the rows divided by {by[live][0]:.4g}, whatever the number of rows. Divide by that number."
    return ""


def of_loss(got, expected):
    """Say what losses have in common, as far as the numbers prove it."""
    five, one, zero, *_ = got
    right = [close(*pair) for pair in zip(got, expected, strict=True)]
    finite = np.isfinite(got)
    if finite[0] and finite[-1] and not finite.all():
        return "It has no finite result where all rows have one label. Is something divided by the count of a label?"
    if not finite.all():
        return "A step has no finite result for these probabilities, none of which is 0 or 1. Which number does np.log get?"
    if said := pattern(got, expected, "For all rows the loss"):
        return said
    ratio = got / expected
    if (got < 0).all():
        return "The loss is negative for all rows. The logarithm of a probability is negative too; where does a minus stand, and what is squared or added after it?"
    # What stands in the logarithm where the label is 1, and where it is 0.
    inside = np.exp(-np.array([one, zero])) - np.exp(-expected[1:3])
    added = inside[0]
    if np.ptp(inside) < 1e-9 < abs(added) and close(got[3], -np.mean(np.log(np.array([0.1, 0.8]) + added))):
        return f"It is as if {added:.4g} were added to the probabilities inside the logarithms. What protects from log(0) must be far smaller, such as 1e-8."
    if np.abs(ratio - 1).max() < 0.1:
        return "The loss is nearly right: is something rounded, or are the probabilities changed more than clipping does?"
    if right[1] and right[2]:
        return "One row alone is right, several rows are not: look at how their terms become one number."
    if right[1] or right[2]:
        good, bad = (1, 0) if right[1] else (0, 1)
        return f"A row with label {good} alone is right, one with label {bad} is not: look at the term that counts for label {bad}."
    return "Rows with label 1 and rows with label 0 are both wrong, even one alone. Compare each term with the equation."


def of_accuracy(got, expected):
    """Say what accuracies have in common, as far as the numbers prove it."""
    right = [close(*pair) for pair in zip(got, expected, strict=True)]
    if np.ptp(got) == 0:
        return f"The result is {got[0]:g} for other rows too, whatever they are. Is something compared that is never equal, or always? (The word is asks for the same object, not for equal numbers.)"
    if said := pattern(got, expected, "For all rows the accuracy"):
        return said
    if (beyond := (got < 0) | (got > 1)).any():
        return f"A share lies between 0 and 1, and {got[beyond][0]:.4g} comes out for some rows. What is counted, and by what is that divided?"
    if all(right[:-2]):
        return "With the threshold 0.5 it is right, with another one it is not: is it the probabilities that are compared with the threshold?"
    return "Count the rows on whose label and predicted class agree, and divide by the number of rows."


SIGMOID = "np.where(x >= 0, 1, e) / (1 + e)"
RELU = "np.maximum(x, 0.0)"
D_RELU = "(x > 0).astype(float)"
LOSS = "float(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))"
TERMS = "np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))"
SHARE = "np.mean(y_pred == y_true)"
Y, P = (1, 0, 0, 1, 0), (0.8, 0.3, 0.6, 0.35, 0.1)
MANY = "The loss grows with the number of rows: take the mean, not the sum. (If you divide by shape[1], that is the number of columns, 1.)"
TABLE = "Each label has met each probability, in a table of N times N: either the shapes (N,) and (N, 1) met, or a column is multiplied as a matrix (@, np.dot) with a row (.T). Both are columns; go row by row."
ZERO = "The result is 0 for rows of which some are right. Are probabilities compared with labels before the threshold has made them 0 or 1?"
AXES = "It is made of len of what np.where gives, which is the number of axes, 2. np.sum counts what is True."

CHECKS = (
    elementwise(sigmoid, (
        Mistake(SIGMOID, "1 / (1 + np.exp(x))", "The curve falls where it should rise: these are the results for -x. Look at the sign in the exponent; with np.where, also at which of its two branches stands first."),
        Mistake(SIGMOID, "1 / 1 + np.exp(-x)", "These are the results of 1 + exp(-x), and no probability is above 1. Python divides before it adds: does the whole sum stand under the fraction?"),
        Mistake(SIGMOID, "1 / np.exp(-x)", "This is e to the power x: the 1 in front of the power is missing in the denominator, or np.expm1 takes it away again."),
        Mistake(SIGMOID, "np.exp(-x)", "This is only the power. What is added to it, and what is divided by the sum?"),
        Mistake(SIGMOID, "np.exp(-x) / (1 + np.exp(x))", "The signs of the two exponents differ."),
        Mistake(SIGMOID, "np.exp(x) / (1 + np.exp(-x))", "The signs of the two exponents differ."),
        Mistake(SIGMOID, "1 / (1 - np.exp(-x))", "A probability lies between 0 and 1. Look at the sign in front of the power."),
        Mistake(SIGMOID, "1 / (1 - np.exp(x))", "A probability lies between 0 and 1. Look at the sign in front of the power, and at that in the exponent."),
        Mistake(SIGMOID, "1 / 1 + np.exp(x)", "These are the results of 1 + exp(x), and no probability is above 1. The whole sum must stand under the fraction; look at the sign in the exponent, too."),
        Mistake(SIGMOID, "x / (1 + np.exp(-x))", "This is x times the sigmoid: the numerator should be 1."),
        Mistake(SIGMOID, "1 / (1 + np.e * -x)", "Is e multiplied by -x? A power is np.exp or **."),
        Mistake(SIGMOID, "1 / (1 + np.exp(-(x**2)))", "The results of x and -x agree: the exponent loses the sign of x."),
        Mistake(SIGMOID, "1 / (1 + np.exp(-np.abs(x)))", "These are the results for the absolute value of x: its sign is lost. Numbers below 0 need another form than those above."),
        Mistake(SIGMOID, "np.exp(x) / np.exp(x).sum()", "All results together make 1, and each depends on the other numbers. Here each number by itself gives its result: add 1 in the denominator, not all the powers."),
        Mistake(SIGMOID, "np.exp(x) / np.exp(x).sum(axis=0)", "The results of each column together make 1, and each depends on the other numbers. Here each number by itself gives its result: add 1 in the denominator, not a column of powers."),
        Mistake(SIGMOID, "np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)", "The results of each row together make 1, and each depends on the other numbers. Here each number by itself gives its result: add 1 in the denominator, not a row of powers."),
        Mistake(SIGMOID, "-np.log(1 + np.exp(-x))", "This is the logarithm of the sigmoid."),
        Mistake(SIGMOID, "np.tanh(x)", "This is tanh, which runs from -1 to 1 and is 0 at 0."),
        Mistake(SIGMOID, "np.exp(-x) / (1 + np.exp(-x)) ** 2", "This is the slope of the sigmoid: at 0 it is ¼, where the sigmoid itself is ½."),
        Mistake(SIGMOID, "x * (1 - x)", "x * (1 - x) is the slope if x is the sigmoid already; here x is any number."),
        Mistake(SIGMOID, "np.maximum(x, 0)", "This is ReLU."),
        Mistake(SIGMOID, "(x > 0) * 1.0", "This is a step from 0 to 1, or the sigmoid rounded to whole numbers; the sigmoid rises smoothly."),
        Mistake(SIGMOID, "x", "The function returns x unchanged."),
    ), (
        (lambda got, right, x: ~np.isfinite(got), NOT_FINITE),
        (lambda got, right, x: (got < 0) | (got > 1), "A probability lies between 0 and 1. Compare your line with the equation: the fraction, its parentheses."),
        *((lambda got, right, x, sign=sign: wrong(got, right, x) & (np.sign(x) == sign), f"The result of {numbers} must be {side} ½ and follow the formula of the sigmoid; compare your line with the equation.")
          for sign, side, numbers in ((-1, "below", "negative numbers"), (0, "exactly", "0"), (1, "above", "positive numbers"))),
    ), "exp(1000) is too large for a float, and inf / inf is nan: take exp only of numbers that are not positive. (If you do so with np.where, are its two branches in the right order?)",
    inverse=lambda s: np.log(s / (1 - s))),
    elementwise(relu, (
        Mistake(RELU, "np.minimum(x, 0.0)", "It keeps the negative numbers: the wrong side. With np.where or a comparison, look at which branch belongs to which."),
        Mistake(RELU, "np.maximum(-x, 0.0)", "These are the results for -x: a minus is too many, or abs and x do not belong to one number."),
        Mistake(RELU, "-np.maximum(x, 0.0)", "Every result has the wrong sign."),
        Mistake(RELU, "(x > 0) * 1.0", "This is the slope of ReLU, 0 or 1. ReLU keeps positive numbers as they are."),
        Mistake(RELU, "x", "It returns x unchanged: negative numbers should become 0."),
        Mistake(RELU, "np.abs(x)", "Negative numbers should become 0, not positive."),
        Mistake(RELU, "np.clip(x, 0, 1)", "Positive numbers have no upper limit; here it is 1."),
        Mistake(RELU, "np.maximum(x, 1.0)", "The smallest result is 1; it should be 0."),
        Mistake(RELU, "np.where(x > 0, x, np.exp(x) - 1)", "The exponential lets negative numbers through; ReLU makes them 0."),
        Mistake(RELU, "np.log(1 + np.exp(x))", "This is a smooth relative of ReLU, the logarithm of 1 + exp(x). ReLU has a corner and needs no exponential."),
        Mistake(RELU, "sigmoid(x)", "This is the sigmoid; ReLU is 0 for negative numbers and keeps positive ones."),
        Mistake(RELU, "np.tanh(x)", "This is tanh; ReLU is 0 for negative numbers and keeps positive ones."),
        Mistake(RELU, "x * sigmoid(x)", "This is x times the sigmoid, a smooth relative of ReLU."),
        Mistake(RELU, "np.where(x > 0, 1, x)", "It is 1 where x is positive, and x elsewhere. ReLU has x itself where that is positive, and 0 elsewhere."),
        Mistake(RELU, "np.maximum(x, 0.0) ** 2", "Positive numbers are squared; ReLU keeps them as they are."),
        Mistake(RELU, "np.max(x, 0)", "The result has one number per column: np.max(x, 0) reads the 0 as an axis. You need the function that compares number by number."),
    ), (
        (lambda got, right, x: wrong(got, right, x) & (x == 1e6), "Positive numbers have no limit."),
        (leaks, "Every negative number should become 0. A leaky ReLU lets a little through; this course does not."),
        (lambda got, right, x: wrong(got, right, x) & (x < 0), "Numbers below 0 should become 0."),
        (lambda got, right, x: wrong(got, right, x) & (x == 0), "0 should stay 0."),
        (wrong, "Positive numbers should stay as they are."),
    ), more=(Case((np.array([[-1e6, 1e6]]),)),)),
    elementwise(d_relu, (
        Mistake("(x > 0).astype(float)", "relu(x + 1) - relu(x)", "This is the slope of a line from x to x + 1. Near the corner the slope at x itself is another one."),
        Mistake(D_RELU, "relu(x)", "This is relu itself. The slope does not depend on how large x is, only on its sign."),
        Mistake(D_RELU, "np.ones_like(x)", "It is 1 everywhere, but ReLU is flat where x is negative. A comparison such as relu(x) >= 0 is true everywhere, and of two assignments the second may hit what the first has just set."),
        Mistake(D_RELU, "np.zeros_like(x)", "It is 0 everywhere, but ReLU rises where x is positive."),
        Mistake(D_RELU, "(x < 0) * 1.0", "It is 1 where ReLU is flat and 0 where it rises: the comparison, or the two branches of np.where, are the wrong way round."),
        Mistake(D_RELU, "np.sign(x)", "ReLU is flat where x is negative, not falling."),
        Mistake(D_RELU, "-1.0 * (x > 0)", "ReLU rises where x is positive; a slope of -1 falls."),
        Mistake(D_RELU, "sigmoid(x) * (1 - sigmoid(x))", "This is the slope of the sigmoid."),
        Mistake(D_RELU, "1 - np.tanh(x) ** 2", "This is the slope of tanh."),
        Mistake(D_RELU, "x * (1 - x)", "x * (1 - x) belongs to the sigmoid, and only if x is its result."),
        Mistake(D_RELU, "sigmoid(x)", "This is the sigmoid."),
        Mistake(D_RELU, "(x > 1) * 1.0", "The corner of ReLU is at 0, not at 1."),
        Mistake(D_RELU, "x", "It returns x itself; a slope is 0 or 1."),
        Mistake(D_RELU, "np.where(x > 0, 1, x)", "Where x is positive it is right; where x is negative it returns x, but ReLU is flat there."),
        Mistake(D_RELU, "np.where(x > 0, x, 1)", "It returns x where x is positive and 1 elsewhere. ReLU rises by 1 for each 1 that x rises, and is flat elsewhere."),
    ), (
        (lambda got, right, x: (x == 0) & ~((got >= 0) & (got <= 1)), "At the corner any slope from 0 to 1 will do, and this is none; 0 / 0 is nan, for one."),
        (lambda got, right, x: wrong(got, right, x) & (x < 0), "The slope should be 0 where x is negative, for ReLU is flat there."),
        (wrong, "The slope should be 1 where x is positive, for ReLU rises there."),
    ), table=np.where(X == 0, 2.0, X), more=(  # at exactly 0 ReLU has no slope
        Case((X,), agree=lambda got, right: 0 <= got[0][2] <= 1),
        Case((X,), remark="It is right. At exactly 0, where any slope from 0 to 1 would do, this course takes 0, and yours is another: x > 0 and x >= 0 differ there."),
    )),
    Check(binary_cross_entropy, (
        scores((Y, P), ([1], [0.72]), ([0], [0.43]), ([1, 1], [0.1, 0.8]), ([0, 0, 1], [0.5, 0.25, 0.65])),
        *(scores(([y, y], [p, p]), message=f"A row is confidently {sure}. Clip the probabilities on both sides, and use what np.clip returns; 1 - eps must differ from 1, so eps cannot be below 1e-16.", agree=lambda loss, right: float(loss[0]) < 1000)
          for y, p, sure in ((1, 0, "wrong"), (0, 1, "wrong"), (1, 1, "right"))),
        scores(([1, 1], [1, 1]), message="A row that is confidently right costs too much. Is a number added to the probabilities, or the clipping too coarse?", agree=lambda loss, right: abs(float(loss[0])) < 1e-3),
        scores(([1, 1], [1e-5, 1e-5]), message="A probability of 0.00001 is treated like a larger one: the clipping is too coarse. EPS is 1e-8 in this course.", agree=lambda loss, right: np.isclose(loss[0], right[0], rtol=1e-3)),
        scores(([0, 0], [1 - 1e-5, 1 - 1e-5]), message="A probability of 0.99999 is treated like a smaller one: the clipping is too coarse. EPS is 1e-8 in this course.", agree=lambda loss, right: np.isclose(loss[0], right[0], rtol=1e-3)),
    ), (
        Mistake("-np.mean", "np.mean", "The loss is negative. Logarithms of probabilities are negative; the loss has a minus in front of the mean."),
        Mistake("-np.mean", "-np.sum", MANY),
        Mistake("-np.mean", "np.sum", f"The loss is negative, so a minus is missing. {MANY}"),
        Mistake(" + (1 - y_true) * np.log(1 - p)", "", "Only rows with label 1 count. Rows with label 0 have a term of their own, with 1 - p."),
        Mistake(" + (1 - y_true) * np.log(1 - p)", "", "-np.mean", "-np.sum", f"Only rows with label 1 count. Rows with label 0 have a term of their own, with 1 - p. {MANY}"),
        Mistake(" + (1 - y_true) * np.log(1 - p)", "", "-np.mean", "np.mean", "Only rows with label 1 count, and the loss is negative. Rows with label 0 have a term of their own, with 1 - p, and a minus stands in front."),
        Mistake("y_true * np.log(p) + ", "", "Only rows with label 0 count. Rows with label 1 have a term of their own, with p."),
        Mistake("+ (1 - y_true)", "- (1 - y_true)", "The two terms have opposite signs; the minus belongs in front of both."),
        Mistake("-np.mean", "np.mean", "+ (1 - y_true)", "- (1 - y_true)", "The two terms have opposite signs; the minus belongs in front of both."),
        Mistake("+ (1 - y_true)", "- (1 - y_true)", "-np.mean", "-np.sum", f"The two terms have opposite signs; the minus belongs in front of both. {MANY}"),
        Mistake("-np.mean", "np.sum", "+ (1 - y_true)", "- (1 - y_true)", f"The two terms have opposite signs; the minus belongs in front of both. {MANY}"),
        Mistake("np.log(", "np.log2(", "The logarithm has base 2; the natural one is np.log."),
        Mistake("np.log(", "np.log10(", "The logarithm has base 10; the natural one is np.log."),
        Mistake("np.log(", "np.log2(", "-np.mean", "-np.sum", f"The logarithm has base 2; the natural one is np.log. {MANY}"),
        Mistake("np.log(", "np.log10(", "-np.mean", "-np.sum", f"The logarithm has base 10; the natural one is np.log. {MANY}"),
        Mistake("np.log(", "np.log1p(", "np.log1p adds 1 before it takes the logarithm; the equation has the logarithm of the probability itself."),
        Mistake("np.log(", "np.exp(", "There is an exponential where the equation has a logarithm."),
        Mistake("np.log(p)", "p", "np.log(1 - p)", "(1 - p)", "The logarithms are missing."),
        Mistake(LOSS, "float(np.mean(np.where(y_true == 1, p, 1 - p)))", "The logarithm is missing, and the minus in front of it."),
        Mistake(LOSS, "float(-np.log(np.mean(np.where(y_true == 1, p, 1 - p))))", "The mean is taken before the logarithm. Each row has its own logarithm; the mean comes last."),
        Mistake("float(-np.mean", "np.exp(-np.mean", "This is the exponential of the loss; the mean of the logarithms is enough."),
        Mistake("y_prob,", "y_prob >= 0.5,", "The probabilities are made 0 or 1 first. The loss needs them as they are."),
        Mistake("y_prob,", "sigmoid(y_prob),", "It is as if the sigmoid were applied to y_prob, which has probabilities already."),
        Mistake("y_true * np.log(p)", "p * np.log(p)", "(1 - y_true)", "(1 - p)", "In front of the logarithms stand p and 1 - p; the labels belong there."),
        Mistake("(1 - y_true)", "(1 - p)", "In front of the second logarithm stands 1 - p; the label belongs there, as 1 - y_true."),
        Mistake("y_true * np.log(p)", "p * np.log(p)", "In front of the first logarithm stands p; the label belongs there."),
        Mistake(TERMS, "np.sum((y_true * np.log(p) + (1 - y_true) * np.log(1 - p))[:-1]) / len(p)", "The last row does not count: does a loop, or a slice, end one row too early?"),
        Mistake(TERMS, "np.sum((y_true * np.log(p) + (1 - y_true) * np.log(1 - p))[1:]) / len(p)", "The first row does not count: rows are numbered from 0."),
        Mistake(LOSS, "float(np.mean(p - y_true))", "This is the mean of the differences, not the cross-entropy."),
        Mistake(LOSS, "float(np.mean(y_true - p))", "This is the mean of the differences, not the cross-entropy."),
        Mistake(LOSS, "float(np.abs(np.mean(y_true * np.log(p) - (1 - y_true) * np.log(1 - p))))", "The two terms have opposite signs, and an absolute value hides that; the minus belongs in front of both."),
        Mistake("y_true *", "y_true[:, 0] *", TABLE),
        Mistake("1 - y_true", "1 - y_true[:, 0]", TABLE),
        Mistake(LOSS, "float(np.mean((y_true - p) ** 2))", "This is the mean squared error, not the cross-entropy."),
        Mistake(LOSS, "float(np.mean((y_true - p) ** 2) / 2)", "This is half the mean squared error, not the cross-entropy."),
        Mistake(LOSS, "float(np.sum((y_true - p) ** 2))", "This is the sum of the squared errors, not the cross-entropy."),
        Mistake(LOSS, "float(np.sqrt(np.mean((y_true - p) ** 2)))", "This is the root of the mean squared error, not the cross-entropy."),
        Mistake(LOSS, "float(np.mean(np.abs(y_true - p)))", "This is the mean absolute error, not the cross-entropy."),
        Mistake("np.log(p)", "np.log(P)", "np.log(1 - p)", "np.log(p)", "np.log(P)", "np.log(1 - p)", "p and 1 - p are swapped: a row with label 1 is charged for 1 - p."),
        Mistake("np.log(p)", "np.log(P)", "np.log(1 - p)", "np.log(p)", "np.log(P)", "np.log(1 - p)", "-np.mean", "-np.sum", f"p and 1 - p are swapped: a row with label 1 is charged for 1 - p. {MANY}"),
        Mistake("np.log(1 - p)", "np.log(p)", "Each row is charged for p, whatever its label: the labels are not used, or both terms have the logarithm of p and the labels cancel."),
        Mistake("y_true * np.log(p)", "y_true * np.log(1 - p)", "Each row is charged for 1 - p, whatever its label: both terms have the logarithm of 1 - p, so the labels cancel."),
        Mistake("(1 - y_true)", "y_true", "Both terms have y_true in front, so rows with label 0 do not count. The second needs 1 - y_true."),
        Mistake("y_true * np.log(p)", "(1 - y_true) * np.log(p)", "Both terms have 1 - y_true in front, so rows with label 1 do not count. The first needs y_true."),
        *(Mistake(LOSS, f"-np.{one}(y_true * np.log(p)) - np.{other}((1 - y_true) * np.log(1 - p))", f"The term of label {label} is added up over the rows, not averaged as the other one is.") for one, other, label in (("mean", "sum", 0), ("sum", "mean", 1))),
        Mistake(LOSS, "-np.mean(y_true * np.log(p)) + np.sum((1 - y_true) * np.log(1 - p))", "What stands in front of the first term belongs to both of them: are parentheses missing?"),
        Mistake(LOSS, "-np.mean(np.log(p[y_true == 1]))", "The mean is that of the rows with label 1 alone; rows with label 0 have a loss too, and all count."),
        Mistake(LOSS, "-np.mean(np.log(1 - p[y_true == 0]))", "The mean is that of the rows with label 0 alone; rows with label 1 have a loss too, and all count."),
        Mistake("(1 - y_true) * np.log(1 - p)", "np.log(1 - p)", "Rows with label 1 are charged for 1 - p too: the second term needs 1 - y_true in front."),
        Mistake("y_true * np.log(p)", "np.log(p)", "Rows with label 0 are charged for p too: the first term needs y_true in front."),
        Mistake("(1 - y_true) * np.log(1 - p)", "1 - y_true * np.log(1 - p)", "The difference 1 - y_true needs parentheses of its own, for Python multiplies before it subtracts."),
        Mistake("np.log(1 - p)", "1 - np.log(p)", "The second term has 1 - log(p), or a piece of it; it needs the logarithm of 1 - p."),
        Mistake("np.log(1 - p)", "(1 - np.log(p))", "The second term has 1 - log(p); it needs the logarithm of 1 - p."),
        Mistake(") + (1 - y_true)", ") * (1 - y_true)", "The two terms are multiplied, so one of the two factors is always 0. Their sum counts."),
        Mistake("(y_true, y_prob)", "(y_prob, y_true)", "Labels and probabilities are swapped: the labels come first."),
        Mistake("-np.mean", "-1 / len(y_true) * np.mean", "The loss is divided by the number of rows twice."),
        Mistake("-np.mean", "1 / len(y_true) * np.mean", "The loss is negative, and divided by the number of rows twice."),
        Mistake("-np.mean", "-0.5 * np.mean", "The loss is half of what it should be."),
        Mistake("-np.mean", "-2 * np.mean", "The loss is twice what it should be."),
        Mistake("-np.mean(", "-np.max(", "Only one row counts, the one with the smallest loss. Take the mean of all."),
        Mistake("-np.mean(", "-np.min(", "Only one row counts, the one with the largest loss. Take the mean of all."),
        Mistake("-np.mean(", "-np.median(", "This is the median of the rows; take the mean."),
        Mistake(TERMS, "(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))[0, 0]", "Only the first row counts: if you use a loop, does return stand inside it?"),
        Mistake(TERMS, "(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))[-1, 0]", "Only the last row counts: if you use a loop, is its sum set anew for each row?"),
        Mistake(TERMS, "(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))[0, 0] / len(p)", "Only the first row counts, divided by the number of rows: if you use a loop, does return stand inside it?"),
        Mistake(TERMS, "(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))[-1, 0] / len(p)", "Only the last row counts, divided by the number of rows: if you use a loop, is its sum set anew for each row?"),
        Mistake("y_true *", "y_true[:, 0] *", "1 - y_true", "1 - y_true[:, 0]", TABLE),
        Mistake("y_true *", "y_true[:, 0] *", "1 - y_true", "1 - y_true[:, 0]", "np.mean", "np.sum", f"{TABLE} And take the mean, not the sum."),
        Mistake("-np.mean(", "-np.sum(", "y_true *", "1 / len(p) * y_true[:, 0] *", "1 - y_true", "1 - y_true[:, 0]", "(1 - y_true[:, 0])", "1 / len(p) * (1 - y_true[:, 0])", TABLE),
    ), explained("loss", of_loss), observe=_observe, seen=seen_as("loss")),
    Check(accuracy, (
        scores((Y, (0.8, 0.3, 0.9, 0.35, 0.1)), ([1, 1, 1], [0.9, 0.3, 0.2]), ([1, 0], [0.7, 0.2]), ([1, 0], [0.1, 0.8]), ([0, 0, 1, 1], [0, 0, 1, 0]), ([0, 1, 1], [1, 0.3, 0.2], {"threshold": 0.0}), ([0, 1, 0, 1], [0.6, 0.7, 0.4, 0.3], {"threshold": 0.65})),
        scores(([0, 1], [0.45, 0.55]), ([0, 1], [0.49, 0.51]), message="Is the default threshold another one than 0.5?"),
        scores(([1, 0], [0.5, 0.2]), message="A probability of exactly 0.5 counts as class 1."),
        scores((Y, P), ([0, 0, 1, 1], [0.6, 0.7, 0.9, 0.3]), message="The threshold that is passed is not what the probabilities are compared with.", threshold=0.65),
    ), (
        Mistake("y_pred ==", "y_prob ==", ZERO),
        Mistake("y_prob >= threshold", "y_true >= threshold", "y_pred == y_true", "y_pred == y_prob", "Labels and probabilities have changed places: the labels come first, and it is the probabilities that the threshold makes 0 or 1."),
        Mistake(SHARE, "np.all(y_pred == y_true)", "It is 1 if every row is right and 0 otherwise. Is .all() asked, or the share rounded down by // or int()? The mean counts each row."),
        Mistake(SHARE, "np.any(y_pred == y_true)", "It is 1 as soon as one row is right. The mean counts each row."),
        Mistake(SHARE, "np.argmax(y_prob) == np.argmax(y_true)", "It is 1 if the largest probability and the largest label stand in one row, and 0 otherwise: np.argmax looks for a row. Each row has its own class; compare with the threshold."),
        Mistake(SHARE, "abs(np.mean(y_true) - np.mean(y_pred))", "It compares the shares of class 1. Two shares can agree although the rows do not; compare row by row."),
        Mistake(SHARE, "1 - abs(np.mean(y_true) - np.mean(y_pred))", "It compares the shares of class 1. Two shares can agree although the rows do not; compare row by row."),
        Mistake(SHARE, "np.mean(y_pred * 1.0 - y_true)", "It is a mean of differences, in which 1 and -1 cancel. Count the rows that agree."),
        Mistake(SHARE, "np.mean(y_true - y_pred * 1.0)", "It is a mean of differences, in which 1 and -1 cancel. Count the rows that agree."),
        Mistake("y_pred == y_true", "np.abs(y_true - y_prob) < threshold", "The distance between label and probability is compared with the threshold, which is right only if that is 0.5. Compare the probability itself."),
        Mistake("y_pred == y_true", "np.abs(y_true - y_prob) <= threshold", "The distance between label and probability is compared with the threshold, which is right only if that is 0.5. Compare the probability itself."),
        Mistake(">= threshold", ">= 1 - threshold", "The probabilities are compared with 1 - threshold."),
        Mistake("y_pred == y_true", "y_pred | (y_true == 1)", "A row is counted if either its label or its predicted class is 1; both must agree."),
        Mistake(SHARE, "np.sum((y_pred == y_true)[:-1]) / len(y_true)", "The last row does not count: does a loop, or a slice, end one row too early?"),
        Mistake(SHARE, "np.sum((y_pred == y_true)[1:]) / len(y_true)", "The first row does not count: rows are numbered from 0."),
        Mistake("y_pred == y_true", "np.where(y_pred, 1, y_prob) == y_true", "Probabilities below the threshold stay as they are, so they equal no label. They should become 0, as the others become 1."),
        Mistake("y_pred == y_true", "np.where(y_pred, y_prob, 0) == y_true", "Probabilities above the threshold stay as they are, so they equal no label. They should become 1, as the others become 0."),
        Mistake(">= threshold", ">= 1", "Every probability below 1 counts as class 0, as if int() or np.floor cut it off. Compare with the threshold."),
        Mistake(">= threshold", "> 0", "Every probability above 0 counts as class 1, as if np.ceil rounded it up. Compare with the threshold."),
        Mistake("y_pred == y_true", "(y_true - y_prob) ** 2", "This is the mean squared error. Count rows on the right side of the threshold."),
        Mistake(SHARE, "1.0", "It is 1 whatever the rows are. Is every row counted, or np.argmax taken over a single column, where it is always 0?"),
        Mistake("y_pred == y_true", "y_true == 0", "This is the share of rows with label 0: each row is predicted as 0. Is np.argmax taken over a single column? That is always 0; compare with the threshold."),
        Mistake("np.mean", "np.sum", "The result is a count of rows. Divide by the number of rows."),
        Mistake("np.mean", "100 * np.mean", "The result is a percentage. The accuracy is a share between 0 and 1."),
        Mistake("np.mean", "100 * np.sum", "The result is 100 times a count. The accuracy is a share between 0 and 1: divide by the number of rows."),
        Mistake("np.mean", "np.mean(y_prob == y_prob) / len(y_prob) * np.mean", "The result is divided by the number of rows twice."),
        Mistake("np.mean", "100 * np.mean", ">= threshold", ">= 0.5", "The result is a percentage, and the threshold that is passed makes no difference."),
        Mistake("np.mean", "np.median", "This is the median of the rows; take the mean."),
        Mistake("==", "!=", "The result is the share of wrong rows, or the comparison is the wrong way round."),
        Mistake("==", "!=", "np.mean", "100 * np.mean", "The result is the percentage of wrong rows; the accuracy is the share of right ones."),
        Mistake("==", "!=", "np.mean", "np.sum", "The result is the count of wrong rows; the accuracy is the share of right ones."),
        Mistake(SHARE, "(y_pred == y_true)[0, 0] / len(y_true)", "Only the first row counts, divided by the number of rows: if you use a loop, does return stand inside it?"),
        Mistake(SHARE, "(y_pred == y_true)[0, 0]", "Only the first row counts: if you use a loop, does return stand inside it?"),
        Mistake(SHARE, "(y_pred == y_true)[-1, 0] / len(y_true)", "Only the last row counts, divided by the number of rows: if you use a loop, is its count set anew for each row?"),
        Mistake(SHARE, "(y_pred == y_true)[-1, 0]", "Only the last row counts: if you use a loop, is its count set anew for each row?"),
        Mistake("== y_true", "== y_true[:, 0]", TABLE),
        Mistake(SHARE, "np.sum(y_pred == y_true[:, 0]) / len(y_true)", TABLE),
        Mistake(SHARE, "len(np.where(y_pred == y_true)) / len(y_true)", AXES),
        Mistake(SHARE, "len(np.where(y_pred == y_true))", AXES),
        Mistake("y_pred == y_true", "y_pred", "This is the share of rows predicted as class 1; the labels are not used."),
        Mistake("y_pred == y_true", "y_true", "This is the share of rows with label 1: either the probabilities are not used, or something such as .any() makes one class for all rows of them."),
        Mistake("y_pred == y_true", "y_pred & (y_true == 1)", "Only rows with label 1 count. A label of 0 that is predicted as 0 is right as well. (np.sign gives -1 there, not 0.)"),
        Mistake(SHARE, "np.sum(y_pred & (y_true == 1)) / max(1, np.sum(y_pred))", "This is the share of right rows among those predicted as class 1. The accuracy counts all rows."),
        Mistake(SHARE, "np.sum(y_pred & (y_true == 1)) / max(1, np.sum(y_true))", "This is the share of right rows among those with label 1. The accuracy counts all rows."),
        Mistake(SHARE, "np.sum(y_pred & (y_true == 1)) / max(1, np.sum(y_pred | (y_true == 1)))", "Rows with label 0 that are predicted as 0 do not count, neither as right nor as rows. The accuracy counts all rows."),
        Mistake(SHARE, "2 * np.sum(y_pred & (y_true == 1)) / max(1, np.sum(y_pred) + np.sum(y_true))", "This is the F1 score, in which a label of 0 that is predicted as 0 does not count. The accuracy counts all rows."),
        Mistake("y_pred == y_true", "y_pred.all() == y_true", "All rows get one class: .all() makes one answer of all comparisons. Each row has its own."),
        Mistake("y_pred == y_true", "1 - np.abs(y_true - y_prob)", "It measures how far probabilities are from labels. Count rows on the right side of the threshold."),
        Mistake("y_pred == y_true", "np.abs(y_true - y_prob)", "It measures how far probabilities are from labels. Count rows on the right side of the threshold."),
        Mistake("y_pred == y_true", "y_prob", "This is the mean of the probabilities; labels and threshold are not used."),
        Mistake(">=", ">", "A probability of exactly 0.5 counts as class 1 (>=); here it counts as class 0. np.round has the same effect, since it rounds 0.5 to 0."),
        Mistake(">= threshold", ">= 0.5", "The threshold that is passed makes no difference: use it."),
    ), explained("accuracy", of_accuracy), observe=_observe, seen=seen_as("accuracy")),
)
