"""Check of the measured slopes: the difference of two losses, one entry at a time."""

import copy

import numpy as np

from mlp.checks.engine import (
    Case,
    Check,
    Mistake,
    Problem,
    as_array,
    close,
    demand,
)
from mlp.checks.engine.compare import Found
from mlp.checks.engine.patterns import (
    insist_on_names,
    nearly,
    pattern,
    place,
    right_entries,
    right_ones,
)
from mlp.gradient_check import numeric_gradients

STEP = 0.3  # so large that a slope measured on one side differs from one on both


def hilly(params):
    """Return a loss that is curved everywhere and mixes all entries."""
    heights = (
        np.sum(number * V + V**2 / 2 + np.sin(V))
        for number, V in enumerate(params.values(), start=1)
    )
    total = sum(heights)
    return float(total + total**2 / 50)


def arrays(**shapes):
    """Return arrays of these shapes; one entry is 0."""
    rng = np.random.default_rng(3)
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    next(iter(params.values())).flat[0] = 0.0
    return params


# fmt: off
def _moved(given, before):
    """Return by how much entries differ, by their name and place."""
    moves = {}
    for name, V in before.items():
        if isinstance(now := given.get(name), np.ndarray) and now.shape == V.shape:
            for index in zip(*np.nonzero(np.abs(now - V) > 1e-12), strict=True):
                moves[place(name, index)] = float(now[index] - V[index])
    return moves


def measured(function, case):
    """Return the slopes, and the parameters as they are afterwards."""
    loss, params, *step = case.args
    params = copy.deepcopy(params)
    asked, heights = [], []

    def watched(params):
        asked.append(_moved(params, case.args[1]) if isinstance(params, dict) else {})
        heights.append(loss(params))
        return heights[-1]

    grads = function.value(watched, params, *step, may_change=(1,))
    insist_on_names(grads, [f"d{name}" for name in case.args[1]])
    slopes = {f"d{name}": as_array(grads[f"d{name}"], V.shape, f"d{name}") for name, V in case.args[1].items()}
    return Found({"params": params, "slopes": slopes}, asked=asked, heights=heights)


def _explain(got, expected, case):
    before, after = case.args[1], got["params"]
    for name, V in before.items():
        demand(close(after.get(name), V), f"After the call {name} is not what it was: put each entry back before the next one moves.")
    if case.message:
        return None
    slopes = got["slopes"]
    none = not any(np.any(V) for V in slopes.values())
    demand(not none or any(got.asked), "Every slope is 0: whenever the loss is computed, no entry has moved. Does a copy move, or is an entry back in its place before the loss is computed?")
    demand(not none or got.heights[::2] == got.heights[1::2], "Every slope is 0, though the losses that are computed differ: what becomes of their difference?")
    moved = got.asked[0] if none and got.asked[:1] == got.asked[1:2] else {}
    demand(not moved, f"Every slope is 0: {''.join([*moved][:1])} has moved by {[*moved.values(), 0][0]:.4g} when the first loss is computed, and by the same for the second. Does it move to both sides? Or is it moved for the second loss before the first is computed? A copy of a dict has the same arrays.")
    demand(not none, "Every slope is 0: both losses are the same. Does the loss see the entry that has moved, and does it move to both sides?")
    right = expected["slopes"]
    both = slopes.values(), right.values(), f"With a step of {STEP} every slope"
    if said := pattern(*both) or nearly(*both):
        raise Problem(said)
    fits = {name: right_entries(slopes[name], right[name]) for name in right}
    demand(not all(V.flat[0] and not V.flat[1:].any() for V in fits.values()), "Only the first entry of each array has its slope: the loop has to go on to the others.")
    demand(not all(V.flat[-1] and not V.flat[:-1].any() for V in fits.values()), "Only the last entry of each array has its slope: what came before is lost.")
    entries = {place(name, index): V[index] for name, V in before.items() for index in np.ndindex(V.shape)}
    still = [where for where in entries if not any(where in moves for moves in got.asked)]
    zeros = [where for where, value in entries.items() if value == 0]
    demand(not still or still != zeros, f"{', '.join(still)} never moves. Its value is 0: is the step a share of the value? It is a number to add and to subtract.")
    if any(got.asked) and 0 < len(still) <= 6:
        raise Problem(f"{', '.join(still)} never move{'s' * (len(still) == 1)}, so nothing is measured there: the loops have to go through all rows and all columns of each array.")
    together = next((moves for moves in got.asked if len(moves) > 1), {})
    demand(not together, f"{', '.join(list(together)[:3])}{' and more' * (len(together) > 3)} have moved at once when the loss is computed. A slope belongs to one entry: move one at a time, and put it back.")
    more = right_ones([name for name, V in fits.items() if V.all()])
    ok = [*zip(entries, np.concatenate([np.ravel(V) for V in fits.values()]), strict=True)]
    wrong = [where for where, right in ok if not right]
    moves = sorted({round(moves[wrong[0]], 9) for moves in got.asked if wrong[0] in moves})
    if moves != [-STEP, STEP]:
        more += f" When the loss is computed, {wrong[0]} has moved by {' and '.join(f'{move:.4g}' for move in moves) or 'nothing'}; it should be by -{STEP} and {STEP}."
    raise Problem(f"With a step of {STEP} that is not the central difference: {len(wrong)} of {len(entries)} slopes are wrong.{more}")


def _left_as_it_was(probe):
    """Remark on rounding that stays in the parameters."""
    case = CASES[-1]
    after = measured(probe, case)["params"]
    if not all(np.array_equal(after[name], V) for name, V in case.args[1].items()):
        probe.remarks.append("It is right, but adding the step and subtracting it again leaves a rounding error in the parameters. Keep the old value, and put that back.")


CASES = (
    Case((hilly, arrays(W1=(2, 3), b1=(1, 3)), STEP)),
    Case((hilly, arrays(W1=(2, 3), b1=(1, 3))), "Without step the slopes are wrong: its default is 1e-5."),
    Case((hilly, arrays(W1=(2, 4), b1=(1, 4), W2=(4, 1), b2=(1, 1), c=(3,)), 0.1), "With other arrays and another step the slopes are wrong: start from nothing but the arguments."),
)
UP, DOWN, BACK = (f"values[index] = original{change}\n" for change in (" + step", " - step", ""))
ABOVE, BELOW, WHOLE = "loss_above = loss(params)", "loss_below = loss(params)", "/ (2 * step)"

CHECKS = (
    Check(numeric_gradients, CASES, (
        Mistake(WHOLE, "/ step", "Every slope is twice what it should be. How far are the two places apart?"),
        Mistake(WHOLE, "/ 2 * step", "The step is multiplied in instead of divided by: without brackets Python goes from left to right."),
        Mistake(WHOLE, "/ 2", "The difference of the losses is divided by 2, and not by the step."),
        Mistake(WHOLE, "", "The difference of the losses is not divided by the distance."),
        Mistake(WHOLE, "* (2 * step)", "The difference of the losses is multiplied by the distance instead of divided."),
        Mistake(WHOLE, "/ step**2", "The difference of the losses is divided by the square of the step. A slope is divided by the distance."),
        Mistake(WHOLE, "/ (loss_above + loss_below)", "The difference of the losses is divided by their sum. A slope is divided by the distance."),
        Mistake(f"(loss_above - loss_below) {WHOLE}", "(loss_above - 2 * loss(params) + loss_below) / step**2", "Twice the loss in the middle is subtracted from the two others: that says how the slope changes, not what it is."),
        Mistake(WHOLE, "/ (2 + step)", "The difference of the losses is divided by 2 + step. The distance is two steps."),
        Mistake(WHOLE, "/ (2 * step) / 2", "Every slope is half of what it should be. How far are the two places apart?"),
        Mistake(UP, UP.replace("step", "step / 2"), DOWN, DOWN.replace("step", "step / 2"), "Each entry moves by half a step to either side, so the two places are one step apart, but the difference is divided by two."),
        Mistake(UP, UP.replace("step", "step / 2"), DOWN, DOWN.replace("step", "step / 2"), WHOLE, "/ step", "Each entry moves by half a step to either side; it is a whole step to either side."),
        Mistake("(loss_above - loss_below)", "abs(loss_above - loss_below)", "The slopes have lost their sign: there is an absolute value."),
        Mistake("/ (2", "// (2", "The slopes are rounded down to whole numbers: // is not a division like /."),
        Mistake("loss_above - loss_below", "loss_below - loss_above", "Every slope has the wrong sign."),
        Mistake("loss_above - loss_below", "loss_above + loss_below", "The two losses are added; a slope needs their difference."),
        Mistake(DOWN, BACK, WHOLE, "/ step", "The slope is measured on one side only, between the entry and a step above it."),
        Mistake(UP, BACK, WHOLE, "/ step", "The slope is measured on one side only, between a step below the entry and the entry."),
        Mistake(DOWN, BACK, "The second loss is measured where the entry started. From a step above it takes two steps to get a step below."),
        Mistake(UP, BACK, "The first loss is measured before the entry has moved."),
        Mistake(DOWN, DOWN.replace("step", "2 * step"), "The second loss is measured two steps below the entry, the first one a step above it."),
        Mistake(UP, UP.replace("step", "2 * step"), "The first loss is measured two steps above the entry, the second one a step below it."),
        Mistake("original + step", "original * (1 + step)", "original - step", "original * (1 - step)", "The entry moves by a share of its own size, so an entry of 0 does not move. The step is added and subtracted."),
        Mistake("+ step", "+ 1e-5", "- step", "- 1e-5", "2 * step", "2 * 1e-5", "The argument step makes no difference: the slopes are measured with 1e-5."),
        Mistake(UP, "values += step\n", DOWN, "values -= 2 * step\n", BACK, "values += step\n", "All entries of an array move at once, so each slope is the sum of all. Move one entry at a time."),
    ), _explain, _left_as_it_was, observe=measured),
)
