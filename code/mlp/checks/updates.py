"""Checks of the step and of the batches."""

import copy

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, as_array, close
from mlp.checks.engine.probe import MOST_BATCHES, demand
from mlp.checks.forward import network
from mlp.updates import iterate_minibatches, update_params


# fmt: off
def steps(function, case):
    """Take the steps of a case in place; return the path and what each gives back.

    A case has the sizes of a network, then for each step a factor of the gradients and
    further arguments. Its options are passed on and returned.
    """
    sizes, *taken = case.args
    params, options = network(sizes, 1)[2], copy.deepcopy(case.options)
    rng = np.random.default_rng(2)  # the gradients have the order of a backward pass
    grads = {f"d{name}": rng.standard_normal(V.shape) for name, V in reversed(params.items())}
    right = [{name: factor * dV for name, dV in grads.items()} for factor, *_ in taken]
    path, returned, given = [copy.deepcopy(params)], [], copy.deepcopy(right)
    may_change = (0, 1) if options else (0,)  # copies would hide that a velocity is a gradient
    for now, (_, *more) in zip(given, taken, strict=True):
        result = function(params, now, *more, may_change=may_change, **options)
        demand(params.keys() == path[-1].keys(), "The dict of parameters has lost or gained entries.")
        for name, before in path[-1].items():
            as_array(params[name], before.shape, name)
        path.append(copy.deepcopy(params))
        returned.append(result if isinstance(result, dict) else None)
    demand(agree(given, right), "The gradients are changed; the velocity needs its own arrays.")
    return {"path": path, "returned": returned, **options}


def first_wrong(got, expected):
    """Return the first step that is wrong, from 1, and the names of what it has wrong."""
    for number, needed in enumerate(expected["path"]):
        now = got["path"][number]
        wrong = [name for name in needed if not close(now[name], needed[name])]
        if wrong:
            return number, wrong
    return 0, []


def _explain(got, expected, case):
    (number, wrong), taken = first_wrong(got, expected), case.args[1:]
    if len(taken) > 1:
        raise Problem(f"The first step is right, but with four layers and lr = {taken[number - 1][1]} {wrong[0]} is wrong. Go through all of params, and start from nothing but the arguments.")
    if case.message:
        return
    before, now = got["path"]
    still = [name for name in now if close(now[name], before[name])]
    demand(still != wrong, f"{', '.join(still)} do not change; every array in params needs its step.")
    raise Problem(f"{wrong[0]} did not become {wrong[0]} - lr * d{wrong[0]}.")


def _batches(probe):
    """Insist on batches that bring every row once, in an order that is drawn anew."""
    N, size = 50, 8
    X = np.column_stack([np.arange(float(N)), np.arange(float(N)) + 100])
    y = (np.arange(N) % 2.0).reshape(N, 1)
    ordered = _rows(probe, X, y, size, False)
    demand(ordered == list(range(N)), "With shuffle=False the rows must come in their own order.")
    np.random.seed(0)
    first, second = (_rows(probe, X, y, size, True) for _ in range(2))
    demand(first != ordered, "With shuffle=True the rows still come in their own order.")
    demand(first != second, "Every epoch has the same order: the generator is seeded inside. Draw a new order at each call.")
    demand(np.mean(np.diff(first) == 1) <= 0.5, "Neighbouring rows stay together: shuffle rows, not batches.")
    demand(any(set(first[k : k + size]) != set(range(k, k + size)) for k in (0, size)), "Rows are shuffled within batches only; shuffle all rows first.")
    demand(_rows(probe, X[:48], y[:48], 6, False) == list(range(48)), "For 48 rows and batches of 6 the order is wrong.")
    np.random.seed(0)
    if _rows(probe, X, y, size, True) != first:
        probe.remarks.append("It is right, but its order does not come from NumPy's global state, so np.random.seed does not fix it and your numbers differ from the page's.")
    if len({tuple(_rows(probe, X, y, size, True, np.random.RandomState(3))) for _ in range(2)}) > 1:
        probe.remarks.append("It is right, but does not use the argument rng, a generator to draw the order from when there is one.")


def _rows(probe, X, y, size, shuffle, rng=None):
    """Return the numbers of the rows in the order in which the batches bring them."""
    batches = probe.value(X, y, size, shuffle, **({"rng": rng} if rng else {}))
    single = isinstance(batches, tuple) and len(batches) == 2 and all(isinstance(part, np.ndarray) for part in batches)
    demand(not single, "The result is a single batch: return ends the function at the first one. Yield each, or return a list of all.")
    demand(isinstance(batches, (list, tuple)), f"The result must be something to loop over; got {type(batches).__name__}.")
    demand(all(isinstance(b, (tuple, list)) and len(b) == 2 for b in batches), "Each batch must be a pair: X_batch, y_batch.")
    demand(len(batches) < MOST_BATCHES, "There is no end of batches: the loop must stop after one epoch.")
    demand(all(isinstance(part, np.ndarray) for pair in batches for part in pair), "X_batch and y_batch must be arrays: rows of X and of y.")
    demand(batches, "There is not a single batch.")
    X_parts, y_parts = zip(*batches, strict=True)
    sizes = [len(part) for part in X_parts]
    demand(min(sizes) > 0, "There is a batch without any row, and its mean is nan.")
    demand((sum(sizes), len(X)) != (48, 50), "48 of 50 rows come: the last, smaller batch is dropped.")
    demand(max(sizes) == size, f"The batches have up to {max(sizes)} rows, but batch_size is {size}.")
    rows = np.concatenate([part[:, 0] for part in X_parts])
    demand(sum(sizes) == len(X) == len(set(rows)), f"The batches bring {sum(sizes)} rows, {len(set(rows))} of them different. Each of the {len(X)} rows must come exactly once.")
    demand(sorted(sizes)[1:] == [size] * (len(sizes) - 1), f"The batches have {', '.join(map(str, sizes))} rows; all but the last must have {size}.")
    demand(all(part.shape[1:] == (2,) for part in X_parts), "X_batch must have all columns of X.")
    labels = [part.shape for part in y_parts]
    demand(labels == [(n, 1) for n in sizes], f"y_batch must have shape ({sizes[0]}, 1); got {labels[0]}.")
    demand((np.vstack(y_parts)[:, 0] == rows % 2).all(), "X and y are shuffled apart: rows come with the labels of others. Use one order of the rows for both.")
    demand(np.array_equal(np.vstack(X_parts), X[rows.astype(int)]), "X_batch must hold rows of X as they are, with all their columns.")
    return list(rows)


STEP = 'params[name] -= lr * grads[f"d{name}"]'
FULL = '{name: V - lr * grads[f"d{name}"] for name, V in params.items()}'

CHECKS = (
    Check(update_params, (
        Case(((2, 3, 1), (1.0, 0.17))),
        Case(((2, 3, 1), (1.0,)), "Without lr the step is wrong: its default is 0.05."),
        Case(((2, 3, 3, 4, 1), (1.0, 0.3), (-2.0, 0.4))),
    ), (
        Mistake(f"for name in params:\n        {STEP}", f"return {FULL}", "The new parameters are returned, but the dict that was passed in is unchanged. The training loop looks at that one: change it in place."),
        Mistake(STEP, STEP.replace("params[name] -=", "V = params[name] -"), "No parameter has changed. A line such as W = W - lr * dW only gives a new value to a local name; store it under params[...] or use -=."),
        Mistake("-=", "+=", "The step goes up the slope: the sign is wrong."),
        Mistake("lr * grads", "grads", "The learning rate makes no difference: multiply the gradient by lr."),
        Mistake("lr * grads", "0.05 * grads", "The step uses 0.05 whatever lr is: use the argument."),
        Mistake("lr * grads", "lr * lr * grads", "The learning rate is multiplied in twice."),
        Mistake("lr * grads", "1 / lr * grads", "The gradient is divided by the learning rate."),
        Mistake("in params:", 'in [n for n in params if n[0] == "W"]:', "The biases do not change; every array in params needs its step."),
        Mistake("-=", "= -", "The old value is lost: subtract the step from it."),
    ), _explain, observe=steps),
    Check(iterate_minibatches, properties=_batches),
)
