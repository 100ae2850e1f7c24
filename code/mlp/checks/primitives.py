"""Checks of the functions of the chapter on primitives."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, close, number
from mlp.checks.engine.elementwise import X, elementwise, wrong
from mlp.primitives import accuracy, binary_cross_entropy, d_relu, relu, sigmoid


def leaks(got, right, x):
    """Which entries a leaky ReLU has let through."""
    if not close(got[x > 0], x[x > 0]):
        return np.zeros(x.shape, bool)
    slopes = got[x < 0] / x[x < 0]
    return (x < 0) & (np.ptp(slopes) < 1e-9 < slopes[0] < 1)


SIGMOID = "np.where(x >= 0, 1, e) / (1 + e)"
RELU = "np.maximum(x, 0.0)"
D_RELU = "(x > 0).astype(float)"
LOSS = "float(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))"
Y = np.array([[1.0], [0.0], [0.0], [1.0], [0.0]])
P = np.array([[0.8], [0.3], [0.6], [0.35], [0.1]])
LABELS = np.array([[1.0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0]]).T
SCORES = np.array([[0.34, 0.9, 0.48, 0.28, 0.36, 0.29, 0.68, 0.39, 0.57, 0.61, 0.51]]).T
ROWS = np.ones((2, 1))

CHECKS = (
    elementwise(sigmoid, (
        Mistake(SIGMOID, "1 / (1 + np.exp(x))", "sigmoid(1.0) is below ½: the curve falls where it should rise. Look at the sign in the exponent."),
        Mistake(SIGMOID, "1 / 1 + np.exp(-x)", "sigmoid(0.5) is above 1, which no probability can be. Python divides before it adds: does the whole sum stand under the fraction?"),
        Mistake(SIGMOID, "1 / (1 + np.exp(-(x**2)))", "sigmoid(-2.0) and sigmoid(2.0) agree: the exponent loses the sign of x."),
        Mistake(SIGMOID, "np.tanh(x)", "sigmoid(0.0) is 0: this is tanh, which runs from -1 to 1."),
        Mistake(SIGMOID, "np.exp(-x) / (1 + np.exp(-x)) ** 2", "This is the slope of the sigmoid: at 0 it is ¼, where the sigmoid itself is ½."),
    ), (
        (lambda got, right, x: np.isnan(got), "sigmoid({x}) is nan: some step has no result for this number."),
        (lambda got, right, x: (got < 0) | (got > 1), "sigmoid({x}) came out as {got:.4g}, but a probability lies between 0 and 1. Compare your line with the equation: the fraction, its parentheses."),
        *((lambda got, right, x, sign=sign: wrong(got, right, x) & (np.sign(x) == sign), f"sigmoid({{x}}) came out as {{got:.4g}}. It should be {side} ½ and follow the formula of the sigmoid; compare your line with the equation.")
          for sign, side in ((-1, "below"), (0, "exactly"), (1, "above"))),
    ), "exp(1000) is too large for a float, and inf / inf is nan: take exp only of numbers that are not positive."),
    elementwise(relu, (
        Mistake(RELU, "np.minimum(x, 0.0)", "relu(3.0) is 0 and relu(-2.0) is not: it keeps the wrong side."),
        Mistake(RELU, "(x > 0) * 1.0", "relu(3.0) is 1: this is the slope of ReLU. ReLU keeps positive numbers as they are."),
        Mistake(RELU, "x", "relu(-2.0) is still -2: negative numbers should become 0."),
        Mistake(RELU, "np.abs(x)", "relu(-2.0) is 2: negative numbers should become 0, not positive."),
        Mistake(RELU, "np.clip(x, 0, 1)", "relu(3.0) is 1: positive numbers have no upper limit."),
        Mistake(RELU, "sigmoid(x)", "This is the sigmoid; ReLU is 0 for negative numbers and keeps positive ones."),
        Mistake(RELU, "np.max(x, 0)", "The result has one number per column: np.max(x, 0) reads the 0 as an axis. You need the function that compares number by number."),
    ), (
        (lambda got, right, x: wrong(got, right, x) & (x == 1e6), "relu(1000000) is not 1000000: positive numbers have no limit."),
        (leaks, "relu({x}) came out as {got:.4g}, but must be 0 for every negative number. A leaky ReLU lets a little through; this course does not."),
        (lambda got, right, x: wrong(got, right, x) & (x <= 0), "relu({x}) came out as {got:.4g}, but should be 0."),
        (wrong, "relu({x}) came out as {got:.4g}, but should be x itself."),
    ), more=(Case((np.array([[-1e6, 1e6]]),)),)),
    elementwise(d_relu, (
        Mistake(D_RELU, "relu(x)", "d_relu(3.0) is 3: this is relu itself. The slope does not depend on how large x is, only on its sign."),
        Mistake(D_RELU, "np.ones_like(x)", "d_relu(-2.0) is 1, but ReLU is flat there. A mask such as relu(x) >= 0 is true everywhere."),
        Mistake(D_RELU, "np.zeros_like(x)", "d_relu(3.0) is 0, but ReLU rises there."),
        Mistake(D_RELU, "(x < 0) * 1.0", "It is 1 where ReLU is flat and 0 where it rises: the comparison is the wrong way round."),
        Mistake(D_RELU, "np.sign(x)", "d_relu(-2.0) is -1, but ReLU is flat there, not falling."),
        Mistake(D_RELU, "sigmoid(x) * (1 - sigmoid(x))", "This is the slope of the sigmoid."),
        Mistake(D_RELU, "sigmoid(x)", "This is the sigmoid."),
        Mistake(D_RELU, "(x > 1) * 1.0", "d_relu(0.5) is 0: the corner of ReLU is at 0, not at 1."),
        Mistake(D_RELU, "x", "d_relu(x) returns x; it should be 0 or 1."),
    ), (
        (lambda got, right, x: (x == 0) & ~((got >= 0) & (got <= 1)), "d_relu(0.0) came out as {got:.4g}. At the corner any slope from 0 to 1 will do, and this is none."),
        (lambda got, right, x: wrong(got, right, x) & (x < 0), "d_relu({x}) came out as {got:.4g}, but should be 0, where ReLU is flat."),
        (wrong, "d_relu({x}) came out as {got:.4g}, but should be 1, where ReLU rises."),
    ), table=np.where(X == 0, 2.0, X), more=(Case((X,), agree=lambda got, right: 0 <= got[0][2] <= 1),)),  # at exactly 0 ReLU has no slope
    Check(binary_cross_entropy, (
        Case((Y, P), "For five rows the loss came out as {got:.4g}, but should be near {expected:.2g}. Compare each term with the equation."),
        *(Case((y * ROWS, p * ROWS), f"For a row that is confidently {sure} (label {y:.0f}, probability {p:.0f}) the loss is {{got:.3g}}. Clip the probabilities on both sides, and use what np.clip returns; 1 - eps must differ from 1, so eps cannot be below 1e-16.", agree=lambda loss, right: float(loss) < 1000)
          for y, p, sure in ((1.0, 0.0, "wrong"), (0.0, 1.0, "wrong"), (1.0, 1.0, "right"))),
        Case((ROWS, ROWS), "A row that is confidently right costs too much. Is a number added to the probabilities, or the clipping too coarse?", agree=lambda loss, right: abs(float(loss)) < 1e-3),
        Case((ROWS, 1e-5 * ROWS), "A probability of 0.00001 is treated like a larger one: the clipping is too coarse. EPS is 1e-8 in this course.", agree=lambda loss, right: np.isclose(loss, right, rtol=1e-3)),
    ), (
        Mistake("-np.mean", "np.mean", "The loss is negative. Logarithms of probabilities are negative; the loss has a minus in front of the mean."),
        Mistake("-np.mean", "-np.sum", "The loss is 5 times too large, and there are 5 rows: take the mean, not the sum."),
        Mistake("-np.mean", "np.sum", "The loss has the wrong sign and is 5 times too large, and there are 5 rows: a minus and the mean are missing."),
        Mistake(" + (1 - y_true) * np.log(1 - p)", "", "Only rows with label 1 count. Rows with label 0 have a term of their own, with 1 - p."),
        Mistake("y_true * np.log(p) + ", "", "Only rows with label 0 count. Rows with label 1 have a term of their own, with p."),
        Mistake("+ (1 - y_true)", "- (1 - y_true)", "The two terms have opposite signs; the minus belongs in front of both."),
        Mistake("-np.mean", "np.mean", "+ (1 - y_true)", "- (1 - y_true)", "The two terms have opposite signs; the minus belongs in front of both."),
        Mistake("np.log(", "np.log2(", "The logarithm has base 2; the natural one is np.log."),
        Mistake("np.log(", "np.log10(", "The logarithm has base 10; the natural one is np.log."),
        Mistake(LOSS, "float(np.mean((y_true - p) ** 2))", "This is the mean squared error, not the cross-entropy."),
        Mistake(LOSS, "float(np.mean(np.abs(y_true - p)))", "This is the mean absolute error, not the cross-entropy."),
        Mistake("np.log(p)", "np.log(P)", "np.log(1 - p)", "np.log(p)", "np.log(P)", "np.log(1 - p)", "The labels are swapped: a row with label 1 is charged for 1 - p."),
        Mistake(LOSS, "float(-np.mean(np.log(p)))", "The labels are not used."),
        Mistake("(y_true, y_prob)", "(y_prob, y_true)", "Labels and probabilities are swapped: the labels come first."),
        Mistake("-np.mean", "-1 / len(y_true) * np.mean", "The loss is divided by the number of rows twice."),
        Mistake("-np.mean", "-0.5 * np.mean", "The loss is half of what it should be."),
        Mistake("-np.mean", "-2 * np.mean", "The loss is twice what it should be."),
        Mistake("y_true *", "y_true[:, 0] *", "1 - y_true", "1 - y_true[:, 0]", "Labels of shape (N,) and probabilities of shape (N, 1) met and made a table of N times N. Keep both in columns."),
    ), number("The loss", "The result has one number per row. The loss is their mean, one number.")),
    Check(accuracy, (
        Case((LABELS, SCORES), "Eight of eleven rows are right, but the result is {got:.4g}, not 8/11."),
        Case((np.array([[0.0], [1.0]]), np.array([[0.45], [0.55]])), "The default threshold is not 0.5."),
        Case((np.array([[1.0], [0.0]]), np.array([[0.5], [0.2]])), "Of two rows both are right, but the result is {got:.4g}."),
        Case((LABELS, SCORES), "With a threshold of 0.65 the result is wrong.", {"threshold": 0.65}),
    ), (
        Mistake("y_pred ==", "y_prob ==", "The accuracy is 0 for rows of which eight of eleven are right. Either probabilities are compared with labels before the threshold made them 0 or 1, or the share is rounded down by // or int()."),
        Mistake("np.mean", "np.sum", "The result is 8 for eleven rows: a count. Divide by the number of rows."),
        Mistake("np.mean", "100 * np.mean", "The result is a percentage. The accuracy is a share between 0 and 1."),
        Mistake("==", "!=", "The result is the share of wrong rows, or the comparison is the wrong way round."),
        Mistake("np.mean(y_pred == y_true)", "np.any(y_pred == y_true) / len(y_true)", "The result is 1/11 for eleven rows: does a return stand inside the loop?"),
        Mistake("== y_true", "== y_true[:, 0]", "Labels of shape (N,) and predictions of shape (N, 1) met and made a table of N times N. Keep both in columns."),
        Mistake("y_pred == y_true", "y_pred", "This is the share of rows predicted as class 1; the labels are not used."),
        Mistake("y_pred == y_true", "y_true", "This is the share of rows with label 1; the probabilities are not used."),
        Mistake("y_pred == y_true", "y_pred & (y_true == 1)", "Only rows with label 1 count. A label of 0 that is predicted as 0 is right as well."),
        Mistake("y_pred == y_true", "1 - np.abs(y_true - y_prob)", "It measures how far probabilities are from labels. Count rows on the right side of the threshold."),
        Mistake(">=", ">", "A probability of exactly 0.5 counts as class 1 (>=); here it counts as class 0. np.round has the same effect, since it rounds 0.5 to 0."),
        Mistake(">= threshold", ">= 0.5", "The threshold that is passed makes no difference: use it."),
    ), number("The accuracy", "The result has one entry per row. The accuracy is their mean, one number.")),
)  # fmt: skip
