"""The penalty counts weights only, and its gradient is right."""

from functools import partial

import numpy as np
import pytest

from mlp import (
    backward_pass_l2,
    gradient_check,
    init_mlp,
    l2_penalty,
    make_moons_np,
    run_experiment,
    weight_l2_norm,
)


def test_norm_and_penalty_by_hand():
    """1 + 4 + 4 + 16 = 25; its root is 5, and 0.8 / (2 · 4) · 25 = 2.5."""
    params = {
        "W1": np.array([[1.0, -2.0]]),
        "b1": np.array([[100.0, 100.0]]),
        "W2": np.array([[2.0], [4.0]]),
        "b2": np.array([[100.0]]),
    }
    assert weight_l2_norm(params) == 5.0
    assert isinstance(weight_l2_norm(params), float)
    assert l2_penalty(params, 0.8, 4) == pytest.approx(2.5)


def test_gradient():
    """The gradient is that of the penalized loss, and not that of the plain one."""
    X, y = make_moons_np(8, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    for name in ("b1", "b2", "b3"):
        params[name] += np.random.normal(0, 0.1, params[name].shape)
    backward = partial(backward_pass_l2, lam=0.2)
    penalty = partial(l2_penalty, lam=0.2, n_samples=8)
    assert gradient_check(X, y, params, backward, penalty=penalty).passed
    report = gradient_check(X, y, params, backward)
    wrong = [c.name for c in report.comparisons if c.problem]
    assert wrong == ["dW1", "dW2", "dW3"]


def test_weights_shrink():
    """With a penalty the norm falls from epoch to epoch; it can be recorded."""

    def record(epoch, params, history):
        history.setdefault("weight_norm", []).append(weight_l2_norm(params))

    run = run_experiment(
        backward=partial(backward_pass_l2, lam=5.0),
        on_epoch=record,
        epochs=10,
        log_every=0,
    )
    norms = run.history["weight_norm"]
    assert len(norms) == 10
    assert (np.diff(norms) < 0).all()
