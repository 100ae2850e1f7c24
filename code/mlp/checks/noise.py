"""Check of the share of undecided rows."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, demand, number
from mlp.checks.engine.compare import first_wrong
from mlp.checks.engine.patterns import apart, pattern
from mlp.noise import share_undecided

WIDE = np.array([[0.1, 0.25, 0.3, 0.45, 0.6, 0.75, 0.75, 0.9]]).T, 0.25
NARROW = np.array([[0.3, 0.4, 0.5, 0.64, 0.9]]).T, 0.12
MANY = (
    np.array([[0.02, 0.07, 0.16, 0.23, 0.31, 0.38, 0.44, 0.47, 0.58, 0.61, 0.72]]).T,
    0.2,
)
NOBODY = np.array([[0.05, 0.15, 0.85]]).T, 0.3
DISTANCE, INSIDE = "np.abs(y_prob - 0.5)", "np.abs(y_prob - 0.5) <= margin"
AXES = "It is made of len of what np.where gives, which is the number of axes, 2. np.sum counts what is True."
DECIDED = "This is the share of rows that are decided."


# fmt: off
def _shares(function, case):
    """Return the share for the default margin, and for others with other rows."""
    shares = []
    for index, (y_prob, margin) in enumerate(case.args):
        result = function.value(y_prob, **({"margin": margin} if index else {}))
        demand(np.size(result) != len(y_prob), "There is one entry per row; their mean is the share.")
        shares.append(number("The share")(result, None, case))
    return shares


def _seen(shares, expected, case):
    i = first_wrong(shares, expected)
    (y_prob, margin), (got, needed) = case.args[i], apart(shares[i], expected[i])
    shown = ", ".join(f"{p:g}" for p in y_prob.ravel())
    return f"For the probabilities {shown} and a margin of {margin} the share came out as {got} and should be {needed}."


def _explain(shares, expected, case):
    said = pattern(shares, expected, "For all rows the share")
    demand(not said, said)
    beyond = [share for share in shares if not 0 <= share <= 1]
    demand(not beyond, f"A share lies between 0 and 1, and {beyond[0] if beyond else 0:.4g} comes out for some rows.")
    demand(not agree(shares[0], expected[0]), "For other rows and the default margin it is right: take the number of rows and the margin from the arguments.")
    raise Problem("Count the rows whose distance from ½ is at most the margin, and divide by the number of rows.")


def _edge(mask, out, into):
    return Mistake(INSIDE, mask, f"A probability of {out} is left out, though one of {into} is counted: at both ends the margin itself belongs to it.")


CHECKS = (
    Check(share_undecided, (Case((WIDE, NARROW, MANY, NOBODY)),), (
        Mistake("np.mean", "np.sum", "The result is a count. Divide by the number of rows."),
        Mistake("np.mean", "len", "len counts all rows, whether the comparison is True or False."),
        Mistake("np.mean", "100 * np.mean", "The result is a percentage; the share lies between 0 and 1."),
        Mistake("np.mean", "1.0 * np.any", "np.any asks whether some row is undecided; the share is wanted."),
        Mistake("<= margin", "< margin", "A distance of exactly 0.25 is within the margin of 0.25: the comparison includes the margin itself."),
        _edge("(y_prob >= 0.5 - margin) & (y_prob < 0.5 + margin)", 0.75, 0.25),
        _edge("(y_prob > 0.5 - margin) & (y_prob <= 0.5 + margin)", 0.25, 0.75),
        Mistake(INSIDE, "(y_prob >= 0.5 - margin) | (y_prob <= 0.5 + margin)", "Every row is counted: each is above the lower end or below the upper one. It has to be both."),
        Mistake("<= margin", "> margin", DECIDED),
        Mistake("<= margin", ">= margin", f"{DECIDED} It counts those at the margin, too, which are undecided."),
        Mistake(DISTANCE, "y_prob", "Probabilities up to the margin are counted; measure the distance from ½."),
        Mistake(f"{DISTANCE} <=", "y_prob <", "Probabilities below the margin are counted; measure the distance from ½."),
        Mistake(f"{DISTANCE} <=", "y_prob >=", "Probabilities above the margin are counted; measure the distance from ½."),
        Mistake(f"{DISTANCE} <=", "y_prob >", "Probabilities above the margin are counted; measure the distance from ½."),
        Mistake(DISTANCE, "y_prob - 0.5", "There is no end below, so every small probability counts as undecided: is the absolute value missing, or taken of something else than the difference, or have ½ and the margin changed places?"),
        Mistake(DISTANCE, "0.5 - y_prob", "There is no end above: without the absolute value every large probability counts as undecided."),
        Mistake(DISTANCE, "np.abs(y_prob - y_prob.mean())", "The distance is measured from the mean of the probabilities; it is that from ½."),
        Mistake(DISTANCE, "(y_prob - 0.5) ** 2", "The distance is squared before it is compared with the margin."),
        Mistake(DISTANCE, "np.round(np.abs(y_prob - 0.5), 1)", "The distance is rounded before it is compared with the margin."),
        *(Mistake(INSIDE, ends, "The margin is measured from 0 and 1. It is the distance from ½ that counts.")
          for ends in ("(y_prob > margin) & (y_prob < 1 - margin)", "(y_prob >= margin) & (y_prob <= 1 - margin)")),
        Mistake(DISTANCE, "np.abs(y_prob - 1)", "The distance is measured from 1; undecided is what is close to ½."),
        Mistake("<= margin", "<= margin / 2", "Only half the margin counts. It reaches to either side of ½, so it is not the whole width. (The third argument of np.isclose is multiplied by ½; its option atol is not.)"),
        Mistake("<= margin", "<= 2 * margin", "The margin is doubled. It reaches to either side of ½ already."),
        Mistake(f"np.mean({INSIDE})", f"len(np.where({INSIDE})) / len(y_prob)", AXES),
        Mistake(f"np.mean({INSIDE})", f"len(np.where({INSIDE}))", AXES),
        Mistake(" <= margin", "", "This is the mean distance from ½; count how many are within the margin."),
        Mistake("np.mean(np.abs(y_prob - 0.5) <= margin)", "np.mean(y_prob[np.abs(y_prob - 0.5) <= margin])", "This is the mean probability of the undecided rows; count them."),
        Mistake("np.mean(np.abs(y_prob - 0.5) <= margin)", "np.sum(np.abs(y_prob - 0.5) <= margin) // len(y_prob)", "It is 0 wherever some row is decided. It may be that // rounds down to a whole number, or that one answer is made for all rows, as np.all makes it."),
        Mistake("<= margin", "< 0.25", "The margin that is passed makes no difference, and a distance of exactly 0.25 is left out, which the margin includes."),
        Mistake("<= margin", "<= 0.25", "The margin that is passed makes no difference: use it."),
        Mistake("np.mean(np.abs(y_prob - 0.5) <= margin)", "np.sum(np.abs(y_prob - 0.5) <= margin) / 8", "For eight rows it is right, but others are divided by 8 as well: the number of rows has to come from the argument."),
    ), _explain, observe=_shares, seen=_seen),
)
