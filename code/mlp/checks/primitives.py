"""Checks of the functions of the chapter on primitives."""

from inspect import unwrap

import numpy as np

from mlp import primitives
from mlp.checks.probe import Problem, as_array, close, recognize

X = np.array([[-2.0, -0.5, 0.0, -1.5], [0.5, 1.0, 3.0, -1.0]])
Y_TRUE = np.array([[1.0], [0.0], [0.0], [1.0], [0.0]])
Y_PROB = np.array([[0.8], [0.3], [0.6], [0.35], [0.1]])


def elementwise(probe):
    """Call a function of single numbers on a small table and on one row of it."""
    result = probe.value(X)
    if callable(result) or isinstance(result, (str, dict)):
        as_array(result, X.shape, f"For an array of shape {X.shape}, the result")
    if np.shape(result) == ():
        raise Problem(
            f"For an array of shape {X.shape} the result is a single number. Each "
            "entry needs its own: does something such as np.max reduce the array?"
        )
    if probe.name == "relu" and close(result, X.max(axis=0)):
        raise Problem(
            "The result has one number per column: np.max(x, 0) reads the 0 as an "
            "axis. You need the function that compares number by number."
        )
    result = as_array(result, X.shape, f"For an array of shape {X.shape}, the result")
    try:
        row = np.asarray(probe.value(X[0]), dtype=float)
    except Problem as problem:
        raise Problem(
            f"It works on a table but not on a single row of numbers.\n  {problem}"
        ) from None
    if not np.allclose(row, result[0], equal_nan=True):
        raise Problem(
            "A single row of numbers gives another result than the same row in a "
            "table. Use functions that work on arrays of any shape."
        )
    return result


def check_far_out(probe, expected, nan_message):
    """Check values far from 0, and remark on warnings that they give."""
    n_warned = len(probe.warned)
    far = probe.array(np.array([[-1000.0, 1000.0]]), shape=(1, 2))
    for x, got, needed in zip((-1000, 1000), far[0], expected, strict=True):
        if not np.isclose(got, needed, rtol=1e-6, atol=1e-6):
            why = nan_message if not np.isfinite(got) else "Is a number cut off?"
            raise Problem(
                f"{probe.name}({x}) came out as {got:.4g} and should be {needed}. {why}"
            )
    if len(probe.warned) > n_warned:
        probe.remarks.append(
            "It is right, but warns of an overflow for numbers far from 0. The last "
            "hint shows a form that does not."
        )


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
        ],
    )  # fmt: skip
    if np.isnan(result).any():
        x = X[np.isnan(result)][0]
        raise Problem(f"sigmoid({x}) is nan: some step has no result for this number.")
    if (result < 0).any() or (result > 1).any():
        x, got = first_difference(result, np.clip(result, 0, 1))
        raise Problem(
            f"sigmoid({x}) came out as {got:.4g}, but a probability lies between 0 "
            "and 1. Compare your line with the equation: the fraction, its parentheses."
        )
    if not close(result, expected):
        x, got = first_difference(result, expected)
        side = "above ½" if x > 0 else "below ½" if x < 0 else "exactly ½"
        raise Problem(
            f"sigmoid({x}) came out as {got:.4g}. It should be {side} and follow the "
            "formula of the sigmoid; compare your line with the equation."
        )
    check_far_out(
        probe,
        (0, 1),
        "exp(1000) is too large for a float, and inf / inf is nan: take exp only of "
        "numbers that are not positive.",
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
    negative, positive = X < 0, X > 0
    slopes = result[negative] / X[negative]
    if close(result[positive], X[positive]) and np.ptp(slopes) < 1e-9 < slopes[0] < 1:
        raise Problem(
            f"relu(-2.0) came out as {result[0, 0]:.4g}, but must be 0 for every "
            "negative number. A leaky ReLU lets a little through; this course does not."
        )
    if not close(result, primitives.relu(X)):
        x, got = first_difference(result, primitives.relu(X))
        kind = "x itself" if x > 0 else "0"
        raise Problem(f"relu({x}) came out as {got:.4g}, but should be {kind}.")
    if not close(probe.array(np.array([[-1e6, 1e6]]), shape=(1, 2)), [[0, 1e6]]):
        raise Problem("relu(1000000) is not 1000000: positive numbers have no limit.")


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
            (-np.mean(np.log(Y_PROB)), "The labels are not used."),
            (unwrap(primitives.binary_cross_entropy)(Y_PROB, Y_TRUE), "Labels and "
             "probabilities are swapped: the labels come first."),
            (expected / len(Y_TRUE), "The loss is divided by the number of rows "
             "twice."),
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

    def twice(row):
        return np.repeat(row, 2, axis=0)

    for y, p, sure in ((one, zero, "wrong"), (zero, one, "wrong"), (one, one, "right")):
        extreme = float(as_array(probe.value(twice(y), twice(p)), (), "The loss"))
        if not extreme < 1000:
            raise Problem(
                f"For a row that is surely {sure} (label {y[0, 0]:.0f}, probability "
                f"{p[0, 0]:.0f}) the loss is {extreme:.3g}. Clip the probabilities on "
                "both sides, and use what np.clip returns; 1 - eps must differ from 1, "
                "so eps cannot be below 1e-16."
            )
    if abs(float(probe.value(twice(one), twice(one)))) > 1e-3:
        raise Problem(
            "A row that is surely right costs too much. Is a number added to the "
            "probabilities, or the clipping too coarse?"
        )
    small = float(probe.value(twice(one), twice(np.array([[1e-5]]))))
    if not np.isclose(small, -np.log(1e-5), rtol=1e-3):
        raise Problem(
            "A probability of 0.00001 is treated like a larger one: the clipping is "
            "too coarse. EPS is 1e-8 in this course."
        )


def check_accuracy(probe):
    """Check `accuracy`."""
    y_true = np.array([[1.0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0]]).T
    y_prob = np.array(
        [[0.34, 0.9, 0.48, 0.28, 0.36, 0.29, 0.68, 0.39, 0.57, 0.61, 0.51]]
    ).T
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
            (0.0, "The accuracy is 0 for rows of which eight of eleven are right. "
             "Either probabilities are compared with labels before the threshold made "
             "them 0 or 1, or the share is rounded down by // or int()."),
            (8.0, "The result is 8 for eleven rows: a count. Divide by the number of "
             "rows."),
            (800 / 11, "The result is a percentage. The accuracy is a share between 0 "
             "and 1."),
            (3 / 11, "The result is the share of wrong rows, or the comparison is the "
             "wrong way round."),
            (1 / 11, "The result is 1/11 for eleven rows: does a return stand inside "
             "the loop?"),
            (np.mean(y_pred == y_true[:, 0]), "Labels of shape (N,) and predictions of "
             "shape (N, 1) met and made a table of N times N. Keep both in columns."),
            (np.mean(y_pred), "This is the share of rows predicted as class 1; the "
             "labels are not used."),
            (np.mean(y_true), "This is the share of rows with label 1; the "
             "probabilities are not used."),
            (np.mean(y_pred & (y_true == 1)), "Only rows with label 1 count. A label "
             "of 0 that is predicted as 0 is right as well."),
            (1 - np.mean(np.abs(y_true - y_prob)), "It measures how far probabilities "
             "are from labels. Count rows on the right side of the threshold."),
        ],
    )  # fmt: skip
    if not np.isclose(score, 8 / 11):
        raise Problem(
            f"Eight of eleven rows are right, but the result is {score:.4g}, not 8/11."
        )
    near = float(probe.value(np.array([[0.0], [1.0]]), np.array([[0.45], [0.55]])))
    if not np.isclose(near, 1.0):
        raise Problem("The default threshold is not 0.5.")
    tie = float(probe.value(np.array([[1.0], [0.0]]), np.array([[0.5], [0.2]])))
    if np.isclose(tie, 0.5):
        raise Problem(
            "A probability of exactly 0.5 counts as class 1 (>=); here it counts as "
            "class 0. np.round has the same effect, since it rounds 0.5 to 0."
        )
    if not np.isclose(tie, 1.0):
        raise Problem(f"Of two rows both are right, but the result is {tie:.4g}.")
    options = {"threshold": 0.65} if probe.takes("threshold") else {}
    strict = float(probe.value(y_true, y_prob, **options))
    if not options or np.isclose(strict, score):
        raise Problem("The threshold that is handed over makes no difference: use it.")
    if not np.isclose(strict, np.mean((y_prob >= 0.65) == y_true)):
        raise Problem("With a threshold of 0.65 the result is wrong.")
