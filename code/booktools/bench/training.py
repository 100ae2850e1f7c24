"""What a step of training costs against other ways to take it; what a check costs."""

import time
import warnings
from functools import partial

import numpy as np
from sklearn.neural_network import MLPClassifier

import mlp
from booktools.bench.inplace import train_in_place
from booktools.bench.rows import interleave, row
from mlp.checks import check
from mlp.checks.check import CHECKS

# (layer sizes, epochs, largest ratio to in-place NumPy, largest ratio to scikit-learn)
NETWORKS = (
    ((2, 32, 32, 1), 20, 1.35, 0.45),
    ((2, 64, 64, 64, 1), 10, 1.2, 0.75),
)
LR, BATCH_SIZE, SEED = 0.03, 64, 123


def train_sklearn(X_train, y_train, layer_sizes, epochs):
    """Train scikit-learn's network by plain gradient descent, as `train_mlp` does.

    It records the loss of its batches and does not measure all rows after an epoch.
    """
    network = MLPClassifier(
        layer_sizes[1:-1], solver="sgd", alpha=0.0, batch_size=BATCH_SIZE,
        learning_rate_init=LR, max_iter=epochs, momentum=0.0,
        nesterovs_momentum=False, tol=0.0, n_iter_no_change=10**9, random_state=SEED,
    )  # fmt: skip
    with warnings.catch_warnings(action="ignore"):  # that it has not converged
        network.fit(X_train, y_train[:, 0])
    assert network.n_iter_ == epochs


def compare():
    """Yield the times of the three contestants on each network, and their ratios."""
    # Until a process has freed a large block, as any figure does, the C library hands
    # small ones back to the system and fetches them again at the next step.
    np.ones(1_000_000)
    rng = np.random.RandomState(7)
    data = mlp.train_val_split(*mlp.make_moons_np(1200, 0.44, rng=rng))
    for layer_sizes, epochs, *limits in NETWORKS:
        settings = (*data, layer_sizes, epochs, LR, BATCH_SIZE, SEED)
        contestants = {
            "train_mlp": partial(mlp.train_mlp, *settings, log_every=0),
            "in-place NumPy": partial(train_in_place, *settings),
            "scikit-learn": partial(train_sklearn, *data[:2], layer_sizes, epochs),
        }
        seconds = {n: np.array(s) for n, s in interleave(contestants, 30).items()}
        steps = epochs * -(-len(data[0]) // BATCH_SIZE)
        for name, values in seconds.items():
            yield row(f"{name} {layer_sizes}", "µs a step", 1e6 * values / steps)
        ours = seconds.pop("train_mlp")
        for (name, theirs), limit in zip(seconds.items(), limits, strict=True):
            yield row(f"train_mlp / {name}", "", ours / theirs, limit)


def time_checks():
    """Yield how long a learner waits for the answer of each check, in real time."""
    contestants = {name: partial(check, getattr(mlp, name)) for name in CHECKS}
    for name, seconds in interleave(contestants, 20, time.perf_counter).items():
        yield row(f"check({name})", "ms", [1000 * s for s in seconds])
