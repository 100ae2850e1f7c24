"""Every suspect trains to the eye, and the gradient check sees its mistake."""

import numpy as np
import pytest

from mlp import gradient_check, init_mlp, make_moons_np, run_experiment
from mlp.bug_hunt import SUSPECTS

N = 8
ARRAYS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")
WRONG = {
    "slope_of_the_output_twice": set(ARRAYS),
    "biases_averaged_twice": {"db1", "db2", "db3"},
    "doubled": set(ARRAYS),
    "pre_activations_instead_of_activations": {"dW2", "dW3"},
    "first_layer_frozen": {"dW1", "db1"},
    "averaged_again_in_each_layer": {"dW1", "db1", "dW2", "db2"},
    "slope_of_the_sigmoid_inside": {"dW1", "db1", "dW2", "db2"},
}
FACTORS = {
    "biases_averaged_twice": {"db1": 1 / N, "db2": 1 / N, "db3": 1 / N},
    "doubled": dict.fromkeys(ARRAYS, 2.0),
    "first_layer_frozen": {"dW1": 0.0, "db1": 0.0},
    "averaged_again_in_each_layer": {"dW2": 1 / N, "dW1": 1 / N**2, "db1": 1 / N**2},
}


def test_there_are_enough():
    """At least six suspects, with letters in order."""
    assert list(SUSPECTS) == [chr(ord("A") + i) for i in range(len(SUSPECTS))]
    assert len(SUSPECTS) >= 6
    assert {suspect.__name__ for suspect in SUSPECTS.values()} == set(WRONG)


@pytest.mark.parametrize("suspect", SUSPECTS.values(), ids=lambda f: f.__name__)
def test_report_shows_the_fingerprint(suspect):
    """The wrong arrays and no others are reported, with their factor if any."""
    X, y = make_moons_np(N, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    for name in ("b1", "b2", "b3"):
        params[name] += np.random.normal(0, 0.1, params[name].shape)
    found = {c.name: c for c in gradient_check(X, y, params, suspect).comparisons}
    assert {name for name, c in found.items() if c.problem} == WRONG[suspect.__name__]
    for name, factor in FACTORS.get(suspect.__name__, {}).items():
        assert found[name].ratio == pytest.approx(factor, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("suspect", SUSPECTS.values(), ids=lambda f: f.__name__)
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
