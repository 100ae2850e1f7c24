"""Rules that arguments of `mlp` follow, all in one form.

A rule takes the name, the value and all arguments of the call. Line by line it yields
what must hold, the sentence that says so, and what there is instead. What a line needs
has been seen to by the lines before it.
"""

from functools import partial
from numbers import Integral, Real

import numpy as np

SCORES = ("train_loss", "val_loss", "train_acc", "val_acc")


def describe(value):
    """Describe any value in a few words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, dict) and value:
        return f"the keys {', '.join(map(str, value))}"
    text = repr(value)
    return text if len(text) <= 40 else f"a {type(value).__name__}"


def kind(name, value, call, kinds, needed):
    """Must be of one of these types."""
    yield isinstance(value, kinds), f"{name} must be {needed}", describe(value)


def number(name, value, call, needed, accepts):
    """Must be a finite number that `accepts` approves."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    holds = is_number and np.isfinite(value) and accepts(value)
    yield holds, f"{name} must be {needed}", describe(value)


def whole(name, value, call, at_least=1):
    """Must be an integer of at least this size."""
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    sentence = f"{name} must be a whole number, {at_least} or more"
    yield is_whole and value >= at_least, sentence, describe(value)


def fraction(name, value, call):
    """Must leave neither part of a split empty."""
    yield from number(name, value, call, "between 0 and 1", lambda v: 0 < v < 1)
    n_rows = len(call["X"])
    sentence = f"{name} must leave at least one of {n_rows} rows for validation"
    yield int(n_rows * value) > 0, sentence, value


def sizes(name, value, call):
    """Must be a chain of layers, and fit the data if there are any."""
    needed = "at least two sizes, inputs first and outputs last, such as (2, 32, 1)"
    holds = isinstance(value, (tuple, list)) and len(value) > 1
    yield holds, f"{name} must be a tuple of {needed}", describe(value)
    for position, size in enumerate(value):
        yield from whole(f"{name}[{position}]", size, call)
    if "X_train" in call:
        n_in = call["X_train"].shape[1]
        needed = f"start with {n_in}, the number of columns of X_train"
        yield value[0] == n_in, f"{name} must {needed}", value
        yield value[-1] == 1, f"{name} must end with 1, one probability per row", value


def matrix(name, value, call, columns=None):
    """Must hold finite numbers, one row per sample.

    `columns` is how many there are, or the argument that has as many.
    """
    columns = call[columns].shape[1] if columns in call else columns
    shape = f"(N, {columns or 'n_in'}), one row per sample"
    sentence = f"{name} must be a NumPy array of shape {shape}"
    yield isinstance(value, np.ndarray), sentence, describe(value)
    got = f"dtype {value.dtype}"
    yield value.dtype.kind in "biuf", f"{name} must hold numbers", got
    got = f"shape {value.shape}"
    if value.ndim == 1 and columns == 1:
        got += f". Use {name}.reshape(-1, 1)"
    elif value.ndim == 1:
        got += f". For a single sample use {name}.reshape(1, -1)"
    yield value.ndim == 2 and columns in (None, value.shape[1]), sentence, got
    yield value.size > 0, f"{name} must have at least one row and one column", got
    finite = np.isfinite(value)
    row, column = np.unravel_index(finite.argmin(), value.shape)  # the first that fails
    got = f"{value[row, column]} in row {row}, column {column}"
    yield finite.all(), f"{name} must hold finite numbers", got


def angles(name, value, call):
    """Must be one row of finite numbers."""
    sentence = f"{name} must be a NumPy array of shape (N,), one angle per point"
    yield isinstance(value, np.ndarray), sentence, describe(value)
    yield value.ndim == 1, sentence, f"shape {value.shape}"
    got = f"dtype {value.dtype}"
    yield value.dtype.kind in "biuf", f"{name} must hold numbers", got
    for position in np.flatnonzero(~np.isfinite(value)):
        got = f"{value[position]} at position {position}"
        yield False, f"{name} must hold finite numbers", got


def column(name, value, call, rows_of="X", needed="numbers", accepts=np.isfinite):
    """Must hold one number for each row of another argument, if that is there."""
    yield from matrix(name, value, call, columns=1)
    n_rows = len(call.get(rows_of, value))
    sentence = f"{name} must have as many rows as {rows_of}, which has {n_rows}"
    yield len(value) == n_rows, sentence, f"shape {value.shape}"
    accepted = accepts(value)
    got = value[accepted.argmin(), 0]
    yield accepted.all(), f"{name} must hold only {needed}", got


def entries(name, value, shapes, source):
    """Must be a dict with these keys, in the shape of what is named beside each.

    Shapes (N,) and (N, 1) would broadcast to (N, N) without an error.
    """
    is_dict = isinstance(value, dict)
    for key, (other_name, other) in shapes.items():
        sentence = f"{name} must be a dict with the key {key}, as {source} returns it"
        yield is_dict and key in value, sentence, describe(value)
        shape, needed = np.shape(value[key]), np.shape(other)
        sentence = f"{name}['{key}'] must have the shape of {other_name}, {needed}"
        yield shape == needed, sentence, shape


def network(name, value, call):
    """Must be a chain of layers, from the columns of X on if there is an X."""
    is_dict = isinstance(value, dict)
    sentence = f"{name} must be a dict with the keys W1, b1, W2, b2, …, as init_mlp "
    yield is_dict and "W1" in value, f"{sentence}returns it", describe(value)
    n_in, source = call["X"].shape[1] if "X" in call else None, "X"
    for layer in range(1, (len(value) + 1) // 2 + 1):  # the last may have lost its bias
        W, b = f"W{layer}", f"b{layer}"
        for key in (W, b):
            yield key in value, f"{name} must hold {key}", describe(value)
        shape, dtype = np.shape(value[W]), np.asarray(value[W]).dtype
        needed = f"have {n_in or 'n_in'} rows, one per column of {source}"
        holds = len(shape) == 2 and n_in in (None, shape[0])
        yield holds, f"{name}['{W}'] must {needed}", f"shape {shape}"
        needed = "hold floats, because training changes it by fractions"
        got = f"dtype {dtype}. Use .astype(float)"
        yield dtype.kind == "f", f"{name}['{W}'] must {needed}", got
        n_in, source, shape = shape[1], W, np.shape(value[b])
        needed = f"have shape (1, {n_in}), one column per column of {source}"
        yield shape == (1, n_in), f"{name}['{b}'] must {needed}", f"shape {shape}"


def kept(name, value, call):
    """Must be what the forward pass kept for these labels and parameters."""
    shapes = {f"A{len(call['params']) // 2}": ("y_true", call["y_true"])}
    yield from entries(name, value, shapes, "forward_pass")


def gradients(name, value, call):
    """Must hold a gradient for each parameter."""
    shapes = {f"d{key}": (key, values) for key, values in call["params"].items()}
    yield from entries(name, value, shapes, "backward_pass")


def velocities(name, value, call):
    """Must be empty, or hold arrays like those of the parameters."""
    yield from memory(name, value, call)
    shapes = {key: (key, call["params"].get(key)) for key in value}
    yield from entries(name, value, shapes, "update_with_momentum")


def scores(name, value, call, needed=SCORES):
    """Must have these scores, for at least one epoch."""
    is_dict = isinstance(value, dict)
    for score in needed:
        holds = is_dict and len(value.get(score, ())) > 0
        sentence = f"{name} must hold {score} with one value per epoch, as train_mlp "
        yield holds, f"{sentence}returns it", describe(value)


def runs(name, value, call):
    """Must have at least one run under its name."""
    sentence = f"{name} must be a dict with at least one run by name"
    yield isinstance(value, dict) and len(value) > 0, sentence, describe(value)


arrays = partial(kind, kinds=dict, needed="a dict of arrays")
memory = partial(kind, kinds=dict, needed="a dict, empty at first")
in_plane = partial(matrix, columns=2)
labels = partial(column, needed="0 and 1", accepts=lambda v: (v == 0) | (v == 1))
positive = partial(number, needed="a finite number above 0", accepts=lambda v: v > 0)
natural = partial(number, needed="a finite number, 0 or more", accepts=lambda v: v >= 0)
