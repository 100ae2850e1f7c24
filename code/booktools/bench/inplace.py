"""Training without a single new array per step: the yardstick for `train_mlp`.

This is what somebody would write who knows the sizes in advance, wants speed and does
not mind the looks. The arithmetic is that of `train_mlp`, operation by operation, so
the two must agree; tests/test_bench.py sees to that.
"""

import numpy as np

from mlp import accuracy, binary_cross_entropy, init_mlp

ROWS_AT_ONCE = 256  # when the loss is measured; larger and smaller blocks were slower


class Buffers:
    """Room for all that a block of rows needs on its way through the network."""

    def __init__(self, n_samples, layer_sizes):
        shapes = [(n_samples, size) for size in layer_sizes[1:]]
        self.Z, self.A, self.dZ, self.slope = (
            [np.empty(shape) for shape in shapes] for _ in range(4)
        )
        self.gate = [np.empty(shape, bool) for shape in shapes]


def train_in_place(
    X_train, y_train, X_val, y_val, layer_sizes, epochs, lr, batch_size, seed
):
    """Train like `train_mlp`, in preallocated arrays; take and return what it does."""
    params = init_mlp(layer_sizes, seed)
    last = len(layer_sizes) - 2
    W, b = ([params[f"{kind}{i + 1}"] for i in range(last + 1)] for kind in "Wb")
    dW, db = ([np.empty_like(values) for values in arrays] for arrays in (W, b))
    n_samples = len(X_train)
    block_sizes = {batch_size, n_samples % batch_size, ROWS_AT_ONCE,
                   n_samples % ROWS_AT_ONCE, len(X_val) % ROWS_AT_ONCE}  # fmt: skip
    buffers = {size: Buffers(size, layer_sizes) for size in block_sizes}
    X_shuffled, y_shuffled = np.empty_like(X_train), np.empty_like(y_train)
    y_prob = {"train": np.empty_like(y_train), "val": np.empty_like(y_val)}
    history = {"train_loss": [], "val_loss": [], "train_acc": [], "val_acc": []}

    def forward(X, block):
        A = X
        for i in range(last):
            Z = np.dot(A, W[i], out=block.Z[i])
            np.add(Z, b[i], out=Z)
            A = np.maximum(Z, 0.0, out=block.A[i])
        Z, AL, numerator = block.Z[last], block.A[last], block.slope[last]
        np.dot(A, W[last], out=Z)
        np.add(Z, b[last], out=Z)
        np.abs(Z, out=AL)
        np.negative(AL, out=AL)
        np.exp(AL, out=AL)
        np.add(AL, 1.0, out=AL)
        np.minimum(Z, 0.0, out=numerator)
        np.exp(numerator, out=numerator)
        return np.divide(numerator, AL, out=AL)

    for _ in range(epochs):
        order = np.random.permutation(n_samples)
        # With another mode NumPy goes through a buffer of its own.
        np.take(X_train, order, axis=0, out=X_shuffled, mode="clip")
        np.take(y_train, order, axis=0, out=y_shuffled, mode="clip")
        for start in range(0, n_samples, batch_size):
            X = X_shuffled[start : start + batch_size]
            block = buffers[len(X)]
            AL = forward(X, block)
            np.subtract(AL, y_shuffled[start : start + batch_size], out=block.dZ[last])
            for i in range(last, -1, -1):
                dZ = block.dZ[i]
                np.dot((block.A[i - 1] if i else X).T, dZ, out=dW[i])
                np.multiply(dW[i], 1 / len(X), out=dW[i])
                np.add.reduce(dZ, axis=0, keepdims=True, out=db[i])
                np.divide(db[i], len(X), out=db[i])
                if i:
                    dZ_prev = np.dot(dZ, W[i].T, out=block.dZ[i - 1])
                    # Two steps, because a product of floats and truth values is slow.
                    np.greater(block.Z[i - 1], 0.0, out=block.gate[i - 1])
                    np.copyto(block.slope[i - 1], block.gate[i - 1])
                    np.multiply(dZ_prev, block.slope[i - 1], out=dZ_prev)
            for values, gradient in zip(W + b, dW + db, strict=True):
                np.multiply(gradient, lr, out=gradient)
                np.subtract(values, gradient, out=values)

        for split, X, y in (("train", X_train, y_train), ("val", X_val, y_val)):
            for start in range(0, len(X), ROWS_AT_ONCE):
                rows = X[start : start + ROWS_AT_ONCE]
                AL = forward(rows, buffers[len(rows)])
                y_prob[split][start : start + len(rows)] = AL
            history[f"{split}_loss"].append(binary_cross_entropy(y, y_prob[split]))
            history[f"{split}_acc"].append(accuracy(y, y_prob[split]))
    return params, history
