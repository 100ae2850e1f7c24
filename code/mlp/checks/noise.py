"""Check of the share of undecided rows."""

import numpy as np

from mlp.checks.probe import Problem, as_array, recognize

Y_PROB = np.array([[0.02, 0.1, 0.15, 0.2, 0.25, 0.4, 0.6, 0.72, 0.8, 0.9]]).T


def check_share_undecided(probe):
    """Check `share_undecided`."""
    result = probe.value(Y_PROB)
    if np.size(result) == len(Y_PROB):
        raise Problem("There is one entry per row; their mean is the share.")
    share = float(as_array(result, (), "The share"))
    recognize(
        share,
        [
            (4.0, "The result is a count. Divide by the number of rows."),
            (40.0, "The result is a percentage; the share lies between 0 and 1."),
            (0.3, "A probability of exactly 0.25 is within the margin of 0.25: the "
             "comparison includes the margin itself."),
            (np.mean(Y_PROB <= 0.25), "Probabilities up to the margin are counted; "
             "measure the distance from ½."),
            (np.mean(Y_PROB - 0.5 <= 0.25), "Without the absolute value every small "
             "probability counts as undecided."),
            (np.mean(np.abs(Y_PROB - 0.5)), "This is the mean distance from ½; count "
             "how many are within the margin."),
        ],
    )  # fmt: skip
    if not np.isclose(share, 0.4):
        raise Problem(f"Four of ten rows are undecided, but the result is {share:.4g}.")
    if not np.isclose(float(probe.value(Y_PROB, 0.15)), 0.2):
        raise Problem("The margin that is handed over makes no difference: use it.")
