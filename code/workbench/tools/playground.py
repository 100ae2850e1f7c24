"""The playground: training that a page can pause, on the reader's functions.

`train_mlp` goes through all epochs in one call, and a page that waits for it can
neither draw nor pause. So its loop stands here once more, one epoch a call.
"""

from functools import partial, wraps
from traceback import format_exception_only

import numpy as np

from workbench.runner import lines_of

COLUMNS, ROWS = 64, 48  # of the grid that the picture is drawn from


def answered(method):
    """Return what a reader's function raises as words, for the page to show."""

    @wraps(method)
    def call(*args):
        try:
            return method(*args)
        except BaseException as error:  # exit() must not end the worker either
            lines = lines_of(error)
            if isinstance(error, FloatingPointError) and not lines:
                return {"error": str(error)}
            return {"error": "".join([*lines, *format_exception_only(error)])}

    return call


class Tool:
    """One network at a time, from its starting weights on.

    `lesson` is the package `mlp`, in which functions of the reader may take the place
    of the course's.
    """

    def __init__(self, lesson):
        self.lesson = lesson
        # As in `train_mlp`: only the outermost call looks at its arguments.
        self.train = lesson.support.validation.validated(self._train)
        self.measure = lesson.support.validation.validated(self._measure)

    @answered
    def begin(self, settings):
        """Make data and network anew; return points, floors and the first frame.

        The random numbers are those of `run_experiment`, so that the settings of the
        baseline give the baseline.
        """
        lesson, noise = self.lesson, settings["noise"]
        np.random.seed(7)
        self.data = lesson.train_val_split(*lesson.make_moons_np(1200, noise))
        hidden = [settings["width"]] * settings["depth"]
        self.params = lesson.init_mlp((2, *hidden, 1), settings["seed"])
        self.lr, self.batch_size = settings["lr"], settings["batch"]
        self.forward, backward = lesson.forward_pass, lesson.backward_pass
        if settings["activation"] == "tanh":
            self.forward = partial(self.forward, activation=lesson.tanh)
            backward = partial(backward, d_activation=lesson.d_tanh)
        # What adds the penalty calls `backward_pass` by its name, in its own module.
        lesson.l2.backward_pass = backward
        penalized = partial(lesson.backward_pass_l2, lam=settings["lambda"])
        self.backward = penalized if settings["lambda"] else backward
        self.history = {
            "train_loss": [], "val_loss": [], "train_acc": [], "val_acc": []
        }  # fmt: skip

        X_train, y_train, X_val, y_val = self.data
        around = np.vstack([X_train, X_val])
        middle = (around.min(axis=0) + around.max(axis=0)) / 2
        reach = np.abs(around - middle).max(axis=0) + 0.2
        half = max(reach / (COLUMNS, ROWS)) * np.array([COLUMNS, ROWS])
        self.low, self.high = middle - half, middle + half
        sides = map(np.linspace, self.low, self.high, (COLUMNS, ROWS))
        self.grid = np.column_stack([side.ravel() for side in np.meshgrid(*sides)])
        floors = [
            lesson.binary_cross_entropy(y, lesson.bayes_probability(X, noise))
            for X, y in ((X_train, y_train), (X_val, y_val))
        ]
        return {
            "columns": COLUMNS,
            "rows": ROWS,
            "low": self.low.tolist(),
            "high": self.high.tolist(),
            "training": np.hstack([X_train, y_train]).ravel(),
            "validation": np.hstack([X_val, y_val]).ravel(),
            "floors": floors,
            "frame": self.frame(settings["folds"]),
        }

    @answered
    def epoch(self, layer):
        """Train for one epoch more, and return a frame."""
        self.train()
        return self.frame(layer)

    @answered
    def look(self, layer):
        """Return a frame with the folds of another layer."""
        return self.frame(layer)

    def _train(self):
        lesson = self.lesson
        X_train, y_train, X_val, y_val = self.data
        batches = lesson.iterate_minibatches(X_train, y_train, self.batch_size)
        for X_batch, y_batch in batches:
            _, cache = self.forward(X_batch, self.params)
            grads = self.backward(y_batch, self.params, cache)
            lesson.update_params(self.params, grads, self.lr)

        for split, X, y in (("train", X_train, y_train), ("val", X_val, y_val)):
            y_prob = lesson.predict(X, self.params, forward=self.forward)
            self.history[f"{split}_loss"].append(lesson.binary_cross_entropy(y, y_prob))
            self.history[f"{split}_acc"].append(lesson.accuracy(y, y_prob))
        epoch = len(self.history["val_acc"])
        lesson.after_epoch(epoch, self.params, self.history, lr=self.lr, log_every=0)

    def _measure(self, layer):
        """Return the probabilities on the grid, and the weighted sums of a layer."""
        y_prob, cache = self.forward(self.grid, self.params)
        return y_prob, cache[f"Z{layer}"] if layer else np.empty((0, 0))

    def frame(self, layer):
        """Return scores, probabilities, and the sums in which the page finds folds.

        A unit folds the plane where its weighted sum is 0; `layer` 0 asks for none.
        """
        hidden = len(self.params) // 2 - 1
        y_prob, Z = self.measure(min(layer, hidden))
        scores = {name: values[-1] for name, values in self.history.items() if values}
        return {
            "epoch": len(self.history["val_acc"]),
            **{name: float(value) for name, value in scores.items()},
            "grid": np.float32(y_prob).ravel(),
            "sums": np.float32(Z.T).ravel(),  # unit after unit
        }
