"""The plot shades the plane with the network's own probabilities."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from mlp import forward_pass, init_mlp, make_moons_np, plot_decision_boundary


@pytest.fixture
def case():
    """Return points, labels and an untrained network."""
    return *make_moons_np(50, 0.2), init_mlp((2, 8, 1), seed=3)


def test_shading_and_contour_are_those_of_the_forward_pass(case):
    """300 by 300 probabilities, reaching beyond the points; the contour is at ½."""
    X, y, params = case
    shading, contour, *_ = plot_decision_boundary(X, y, params).axes[0].collections
    grid = np.ma.getdata(shading.get_coordinates())
    values = np.asarray(shading.get_array())
    assert values.shape == (300, 300)
    # The mesh has corners around each grid point; the points are their centres.
    centres = (grid[:-1, :-1] + grid[1:, 1:]) / 2
    expected, _ = forward_pass(centres.reshape(-1, 2), params)
    np.testing.assert_allclose(values.ravel(), expected[:, 0], atol=1e-9)
    assert (centres[0, 0] < X.min(axis=0)).all()
    assert (centres[-1, -1] > X.max(axis=0)).all()
    assert shading.get_clim() == (0, 1)
    vertices = np.vstack([path.vertices for path in contour.get_paths()])
    y_prob, _ = forward_pass(vertices, params)
    np.testing.assert_allclose(y_prob, 0.5, atol=1e-3)


def test_points_title_and_axes(case):
    """The points are drawn by class; own axes are used; the figure is returned."""
    X, y, params = case
    fig, ax = plt.subplots()
    assert plot_decision_boundary(X, y, params, "a title", ax=ax) is fig
    assert ax.get_title() == "a title"
    first, second = ax.collections[-2:]
    assert len(first.get_offsets()) == len(second.get_offsets()) == 25
    default = plot_decision_boundary(X, y, params)
    assert default.axes[0].get_title() == "Decision boundary"


def test_a_network_that_is_always_sure_has_no_contour(case):
    """Without a probability of ½ there is no boundary to draw, and no warning."""
    X, y, _ = case
    params = {"W1": np.zeros((2, 1)), "b1": np.array([[5.0]])}
    fig = plot_decision_boundary(X, y, params)
    assert len(fig.axes[0].collections) == 3
