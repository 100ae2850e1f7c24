"""Training without a single new array per step: the yardstick for `train_mlp`.

This is what somebody would write who knows the sizes in advance, wants speed and does
not mind the looks. The arithmetic is that of `train_mlp`, operation by operation, so
the two must agree; tests/test_bench.py sees to that.
"""

import functools
import inspect

import numpy as np

import mlp

# Without the checks of their arguments, which nobody would make in a loop.
accuracy = inspect.unwrap(mlp.accuracy)
binary_cross_entropy = inspect.unwrap(mlp.binary_cross_entropy)
ROWS_AT_ONCE = 256  # when the loss is measured; larger and smaller blocks were slower


def train_in_place(
    X_train, y_train, X_val, y_val, layer_sizes, epochs, lr, batch_size, seed
):
    """Train like `train_mlp`, in preallocated arrays; take and return what it does."""
    params = mlp.init_mlp(layer_sizes, seed)
    last, n_samples = len(layer_sizes) - 2, len(X_train)
    W, b = ([params[f"{kind}{i + 1}"] for i in range(last + 1)] for kind in "Wb")
    dW, db = ([np.empty_like(values) for values in kind] for kind in (W, b))
    X_shuffled, y_shuffled = np.empty_like(X_train), np.empty_like(y_train)
    history = {"train_loss": [], "val_loss": [], "train_acc": [], "val_acc": []}

    @functools.cache
    def arrays(n_rows):
        """Return Z, A, dZ and where Z > 0 of each layer, for so many rows."""
        return [[np.empty((n_rows, size), kind) for size in layer_sizes[1:]]
                for kind in (float, float, float, bool)]  # fmt: skip

    def forward(X):
        Z, A, dZ, _ = arrays(len(X))
        for i in range(last + 1):
            np.dot(A[i - 1] if i else X, W[i], out=Z[i])
            np.add(Z[i], b[i], out=Z[i])
            if i < last:
                np.maximum(Z[i], 0.0, out=A[i])
        AL, numerator = A[last], dZ[last]
        np.copysign(Z[last], -1.0, out=AL)
        np.exp(AL, out=AL)
        np.add(AL, 1.0, out=AL)
        np.minimum(Z[last], 0.0, out=numerator)
        np.exp(numerator, out=numerator)
        return np.divide(numerator, AL, out=AL)

    def step(X, y):
        Z, A, dZ, positive = arrays(len(X))
        np.subtract(forward(X), y, out=dZ[last])
        for i in range(last, -1, -1):
            np.dot((A[i - 1] if i else X).T, dZ[i], out=dW[i])
            np.multiply(dW[i], 1 / len(X), out=dW[i])
            np.add.reduce(dZ[i], axis=0, keepdims=True, out=db[i])
            np.divide(db[i], len(X), out=db[i])
            if i:
                np.dot(dZ[i], W[i].T, out=dZ[i - 1])
                np.greater(Z[i - 1], 0.0, out=positive[i - 1])
                np.multiply(dZ[i - 1], positive[i - 1], out=dZ[i - 1])
        for values, gradient in zip(W + b, dW + db, strict=True):
            np.multiply(gradient, lr, out=gradient)
            np.subtract(values, gradient, out=values)

    for _ in range(epochs):
        order = np.random.permutation(n_samples)
        # With another mode NumPy goes through a buffer of its own.
        np.take(X_train, order, axis=0, out=X_shuffled, mode="clip")
        np.take(y_train, order, axis=0, out=y_shuffled, mode="clip")
        for start in range(0, n_samples, batch_size):
            rows = slice(start, start + batch_size)
            step(X_shuffled[rows], y_shuffled[rows])
        for split, X, y in (("train", X_train, y_train), ("val", X_val, y_val)):
            blocks = np.split(X, range(ROWS_AT_ONCE, len(X), ROWS_AT_ONCE))
            y_prob = np.concatenate([forward(rows).copy() for rows in blocks])
            history[f"{split}_loss"].append(binary_cross_entropy(y, y_prob))
            history[f"{split}_acc"].append(accuracy(y, y_prob))
    return params, history
