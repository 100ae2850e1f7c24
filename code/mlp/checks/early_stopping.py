"""Check of early stopping, by playing losses to it."""

import numpy as np

from mlp.checks.probe import Problem, Unfinished, same
from mlp.early_stopping import early_stopping


def arrays(epoch):
    """Return parameters that can be told apart by epoch, array and entry."""
    shapes = {"W1": (2, 3), "b1": (1, 3), "W2": (3, 1), "b2": (1, 1)}
    return {
        name: epoch + 0.125 * np.arange(np.prod(shape)).reshape(shape)
        for name, shape in shapes.items()
    }


def play(probe, losses, patience):
    """Feed losses epoch by epoch; return the epoch of the stop, if any, and best.

    One dict of parameters is changed in place from epoch to epoch, as in training.
    """
    best, history, params = {}, {"val_loss": []}, arrays(0)
    for epoch, loss in enumerate(losses, start=1):
        history["val_loss"].append(loss)
        for name, values in arrays(epoch).items():
            params[name][:] = values
        stop = probe(
            epoch, params, history, may_change=(1,), best=best, patience=patience
        )
        if stop is Ellipsis or (stop is None and not best):
            raise Unfinished(
                "the function returns nothing yet; it must say True or False"
            )
        if (
            stop is not None
            and not isinstance(stop, (bool, np.bool_))
            and stop not in (0, 1)
        ):
            raise Problem(
                f"The function must return True or False; got {type(stop).__name__}."
            )
        if not same(params, arrays(epoch)):
            raise Problem(
                "The function changes params, and with them the network. It should "
                "only remember a copy."
            )
        if stop:
            return epoch, best
    return None, best


def check_early_stopping(probe):
    """Check `early_stopping`."""
    stop, best = play(probe, (30.0, 20.0, 10.0, 1.0), 3)
    if not best:
        raise Problem("best stays empty: what is to be remembered belongs in it.")
    missing = [name for name in ("epoch", "val_loss", "params") if name not in best]
    if missing:
        raise Problem(f"best has no {' and no '.join(missing)}.")
    if stop is not None:
        raise Problem("It stops although every loss is lower than the one before.")
    if best["epoch"] != 4 or best["val_loss"] != 1.0:
        raise Problem(
            "After the losses 30, 20, 10, 1 the best is epoch 4 with 1, but best says "
            f"epoch {best['epoch']} with {best['val_loss']}. Update it at every "
            "improvement, the first epoch included."
        )
    _check_memory(probe)
    _check_patience(probe)


def _check_memory(probe):
    """Check what is remembered, and that it is a copy."""
    _, best = play(probe, (3.0, 1.0, 2.0, 2.5), 10)
    if best["epoch"] == 4 or best["val_loss"] == 2.5:
        raise Problem("best holds the last epoch, not the one with the lowest loss.")
    if best["epoch"] == 2 and best["val_loss"] == 1.0:
        remembered, needed = best["params"], arrays(2)
        if not isinstance(remembered, dict) or needed.keys() - remembered.keys():
            lost = ", ".join(needed.keys() - remembered.keys()) if isinstance(
                remembered, dict) else "everything"  # fmt: skip
            raise Problem(
                f'best["params"] must be a dict of all arrays; it lacks {lost}.'
            )
        if same(remembered, arrays(4)):
            raise Problem(
                'best["params"] changes along with the network: it holds the same '
                "arrays. Copy every array; dict.copy() copies only the dict."
            )
        if not same(remembered, needed):
            raise Problem(
                'best["params"] differs from the parameters of the best epoch.'
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
        _check_many(probe)
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
    wrong = next(patience for patience, stop in stops.items() if stop != patience + 2)
    came = f"at epoch {stops[wrong]}" if stops[wrong] else "not at all"
    raise Problem(
        f"The best loss comes at epoch 2. With patience {wrong} training should stop "
        f"at epoch {wrong + 2}; it stops {came}."
    )


def _check_many(probe):
    """Compare with the reference on losses that go up and down, with ties."""
    rng = np.random.default_rng(0)

    def reference(epoch, params, history, *, may_change, best, patience):
        return early_stopping(epoch, params, history, best=best, patience=patience)

    for number in range(24):
        losses = np.round(rng.uniform(0, 1, 12), 1) + (50 if number % 4 == 0 else 0)
        if number % 4 == 1:
            losses = 1 - 1e-6 * rng.integers(0, 9, 12)
        patience = 1 + number % 6
        got, needed = play(probe, losses, patience), play(reference, losses, patience)
        if got[0] != needed[0] or got[1].get("epoch") != needed[1]["epoch"]:
            shown = ", ".join(f"{loss:.7g}" for loss in losses)
            when = f"at epoch {needed[0]}" if needed[0] else "not at all"
            mine = f"at epoch {got[0]}" if got[0] else "not at all"
            raise Problem(
                f"For the losses {shown} and patience {patience} it should stop "
                f"{when}, with epoch {needed[1]['epoch']} as the best; it stops "
                f"{mine}, with epoch {got[1].get('epoch')}."
            )
