"""Experiments share data and batches, and their comparisons show what was run."""

from functools import partial

import numpy as np

from mlp import (
    Run,
    forward_pass,
    make_moons_np,
    plot_boundaries,
    plot_losses,
    print_luck,
    print_results,
    repeat_experiment,
    run_experiment,
    tanh,
    train_mlp,
    train_val_split,
)

QUICK = {"epochs": 2, "log_every": 0}


def test_defaults_are_the_baseline():
    """The first epoch is that of the baseline table, whatever was drawn before."""
    np.random.standard_normal(17)
    run = run_experiment(**QUICK)
    first = [round(values[0], 4) for values in run.history.values()]
    assert first == [0.4801, 0.4795, 0.8125, 0.8000]
    assert [len(array) for array in run.data] == [960, 960, 240, 240]


def test_is_what_anyone_gets_by_hand():
    """Seed, data, split and training by hand give the same history."""
    run = run_experiment(0.1, layer_sizes=(2, 4, 1), **QUICK)
    np.random.seed(7)
    data = train_val_split(*make_moons_np(1200, 0.1))
    _, history = train_mlp(*data, layer_sizes=(2, 4, 1), lr=0.03, **QUICK)
    assert run.history == history


def test_repetition_changes_the_starting_weights_only():
    """Each repetition is the experiment with one of the seeds."""
    repeated = repeat_experiment((1, 2), epochs=2)
    for seed, run in enumerate(repeated, start=1):
        assert run.history == run_experiment(seed=seed, **QUICK).history
    assert repeated[0].history != repeated[1].history


def fake(train, val, acc):
    """Return a run with a made-up history."""
    history = {"train_loss": train, "val_loss": val, "train_acc": acc, "val_acc": acc}
    return Run({}, history, (), None)


def test_printed_results(capsys):
    """The last value of each score and the gap between the losses."""
    print_results({"a": fake([1.0, 0.5], [1.0, 0.75], [0.1, 0.9])})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["train_loss", "val_loss", "gap", "train_acc", "val_acc"]
    assert lines[1].split() == ["a", "0.5000", "0.7500", "+0.250", "0.9000", "0.9000"]


def test_printed_luck(capsys):
    """The smallest and largest last value over the repetitions."""
    results = ((0.3, 0.8), (0.2, 0.9), (0.4, 0.7))
    print_luck({"a": [fake([1], [loss], [acc]) for loss, acc in results]})
    line = capsys.readouterr().out.splitlines()[1]
    assert line.split() == ["a", "0.2000", "to", "0.4000", "0.7000", "to", "0.9000"]


def test_curves_and_boundaries_have_equal_axes():
    """One panel per run, on shared axes, each with its own forward pass."""
    forward = partial(forward_pass, activation=tanh)
    runs = {
        "ReLU": run_experiment(**QUICK),
        "noise": run_experiment(0.1, **QUICK),
        "tanh": run_experiment(forward=forward, **QUICK),
    }
    assert runs["tanh"].forward is forward
    for plot in (plot_losses, plot_boundaries):
        axes = plot(runs).axes
        assert [ax.get_title() for ax in axes] == list(runs)
        assert len({(ax.get_xlim(), ax.get_ylim()) for ax in axes}) == 1
    shadings = [ax.collections[0] for ax in axes]
    grids = [np.asarray(shading.get_coordinates()) for shading in shadings]
    np.testing.assert_array_equal(grids[0], grids[1])  # each shades the whole panel
    values = [np.asarray(shading.get_array()) for shading in shadings]
    assert (values[0] != values[2]).any()
