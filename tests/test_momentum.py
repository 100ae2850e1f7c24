"""The velocity adds up past gradients."""

from functools import partial

import numpy as np

from mlp import run_experiment, update_with_momentum


def test_two_steps_by_hand():
    """Gradients 1 and 3 with β = ½: velocities 1 and 3.5, steps of 0.1 and 0.35."""
    W, velocity = np.array([[0.0]]), {}
    params = {"W1": W}
    update_with_momentum(
        params, {"dW1": np.array([[1.0]])}, 0.1, velocity=velocity, beta=0.5
    )
    np.testing.assert_allclose(W, [[-0.1]])
    update_with_momentum(
        params, {"dW1": np.array([[3.0]])}, 0.1, velocity=velocity, beta=0.5
    )
    np.testing.assert_allclose(W, [[-0.45]])
    np.testing.assert_allclose(velocity["W1"], [[3.5]])


def test_without_memory_it_is_plain_descent():
    """With β = 0 the run is the baseline."""
    update = partial(update_with_momentum, velocity={}, beta=0.0)
    run = run_experiment(update=update, epochs=3, log_every=0)
    assert run.history == run_experiment(epochs=3, log_every=0).history


def test_steady_gradient_reaches_ten_times_the_step():
    """With β = 0.9 the velocity of a constant gradient approaches ten times it."""
    params, velocity = {"w": np.zeros(1)}, {}
    for _ in range(200):
        update_with_momentum(params, {"dw": np.ones(1)}, velocity=velocity)
    np.testing.assert_allclose(velocity["w"], 10, rtol=1e-6)


def test_gradients_stay():
    """The caller's gradients are not changed, nor kept by reference."""
    grads, velocity = {"dw": np.ones(1)}, {}
    update_with_momentum({"w": np.zeros(1)}, grads, velocity=velocity)
    grads["dw"] += 5
    assert velocity["w"][0] == 1.0
