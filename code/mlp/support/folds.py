"""Each hidden unit folds the plane, and the folds add up to the boundary."""

import numpy as np

from mlp.data import plot_moons
from mlp.decision_boundary import PROBABILITY_COLORS
from mlp.primitives import relu, sigmoid
from mlp.support import pyplot as plt
from mlp.support.rules import in_plane
from mlp.support.validation import validated

FOLD = {"color": "0.3", "linestyle": "--", "linewidth": 1}
CORNER = {"color": "black", "marker": "o", "markersize": 6, "zorder": 5}


@validated
def plot_fold(params, unit=0):
    """Draw the activation of one unit of the first layer, from the side and from above.

    Parameters
    ----------
    params : dict
        A network with two inputs.
    unit : int
        Which unit, counted from 0.

    Returns
    -------
    matplotlib.figure.Figure
        The activation as a sheet over the plane, and as a map with the fold and the
        direction of the weights.

    Raises
    ------
    ValueError
        If `params` are not those of a network.
    """
    w, b = params["W1"][:, unit], params["b1"][0, unit]
    nearest = -b * w / (w @ w)  # the point of the fold that is nearest to the origin
    low, high = np.floor(nearest) - 2, np.floor(nearest) + 3
    x1, x2 = np.meshgrid(*np.linspace(low, high, 101).T)
    height = relu(w[0] * x1 + w[1] * x2 + b)
    fold = _line(w, b, low, high)

    fig = plt.figure(figsize=(6, 3.3))
    side = fig.add_subplot(1, 2, 1, projection="3d")
    mesh = {"color": "#8cd0b5", "edgecolor": "white", "linewidth": 0.8}
    side.plot_surface(x1, x2, height, rstride=10, cstride=10, **mesh)
    side.plot(*fold.T, 0, color="black", linestyle="--", zorder=5)
    side.view_init(25, np.degrees(np.arctan2(w[1], w[0])) - 115)
    side.set_box_aspect((1, 1, 0.8), zoom=1.15)
    side.set(title="from the side", xlabel="$x_1$", ylabel="$x_2$")

    above = fig.add_subplot(1, 2, 2)
    above.pcolormesh(x1, x2, height, cmap="Greens", vmax=1.5 * height.max())
    above.plot(*fold.T, **FOLD)
    step = w / np.linalg.norm(w)
    arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 2}
    above.annotate("", nearest + 1.2 * step, nearest, arrowprops=arrow)
    for distance, text in ((-0.9, "flat"), (1.6, "rises")):
        above.text(*nearest + distance * step, text, ha="center", va="center")
    above.set(title="from above", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    return fig


@validated(X=in_plane)
def plot_folds(X, y, params, counts=(1, 2, 3, 8)):
    """Draw the boundary that some of the hidden units make together.

    The units come in by how much their contribution to the output varies over `X`,
    that with the largest standard deviation first. Those that are not in yet stay at
    their mean.

    Parameters
    ----------
    X : ndarray of shape (N, 2)
        Points to draw, and to compute means and standard deviations on.
    y : ndarray of shape (N, 1)
        Their labels.
    params : dict
        A network with two inputs and one hidden layer.
    counts : tuple of int
        How many units the panels have.

    Returns
    -------
    matplotlib.figure.Figure
        For each count the plane with the folds, the boundary and its corners.

    Raises
    ------
    ValueError
        If `X`, `y` or `params` do not fit together.
    """
    from matplotlib.colors import LinearSegmentedColormap

    colors = LinearSegmentedColormap.from_list("probability", PROBABILITY_COLORS)
    low, high = X.min(axis=0) - 0.4, X.max(axis=0) + 0.4
    x1, x2 = np.meshgrid(*np.linspace(low, high, 300).T)
    grid = np.column_stack([x1.ravel(), x2.ravel()])
    order = np.argsort(-contributions(X, params).std(axis=0))

    fig, axes = plt.subplots(
        -(-len(counts) // 2), 2, figsize=(5.4, 5.2), sharex=True, sharey=True
    )
    for ax, count in zip(axes.flat, counts, strict=True):
        units = order[:count]
        Z = partial_sum(grid, X, params, units).reshape(x1.shape)
        ax.pcolormesh(x1, x2, sigmoid(Z), cmap=colors, vmin=0, vmax=1)
        plot_moons(X, y, f"{count} fold{'s' * (count > 1)}", ax=ax)
        for points in ax.collections[1:]:
            points.set_sizes([14])
        ax.get_legend().remove()
        ax.contour(x1, x2, Z, levels=[0], colors="black", linewidths=2)
        for unit in units:
            fold = _line(params["W1"][:, unit], params["b1"][0, unit], low, high)
            ax.plot(*fold.T, **FOLD, label="fold")
            levels = partial_sum(fold, X, params, units)[:, 0]
            crossing = np.flatnonzero(levels[1:] * levels[:-1] < 0)
            ax.plot(*fold[crossing].T, **CORNER, linestyle="", label="corner")
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        ax.label_outer()
    handles, labels = axes.flat[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=4)
    return fig


def contributions(X, params):
    """Return what each hidden unit adds to the pre-activation of the output."""
    return relu(X @ params["W1"] + params["b1"]) * params["W2"].T  # (N, n_hidden)


def partial_sum(points, X, params, units):
    """Return the output's pre-activation with all other units at their mean over X."""
    left_out = np.setdiff1d(np.arange(len(params["W2"])), units)
    constant = contributions(X, params)[:, left_out].mean(axis=0).sum()
    added = contributions(points, params)[:, units].sum(axis=1, keepdims=True)
    return added + constant + params["b2"]


def _line(w, b, low, high):
    """Return points of the line where w · x + b is 0, inside a rectangle."""
    along = np.array([-w[1], w[0]]) / np.linalg.norm(w)
    steps = np.linspace(-1, 1, 4001)[:, None] * np.linalg.norm(high - low) * 2
    points = -b * w / (w @ w) + steps * along
    return points[((points >= low) & (points <= high)).all(axis=1)]
