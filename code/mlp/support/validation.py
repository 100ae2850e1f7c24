"""What the functions of `mlp` accept: one rule for each name of an argument.

The course uses each name with one meaning everywhere, so a function needs no more than
the line ``@validated``.
"""

import functools
import inspect
from contextvars import ContextVar
from functools import partial

import numpy as np

from mlp.support import rules

# They are followed in this order, so that each may rely on those above it.
RULES = {
    "n_samples": rules.whole,
    "t": rules.angles,
    "label": partial(rules.number, needed="0 or 1", accepts=lambda v: v in (0, 1)),
    "X": rules.matrix,
    "X_train": rules.matrix,
    "X_val": partial(rules.matrix, columns="X_train"),
    "y": rules.labels,
    "y_true": rules.labels,
    "y_train": partial(rules.labels, rows_of="X_train"),
    "y_val": partial(rules.labels, rows_of="X_val"),
    "y_prob": partial(
        rules.column,
        rows_of="y_true",
        needed="numbers from 0 to 1",
        accepts=lambda v: (v >= 0) & (v <= 1),
    ),
    "numeric": partial(rules.kind, kinds=np.ndarray, needed="a NumPy array"),
    "val_fraction": rules.fraction,
    "noise": rules.natural,
    "threshold": partial(
        rules.number, needed="from 0 to 1", accepts=lambda v: 0 <= v <= 1
    ),
    "layer_sizes": rules.sizes,
    "params": rules.network,
    "cache": rules.kept,
    "grads": rules.gradients,
    "velocity": rules.velocities,
    "lr": rules.positive,
    "beta": partial(
        rules.number, needed="from 0 to below 1", accepts=lambda v: 0 <= v < 1
    ),
    "lam": rules.natural,
    "step": rules.positive,
    "tolerance": rules.positive,
    "batch_size": rules.whole,
    "epoch": rules.whole,
    "epochs": rules.whole,
    "patience": rules.whole,
    "log_every": partial(rules.whole, at_least=0),
    "seed": partial(rules.whole, at_least=0),
    "rng": partial(
        rules.kind,
        kinds=(type(None), np.random.RandomState, np.random.Generator),
        needed="None, a numpy.random.RandomState or a numpy.random.Generator",
    ),
    "history": partial(rules.scores, needed=("val_loss",)),
    "best": rules.memory,
    "snapshots": rules.memory,
    "runs": rules.runs,
}

# Set while a validated function runs: its arguments have passed, and looking at every
# batch of a training run again would slow it by half.
_inside = ContextVar("inside", default=False)


def validated(function=None, /, **special):
    """Make a function refuse arguments that break the rule of their name.

    Only the outermost call is looked at, not those that such functions make to one
    another. Numbers too large for 64-bit floats become inf or nan without a
    RuntimeWarning; `train_mlp` reports them as a loss that is not finite.

    Parameters
    ----------
    function : callable
        What is decorated.
    **special
        Rules for arguments that mean something else here than elsewhere.

    Returns
    -------
    callable
        The function with its name, signature and docstring.
    """
    if function is None:
        return partial(validated, **special)
    signature = inspect.signature(function)
    followed = [
        (name, rule)
        for name, rule in (RULES | special).items()
        if name in signature.parameters
    ]

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if _inside.get():
            return function(*args, **kwargs)
        try:
            call = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{function.__name__}() {error}") from None
        call.apply_defaults()
        given = call.arguments
        for name, rule in followed:
            for holds, sentence, got in rule(name, given[name], given):
                if not holds:
                    raise ValueError(f"{sentence}; got {got}.")
        token = _inside.set(True)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                return function(*args, **kwargs)
        finally:
            _inside.reset(token)

    return wrapper
