"""Check of early stopping, by playing losses to it."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, demand
from mlp.checks.engine.compare import first_wrong
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
    best, params = {}, _params(0)
    history = {name: [] for name in ("train_loss", "val_loss", "train_acc", "val_acc")}
    for epoch, loss in enumerate(losses, start=1):
        history["val_loss"].append(loss)
        history["train_loss"].append(1 / epoch)
        history["train_acc"].append(1 - 0.5 / epoch)
        history["val_acc"].append(0.5 + 0.1 * (epoch % 3))
        now = _params(epoch)
        for name, values in now.items():
            params[name][:] = values
        try:
            stop = function(epoch, params, history, may_change=(1,), best=best, patience=patience)
        except Problem as problem:
            known = f"\n  best is empty before the first epoch; history has {', '.join(history)}." if "KeyError" in str(problem) and not best else ""
            if isinstance(problem.__cause__, IndexError):
                known = f"\n  After epoch {epoch} each list of history has {epoch} value{'s' * (epoch > 1)}. Places count from 0, so the newest value is not at the number of the epoch."
            raise Problem(f"{problem}{known}") from None
        demand(stop is not Ellipsis and (stop is not None or best), "the function returns nothing yet; it must say True or False", Unfinished)
        demand(isinstance(stop, (bool, np.bool_)) or stop in (None, 0, 1), f"The function must return True or False; got {type(stop).__name__}.")
        demand(same(params, now), "The function changes params, and with them the network. It should only remember a copy.")
        if stop:
            return epoch, best
    return 0, best


def _first_wrong(got, expected, case):
    """Return the losses, the patience and both outcomes of the first play that differs."""
    i = first_wrong(got, expected)
    return *case.args[i], got[i], expected[i]


def _seen(got, expected, case):
    """Say when it stopped and what it kept, and what should have come."""
    losses, patience, (stop, best), (right_stop, right) = _first_wrong(got, expected, case)
    shown = ", ".join(f"{loss:.7g}" for loss in losses)
    text = f"For the losses {shown} and patience {patience} "
    if stop != right_stop:
        first, then = (f"{word} at epoch {k}" if k else no for k, word, no in ((stop, "stopped", "did not stop"), (right_stop, "stop", "not stop")))
        return f"{text}it {first} and should {then}."
    for name in ("epoch", "val_loss"):
        if name in best and best[name] != right[name]:
            return f"{text}best says {name} {best[name]} and should say {right[name]}."
    return f"{text}best is not what it should be."


def _explain(got, expected, case):
    """Say what the first play that went wrong shows."""
    losses, patience, (stop, best), (right_stop, right) = _first_wrong(got, expected, case)
    demand(best, "best stays empty: what is to be remembered belongs in it, entry by entry; best = {...} only gives the name to another dict.")
    missing = [name for name in right if name not in best]
    demand(not missing, f"best has no {' and no '.join(missing)}.")
    demand(losses != DOWN or not stop, "It stops although every loss is lower than the one before.")
    knows = (best["epoch"], best["val_loss"]) == (right["epoch"], right["val_loss"])
    newest = best["epoch"] == len(losses) or best["val_loss"] == losses[-1]
    # What shows the mistake of the case's message.
    shows = {FALLING: not knows, BUMPS: stop, SMALL: not knows, TIES: knows and not stop, RISES: knows and not stop}
    if case.message and shows.get(case, newest):
        return best
    if knows:
        kept, needed = best["params"], right["params"]
        lost = "everything" if not isinstance(kept, dict) else ", ".join(name for name in needed if name not in kept)
        demand(not lost, f'best["params"] must be a dict of all arrays; it lacks {lost}.')
        last = _params(stop or len(losses))
        demand(agree(kept, needed) or not same(kept, last), 'best["params"] changes along with the network: it holds the same arrays. Copy every array; dict.copy() copies only the dict.')
        demand(agree(kept, needed), 'best["params"] differs from the parameters of the best epoch.')
    if case is WAITING:
        stops = [stop for stop, _ in got[:3]]
        demand(len(set(stops)) > 1, FIXED)
        demand(stops[1:] != [3, 4], "It stops one epoch early: with patience 2 it waits for two epochs without improvement.")
        when, mine = (f"at epoch {k}" if k else "not at all" for k in (right_stop, stop))
        raise Problem(f"The best loss comes at epoch {right['epoch']}. With patience {patience} training should stop {when}; it stops {mine}.")
    raise Problem(f"The best epoch is {right['epoch']}, with a loss of {right['val_loss']:.7g}; best says {best['epoch']}, with {best['val_loss']:.7g}. From the best epoch on, count those without improvement.")


def _ups_and_downs():
    """Return losses that go up and down, with ties, and small steps far from 0."""
    rng = np.random.default_rng(0)
    for number in range(6):
        losses = np.round(rng.uniform(0, 1, 8), 1) + (50 if number % 4 == 0 else 0)
        if number % 4 == 1:
            losses = 1 - 1e-6 * rng.integers(0, 9, 8)
        yield tuple(losses.tolist()), 1 + number % 5


PATIENT = 10  # more than the epochs of a play
FIXED = "The patience makes no difference: use the argument."
DOWN = (30.0, 20.0, 10.0, 1.0)
FALLING = Case(((DOWN, 3), ((5.0, 6.0, 4.0), PATIENT), ((0.4, 0.6, 0.2), PATIENT)), "Update best at every improvement, the first epoch included.")
WAITING = Case((*(((3.0, 1.0, *[2.0] * 6), patience) for patience in (1, 2, 3)), ((1.0, 2.0, 3.0, 4.0, 5.0), 3)))
BUMPS = Case((((5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0), 2),), "An improvement does not reset the patience: epochs without improvement are counted in all, not in a row.")
SMALL = Case((((1.0, 0.99999, 2.0, 2.0), PATIENT),), "A loss of 0.99999 does not count as an improvement on 1. Is something rounded, or a smallest difference asked for?")
TIES = Case((((2.0, 1.0, 1.0, 1.0), 2),), TIE := "An epoch with the same loss as the best is not counted as one without improvement.")
RISES = Case((((5.0, 1.0, 4.0, 3.0, 2.0), 3),), RISE := "An epoch with a lower loss than the one before is taken for an improvement. It has to be lower than the best.")

IF, END = 'if val_loss < best.get("val_loss", np.inf):', 'return epoch - best.get("epoch", 0) >= patience'
LOSS, KEEP = 'val_loss = history["val_loss"][-1]', 'best["val_loss"] = val_loss'
H = 'h = history["val_loss"]\n    '
SINCE = "next((k for k in range(len(h) - 1) if h[-1 - k] < h[-2 - k]), len(h) - 1)"
TOO_EARLY = "best gets a loss, but neither epoch nor params: it seems to be updated before the comparison, so no loss is ever lower than best."

CHECKS = (
    Check(early_stopping, (
        FALLING,
        Case((((3.0, 1.0, 2.0, 2.5), PATIENT),), "best holds the last epoch, not the one with the lowest loss."),
        Case((((3.0, 1.0, 2.0, 1.5), PATIENT),), "A loss of 1.5 counts as best after one of 1: each is compared with the epoch before instead of with the best so far."),
        Case((((2.0, 1.0, 1.0), PATIENT),), "An equal loss counts as an improvement; it must be lower."),
        SMALL,
        WAITING,
        TIES,
        RISES,
        BUMPS,
        Case(tuple(_ups_and_downs())),
    ), (
        Mistake(END, 'return patience <= 1 and epoch > best.get("epoch", 0)', "It stops with patience 1 only, as if epochs without improvement were counted up to 1 and no further. A local name starts anew at each call; what is to last has to be in best or follow from it."),
        Mistake(END, "return False", "It never stops: six epochs without improvement, patience 1 to 3."),
        Mistake(END, "return epoch >= patience", "It stops when as many epochs are over as patience says, whatever the losses are. Only epochs without improvement count."),
        Mistake(END, "return epoch > patience", "It stops when one epoch more is over than patience says, whatever the losses are. Only epochs without improvement count."),
        Mistake(END, 'return epoch > best.get("epoch", 0)', "It stops at the first epoch without improvement: the patience is not used."),
        Mistake(END, END.replace(">=", "<"), "True and False are the wrong way round: it must return True when training is to stop."),
        Mistake(">= patience", ">= 2", FIXED),
        Mistake(">= patience", "> patience", "It stops one epoch late: with patience 1 the first epoch without improvement is the last."),
        Mistake(END, "h = history['val_loss']\n    return len(h) > patience and all(a < b for a, b in zip(h[-patience - 1 : -1], h[-patience:]))", "It stops only if every loss is higher than the one before it. What counts is that none is below the best."),
        Mistake(IF, f'best["val_loss"] = min(best.get("val_loss", np.inf), val_loss)\n    {IF}', TOO_EARLY),
        Mistake("np.inf", "0.0", "best stays empty, and no epoch counts as an improvement: what the first loss is compared with must be larger than any."),
        Mistake(IF, IF.replace("<", ">").replace("np", "-np"), "The highest loss counts as the best, for the comparison is the wrong way round."),
        Mistake(LOSS, LOSS.replace("-1", "0"), "Every time the first loss of the history is looked at; the newest is at its end."),
        *(Mistake(IF, f'if history["val_acc"][-1] > {than}:', *more, "best is updated when val_acc is high, the accuracy. It is the loss that counts, val_loss, and lower is better.") for than, *more in (
            ('max([-1, *history["val_acc"][:-1]])',),
            ('best.get("val_loss", -1)',),
            ('best.get("val_loss", -1)', KEEP, 'best["val_loss"] = history["val_acc"][-1]'),
        )),
        Mistake(LOSS, LOSS.replace("val_loss\"]", "train_loss\"]"), "The loss of the training data is looked at. It keeps falling when the network overfits; use that of the validation data."),
        Mistake('best["epoch"] = epoch', 'best["epoch"] = epoch - 1', 'best["epoch"] is one too low: epochs count from 1, as the argument epoch does.'),
        Mistake('best["epoch"] = epoch', 'best["epoch"] = epoch + 1', 'best["epoch"] is one too high: it is the epoch that has just ended.'),
        Mistake(f"        {KEEP}\n", '        best.setdefault("val_loss", val_loss)\n', 'best["val_loss"] keeps the first loss: it is not updated with the others.'),
        Mistake(END, f"{H}return {SINCE} >= patience", RISE),
        Mistake(END, 'return sum(loss > best["val_loss"] for loss in history["val_loss"][best["epoch"]:]) >= patience', TIE),
    ), _explain, observe=lambda function, case: [_play(function, *play) for play in case.args], seen=_seen),
)
