"""Checks of the functions that make the data and split it."""

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
from mlp.checks.engine.compare import first_wrong, insist_on_array
from mlp.checks.engine.patterns import apart, right_entries, rounding
from mlp.data import moon, train_val_split

T = np.array([0.4, 2.9, 1.7, 0.9, 2.2])
UPPER, LOWER = "np.cos(t), np.sin(t)", "1 - np.cos(t), 0.5 - np.sin(t)"
BRANCH = "if label == 0:"
N, N_VAL = 12, 3
X = np.arange(2.0 * N).reshape(N, 2)
Y = (np.arange(N) % 2.0).reshape(N, 1)
PART_NAMES = "X_train", "y_train", "X_val", "y_val"
PARTS = "X[n_val:], y[n_val:], X[:n_val], y[:n_val]"
SHARE = "len(X) * val_fraction"


# fmt: off
def _points(probe, case):
    """Return what a function gives for a label, and say so if only the other has any."""
    t, label = case.args
    if probe(t, label) is None and probe(t, 1 - label) is not None:
        raise Problem(f"With label {label} the function returns nothing. Does it reach a return for each of the two labels?")
    points, again = (probe.value(t, label) for _ in range(2))
    alike = not isinstance(points, np.ndarray) or np.array_equal(points, again, equal_nan=True)
    demand(alike, f"With label {label} two calls with the same angles give different points. Nothing here is random: t has the angles, and noise comes later.")
    return points


def _seen_points(points, expected, case):
    """Show the first point that is wrong."""
    t, label = case.args
    if type(points) is not np.ndarray or points.shape != expected.shape or points.dtype.kind not in "biuf":
        return ""
    i = int(np.argmin(right_entries(points, expected).all(axis=1)))
    pairs = [apart(*map(float, pair)) for pair in zip(points[i], expected[i], strict=True)]
    got, needed = (", ".join(text if texts[0] != texts[1] else f"{float(text):.4g}" for text, texts in zip(side, pairs, strict=True)) for side in zip(*pairs, strict=True))
    return f"With label {label} the point for t = {t[i]} came out as ({got}) and should be ({needed})."


def _explain_points(points, expected, case):
    t, label = case.args
    if isinstance(points, tuple | list) and len(points) == 2 and all(np.shape(part) == t.shape for part in points):
        raise Problem(f"The function returns a {type(points).__name__} of two rows of numbers, one per coordinate. Return one array: rows are samples, so each point needs a row, each coordinate a column.")
    demand(not isinstance(points, tuple | list) or not any(isinstance(part, np.ndarray) and part.shape == expected.shape for part in points), f"The function returns {len(points)} things in a {type(points).__name__}; it should return the array of points alone.")
    demand(np.shape(points) not in ((2,), (1, 2)) if isinstance(points, np.ndarray) else True, "There is only one point. If you use a loop, does return stand inside it?")
    array = as_array(points, expected.shape, f"With label {label} the result")
    demand(np.isfinite(array).all(), "Some coordinate is not finite: a step has no result for these angles.")
    if points.dtype.kind in "iu" and np.array_equal(points, np.trunc(expected)):
        raise Problem("The coordinates are whole numbers: their decimals are cut off. The array is made of integers.")
    lost = rounding(array, expected)
    demand(not lost, f"Every coordinate is right, but {lost}.")
    demand(not close(_sorted(array), _sorted(expected)), "The points are right, but in another order than their angles: row i belongs to t[i].")
    right = right_entries(array, expected).all(axis=1)
    demand(not right[0] or right[1:].any(), "Only the first point is right. If you use a loop, does return stand inside it?")
    for axis, (name, other) in enumerate((("first", "second"), ("second", "first"))):
        if close(array[:, axis], expected[:, axis]):
            off = (array - expected)[:, 1 - axis]
            how = "its sign is wrong: is a difference the wrong way round?" if close(array[:, 1 - axis], -expected[:, 1 - axis]) else f"it is too {'large' if off[0] > 0 else 'small'} by {abs(off[0]):.4g} in every point. Look at what is added." if np.ptp(off) < 1e-9 else "compare it with the equation."
            raise Problem(f"The {name} coordinate is right, the {other} is not; {how}")
    demand(np.ptp(array, axis=0).any(), "All points are the same, whatever the angles are.")
    off = array - expected
    if np.ptp(off, axis=0).max() < 1e-9:
        raise Problem(f"The arc is right but stands elsewhere: every point is moved by ({off[0, 0]:.4g}, {off[0, 1]:.4g}). Look at what is added to each coordinate.")
    radii = np.hypot(*(array - (label, label / 2)).T)
    demand(not close(radii, np.ones(len(t))), "The points lie on the right circle, but not at their angles.")
    if np.ptp(radii) < 1e-9:
        raise Problem(f"The arc has the right centre, but the radius {radii[0]:.4g} instead of 1. Is something multiplied?")
    demand(np.abs(off).max() >= 0.1, "All points are nearly right: is something rounded, such as π, or is noise added? That comes later.")
    raise Problem("Both coordinates are wrong; compare each with the equation.")


def _sorted(points):
    """Return rows in an order of their own, whatever order they came in."""
    return np.array(sorted(map(tuple, np.round(points, 9))))


def _parts(probe, case):
    """Return the four arrays of each split of a case."""
    *data, fractions = case.args
    splits = []
    for fraction in fractions:
        parts = probe.value(*data, *fraction)
        listed = isinstance(parts, (tuple, list))
        demand(listed and len(parts) == 4, f"The function must return four arrays: X_train, y_train, X_val, y_val.{f' Here are {len(parts)}.' if listed else ''}")
        for part, name in zip(parts, PART_NAMES, strict=True):
            insist_on_array(part, name)
        splits.append(tuple(parts))
    return tuple(splits)


def _first_wrong_split(got, expected, case):
    """Return the parts of the first split that is wrong, those needed, and for what."""
    i = first_wrong(got, expected)
    return got[i], expected[i], case.args[2][i]


def _sizes(parts):
    return [len(part) if part.ndim else 1 for part in parts]


def _seen_parts(got, expected, case):
    """Show how many rows the parts have, or the first part whose rows are wrong."""
    parts, expected, fraction = _first_wrong_split(got, expected, case)
    if _sizes(parts) != _sizes(expected):
        given = f"val_fraction = {fraction[0]}" if fraction else "no val_fraction"
        return f"For {N} rows and {given} the four parts have {', '.join(map(str, _sizes(parts)))} rows and should have {', '.join(map(str, _sizes(expected)))}."
    for part, right, name in zip(parts, expected, PART_NAMES, strict=True):
        if part.shape != right.shape or part.dtype.kind not in "biuf":
            return ""
        if not close(part, right):
            if name[0] == "y":
                return f"{name} came out as [{' '.join(f'{v:g}' for v in part[:, 0])}] and should be [{' '.join(f'{v:g}' for v in right[:, 0])}]."
            got, needed = (", ".join(f"{v:g}" for v in rows[:, 0] / 2) for rows in (part, right))
            return f"{name} came out with the rows {got} of X and should have {needed}, counted from 0."
    return ""


def _explain_parts(got, expected, case):
    all_sizes = [_sizes(parts) for parts in got]
    parts, needed, fraction = _first_wrong_split(got, expected, case)
    sizes = _sizes(parts)
    for part, right, name in zip(parts, needed, PART_NAMES, strict=True):
        shape, columns = part.shape, right.shape[1]
        demand(len(shape) < 2 or shape[1] != 3 - columns or len(part) not in (N, *map(len, needed)), f"{name} has {shape[-1]} column{'s' * (shape[-1] > 1)} and should have {columns}: the four results must come in the order X_train, y_train, X_val, y_val.")
        more = " It is flat: rows must stay rows." if len(shape) == 1 and part.size == len(right) * columns > len(right) else " It has lost an axis: a single index, in place of a slice with a colon, takes one away." if len(shape) < 2 else " It is transposed." if shape == right.shape[::-1] else " Cut the rows, which come first, not the columns."
        demand(len(shape) == 2 and shape[1] == columns, f"{name} must have shape {(shape[0] if part.size == shape[0] * columns else len(right), columns)}; got {shape}.{more}")
    drawn = not agree(got[0], got[3]) and all(close(x[:, 0] / 2 % 2, y[:, 0]) for x, y in (parts[:2], parts[2:]) if len(x) == len(y))
    demand(not drawn, "Two calls give different parts: something is shuffled or drawn. The rows are in random order already; the validation part must be the first rows.")
    demand(sizes[2] or sizes[3], "The validation part is empty. int() of a number below 1 is 0: is it taken of val_fraction alone, or are columns counted (shape[1]) in place of rows?")
    demand(sizes[0] or sizes[1], "The training part is empty: is the number of validation rows too large, for example divided by val_fraction?")
    demand(sizes[0] == sizes[1] and sizes[2] == sizes[3], "X and y are cut at different rows, or the four results come in another order than X_train, y_train, X_val, y_val.")
    demand(sizes[0] + sizes[2] == N, "Together the two parts must have every row once.")
    demand(sizes == _sizes(needed) or all_sizes != all_sizes[:1] * 4, "The parts have these sizes whatever val_fraction is. The number of validation rows is val_fraction times that of all rows.")
    demand(sizes == _sizes(needed) or fraction, "The default of val_fraction is 0.2, and int(12 * 0.2) = 2.")
    first = list(parts[2][:, 0] / 2)
    demand(sizes == _sizes(needed) or first == list(range(sizes[2])), f"The validation part should be the first rows of X, int(12 * val_fraction) of them. Here it has the rows {', '.join(f'{row:g}' for row in first[:4])}{' and more' if len(first) > 4 else ''}, counted from 0.")
    demand(sizes == _sizes(needed), "The validation part has int(12 * val_fraction) rows, and the training part all others.")
    X_train, y_train, X_val, y_val = parts
    rows = list(np.concatenate([X_val[:, 0], X_train[:, 0]]) / 2)
    labels = list(np.concatenate([y_val[:, 0], y_train[:, 0]]))
    demand(set(rows) <= set(range(N)), "The numbers in X are changed. The function only splits; every row stays as it is.")
    demand(sorted(rows) == list(range(N)), "Some rows are in both parts or in none.")
    demand(labels == [row % 2 for row in rows], "X and y do not belong together any more: rows got other labels.")
    demand(sorted(rows[:N_VAL]) != [0, 1, 2] or rows[:N_VAL] == [0, 1, 2], "The validation rows are not in their old order.")
    demand(rows[:N_VAL] == [0, 1, 2], "The validation part must be the first rows. They are in random order already, and everybody then judges by the same points.")
    raise Problem("The training rows are not in their old order.")


CHECKS = (
    Check(moon, (Case((T, 0)), Case((T, 1))), (
        Mistake(UPPER, "np.sin(t), np.cos(t)", "Sine and cosine are exchanged: at t = 0 the arc must start in (1, 0), its right end."),
        Mistake(UPPER, "np.cos(t), -np.sin(t)", "The points lie on the lower half of the circle: a sign in the second coordinate."),
        Mistake(UPPER, "-np.cos(t), np.sin(t)", "The arc runs from left to right: a sign in the first coordinate. At t = 0 it starts in (1, 0)."),
        Mistake(UPPER, "-np.cos(t), -np.sin(t)", "Both coordinates have the wrong sign."),
        Mistake("np.column_stack", "(lambda rows: np.concatenate(rows).reshape(-1, 2))", "The coordinates are in the wrong places: reshape fills row after row, so first coordinates meet first ones. Make columns of the two rows instead."),
        Mistake(BRANCH, "if label == 1:", "The points lie on the arc of class 1."),
        Mistake("np.column_stack", "np.array", "The result has one row per coordinate, shape (2, N). Rows are samples: each point needs a row, each coordinate a column."),
        Mistake("np.column_stack", "np.hstack", "All first coordinates come first, then all second ones, in one long row. Each point needs a row of its own."),
        Mistake(BRANCH, f"t = np.linspace(0, np.pi, len(t))\n    {BRANCH}", "The points are spread evenly over the arc, whatever t is: use the angles that the function gets."),
        Mistake(UPPER, "np.cos(t), np.cos(t)", "The second coordinate has the cosine too; it should be the sine."),
        Mistake(UPPER, "np.sin(t), np.sin(t)", "The first coordinate has the sine too; it should be the cosine."),
        Mistake(UPPER, "t, np.sin(t)", "The first coordinate is the angle itself; it should be the cosine of that."),
        Mistake(UPPER, "np.cos(t), t", "The second coordinate is the angle itself; it should be the sine of that."),
        Mistake(UPPER, "1 - np.cos(t), np.sin(t)", "The first coordinate is that of class 1."),
        Mistake(UPPER, "np.cos(t), 0.5 - np.sin(t)", "The second coordinate is that of class 1."),
        Mistake(BRANCH, f"t = np.degrees(t)\n    {BRANCH}", "The angles are turned into degrees; np.sin and np.cos expect radians."),
        Mistake(BRANCH, f"t = t / 2\n    {BRANCH}", "The angle is halved, which makes a quarter of a circle."),
        Mistake(BRANCH, f"t = 2 * t\n    {BRANCH}", "The angle is doubled, which makes a whole circle of half of one."),
        Mistake(BRANCH, f"t = np.pi * t\n    {BRANCH}", "The angles are multiplied by π; they run from 0 to π already."),
        Mistake(BRANCH, f"t = np.radians(t)\n    {BRANCH}", "The angles are taken for degrees; t is in radians, as np.sin and np.cos expect it."),
        Mistake(LOWER, UPPER, "Both labels give the same arc; with label 1 it is another one."),
        Mistake(LOWER, "-np.cos(t), -np.sin(t)", "The arc of class 1 is not moved; both of its coordinates have something added."),
        Mistake(LOWER, "-np.cos(t), 0.5 - np.sin(t)", "The arc of class 1 is not moved to the right."),
        Mistake(LOWER, "1 - np.cos(t), -np.sin(t)", "The arc of class 1 is not moved up."),
        Mistake(LOWER, "1 + np.cos(t), 0.5 + np.sin(t)", "It is still an upper arc, only moved: look at the signs of both coordinates."),
        Mistake(LOWER, "1 - np.cos(t), 0.5 + np.sin(t)", "It is an upper arc: a sign in the second coordinate."),
        Mistake(LOWER, "1 + np.cos(t), 0.5 - np.sin(t)", "The arc of class 1 runs from right to left: a sign in the first coordinate. At t = 0 it starts in (0, ½)."),
        Mistake(LOWER, "1 + np.cos(t), np.sin(t) - 0.5", "It is still an upper arc, moved to the right and down: look at the signs of both coordinates."),
        Mistake(LOWER, "np.cos(t), -np.sin(t)", "It is the upper arc turned over, not moved, and it runs from right to left. Compare both coordinates with the equation."),
        Mistake(LOWER, "1 + np.cos(t), -np.sin(t)", "The arc of class 1 runs from right to left, and is not moved up."),
        Mistake(LOWER, "1 + np.cos(t), -0.5 - np.sin(t)", "The arc of class 1 runs from right to left, and is moved down instead of up."),
        Mistake(LOWER, "np.cos(t) - 1, np.sin(t) - 0.5", "Both coordinates are subtracted the wrong way round."),
        Mistake(LOWER, "1 - np.sin(t), 0.5 - np.cos(t)", "Sine and cosine are exchanged."),
        Mistake(LOWER, "0.5 - np.cos(t), 1 - np.sin(t)", "The two shifts are exchanged: it is more to the right than up."),
        Mistake("0.5", "1", "The arc of class 1 is moved up by 1, not by ½."),
        Mistake("0.5", "-0.5", "The arc of class 1 is moved down; it belongs further up."),
        Mistake("1 - np.cos(t)", "-1 - np.cos(t)", "The arc of class 1 is moved to the left; it belongs further right."),
    ), _explain_points, observe=_points, seen=_seen_points),
    Check(train_val_split, (Case((X, Y, ((0.3,), (0.25,), (), (0.3,)))),), (
        Mistake(PARTS, "X[:n_val], y[:n_val], X[n_val:], y[n_val:]", "Training and validation are swapped: the training part is first."),
        Mistake(PARTS, "X[n_val:], X[:n_val], y[n_val:], y[:n_val]", "The order is X_train, y_train, X_val, y_val; here X and X come before y and y."),
        Mistake(PARTS, "X, y, X[:n_val], y[:n_val]", "The training part still has all rows, those of the validation part too."),
        Mistake(PARTS, "X[n_val:], y, X[:n_val], y", "Only X is split; y must be cut at the same row."),
        Mistake(PARTS, "X[n_val + 1:], y[n_val + 1:], X[:n_val], y[:n_val]", "One row is lost: the training part starts one row too late."),
        Mistake(PARTS, "X[n_val - 1:], y[n_val - 1:], X[:n_val], y[:n_val]", "One row is in both parts: the training part starts one row too early."),
        Mistake(SHARE, "len(X) * (1 - val_fraction)", "val_fraction is the share of the validation part; here the training part gets it."),
        Mistake(SHARE, "X.size * val_fraction", "Too many rows are validation: X.size counts all numbers, len(X) rows."),
        Mistake(PARTS, "X[n_val:], y[n_val:], X[:n_val - 1], y[:n_val - 1]", "One row is lost: the validation part ends one row too early. A slice leaves out its end already."),
        Mistake(SHARE, "len(X) * 0.2", "The validation part is as small as with 0.2: use the argument val_fraction."),
        Mistake("int(len(X) * val_fraction)", "round(len(X) * val_fraction)", "The number of validation rows is rounded to the nearest whole number; int() cuts the decimals off instead of that."),
        Mistake("int(len(X) * val_fraction)", "int(np.ceil(len(X) * val_fraction))", "The number of validation rows is rounded up: is np.ceil used, or is the training part rounded down, so that the rest is too large?"),
        Mistake(SHARE, "len(X) * (1 - val_fraction)", PARTS, "X[:n_val], y[:n_val], X[n_val:], y[n_val:]", "The validation part stands at the end, and its number of rows is rounded up. It should be the first rows, and their number cut off to a whole one."),
        Mistake("int(len(X) * val_fraction)", "int(len(X) * val_fraction) + 1", "The number of validation rows is one too large: is 1 added?"),
        Mistake(PARTS, "X[n_val:], y[n_val:], X, y", "The validation part has all rows, those of the training part too."),
        Mistake(PARTS, "X[n_val:], y[n_val:], X[:n_val + 1], y[:n_val + 1]", "One row is in both parts: the validation part ends one row too late."),
        Mistake(PARTS, "X[n_val:], y[n_val:], X[1:n_val], y[1:n_val]", "The first row is lost: rows count from 0."),
        Mistake(PARTS, "X[n_val:], y[:n_val], X[:n_val], y[n_val:]", "The labels of the two parts have changed places."),
    ), _explain_parts, observe=_parts, seen=_seen_parts),
)
