"""A price on large weights."""

import numpy as np

from mlp.backward import backward_pass
from mlp.support.rules import column
from mlp.support.validation import validated


@validated
def weight_l2_norm(params):
    """Measure the size of all weights together; biases do not count.

    Parameters
    ----------
    params : dict
        ``W{l}`` and ``b{l}``, as `init_mlp` returns them.

    Returns
    -------
    float
        Root of the sum of the squares of all weights.

    Raises
    ------
    ValueError
        If there are no weights in `params`.
    """
    squares = [np.sum(V**2) for name, V in params.items() if name.startswith("W")]
    return float(np.sqrt(sum(squares)))


@validated
def l2_penalty(params, lam, n_samples):
    """Compute what the loss has to pay for the size of the weights.

    Parameters
    ----------
    params : dict
        ``W{l}`` and ``b{l}``, as `init_mlp` returns them.
    lam : float
        Strength of the penalty, 0 or more.
    n_samples : int
        Rows N that the loss averages over.

    Returns
    -------
    float
        lam / (2 N) times the sum of the squares of all weights.

    Raises
    ------
    ValueError
        If `lam` is negative or `n_samples` is not a positive integer.
    """
    return lam / (2 * n_samples) * weight_l2_norm(params) ** 2


@validated(y_true=column)
def backward_pass_l2(y_true, params, cache, *, lam):
    """Compute the gradient of the cross-entropy plus the penalty.

    Parameters
    ----------
    y_true : ndarray of shape (N, 1)
        Labels, 0.0 or 1.0.
    params : dict
        ``W{l}`` of shape (n_in, n_out) and ``b{l}`` of shape (1, n_out).
    cache : dict
        What `forward_pass` kept for the same rows and parameters.
    lam : float
        Strength of the penalty, 0 or more.

    Returns
    -------
    dict
        ``dW{l}`` and ``db{l}``, each with the shape of ``W{l}`` and ``b{l}``.

    Raises
    ------
    ValueError
        If `lam` is negative, or `y_true` has another shape than the output.

    Notes
    -----
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, section 7.1.1.
    """
    grads = backward_pass(y_true, params, cache)
    for name, V in params.items():
        if name.startswith("W"):
            grads[f"d{name}"] = grads[f"d{name}"] + lam / len(y_true) * V
    return grads
