"""Checks of the functions of the chapter on primitives."""

import numpy as np

from mlp import primitives
from mlp.checks.probe import Problem, as_array, close, recognize

X = np.array([[-2.0, -0.5, 0.0], [0.5, 1.0, 3.0]])
Y_TRUE = np.array([[1.0], [0.0], [0.0], [1.0], [0.0]])
Y_PROB = np.array([[0.8], [0.3], [0.6], [0.35], [0.1]])


def elementwise(probe):
    """Call a function of single numbers on a small table, and insist on its shape."""
    try:
        result = probe.value(X)
    except Problem as problem:
        if "truth value" in str(problem):
            raise Problem(
                f"{problem}\n  A whole array is neither true nor false. Use a function "
                "that works number by number, not max() or if."
            ) from None
        if "only length-1" in str(problem) or "only 0-dimensional" in str(problem):
            raise Problem(
                f"{problem}\n  The functions of the module math take single numbers; "
                "NumPy has them for arrays."
            ) from None
        raise
    if np.shape(result) == () and not isinstance(result, str):
        raise Problem(
            "For an array of shape (2, 3) the result is a single number. Each entry "
            "needs its own: is there a function that reduces the array, such as np.max?"
        )
    if np.shape(result) == (3,):
        raise Problem(
            "For an array of shape (2, 3) the result has shape (3,): one number per "
            "column. np.max(x, 0) reads the 0 as an axis; you need the function that "
            "compares number by number."
        )
    return as_array(result, X.shape, "For an array of shape (2, 3), the result")


def first_difference(result, expected):
    """Describe the first entry of X that came out differently."""
    wrong = ~np.isclose(result, expected, rtol=1e-6, atol=1e-9)
    index = tuple(np.argwhere(wrong)[0])
    return X[index], result[index]


def check_sigmoid(probe):
    """Check `sigmoid`."""
    result = elementwise(probe)
    expected = primitives.sigmoid(X)
    e = np.exp(-X)
    recognize(
        result,
        [
            (1 - expected, "sigmoid(1.0) is below ½: the curve falls where it should "
             "rise. Look at the sign in the exponent."),
            (1 / 1 + e, "sigmoid(0.5) is above 1, which no probability can be. Python "
             "divides before it adds: does the whole sum stand under the fraction?"),
            (1 / (1 + np.exp(-(X**2))), "sigmoid(-2.0) and sigmoid(2.0) agree: the "
             "exponent loses the sign of x."),
            (np.tanh(X), "sigmoid(0.0) is 0: this is tanh, which runs from -1 to 1."),
            (expected * (1 - expected), "This is the slope of the sigmoid: at 0 it is "
             "¼, where the sigmoid itself is ½."),
            (1 / (1 - e + (e == 1)), "There is a minus in the denominator where a plus "
             "belongs."),
        ],
    )  # fmt: skip
    if np.isnan(result).any() or (result < 0).any() or (result > 1).any():
        x, got = first_difference(result, np.clip(np.nan_to_num(result, nan=9), 0, 1))
        raise Problem(
            f"sigmoid({x}) came out as {got:.4g}, but a probability lies between 0 "
            "and 1. Check the fraction and its parentheses."
        )
    if not close(result, expected):
        x, got = first_difference(result, expected)
        side = "above ½" if x > 0 else "below ½" if x < 0 else "exactly ½"
        raise Problem(
            f"sigmoid({x}) came out as {got:.4g}. It should be {side} and follow the "
            "formula of the sigmoid; compare your line with the equation."
        )
    n_warned = len(probe.warned)
    far = probe.array(np.array([[-1000.0, 1000.0]]), shape=(1, 2))
    if not close(far, [[0.0, 1.0]]):
        raise Problem(
            f"sigmoid(-1000) and sigmoid(1000) came out as {far[0, 0]:.4g} and "
            f"{far[0, 1]:.4g}, but should be 0 and 1. exp(1000) is too large for a "
            "float, and inf / inf is nan: take exp only of numbers that are not "
            "positive."
        )
    if len(probe.warned) > n_warned:
        probe.remarks.append(
            "It is right, but warns of an overflow for numbers far from 0. The last "
            "hint shows a form that does not."
        )


def check_relu(probe):
    """Check `relu`."""
    result = elementwise(probe)
    recognize(
        result,
        [
            (np.minimum(X, 0), "relu(3.0) is 0 and relu(-2.0) is not: it keeps the "
             "wrong side."),
            ((X > 0) * 1.0, "relu(3.0) is 1: this is the slope of ReLU. ReLU keeps "
             "positive numbers as they are."),
            (X, "relu(-2.0) is still -2: negative numbers should become 0."),
            (np.abs(X), "relu(-2.0) is 2: negative numbers should become 0, not "
             "positive."),
            (np.minimum(np.maximum(X, 0), 1), "relu(3.0) is 1: positive numbers have "
             "no upper limit."),
            (primitives.sigmoid(X), "This is the sigmoid; ReLU is 0 for negative "
             "numbers and keeps positive ones."),
        ],
    )  # fmt: skip
    negative, positive = X < 0, X >= 0
    if close(result[positive], X[positive]) and not close(
        result[negative], 0 * X[X < 0]
    ):
        raise Problem(
            f"relu(-2.0) came out as {result[0, 0]:.4g}, but must be 0 for every "
            "negative number. A leaky ReLU lets a little through; this course does not."
        )
    if not close(result, primitives.relu(X)):
        x, got = first_difference(result, primitives.relu(X))
        kind = "x itself" if x > 0 else "0"
        raise Problem(f"relu({x}) came out as {got:.4g}, but should be {kind}.")


def check_d_relu(probe):
    """Check `d_relu`; at exactly 0 any slope between 0 and 1 is accepted."""
    result = elementwise(probe)
    away = X != 0
    values, x = result[away], X[away]
    s = primitives.sigmoid(x)
    recognize(
        values,
        [
            (np.maximum(x, 0), "d_relu(3.0) is 3: this is relu itself. The slope does "
             "not depend on how large x is, only on its sign."),
            (np.ones_like(x), "d_relu(-2.0) is 1, but ReLU is flat there. A mask such "
             "as relu(x) >= 0 is true everywhere."),
            (np.zeros_like(x), "d_relu(3.0) is 0, but ReLU rises there."),
            ((x < 0) * 1.0, "It is 1 where ReLU is flat and 0 where it rises: the "
             "comparison is the wrong way round."),
            (np.sign(x), "d_relu(-2.0) is -1, but ReLU is flat there, not falling."),
            (s * (1 - s), "This is the slope of the sigmoid."),
            (s, "This is the sigmoid."),
            ((x > 1) * 1.0, "d_relu(0.5) is 0: the corner of ReLU is at 0, not at 1."),
            (x, "d_relu(x) returns x; it should be 0 or 1."),
        ],
    )  # fmt: skip
    if not close(values, (x > 0) * 1.0):
        wrong = np.argmax(~np.isclose(values, (x > 0) * 1.0))
        kind = "1, where ReLU rises" if x[wrong] > 0 else "0, where ReLU is flat"
        raise Problem(
            f"d_relu({x[wrong]}) came out as {values[wrong]:.4g}, but should be {kind}."
        )
    if not 0 <= result[0, 2] <= 1:
        raise Problem(
            f"d_relu(0.0) came out as {result[0, 2]:.4g}. At the corner any slope from "
            "0 to 1 will do, and this is none."
        )


def check_binary_cross_entropy(probe):
    """Check `binary_cross_entropy`."""
    result = probe.value(Y_TRUE, Y_PROB)
    ones = np.log(Y_PROB) * Y_TRUE
    zeros = np.log(1 - Y_PROB) * (1 - Y_TRUE)
    if np.size(result) == len(Y_TRUE):
        raise Problem(
            "The result has one number per row. The loss is their mean, one number."
        )
    loss = float(as_array(result, (), "The loss"))
    expected = primitives.binary_cross_entropy(Y_TRUE, Y_PROB)
    flat = Y_TRUE[:, 0]
    crossed = -np.mean(flat * np.log(Y_PROB) + (1 - flat) * np.log(1 - Y_PROB))
    recognize(
        loss,
        [
            (-expected, "The loss is negative. Logarithms of probabilities are "
             "negative; the loss has a minus in front of the mean."),
            (expected * len(Y_TRUE), "The loss is 5 times too large, and there are 5 "
             "rows: take the mean, not the sum."),
            (-expected * len(Y_TRUE), "The loss has the wrong sign and is 5 times too "
             "large, and there are 5 rows: a minus and the mean are missing."),
            (-ones.mean(), "Only rows with label 1 count. Rows with label 0 have a "
             "term of their own, with 1 - p."),
            (-zeros.mean(), "Only rows with label 0 count. Rows with label 1 have a "
             "term of their own, with p."),
            ((zeros - ones).mean(), "The two terms have opposite signs; the minus "
             "belongs in front of both."),
            ((ones - zeros).mean(), "The two terms have opposite signs; the minus "
             "belongs in front of both."),
            (expected / np.log(2), "The logarithm has base 2; the natural one is "
             "np.log."),
            (expected / np.log(10), "The logarithm has base 10; the natural one is "
             "np.log."),
            (np.mean((Y_TRUE - Y_PROB) ** 2), "This is the mean squared error, not the "
             "cross-entropy."),
            (np.mean(np.abs(Y_TRUE - Y_PROB)), "This is the mean absolute error, not "
             "the cross-entropy."),
            (primitives.binary_cross_entropy(1 - Y_TRUE, Y_PROB), "The labels are "
             "swapped: a row with label 1 is charged for 1 - p."),
            (expected / 2, "The loss is half of what it should be."),
            (expected * 2, "The loss is twice what it should be."),
            (crossed, "Labels of shape (N,) and probabilities of shape (N, 1) met and "
             "made a table of N times N. Keep both in columns."),
        ],
    )  # fmt: skip
    if not np.isclose(loss, expected, rtol=1e-5):
        raise Problem(
            f"For five rows the loss came out as {loss:.4g}, but should be near "
            f"{expected:.2g}. Compare each term with the equation."
        )
    one, zero = np.array([[1.0]]), np.array([[0.0]])
    for y, p, sure in ((one, zero, "wrong"), (zero, one, "wrong"), (one, one, "right")):
        extreme = float(as_array(probe.value(y, p), (), "The loss"))
        if not np.isfinite(extreme):
            raise Problem(
                f"For a row that is surely {sure} (label {y[0, 0]:.0f}, probability "
                f"{p[0, 0]:.0f}) the loss is {extreme}. Clip the probabilities on both "
                "sides; 1 - eps must differ from 1, so eps cannot be below 1e-16."
            )
    if abs(float(probe.value(one, one))) > 1e-3:
        raise Problem(
            "A row that is surely right costs too much. Is a number added to the "
            "probabilities, or the clipping too coarse?"
        )
    small = float(probe.value(one, np.array([[1e-5]])))
    if not np.isclose(small, -np.log(1e-5), rtol=1e-3):
        raise Problem(
            "A probability of 0.00001 is treated like a larger one: the clipping is "
            "too coarse. EPS is 1e-8 in this course."
        )


def check_accuracy(probe):
    """Check `accuracy`."""
    y_true = np.array([[1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]]).T
    y_prob = np.array([[0.88, 0.19, 0.58, 0.68, 0.17, 0.33, 0.69]]).T
    result = probe.value(y_true, y_prob)
    if np.size(result) == len(y_true):
        raise Problem(
            "The result has one entry per row. The accuracy is their mean, one number."
        )
    score = float(as_array(result, (), "The accuracy"))
    y_pred = y_prob >= 0.5
    recognize(
        score,
        [
            (0.0, "The accuracy is 0. Probabilities are hardly ever equal to labels: "
             "turn them into 0 or 1 with the threshold first."),
            (6.0, "The result is 6 for seven rows: a count. Divide by the number of "
             "rows."),
            (600 / 7, "The result is a percentage. The accuracy is a share between 0 "
             "and 1."),
            (1 / 7, "The result is the share of wrong rows, or the comparison is the "
             "wrong way round."),
            (np.mean(y_pred == y_true[:, 0]), "Labels of shape (N,) and predictions of "
             "shape (N, 1) met and made a table of N times N. Keep both in columns."),
            (np.mean(y_pred), "This is the share of rows predicted as class 1; the "
             "labels are not used."),
            (np.mean(y_true), "This is the share of rows with label 1; the "
             "probabilities are not used."),
            (1 - np.mean(np.abs(y_true - y_prob)), "It measures how far probabilities "
             "are from labels. Count rows on the right side of the threshold."),
        ],
    )  # fmt: skip
    if not np.isclose(score, 6 / 7):
        raise Problem(
            f"Six of seven rows are right, but the result is {score:.4g} and not 6/7."
        )
    tie = float(probe.value(np.array([[1.0], [0.0]]), np.array([[0.5], [0.2]])))
    if not np.isclose(tie, 1.0):
        raise Problem(
            "A probability of exactly 0.5 counts as class 1 (>=); here it counts as "
            "class 0. np.round has the same effect, since it rounds 0.5 to 0."
        )
    if not np.isclose(float(probe.value(y_true, y_prob, 0.7)), 3 / 7):
        raise Problem("The threshold that is handed over makes no difference: use it.")
