"""Find out what each function should be, and check it."""

import difflib
import functools
import random
from importlib import import_module
from importlib.util import find_spec

import numpy as np

import mlp
from mlp.checks.engine import deadline
from mlp.checks.engine.isolate import isolated, outdated, unused
from mlp.checks.engine.probe import Problem, Unfinished, guarded
from mlp.checks.report import OPEN, PASSED, WRONG, Entry, Report

# Each chapter's module has a namesake here; `mlp` imports them in the course's order.
NAMES = [f"mlp.checks.{name}" for name in vars(mlp) if find_spec(f"mlp.checks.{name}")]
CHECKS = {one.name: one for name in NAMES for one in import_module(name).CHECKS}


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
    entries = {}
    states = np.random.get_state(), random.getstate()
    try:
        for name, function in asked.items():
            _check_one(name, function, asked, entries)
    finally:
        np.random.set_state(states[0])
        random.setstate(states[1])
    return Report(tuple(entries.values()))


def _name_of(function):
    """Return the name under which a function is known, or raise ValueError."""
    inner = function.func if isinstance(function, functools.partial) else function
    if isinstance(inner, np.vectorize):
        inner = inner.pyfunc
    name = getattr(inner, "__name__", None)
    own = not str(getattr(inner, "__module__", "")).startswith("numpy")
    if callable(function) and name in CHECKS and own:
        return name
    what = f"a function called {name}" if name else f"a {type(function).__name__}"
    if isinstance(function, str):
        known = function if function in CHECKS else "sigmoid"
        hint = f" Give it the function, without quotes: check({known})."
    elif not callable(function):
        hint = " Give it the function without calling it: check(sigmoid), not check(sigmoid(0))."
    elif not own:
        what, hint = f"{name} of a library", " It checks the one that you write."
    elif name == "<lambda>":
        hint = " A lambda has no name; write it with def."
    elif near := difflib.get_close_matches(name, CHECKS, 1, 0.6) or [
        c for c in CHECKS if name in c or c in name
    ]:
        hint = f" Should it be called {near[0]}?"
    elif getattr(inner, "__closure__", None):
        hint = " If it is decorated, the decorator needs functools.wraps."
    else:
        hint = ""
    raise ValueError(f"check does not know {what}.{hint} It knows {', '.join(CHECKS)}.")


def _check_one(name, function, asked, entries):
    """Add an entry for one function, after those of wrong ones that it uses.

    Those that were asked for have their own turn.
    """
    one = CHECKS[name]
    copied, helpers = isolated(function, CHECKS)
    asked, seen, kept = {*asked, name}, entries.copy(), []
    for helper, helper_function in helpers.items():
        if outdated(function, helper):
            alone = {}
            _check_one(helper, helper_function, asked, alone)
            if not alone[helper].passed:
                kept.append(helper)
        elif helper not in asked and helper not in seen:
            _check_one(helper, helper_function, asked, seen)
    entries |= {helper: entry for helper, entry in seen.items() if not entry.passed}
    probe = one.probe(copied)
    error = guarded(one.examine, probe)
    if isinstance(error, Problem) and helpers:
        # The learner's helpers may take other arguments than the course's do.
        with_own_helpers = one.probe(isolated(function)[0])
        if guarded(one.examine, with_own_helpers) is None:
            probe, error = with_own_helpers, None
    if error is None and kept:
        error = Problem(f"It has kept an older {kept[0]}, from before you changed that. Run the cell that defines {name} again.")  # fmt: skip
    if error is None:
        entries[name] = Entry(name, PASSED, (), tuple(probe.remarks))
    else:
        status, text = OPEN if isinstance(error, Unfinished) else WRONG, _text_of(error)
        if status == WRONG and (idle := unused(function)):
            text += f"\n  The argument {idle[0]} is not used anywhere."
        wrong = getattr(error, "wrong", {})
        entries[name] = Entry(name, status, tuple(text.split("\n  ")), wrong=wrong)


def _text_of(error):
    """Return what the learner hears of the error that ended a check."""
    # fmt: off
    if isinstance(error, (Problem, Unfinished)):
        return str(error)
    if isinstance(error, deadline.TookTooLong):
        return f"No result after {deadline.SECONDS:.0f} seconds: is there an endless loop?"
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return "The function ends Python: take out exit() or whatever does it."
    return f"The result has a form that could not be checked; compare its type with the docstring. ({type(error).__name__}: {error})"
    # fmt: on
