"""Training, epoch by epoch: a picture of each, and a slider to move through them."""

from io import BytesIO
from typing import NamedTuple

import numpy as np

from mlp.data import CLASS_COLORS
from mlp.decision_boundary import PROBABILITY_COLORS, plot_decision_boundary
from mlp.forward import forward_pass
from mlp.support import pyplot as plt
from mlp.support.progress import reported
from mlp.support.replay_player import COLUMNS, HEIGHT, WIDTH, notebook_html
from mlp.support.rules import (
    arrays,
    describe,
    in_plane,
    network,
    runs,
    scores,
    whole,
)
from mlp.support.validation import validated

# Dense at first, because that is when the network changes most from epoch to epoch.
REPLAY_EPOCHS = (
    *(1, 2, 3, 5, 8, 12, 20, 30, 40, 50, 60, 80, 100, 120, 140, 160, 180, 200),
    *(225, 250, 275, 300, 325, 350, 375, 400),
)

# How many frames a replay has at most. In a browser, where each takes most of a second
# to draw, it is set lower.
MOST_FRAMES = 100

DPI = 120
SIZE = (WIDTH / DPI, HEIGHT / DPI)  # inches
# How much of its colour is left of a curve beyond the epoch that is shown.
PALE = 0.25


class Frame(NamedTuple):
    """One epoch of a replay.

    Attributes
    ----------
    epoch : int
        Which one, counted from 1.
    scores : dict of str to dict
        For each run by name its four scores after this epoch, as in the history.
    picture : bytes
        The picture, as a WebP file.
    """

    epoch: int
    scores: dict
    picture: bytes


class Replay(NamedTuple):
    """Pictures of one run or several, in the order of the epochs.

    A notebook shows it as a picture with a slider and a button to play.

    Attributes
    ----------
    frames : list of Frame
        One for each recorded epoch.
    """

    frames: list

    def __repr__(self):
        """Return what this is, in a line."""
        return f"Replay of {len(self.frames)} epochs up to {self.frames[-1].epoch}"

    def _repr_html_(self):
        """Return the replay as HTML that needs no other file."""
        return notebook_html(self.frames)


def _numbered(name, value, call):
    """Must be the numbers of one epoch or more."""
    holds = len(tuple(value)) > 0
    yield holds, f"{name} must hold at least one epoch", describe(value)
    for position, epoch in enumerate(value):
        yield from whole(f"{name}[{position}]", epoch, call)


def _recorded(name, value, call):
    """Must be snapshots of the run that has this history."""
    holds = isinstance(value, dict) and len(value) > 0
    sentence = f"{name} must hold the parameters of at least one epoch, as "
    yield holds, sentence + "record_snapshots leaves them", describe(value)
    n_epochs = len(call["history"]["val_loss"])
    sentence = f"{name} must hold epochs of the same run as history, which has "
    for epoch, params in value.items():
        yield from whole(f"each epoch of {name}", epoch, call)
        yield epoch <= n_epochs, f"{sentence}{n_epochs}", f"epoch {epoch}"
        yield from network(f"{name}[{epoch}]", params, call)


def _comparable(name, value, call):
    """Must be runs that were recorded at the same epochs."""
    yield from runs(name, value, call)
    first_name, (first, _) = next(iter(value.items()))
    needed = f"the epochs of {name}[{first_name!r}], {sorted(first)}"
    for run, (snapshots, history) in value.items():
        this = f"{name}[{run!r}]"
        yield from scores(this, history, call)
        yield from _recorded(this, snapshots, {**call, "history": history})
        holds = sorted(snapshots) == sorted(first)
        yield holds, f"{this} must hold {needed}", sorted(snapshots)


@validated(params=arrays, epochs=_numbered)
def record_snapshots(epoch, params, history, *, snapshots, epochs=REPLAY_EPOCHS):
    """Keep a copy of the parameters if this epoch is one to show.

    Made for the socket `on_epoch` of `train_mlp`, with `snapshots` filled in.

    Parameters
    ----------
    epoch : int
        The epoch that has just ended, counted from 1.
    params : dict
        The parameters after this epoch.
    history : dict
        The scores up to this epoch; not used.
    snapshots : dict
        Empty at first. Receives the copies by epoch.
    epochs : iterable of int
        The epochs to show.

    Raises
    ------
    ValueError
        If `epochs` is empty or holds anything but positive integers.
    """
    if epoch in epochs:
        snapshots[epoch] = {name: values.copy() for name, values in params.items()}


@validated(X=in_plane, history=scores, snapshots=_recorded)
def replay_training(snapshots, history, X, y, *, forward=forward_pass):
    """Show boundary, losses and accuracies of a run move together.

    Parameters
    ----------
    snapshots : dict of int to dict
        Weights and biases by epoch, as `record_snapshots` leaves them.
    history : dict
        What `train_mlp` returned for the same run.
    X : ndarray of shape (N, 2)
        Points to draw, usually the validation points.
    y : ndarray of shape (N, 1)
        Their labels.
    forward : callable, optional
        The forward pass that belongs to the parameters.

    Returns
    -------
    Replay
        One frame for each recorded epoch.

    Raises
    ------
    ValueError
        If nothing was recorded, or if the parts do not fit together.
    """

    def draw(epoch):
        fig, axes = plt.subplot_mosaic(
            [["plane", "plane"], ["loss", "acc"]],
            figsize=SIZE,
            height_ratios=(8, 5),
        )
        plot_decision_boundary(
            X,
            y,
            snapshots[epoch],
            f"epoch {epoch}",
            ax=axes["plane"],
            forward=forward,
            colorbar=False,
        )
        axes["plane"].legend(loc="center left", bbox_to_anchor=(1, 0.5))
        for score, title in (("loss", "loss"), ("acc", "accuracy")):
            _draw_curves(axes[score], history, score, epoch)
            axes[score].set(title=title, xlabel="epoch")
        axes["loss"].legend(loc="upper right")
        return fig

    return _replay(draw, sorted(snapshots), {"": history})


@validated(X=in_plane, recordings=_comparable)
def replay_comparison(recordings, X, y, *, forward=forward_pass):
    """Show boundaries and losses of several runs move together.

    Parameters
    ----------
    recordings : dict of str to tuple
        For each run by name its snapshots and its history.
    X : ndarray of shape (N, 2)
        Points to draw, usually the validation points.
    y : ndarray of shape (N, 1)
        Their labels.
    forward : callable, optional
        The forward pass that belongs to the parameters.

    Returns
    -------
    Replay
        One frame for each recorded epoch.

    Raises
    ------
    ValueError
        If there is no run, if the runs were not recorded at the same epochs, or if the
        parts do not fit together.
    """
    histories = {name: history for name, (_, history) in recordings.items()}
    epochs = sorted(next(iter(recordings.values()))[0])

    def draw(epoch):
        fig, axes = plt.subplots(
            2, len(recordings), figsize=SIZE, sharex="row", sharey="row", squeeze=False
        )
        for (plane, curves), (name, (snapshots, history)) in zip(
            axes.T, recordings.items(), strict=True
        ):
            plot_decision_boundary(
                X, y, snapshots[epoch], name, ax=plane, forward=forward, colorbar=False
            )
            plane.get_legend().remove()
            _draw_curves(curves, history, "loss", epoch)
            curves.set(xlabel="epoch", ylabel="loss")
            curves.label_outer()
            plane.label_outer()
        classes, curves = (ax.get_legend_handles_labels() for ax in axes[:, 0])
        handles, labels = (a + b for a, b in zip(classes, curves, strict=True))
        fig.legend(handles, labels, loc="outside lower center", ncols=4)
        fig.suptitle(f"epoch {epoch}", fontweight="bold")
        return fig

    return _replay(draw, epochs, histories)


def _draw_curves(ax, history, score, epoch):
    """Draw one score of training and validation up to an epoch, and the rest pale."""
    for split, label in (("train", "training"), ("val", "validation")):
        values = history[f"{split}_{score}"]
        epochs = np.arange(1, len(values) + 1)
        (line,) = ax.plot(epochs[:epoch], values[:epoch], label=label)
        look = {"color": line.get_color(), "linestyle": line.get_linestyle()}
        ax.plot(epochs[epoch - 1 :], values[epoch - 1 :], alpha=PALE, **look)
        ax.plot(epoch, values[epoch - 1], "o", color=line.get_color())


def _replay(draw, epochs, histories):
    """Draw one frame for each epoch, or for some of too many, with its scores."""
    frames, last = [], len(epochs) - 1
    chosen = np.linspace(0, last, min(len(epochs), MOST_FRAMES)).astype(int)
    shown = np.take(epochs, chosen).tolist()
    for epoch in reported(shown, "Drawing epoch {step} of {last} …"):
        scores = {
            name: {score: history[score][epoch - 1] for score in COLUMNS}
            for name, history in histories.items()
        }
        frames.append(Frame(epoch, scores, _webp(draw(epoch))))
    return Replay(frames)


def _webp(fig):
    """Close a figure and return its picture as the bytes of a WebP file.

    With few colours a lossless picture is smaller than a lossy one, and its lines stay
    sharp. They are the same few in every frame, so that nothing flickers.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image  # Matplotlib needs it too, to write pictures

    fig.set_dpi(DPI)
    canvas = FigureCanvasAgg(fig)  # whatever draws the figures of the notebook
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    plt.close(fig)
    palette = Image.new("P", (1, 1))
    palette.putpalette(_few_colors())
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    file = BytesIO()
    few.convert("RGB").save(file, "webp", lossless=True, method=4)
    return file.getvalue()


def _few_colors():
    """Return the colours of a frame, as a flat list of red, green and blue."""
    from matplotlib.colors import LinearSegmentedColormap, to_rgb

    blend = LinearSegmentedColormap.from_list("probability", PROBABILITY_COLORS)
    shades = blend(np.linspace(0, 1, 17))[:, :3]
    inks = np.array([to_rgb(color) for color in ("black", "0.5", *CLASS_COLORS)])
    strengths = np.array([PALE, 0.5, 0.75, 1])[:, None, None]
    blends = 1 - strengths * (1 - inks)  # with the white behind them, for soft edges
    colors = np.vstack([shades, blends.reshape(-1, 3)])
    return np.rint(255 * colors).astype(int).ravel().tolist()
