"""Check of early stopping, by playing losses to it."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, demand
from mlp.checks.engine.probe import Unfinished, same
from mlp.checks.forward import network
from mlp.early_stopping import early_stopping

PARAMS = network((2, 3, 1), 1)[2]


def _params(epoch):
    """Return parameters that differ from epoch to epoch, in every entry."""
    return {name: epoch * values for name, values in PARAMS.items()}


# fmt: off
def _play(function, losses, patience):
    """Feed losses epoch by epoch; return the epoch of the stop, 0 if none, and best.

    One dict of parameters is changed in place from epoch to epoch, as in training.
    """
    best, history, params = {}, {"val_loss": []}, _params(0)
    for epoch, loss in enumerate(losses, start=1):
        history["val_loss"].append(loss)
        for name, values in _params(epoch).items():
            params[name][:] = values
        stop = function(epoch, params, history, may_change=(1,), best=best, patience=patience)
        demand(stop is not Ellipsis and (stop is not None or best), "the function returns nothing yet; it must say True or False", Unfinished)
        demand(isinstance(stop, (bool, np.bool_)) or stop in (None, 0, 1), f"The function must return True or False; got {type(stop).__name__}.")
        demand(same(params, _params(epoch)), "The function changes params, and with them the network. It should only remember a copy.")
        if stop:
            return epoch, best
    return 0, best


def _explain(got, expected, case):
    """Say what the first play that went wrong shows."""
    plays = zip(case.args, got, expected, strict=True)
    (losses, patience), (stop, best), (right_stop, right) = next(seen for seen in plays if not agree(*seen[1:]))
    demand(best, "best stays empty: what is to be remembered belongs in it.")
    missing = [name for name in right if name not in best]
    demand(not missing, f"best has no {' and no '.join(missing)}.")
    demand(case is not FALLING or not stop, "It stops although every loss is lower than the one before.")
    knows = (best["epoch"], best["val_loss"]) == (right["epoch"], right["val_loss"])
    newest = best["epoch"] == len(losses) or best["val_loss"] == losses[-1]
    # What shows the mistake of the case's message.
    if case.message and {FALLING: not knows, BUMPS: stop}.get(case, newest):
        return best
    if knows:
        kept, needed = best["params"], right["params"]
        lost = "everything" if not isinstance(kept, dict) else ", ".join(name for name in needed if name not in kept)
        demand(not lost, f'best["params"] must be a dict of all arrays; it lacks {lost}.')
        demand(not same(kept, _params(len(losses))), 'best["params"] changes along with the network: it holds the same arrays. Copy every array; dict.copy() copies only the dict.')
        demand(agree(kept, needed), 'best["params"] differs from the parameters of the best epoch.')
    when, mine = (f"at epoch {k}" if k else "not at all" for k in (right_stop, stop))
    if case is WAITING:
        stops = [stop for stop, _ in got]
        demand(len(set(stops)) > 1, FIXED)
        demand(stops[1:] != [3, 4], "It stops one epoch early: with patience 2 it waits for two epochs without improvement.")
        raise Problem(f"The best loss comes at epoch 2. With patience {patience} training should stop {when}; it stops {mine}.")
    shown = ", ".join(f"{loss:.7g}" for loss in losses)
    raise Problem(f"For the losses {shown} and patience {patience} it should stop {when}, with epoch {right['epoch']} as the best; it stops {mine}, with epoch {best['epoch']}.")


def _ups_and_downs():
    """Return losses that go up and down, with ties, and small steps far from 0."""
    rng = np.random.default_rng(0)
    for number in range(24):
        losses = np.round(rng.uniform(0, 1, 12), 1) + (50 if number % 4 == 0 else 0)
        if number % 4 == 1:
            losses = 1 - 1e-6 * rng.integers(0, 9, 12)
        yield losses, 1 + number % 6


PATIENT = 10  # more than the epochs of a play
FIXED = "The patience makes no difference: use the argument."
FALLING = Case((((30.0, 20.0, 10.0, 1.0), 3),), "After the losses 30, 20, 10, 1 the best is epoch 4 with 1, but best says epoch {got[epoch]} with {got[val_loss]}. Update it at every improvement, the first epoch included.")
WAITING = Case(tuple(((3.0, 1.0, *[2.0] * 6), patience) for patience in (1, 2, 3)))
BUMPS = Case((((5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0), 2),), "An improvement does not reset the patience: epochs without improvement are counted in all, not in a row.")

CHECKS = (
    Check(early_stopping, (
        FALLING,
        Case((((3.0, 1.0, 2.0, 2.5), PATIENT),), "best holds the last epoch, not the one with the lowest loss."),
        Case((((3.0, 1.0, 2.0, 1.5), PATIENT),), "A loss of 1.5 counts as best after one of 1: each is compared with the epoch before instead of with the best so far."),
        Case((((2.0, 1.0, 1.0), PATIENT),), "An equal loss counts as an improvement; it must be lower."),
        WAITING,
        BUMPS,
        Case(tuple(_ups_and_downs())),
    ), (
        Mistake('return epoch - best.get("epoch", 0) >= patience', "return False", "It never stops: six epochs without improvement, patience 1 to 3."),
        Mistake(">= patience", ">= 2", FIXED),
        Mistake(">= patience", "> patience", "It stops one epoch late: with patience 1 the first epoch without improvement is the last."),
    ), _explain, observe=lambda function, case: [_play(function, *play) for play in case.args]),
)
