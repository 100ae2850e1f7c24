"""Checks of the step and of the batches."""

import numpy as np

from mlp.checks.probe import (
    MOST_BATCHES,
    Problem,
    Unfinished,
    as_array,
    close,
    close_all,
)


def step_case(sizes=(2, 3, 1)):
    """Return small parameters, and gradients in the order of a backward pass."""
    rng = np.random.default_rng(2)
    params = {}
    for layer in range(1, len(sizes)):
        params[f"W{layer}"] = rng.standard_normal((sizes[layer - 1], sizes[layer]))
        params[f"b{layer}"] = rng.standard_normal((1, sizes[layer]))
    grads = {f"d{n}": rng.standard_normal(params[n].shape) for n in reversed(params)}
    return params, grads


def complete(params, before):
    """Raise unless the dict of parameters still has its arrays."""
    if params.keys() != before.keys():
        raise Problem("The dict of parameters has lost or gained entries.")
    for name, values in before.items():
        if params[name] is None or params[name] is Ellipsis:
            raise Unfinished(f"{name} is still open")
        as_array(params[name], values.shape, name)


def check_update_params(probe):
    """Check `update_params` by what it leaves in the dict of parameters."""
    params, grads = step_case()
    before = {name: values.copy() for name, values in params.items()}
    lr = 0.17
    result = probe(params, grads, lr, may_change=(0,))
    complete(params, before)

    def moved(factor):
        return {name: before[name] + factor * grads[f"d{name}"] for name in before}

    if close_all(params, moved(-lr)):
        _check_second_step(probe)
        return
    if close_all(params, before):
        if isinstance(result, dict) and close_all(result, moved(-lr)):
            raise Problem(
                "The new parameters are returned, but the dict that was handed over is "
                "unchanged. The training loop looks at that one: change it in place."
            )
        raise Problem(
            "No parameter has changed. A line such as W = W - lr * dW only gives a new "
            "value to a local name; store it under params[...] or use -=."
        )
    for factor, message in (
        (lr, "The step goes up the slope: the sign is wrong."),
        (-1.0, "The learning rate makes no difference: multiply the gradient by lr."),
        (-0.05, "The step uses 0.05 whatever lr is: use the argument."),
        (-lr * lr, "The learning rate is multiplied in twice."),
        (-1 / lr, "The gradient is divided by the learning rate."),
    ):
        if close_all(params, moved(factor)):
            raise Problem(message)
    still = [name for name in before if close(params[name], before[name])]
    if still and all(close(params[n], moved(-lr)[n]) for n in before if n not in still):
        what = "The biases do" if still == ["b1", "b2"] else f"{', '.join(still)} do"
        raise Problem(f"{what} not change; every array in params needs its step.")
    if close_all(params, {name: -lr * grads[f"d{name}"] for name in before}):
        raise Problem("The old value is lost: subtract the step from it.")
    first = next(n for n in before if not close(params[n], moved(-lr)[n]))
    raise Problem(f"{first} did not become {first} - lr * d{first}.")


def _check_second_step(probe):
    """Check more layers, another rate, and that steps do not depend on earlier ones."""
    params, grads = step_case()
    start = params["W1"].copy()
    probe(params, grads, may_change=(0,))
    if not close(params["W1"], start - 0.05 * grads["dW1"]):
        raise Problem("Without lr the step is wrong: its default is 0.05.")
    params, grads = step_case((2, 3, 3, 4, 1))
    for factor, lr in ((1.0, 0.3), (-2.0, 0.4)):
        before = {name: values.copy() for name, values in params.items()}
        now = {name: factor * values for name, values in grads.items()}
        probe(params, now, lr, may_change=(0,))
        complete(params, before)
        for name, values in before.items():
            if not close(params[name], values - lr * now[f"d{name}"]):
                raise Problem(
                    f"The first step is right, but with four layers and lr = {lr} "
                    f"{name} is wrong. Go through all of params, and start from "
                    "nothing but the arguments."
                )


def check_iterate_minibatches(probe):
    """Check `iterate_minibatches`: coverage, sizes, pairs, order."""
    N, size = 50, 8
    X = np.column_stack([np.arange(float(N)), np.arange(float(N)) + 100])
    y = (np.arange(N) % 2.0).reshape(N, 1)
    ordered = _rows(probe, X, y, size, False)
    if list(ordered) != list(range(N)):
        raise Problem("With shuffle=False the rows must come in their own order.")
    np.random.seed(0)
    first = _rows(probe, X, y, size, True)
    second = _rows(probe, X, y, size, True)
    if list(first) == list(range(N)):
        raise Problem("With shuffle=True the rows still come in their own order.")
    if list(first) == list(second):
        raise Problem(
            "Every epoch has the same order: the generator is seeded inside. Draw a "
            "new order at each call."
        )
    if np.mean(np.diff(first) == 1) > 0.5:
        raise Problem("Neighbouring rows stay together: shuffle rows, not batches.")
    if all(set(first[k : k + size]) == set(range(k, k + size)) for k in (0, size)):
        raise Problem("Rows are shuffled within batches only; shuffle all rows first.")
    if list(_rows(probe, X[:48], y[:48], 6, False)) != list(range(48)):
        raise Problem("For 48 rows and batches of 6 the order is wrong.")
    np.random.seed(0)
    if list(_rows(probe, X, y, size, True)) != list(first):
        probe.remarks.append(
            "It is right, but its order does not come from NumPy's global state, so "
            "np.random.seed does not fix it and your figures differ from the page's."
        )


def _rows(probe, X, y, size, shuffle):
    """Return the numbers of the rows in the order in which the batches bring them."""
    batches = probe.value(X, y, size, shuffle)
    if not isinstance(batches, (list, tuple)):
        raise Problem(
            f"The result must be something to loop over; got {type(batches).__name__}."
        )
    if not all(isinstance(b, (tuple, list)) and len(b) == 2 for b in batches):
        raise Problem("Each batch must be a pair: X_batch, y_batch.")
    if len(batches) >= MOST_BATCHES:
        raise Problem("There is no end of batches: the loop must stop after one epoch.")
    if not all(isinstance(part, np.ndarray) for pair in batches for part in pair):
        raise Problem("X_batch and y_batch must be arrays: rows of X and of y.")
    sizes = [len(X_batch) for X_batch, _ in batches]
    n_rows = sum(sizes)
    if not batches:
        raise Problem("There is not a single batch.")
    if 0 in sizes:
        raise Problem("There is a batch without any row, and its mean is nan.")
    if n_rows == 48 and len(X) == 50:
        raise Problem("48 of 50 rows come: the last, smaller batch is dropped.")
    if max(sizes) != size:
        raise Problem(
            f"The batches have up to {max(sizes)} rows, but batch_size is {size}."
        )
    rows = np.concatenate([X_batch[:, 0] for X_batch, _ in batches])
    if n_rows != len(X) or len(set(rows)) != len(X):
        raise Problem(
            f"The batches bring {n_rows} rows, {len(set(rows))} of them different. "
            f"Each of the {len(X)} rows must come exactly once."
        )
    if sorted(sizes, reverse=True)[:-1] != [size] * (len(sizes) - 1):
        raise Problem(
            f"The batches have {', '.join(map(str, sizes))} rows; all but the last "
            f"must have {size}."
        )
    if any(
        X_batch.shape != (n, 2) for (X_batch, _), n in zip(batches, sizes, strict=True)
    ):
        raise Problem("X_batch must have all columns of X.")
    labels = [np.shape(y_batch) for _, y_batch in batches]
    if labels != [(n, 1) for n in sizes]:
        raise Problem(f"y_batch must have shape ({sizes[0]}, 1); got {labels[0]}.")
    y_rows = np.concatenate([y_batch[:, 0] for _, y_batch in batches])
    if (y_rows != rows % 2).any():
        raise Problem(
            "X and y are shuffled apart: rows come with the labels of others. Use one "
            "order of the rows for both."
        )
    rows = rows.astype(int)
    if not np.array_equal(np.vstack([X_batch for X_batch, _ in batches]), X[rows]):
        raise Problem(
            "X_batch must hold rows of X as they are, with all their columns."
        )
    return rows
