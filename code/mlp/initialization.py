"""The numbers that training starts from."""

import numpy as np

from mlp.support.validation import validated


@validated
def init_mlp(layer_sizes, seed=0, *, rng=None):
    """Draw He-normal weights and set biases to zero.

    Parameters
    ----------
    layer_sizes : tuple of int
        Units per layer, inputs first: (2, 32, 32, 1).
    seed : int
        Seed of the one generator that all weights are drawn from, layer by layer.
    rng : numpy.random.RandomState or numpy.random.Generator, optional
        Draw from this instead; `seed` is then not used.

    Returns
    -------
    dict
        ``W{l}`` of shape (n_in, n_out) with variance 2 / n_in, and ``b{l}`` of
        shape (1, n_out), for layers l = 1 to L.

    Raises
    ------
    ValueError
        If `layer_sizes` has fewer than two entries or one that is not positive.

    Notes
    -----
    He et al. (2015), "Delving deep into rectifiers", equation 10.
    """
    rng = np.random.default_rng(seed) if rng is None else rng
    params = {}
    for layer in range(1, len(layer_sizes)):
        n_in, n_out = layer_sizes[layer - 1], layer_sizes[layer]
        W = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
        b = np.zeros((1, n_out))
        params[f"W{layer}"], params[f"b{layer}"] = W, b
    return params
