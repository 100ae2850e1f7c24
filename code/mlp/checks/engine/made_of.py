"""Find of what a wrong array is made, where no known mistake gives it."""

import itertools

import numpy as np

from mlp.checks.engine.compare import close
from mlp.primitives import sigmoid

# How to write what is made of an array, and how to make it.
FORMS = {
    "{}": lambda a: a,
    "-{}": lambda a: -a,
    "the ReLU of {}": lambda a: np.maximum(a, 0),
    "the slope of ReLU at {}": lambda a: (a > 0) * 1.0,
    "the sign of {}": np.sign,
    "the sigmoid of {}": sigmoid,
    "the slope of the sigmoid at {}": lambda a: sigmoid(a) * (1 - sigmoid(a)),
    "{0} (1 - {0})": lambda a: a * (1 - a),
    "tanh of {}": np.tanh,
    "1 - tanh² of {}": lambda a: 1 - np.tanh(a) ** 2,
    "1 - {}²": lambda a: 1 - a**2,
    "1 - {}": lambda a: 1 - a,
    "{} squared": np.square,
    "the absolute value of {}": np.abs,
    "exp of {}": np.exp,
    "{} rounded": np.round,
    "{} divided by the sums of its rows": lambda a: a / a.sum(axis=1, keepdims=True),
    "{} divided by the sums of its columns": lambda a: a / a.sum(axis=0),
    "{} divided by its sum": lambda a: a / a.sum(),
    "{} divided by its largest entry": lambda a: a / a.max(),
    "{} divided by the number of rows": lambda a: a / len(a),
    "{} divided by the number of units": lambda a: a / a.shape[1],
    "exp of {} divided by the sums of its rows": lambda a: (
        np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
    ),
    "{} with the mean of each column taken off": lambda a: a - a.mean(axis=0),
    "{} with the mean of each row taken off": lambda a: (
        a - a.mean(axis=1, keepdims=True)
    ),
    "{} with columns brought to mean 0 and deviation 1": lambda a: (
        (a - a.mean(axis=0)) / a.std(axis=0)
    ),
}
OF_PROBABILITIES = {
    "p": lambda p: p,
    "(1 - p)": lambda p: 1 - p,
    "log p": np.log,
    "log (1 - p)": lambda p: np.log(1 - p),
    "Z": lambda p: np.log(p / (1 - p)),
    "/ p": lambda p: 1 / p,
    "/ (1 - p)": lambda p: 1 / (1 - p),
    "p (1 - p)": lambda p: p * (1 - p),
    "p²": np.square,
    "(1 - p)²": lambda p: (1 - p) ** 2,
    "p² (1 - p)": lambda p: p**2 * (1 - p),
    "p (1 - p)²": lambda p: p * (1 - p) ** 2,
    "(1 - p) / p": lambda p: (1 - p) / p,
    "p / (1 - p)": lambda p: p / (1 - p),
    "sigmoid(p)": sigmoid,
}
FACTORS = {1: "", -1: "-", 2: "2 ", -2: "-2 ", 0.5: "½ ", -0.5: "-½ "}
ADDED = {0: "", 1: " + 1", -1: " - 1"}


def made_of(got, arrays, within=lambda part: part):
    """Say which form of which array gives what came out, put where it belongs."""
    for (text, make), (name, array) in itertools.product(FORMS.items(), arrays.items()):
        with np.errstate(all="ignore"):
            try:
                mine = within(make(array))
            except ValueError:  # the shapes do not fit
                continue
        if np.ptp(mine) > 0 and close(got, mine):
            return text.format(name)
    return ""


def of_probability(got, p):
    """Write numbers as what they are of the probabilities, if three or more show it."""
    if len(np.unique(p)) < 3:
        return ""
    for (factor, sign), (added, more), (text, make) in itertools.product(
        FACTORS.items(), ADDED.items(), OF_PROBABILITIES.items()
    ):
        if close(got, factor * make(p) + added):
            number = (
                f"{sign.strip()}1 " if text[0] == "/" and abs(factor) == 1 else sign
            )
            return f"{number}{text}{more}"
    return ""
