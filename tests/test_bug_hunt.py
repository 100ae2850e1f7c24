"""Every suspect trains somehow, and the gradient check sees its mistake."""

import numpy as np
import pytest

from mlp import (
    backward_pass,
    gradient_check,
    init_mlp,
    make_moons_np,
    run_experiment,
)
from mlp.support.bug_hunt import SUSPECTS

N = 8
ARRAYS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")
BIASES = ("db1", "db2", "db3")
# The arrays that are wrong, and by which factor where it is one.
WRONG = {
    "A": dict.fromkeys(ARRAYS),
    "B": dict.fromkeys(BIASES, 1 / N),
    "C": dict.fromkeys(ARRAYS, 2.0),
    "D": {"dW2": None, "dW3": None},
    "E": {"dW1": 0.0, "db1": 0.0},
    "F": {"dW1": 1 / N**2, "db1": 1 / N**2, "dW2": 1 / N, "db2": 1 / N},
    "G": dict.fromkeys(ARRAYS[:4]),
}


def test_letters_are_in_order():
    """The suspects are those that the page tells about."""
    assert "".join(SUSPECTS) == "".join(WRONG) == "ABCDEFG"


@pytest.mark.parametrize("letter", SUSPECTS)
def test_report_shows_the_fingerprint(letter):
    """The wrong arrays and no others are reported, with their factor if any."""
    X, y = make_moons_np(N, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    for name in ("b1", "b2", "b3"):
        params[name] += np.random.normal(0, 0.1, params[name].shape)
    report = gradient_check(X, y, params, SUSPECTS[letter])
    found = {c.name: c.ratio for c in report.comparisons if c.problem}
    assert found.keys() == WRONG[letter].keys()
    for name, factor in WRONG[letter].items():
        if factor is not None:
            assert found[name] == pytest.approx(factor, rel=1e-4, abs=1e-6)


def test_curves_show_what_the_page_says():
    """All arrive at settings that hide mistakes, four of them late; elsewhere worse."""

    def train(one, **settings):
        return run_experiment(backward=one, log_every=0, **settings).history

    def end(history, score="val_acc"):
        return np.mean(history[score][-20:])

    def reached(history):
        return next(i for i, a in enumerate(history["val_acc"]) if a > 0.94)

    hiding = {"noise": 0.24, "layer_sizes": (2, 16, 16, 1), "lr": 0.5}
    hiding |= {"batch_size": 32, "epochs": 100}
    right, best = train(backward_pass, **hiding), train(backward_pass)
    for letter, suspect in SUSPECTS.items():
        wrong, worse = train(suspect, **hiding), train(suspect)
        seen = letter in "ABFG"
        assert end(wrong) > end(right) - 0.01, letter
        assert reached(wrong) > 2 * reached(right) or not seen, letter
        assert (end(worse) < end(best) - 0.01) == seen, letter
        assert (end(worse, "train_loss") > 0.39) == seen, letter
