"""Steps that remember the steps before."""

from mlp.support.rules import arrays
from mlp.support.validation import validated


@validated(params=arrays)
def update_with_momentum(params, grads, lr=0.05, *, velocity, beta=0.9):
    """Take one step of gradient descent with momentum, in place.

    Parameters
    ----------
    params : dict
        Arrays ``V``; each is changed to V − lr · velocity of V.
    grads : dict
        An array ``dV`` of the same shape for every ``V``.
    lr : float
        Learning rate.
    velocity : dict
        Empty before the first step; changed to beta · velocity + dV for every ``V``.
    beta : float
        Share of the old velocity that is kept, from 0 to below 1.

    Raises
    ------
    ValueError
        If a gradient is missing or misshapen, or `beta` is not from 0 to below 1.

    Notes
    -----
    Polyak (1964), "Some methods of speeding up the convergence of iteration methods".
    """
    for name in params:
        velocity[name] = beta * velocity.get(name, 0.0) + grads[f"d{name}"]
        params[name] -= lr * velocity[name]
