"""Stop when the validation loss no longer improves."""

import numpy as np

from mlp.support.rules import arrays
from mlp.support.validation import validated


@validated(params=arrays)
def early_stopping(epoch, params, history, *, best, patience=20):
    """Remember the best parameters so far, and say when to stop.

    Parameters
    ----------
    epoch : int
        The epoch that has just ended, counted from 1.
    params : dict
        The parameters after this epoch.
    history : dict
        ``val_loss`` holds one value per epoch.
    best : dict
        Empty at first. Receives ``epoch``, ``val_loss`` and ``params``, a copy of the
        parameters, whenever the validation loss falls below all earlier ones.
    patience : int
        How many epochs without improvement to wait.

    Returns
    -------
    bool
        True if the last `patience` epochs brought no improvement.

    Raises
    ------
    ValueError
        If `history` has no ``val_loss`` or `patience` is not a positive integer.

    Notes
    -----
    Goodfellow, Bengio and Courville (2016), *Deep Learning*, algorithm 7.1.
    """
    val_loss = history["val_loss"][-1]
    if val_loss < best.get("val_loss", np.inf):
        best["epoch"] = epoch
        best["val_loss"] = val_loss
        best["params"] = {name: values.copy() for name, values in params.items()}
    return epoch - best.get("epoch", 0) >= patience
