"""One step downhill, and the batches that the steps are computed on."""

import numpy as np

from mlp.support.rules import arrays, column
from mlp.support.validation import validated


@validated(params=arrays)
def update_params(params, grads, lr=0.05):
    """Take one step of gradient descent, in place.

    Parameters
    ----------
    params : dict
        Arrays ``V``; each is changed to V − lr · dV.
    grads : dict
        An array ``dV`` of the same shape for every ``V``.
    lr : float
        Learning rate.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter.
    """
    for name in params:
        params[name] -= lr * grads[f"d{name}"]


@validated(y=column)
def iterate_minibatches(X, y, batch_size=64, shuffle=True, *, rng=None):
    """Go once through the data in batches of rows.

    Parameters
    ----------
    X : ndarray of shape (N, n_in)
        The samples.
    y : ndarray of shape (N, 1)
        Their labels.
    batch_size : int
        Rows per batch; the last batch may have fewer.
    shuffle : bool
        Whether to visit the rows in random order.
    rng : numpy.random.RandomState or numpy.random.Generator, optional
        Where the order comes from; NumPy's global state by default.

    Yields
    ------
    X_batch : ndarray of shape (B, n_in)
        Some rows of `X`: B is `batch_size`, or what is left over.
    y_batch : ndarray of shape (B, 1)
        The same rows of `y`.

    Raises
    ------
    ValueError
        If the rows do not match or `batch_size` is not a positive integer.
    """
    rng = np.random if rng is None else rng
    order = rng.permutation(len(X)) if shuffle else np.arange(len(X))
    X, y = X[order], y[order]
    for start in range(0, len(X), batch_size):
        end = start + batch_size
        yield X[start:end], y[start:end]
