"""Early stopping keeps a copy of the best and stops when patience ends."""

from functools import partial

import numpy as np
import pytest

from mlp import binary_cross_entropy, early_stopping, predict, run_experiment

NAN = float("nan")


def play(losses, patience):
    """Feed losses epoch by epoch; return the epoch of the stop, if any, and best."""
    best, history, params = {}, {"val_loss": []}, {"W1": np.zeros((1, 1))}
    for epoch, loss in enumerate(losses, start=1):
        history["val_loss"].append(loss)
        params["W1"] += 1  # in place, as training does
        if early_stopping(epoch, params, history, best=best, patience=patience):
            return epoch, best
    return None, best


@pytest.mark.parametrize(
    ("losses", "patience", "stop", "best_epoch"),
    [
        ((3, 2, 1, 2, 3, 4), 2, 5, 3),
        ((3, 2, 1, 2, 3, 4), 1, 4, 3),
        ((3, 2, 1, 2, 3, 4), 3, 6, 3),
        ((3, 2, 1, 2, 3, 4), 4, None, 3),  # never triggered
        ((1, 2, 3), 2, 3, 1),  # best at the first epoch
        ((2, 2, 2), 2, 3, 1),  # a tie is no improvement
        ((2, 1, 2, 1, 2), 3, 5, 2),
        ((3, 4, 2, 3, 1), 2, None, 5),  # an improvement resets the patience
        ((1, NAN, NAN), 2, 3, 1),  # nan never improves
        ((NAN, 1, 2), 5, None, 2),
    ],
)
def test_when_it_stops_and_what_is_best(losses, patience, stop, best_epoch):
    """Stop after `patience` epochs with nothing lower; the best is kept as a copy."""
    stopped, best = play(losses, patience)
    assert stopped == stop
    assert best["epoch"] == best_epoch
    assert best["val_loss"] == losses[best_epoch - 1]
    assert best["params"]["W1"][0, 0] == best_epoch


def test_only_nan_remembers_nothing():
    """Without a single comparable loss it stops and holds no parameters."""
    assert play((NAN, NAN), 2) == (2, {})


def test_in_the_training_loop():
    """Training ends at the stop; the best parameters have the best loss."""
    best = {}
    stop = partial(early_stopping, best=best, patience=3)
    run = run_experiment(lr=0.5, epochs=200, on_epoch=stop, log_every=0)
    losses = run.history["val_loss"]
    assert len(losses) < 200
    assert all(len(values) == len(losses) for values in run.history.values())
    assert best["epoch"] == len(losses) - 3
    assert best["val_loss"] == min(losses) == losses[best["epoch"] - 1]
    X_val, y_val = run.data[2:]
    for params, loss in ((best["params"], min(losses)), (run.params, losses[-1])):
        assert binary_cross_entropy(y_val, predict(X_val, params)) == loss
