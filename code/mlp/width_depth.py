"""How large a network is."""

from mlp.support.validation import validated


@validated
def count_params(layer_sizes):
    """Count the weights and biases of a network.

    Parameters
    ----------
    layer_sizes : tuple of int
        Units per layer, inputs first.

    Returns
    -------
    int
        One weight per connection and one bias per unit.

    Raises
    ------
    ValueError
        If `layer_sizes` has fewer than two entries or one that is not positive.
    """
    total = 0
    for n_in, n_out in zip(layer_sizes[:-1], layer_sizes[1:], strict=True):
        total += (n_in + 1) * n_out
    return total
