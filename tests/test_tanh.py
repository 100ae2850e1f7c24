"""tanh plugs into both passes, and its gradient is right."""

from functools import partial

import numpy as np

from mlp import (
    backward_pass,
    d_tanh,
    forward_pass,
    gradient_check,
    init_mlp,
    make_moons_np,
    run_experiment,
    sigmoid,
    tanh,
)

FORWARD = partial(forward_pass, activation=tanh)
BACKWARD = partial(backward_pass, d_activation=d_tanh)


def test_values_by_hand():
    """tanh(ln 2) = (2 − ½) / (2 + ½) = 0.6, and the slope there is 1 − 0.36."""
    x = np.array([-np.log(2), 0.0, np.log(2)])
    np.testing.assert_allclose(tanh(x), [-0.6, 0, 0.6], rtol=1e-15)
    np.testing.assert_allclose(d_tanh(x), [0.64, 1, 0.64], rtol=1e-14)


def test_is_a_stretched_sigmoid():
    """tanh(z) = 2 σ(2z) − 1."""
    x = np.linspace(-20, 20, 101)
    np.testing.assert_allclose(tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-15)


def test_extremes():
    """The largest floats give ±1 with slope 0, without a warning."""
    x = np.array([-np.finfo(float).max, np.finfo(float).max])
    np.testing.assert_array_equal(tanh(x), [-1, 1])
    np.testing.assert_array_equal(d_tanh(x), [0, 0])


def test_gradient():
    """Forward and backward with tanh agree; with only one of them they do not."""
    X, y = make_moons_np(8, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    assert gradient_check(X, y, params, BACKWARD, forward=FORWARD).passed
    assert not gradient_check(X, y, params, backward_pass, forward=FORWARD).passed
    assert not gradient_check(X, y, params, BACKWARD).passed


def test_it_trains():
    """A few epochs with tanh bring the loss down."""
    run = run_experiment(forward=FORWARD, backward=BACKWARD, epochs=20, log_every=0)
    assert run.history["train_loss"][-1] < 0.45 < run.history["train_loss"][0]
