"""What a step of training costs, against other ways to take the same step."""

import itertools
import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier

from booktools.bench.inplace import train_in_place
from booktools.bench.rows import interleave, summarize
from mlp import make_moons_np, train_mlp, train_val_split

# (layer sizes, epochs, largest ratio to scikit-learn, largest ratio to in-place NumPy)
NETWORKS = (
    ((2, 32, 32, 1), 20, 0.45, 1.2),
    ((2, 64, 64, 64, 1), 10, 0.75, 1.2),
)
LR, BATCH_SIZE, SEED = 0.03, 64, 123
REPETITIONS = 30


def draw_data(n_samples=1200):
    """Draw the course's data, four fifths of it for training."""
    rng = np.random.RandomState(7)
    return train_val_split(*make_moons_np(n_samples, 0.44, rng=rng))


def train_sklearn(X_train, y_train, layer_sizes, epochs):
    """Train scikit-learn's network by plain gradient descent, as `train_mlp` does.

    No momentum, no penalty, a constant learning rate, and nothing that stops it early.
    It records the loss of its batches and does not measure all rows after an epoch.
    """
    network = MLPClassifier(
        layer_sizes[1:-1],
        solver="sgd",
        alpha=0.0,
        batch_size=BATCH_SIZE,
        learning_rate_init=LR,
        max_iter=epochs,
        momentum=0.0,
        nesterovs_momentum=False,
        early_stopping=False,
        tol=0.0,
        n_iter_no_change=10**9,
        random_state=SEED,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        network.fit(X_train, y_train[:, 0])
    if network.n_iter_ != epochs:
        raise RuntimeError(f"scikit-learn stopped after {network.n_iter_} epochs")


def train(data, layer_sizes=(2, 32, 32, 1), epochs=1, batch_size=BATCH_SIZE):
    """Train the course's network without printing."""
    train_mlp(*data, layer_sizes, epochs, LR, batch_size, SEED, log_every=0)


def raise_memory_threshold():
    """Bring the allocator into the state of any session that has drawn a figure.

    The C library hands small freed blocks back to the system, and fetches them again at
    the next step, until the process has freed a large one.
    """
    np.ones(1_000_000)


def compare(layer_sizes, epochs, sklearn_limit, in_place_limit):
    """Compare the three contestants on one network."""
    data = draw_data()
    steps = epochs * -(-len(data[0]) // BATCH_SIZE)
    settings = (layer_sizes, epochs, LR, BATCH_SIZE, SEED)
    contestants = {
        "train_mlp": lambda: train(data, layer_sizes, epochs),
        "in-place NumPy": lambda: train_in_place(*data, *settings),
        "scikit-learn": lambda: train_sklearn(*data[:2], layer_sizes, epochs),
    }
    seconds = interleave(contestants, REPETITIONS)
    group = f"Training {layer_sizes}, batches of {BATCH_SIZE}"
    limits = {"scikit-learn": sklearn_limit, "in-place NumPy": in_place_limit}
    for name, values in seconds.items():
        yield summarize(group, name, "µs a step", [1e6 * s / steps for s in values])
    for name, limit in limits.items():
        pairs = zip(seconds["train_mlp"], seconds[name], strict=True)
        ratios = [ours / theirs for ours, theirs in pairs]
        yield summarize(group, f"train_mlp / {name}", "", ratios, limit)


def grow(what, settings):
    """Measure the cost per step of `train_mlp` for several values of one setting."""
    contestants, steps = {}, {}
    for value, (n_samples, epochs, changes) in settings.items():
        data = draw_data(n_samples)
        batches = -(-len(data[0]) // changes.get("batch_size", BATCH_SIZE))
        name = f"{what} {value}"
        steps[name] = epochs * batches
        contestants[name] = lambda d=data, e=epochs, c=changes: train(d, epochs=e, **c)
    group = f"Growth of train_mlp with {what}"
    for name, seconds in interleave(contestants, 7).items():
        values = [1e6 * s / steps[name] for s in seconds]
        yield summarize(group, name, "µs a step", values)


def rows():
    """Compare and measure growth.

    Returns
    -------
    list of Row
        Microseconds of processor time per step, the evaluation after each epoch
        included, and ratios.
    """
    raise_memory_threshold()
    widths = {n: (1200, 10, {"layer_sizes": (2, n, n, 1)}) for n in (8, 32, 128, 512)}
    batches = {n: (2500, 10, {"batch_size": n}) for n in (1, 16, 64, 256, 2000)}
    data = {n: (n, max(1, 40_000 // n), {}) for n in (400, 4_000, 40_000, 400_000)}
    epochs = {n: (1200, n, {}) for n in (10, 100, 1000)}
    return list(
        itertools.chain(
            *(compare(*network) for network in NETWORKS),
            grow("width", widths),
            grow("batch size", batches),
            grow("data size", data),
            grow("epochs", epochs),
        )
    )
