"""The velocity adds up past gradients."""

import numpy as np

from mlp import update_with_momentum


def test_two_steps_by_hand():
    """Gradients 1 and 3 with β = ½: velocities 1 and 3.5, steps of 0.1 and 0.35."""
    W, velocity = np.array([[0.0]]), {}
    grads = {"dW1": np.array([[1.0]])}
    update_with_momentum({"W1": W}, grads, 0.1, velocity=velocity, beta=0.5)
    np.testing.assert_allclose(W, [[-0.1]])
    # In the same array: what is remembered must not be the caller's own.
    grads["dW1"] += 2
    update_with_momentum({"W1": W}, grads, 0.1, velocity=velocity, beta=0.5)
    np.testing.assert_allclose(W, [[-0.45]])
    np.testing.assert_allclose(velocity["W1"], [[3.5]])


def test_steady_gradient_reaches_ten_times_the_step():
    """With β = 0.9 the velocity of a constant gradient approaches ten times it."""
    params, velocity = {"w": np.zeros(1)}, {}
    for _ in range(200):
        update_with_momentum(params, {"dw": np.ones(1)}, velocity=velocity)
    np.testing.assert_allclose(velocity["w"], 10, rtol=1e-6)
