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


def test_order_comes_from_the_global_state_or_rng(rows):
    """The order is one permutation of the row numbers, another one in each epoch."""
    np.random.seed(1)
    ((_, y_global),) = iterate_minibatches(*rows, 10)
    ((_, y_own),) = iterate_minibatches(*rows, 10, rng=np.random.RandomState(1))
    expected = np.random.RandomState(1).permutation(10)
    np.testing.assert_array_equal(y_global[:, 0], expected)
    np.testing.assert_array_equal(y_own[:, 0], expected)
    ((_, y_next),) = iterate_minibatches(*rows, 10)
    assert (y_next != y_global).any()


def test_batches_that_are_not_shuffled_are_copies_in_order(rows):
    """With shuffle=False the rows stay in order; the data is not changed by batches."""
    expected = tuple(values.copy() for values in rows)
    for number, batch in enumerate(iterate_minibatches(*rows, 4, shuffle=False)):
        for part, values in zip(batch, expected, strict=True):
            np.testing.assert_array_equal(part, values[4 * number : 4 * number + 4])
            part += 100
    np.testing.assert_equal(rows, expected)
