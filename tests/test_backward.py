"""The backward pass agrees with what is worked out by hand and with autograd."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from mlp import backward_pass, forward_pass, init_mlp


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


@pytest.mark.parametrize("sizes", [(2, 1), (2, 4, 1), (2, 5, 4, 1), (3, 4, 4, 4, 1)])
def test_against_automatic_differentiation(sizes):
    """Every entry agrees with autograd, on a network written independently."""
    params = init_mlp(sizes, seed=1)
    n_layers = len(sizes) - 1
    for layer in range(1, n_layers + 1):
        params[f"b{layer}"] += np.random.normal(0, 0.3, params[f"b{layer}"].shape)
    X = np.random.standard_normal((7, sizes[0]))
    y = (np.arange(7) % 2.0).reshape(-1, 1)

    def loss(params):
        signal = X
        for i in range(1, n_layers):
            signal = anp.maximum(anp.dot(signal, params[f"W{i}"]) + params[f"b{i}"], 0)
        z = anp.dot(signal, params[f"W{n_layers}"]) + params[f"b{n_layers}"]
        # −log σ(z) for label 1 and −log σ(−z) for label 0, without any probability
        return anp.mean(anp.logaddexp(0.0, anp.where(y == 1, -z, z)))

    automatic = autograd.grad(loss)(params)
    grads = gradients(X, y, params)
    assert set(grads) == {f"d{name}" for name in params}
    for name, values in automatic.items():
        assert grads[f"d{name}"].shape == values.shape
        np.testing.assert_allclose(grads[f"d{name}"], values, rtol=1e-10, atol=1e-14)
