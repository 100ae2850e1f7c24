"""Check of the share of undecided rows."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, number
from mlp.noise import share_undecided

Y_PROB = [[0.2, 0.25, 0.3, 0.35, 0.45, 0.55, 0.6, 0.75, 0.75, 0.8, 0.85, 0.9]]
Y_PROB = np.array(Y_PROB).T
DISTANCE = "np.abs(y_prob - 0.5)"
DECIDED = "This is the share of rows that are decided."

CHECKS = (
    Check(share_undecided, (
        Case((Y_PROB,), "Eight of twelve rows are undecided, but the result is {got:.4g}."),
        Case((Y_PROB[:7],), "For seven rows and a margin of 0.12 the result is wrong.", {"margin": 0.12}),
    ), (
        Mistake("np.mean", "np.sum", "The result is a count. Divide by the number of rows."),
        Mistake("np.mean", "100 * np.mean", "The result is a percentage; the share lies between 0 and 1."),
        Mistake("<= margin", "< margin", "A distance of exactly 0.25 is within the margin of 0.25: the comparison includes the margin itself."),
        Mistake("<= margin", "> margin", DECIDED),
        Mistake("<= margin", ">= margin", DECIDED),
        Mistake(DISTANCE, "y_prob", "Probabilities up to the margin are counted; measure the distance from ½."),
        Mistake(f"{DISTANCE} <=", "y_prob <", "Probabilities below the margin are counted; measure the distance from ½."),
        Mistake(f"{DISTANCE} <=", "y_prob >=", "Probabilities above the margin are counted; measure the distance from ½."),
        Mistake(DISTANCE, "y_prob - 0.5", "Without the absolute value every small probability counts as undecided."),
        Mistake("<= margin", "<= margin / 2", "The margin reaches to either side of ½; it is not the whole width."),
        Mistake(" <= margin", "", "This is the mean distance from ½; count how many are within the margin."),
        Mistake("<= margin", "<= 0.25", "The margin that is passed makes no difference: use it."),
    ), number("The share", "There is one entry per row; their mean is the share.")),
)  # fmt: skip
