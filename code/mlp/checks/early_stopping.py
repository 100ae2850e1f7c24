"""Check of early stopping, by playing losses to it."""

import numpy as np

from mlp.checks.engine.compare import agree
from mlp.checks.engine.examine import Case, Check
from mlp.checks.engine.mistakes import Mistake
from mlp.checks.engine.probe import Problem, Unfinished, demand, same
from mlp.early_stopping import early_stopping

SHAPES = {"W1": (2, 3), "b1": (1, 3), "W2": (3, 1), "b2": (1, 1)}


def _arrays(epoch):
    """Return parameters that can be told apart by epoch, array and entry."""
    return {
        name: epoch + 0.125 * np.arange(np.prod(shape)).reshape(shape)
        for name, shape in SHAPES.items()
    }


def _play(function, losses, patience):
    """Feed losses epoch by epoch; return the epoch of the stop, 0 if none, and best.

    One dict of parameters is changed in place from epoch to epoch, as in training.
    """
    best, history, params = {}, {"val_loss": []}, _arrays(0)
    options = {"may_change": (1,), "best": best, "patience": patience}
    for epoch, loss in enumerate(losses, start=1):
        history["val_loss"].append(loss)
        for name, values in _arrays(epoch).items():
            params[name][:] = values
        stop = function(epoch, params, history, **options)
        if stop is Ellipsis or (stop is None and not best):
            raise Unfinished("the function returns nothing yet; it must say True or False")  # fmt: skip
        # fmt: off
        demand(isinstance(stop, (bool, np.bool_)) or stop in (None, 0, 1), f"The function must return True or False; got {type(stop).__name__}.")
        demand(same(params, _arrays(epoch)), "The function changes params, and with them the network. It should only remember a copy.")
        # fmt: on
        if stop:
            return epoch, best
    return 0, best


def _plays(function, case):
    """Play each sequence of losses; return when it stops, and what is remembered."""
    return [_play(function, *play) for play in case.args]


def _explain(got, expected, case):
    """Say what the first play that went wrong shows."""
    (losses, patience), (stop, best), (right_stop, right) = next(
        seen
        for seen in zip(case.args, got, expected, strict=True)
        if not agree(*seen[1:])
    )
    when, mine = (f"at epoch {k}" if k else "not at all" for k in (right_stop, stop))
    shown = ", ".join(f"{loss:.7g}" for loss in losses)
    # fmt: off
    demand(best, "best stays empty: what is to be remembered belongs in it.")
    missing = [name for name in right if name not in best]
    demand(not missing, f"best has no {' and no '.join(missing)}.")
    demand(case is not FALLING or not stop, "It stops although every loss is lower than the one before.")
    knows = (best["epoch"], best["val_loss"]) == (right["epoch"], right["val_loss"])
    demand(case is not FALLING or knows, f"After the losses 30, 20, 10, 1 the best is epoch 4 with 1, but best says epoch {best['epoch']} with {best['val_loss']}. Update it at every improvement, the first epoch included.")
    if patience == PATIENT and (best["epoch"] == len(losses) or best["val_loss"] == losses[-1]):
        demand(losses[-1] <= losses[-2], LAST)
        demand(losses[-1] >= losses[-2], PREVIOUS)
        raise Problem(EQUAL)
    if knows:
        kept, needed = best["params"], right["params"]
        lost = "everything" if not isinstance(kept, dict) else ", ".join(name for name in needed if name not in kept)
        demand(not lost, f'best["params"] must be a dict of all arrays; it lacks {lost}.')
        demand(not same(kept, _arrays(len(losses))), SHARED)
        demand(agree(kept, needed), 'best["params"] differs from the parameters of the best epoch.')
    demand(case is not BUMPS or not stop, IN_ALL)
    if case is WAITING:
        stops = [stop for stop, _ in got]
        demand(len(set(stops)) > 1, FIXED)
        demand(stops[1:] != [3, 4], EARLY)
        raise Problem(f"The best loss comes at epoch 2. With patience {patience} training should stop {when}; it stops {mine}.")
    raise Problem(f"For the losses {shown} and patience {patience} it should stop {when}, with epoch {right['epoch']} as the best; it stops {mine}, with epoch {best['epoch']}.")
    # fmt: on


def _ups_and_downs():
    """Return losses that go up and down, with ties, and small steps far from 0."""
    rng = np.random.default_rng(0)
    for number in range(24):
        losses = np.round(rng.uniform(0, 1, 12), 1) + (50 if number % 4 == 0 else 0)
        if number % 4 == 1:
            losses = 1 - 1e-6 * rng.integers(0, 9, 12)
        yield losses, 1 + number % 6


PATIENT = 10  # more than the epochs of a play
LAST = "best holds the last epoch, not the one with the lowest loss."
PREVIOUS = "A loss of 1.5 counts as best after one of 1: each is compared with the epoch before instead of with the best so far."
EQUAL = "An equal loss counts as an improvement; it must be lower."
SHARED = 'best["params"] changes along with the network: it holds the same arrays. Copy every array; dict.copy() copies only the dict.'
FIXED = "The patience makes no difference: use the argument."
EARLY = "It stops one epoch early: with patience 2 it waits for two epochs without improvement."
IN_ALL = "An improvement does not reset the patience: epochs without improvement are counted in all, not in a row."
FALLING = Case((((30.0, 20.0, 10.0, 1.0), 3),))
WAITING = Case(tuple(((3.0, 1.0, *[2.0] * 6), patience) for patience in (1, 2, 3)))
BUMPS = Case((((5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0), 2),))
LOWER, OLD = "val_loss < best", 'best.get("val_loss", np.inf)'
RETURN = 'return epoch - best.get("epoch", 0) >= patience'

CHECKS = (
    Check(early_stopping, (
        FALLING,
        *(Case(((losses, PATIENT),)) for losses in (
            (3.0, 1.0, 2.0, 2.5), (3.0, 1.0, 2.0, 1.5), (2.0, 1.0, 1.0))),
        WAITING,
        BUMPS,
        Case(tuple(_ups_and_downs())),
    ), (
        Mistake("values.copy()", "values", SHARED),
        Mistake("if val_loss <", "if True or val_loss <", LAST),
        Mistake(OLD, '(history["val_loss"][-2] if epoch > 1 else np.inf)', PREVIOUS),
        Mistake(LOWER, LOWER.replace("<", "<="), EQUAL),
        Mistake(RETURN, "return False", "It never stops: six epochs without improvement, patience 1 to 3."),
        Mistake(">= patience", ">= 2", FIXED),
        Mistake(">= patience", "> patience", "It stops one epoch late: with patience 1 the first epoch without improvement is the last."),
        Mistake(">= patience", ">= patience - 1", EARLY),
        Mistake(RETURN, 'best["bad"] = best.get("bad", 0) + (best["epoch"] != epoch)\n    return best["bad"] >= patience', IN_ALL),
    ), _explain, observe=_plays),
)  # fmt: skip
