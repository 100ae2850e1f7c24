"""The moons lie where the equations say, in a fixed order of random draws."""

import numpy as np
import pytest

from mlp import make_moons_np, plot_moons, train_val_split


def test_data_of_the_course():
    """Seed 7 gives the data of every run: 960 rows to train on, 240 to judge by."""
    X, y = make_moons_np(1200, 0.44)
    np.testing.assert_allclose(X[0], [-0.24523672, -0.21892114], atol=5e-9)
    assert X.dtype == y.dtype == np.float64
    shapes = [part.shape for part in train_val_split(X, y)]
    assert shapes == [(960, 2), (960, 1), (240, 2), (240, 1)]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_arcs_and_order_of_the_draws(n):
    """Angles of class 0, the smaller half, angles of class 1, noise, permutation."""
    X, y = make_moons_np(n, 0.3, rng=np.random.RandomState(0))
    rng, n_first = np.random.RandomState(0), n // 2
    t0, t1 = rng.uniform(0, np.pi, n_first), rng.uniform(0, np.pi, n - n_first)
    clean = [(np.cos(t), np.sin(t)) for t in t0]
    clean += [(1 - np.cos(t), 0.5 - np.sin(t)) for t in t1]
    noisy = np.array(clean) + rng.normal(0, 0.3, (n, 2))
    order = rng.permutation(n)
    np.testing.assert_array_equal(X, noisy[order])
    np.testing.assert_array_equal(y, (order >= n_first)[:, None])


def test_global_state_and_own_generator():
    """The default is NumPy's global state; a generator of one's own leaves it alone."""
    expected, _ = make_moons_np(10, rng=np.random.RandomState(3))
    np.random.seed(3)
    np.testing.assert_array_equal(make_moons_np(10)[0], expected)
    before = np.random.get_state()[1].copy()
    make_moons_np(10, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_split_takes_the_first_rows_for_validation():
    """int(7 * 0.3) = 2 rows are validation, and no row is lost or moved."""
    X = np.arange(14.0).reshape(7, 2)
    y = np.array([[0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0]]).T
    expected = X[2:], y[2:], X[:2], y[:2]
    np.testing.assert_equal(train_val_split(X, y, 0.3), expected)


def test_plot_draws_every_point_once_with_its_class():
    """Each class is one group of markers, with as many points as the class has."""
    X, y = make_moons_np(31, 0.1)
    fig = plot_moons(X, y, "a title")
    (ax,) = fig.axes
    first, second = ax.collections
    np.testing.assert_array_equal(first.get_offsets(), X[y[:, 0] == 0])
    np.testing.assert_array_equal(second.get_offsets(), X[y[:, 0] == 1])
    assert ax.get_title() == "a title"
    assert [text.get_text() for text in ax.get_legend().texts] == ["class 0", "class 1"]
