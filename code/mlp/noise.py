"""How much of the data a network cannot decide."""

import numpy as np


def share_undecided(y_prob, margin=0.25):
    """Compute the share of rows whose probability is close to one half.

    Parameters
    ----------
    y_prob : ndarray of shape (N, 1)
        Predicted probabilities of class 1.
    margin : float
        Largest distance from one half that counts as undecided.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return float(np.mean(np.abs(y_prob - 0.5) <= margin))
