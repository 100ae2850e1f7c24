"""The two moons: a data set that no straight line separates."""

import numpy as np

from mlp.support import pyplot as plt
from mlp.support.rules import in_plane, positive
from mlp.support.validation import validated

# Blue and vermilion stay apart for colour-blind readers, and so do the two markers.
CLASS_COLORS = ("#0072B2", "#D55E00")
CLASS_MARKERS = ("o", "^")


@validated
def moon(t, label):
    """Compute where the points of a class lie before any noise.

    Parameters
    ----------
    t : ndarray of shape (N,)
        Angles, one for each point; from 0 to pi they make half a circle.
    label : {0, 1}
        The class: 0 for the upper arc, 1 for the lower one.

    Returns
    -------
    ndarray of shape (N, 2)
        The clean positions, one row per point.

    Raises
    ------
    ValueError
        If `t` is not one row of finite numbers or `label` is neither 0 nor 1.
    """
    if label == 0:
        return np.column_stack([np.cos(t), np.sin(t)])
    return np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])


@validated
def make_moons_np(n_samples=1000, noise=0.24, *, rng=None):
    """Draw two interleaved half circles with Gaussian noise.

    Parameters
    ----------
    n_samples : int
        Number of points N. Class 0 gets ``n_samples // 2`` of them, class 1 the rest.
    noise : float
        Standard deviation of the noise, in the units of the coordinates.
    rng : numpy.random.RandomState or numpy.random.Generator, optional
        Where the random numbers come from; NumPy's global state by default.

    Returns
    -------
    X : ndarray of shape (N, 2)
        The points, in random order.
    y : ndarray of shape (N, 1)
        Their classes, 0.0 or 1.0.

    Raises
    ------
    ValueError
        If `n_samples` is not a positive integer or `noise` is negative.
    """
    rng = np.random if rng is None else rng
    n_first = n_samples // 2
    first = moon(rng.uniform(0, np.pi, n_first), 0)
    second = moon(rng.uniform(0, np.pi, n_samples - n_first), 1)
    X = np.vstack([first, second])
    X = X + rng.normal(0, noise, X.shape)
    y = np.repeat([[0.0], [1.0]], [n_first, n_samples - n_first], axis=0)
    order = rng.permutation(n_samples)
    return X[order], y[order]


@validated(X=in_plane, noise=positive)
def bayes_probability(X, noise=0.24):
    """Compute the true probability of class 1 at each point.

    Parameters
    ----------
    X : ndarray of shape (N, 2)
        Any points.
    noise : float
        The noise that the moons were drawn with, above 0.

    Returns
    -------
    ndarray of shape (N, 1)
        What the Bayes classifier says. Its loss on new points is, on average, the
        lowest that any classifier can reach.

    Raises
    ------
    ValueError
        If `X` is not (N, 2) or `noise` is not positive.

    Notes
    -----
    Bishop (2006), *Pattern Recognition and Machine Learning*, section 1.5.1.
    """
    t = (np.arange(100) + 0.5) * np.pi / 100  # in the middle of 100 equal pieces
    arcs = np.stack([moon(t, 0), moon(t, 1)])  # (2, 100, 2)
    squares = ((X[:, None, None, :] - arcs) ** 2).sum(axis=3)  # (N, 2, 100)
    # What both densities share cancels; taken off, a far point does not make 0 / 0.
    squares -= squares.min(axis=(1, 2), keepdims=True)
    densities = np.exp(-squares / (2 * noise**2)).mean(axis=2)  # (N, 2)
    return densities[:, 1:] / densities.sum(axis=1, keepdims=True)  # (N, 1)


@validated
def train_val_split(X, y, val_fraction=0.2):
    """Split rows into a training and a validation part.

    Parameters
    ----------
    X : ndarray of shape (N, n_in)
        The samples, already in random order.
    y : ndarray of shape (N, 1)
        Their classes.
    val_fraction : float
        Share of the rows that goes to validation, between 0 and 1.

    Returns
    -------
    X_train, y_train, X_val, y_val : ndarray
        The first ``int(N * val_fraction)`` rows are the validation part.

    Raises
    ------
    ValueError
        If rows of `X` and `y` do not match, or a part would be empty.
    """
    n_val = int(len(X) * val_fraction)
    return X[n_val:], y[n_val:], X[:n_val], y[:n_val]


@validated(X=in_plane)
def plot_moons(X, y, title="Two moons", *, ax=None):
    """Scatter the points, one colour and one marker per class.

    Parameters
    ----------
    X : ndarray of shape (N, 2)
        The points.
    y : ndarray of shape (N, 1)
        Their classes.
    title : str
        Title of the axes.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.figure.Figure
        The figure that holds the axes.

    Raises
    ------
    ValueError
        If `X` is not (N, 2) or `y` not (N, 1).
    """
    if ax is None:
        _, ax = plt.subplots()
    for label, (color, marker) in enumerate(
        zip(CLASS_COLORS, CLASS_MARKERS, strict=True)
    ):
        x1, x2 = X[y[:, 0] == label].T
        ax.scatter(
            x1,
            x2,
            s=26,
            c=color,
            marker=marker,
            edgecolors="white",
            linewidths=0.4,
            label=f"class {label}",
        )
    ax.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    ax.legend(loc="lower right", fontsize="small", handletextpad=0.2)
    return ax.figure
