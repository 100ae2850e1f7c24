"""The functions of a single number that the network is made of, and its scores."""

import numpy as np

from mlp.support.validation import validated

# Probabilities are kept this far from 0 and 1, where the logarithm is infinite.
EPS = 1e-8


def sigmoid(x):
    """Map any number to a probability.

    Parameters
    ----------
    x : float or ndarray
        Any real numbers.

    Returns
    -------
    float or ndarray of the shape of x
        1 / (1 + exp(-x)), in the range 0 to 1.
    """
    e = np.exp(-np.abs(x))  # no exponent is above 0, so nothing overflows
    return np.where(x >= 0, 1, e) / (1 + e)


def relu(x):
    """Keep positive numbers and replace the others by zero.

    Parameters
    ----------
    x : float or ndarray
        Any real numbers.

    Returns
    -------
    float or ndarray of the shape of x
        max(x, 0).
    """
    return np.maximum(x, 0.0)


def d_relu(x):
    """Compute the slope of `relu`.

    Parameters
    ----------
    x : ndarray
        Any real numbers.

    Returns
    -------
    ndarray of the shape of x
        1.0 where x is positive, 0.0 elsewhere, at 0 too.
    """
    return (x > 0).astype(float)


@validated
def binary_cross_entropy(y_true, y_prob):
    """Average the negative log-probability of the labels.

    Parameters
    ----------
    y_true : ndarray of shape (N, 1)
        Labels, 0.0 or 1.0.
    y_prob : ndarray of shape (N, 1)
        Predicted probabilities of class 1.

    Returns
    -------
    float
        The mean over the N rows, with the natural logarithm.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    p = np.clip(y_prob, EPS, 1 - EPS, dtype=float)
    return float(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))


@validated
def accuracy(y_true, y_prob, threshold=0.5):
    """Compute the share of rows whose predicted class is the label.

    Parameters
    ----------
    y_true : ndarray of shape (N, 1)
        Labels, 0.0 or 1.0.
    y_prob : ndarray of shape (N, 1)
        Predicted probabilities of class 1.
    threshold : float
        Class 1 is predicted at this probability and above.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    y_pred = y_prob >= threshold
    return float(np.mean(y_pred == y_true))
