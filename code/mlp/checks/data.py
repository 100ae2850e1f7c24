"""Check of the function that splits the data."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, as_array, demand
from mlp.data import train_val_split

N, N_VAL = 11, 3
X = np.arange(2.0 * N).reshape(N, 2)
Y = (np.arange(N) % 2.0).reshape(N, 1)
PARTS = "X[n_val:], y[n_val:], X[:n_val], y[:n_val]"


# fmt: off
def _explain(parts, expected, case):
    demand(isinstance(parts, (tuple, list)) and len(parts) == 4, "The function must return four arrays: X_train, y_train, X_val, y_val.")
    demand(all(isinstance(part, np.ndarray) for part in parts), "All four results must be arrays.")
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
    Check(train_val_split, (
        Case((X, Y, 0.3)),
        Case((X, Y, 0.25), "With val_fraction 0.25 the validation part has {got} of 11 rows, but int(11 * 0.25) = 2: use the argument, and int() instead of round()."),
    ), (
        Mistake(PARTS, "X[:n_val], y[:n_val], X[n_val:], y[n_val:]", "Training and validation are swapped: the training part is first."),
        Mistake(PARTS, "X[n_val:], X[:n_val], y[n_val:], y[:n_val]", "The order is X_train, y_train, X_val, y_val; here X and X come before y and y."),
    ), _explain),
)
