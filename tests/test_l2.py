"""The penalty counts weights only, and its gradient is right."""

from functools import partial

import numpy as np
import pytest

from mlp import (
    backward_pass,
    backward_pass_l2,
    forward_pass,
    gradient_check,
    init_mlp,
    l2_penalty,
    make_moons_np,
    run_experiment,
    weight_l2_norm,
)

PARAMS = {
    "W1": np.array([[1.0, -2.0]]),
    "b1": np.array([[100.0, 100.0]]),
    "W2": np.array([[2.0], [4.0]]),
    "b2": np.array([[100.0]]),
}


def test_norm_and_penalty_by_hand():
    """1 + 4 + 4 + 16 = 25; its root is 5, and 0.8 / (2 · 4) · 25 = 2.5."""
    assert weight_l2_norm(PARAMS) == 5.0
    assert isinstance(weight_l2_norm(PARAMS), float)
    assert l2_penalty(PARAMS, 0.8, 4) == pytest.approx(2.5)
    assert l2_penalty(PARAMS, 0.0, 4) == 0.0


def case():
    """Return points, a network and its cache."""
    X, y = make_moons_np(8, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    for name in ("b1", "b2", "b3"):
        params[name] += np.random.normal(0, 0.1, params[name].shape)
    return X, y, params, forward_pass(X, params)[1]


def test_gradient_of_the_penalty():
    """Each dW gets λ/N · W, each db nothing; nothing else changes."""
    _, y, params, cache = case()
    plain = backward_pass(y, params, cache)
    penalized = backward_pass_l2(y, params, cache, lam=0.4)
    for name, values in params.items():
        extra = 0.4 / 8 * values if name.startswith("W") else 0.0
        np.testing.assert_allclose(
            penalized[f"d{name}"], plain[f"d{name}"] + extra, rtol=1e-14
        )


def test_against_central_differences():
    """The gradient is that of the penalized loss, and not that of the plain one."""
    X, y, params, _ = case()
    backward = partial(backward_pass_l2, lam=0.2)
    penalty = partial(l2_penalty, lam=0.2, n_samples=8)
    assert gradient_check(X, y, params, backward, penalty=penalty).passed
    report = gradient_check(X, y, params, backward)
    wrong = [c.name for c in report.comparisons if c.problem]
    assert wrong == ["dW1", "dW2", "dW3"]


def test_no_penalty_is_the_baseline():
    """With λ = 0 the run is the plain one."""
    plain = run_experiment(epochs=3, log_every=0)
    zero = run_experiment(
        backward=partial(backward_pass_l2, lam=0.0), epochs=3, log_every=0
    )
    assert zero.history == plain.history


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
