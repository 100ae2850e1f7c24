"""Take a learner's function out of the notebook, so that nothing it does stays there.

The copy calls the course's functions in place of the learner's own, so a right function
is not blamed for a wrong one that it uses; and it works on copies of the lists, dicts
and arrays that it finds around it.
"""

import contextlib
import copy
import dis
import re
import types

import numpy as np

import mlp


def is_own(value):
    """Whether a value is a function written by the learner, not by the course."""
    written = isinstance(value, types.FunctionType)
    return written and str(value.__module__).split(".")[0] != "mlp"


def names_in(code):
    """Yield the global names that a piece of code uses, inner functions included."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
        elif isinstance(step.argval, types.CodeType):
            yield from names_in(step.argval)


def _refuse(*_):
    raise EOFError("input() waits for somebody who types; a function has its arguments")


def _end(*_):
    raise SystemExit


# What a notebook or Python itself offers, and what stands for it inside a check.
HARMLESS = {
    "input": _refuse,
    "exit": _end,
    "quit": _end,
    "display": lambda *_, **__: None,
}


def has_gap(function):
    """Whether a function assigns or returns ``...``, as the TODO cells do."""
    code = getattr(function, "__code__", None)
    steps = dis.get_instructions(code) if code else ()
    text = "\n".join(f"{step.opname} {step.argrepr}" for step in steps)
    gap = "RETURN_CONST Ellipsis|LOAD_CONST Ellipsis\n(STORE_FAST|RETURN)"
    return re.search(gap, text) is not None


def unused(function):
    """Return the arguments that a function needs and does not use."""
    if not is_own(function):
        return []
    code = function.__code__
    without = len(function.__defaults__ or ())
    needed = code.co_varnames[: code.co_argcount - without]
    used = {*code.co_cellvars}
    for step in dis.get_instructions(code):
        if step.opname.startswith(("LOAD_FAST", "LOAD_DEREF", "STORE_FAST_LOAD")):
            used |= (
                set(step.argval) if isinstance(step.argval, tuple) else {step.argval}
            )
    return [name for name in needed if name not in used]


def outdated(function, name):
    """Whether a function has kept an older function than the one of that name now."""
    kept = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    now = function.__globals__.get(name)
    return any(is_own(v) and v.__name__ == name and v is not now for v in kept)


def isolated(function, known=()):
    """Return a copy of a function with everything of the learner's that it uses.

    In it, the learner's functions of `known` names are exchanged for the course's;
    these come back too, by name. Other definitions under the function's own name stay.
    """
    made, spaces, helpers = {}, {}, {}

    def replaced(value):
        if is_own(value):
            if value.__name__ in known and value.__name__ != function.__name__:
                helpers.setdefault(value.__name__, value)
                return getattr(mlp, value.__name__)
            return copied(value)
        if type(value) in (list, tuple, set):
            return type(value)(map(replaced, value))
        if type(value) is dict:
            return {key: replaced(item) for key, item in value.items()}
        mutable = np.ndarray, np.random.Generator, np.random.RandomState
        if isinstance(value, mutable) or type(value).__module__ == "__main__":
            with contextlib.suppress(Exception):  # an object that cannot be copied
                return copy.deepcopy(value)
        return value

    def copied(one):
        if id(one) in made:
            return made[id(one)]
        kept = ("__builtins__", "__name__")
        given = {key: one.__globals__.get(key) for key in kept}
        given |= {
            k: v for k, v in HARMLESS.items() if not is_own(one.__globals__.get(k))
        }
        around = spaces.setdefault(id(one.__globals__), given)
        cells = tuple(types.CellType() for _ in one.__closure__ or ())
        new = types.FunctionType(one.__code__, around, one.__name__, None, cells)
        made[id(one)] = new  # before what it uses, which may use it
        new.__dict__.update(one.__dict__)
        new.__module__ = one.__module__
        for name in names_in(one.__code__):
            if name in one.__globals__ and name not in around:
                around[name] = None
                around[name] = replaced(one.__globals__[name])
        for cell, old in zip(cells, one.__closure__ or (), strict=True):
            with contextlib.suppress(ValueError):  # not assigned yet
                cell.cell_contents = replaced(old.cell_contents)
        new.__defaults__ = replaced(one.__defaults__)
        new.__kwdefaults__ = replaced(one.__kwdefaults__)
        return new

    return copied(function) if is_own(function) else function, helpers
