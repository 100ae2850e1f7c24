"""Find out what each function should be, and check it."""

import functools
import random

import numpy as np

from mlp.checks.backward import check_backward_pass
from mlp.checks.data import check_train_val_split
from mlp.checks.early_stopping import check_early_stopping
from mlp.checks.forward import check_forward_pass
from mlp.checks.initialization import check_init_mlp
from mlp.checks.isolate import helpers, isolated
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

    Nothing that a function does gets out: errors, endless loops, printed lines, random
    draws and changes of arrays stay inside.

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
    states = np.random.get_state(), random.getstate()
    try:
        entries = {}
        for name, function in asked.items():
            for helper, helper_function in helpers(function, CHECKS).items():
                if helper not in asked and helper not in entries:
                    entry = _check_one(helper, helper_function)
                    if not entry.passed:
                        entries[helper] = entry
            entries[name] = _check_one(name, function)
    finally:
        np.random.set_state(states[0])
        random.setstate(states[1])
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
        elif getattr(inner, "__closure__", None):
            hint = " If it is decorated, the decorator needs functools.wraps."
        raise ValueError(
            f"check does not know {what}.{hint} It knows {', '.join(CHECKS)}."
        )
    return name


def _check_one(name, function):
    """Run the check of one function; turn whatever happens into an entry."""
    probe = Probe(name, isolated(function, CHECKS))
    error = guarded(CHECKS[name], probe)
    if isinstance(error, Problem) and helpers(function, CHECKS):
        # The learner's helpers may take other arguments than the course's do.
        with_own_helpers = Probe(name, isolated(function))
        if guarded(CHECKS[name], with_own_helpers) is None:
            probe, error = with_own_helpers, None
    if error is None:
        return Entry(name, PASSED, (), tuple(probe.remarks))
    if isinstance(error, Unfinished):
        return Entry(name, OPEN, (str(error),))
    if isinstance(error, Problem):
        return Entry(name, WRONG, (str(error),))
    if isinstance(error, TookTooLong):
        text = f"No result after {SECONDS:.0f} seconds: is there an endless loop?"
    elif isinstance(error, (SystemExit, KeyboardInterrupt)):
        text = "The function ends Python: take out exit() or whatever does it."
    else:
        text = (
            "The result has a form that could not be checked; compare its type with "
            f"the docstring. ({type(error).__name__}: {error})"
        )
    return Entry(name, WRONG, (text,))
