"""The benchmark compares like with like and reports what it measured."""

import numpy as np
import pytest

from booktools.bench.inplace import train_in_place
from booktools.bench.rows import interleave, row
from mlp import make_moons_np, train_mlp, train_val_split


@pytest.mark.parametrize("sizes", [(2, 1), (2, 32, 32, 1), (2, 64, 64, 64, 1)])
@pytest.mark.parametrize("n_samples", [1200, 777, 50])
def test_yardstick_does_the_same_work(sizes, n_samples):
    """The in-place loop ends with the weights and the history of `train_mlp`."""
    data = train_val_split(*make_moons_np(n_samples, 0.44))
    settings = (sizes, 3, 0.03, 64, 123)
    np.random.seed(1)
    params, history = train_in_place(*data, *settings)
    np.random.seed(1)
    expected_params, expected_history = train_mlp(*data, *settings, log_every=0)
    for name, values in expected_params.items():
        np.testing.assert_allclose(params[name], values, rtol=1e-10, atol=1e-13)
    for name, values in expected_history.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-10)


def test_row_has_median_and_spread():
    """Of 0 to 20 the median is 10; two values lie below 2 and two above 18."""
    line = row("name", "ms", list(range(20, -1, -1)), limit=9)
    assert line.split()[:6] == ["name", "10.000", "2.000", "–", "18.000", "ms"]
    assert line.endswith("ABOVE the limit of 9")
    assert row("name", "ms", [10], limit=10).endswith("within the limit of 10")
    assert row("name", "", [10], at_least=10).endswith("  at least 10")
    assert row("name", "", [9], at_least=10).endswith("NOT at least 10")


def test_contestants_take_turns_and_the_first_turn_does_not_count():
    """Each function runs once per turn, in order; the clock frames each run."""
    order, ticks = [], iter(range(100))
    contestants = {"a": lambda: order.append("a"), "b": lambda: order.append("b")}
    seconds = interleave(contestants, 2, clock=lambda: next(ticks))
    assert order == ["a", "b"] * 3
    assert seconds == {"a": [1, 1], "b": [1, 1]}
