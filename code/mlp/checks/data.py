"""Check of the function that splits the data."""

import numpy as np

from mlp.checks.probe import Problem, as_array


def check_train_val_split(probe):
    """Check `train_val_split`."""
    N, n_val = 11, 3
    X = np.arange(2.0 * N).reshape(N, 2)
    y = (np.arange(N) % 2.0).reshape(N, 1)
    result = probe.value(X, y, 0.3)
    if not isinstance(result, (tuple, list)) or len(result) != 4:
        raise Problem(
            "The function must return four arrays: X_train, y_train, X_val, y_val."
        )
    if not all(isinstance(part, np.ndarray) for part in result):
        raise Problem("All four results must be arrays.")
    sizes = [len(part) for part in result]
    if sizes == [n_val, n_val, N - n_val, N - n_val]:
        raise Problem(
            "Training and validation are swapped: the training part is first."
        )
    if sizes == [N - n_val, n_val, N - n_val, n_val]:
        raise Problem("The order is X_train, y_train, X_val, y_val; here X and X come "
                      "before y and y.")  # fmt: skip
    if sizes != [N - n_val, N - n_val, n_val, n_val]:
        raise Problem(
            f"Of 11 rows and val_fraction 0.3 the parts have {sizes} rows, but "
            "int(11 * 0.3) = 3 rows are validation and the other 8 training."
        )
    X_train, y_train, X_val, y_val = result
    for part, name in zip(
        result, ("X_train", "y_train", "X_val", "y_val"), strict=True
    ):
        as_array(part, (len(part), 2 if name[0] == "X" else 1), name)
    rows = np.concatenate([X_val[:, 0], X_train[:, 0]]) / 2
    if sorted(rows) != list(range(N)):
        raise Problem("Some rows are in both parts or in none.")
    if (np.concatenate([y_val[:, 0], y_train[:, 0]]) != rows % 2).any():
        raise Problem("X and y do not belong together any more: rows got other labels.")
    if list(rows[:n_val]) != [0, 1, 2]:
        raise Problem(
            "The validation part must be the first rows. They are in random order "
            "already, and everybody then judges by the same points."
        )
    again = probe.value(X, y, 0.25)
    if len(again[2]) != 2:
        raise Problem(
            f"With val_fraction 0.25 the validation part has {len(again[2])} of 11 "
            "rows, but int(11 * 0.25) = 2: use the argument, and int() instead of "
            "round()."
        )
    if list(rows[n_val:]) != list(range(n_val, N)):
        raise Problem("The training rows are not in their old order.")
