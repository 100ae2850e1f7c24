"""Bad input is refused by name: the argument, what it got and what it needs."""

import copy
import inspect

import numpy as np
import pytest

import mlp
from mlp import forward_pass, gradient_check, make_moons_np
from mlp.support.validation import RULES

X = np.arange(12.0).reshape(6, 2) / 12
Y = np.array([[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]]).T
P = np.full((6, 1), 0.25)
PARAMS = mlp.init_mlp((2, 3, 1))
CACHE = forward_pass(X, PARAMS)[1]
GRADS = mlp.backward_pass(Y, PARAMS, CACHE)
NAN = X.copy()
NAN[2, 1] = np.nan
HISTORY = {name: [1.0] for name in ("train_loss", "val_loss", "train_acc", "val_acc")}

# An argument of each name that is accepted wherever it is asked for.
GOOD = {
    **{"X": X, "y": Y, "X_train": X, "y_train": Y, "X_val": X, "y_val": Y},
    **{"y_true": Y, "y_prob": P, "params": PARAMS, "cache": CACHE, "grads": GRADS},
    **{"velocity": {}, "history": HISTORY, "best": {}, "snapshots": {1: PARAMS}},
    **{"recordings": {"a": ({1: PARAMS}, HISTORY)}, "layer_sizes": (2, 3, 1)},
    **{"name": "dW1", "analytic": X, "numeric": X, "lam": 0.1, "n_samples": 6},
    **{"epoch": 1, "epochs": 1, "runs": {}, "x": X - 0.5, "t": X[:, 0], "label": 1},
}


def parameters_of(function):
    """Return the names of the arguments that a function of `mlp` needs."""
    parameters = inspect.signature(getattr(mlp, function)).parameters.values()
    return [p.name for p in parameters if p.default is p.empty]


def call(function, **changes):
    """Call a function of `mlp` with good arguments, some of them changed."""
    good = {name: GOOD[name] for name in parameters_of(function)}
    return getattr(mlp, function)(**good | changes)


def without(dictionary, name):
    """Return a copy of the dictionary without one entry."""
    return {key: value for key, value in dictionary.items() if key != name}


WHOLE = "must be a whole number, 1 or more; got "
NATURAL = "must be a whole number, 0 or more; got "
POSITIVE = "must be a finite number above 0; got "
NOT_NEGATIVE = "must be a finite number, 0 or more; got "
ROWS = "must be a NumPy array of shape (N, n_in), one row per sample; got "
ANGLES = "must be a NumPy array of shape (N,), one angle per point; got "
PLANE = "must be a NumPy array of shape (N, 2), one row per sample; got "
FLAT = "must be a NumPy array of shape (N, 1), one row per sample; got shape (6,). Use "
EMPTY = "must have at least one row and one column; got shape (0, "
RNG = "must be None, a numpy.random.RandomState or a numpy.random.Generator; got "
SIZES = "must be a tuple of at least two sizes, inputs first and outputs last, such as "
KEYS = "must be a dict with the keys W1, b1, W2, b2, …, as init_mlp returns it; got "
SCORE = "with one value per epoch, as train_mlp returns it; got "
MEMORY = "must be a dict, empty at first; got "

# Functions, one of their arguments, a bad value, and what is said after its name.
BAD = [
    ("make_moons_np l2_penalty", "n_samples", 0, WHOLE + "0."),
    ("make_moons_np", "n_samples", True, WHOLE + "True."),
    ("moon", "t", 0.5, ANGLES + "0.5."),
    ("moon", "t", X, ANGLES + "shape (6, 2)."),
    ("moon", "t", X[:, 0].astype(str), "must hold numbers; got dtype <U"),
    ("moon", "t", NAN[:, 1], "must hold finite numbers; got nan at position 2."),
    ("moon", "label", 2, "must be 0 or 1; got 2."),
    ("train_mlp", "epochs", 0, WHOLE + "0."),
    ("train_mlp iterate_minibatches", "batch_size", 2.0, WHOLE + "2.0."),
    ("early_stopping", "patience", 0, WHOLE + "0."),
    ("early_stopping record_snapshots", "epoch", 0, WHOLE + "0."),
    ("init_mlp train_mlp", "seed", -1, NATURAL + "-1."),
    ("train_mlp", "log_every", -1, NATURAL + "-1."),
    ("make_moons_np", "noise", np.inf, NOT_NEGATIVE + "inf."),
    ("l2_penalty backward_pass_l2", "lam", -1, NOT_NEGATIVE + "-1."),
    ("train_mlp update_params", "lr", -0.1, POSITIVE + "-0.1."),
    ("gradient_check", "step", 0, POSITIVE + "0."),
    ("gradient_check compare_gradients", "tolerance", 0, POSITIVE + "0."),
    ("update_with_momentum", "beta", 1.0, "must be from 0 to below 1; got 1.0."),
    ("accuracy", "threshold", "half", "must be from 0 to 1; got 'half'."),
    ("train_val_split", "val_fraction", 1.0, "must be between 0 and 1; got 1.0."),
    ("train_val_split", "val_fraction", 0.1, "must leave at least one of 6 rows"),
    ("make_moons_np init_mlp train_mlp iterate_minibatches", "rng", 7, RNG + "7."),
    ("forward_pass predict", "X", X[0], ROWS + "shape (2,). For a single sample use "),
    ("train_val_split", "X", X.tolist(), ROWS + "a list."),
    ("train_val_split", "X", X.astype(str), "must hold numbers; got dtype <U"),
    ("train_mlp", "X_train", X[:0], EMPTY + "2)."),
    ("train_val_split", "X", NAN, "must hold finite numbers; got nan in row 2, "),
    ("forward_pass", "X", X + np.inf, "must hold finite numbers; got inf in row 0"),
    ("plot_moons plot_decision_boundary", "X", np.ones((6, 3)), PLANE + "shape (6, "),
    ("train_mlp", "X_val", np.ones((6, 3)), PLANE + "shape (6, "),
    ("train_val_split iterate_minibatches", "y", Y[:, 0], FLAT + "y.reshape(-1, 1)."),
    ("plot_moons plot_decision_boundary replay_training", "y", Y[:, 0], FLAT),
    ("backward_pass gradient_check accuracy", "y_true", Y[:, 0], FLAT),
    ("train_mlp", "y_train", Y[:, 0], FLAT + "y_train.reshape(-1, 1)."),
    ("train_val_split", "y", Y[:5], "must have as many rows as X, which has 6; got "),
    ("train_mlp", "y_val", Y[:5], "must have as many rows as X_val, which has 6; got "),
    ("train_val_split plot_moons", "y", 2 * Y - 1, "must hold only 0 and 1; got -1.0."),
    ("binary_cross_entropy accuracy", "y_true", P, "must hold only 0 and 1; got 0.25."),
    ("binary_cross_entropy accuracy", "y_true", Y[:0], EMPTY + "1)."),
    ("binary_cross_entropy accuracy", "y_prob", 5 * P, "must hold only numbers from 0"),
    ("binary_cross_entropy accuracy", "y_prob", P[:5], "must have as many rows as y_"),
    ("compare_gradients", "numeric", X.tolist(), "must be a NumPy array; got a list."),
    ("init_mlp count_params plot_network", "layer_sizes", (2,), SIZES),
    ("init_mlp", "layer_sizes", 2, SIZES + "(2, 32, 1); got 2."),
    ("init_mlp count_params", "layer_sizes", (2, 0, 1), f"[1] {WHOLE}0."),
    ("train_mlp", "layer_sizes", (3, 1), "must start with 2, the number of columns "),
    ("train_mlp", "layer_sizes", (2, 2), "must end with 1, one probability per row; "),
    ("forward_pass backward_pass weight_l2_norm", "params", [1], KEYS + "[1]."),
    ("weight_l2_norm", "params", {"b1": 1}, KEYS + "the keys b1."),
    ("predict", "params", without(PARAMS, "b2"), "must hold b2; got the keys W1, b1"),
    ("forward_pass", "params", mlp.init_mlp((3, 1)), "['W1'] must have 2 rows, one "),
    ("l2_penalty", "params", PARAMS | {"W2": X}, "['W2'] must have 3 rows, one per "),
    ("l2_penalty", "params", PARAMS | {"W1": Y[0]}, "['W1'] must have n_in rows, one "),
    ("predict", "params", PARAMS | {"W1": np.ones((2, 3), int)}, "['W1'] must hold "),
    ("predict", "params", PARAMS | {"b1": X[0]}, "['b1'] must have shape (1, 3), one "),
    ("update_params", "params", [1], "must be a dict of arrays; got [1]."),
    ("backward_pass", "cache", {}, "must be a dict with the key A2, as forward_pass "),
    ("backward_pass", "cache", {"A2": P[:5]}, "['A2'] must have the shape of y_true"),
    ("update_params", "grads", {"dW1": X.T}, "['dW1'] must have the shape of W1, (2"),
    ("update_with_momentum", "velocity", None, MEMORY + "None."),
    ("update_with_momentum", "velocity", {"W1": X}, "['W1'] must have the shape of W1"),
    ("plot_history", "history", {"val_loss": [1.0]}, "must hold train_loss " + SCORE),
    ("plot_history replay_training", "history", {}, f"must hold train_loss {SCORE}{{"),
    ("early_stopping", "history", {"val_loss": []}, "must hold val_loss " + SCORE),
    ("early_stopping", "best", None, MEMORY + "None."),
    ("record_snapshots", "snapshots", [], MEMORY + "[]."),
    ("print_results print_luck plot_losses", "runs", {}, "must be a dict with at"),
    ("plot_boundaries", "runs", [], "must be a dict with at least one run by name"),
    ("replay_comparison", "recordings", {}, "must be a dict with at least one run"),
    ("record_snapshots", "epochs", (), "must hold at least one epoch; got ()."),
    ("record_snapshots", "epochs", (1, 2.5), f"[1] {WHOLE}2.5."),
    ("replay_training", "snapshots", {}, "must hold the parameters of at least one "),
    ("replay_training", "snapshots", {2: PARAMS}, "must hold epochs of the same run"),
    ("replay_training", "snapshots", {1: {}}, f"[1] {KEYS}{{"),
]
CASES = [(function, *rest) for names, *rest in BAD for function in names.split()]


@pytest.mark.parametrize(("function", "argument", "value", "message"), CASES)
def test_message(function, argument, value, message):
    """Each bad value raises a ValueError that begins with the argument's name."""
    with pytest.raises(ValueError) as error:
        call(function, **{argument: value})
    space = "" if message.startswith("[") else " "
    assert str(error.value).startswith(f"{argument}{space}{message}")
    assert str(error.value).endswith(".")


def test_every_rule_has_a_case():
    """No rule is there in vain, and each one has been seen to refuse something."""
    assert {argument for _, argument, *_ in CASES} == set(RULES) | {"recordings"}


# What a function is there to change. All else that it gets is the caller's.
CHANGES = {
    "update_params": {"params"},
    "update_with_momentum": {"params", "velocity"},
    "early_stopping": {"best"},
    "record_snapshots": {"snapshots"},
}
FUNCTIONS = {function for function, *_ in CASES}
FUNCTIONS -= {name for name in FUNCTIONS if "runs" in parameters_of(name)}


@pytest.mark.parametrize("function", sorted(FUNCTIONS | {"relu", "share_undecided"}))
def test_good_input_passes_and_is_left_alone(function):
    """What the bad cases start from is accepted; only what is documented changes."""
    given = copy.deepcopy({name: GOOD[name] for name in parameters_of(function)})
    result = getattr(mlp, function)(**given)
    if inspect.isgenerator(result):
        list(result)
    for name in given.keys() - CHANGES.get(function, set()):
        np.testing.assert_equal(given[name], GOOD[name])


def test_other_types_of_good_input():
    """Lists of sizes, whole numbers of NumPy, labels True and 1 are accepted."""
    settings = {"layer_sizes": [2, 1], "batch_size": np.int64(4)}
    _, expected = call("train_mlp", **settings, lr=1.0)
    np.random.seed(7)
    labels = {"y_train": Y.astype(int), "y_val": Y.astype(bool)}
    assert call("train_mlp", **settings, **labels, lr=1)[1] == expected
    assert call("accuracy", y_true=Y.astype(bool), threshold=1) == 0.5


def test_missing_and_unknown_arguments_name_the_function():
    """A TypeError says which function was called with what."""
    with pytest.raises(TypeError, match=r"forward_pass\(\) missing a .*params"):
        forward_pass(X)
    with pytest.raises(TypeError, match=r"make_moons_np\(\) got an .*noises"):
        make_moons_np(10, noises=1)


def test_only_the_outermost_call_is_looked_at():
    """Inside a validated function nothing is; after it, or an error in it, all is."""

    def broken(y_true, params, cache):
        mlp.update_params(params, GRADS, lr=-1)  # refused from outside
        raise RuntimeError("inside")

    with pytest.raises(RuntimeError, match="inside"):
        gradient_check(X, Y, PARAMS, broken)
    with pytest.raises(ValueError, match="at least one row"):
        forward_pass(X[:0], PARAMS)


def test_large_numbers_never_warn():
    """The largest finite floats pass through every function without a warning."""
    large = np.full((6, 2), np.finfo(float).max)
    huge = {name: np.full(v.shape, 1e300) for name, v in PARAMS.items()}
    grads = {name: np.full(v.shape, 1e300) for name, v in GRADS.items()}
    _, cache = forward_pass(large, huge)
    mlp.backward_pass(Y, huge, cache)
    mlp.backward_pass_l2(Y, huge, cache, lam=1e300)
    gradient_check(large, Y, huge)
    mlp.weight_l2_norm(huge)
    mlp.l2_penalty(huge, 1e300, 1)
    mlp.update_with_momentum(huge, GRADS, 1e300, velocity=dict(huge))
    mlp.update_params(huge, grads, 1e300)
    mlp.compare_gradients("dW1", np.full((2, 2), 1e300), np.full((2, 2), -1e300))
    make_moons_np(5, 1e308)
    for function in ("sigmoid", "relu", "d_relu", "tanh", "d_tanh", "share_undecided"):
        getattr(mlp, function)(large)
