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
    tanh,
)


def test_values_by_hand():
    """tanh(ln 2) = (2 − ½) / (2 + ½) = 0.6, and the slope there is 1 − 0.36."""
    x = np.array([-np.log(2), 0.0, np.log(2), np.finfo(float).max])
    np.testing.assert_allclose(tanh(x), [-0.6, 0, 0.6, 1], rtol=1e-15)
    np.testing.assert_allclose(d_tanh(x), [0.64, 1, 0.64, 0], rtol=1e-14)


def test_it_is_the_function_that_numpy_has():
    """It differs from numpy.tanh by rounding only, near 0 and far from it too."""
    x = np.concatenate([np.geomspace(1e-300, 1e300, 601), np.linspace(0, 30, 3001)])
    for values in (x, -x):
        np.testing.assert_allclose(tanh(values), np.tanh(values), rtol=0, atol=5e-16)


def test_gradient():
    """Forward and backward with tanh agree; with only one of them they do not."""
    X, y = make_moons_np(8, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    forward = partial(forward_pass, activation=tanh)
    backward = partial(backward_pass, d_activation=d_tanh)
    assert gradient_check(X, y, params, backward, forward=forward).passed
    assert not gradient_check(X, y, params, backward_pass, forward=forward).passed
    assert not gradient_check(X, y, params, backward).passed
