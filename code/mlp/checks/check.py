"""Find out what each function should be, and check it."""

import functools
import types

import numpy as np

import mlp
from mlp.checks.backward import check_backward_pass
from mlp.checks.data import check_train_val_split
from mlp.checks.early_stopping import check_early_stopping
from mlp.checks.forward import check_forward_pass
from mlp.checks.initialization import check_init_mlp
from mlp.checks.l2 import check_backward_pass_l2, check_weight_l2_norm
from mlp.checks.momentum import check_update_with_momentum
from mlp.checks.noise import check_share_undecided
from mlp.checks.primitives import (
    check_accuracy,
    check_binary_cross_entropy,
    check_d_relu,
    check_relu,
    check_sigmoid,
)
from mlp.checks.probe import SECONDS, Probe, Problem, TookTooLong, Unfinished, guarded
from mlp.checks.report import OPEN, PASSED, WRONG, Entry, Report
from mlp.checks.tanh import check_d_tanh, check_tanh
from mlp.checks.updates import check_iterate_minibatches, check_update_params
from mlp.checks.width_depth import check_count_params

CHECKS = {
    "sigmoid": check_sigmoid,
    "relu": check_relu,
    "d_relu": check_d_relu,
    "binary_cross_entropy": check_binary_cross_entropy,
    "accuracy": check_accuracy,
    "init_mlp": check_init_mlp,
    "forward_pass": check_forward_pass,
    "backward_pass": check_backward_pass,
    "update_params": check_update_params,
    "iterate_minibatches": check_iterate_minibatches,
    "train_val_split": check_train_val_split,
    "count_params": check_count_params,
    "tanh": check_tanh,
    "d_tanh": check_d_tanh,
    "weight_l2_norm": check_weight_l2_norm,
    "backward_pass_l2": check_backward_pass_l2,
    "early_stopping": check_early_stopping,
    "share_undecided": check_share_undecided,
    "update_with_momentum": check_update_with_momentum,
}


def check(*functions):
    """Check functions of the course and say what is wrong with them.

    Nothing that a function does gets out: errors, endless loops, printed lines and
    random draws stay inside.

    Parameters
    ----------
    *functions : callable
        Each is known by its name, such as ``sigmoid``.

    Returns
    -------
    Report
        One entry per function. If a function uses another one of yours that is wrong,
        that one has an entry too, before it.

    Raises
    ------
    ValueError
        If a function's name is not one of the course, or nothing is given.
    """
    if not functions:
        raise ValueError(f"check needs a function. It knows {', '.join(CHECKS)}.")
    asked = {_name_of(function): function for function in functions}
    state = np.random.get_state()
    try:
        entries = {}
        for name, function in asked.items():
            for helper, helper_function in _helpers(function).items():
                if helper not in asked and helper not in entries:
                    entry = _check_one(helper, helper_function)
                    if not entry.passed:
                        entries[helper] = entry
            entries[name] = _check_one(name, function)
    finally:
        np.random.set_state(state)
    return Report(tuple(entries.values()))


def _name_of(function):
    """Return the name under which a function is known, or raise ValueError."""
    inner = function.func if isinstance(function, functools.partial) else function
    name = getattr(inner, "__name__", None)
    if not callable(function) or name not in CHECKS:
        what = f"a function called {name}" if name else repr(function)
        hint = ""
        if name == "<lambda>":
            hint = " A lambda has no name; write it with def."
        raise ValueError(
            f"check does not know {what}.{hint} It knows {', '.join(CHECKS)}."
        )
    return name


def _is_own(function):
    """Whether a function was written by the learner, and not by the course."""
    return isinstance(function, types.FunctionType) and not str(
        function.__module__
    ).startswith("mlp")


def _helpers(function, found=None):
    """Return the learner's functions of the course that a function uses, by name."""
    found = {} if found is None else found
    if not _is_own(function):
        return found
    used = [function.__globals__.get(name) for name in _names_in(function.__code__)]
    used += [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    for helper in used:
        name = getattr(helper, "__name__", None)
        if _is_own(helper) and name in CHECKS and helper is not function:
            if name not in found:
                found[name] = helper
                _helpers(helper, found)
    return found


def _names_in(code):
    """Return the global names that a piece of code uses, inner functions included."""
    names = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += _names_in(constant)
    return names


def _alone(function):
    """Return a copy of a function that uses the course's functions for the learner's.

    So a right function is not blamed for a wrong one that it calls.
    """
    if not _is_own(function):
        return function

    def replaced(value):
        name = getattr(value, "__name__", None)
        if value is function or not _is_own(value) or name not in CHECKS:
            return value
        return getattr(mlp, name)

    copy = types.FunctionType(
        function.__code__,
        {name: replaced(value) for name, value in function.__globals__.items()},
        function.__name__,
        tuple(replaced(value) for value in function.__defaults__ or ()),
        function.__closure__,
    )
    copy.__globals__[function.__name__] = copy  # where it calls itself
    kwdefaults = function.__kwdefaults__ or {}
    copy.__kwdefaults__ = {name: replaced(value) for name, value in kwdefaults.items()}
    return copy


def _check_one(name, function):
    """Run the check of one function; turn whatever happens into an entry."""
    probe = Probe(name, _alone(function))
    _, error = guarded(lambda: CHECKS[name](probe))
    if error is None:
        return Entry(name, PASSED, (), tuple(probe.remarks))
    if isinstance(error, Unfinished):
        text = str(error) or "there is a gap to fill in"
        return Entry(name, OPEN, (text,))
    if isinstance(error, Problem):
        return Entry(name, WRONG, (str(error),))
    if isinstance(error, TookTooLong):
        return Entry(
            name,
            WRONG,
            (f"No result after {SECONDS:.0f} seconds: is there an endless loop?",),
        )
    text = f"The result could not be checked: {type(error).__name__}: {error}"
    return Entry(name, WRONG, (text,))
