"""Every suspect trains to the eye, and the gradient check sees its mistake."""

import numpy as np
import pytest

from mlp import gradient_check, init_mlp, make_moons_np, run_experiment
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


@pytest.mark.parametrize("suspect", SUSPECTS.values(), ids=SUSPECTS)
def test_curve_looks_right(suspect):
    """Each suspect ends within two percentage points of the right accuracy."""
    settings = {
        "noise": 0.24,
        "layer_sizes": (2, 16, 16, 1),
        "lr": 0.5,
        "batch_size": 32,
        "epochs": 100,
        "log_every": 0,
    }
    right = run_experiment(**settings).history["val_acc"][-20:]
    wrong = run_experiment(backward=suspect, **settings).history["val_acc"][-20:]
    assert abs(np.mean(right) - np.mean(wrong)) < 0.02
