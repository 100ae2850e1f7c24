"""Check of the measured slopes: the difference of two losses, one entry at a time."""

import copy

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, as_array, close, demand
from mlp.gradient_check import numeric_gradients

STEP = 0.25  # so large that a slope measured on one side differs from one on both


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
def measured(function, case):
    """Return the slopes, and the parameters as they are afterwards."""
    loss, params, *step = case.args
    params = copy.deepcopy(params)
    grads = function.value(loss, params, *step, may_change=(1,))
    demand(isinstance(grads, dict), f"The function must return a dict; got {type(grads).__name__}.")
    slopes = {}
    for name, V in case.args[1].items():
        demand(f"d{name}" in grads, f"The result has no d{name}; the slopes of each array V in params belong under dV.")
        slopes[f"d{name}"] = as_array(grads[f"d{name}"], V.shape, f"d{name}")
    return {"params": params, "slopes": slopes}


def _explain(got, expected, case):
    before, after = case.args[1], got["params"]
    for name, V in before.items():
        demand(close(after.get(name), V), f"After the call {name} is not what it was: put each entry back before the next one moves.")
    if case.message:
        return None
    slopes = got["slopes"]
    demand(any(np.any(V) for V in slopes.values()), "Every slope is 0: both losses are the same. Does the loss see the entry that has moved, and does it move to both sides?")
    name = next(name for name in slopes if not close(slopes[name], expected["slopes"][name]))
    wrong = ~np.isclose(slopes[name], expected["slopes"][name], rtol=1e-6, atol=1e-7)
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    raise Problem(f"{name} is wrong at {index}: with a step of {STEP} the central difference is {expected['slopes'][name][index]:.4g}; got {slopes[name][index]:.4g}.")


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
