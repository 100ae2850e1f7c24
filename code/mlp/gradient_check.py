"""A test of the backward pass: measure the slopes instead of deriving them."""

import numpy as np

from mlp.backward import backward_pass
from mlp.forward import forward_pass
from mlp.primitives import binary_cross_entropy
from mlp.support.gradient_report import GradientReport, compare_gradients
from mlp.support.validation import validated


def numeric_gradients(loss, params, step=1e-5):
    """Measure the slope of the loss in every parameter by central differences.

    Parameters
    ----------
    loss : callable
        Takes `params` and returns a float.
    params : dict
        Arrays of floats. Each entry is moved and put back.
    step : float
        How far a parameter is moved to either side.

    Returns
    -------
    dict
        ``dV`` with the shape of ``V`` for every array ``V`` in `params`.
    """
    grads = {}
    for name, values in params.items():
        slopes = np.zeros(values.shape)
        for index in np.ndindex(values.shape):
            original = values[index]
            values[index] = original + step
            loss_above = loss(params)
            values[index] = original - step
            loss_below = loss(params)
            values[index] = original
            slopes[index] = (loss_above - loss_below) / (2 * step)
        grads[f"d{name}"] = slopes
    return grads


@validated
def gradient_check(
    X,
    y_true,
    params,
    backward=backward_pass,
    *,
    forward=forward_pass,
    penalty=None,
    step=1e-5,
    tolerance=1e-6,
):
    """Compare a backward pass with slopes measured by central differences.

    Parameters
    ----------
    X : ndarray of shape (N, n_in)
        A few samples; the cost grows with N and with the number of parameters.
    y_true : ndarray of shape (N, 1)
        Their labels.
    params : dict
        Where in parameter space to check. It is not changed.
    backward : callable
        The backward pass to check; called as ``backward(y_true, params, cache)``.
    forward : callable
        The forward pass that belongs to it; called as ``forward(X, params)``.
    penalty : callable, optional
        What the loss has besides the cross-entropy; called as ``penalty(params)``.
    step : float
        How far a parameter is moved to either side.
    tolerance : float
        Largest relative error that counts as agreement.

    Returns
    -------
    GradientReport
        ``passed``, and relative error and ratio for each array.

    Raises
    ------
    ValueError
        If the shapes do not fit, or `step` or `tolerance` is not positive.

    Notes
    -----
    The error of a central difference falls with the square of `step`, until rounding
    takes over; see Griewank and Walther (2008), *Evaluating Derivatives*, chapter 1.
    """
    params = {name: np.array(values, dtype=float) for name, values in params.items()}
    _, cache = forward(X, params)
    analytic = backward(y_true, params, cache)

    def loss(params):
        y_prob, _ = forward(X, params)
        extra = 0.0 if penalty is None else penalty(params)
        return binary_cross_entropy(y_true, y_prob) + extra

    numeric = numeric_gradients(loss, params, step)
    comparisons = (
        compare_gradients(name, analytic.get(name), numeric[name], tolerance)
        for name in numeric
    )
    return GradientReport(tuple(comparisons), len(X))
