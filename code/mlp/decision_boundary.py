"""What the network believes about every point of the plane."""

import numpy as np

from mlp.data import plot_moons
from mlp.forward import forward_pass, predict
from mlp.support import pyplot as plt
from mlp.support.rules import in_plane
from mlp.support.validation import validated

# Pale versions of the two class colours, so that the points stand out.
PROBABILITY_COLORS = ("#8fc1de", "#ffffff", "#efb793")


@validated(X=in_plane)
def plot_decision_boundary(
    X,
    y,
    params,
    title="Decision boundary",
    *,
    ax=None,
    forward=forward_pass,
    around=None,
    colorbar=True,
):
    """Shade the plane by predicted probability and mark where it is one half.

    Parameters
    ----------
    X : ndarray of shape (N, 2)
        Points to draw; the shading reaches a little beyond them.
    y : ndarray of shape (N, 1)
        Their labels.
    params : dict
        A network with two inputs, as `init_mlp` or `train_mlp` returns it.
    title : str
        Title of the axes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    forward : callable, optional
        The forward pass that belongs to `params`.
    around : ndarray of shape (M, 2), optional
        Points that the shading has to cover; `X` by default.
    colorbar : bool, optional
        Whether to add a scale of the shading.

    Returns
    -------
    matplotlib.figure.Figure
        The figure that holds the axes.

    Raises
    ------
    ValueError
        If `X`, `y` or `params` do not fit together.
    """
    from matplotlib.colors import LinearSegmentedColormap

    if ax is None:
        _, ax = plt.subplots()
    around = X if around is None else around
    (left, bottom), (right, top) = around.min(axis=0) - 0.5, around.max(axis=0) + 0.5
    x1, x2 = np.meshgrid(np.linspace(left, right, 300), np.linspace(bottom, top, 300))
    grid = np.column_stack([x1.ravel(), x2.ravel()])
    y_prob = predict(grid, params, forward=forward).reshape(x1.shape)

    colors = LinearSegmentedColormap.from_list("probability", PROBABILITY_COLORS)
    shading = ax.pcolormesh(x1, x2, y_prob, cmap=colors, vmin=0, vmax=1)
    # At the contour the network cannot decide; draw it only where it exists.
    if y_prob.min() < 0.5 < y_prob.max():
        ax.contour(x1, x2, y_prob, levels=[0.5], colors="black", linewidths=1.5)
    if colorbar:
        ax.figure.colorbar(shading, ax=ax, label="probability of class 1")
    fig = plot_moons(X, y, title, ax=ax)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    return fig
