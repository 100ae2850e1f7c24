"""A step goes downhill in place; an epoch visits every row once."""

import numpy as np
import pytest

from mlp import iterate_minibatches, update_params


def test_step_by_hand_and_in_place():
    """V becomes V − lr · dV in the same array; nothing is returned."""
    W, b = np.array([[1.0, 2.0]]), np.array([[0.5]])
    grads = {"dW1": np.array([[10.0, -10.0]]), "db1": np.array([[1.0]])}
    assert update_params({"W1": W, "b1": b}, grads, lr=0.1) is None
    np.testing.assert_allclose(W, [[0.0, 3.0]])
    np.testing.assert_allclose(b, [[0.4]])
    np.testing.assert_array_equal(grads["dW1"], [[10.0, -10.0]])


def test_default_learning_rate():
    """The default is 0.05."""
    W = np.zeros((1, 1))
    update_params({"W1": W}, {"dW1": np.ones((1, 1))})
    assert W[0, 0] == -0.05


@pytest.fixture
def rows():
    """Return ten rows that know their own number."""
    X = np.column_stack([np.arange(10.0), np.arange(10.0)])
    return X, np.arange(10.0).reshape(-1, 1)


@pytest.mark.parametrize(
    ("size", "sizes"),
    [(4, [4, 4, 2]), (5, [5, 5]), (10, [10]), (64, [10]), (1, [1] * 10)],
)
def test_every_row_once_with_its_label(rows, size, sizes):
    """The batches cover all rows, the last smaller one included, and keep labels."""
    X, y = rows
    batches = list(iterate_minibatches(X, y, size))
    assert [len(X_batch) for X_batch, _ in batches] == sizes
    X_all = np.vstack([X_batch for X_batch, _ in batches])
    y_all = np.vstack([y_batch for _, y_batch in batches])
    np.testing.assert_array_equal(X_all[:, :1], y_all)
    np.testing.assert_array_equal(np.sort(y_all[:, 0]), np.arange(10))
    assert all(y_batch.shape == (len(y_batch), 1) for _, y_batch in batches)


def test_shuffle(rows):
    """The order changes from epoch to epoch, or never with shuffle=False."""
    first, second = ([y for _, y in iterate_minibatches(*rows, 10)] for _ in range(2))
    assert (first[0] != second[0]).any()
    fixed = [y for _, y in iterate_minibatches(*rows, 4, shuffle=False)]
    np.testing.assert_array_equal(np.vstack(fixed)[:, 0], np.arange(10))


def test_order_comes_from_the_global_state_or_rng(rows):
    """The order is one permutation of the row numbers."""
    np.random.seed(1)
    ((_, y_global),) = iterate_minibatches(*rows, 10)
    ((_, y_own),) = iterate_minibatches(*rows, 10, rng=np.random.RandomState(1))
    expected = np.random.RandomState(1).permutation(10)
    np.testing.assert_array_equal(y_global[:, 0], expected)
    np.testing.assert_array_equal(y_own[:, 0], expected)


def test_caller_keeps_its_arrays(rows):
    """The data are not shuffled in place, and a batch is a copy."""
    X, y = rows
    for X_batch, y_batch in iterate_minibatches(X, y, 4, shuffle=False):
        X_batch += 100
        y_batch += 100
    np.testing.assert_array_equal(X[:, 0], np.arange(10))
    np.testing.assert_array_equal(y[:, 0], np.arange(10))
