"""Checks of the functions that make the data and split it."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, as_array, close, demand
from mlp.data import moon, train_val_split

T = np.array([0.4, 2.9, 1.7, 0.9, 2.2])
UPPER, LOWER = "np.cos(t), np.sin(t)", "1 - np.cos(t), 0.5 - np.sin(t)"
BRANCH = "if label == 0:"
N, N_VAL = 11, 3
X = np.arange(2.0 * N).reshape(N, 2)
Y = (np.arange(N) % 2.0).reshape(N, 1)
PARTS = "X[n_val:], y[n_val:], X[:n_val], y[:n_val]"
SHARE = "len(X) * val_fraction"


# fmt: off
def _points(probe, case):
    """Return what a function gives for a label, and say so if only the other has any."""
    t, label = case.args
    if probe(t, label) is None and probe(t, 1 - label) is not None:
        raise Problem(f"With label {label} the function returns nothing. Does it reach a return for each of the two labels?")
    return probe.value(t, label)


def _explain_points(points, expected, case):
    t, label = case.args
    points = as_array(points, expected.shape, f"With label {label} the result")
    demand(not close(np.sort(points, axis=0), np.sort(expected, axis=0)), "The points are right, but in another order than their angles: row i belongs to t[i].")
    for axis, (name, other) in enumerate((("first", "second"), ("second", "first"))):
        right = close(points[:, axis], expected[:, axis])
        demand(not right, f"With label {label} the {name} coordinate is right, the {other} is not; compare it with the equation.")
    radius = np.hypot(*(points - (label, label / 2)).T)
    demand(not close(radius, np.ones(len(t))), f"With label {label} the points lie on the right circle, but not at their angles.")
    got, needed = (", ".join(f"{v:.3g}" for v in row) for row in (points[0], expected[0]))
    raise Problem(f"With label {label} the point for t = {t[0]} came out as ({got}), but should be near ({needed}). Compare both coordinates with the equation; noise comes later.")


def _parts(probe, case):
    """Return the four arrays of a split."""
    parts = probe.value(*case.args)
    demand(isinstance(parts, (tuple, list)) and len(parts) == 4, "The function must return four arrays: X_train, y_train, X_val, y_val.")
    demand(all(isinstance(part, np.ndarray) for part in parts), "All four results must be arrays.")
    return parts


def _explain_parts(parts, expected, case):
    sizes = [len(part) for part in parts]
    if case.message:
        return sizes[2]
    demand(sizes == [N - N_VAL, N - N_VAL, N_VAL, N_VAL], f"Of 11 rows and val_fraction 0.3 the parts have {sizes} rows, but int(11 * 0.3) = 3 rows are validation and the other 8 training.")
    for part, name in zip(parts, ("X_train", "y_train", "X_val", "y_val"), strict=True):
        as_array(part, (len(part), 2 if name[0] == "X" else 1), name)
    X_train, y_train, X_val, y_val = parts
    rows = list(np.concatenate([X_val[:, 0], X_train[:, 0]]) / 2)
    labels = list(np.concatenate([y_val[:, 0], y_train[:, 0]]))
    demand(sorted(rows) == list(range(N)), "Some rows are in both parts or in none.")
    demand(labels == [row % 2 for row in rows], "X and y do not belong together any more: rows got other labels.")
    demand(rows[:N_VAL] == [0, 1, 2], "The validation part must be the first rows. They are in random order already, and everybody then judges by the same points.")
    raise Problem("The training rows are not in their old order.")


CHECKS = (
    Check(moon, (Case((T, 0)), Case((T, 1))), (
        Mistake(UPPER, "np.sin(t), np.cos(t)", "With label 0 sine and cosine are exchanged: at t = 0 the arc must start in (1, 0), its right end."),
        Mistake(UPPER, "np.cos(t), -np.sin(t)", "With label 0 the points lie on the lower half of the circle: a sign in the second coordinate."),
        Mistake(UPPER, "-np.cos(t), np.sin(t)", "With label 0 the arc runs from left to right: a sign in the first coordinate. At t = 0 it starts in (1, 0)."),
        Mistake(UPPER, "-np.cos(t), -np.sin(t)", "With label 0 both coordinates have the wrong sign."),
        Mistake(BRANCH, "if label == 1:", "With label 0 the points lie on the arc of class 1."),
        Mistake("np.column_stack", "np.array", "The result has one row per coordinate, shape (2, N). Rows are samples: each point needs a row, each coordinate a column."),
        Mistake("np.column_stack", "np.hstack", "All first coordinates come first, then all second ones, in one long row. Each point needs a row of its own."),
        Mistake(BRANCH, f"t = np.linspace(0, np.pi, len(t))\n    {BRANCH}", "The points are spread evenly over the arc, whatever t is: use the angles that the function gets."),
        Mistake(BRANCH, f"t = 2 * t\n    {BRANCH}", "The angle is doubled, which makes a whole circle of half of one."),
        Mistake(BRANCH, f"t = np.pi * t\n    {BRANCH}", "The angles are multiplied by π; they run from 0 to π already."),
        Mistake(BRANCH, f"t = np.radians(t)\n    {BRANCH}", "The angles are taken for degrees; t is in radians, as np.sin and np.cos expect it."),
        Mistake(LOWER, UPPER, "Both labels give the same arc; with label 1 it is another one."),
        Mistake(LOWER, "-np.cos(t), -np.sin(t)", "The arc of class 1 is not moved; both of its coordinates have something added."),
        Mistake(LOWER, "-np.cos(t), 0.5 - np.sin(t)", "The arc of class 1 is not moved to the right."),
        Mistake(LOWER, "1 - np.cos(t), -np.sin(t)", "The arc of class 1 is not moved up."),
        Mistake(LOWER, "1 + np.cos(t), 0.5 + np.sin(t)", "With label 1 it is still an upper arc, only moved: look at the signs of both coordinates."),
        Mistake(LOWER, "1 - np.cos(t), 0.5 + np.sin(t)", "With label 1 it is an upper arc: a sign in the second coordinate."),
        Mistake(LOWER, "1 + np.cos(t), 0.5 - np.sin(t)", "The arc of class 1 runs from right to left: a sign in the first coordinate. At t = 0 it starts in (0, ½)."),
        Mistake(LOWER, "np.cos(t) - 1, np.sin(t) - 0.5", "With label 1 both coordinates are subtracted the wrong way round."),
        Mistake(LOWER, "1 - np.sin(t), 0.5 - np.cos(t)", "With label 1 sine and cosine are exchanged."),
        Mistake(LOWER, "0.5 - np.cos(t), 1 - np.sin(t)", "With label 1 the two shifts are exchanged: it is more to the right than up."),
        Mistake("0.5", "1", "The arc of class 1 is moved up by 1; the equation says ½."),
        Mistake("0.5", "-0.5", "The arc of class 1 is moved down; it belongs further up."),
        Mistake("1 - np.cos(t)", "-1 - np.cos(t)", "The arc of class 1 is moved to the left; it belongs further right."),
    ), _explain_points, observe=_points),
    Check(train_val_split, (
        Case((X, Y, 0.3)),
        Case((X, Y, 0.25), "With val_fraction 0.25 the validation part has {got} of 11 rows, but int(11 * 0.25) = 2: use the argument, and int() instead of round()."),
        Case((X, Y), "Without val_fraction the validation part has {got} of 11 rows, but its default is 0.2, which makes 2."),
    ), (
        Mistake(PARTS, "X[:n_val], y[:n_val], X[n_val:], y[n_val:]", "Training and validation are swapped: the training part is first."),
        Mistake(PARTS, "X[n_val:], X[:n_val], y[n_val:], y[:n_val]", "The order is X_train, y_train, X_val, y_val; here X and X come before y and y."),
        Mistake(PARTS, "X, y, X[:n_val], y[:n_val]", "The training part still has all rows, those of the validation part too."),
        Mistake(PARTS, "X[n_val:], y, X[:n_val], y", "Only X is split; y must be cut at the same row."),
        Mistake(PARTS, "X[n_val + 1:], y[n_val + 1:], X[:n_val], y[:n_val]", "One row is lost: the training part starts one row too late."),
        Mistake(PARTS, "X[n_val - 1:], y[n_val - 1:], X[:n_val], y[:n_val]", "One row is in both parts: the training part starts one row too early."),
        Mistake(SHARE, "len(X) * (1 - val_fraction)", "val_fraction is the share of the validation part; here the training part gets it."),
        Mistake(SHARE, "len(X) * 0.2", "With val_fraction 0.3 the validation part is as small as with 0.2: use the argument."),
    ), _explain_parts, observe=_parts),
)
