"""The moons lie where the equations say, in a fixed order of random draws."""

import numpy as np
import pytest

from mlp import make_moons_np, plot_moons, train_val_split


def test_first_row_of_the_course_data():
    """Seed 7 gives the data that every run of the course is trained on."""
    X, y = make_moons_np(1200, 0.44)
    np.testing.assert_allclose(X[0], [-0.24523672, -0.21892114], atol=5e-9)
    assert X.shape == (1200, 2)
    assert y.shape == (1200, 1)
    assert X.dtype == y.dtype == np.float64


def test_without_noise_the_points_lie_on_the_two_arcs():
    """Class 0 is on the unit circle, class 1 on the circle around (1, ½)."""
    X, y = make_moons_np(100, 0.0)
    label = y[:, 0]
    first, second = X[label == 0], X[label == 1]
    np.testing.assert_allclose(np.hypot(*first.T), 1)
    assert (first[:, 1] >= 0).all()
    np.testing.assert_allclose(np.hypot(*(second - [1, 0.5]).T), 1)
    assert (second[:, 1] <= 0.5).all()


@pytest.mark.parametrize(("n", "n_first"), [(1, 0), (2, 1), (7, 3), (1000, 500)])
def test_class_0_gets_the_smaller_half(n, n_first):
    """There are n // 2 points of class 0."""
    _, y = make_moons_np(n, 0.1)
    assert (y == 0).sum() == n_first
    assert (y == 1).sum() == n - n_first


def test_order_of_the_draws():
    """Angles of class 0, angles of class 1, noise, permutation."""
    X, y = make_moons_np(5, 0.3, rng=np.random.RandomState(0))
    rng = np.random.RandomState(0)
    t0, t1 = rng.uniform(0, np.pi, 2), rng.uniform(0, np.pi, 3)
    clean = [(np.cos(t), np.sin(t)) for t in t0]
    clean += [(1 - np.cos(t), 0.5 - np.sin(t)) for t in t1]
    noisy = np.array(clean) + rng.normal(0, 0.3, (5, 2))
    order = rng.permutation(5)
    np.testing.assert_array_equal(X, noisy[order])
    np.testing.assert_array_equal(y[:, 0], np.array([0, 0, 1, 1, 1])[order])


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
    X_train, y_train, X_val, y_val = train_val_split(X, y, 0.3)
    np.testing.assert_array_equal(X_val, X[:2])
    np.testing.assert_array_equal(y_val, y[:2])
    np.testing.assert_array_equal(X_train, X[2:])
    np.testing.assert_array_equal(y_train, y[2:])


def test_course_split_has_960_and_240_rows():
    """One fifth of 1200 rows is validation by default."""
    X_train, y_train, X_val, y_val = train_val_split(*make_moons_np(1200, 0.44))
    assert len(X_train) == len(y_train) == 960
    assert len(X_val) == len(y_val) == 240


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
