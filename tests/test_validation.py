"""Bad input is refused by name: the argument, what it got and what it needs."""

import inspect

import numpy as np
import pytest

import mlp
from mlp import (
    accuracy,
    backward_pass,
    backward_pass_l2,
    binary_cross_entropy,
    compare_gradients,
    d_relu,
    d_tanh,
    early_stopping,
    forward_pass,
    gradient_check,
    init_mlp,
    iterate_minibatches,
    l2_penalty,
    make_moons_np,
    plot_decision_boundary,
    plot_history,
    plot_moons,
    predict,
    relu,
    share_undecided,
    sigmoid,
    tanh,
    train_mlp,
    train_val_split,
    update_params,
    update_with_momentum,
    validation,
    weight_l2_norm,
)

X = np.arange(12.0).reshape(6, 2) / 12
Y = np.array([[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]]).T
PARAMS = init_mlp((2, 3, 1))
CACHE = forward_pass(X, PARAMS)[1]
GRADS = backward_pass(Y, PARAMS, CACHE)
NAN = X.copy()
NAN[2, 1] = np.nan
HISTORY = {name: [1.0] for name in ("train_loss", "val_loss", "train_acc", "val_acc")}


def without(dictionary, name):
    """Return a copy of the dictionary without one entry."""
    return {key: value for key, value in dictionary.items() if key != name}


def train(**changes):
    """Train for one epoch with some arguments changed."""
    arguments = {"X_train": X, "y_train": Y, "X_val": X, "y_val": Y, "epochs": 1}
    return train_mlp(**(arguments | changes))


BAD = {
    # name of the case: (call, what the message has to say)
    "moons: zero points": (
        lambda: make_moons_np(0),
        "n_samples must be a whole number, 1 or more; got 0",
    ),
    "moons: half a point": (
        lambda: make_moons_np(10.5),
        "n_samples must be a whole number, 1 or more; got 10.5",
    ),
    "moons: true points": (
        lambda: make_moons_np(True),
        "n_samples must be a whole number, 1 or more; got True",
    ),
    "moons: negative noise": (
        lambda: make_moons_np(10, -0.1),
        "noise must be a finite number, 0 or more; got -0.1",
    ),
    "moons: nan noise": (
        lambda: make_moons_np(10, float("nan")),
        "noise must be a finite number, 0 or more; got nan",
    ),
    "moons: a seed as rng": (
        lambda: make_moons_np(10, rng=7),
        "rng must be None, a numpy.random.RandomState or a numpy.random.Generator; "
        "got 7",
    ),
    "split: flat labels": (
        lambda: train_val_split(X, Y[:, 0]),
        "y must be a NumPy array of shape (N, 1), one row per sample; got shape (6,). "
        "Use y.reshape(-1, 1).",
    ),
    "split: rows that do not match": (
        lambda: train_val_split(X, Y[:5]),
        "y must have as many rows as X, which has 6; got shape (5, 1)",
    ),
    "split: empty validation": (
        lambda: train_val_split(X, Y, 0.1),
        "val_fraction must leave at least one validation row; 0.1 of 6 rows",
    ),
    "split: empty training": (
        lambda: train_val_split(X, Y, 1.0),
        "val_fraction must be between 0 and 1; got 1.0",
    ),
    "split: nan": (
        lambda: train_val_split(NAN, Y),
        "X must hold finite numbers; got nan in row 2, column 1",
    ),
    "split: a list": (
        lambda: train_val_split(X.tolist(), Y),
        "X must be a NumPy array of shape (N, n_in), one row per sample; got a list",
    ),
    "split: words": (
        lambda: train_val_split(X.astype(str), Y),
        "X must hold numbers; got dtype <U",
    ),
    "split: other labels": (
        lambda: train_val_split(X, 2 * Y - 1),
        "y must hold only 0 and 1; got -1.0",
    ),
    "scatter: three columns": (
        lambda: plot_moons(np.ones((6, 3)), Y),
        "X must be a NumPy array of shape (N, 2), one row per sample; got shape (6, 3)",
    ),
    "loss: flat labels": (
        lambda: binary_cross_entropy(Y[:, 0], Y),
        "y_true must have the shape of y_prob, (6, 1); got (6,)",
    ),
    "accuracy: flat labels": (
        lambda: accuracy(Y[:, 0], Y),
        "y_true must have the shape of y_prob, (6, 1); got (6,)",
    ),
    "init: one size": (
        lambda: init_mlp((2,)),
        "layer_sizes must be a tuple of at least two sizes, inputs first and outputs "
        "last, such as (2, 32, 1); got (2,)",
    ),
    "init: a number": (
        lambda: init_mlp(2),
        "layer_sizes must be a tuple of at least two sizes",
    ),
    "init: empty layer": (
        lambda: init_mlp((2, 0, 1)),
        "layer_sizes[1] must be a whole number, 1 or more; got 0",
    ),
    "init: a seed as rng": (
        lambda: init_mlp((2, 1), rng=1),
        "rng must be None",
    ),
    "forward: one point": (
        lambda: forward_pass(X[0], PARAMS),
        "X must be a NumPy array of shape (N, n_in), one row per sample; got shape "
        "(2,). For a single sample use X.reshape(1, -1).",
    ),
    "forward: too many columns": (
        lambda: forward_pass(np.ones((6, 3)), PARAMS),
        "params['W1'] must have 3 rows, one per column of X; got shape (2, 3)",
    ),
    "forward: whole numbers as weights": (
        lambda: forward_pass(X, PARAMS | {"W1": np.ones((2, 3), int)}),
        "params['W1'] must hold floats, because training changes it by fractions; got "
        "dtype int64. Use .astype(float).",
    ),
    "predict: one sample": (
        lambda: predict(X[0], PARAMS),
        "X must be a NumPy array of shape (N, n_in), one row per sample; got shape "
        "(2,). For a single sample use X.reshape(1, -1).",
    ),
    "forward: no rows": (
        lambda: forward_pass(X[:0], PARAMS),
        "X must have at least one row; got shape (0, 2)",
    ),
    "forward: infinite": (
        lambda: forward_pass(X + np.inf, PARAMS),
        "X must hold finite numbers; got inf in row 0, column 0",
    ),
    "forward: a list of params": (
        lambda: forward_pass(X, list(PARAMS.values())),
        "params must be a dict with the keys W1, b1, W2, b2, …, as init_mlp returns it",
    ),
    "forward: a lost bias": (
        lambda: forward_pass(X, without(PARAMS, "b2")),
        "params must hold b2; got W1, b1, W2",
    ),
    "forward: layers that do not fit": (
        lambda: forward_pass(X, {**PARAMS, "W2": np.ones((4, 1))}),
        "params['W2'] must have 3 rows, one per column of W1; got shape (4, 1)",
    ),
    "forward: flat bias": (
        lambda: forward_pass(X, {**PARAMS, "b1": np.zeros(3)}),
        "params['b1'] must have shape (1, 3), one column per column of W1; got shape "
        "(3,)",
    ),
    "backward: flat labels": (
        lambda: backward_pass(Y[:, 0], PARAMS, CACHE),
        "y_true must have the shape of cache['A2'], (6, 1); got (6,)",
    ),
    "backward: another network's cache": (
        lambda: backward_pass(Y, init_mlp((2, 3, 3, 1)), CACHE),
        "cache must hold A3",
    ),
    "gradient check: no step": (
        lambda: gradient_check(X, Y, PARAMS, step=0),
        "step must be a finite number above 0; got 0",
    ),
    "gradient check: rows that do not match": (
        lambda: gradient_check(X, Y[:2], PARAMS),
        "y_true must have as many rows as X, which has 6; got shape (2, 1)",
    ),
    "update: missing gradient": (
        lambda: update_params(PARAMS, without(GRADS, "db1")),
        "grads must hold db1; got dW2, db2, dW1",
    ),
    "update: shape of the gradient": (
        lambda: update_params(PARAMS, {**GRADS, "db1": np.zeros(3)}),
        "grads['db1'] must have the shape of b1, (1, 3); got (3,)",
    ),
    "batches: size zero": (
        lambda: iterate_minibatches(X, Y, 0),
        "batch_size must be a whole number, 1 or more; got 0",
    ),
    "batches: rows that do not match": (
        lambda: iterate_minibatches(X, Y[:3]),
        "y must have as many rows as X, which has 6; got 3",
    ),
    "training: flat labels": (
        lambda: train(y_train=Y[:, 0]),
        "y_train must be a NumPy array of shape (N, 1), one row per sample; got shape "
        "(6,). Use y_train.reshape(-1, 1).",
    ),
    "training: flat validation labels": (
        lambda: train(y_val=Y[:, 0]),
        "y_val must be a NumPy array of shape (N, 1)",
    ),
    "training: nan in the data": (
        lambda: train(X_train=NAN),
        "X_train must hold finite numbers; got nan in row 2, column 1",
    ),
    "training: nan in the labels": (
        lambda: train(y_val=NAN[:, 1:]),
        "y_val must hold finite numbers; got nan in row 2, column 0",
    ),
    "training: empty validation": (
        lambda: train(X_val=X[:0], y_val=Y[:0]),
        "X_val must have at least one row; got shape (0, 2)",
    ),
    "training: other columns in validation": (
        lambda: train(X_val=np.ones((6, 3))),
        "X_val must be a NumPy array of shape (N, 2), one row per sample; got shape "
        "(6, 3)",
    ),
    "training: first layer size": (
        lambda: train(layer_sizes=(3, 4, 1)),
        "layer_sizes must start with 2, the number of columns of X_train; got "
        "(3, 4, 1)",
    ),
    "training: last layer size": (
        lambda: train(layer_sizes=(2, 4, 2)),
        "layer_sizes must end with 1, one probability per row; got (2, 4, 2)",
    ),
    "training: no epochs": (
        lambda: train(epochs=0),
        "epochs must be a whole number, 1 or more; got 0",
    ),
    "training: negative learning rate": (
        lambda: train(lr=-0.1),
        "lr must be a finite number above 0; got -0.1",
    ),
    "training: batch size": (
        lambda: train(batch_size=2.0),
        "batch_size must be a whole number, 1 or more; got 2.0",
    ),
    "training: rng": (
        lambda: train(rng="seven"),
        "rng must be None, a numpy.random.RandomState or a numpy.random.Generator; "
        "got 'seven'",
    ),
    "boundary: a network with three inputs": (
        lambda: plot_decision_boundary(X, Y, init_mlp((3, 1))),
        "params['W1'] must have 2 rows, one per column of X; got shape (3, 1)",
    ),
    "boundary: flat labels": (
        lambda: plot_decision_boundary(X, Y[:, 0], PARAMS),
        "y must be a NumPy array of shape (N, 1)",
    ),
    "stopping: no patience": (
        lambda: early_stopping(1, PARAMS, {"val_loss": [1.0]}, best={}, patience=0),
        "patience must be a whole number, 1 or more; got 0",
    ),
    "stopping: no losses": (
        lambda: early_stopping(1, PARAMS, {"train_loss": [1.0]}, best={}),
        "history must hold val_loss with one value per epoch; got train_loss",
    ),
    "stopping: best is missing": (
        lambda: early_stopping(1, PARAMS, {"val_loss": [1.0]}, best=None),
        "best must be a dict, empty at first; got None",
    ),
    "comparison: a list": (
        lambda: compare_gradients("dW1", X, X.tolist()),
        "numeric must be a NumPy array; got a list",
    ),
    "norm: no weights": (
        lambda: weight_l2_norm({"b1": np.zeros((1, 1))}),
        "params must be a dict with the keys W1, b1",
    ),
    "penalty: negative": (
        lambda: l2_penalty(PARAMS, -0.1, 4),
        "lam must be a finite number, 0 or more; got -0.1",
    ),
    "penalty: no rows": (
        lambda: l2_penalty(PARAMS, 0.1, 0),
        "n_samples must be a whole number, 1 or more; got 0",
    ),
    "penalized gradient: negative": (
        lambda: backward_pass_l2(Y, PARAMS, CACHE, lam=-1),
        "lam must be a finite number, 0 or more; got -1",
    ),
    "momentum: beta": (
        lambda: update_with_momentum(PARAMS, GRADS, velocity={}, beta=1.0),
        "beta must be from 0 to below 1; got 1.0",
    ),
    "momentum: another network's velocity": (
        lambda: update_with_momentum(PARAMS, GRADS, velocity={"W1": X}),
        "velocity['W1'] must have the shape of W1, (2, 3); got (6, 2)",
    ),
    "history: a missing list": (
        lambda: plot_history(without(HISTORY, "val_acc")),
        "history must hold val_acc with one value per epoch",
    ),
    "history: empty": (
        lambda: plot_history({}),
        "history must hold train_loss with one value per epoch, as train_mlp returns "
        "it; got an empty dict",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_message(case):
    """Each bad call raises a ValueError whose message names what was wrong."""
    call, message = BAD[case]
    with pytest.raises(ValueError) as error:
        call()
    assert message in str(error.value)


def test_good_input_passes():
    """The arguments that the bad cases start from are accepted."""
    train()
    train(layer_sizes=[2, 1], batch_size=np.int64(4), lr=1)
    plot_history(HISTORY)
    plot_decision_boundary(X, Y, PARAMS)
    assert gradient_check(X, Y, PARAMS).passed


def test_missing_and_unknown_arguments_name_the_function():
    """Python's own TypeError comes through."""
    with pytest.raises(TypeError, match=r"forward_pass\(\) missing 1 required"):
        forward_pass(X)
    with pytest.raises(TypeError, match=r"make_moons_np\(\) got an unexpected"):
        make_moons_np(10, noises=1)


def test_a_refused_call_leaves_no_trace():
    """After a refusal and after an error inside, the next call is checked again."""

    def broken(y_true, params, cache):
        raise RuntimeError("inside")

    with pytest.raises(RuntimeError, match="inside"):
        gradient_check(X, Y, PARAMS, broken)
    with pytest.raises(ValueError, match="at least one row"):
        forward_pass(X[:0], PARAMS)


def test_nothing_is_half_done():
    """A refused update has changed no parameter."""
    params = {name: values.copy() for name, values in PARAMS.items()}
    with pytest.raises(ValueError, match="db2"):
        update_params(params, without(GRADS, "db2"))
    for name, values in params.items():
        np.testing.assert_array_equal(values, PARAMS[name])


def test_large_numbers_never_warn():
    """The largest finite floats pass through every function without a warning."""
    large = np.full((6, 2), np.finfo(float).max)
    params = {name: np.full(v.shape, 1e300) for name, v in PARAMS.items()}
    y_prob, cache = forward_pass(large, params)
    grads = backward_pass(Y, params, cache)
    update_params(params, {n: np.full(g.shape, 1e300) for n, g in grads.items()}, 1e300)
    binary_cross_entropy(large, large)
    accuracy(large, large)
    gradient_check(large, Y, {n: np.full(v.shape, 1e300) for n, v in PARAMS.items()})
    make_moons_np(5, 1e308)
    huge = {name: np.full(values.shape, 1e300) for name, values in PARAMS.items()}
    weight_l2_norm(huge)
    l2_penalty(huge, 1e300, 1)
    backward_pass_l2(Y, huge, cache, lam=1e300)
    update_with_momentum(huge, GRADS, 1e300, velocity=dict(huge))
    compare_gradients("dW1", np.full((2, 2), 1e300), np.full((2, 2), -1e300))
    tanh(large)
    d_tanh(large)
    share_undecided(large)
    sigmoid(large)
    relu(large)
    d_relu(large)


def test_every_check_names_arguments_of_its_function():
    """A check that asks for an argument that its function lacks would never run."""
    for name in mlp.__all__:
        function = getattr(mlp, name)
        if inspect.isfunction(function) and hasattr(function, "__wrapped__"):
            check = inspect.getclosurevars(function).nonlocals["check"]
            asked = [p for p in inspect.signature(check).parameters if p != "_"]
            offered = inspect.signature(function).parameters
            assert set(asked) <= set(offered), name
            assert inspect.getmodule(check) is validation
