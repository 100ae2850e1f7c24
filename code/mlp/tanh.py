"""Another activation function for the hidden layers."""

import numpy as np


def tanh(x):
    """Map any number to the range from -1 to 1.

    Parameters
    ----------
    x : float or ndarray
        Any real numbers.

    Returns
    -------
    float or ndarray of the shape of x
        The hyperbolic tangent.
    """
    return np.tanh(x)


def d_tanh(x):
    """Compute the slope of `tanh`.

    Parameters
    ----------
    x : float or ndarray
        Any real numbers.

    Returns
    -------
    float or ndarray of the shape of x
        1 - tanh(x)**2, in the range 0 to 1.
    """
    return 1.0 - tanh(x) ** 2
