"""Starting weights are He-normal, drawn layer by layer from one generator."""

import numpy as np

from mlp import init_mlp


def test_names_and_shapes():
    """W is (n_in, n_out) and b is (1, n_out), counted from 1."""
    shapes = {name: v.shape for name, v in init_mlp((2, 5, 3, 1)).items()}
    assert shapes == {
        "W1": (2, 5), "b1": (1, 5),
        "W2": (5, 3), "b2": (1, 3),
        "W3": (3, 1), "b3": (1, 1),
    }  # fmt: skip


def test_variance_is_two_over_fan_in():
    """Mean 0 and variance 2 / n_in, for different fan-ins; biases are 0."""
    params = init_mlp((50, 2000, 20), seed=1)
    for layer, n_in in ((1, 50), (2, 2000)):
        W = params[f"W{layer}"]
        error = W.std() / np.sqrt(W.size)  # of the mean
        assert abs(W.mean()) < 5 * error
        np.testing.assert_allclose(W.var(), 2 / n_in, rtol=0.05)
        assert not params[f"b{layer}"].any()


def test_weights_are_normal():
    """About 68.3 % of the weights lie within one standard deviation."""
    W = init_mlp((100, 1000))["W1"]
    within = np.mean(np.abs(W) < np.sqrt(2 / 100))
    assert abs(within - 0.6827) < 0.01


def test_one_generator_for_all_layers():
    """The weights are consecutive draws of default_rng(seed)."""
    params = init_mlp((2, 3, 1), seed=5)
    rng = np.random.default_rng(5)
    np.testing.assert_array_equal(params["W1"], rng.standard_normal((2, 3)) * 1.0)
    second = rng.standard_normal((3, 1)) * np.sqrt(2 / 3)
    np.testing.assert_array_equal(params["W2"], second)


def test_seed_and_rng():
    """Equal seeds agree, others differ, `rng` replaces the seed, global state stays."""
    np.testing.assert_array_equal(init_mlp((2, 3), 1)["W1"], init_mlp((2, 3), 1)["W1"])
    assert (init_mlp((2, 3), 1)["W1"] != init_mlp((2, 3), 2)["W1"]).any()
    own = init_mlp((2, 3), 9, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(own["W1"], init_mlp((2, 3), 1)["W1"])
    legacy = init_mlp((2, 3), rng=np.random.RandomState(1))
    assert legacy["W1"].shape == (2, 3)
    before = np.random.get_state()[1].copy()
    init_mlp((2, 3))
    np.testing.assert_array_equal(np.random.get_state()[1], before)
