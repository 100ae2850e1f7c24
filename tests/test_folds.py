"""What the figures of the folds show is what the network computes."""

import numpy as np
import pytest

from mlp import forward_pass, init_mlp, make_moons_np, plot_fold, plot_folds
from mlp.support.folds import contributions, partial_sum


@pytest.fixture
def case():
    """Return points, labels and an untrained network with some biases."""
    params = init_mlp((2, 8, 1), seed=3)
    params["b1"] += np.linspace(-0.4, 0.4, 8)
    return *make_moons_np(60, 0.2, rng=np.random.default_rng(0)), params


def test_all_units_together_are_the_network(case):
    """The contributions and the bias add up to the pre-activation of the output."""
    X, _, params = case
    _, cache = forward_pass(X, params)
    total = contributions(X, params).sum(axis=1, keepdims=True) + params["b2"]
    np.testing.assert_allclose(total, cache["Z2"])
    np.testing.assert_allclose(partial_sum(X, X, params, np.arange(8)), cache["Z2"])


def test_units_that_are_left_out_stay_at_their_mean(case):
    """Without any unit the sum is the mean pre-activation, the same everywhere."""
    X, _, params = case
    _, cache = forward_pass(X, params)
    constant = partial_sum(X[:5], X, params, np.array([], int))
    np.testing.assert_allclose(constant, np.full((5, 1), cache["Z2"].mean()))


def test_one_fold_makes_no_corner_and_every_corner_lies_on_fold_and_boundary(case):
    """One unit's boundary is parallel to its fold; others turn where they cross one."""
    X, y, params = case
    fig = plot_folds(X, y, params, counts=(1, 8))
    order = np.argsort(-contributions(X, params).std(axis=0))
    corners = []
    for ax, count in zip(fig.axes, (1, 8), strict=True):
        lines = [line for line in ax.lines if line.get_label() == "corner"]
        found = np.vstack([line.get_xydata() for line in lines])
        pre_activations = found @ params["W1"] + params["b1"]
        assert (np.abs(pre_activations).min(axis=1) < 1e-9).all()
        levels = partial_sum(found, X, params, order[:count])
        assert (np.abs(levels) < 0.02).all()
        corners.append(len(found))
    assert corners[0] == 0 < corners[1]


def test_titles_count_the_folds(case):
    """There is a panel for each count, and the singular is right."""
    titles = [ax.get_title() for ax in plot_folds(*case).axes]
    assert titles == ["1 fold", "2 folds", "3 folds", "8 folds"]


def test_one_unit_is_flat_on_one_side_of_its_fold(case):
    """The map is 0 where the weighted sum is negative and rises on the other side."""
    params = case[-1]
    _, above = plot_fold(params, 2).axes
    (fold,) = above.lines
    w, b = params["W1"][:, 2], params["b1"][0, 2]
    np.testing.assert_allclose(fold.get_xydata() @ w + b, 0, atol=1e-12)
    heights = np.asarray(above.collections[0].get_array())
    assert heights.min() == 0
    assert 0.2 < np.mean(heights == 0) < 0.8
