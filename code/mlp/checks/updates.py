"""Checks of the step and of the batches."""

import numpy as np

from mlp.checks.probe import Problem, close, close_all


def step_case():
    """Return small parameters and gradients."""
    rng = np.random.default_rng(2)
    shapes = {"W1": (2, 3), "b1": (1, 3), "W2": (3, 1), "b2": (1, 1)}
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    grads = {f"d{name}": rng.standard_normal(s) for name, s in shapes.items()}
    return params, grads


def check_update_params(probe):
    """Check `update_params` by what it leaves in the dict of parameters."""
    params, grads = step_case()
    before = {name: values.copy() for name, values in params.items()}
    lr = 0.2
    result = probe(params, grads, lr, may_change=(0,))

    def moved(factor):
        return {name: before[name] + factor * grads[f"d{name}"] for name in before}

    if close_all(params, moved(-lr)):
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
    np.random.seed(0)
    if list(_rows(probe, X, y, size, True)) != list(first):
        probe.remarks.append(
            "It is right, but its order does not come from NumPy's global state, so "
            "np.random.seed does not fix it and your figures differ from the page's."
        )


def _rows(probe, X, y, size, shuffle):
    """Return the numbers of the rows in the order in which the batches bring them."""
    batches = probe.value(X, y, size, shuffle)
    try:
        batches = list(batches)
    except TypeError:
        raise Problem(
            f"The result must be something to loop over; got {type(batches).__name__}."
        ) from None
    if not all(isinstance(b, (tuple, list)) and len(b) == 2 for b in batches):
        raise Problem("Each batch must be a pair: X_batch, y_batch.")
    if len(batches) >= 1000:
        raise Problem("There is no end of batches: the loop must stop after one epoch.")
    sizes = [len(X_batch) for X_batch, _ in batches]
    n_rows = sum(sizes)
    if not batches:
        raise Problem("There is not a single batch.")
    if n_rows == 48:
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
    labels = [np.shape(y_batch) for _, y_batch in batches]
    if labels != [(n, 1) for n in sizes]:
        raise Problem(f"y_batch must have shape ({sizes[0]}, 1); got {labels[0]}.")
    y_rows = np.concatenate([y_batch[:, 0] for _, y_batch in batches])
    if (y_rows != rows % 2).any():
        raise Problem(
            "X and y are shuffled apart: rows come with the labels of others. Use one "
            "order of the rows for both."
        )
    return rows.astype(int)
