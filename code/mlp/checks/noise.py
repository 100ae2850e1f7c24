"""Check of the share of undecided rows."""

import numpy as np

from mlp.checks.probe import Problem, as_array, recognize

Y_PROB = np.array(
    [[0.2, 0.25, 0.3, 0.35, 0.45, 0.55, 0.6, 0.75, 0.75, 0.8, 0.85, 0.9]]
).T


def check_share_undecided(probe):
    """Check `share_undecided`."""
    result = probe.value(Y_PROB)
    if np.size(result) == len(Y_PROB):
        raise Problem("There is one entry per row; their mean is the share.")
    share = float(as_array(result, (), "The share"))
    distance = np.abs(Y_PROB - 0.5)
    recognize(
        share,
        [
            (8.0, "The result is a count. Divide by the number of rows."),
            (800 / 12, "The result is a percentage; the share lies between 0 and 1."),
            (np.mean(distance < 0.25), "A distance of exactly 0.25 is within the "
             "margin of 0.25: the comparison includes the margin itself."),
            (np.mean(distance > 0.25), "This is the share of rows that are decided."),
            (np.mean(distance >= 0.25), "This is the share of rows that are decided."),
            (np.mean(Y_PROB <= 0.25), "Probabilities up to the margin are counted; "
             "measure the distance from ½."),
            (np.mean(Y_PROB < 0.25), "Probabilities below the margin are counted; "
             "measure the distance from ½."),
            (np.mean(Y_PROB >= 0.25), "Probabilities above the margin are counted; "
             "measure the distance from ½."),
            (np.mean(Y_PROB - 0.5 <= 0.25), "Without the absolute value every small "
             "probability counts as undecided."),
            (np.mean(distance <= 0.125), "The margin reaches to either side of ½; it "
             "is not the whole width."),
            (np.mean(distance), "This is the mean distance from ½; count how many are "
             "within the margin."),
        ],
    )  # fmt: skip
    if not np.isclose(share, 8 / 12):
        raise Problem(
            f"Eight of twelve rows are undecided, but the result is {share:.4g}."
        )
    options = {"margin": 0.12} if probe.takes("margin") else {}
    narrow = float(probe.value(Y_PROB[:7], **options))
    if not options or np.isclose(narrow, np.mean(distance[:7] <= 0.25)):
        raise Problem("The margin that is handed over makes no difference: use it.")
    if not np.isclose(narrow, np.mean(distance[:7] <= 0.12)):
        raise Problem("For seven rows and a margin of 0.12 the result is wrong.")
