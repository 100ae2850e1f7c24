"""The gradient of the loss, from the output back to the first layer."""

from mlp.primitives import d_relu
from mlp.support.rules import column
from mlp.support.validation import validated


@validated(y_true=column)
def backward_pass(y_true, params, cache, *, d_activation=d_relu):
    """Compute the gradient of the mean binary cross-entropy.

    Parameters
    ----------
    y_true : ndarray of shape (N, 1)
        Labels, 0.0 or 1.0.
    params : dict
        ``W{l}`` of shape (n_in, n_out) and ``b{l}`` of shape (1, n_out).
    cache : dict
        What `forward_pass` kept for the same rows and parameters.
    d_activation : callable, optional
        The derivative of the hidden layers' activation; that of ReLU by default.

    Returns
    -------
    dict
        ``dW{l}`` and ``db{l}``, each with the shape of ``W{l}`` and ``b{l}``.

    Raises
    ------
    ValueError
        If `y_true` does not have the shape of the network's output.

    Notes
    -----
    Rumelhart, Hinton and Williams (1986), "Learning representations by
    back-propagating errors".
    """
    n_samples = len(y_true)
    n_layers = len(params) // 2
    grads = {}
    dZ = cache[f"A{n_layers}"] - y_true  # (N, 1)
    for layer in range(n_layers, 0, -1):
        A_prev = cache[f"A{layer - 1}"]  # (N, n_in)
        grads[f"dW{layer}"] = A_prev.T @ dZ / n_samples  # (n_in, n_out)
        grads[f"db{layer}"] = dZ.sum(axis=0, keepdims=True) / n_samples  # (1, n_out)
        if layer > 1:
            dA_prev = dZ @ params[f"W{layer}"].T  # (N, n_in)
            dZ = dA_prev * d_activation(cache[f"Z{layer - 1}"])  # (N, n_in)
    return grads
