"""Starting weights are He-normal, drawn layer by layer from one generator."""

import numpy as np
import pytest

from mlp import init_mlp


@pytest.mark.parametrize("sizes", [(2, 1), (3, 5, 1), (2, 5, 3, 1)])
def test_weights_are_consecutive_draws_with_variance_two_over_fan_in(sizes):
    """W is (n_in, n_out), standard normal times √(2 / n_in); b is (1, n_out) of 0."""
    rng, expected = np.random.default_rng(5), {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), 1):
        W = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
        expected |= {f"W{layer}": W, f"b{layer}": np.zeros((1, n_out))}
    np.testing.assert_equal(init_mlp(sizes, seed=5), expected)


def test_weights_come_from_the_seed_or_from_rng():
    """Equal seeds agree, others differ, `rng` replaces the seed, global state stays."""
    before = np.random.get_state()[1].copy()
    first = init_mlp((2, 3), 1)
    np.testing.assert_equal(init_mlp((2, 3), 1), first)
    assert (init_mlp((2, 3), 2)["W1"] != first["W1"]).any()
    np.testing.assert_equal(init_mlp((2, 3), 9, rng=np.random.default_rng(1)), first)
    legacy = np.random.RandomState(1).standard_normal((2, 3))
    np.testing.assert_equal(
        init_mlp((2, 3), rng=np.random.RandomState(1))["W1"], legacy
    )
    np.testing.assert_array_equal(np.random.get_state()[1], before)
