"""What the functions of `mlp` accept, and what they say when it is something else.

The chapters' functions stay as short as their mathematics. Each public entry point
carries one line, ``@checked(check_…)``, and everything about bad input is here.
"""

import functools
import inspect
import numbers
from contextvars import ContextVar

import numpy as np

# Set while a checked function runs: what it calls has been checked through it, and
# checking every batch of a training run again would slow it by half.
_inside_checked = ContextVar("inside_checked", default=False)


def checked(check):
    """Make a decorator that runs `check` before the function it decorates.

    Only the outermost call is checked, not those that decorated functions make to one
    another, nor those of a decorated function that is handed over. Numbers too large
    for 64-bit floats become inf or nan without a RuntimeWarning; `train_mlp` reports
    them as a loss that is not finite.

    Parameters
    ----------
    check : callable
        Takes the function's arguments by name and raises ValueError for bad ones.
        Those it does not look at it collects in ``**_``.

    Returns
    -------
    callable
        The decorator. It keeps the function's name, signature and docstring.
    """

    def decorate(function):
        parameters = inspect.signature(function).parameters.values()
        names = tuple(p.name for p in parameters)
        defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
        required = {p.name for p in parameters if p.default is p.empty}

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if _inside_checked.get():
                return function(*args, **kwargs)
            arguments = {**defaults, **dict(zip(names, args, strict=False)), **kwargs}
            # With an argument missing, unknown or given twice the plain call raises the
            # usual TypeError, which names the function and the argument.
            fits = required <= arguments.keys() <= set(names)
            if not fits or len(args) + len(kwargs) > len(arguments):
                return function(*args, **kwargs)
            check(**arguments)
            # A function handed over is called inside this one, thousands of times in a
            # training run. The plain one need not ask each time whether it is inside.
            plain = {name: getattr(v, "plain", v) for name, v in arguments.items()}
            token = _inside_checked.set(True)
            try:
                with np.errstate(over="ignore", invalid="ignore"):
                    return function(**plain)
            finally:
                _inside_checked.reset(token)

        wrapper.plain = function
        return wrapper

    return decorate


# What a single argument must be.


def require_matrix(name, value, n_columns=None):
    """Raise ValueError unless `value` is a finite (N, n_columns) array with N >= 1."""
    needed = f"a NumPy array of shape (N, {n_columns or 'n_in'}), one row per sample"
    if not isinstance(value, np.ndarray):
        raise ValueError(f"{name} must be {needed}; got {describe(value)}.")
    if value.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold numbers; got dtype {value.dtype}.")
    if value.ndim != 2 or (n_columns is not None and value.shape[1] != n_columns):
        advice = ""
        if value.ndim == 1 and n_columns == 1:
            advice = f" Use {name}.reshape(-1, 1)."
        elif value.ndim == 1:
            advice = f" For a single sample use {name}.reshape(1, -1)."
        raise ValueError(f"{name} must be {needed}; got shape {value.shape}.{advice}")
    if value.shape[0] == 0:
        raise ValueError(f"{name} must have at least one row; got shape {value.shape}.")
    finite = np.isfinite(value)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise ValueError(
            f"{name} must hold finite numbers; got {value[row, column]} "
            f"in row {row}, column {column}."
        )


def require_labels(name, value, n_rows, rows_of):
    """Raise ValueError unless `value` is an (n_rows, 1) array of zeros and ones."""
    require_matrix(name, value, n_columns=1)
    if value.shape[0] != n_rows:
        raise ValueError(
            f"{name} must have as many rows as {rows_of}, which has {n_rows}; "
            f"got shape {value.shape}."
        )
    other = value[(value != 0) & (value != 1)]
    if other.size:
        raise ValueError(f"{name} must hold only 0 and 1; got {other[0]}.")


def require_same_shape(name, value, other_name, other):
    """Raise ValueError unless two arrays have the same shape.

    Shapes (N,) and (N, 1) would broadcast to (N, N) without an error.
    """
    shape, needed = np.shape(value), np.shape(other)
    if shape != needed:
        raise ValueError(
            f"{name} must have the shape of {other_name}, {needed}; got {shape}."
        )


def require_whole_number(name, value, at_least=1):
    """Raise ValueError unless `value` is an integer of `at_least` this size."""
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not is_whole or value < at_least:
        raise ValueError(
            f"{name} must be a whole number, {at_least} or more; got {describe(value)}."
        )


def require_real(name, value, needed, accepts):
    """Raise ValueError unless `value` is a finite number that `accepts` approves."""
    is_real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_real or not np.isfinite(value) or not accepts(value):
        raise ValueError(f"{name} must be {needed}; got {describe(value)}.")


def require_rng(rng):
    """Raise ValueError unless `rng` is None or one of NumPy's random generators."""
    if not isinstance(rng, (type(None), np.random.RandomState, np.random.Generator)):
        raise ValueError(
            "rng must be None, a numpy.random.RandomState or a "
            f"numpy.random.Generator; got {describe(rng)}."
        )


def require_layer_sizes(layer_sizes):
    """Raise ValueError unless `layer_sizes` lists two or more positive integers."""
    if not isinstance(layer_sizes, (tuple, list)) or len(layer_sizes) < 2:
        raise ValueError(
            "layer_sizes must be a tuple of at least two sizes, inputs first and "
            f"outputs last, such as (2, 32, 1); got {describe(layer_sizes)}."
        )
    for position, size in enumerate(layer_sizes):
        require_whole_number(f"layer_sizes[{position}]", size)


def require_params(params, n_inputs, inputs_of):
    """Raise ValueError unless `params` is a chain of layers from `n_inputs` on."""
    if not isinstance(params, dict) or "W1" not in params:
        raise ValueError(
            "params must be a dict with the keys W1, b1, W2, b2, …, as init_mlp "
            f"returns it; got {describe(params)}."
        )
    n_in, source = n_inputs, inputs_of
    n_layers = (len(params) + 1) // 2  # an odd count has lost an array: name it below
    for layer in range(1, n_layers + 1):
        for key in (f"W{layer}", f"b{layer}"):
            if key not in params:
                raise ValueError(f"params must hold {key}; got {', '.join(params)}.")
        W_shape, b_shape = np.shape(params[f"W{layer}"]), np.shape(params[f"b{layer}"])
        if len(W_shape) != 2 or W_shape[0] != n_in:
            raise ValueError(
                f"params['W{layer}'] must have {n_in} rows, one per column of "
                f"{source}; got shape {W_shape}."
            )
        dtype = np.asarray(params[f"W{layer}"]).dtype
        if dtype.kind != "f":
            raise ValueError(
                f"params['W{layer}'] must hold floats, because training changes it by "
                f"fractions; got dtype {dtype}. Use .astype(float)."
            )
        n_in, source = W_shape[1], f"W{layer}"
        if b_shape != (1, n_in):
            raise ValueError(
                f"params['b{layer}'] must have shape (1, {n_in}), one column "
                f"per column of {source}; got shape {b_shape}."
            )


def require_snapshots(name, snapshots, history):
    """Raise ValueError unless `snapshots` holds parameters of epochs of `history`."""
    if not isinstance(snapshots, dict) or not snapshots:
        raise ValueError(
            f"{name} must hold the parameters of at least one epoch, as "
            f"record_snapshots leaves them; got {describe(snapshots)}."
        )
    n_epochs = len(history["val_loss"])
    for epoch, params in snapshots.items():
        require_whole_number(f"each epoch of {name}", epoch)
        if epoch > n_epochs:
            raise ValueError(
                f"{name} must hold epochs of the same run as history, which has "
                f"{n_epochs}; got epoch {epoch}."
            )
        require_params(params, 2, "X")


def describe(value):
    """Describe a value that was refused, in a few words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    text = repr(value)
    return text if len(text) <= 40 else f"a {type(value).__name__}"


# What the arguments of each function must be, together.


def check_make_moons(n_samples, noise, rng):
    """Check the arguments of `make_moons_np`."""
    require_whole_number("n_samples", n_samples)
    require_real("noise", noise, "a finite number, 0 or more", lambda v: v >= 0)
    require_rng(rng)


def check_split(X, y, val_fraction):
    """Check the arguments of `train_val_split`: neither part may end up empty."""
    require_matrix("X", X)
    require_labels("y", y, len(X), "X")
    require_real("val_fraction", val_fraction, "between 0 and 1", lambda v: 0 < v < 1)
    if int(len(X) * val_fraction) == 0:
        raise ValueError(
            f"val_fraction must leave at least one validation row; {val_fraction} of "
            f"{len(X)} rows is less than one."
        )


def check_points(X, y, **_):
    """Check points in the plane with their labels."""
    require_matrix("X", X, n_columns=2)
    require_labels("y", y, len(X), "X")


def check_probabilities(y_true, y_prob, **_):
    """Check labels against probabilities."""
    require_same_shape("y_true", y_true, "y_prob", y_prob)


def check_init(layer_sizes, rng, **_):
    """Check the arguments of `init_mlp`."""
    require_layer_sizes(layer_sizes)
    require_rng(rng)


def check_forward(X, params, **_):
    """Check the arguments of `forward_pass`."""
    require_matrix("X", X)
    require_params(params, X.shape[1], "X")


def check_backward(y_true, params, cache, **_):
    """Check the arguments of `backward_pass`."""
    output = f"A{len(params) // 2}"
    if output not in cache:
        raise ValueError(
            f"cache must hold {output}, as forward_pass returns it for these params; "
            f"got the keys {', '.join(cache)}."
        )
    require_same_shape("y_true", y_true, f"cache['{output}']", cache[output])


def check_gradient_check(X, y_true, params, step, tolerance, **_):
    """Check the arguments of `gradient_check`."""
    check_forward(X, params)
    require_labels("y_true", y_true, len(X), "X")
    for name, value in (("step", step), ("tolerance", tolerance)):
        require_real(name, value, "a finite number above 0", lambda v: v > 0)


def check_update(params, grads, lr):
    """Check the arguments of `update_params`."""
    for name, value in params.items():
        if f"d{name}" not in grads:
            raise ValueError(f"grads must hold d{name}; got {', '.join(grads)}.")
        require_same_shape(f"grads['d{name}']", grads[f"d{name}"], name, value)


def check_comparison(numeric, tolerance, **_):
    """Check the arguments of `compare_gradients`."""
    if not isinstance(numeric, np.ndarray):
        raise ValueError(f"numeric must be a NumPy array; got {describe(numeric)}.")
    require_real("tolerance", tolerance, "a finite number above 0", lambda v: v > 0)


def check_weights(params, **_):
    """Check the argument of `weight_l2_norm`."""
    if not isinstance(params, dict) or not any(name.startswith("W") for name in params):
        raise ValueError(
            "params must be a dict with the keys W1, b1, W2, b2, …, as init_mlp "
            f"returns it; got {describe(params)}."
        )


def check_penalty(params, lam, n_samples):
    """Check the arguments of `l2_penalty`."""
    check_weights(params)
    require_real("lam", lam, "a finite number, 0 or more", lambda v: v >= 0)
    require_whole_number("n_samples", n_samples)


def check_backward_l2(y_true, params, cache, lam):
    """Check the arguments of `backward_pass_l2`."""
    check_backward(y_true, params, cache)
    check_penalty(params, lam, len(y_true))


def check_momentum(params, grads, lr, velocity, beta):
    """Check the arguments of `update_with_momentum`."""
    check_update(params, grads, lr)
    require_real("beta", beta, "from 0 to below 1", lambda v: 0 <= v < 1)
    for name, values in velocity.items():
        if name in params:
            require_same_shape(f"velocity['{name}']", values, name, params[name])


def check_early_stopping(history, best, patience, **_):
    """Check the arguments of `early_stopping`."""
    if len(history.get("val_loss", ())) == 0:
        raise ValueError(
            "history must hold val_loss with one value per epoch; got "
            f"{', '.join(history) or 'an empty dict'}."
        )
    if not isinstance(best, dict):
        raise ValueError(f"best must be a dict, empty at first; got {describe(best)}.")
    require_whole_number("patience", patience)


def check_minibatches(X, y, batch_size, rng, **_):
    """Check the arguments of `iterate_minibatches`."""
    if len(X) != len(y):
        raise ValueError(
            f"y must have as many rows as X, which has {len(X)}; got {len(y)}."
        )
    require_whole_number("batch_size", batch_size)
    require_rng(rng)


def check_layer_sizes(layer_sizes):
    """Check the argument of `count_params`."""
    require_layer_sizes(layer_sizes)


def check_runs(runs):
    """Check the runs that are to be compared."""
    if not isinstance(runs, dict) or not runs:
        raise ValueError(
            f"runs must be a dict with at least one run by name; got {describe(runs)}."
        )


def check_training(
    X_train,
    y_train,
    X_val,
    y_val,
    layer_sizes,
    epochs,
    lr,
    batch_size,
    rng,
    log_every,
    **_,
):
    """Check the arguments of `train_mlp`."""
    require_matrix("X_train", X_train)
    require_labels("y_train", y_train, len(X_train), "X_train")
    require_matrix("X_val", X_val, n_columns=X_train.shape[1])
    require_labels("y_val", y_val, len(X_val), "X_val")
    require_layer_sizes(layer_sizes)
    if layer_sizes[0] != X_train.shape[1]:
        raise ValueError(
            f"layer_sizes must start with {X_train.shape[1]}, the number of columns "
            f"of X_train; got {layer_sizes}."
        )
    if layer_sizes[-1] != 1:
        raise ValueError(
            f"layer_sizes must end with 1, one probability per row; got {layer_sizes}."
        )
    require_whole_number("epochs", epochs)
    require_real("lr", lr, "a finite number above 0", lambda v: v > 0)
    require_whole_number("batch_size", batch_size)
    require_whole_number("log_every", log_every, at_least=0)
    require_rng(rng)


def check_decision_boundary(X, y, params, **_):
    """Check the arguments of `plot_decision_boundary`."""
    check_points(X, y)
    require_params(params, 2, "X")


def check_history(history, **_):
    """Check the arguments of `plot_history`."""
    for name in ("train_loss", "val_loss", "train_acc", "val_acc"):
        if len(history.get(name, ())) == 0:
            raise ValueError(
                f"history must hold {name} with one value per epoch, as train_mlp "
                f"returns it; got {', '.join(history) or 'an empty dict'}."
            )


def check_record(snapshots, epochs, **_):
    """Check the arguments of `record_snapshots`."""
    if len(tuple(epochs)) == 0:
        raise ValueError(
            f"epochs must hold at least one epoch; got {describe(epochs)}."
        )
    for position, epoch in enumerate(epochs):
        require_whole_number(f"epochs[{position}]", epoch)
    if not isinstance(snapshots, dict):
        raise ValueError(
            f"snapshots must be a dict, empty at first; got {describe(snapshots)}."
        )


def check_replay(snapshots, history, X, y, **_):
    """Check the arguments of `replay_training`."""
    check_points(X, y)
    check_history(history)
    require_snapshots("snapshots", snapshots, history)


def check_comparison_replay(recordings, X, y, **_):
    """Check the arguments of `replay_comparison`."""
    check_points(X, y)
    if not isinstance(recordings, dict) or not recordings:
        raise ValueError(
            "recordings must be a dict with the snapshots and the history of at least "
            f"one run by name; got {describe(recordings)}."
        )
    first_name, (first, _history) = next(iter(recordings.items()))
    for name, (snapshots, history) in recordings.items():
        check_history(history)
        require_snapshots(f"recordings[{name!r}]", snapshots, history)
        if sorted(snapshots) != sorted(first):
            raise ValueError(
                f"recordings[{name!r}] must hold the epochs of "
                f"recordings[{first_name!r}], {sorted(first)}; got {sorted(snapshots)}."
            )
