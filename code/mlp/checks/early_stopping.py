"""Check of early stopping, by playing losses to it."""

import numpy as np

from mlp.checks.probe import Problem, Unfinished


def play(probe, losses, patience):
    """Feed losses epoch by epoch; return the epoch of the stop, if any, and best.

    One dict of parameters is changed in place from epoch to epoch, as in training.
    """
    best, history, params = {}, {"val_loss": []}, {"W1": np.zeros((1, 1))}
    for epoch, loss in enumerate(losses, start=1):
        history["val_loss"].append(loss)
        params["W1"][:] = epoch
        stop = probe(
            epoch, params, history, may_change=(1,), best=best, patience=patience
        )
        if stop is None:
            raise Unfinished(
                "the function returns nothing yet; it must say True or False"
            )
        if stop:
            return epoch, best
    return None, best


def check_early_stopping(probe):
    """Check `early_stopping`."""
    falling = play(probe, (3.0, 2.0, 1.0), 2)
    if falling[0] is not None:
        raise Problem("It stops although every loss is lower than the one before.")
    best = falling[1]
    missing = [name for name in ("epoch", "val_loss", "params") if name not in best]
    if missing:
        raise Problem(f"best has no {' and no '.join(missing)}.")
    if best["epoch"] != 3 or best["val_loss"] != 1.0:
        raise Problem(
            f"After the losses 3, 2, 1 the best is epoch 3 with 1, but best says epoch "
            f"{best['epoch']} with {best['val_loss']}. Update it at every improvement."
        )
    _check_memory(probe)
    _check_patience(probe)


def _check_memory(probe):
    """Check what is remembered, and that it is a copy."""
    _, best = play(probe, (3.0, 1.0, 2.0, 2.5), 10)
    if best["epoch"] == 4 or best["val_loss"] == 2.5:
        raise Problem("best holds the last epoch, not the one with the lowest loss.")
    if best["epoch"] == 2 and best["val_loss"] == 1.0:
        remembered = best["params"]
        if not isinstance(remembered, dict) or "W1" not in remembered:
            raise Problem('best["params"] must be a dict of all parameters.')
        if remembered["W1"][0, 0] != 2:
            raise Problem(
                'best["params"] changes along with the network: it holds the same '
                "arrays. Copy every array; dict.copy() copies only the dict."
            )
    _, best = play(probe, (3.0, 1.0, 2.0, 1.5), 10)
    if best["epoch"] == 4:
        raise Problem(
            "A loss of 1.5 counts as best after one of 1: each is compared with the "
            "epoch before instead of with the best so far."
        )
    _, best = play(probe, (2.0, 1.0, 1.0), 10)
    if best["epoch"] == 3:
        raise Problem("An equal loss counts as an improvement; it must be lower.")


def _check_patience(probe):
    """Check when it stops."""
    losses = (3.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0)
    stops = {patience: play(probe, losses, patience)[0] for patience in (1, 2, 3)}
    if stops == {1: 3, 2: 4, 3: 5}:
        bumps = play(probe, (5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0), 2)[0]
        if bumps is not None:
            raise Problem(
                "An improvement does not reset the patience: epochs without "
                "improvement are counted in all, not in a row."
            )
        return
    if all(stop is None for stop in stops.values()):
        raise Problem(
            "It never stops: six epochs without improvement, patience 1 to 3."
        )
    if len(set(stops.values())) == 1:
        raise Problem("The patience makes no difference: use the argument.")
    if stops == {1: 4, 2: 5, 3: 6}:
        raise Problem(
            "It stops one epoch late: with patience 1 the first epoch without "
            "improvement is the last."
        )
    if stops[2] == 3 and stops[3] == 4:
        raise Problem(
            "It stops one epoch early: with patience 2 it waits for two epochs without "
            "improvement."
        )
    raise Problem(
        f"The best loss comes at epoch 2. With patience 2 training should stop at "
        f"epoch 4; it stops at epoch {stops[2]}."
    )
