"""The training loop reproduces the baseline run and says when it fails."""

import tracemalloc
from collections import Counter

import numpy as np
import pytest

from mlp import (
    after_epoch,
    backward_pass,
    bayes_probability,
    binary_cross_entropy,
    forward_pass,
    make_moons_np,
    plot_history,
    train_mlp,
    train_val_split,
    update_params,
)

NAMES = ("train_loss", "val_loss", "train_acc", "val_acc")
BASELINE = {
    1: (0.4801, 0.4795, 0.8125, 0.8000),
    50: (0.3975, 0.3805, 0.8208, 0.8000),
    200: (0.3789, 0.3604, 0.8292, 0.8250),
    400: (0.3684, 0.3528, 0.8229, 0.8333),
}


@pytest.fixture
def data():
    """Return the split data of the course."""
    return train_val_split(*make_moons_np(1200, 0.44))


def test_baseline_table(data, capsys):
    """The baseline run agrees with its table to four decimals, and prints it."""
    params, history = train_mlp(
        *data, layer_sizes=(2, 32, 32, 1), epochs=400, lr=0.03, batch_size=64, seed=123
    )
    assert {len(values) for values in history.values()} == {400}
    assert tuple(history) == NAMES
    for epoch, expected in BASELINE.items():
        found = tuple(round(history[name][epoch - 1], 4) for name in NAMES)
        assert found == expected, epoch
    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[1]) for line in lines] == [1, *range(50, 401, 50)]
    for word in ("0.3684", "0.3528", "0.8229", "0.8333"):
        assert word in lines[-1]
    assert params["W2"].shape == (32, 32)
    # The yardstick of the course: what the true probabilities reach on these points.
    for labels, points, floor in ((1, 0, 0.3741), (3, 2, 0.3498)):
        best = bayes_probability(data[points], 0.44)
        assert round(binary_cross_entropy(data[labels], best), 4) == floor
    assert np.argmax(np.array(history["train_loss"]) < 0.3741157) + 1 == 277
    assert min(history["val_loss"]) > 0.3498


def test_network_beats_a_straight_line_where_one_can_see_it():
    """With little noise it ends where the Bayes classifier is, the line far below."""
    data = train_val_split(*make_moons_np(1200, 0.24))
    line, network = (
        train_mlp(*data, sizes, lr=0.03, log_every=0)[1]["val_acc"][-1]
        for sizes in ((2, 1), (2, 32, 32, 1))
    )
    best = np.mean((bayes_probability(data[2], 0.24) >= 0.5) == data[3])
    assert line < best - 0.05 < best - 0.01 < network


def test_same_seed_same_run(data):
    """Weights, shuffles and history depend on the seeds and on nothing else."""

    def history(state, **settings):
        np.random.seed(state)
        return train_mlp(*data, epochs=2, **settings)[1]

    first = history(0)
    assert history(0) == first
    assert history(1, rng=np.random.RandomState(0)) == first
    assert history(1) != first
    assert history(0, seed=1) != first


def test_loss_that_is_not_finite_ends_training(data):
    """A learning rate far too large is named, with the epoch, and without a warning."""
    message = r"after epoch 1; .* rate below 1e\+20"
    with pytest.raises(FloatingPointError, match=message):
        train_mlp(*data, lr=1e200)


def test_plot_shows_all_four_curves(data):
    """Losses left, accuracies right, one point per epoch."""
    _, history = train_mlp(*data, epochs=3)
    fig = plot_history(history, "a title")
    loss_axes, accuracy_axes = fig.axes
    for ax, score in ((loss_axes, "loss"), (accuracy_axes, "acc")):
        for line, split in zip(ax.lines, ("train", "val"), strict=True):
            np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
            np.testing.assert_array_equal(line.get_ydata(), history[f"{split}_{score}"])
    assert fig.get_suptitle() == "a title"


def test_sockets_are_called_with_what_they_are_documented_to_get(data):
    """Once for each batch, forward for each block too; on_epoch ends training."""
    calls = Counter()

    def counted(function):
        def step(*arguments):
            calls[function] += 1
            return function(*arguments)

        return step

    def on_epoch(epoch, params, history):
        assert len(history["val_loss"]) == epoch
        return epoch == 2

    steps = {"forward": forward_pass, "backward": backward_pass}
    steps |= {"update": update_params, "on_epoch": on_epoch}
    counting = {socket: counted(function) for socket, function in steps.items()}
    np.random.seed(7)
    _, history = train_mlp(*data, epochs=5, lr=0.03, **counting)
    batches, blocks = 15, 3 + 1  # 960 and 240 rows are measured 400 at a time
    assert [calls[function] for function in steps.values()] == [
        *(2 * (batches + blocks), 2 * batches),
        *(2 * batches, 2),
    ]
    np.random.seed(7)
    assert train_mlp(*data, epochs=2, lr=0.03)[1] == history


def test_training_ends_after_an_epoch_only_if_on_epoch_says_so(capsys):
    """Whatever it returns is true or not; it is asked after every epoch."""
    history = {name: [0.5] for name in NAMES}
    for answer, ends in ((True, True), (1, True), (False, False), (None, False)):
        told = []
        on_epoch = lambda *given, a=answer, t=told: t.append(given) or a  # noqa: E731
        result = after_epoch(3, {}, history, lr=1.0, on_epoch=on_epoch)
        assert result is ends
        assert told == [(3, {}, history)]
    assert after_epoch(3, {}, history, lr=1.0) is False
    assert capsys.readouterr().out == ""


def test_memory_of_an_epoch_does_not_grow_with_the_data():
    """More rows and steps need room for the rows, but none for what a step computes."""
    peaks = []
    for n_samples in (2_000, 20_000):
        data = train_val_split(*make_moons_np(n_samples, 0.44))
        tracemalloc.start()
        train_mlp(*data, (2, 64, 64, 1), epochs=1, log_every=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    a_row_with_its_results = 8 * (2 + 64 + 64 + 64 + 64 + 1 + 1)
    assert peaks[1] - peaks[0] < 18_000 * a_row_with_its_results / 10


def test_log_every(data, capsys):
    """Zero prints nothing; otherwise epoch 1 and every so many."""
    train_mlp(*data, epochs=3, log_every=0)
    assert capsys.readouterr().out == ""
    train_mlp(*data, epochs=4, log_every=2)
    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[1]) for line in lines] == [1, 2, 4]
