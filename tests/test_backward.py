"""The backward pass agrees with hand, central differences and autograd."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from mlp import (
    backward_pass,
    binary_cross_entropy,
    forward_pass,
    init_mlp,
    make_moons_np,
    numeric_gradients,
)

SIZES = [(2, 1), (2, 4, 1), (2, 5, 4, 1), (3, 4, 4, 4, 1)]


def network(sizes, n_samples=7):
    """Return random data and parameters, with biases that are not zero."""
    params = init_mlp(sizes, seed=1)
    for name, values in params.items():
        if name.startswith("b"):
            values += np.random.normal(0, 0.3, values.shape)
    X = np.random.standard_normal((n_samples, sizes[0]))
    y = (np.arange(n_samples) % 2.0).reshape(-1, 1)
    return X, y, params


def gradients(X, y, params):
    """Run forward, then backward."""
    _, cache = forward_pass(X, params)
    return backward_pass(y, params, cache)


def test_worked_example(example):
    """Every gradient of the worked example, as the chapter derives it."""
    grads = gradients(*example)
    expected = {
        "dW2": [[-0.3096], [-0.5]],
        "db2": [[0.1904]],
        "dW1": [[1.2616, 0.75], [-1.8808, 1.5]],
        "db1": [[0.3808, 0.75]],
    }
    assert set(grads) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(grads[name], values, atol=5e-5)


@pytest.mark.parametrize("sizes", SIZES)
def test_against_central_differences(sizes):
    """Every entry agrees with the measured slope."""
    X, y, params = network(sizes)

    def loss(params):
        return binary_cross_entropy(y, forward_pass(X, params)[0])

    numeric = numeric_gradients(loss, params)
    grads = gradients(X, y, params)
    assert set(grads) == set(numeric)
    for name, values in numeric.items():
        assert grads[name].shape == params[name[1:]].shape
        np.testing.assert_allclose(grads[name], values, atol=1e-9)


@pytest.mark.parametrize("sizes", SIZES)
def test_against_automatic_differentiation(sizes):
    """Every entry agrees with autograd, on a network written independently."""
    X, y, params = network(sizes)

    def loss(params):
        signal = X
        n_layers = len(params) // 2
        for i in range(1, n_layers):
            signal = anp.maximum(anp.dot(signal, params[f"W{i}"]) + params[f"b{i}"], 0)
        z = anp.dot(signal, params[f"W{n_layers}"]) + params[f"b{n_layers}"]
        # −log σ(z) for label 1 and −log σ(−z) for label 0, without any probability
        return anp.mean(anp.logaddexp(0.0, anp.where(y == 1, -z, z)))

    automatic = autograd.grad(loss)(params)
    for name, values in gradients(X, y, params).items():
        np.testing.assert_allclose(values, automatic[name[1:]], rtol=1e-10, atol=1e-14)


def test_mean_over_the_rows():
    """Every row twice gives the same gradient; so does another order of the rows."""
    X, y, params = network((2, 5, 4, 1))
    expected = gradients(X, y, params)
    order = np.random.permutation(len(X))
    for rows in (np.r_[order, order], order):
        for name, values in gradients(X[rows], y[rows], params).items():
            np.testing.assert_allclose(values, expected[name], rtol=1e-12, atol=1e-15)


def test_nothing_is_changed():
    """Parameters, cache and labels stay as they were."""
    X, y, params = network((2, 5, 1))
    _, cache = forward_pass(X, params)
    arrays = {**params, **cache, "y": y}
    copies = {name: values.copy() for name, values in arrays.items()}
    backward_pass(y, params, cache)
    for name, values in arrays.items():
        np.testing.assert_array_equal(values, copies[name])


def test_right_prediction_has_no_gradient():
    """Where p equals y there is nothing to improve."""
    X, y = make_moons_np(4)
    params = init_mlp((2, 3, 1))
    _, cache = forward_pass(X, params)
    grads = backward_pass(cache["A2"], params, cache)
    assert all(not values.any() for values in grads.values())
