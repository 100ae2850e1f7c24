"""Checks of the step and of the batches."""

import numpy as np

from mlp.checks.engine.compare import as_array, close
from mlp.checks.engine.examine import Case, Check
from mlp.checks.engine.mistakes import Mistake
from mlp.checks.engine.probe import MOST_BATCHES, Problem, Unfinished, demand, is_open
from mlp.updates import iterate_minibatches, update_params


def step_case(sizes):
    """Return small parameters, and gradients in the order of a backward pass."""
    rng = np.random.default_rng(2)
    params = {}
    for layer in range(1, len(sizes)):
        params[f"W{layer}"] = rng.standard_normal((sizes[layer - 1], sizes[layer]))
        params[f"b{layer}"] = rng.standard_normal((1, sizes[layer]))
    grads = {f"d{n}": rng.standard_normal(params[n].shape) for n in reversed(params)}
    return params, grads


def path(step, sizes, factors):
    """Return the parameters after each of some steps that are taken in place.

    `step` takes the parameters, and the gradients times the next of the factors.
    """
    params, grads = step_case(sizes)
    seen = []
    for factor in factors:
        before = {name: values.copy() for name, values in params.items()}
        step(params, {name: factor * values for name, values in grads.items()})
        kept = params.keys() == before.keys()
        demand(kept, "The dict of parameters has lost or gained entries.")
        for name, values in before.items():
            if is_open(params[name]):
                raise Unfinished(f"{name} is still open")
            as_array(params[name], values.shape, name)
        seen.append({name: np.array(values) for name, values in params.items()})
    return seen


def _steps(function, case):
    """Return the path of the steps, and the dicts that came back."""
    sizes, *steps = case.args
    returned, rates = [], iter(steps)

    def step(params, grads):
        _, *lr = next(rates)
        result = function(params, grads, *lr, may_change=(0,))
        returned.append(result if isinstance(result, dict) else None)

    seen = path(step, sizes, [factor for factor, *_ in steps])
    return {"path": seen, "returned": returned}


def _explain(got, expected, case):
    # fmt: off
    sizes, *steps = case.args
    for now, needed, (_, *lr) in zip(got["path"], expected["path"], steps, strict=True):
        wrong = [name for name in needed if not close(now[name], needed[name])]
        if wrong and len(steps) > 1:
            raise Problem(f"The first step is right, but with four layers and lr = {lr[0]} {wrong[0]} is wrong. Go through all of params, and start from nothing but the arguments.")
    if case.message:
        return
    still = [name for name in needed if close(now[name], step_case(sizes)[0][name])]
    demand(still != wrong, f"{', '.join(still)} do not change; every array in params needs its step.")
    raise Problem(f"{wrong[0]} did not become {wrong[0]} - lr * d{wrong[0]}.")
    # fmt: on


def _batches(probe):
    """Insist on batches that bring every row once, in an order that is drawn anew."""
    N, size = 50, 8
    X = np.column_stack([np.arange(float(N)), np.arange(float(N)) + 100])
    y = (np.arange(N) % 2.0).reshape(N, 1)
    # fmt: off
    ordered = _rows(probe, X, y, size, False)
    demand(ordered == list(range(N)), "With shuffle=False the rows must come in their own order.")
    np.random.seed(0)
    first, second = (_rows(probe, X, y, size, True) for _ in range(2))
    demand(first != ordered, "With shuffle=True the rows still come in their own order.")
    demand(first != second, "Every epoch has the same order: the generator is seeded inside. Draw a new order at each call.")
    demand(np.mean(np.diff(first) == 1) <= 0.5, "Neighbouring rows stay together: shuffle rows, not batches.")
    within = all(set(first[k : k + size]) == set(range(k, k + size)) for k in (0, size))
    demand(not within, "Rows are shuffled within batches only; shuffle all rows first.")
    even = _rows(probe, X[:48], y[:48], 6, False)
    demand(even == list(range(48)), "For 48 rows and batches of 6 the order is wrong.")
    np.random.seed(0)
    if _rows(probe, X, y, size, True) != first:
        probe.remarks.append("It is right, but its order does not come from NumPy's global state, so np.random.seed does not fix it and your figures differ from the page's.")
    # fmt: on


def _rows(probe, X, y, size, shuffle):
    """Return the numbers of the rows in the order in which the batches bring them."""
    batches = probe.value(X, y, size, shuffle)
    # fmt: off
    demand(isinstance(batches, (list, tuple)), f"The result must be something to loop over; got {type(batches).__name__}.")
    demand(all(isinstance(b, (tuple, list)) and len(b) == 2 for b in batches), "Each batch must be a pair: X_batch, y_batch.")
    demand(len(batches) < MOST_BATCHES, "There is no end of batches: the loop must stop after one epoch.")
    demand(all(isinstance(part, np.ndarray) for pair in batches for part in pair), "X_batch and y_batch must be arrays: rows of X and of y.")
    sizes = [len(X_batch) for X_batch, _ in batches]
    n_rows = sum(sizes)
    demand(batches, "There is not a single batch.")
    demand(min(sizes) > 0, "There is a batch without any row, and its mean is nan.")
    demand((n_rows, len(X)) != (48, 50), "48 of 50 rows come: the last, smaller batch is dropped.")
    demand(max(sizes) == size, f"The batches have up to {max(sizes)} rows, but batch_size is {size}.")
    rows = np.concatenate([X_batch[:, 0] for X_batch, _ in batches])
    demand(n_rows == len(X) == len(set(rows)), f"The batches bring {n_rows} rows, {len(set(rows))} of them different. Each of the {len(X)} rows must come exactly once.")
    demand(sorted(sizes)[1:] == [size] * (len(sizes) - 1), f"The batches have {', '.join(map(str, sizes))} rows; all but the last must have {size}.")
    demand(all(X_batch.shape[1:] == (2,) for X_batch, _ in batches), "X_batch must have all columns of X.")
    labels = [np.shape(y_batch) for _, y_batch in batches]
    demand(labels == [(n, 1) for n in sizes], f"y_batch must have shape ({sizes[0]}, 1); got {labels[0]}.")
    y_rows = np.concatenate([y_batch[:, 0] for _, y_batch in batches])
    demand((y_rows == rows % 2).all(), "X and y are shuffled apart: rows come with the labels of others. Use one order of the rows for both.")
    whole = np.array_equal(np.vstack([X_batch for X_batch, _ in batches]), X[rows.astype(int)])
    demand(whole, "X_batch must hold rows of X as they are, with all their columns.")
    # fmt: on
    return list(rows)


STEP = 'params[name] -= lr * grads[f"d{name}"]'
FULL = '{name: V - lr * grads[f"d{name}"] for name, V in params.items()}'

CHECKS = (
    Check(update_params, (
        Case(((2, 3, 1), (1.0, 0.17))),
        Case(((2, 3, 1), (1.0,)), "Without lr the step is wrong: its default is 0.05."),
        Case(((2, 3, 3, 4, 1), (1.0, 0.3), (-2.0, 0.4))),
    ), (
        Mistake(f"for name in params:\n        {STEP}", f"return {FULL}", "The new parameters are returned, but the dict that was handed over is unchanged. The training loop looks at that one: change it in place."),
        Mistake(STEP, STEP.replace("params[name] -=", "V = params[name] -"), "No parameter has changed. A line such as W = W - lr * dW only gives a new value to a local name; store it under params[...] or use -=."),
        Mistake("-=", "+=", "The step goes up the slope: the sign is wrong."),
        Mistake("lr * grads", "grads", "The learning rate makes no difference: multiply the gradient by lr."),
        Mistake("lr * grads", "0.05 * grads", "The step uses 0.05 whatever lr is: use the argument."),
        Mistake("lr * grads", "lr * lr * grads", "The learning rate is multiplied in twice."),
        Mistake("lr * grads", "1 / lr * grads", "The gradient is divided by the learning rate."),
        Mistake("in params:", 'in [n for n in params if n[0] == "W"]:', "The biases do not change; every array in params needs its step."),
        Mistake("-=", "= -", "The old value is lost: subtract the step from it."),
    ), _explain, observe=_steps),
    Check(iterate_minibatches, properties=_batches),
)  # fmt: skip
