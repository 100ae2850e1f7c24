"""From inputs to probabilities, layer by layer."""

import numpy as np

from mlp.primitives import relu, sigmoid
from mlp.support.validation import validated


@validated
def forward_pass(X, params, *, activation=relu):
    """Compute the network's output and keep every intermediate result.

    Parameters
    ----------
    X : ndarray of shape (N, n_in)
        One sample per row.
    params : dict
        ``W{l}`` of shape (n_in, n_out) and ``b{l}`` of shape (1, n_out).
    activation : callable, optional
        The function of the hidden layers; ReLU by default.

    Returns
    -------
    y_prob : ndarray of shape (N, 1)
        Probability of class 1 for each row.
    cache : dict
        ``A0`` (the input) and each layer's ``Z{l}`` and ``A{l}``, a row per sample.

    Raises
    ------
    ValueError
        If the shapes of `X` and `params` do not fit, or `X` is not finite.
    """
    n_layers = len(params) // 2
    A = X
    cache = {"A0": X}
    for layer in range(1, n_layers):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        Z = A @ W + b  # (N, n_out)
        A = activation(Z)  # (N, n_out)
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    W, b = params[f"W{n_layers}"], params[f"b{n_layers}"]
    ZL = A @ W + b  # (N, 1)
    AL = sigmoid(ZL)  # (N, 1)
    cache[f"Z{n_layers}"], cache[f"A{n_layers}"] = ZL, AL
    return AL, cache


@validated
def predict(X, params, *, forward=forward_pass):
    """Compute the network's output for any number of rows, and keep nothing else.

    Parameters
    ----------
    X : ndarray of shape (N, n_in)
        One sample per row.
    params : dict
        ``W{l}`` of shape (n_in, n_out) and ``b{l}`` of shape (1, n_out).
    forward : callable, optional
        The forward pass that belongs to `params`.

    Returns
    -------
    ndarray of shape (N, 1)
        Probability of class 1 for each row.

    Raises
    ------
    ValueError
        If the shapes of `X` and `params` do not fit, or `X` is not finite.
    """
    widest = max(values.shape[1] for values in params.values())
    n_rows = max(1, 12_800 // widest)  # 100 kB a layer stays in fast memory
    starts = range(0, len(X), n_rows)
    return np.vstack([forward(X[i : i + n_rows], params)[0] for i in starts])
