"""The loop that turns starting weights into a trained network."""

import numpy as np

from mlp.backward import backward_pass
from mlp.forward import forward_pass, predict
from mlp.initialization import init_mlp
from mlp.primitives import accuracy, binary_cross_entropy
from mlp.support import pyplot as plt
from mlp.support.rules import scores
from mlp.support.validation import validated
from mlp.updates import iterate_minibatches, update_params


def after_epoch(epoch, params, history, *, lr, log_every=50, on_epoch=None):
    """Report on the epoch that has just ended, and say whether training ends with it.

    Parameters
    ----------
    epoch : int
        Which one, counted from 1.
    params : dict
        The parameters after this epoch.
    history : dict
        The four scores up to this epoch.
    lr : float
        Learning rate, for the message when it was too large.
    log_every : int, optional
        Print a line at epoch 1 and every so many epochs; 0 prints nothing.
    on_epoch : callable, optional
        Called as ``on_epoch(epoch, params, history)``.

    Returns
    -------
    bool
        True if `on_epoch` returned True.

    Raises
    ------
    FloatingPointError
        If a loss is not finite.
    """
    latest = {name: values[-1] for name, values in history.items()}
    if not np.isfinite(latest["train_loss"] + latest["val_loss"]):
        raise FloatingPointError(
            f"the loss is no longer finite after epoch {epoch}; "
            f"try a learning rate below {lr}"
        )
    if log_every and (epoch == 1 or epoch % log_every == 0):
        scores = "  ".join(f"{name} {value:.4f}" for name, value in latest.items())
        print(f"epoch {epoch:4d}  {scores}")
    return on_epoch is not None and bool(on_epoch(epoch, params, history))


@validated
def train_mlp(
    X_train,
    y_train,
    X_val,
    y_val,
    layer_sizes=(2, 32, 32, 1),
    epochs=400,
    lr=0.05,
    batch_size=64,
    seed=123,
    *,
    rng=None,
    forward=forward_pass,
    backward=backward_pass,
    update=update_params,
    on_epoch=None,
    log_every=50,
):
    """Train a network with mini-batch gradient descent.

    Parameters
    ----------
    X_train, X_val : ndarray of shape (N, n_in)
        Samples to learn from, and samples to judge by.
    y_train, y_val : ndarray of shape (N, 1)
        Their labels, 0.0 or 1.0.
    layer_sizes : tuple of int
        Units per layer, inputs first; the last is 1.
    epochs : int
        How often to go through the training data.
    lr : float
        Learning rate.
    batch_size : int
        Rows per update.
    seed : int
        Seed of the starting weights.
    rng : numpy.random.RandomState or numpy.random.Generator, optional
        Shuffles the batches; NumPy's global state by default.
    forward, backward, update : callable, optional
        What each step calls: ``forward(X, params)``, ``backward(y, params, cache)``
        and ``update(params, grads, lr)``.
    on_epoch : callable, optional
        Called as ``on_epoch(epoch, params, history)`` after each epoch. Training ends
        when it returns True.
    log_every : int, optional
        Print a line at epoch 1 and every so many epochs; 0 prints nothing.

    Returns
    -------
    params : dict
        The trained weights and biases.
    history : dict
        Lists ``train_loss``, ``val_loss``, ``train_acc`` and ``val_acc``, one value
        per epoch, measured on all rows after the epoch.

    Raises
    ------
    ValueError
        If the data or a setting does not fit.
    FloatingPointError
        If the loss stops being finite.
    """
    params = init_mlp(layer_sizes, seed)
    history = {"train_loss": [], "val_loss": [], "train_acc": [], "val_acc": []}
    for epoch in range(1, epochs + 1):
        batches = iterate_minibatches(X_train, y_train, batch_size, rng=rng)
        for X_batch, y_batch in batches:
            _, cache = forward(X_batch, params)
            grads = backward(y_batch, params, cache)
            update(params, grads, lr)

        for split, X, y in (("train", X_train, y_train), ("val", X_val, y_val)):
            y_prob = predict(X, params, forward=forward)
            history[f"{split}_loss"].append(binary_cross_entropy(y, y_prob))
            history[f"{split}_acc"].append(accuracy(y, y_prob))

        if after_epoch(
            epoch, params, history, lr=lr, log_every=log_every, on_epoch=on_epoch
        ):
            break
    return params, history


@validated(history=scores)
def plot_history(history, title="Training"):
    """Draw loss and accuracy over the epochs.

    Parameters
    ----------
    history : dict
        What `train_mlp` returned.
    title : str
        Title of the figure.

    Returns
    -------
    matplotlib.figure.Figure
        Two axes side by side: losses on the left, accuracies on the right.

    Raises
    ------
    ValueError
        If one of the four lists is missing or empty.
    """
    epochs = np.arange(1, len(history["train_loss"]) + 1)
    fig, axes = plt.subplots(1, 2, figsize=(8, 3.4))
    for ax, score, label in zip(
        axes, ("loss", "acc"), ("binary cross-entropy", "accuracy"), strict=True
    ):
        ax.plot(epochs, history[f"train_{score}"], label="training")
        ax.plot(epochs, history[f"val_{score}"], label="validation")
        ax.set(xlabel="epoch", ylabel=label)
        ax.legend()
    fig.suptitle(title)
    return fig
