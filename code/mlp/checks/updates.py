"""Checks of the step and of the batches."""

import copy
import inspect
from collections.abc import Iterator

import numpy as np

from mlp.checks.engine import (
    Case,
    Check,
    Mistake,
    Problem,
    agree,
    as_array,
    close,
    demand,
)
from mlp.checks.engine.compare import insist_on_array
from mlp.checks.engine.patterns import (
    apart,
    are,
    pattern,
    place,
    ratio,
    right_entries,
    right_ones,
)
from mlp.checks.engine.probe import MOST_BATCHES
from mlp.checks.forward import network
from mlp.updates import iterate_minibatches, update_params


# fmt: off
def steps(function, case, in_order=False):
    """Take the steps of a case in place; return the path and what each gives back.

    A case has the sizes of a network, then for each step a factor of the gradients and
    further arguments. Its options are passed on and returned.
    """
    sizes, *taken = case.args
    params, options = network(sizes, 1)[2], copy.deepcopy(case.options)
    rng = np.random.default_rng(2)  # the gradients have the order of a backward pass
    grads = {f"d{name}": rng.standard_normal(V.shape) for name, V in reversed(params.items())}
    if in_order:
        grads = {f"d{name}": grads[f"d{name}"] for name in params}
    right = [{name: factor * dV for name, dV in grads.items()} for factor, *_ in taken]
    path, returned, given = [copy.deepcopy(params)], [], copy.deepcopy(right)
    may_change = (0, 1) if options else (0,)  # copies would hide that a velocity is a gradient
    for now, (_, *more) in zip(given, taken, strict=True):
        result = function(params, now, *more, may_change=may_change, **options)
        changed = [("gained", params.keys() - path[-1].keys()), ("lost", path[-1].keys() - params.keys())]
        changed = " and ".join(f"{what} {', '.join(sorted(map(str, names)))}" for what, names in changed if names)
        demand(not changed, f"The dict of parameters has {changed}. A gradient dW1 belongs to the parameter W1.")
        for name, before in path[-1].items():
            other = [n for n, V in path[-1].items() if V.shape == np.shape(params[name]) != before.shape]
            more = f" That is the shape of {other[0]}: does {name} take the step of another array?" if other else ""
            try:
                as_array(params[name], before.shape, name)
            except Problem as problem:
                raise Problem(f"{problem}{more}") from None
        path.append(copy.deepcopy(params))
        returned.append(result if isinstance(result, dict) else None)
    demand(agree(given, right), "The gradients are changed; the velocity needs its own arrays.")
    return {"path": path, "returned": returned, "grads": right, **options}


def by_name(function, case, reference):
    """Take the steps; where that fails, say so if names or their order are to blame."""
    try:
        return steps(function, case)
    except Problem as problem:
        error, first = problem.__cause__, "\n  ".join(str(problem).split("\n  ")[:2])
        if isinstance(error, KeyError) and "[" in str(error):
            raise Problem(f"{first}\n  The name that it asks for is made of an array. values() gives arrays without their names.") from error
        if not isinstance(error, ValueError):
            raise
        try:
            got = steps(function, case, in_order=True)
        except Problem:
            raise problem from error
        right = steps(lambda *args, may_change, **options: inspect.unwrap(reference)(*args, **options), case, in_order=True)
        if not agree(got["path"], right["path"]):
            raise
        raise Problem(f"{first}\n  params and grads have their arrays in different orders, so the two do not belong together by their place. Find each gradient by its name.") from error


def wrong_step(got, expected):
    """Return the first step that is wrong, from 1, and the names of what it has wrong."""
    for number, needed in enumerate(expected["path"]):
        now = got["path"][number]
        wrong = [name for name in needed if not close(now[name], needed[name])]
        if wrong:
            return number, wrong
    return 0, []


def first_entry(got, expected):
    """Return the first wrong entry of the first wrong step: step, name, place, values."""
    number, wrong = wrong_step(got, expected)
    before, now, right = (path[k][wrong[0]] for path, k in ((got["path"], number - 1), (got["path"], number), (expected["path"], number)))
    index = tuple(map(int, np.argwhere(~right_entries(now, right))[0]))
    slopes = [grads[f"d{wrong[0]}"][index] for grads in expected["grads"][:number]]
    return number, place(wrong[0], index), before[index], slopes, apart(now[index], right[index])


def seen_step(got, expected, case):
    """Say what one entry was before the first wrong step, became, and should be."""
    if not wrong_step(got, expected)[1]:
        return ""
    number, where, before, slopes, texts = first_entry(got, expected)
    lr = case.args[number][1] if len(case.args[number]) > 1 else 0.05
    step = f"In step {number} " if len(case.args) > 2 else ""
    return f"{step}{where} was {before:.4g}, with the gradient {slopes[-1]:.4g} and lr = {lr}; it came out as {texts[0]} and should be {texts[1]}."


def step_says(now, before, right):
    """Say what a wrong step has to do with the right one, if it follows a pattern."""
    got, needed = now - before, right - before
    if not np.any(got):
        return " It has not changed."
    if close(now, needed) or close(now, -needed):
        return " Nothing but the step is stored: the old value is lost."
    if said := pattern(got, needed, "Its step"):
        return f" {said.replace('goes beyond', 'moves by more than')}"
    if got.size >= 3 and close(np.abs(got), np.abs(needed)):
        return " Its step has the right size, but not everywhere the right sign."
    if by := ratio(got - needed, before):
        return f" Besides the step, it changes by {by:.4g} times its old value, in every entry."
    if got.size >= 3 and np.ptp(got) < 1e-9:
        return " Every entry takes the same step, though the gradients differ."
    if got.ndim == 2 and len(got) > 1 and np.ptp(got, axis=0).max() < 1e-9:
        return " All its rows take the same step: have the rows of the gradient become one, by a sum or a mean?"
    return ""


def _explain(got, expected, case):
    (number, wrong), taken = wrong_step(got, expected), case.args[1:]
    before, now, right = got["path"][number - 1], got["path"][number], expected["path"][number]
    if len(taken) > 1:
        raise Problem(f"In small networks the step is right, but with four layers and lr = {taken[number - 1][1]} {are(wrong)} wrong. Go through all of params, and start from nothing but the arguments.")
    if case.message:
        return
    still = [name for name in now if close(now[name], before[name])]
    only = " Only the first one does: does a return stand inside the loop?" if still == list(now)[1:] else ""
    demand(still != wrong, f"{', '.join(still)} do not change; every array in params needs its step.{only}")
    name = wrong[0]
    how = step_says(now[name], before[name], right[name])
    if by := ratio(before[name] - now[name], expected["grads"][0][f"d{name}"]):
        how = f" It is the gradient times {by:.4g} that was subtracted; lr is {taken[0][1] if taken[0][1:] else 0.05}."
    raise Problem(f"{name} did not become {name} - lr * d{name}.{how}{right_ones([name for name in now if name not in wrong])}")


def _batches(probe):
    """Insist on batches that bring every row once, in an order that is drawn anew."""
    N, size = 50, 8
    X = np.column_stack([np.arange(float(N)) + 100 * k for k in range(3)])
    y = (np.arange(N) % 2.0).reshape(N, 1)
    ordered = _rows(probe, X, y, size, False)
    exchanged = ordered != list(range(N)) == _rows(probe, X, y, size, True)
    demand(not exchanged, "shuffle works the wrong way round: with shuffle=True the rows come in their own order, and with shuffle=False in another.")
    demand(ordered == list(range(N)), "With shuffle=False the rows must come in their own order.")
    np.random.seed(0)
    first, second = (_rows(probe, X, y, size, True) for _ in range(2))
    demand(first != ordered, "With shuffle=True the rows still come in their own order. Is an order drawn, and used? What is made on the way, such as list(...) or a copy, can be shuffled without a change in X and y.")
    demand(first != second, "Every epoch has the same order. Is a generator seeded inside? Draw a new order at each call.")
    demand(np.mean(np.diff(first) == 1) <= 0.5, "Neighbouring rows stay together: shuffle rows, not batches.")
    demand(any(set(first[k : k + size]) != set(range(k, k + size)) for k in (0, size)), "Rows are shuffled within batches only; shuffle all rows first.")
    demand(_rows(probe, X[:48], y[:48], 6, False) == list(range(48)), "For 48 rows and batches of 6 the order is wrong.")
    np.random.seed(0)
    if _rows(probe, X, y, size, True) != first:
        probe.remarks.append("It is right, but its order does not come from NumPy's global state, so np.random.seed does not fix it and your numbers differ from the page's.")
    if len({tuple(_rows(probe, X, y, size, True, np.random.RandomState(3))) for _ in range(2)}) > 1:
        probe.remarks.append("It is right, but does not use the argument rng, a generator to draw the order from when there is one.")


def _kind(batch):
    """Say what a batch is that is no pair."""
    if isinstance(batch, (tuple, list)):
        return f"a {type(batch).__name__} of {len(batch)}"
    return "a single array" if isinstance(batch, np.ndarray) else f"a {type(batch).__name__}"


def _pairs(batches):
    """Insist on pairs of arrays to loop over."""
    tuples = isinstance(batches, (tuple, list))
    single = isinstance(batches, tuple) and len(batches) == 2 and all(isinstance(part, np.ndarray) for part in batches)
    demand(not single, "The result is a single batch: return ends the function at the first one. Yield each, or return a list of all.")
    demand(tuples, f"The result must be something to loop over, batch by batch; got {_kind(batches)}.")
    counted = isinstance(batches, tuple) and any(isinstance(part, (int, np.integer)) for part in batches)
    demand(not counted, "The result is a tuple with a number in it, perhaps of the batches. Give the batches alone: a loop goes through what the function returns.")
    demand(not any(isinstance(part, Iterator) for part in batches), "The result holds a generator or another iterator inside. Give that alone: a loop goes through the batches.")
    demand(batches, "There is not a single batch.")
    two_lists = len(batches) == 2 and all(isinstance(part, list) and len(part) > 2 for part in batches)
    demand(not two_lists, "All parts of X come in one list and all of y in another. Each batch must be a pair: X_batch, y_batch.")
    odd = [b for b in batches if not (isinstance(b, (tuple, list)) and len(b) == 2)]
    demand(not odd, f"Each batch must be a pair: X_batch, y_batch; got {_kind(odd[0]) if odd else ''}.")
    demand(len(batches) < MOST_BATCHES, "There is no end of batches: the loop must stop after one epoch.")
    for pair in batches:
        for part, name in zip(pair, ("X_batch", "y_batch"), strict=True):
            demand(isinstance(part, np.ndarray), f"X_batch and y_batch must be arrays: rows of X and of y. {name} is {_kind(part)}.")
            insist_on_array(part, name)


def _rows(probe, X, y, size, shuffle, rng=None):
    """Return the numbers of the rows in the order in which the batches bring them."""
    try:
        batches = probe.value(X, y, size, shuffle, **({"rng": rng} if rng else {}))
    except Problem as problem:
        if "out of bounds for axis 1" in str(problem):
            raise Problem(f"{problem}\n  Axis 1 are the columns; the rows are axis 0, which comes first in brackets.") from None
        raise
    _pairs(batches)
    X_parts, y_parts = zip(*batches, strict=True)
    sizes, N = [len(part) if part.ndim else 0 for part in X_parts], len(X)
    needed = -(-N // size)
    exchanged = [np.shape(part)[1:] for pair in batches for part in pair] == [(1,), X.shape[1:]] * len(batches)
    demand(not exchanged, "y comes first in each batch; X_batch does, then y_batch.")
    flat = [part.shape for part in X_parts if part.ndim != 2]
    added = " That is one row: X[i] is row i, and X[i:j] the rows from i up to j." if flat[:1] == [X.shape[1:]] else " That is X with one axis more, as X[None] has it: np.random.shuffle and random.shuffle return None." if flat[:1] == [(1, *X.shape)] else ""
    demand(not flat, f"X_batch must have rows and columns; got an array of shape {(flat or [()])[0]}.{added}")
    demand(sizes.count(0) < 2, f"{sizes.count(0)} of {len(sizes)} batches have no row at all. {'With shuffle=False all have: are all rows in the order?' if shuffle else 'Does the end of a batch move on with its start?'}")
    demand(min(sizes) > 0, f"There is a batch without any row, and its mean is nan. For {N} rows and batch_size {size} there are {len(sizes)} batches, where {needed} are due{'' if N % size else ', as nothing is left over'}.")
    demand(sizes != [N], f"All {N} rows come as one batch, though batch_size is {size}.")
    once = f"Each of the {N} rows must come exactly once."
    demand(sizes != [X.shape[1]], f"Only one batch comes, with {X.shape[1]} of {N} rows. X has {X.shape[1]} columns: are these counted instead of the rows?")
    demand(len(sizes) > 1, f"Only one batch comes, with {sizes[0]} of {N} rows, where {needed} are due. {once} Does yield or append stand outside the loop, or does the loop end too early?")
    longer = sizes[:-1] == [size] * (needed - 1) and sizes[-1] > size
    demand(not longer, f"The last batch has {sizes[-1]} rows, where {N - size * (needed - 1)} are left. It has to begin where the batch before it ends.")
    hint = " In a slice a:b row b itself is not included." if set(sizes[:-1]) == {size - 1} else f" There are {size} batches: batch_size is not their number, but that of the rows in each." if len(sizes) == size != needed else ""
    demand(max(sizes) == size, f"The batches have up to {max(sizes)} rows, but batch_size is {size}.{hint}")
    rows = np.concatenate([part[:, 0] for part in X_parts])
    different = len(set(rows))
    again = " Are they drawn with replacement, as np.random.choice and randint do it, or anew for each batch?" if different < min(N, sum(sizes)) and shuffle else ""
    count = f"{len(sizes)} batches, where {needed} are due, bring" if len(sizes) != needed else "The batches bring"
    demand((sum(sizes), different, N) != (48, 48, 50), "48 of 50 rows come: the last, smaller batch is dropped.")
    lost = [k for k in range(N) if k not in rows]
    without = f" Missing {'is row' if len(lost) == 1 else 'are rows'} {', '.join(map(str, lost))}, counted from 0." if 0 < len(lost) <= 6 and not shuffle else ""
    twice = [k for k in range(N) if np.count_nonzero(rows == k) == 2]
    without += f" Rows {', '.join(map(str, twice))} come twice." if 1 < len(twice) <= 6 and not shuffle else ""
    second = int(X_parts[1][0, 0])
    without = f" The second batch begins with row {second}, where the first one has gone up to row {rows[size - 1]:.0f}, counted from 0." if second < rows[size - 1] and not shuffle else without
    demand(sum(sizes) == N == different, f"{count} {sum(sizes)} rows, {different} of them different. {once}{without}{again}")
    demand(sorted(sizes)[1:] == [size] * (len(sizes) - 1), f"The batches have {', '.join(map(str, sizes))} rows; all but the last must have {size}.")
    demand(all(part.shape[1:] == X.shape[1:] for part in X_parts), "X_batch must have all columns of X.")
    labels = [part.shape for part in y_parts]
    odd = [k for k, n in enumerate(sizes) if labels[k] != (n, 1)]
    row = " That is one row: y[i] is row i, and y[i:j] the rows from i up to j." if {*labels} == {(1,)} else ""
    demand(not odd, f"In batch {odd[0] + 1 if odd else 0} y_batch must have shape ({sizes[odd[0]] if odd else 0}, 1), one row for each of X_batch; got {labels[odd[0]] if odd else ''}.{row}")
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
        Mistake(STEP, STEP.replace("params[name] -=", "V = params[name] -"), "No parameter has changed. A line such as W = W - lr * dW only gives a new value to a local name, and a copy is not the dict that the training loop looks at. Store the result under params[...] or use -=."),
        Mistake("-=", "+=", "The step goes up the slope: the sign is wrong."),
        Mistake("lr * grads", "grads", "The learning rate makes no difference: multiply the gradient by lr."),
        Mistake("lr * grads", "0.05 * grads", "The step uses 0.05 whatever lr is: use the argument."),
        Mistake("lr * grads", "lr * lr * grads", "The learning rate is multiplied in twice."),
        *(Mistake('grads[f"d{name}"]', f'grads[f"d{{name}}"] / {what}', f"Each step is divided by {text}. The gradient is a mean already; lr is all that it is multiplied by.") for what, text in (("len(params[name])", "the number of rows of its array"), ("params[name].size", "the number of entries of its array"), ("params[name].shape[1]", "the number of columns of its array"))),
        Mistake('grads[f"d{name}"]', 'grads[f"d{name}"] / np.linalg.norm(grads[f"d{name}"])', "Each gradient is divided by its norm, so that all steps have the same length. Its size belongs to the step."),
        Mistake("lr * grads", "1 / lr * grads", "The gradient is divided by the learning rate."),
        Mistake("in params:", 'in [n for n in params if n[0] == "W"]:', "The biases do not change; every array in params needs its step."),
        Mistake("-=", "= -", "The old value is lost: subtract the step from it."),
        Mistake("-=", "=", "The new value is lr times the gradient: the old value is lost, from which that is subtracted."),
        Mistake("-=", "*=", "The old value is multiplied by the step; the step is subtracted from it."),
        Mistake("-= lr", "-= lr * 2", "The step is twice as long as it should be. Is it taken twice?"),
        Mistake('grads[f"d{name}"]', 'grads[f"d{name}"].mean()', "Every entry of an array takes the same step, with the mean of its gradients. Each has a gradient of its own."),
        Mistake('grads[f"d{name}"]', 'grads[f"d{name}"].sum()', "Every entry of an array takes the same step, with the sum of its gradients. Each has a gradient of its own."),
        Mistake('grads[f"d{name}"]', 'np.sign(grads[f"d{name}"])', "Only the sign of the gradient counts in the step; its size belongs to it."),
        Mistake('grads[f"d{name}"]', 'np.abs(grads[f"d{name}"])', "The gradient has lost its sign: where it is negative, the parameter should grow."),
        Mistake('lr * grads[f"d{name}"]', 'lr * params[name]', "The gradient plays no part: each parameter shrinks by lr times itself."),
        Mistake('lr * grads[f"d{name}"]', '(lr + grads[f"d{name}"])', "The learning rate is added to the gradient; multiply by it."),
        Mistake('lr * grads[f"d{name}"]', 'lr', "Each parameter shrinks by lr itself: the gradient plays no part."),
        Mistake('-= lr * grads', '-= lr ** grads', "lr is taken to the power of the gradient; multiply by it with a single *."),
        Mistake(STEP, 'params[name] = lr * params[name] - grads[f"d{name}"]', "The old value is multiplied by lr instead of the gradient."),
        Mistake(STEP, 'params[name] = lr * (params[name] - grads[f"d{name}"])', "Old value and gradient are both multiplied by lr; only the gradient is."),
        Mistake("-= lr * grads", "+= grads", "The step goes up the slope, and the learning rate makes no difference: the sign is wrong, and lr is not multiplied in."),
        Mistake("-= lr * grads", "+= 0.05 * grads", "The step goes up the slope, and uses 0.05 whatever lr is: the sign is wrong, and lr is not used."),
        Mistake("in params:", 'in [n for n in params if n[0] == "b"]:', "The weights do not change; every array in params needs its step."),
    ), _explain, observe=lambda function, case: by_name(function, case, update_params), seen=seen_step),
    Check(iterate_minibatches, properties=_batches),
)
