"""Runs that can be compared: same data, same batches, one thing changed."""

from dataclasses import dataclass

import numpy as np

from mlp.data import make_moons_np, train_val_split
from mlp.decision_boundary import plot_decision_boundary
from mlp.forward import forward_pass
from mlp.support import pyplot as plt
from mlp.support.validation import validated
from mlp.training import train_mlp


@dataclass(frozen=True)
class Run:
    """What one experiment leaves behind.

    Attributes
    ----------
    params : dict
        The trained weights and biases.
    history : dict
        One list per score, one value per epoch.
    data : tuple of ndarray
        X_train, y_train, X_val, y_val.
    forward : callable
        The forward pass that belongs to the parameters.
    """

    params: dict
    history: dict
    data: tuple
    forward: object


def run_experiment(noise=0.44, data_seed=7, lr=0.03, **settings):
    """Seed again, rebuild the data and train.

    Parameters
    ----------
    noise : float
        Standard deviation of the noise on the moons.
    data_seed : int
        Seed of NumPy's global state, for the data and the order of the batches.
    lr : float
        Learning rate.
    **settings
        Anything else that `train_mlp` takes. What is not named stays at the baseline.

    Returns
    -------
    Run
        Parameters, history, data and forward pass.
    """
    np.random.seed(data_seed)
    data = train_val_split(*make_moons_np(1200, noise))
    params, history = train_mlp(*data, lr=lr, **settings)
    return Run(params, history, data, settings.get("forward", forward_pass))


def repeat_experiment(seeds=(1, 2, 3), **settings):
    """Run an experiment once for each seed of the starting weights.

    Parameters
    ----------
    seeds : iterable of int
        Seeds for `init_mlp`.
    **settings
        What `run_experiment` takes.

    Returns
    -------
    list of Run
        One for each seed.
    """
    return [run_experiment(seed=seed, log_every=0, **settings) for seed in seeds]


@validated
def print_results(runs):
    """Print the final figures of several runs, one line each.

    Parameters
    ----------
    runs : dict of str to Run
        The runs by name.

    Raises
    ------
    ValueError
        If there is no run.
    """
    width = max(len(name) for name in runs)
    print(f"{'':{width}}  train_loss  val_loss     gap  train_acc  val_acc")
    for name, run in runs.items():
        final = {score: values[-1] for score, values in run.history.items()}
        gap = final["val_loss"] - final["train_loss"]
        print(
            f"{name:{width}}  {final['train_loss']:10.4f}  {final['val_loss']:8.4f}"
            f"  {gap:+.3f}  {final['train_acc']:9.4f}  {final['val_acc']:7.4f}"
        )


@validated
def print_luck(runs):
    """Print smallest and largest final figures over repeated runs.

    Parameters
    ----------
    runs : dict of str to list of Run
        The repetitions by name.

    Raises
    ------
    ValueError
        If there is no run.
    """
    width = max(len(name) for name in runs)
    print(f"{'':{width}}  val_loss          val_acc")
    for name, repeated in runs.items():
        losses = [run.history["val_loss"][-1] for run in repeated]
        accuracies = [run.history["val_acc"][-1] for run in repeated]
        print(
            f"{name:{width}}  {min(losses):.4f} to {max(losses):.4f}"
            f"  {min(accuracies):.4f} to {max(accuracies):.4f}"
        )


@validated
def plot_losses(runs):
    """Draw training and validation loss of several runs on equal axes.

    Parameters
    ----------
    runs : dict of str to Run
        The runs by name.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per run.

    Raises
    ------
    ValueError
        If there is no run.
    """
    fig, axes = _panels(runs)
    for ax, (name, run) in zip(axes, runs.items(), strict=True):
        epochs = np.arange(1, len(run.history["train_loss"]) + 1)
        ax.plot(epochs, run.history["train_loss"], label="training")
        ax.plot(epochs, run.history["val_loss"], label="validation")
        ax.set(title=name, xlabel="epoch")
    axes[0].set_ylabel("binary cross-entropy")
    axes[0].legend()
    return fig


@validated
def plot_boundaries(runs):
    """Draw the decision boundaries of several runs on equal axes.

    Parameters
    ----------
    runs : dict of str to Run
        The runs by name.

    Returns
    -------
    matplotlib.figure.Figure
        One panel per run, with its validation points.

    Raises
    ------
    ValueError
        If there is no run.
    """
    width = min(2.7, 8.2 / len(runs))  # of a panel, in inches
    fig, axes = _panels(runs, figsize=(0.8 + width * len(runs), 0.9 + width))
    around = np.vstack([run.data[2] for run in runs.values()])
    for ax, (name, run) in zip(axes, runs.items(), strict=True):
        plot_decision_boundary(
            *run.data[2:],
            run.params,
            name,
            ax=ax,
            forward=run.forward,
            around=around,
            colorbar=False,
        )
    handles, labels = axes[0].get_legend_handles_labels()
    for ax in axes:
        ax.get_legend().remove()
    for ax in axes[1:]:
        ax.set_ylabel("")
    fig.legend(handles, labels, loc="outside lower center", ncols=2)
    return fig


def _panels(runs, figsize=(9, 3.4)):
    """Return a figure with one panel per run, all on the same axes."""
    fig, axes = plt.subplots(
        1, len(runs), figsize=figsize, sharex=True, sharey=True, squeeze=False
    )
    return fig, axes[0]
