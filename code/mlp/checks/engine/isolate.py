"""Take a learner's function out of the notebook, so that nothing it does stays there.

The copy calls the course's functions in place of the learner's own, so a right function
is not blamed for a wrong one that it uses; and it works on copies of the lists, dicts
and arrays that it finds around it.
"""

import contextlib
import copy
import dis
import types

import numpy as np

import mlp


def is_own(value):
    """Whether a value is a function written by the learner, not by the course."""
    if not isinstance(value, types.FunctionType):
        return False
    module = str(value.__module__)
    return module != "mlp" and not module.startswith("mlp.")


def names_in(code):
    """Return the global names that a piece of code uses, inner functions included."""
    names = [
        instruction.argval
        for instruction in dis.get_instructions(code)
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    ]
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += names_in(constant)
    return names


def has_gap(function):
    """Whether a function assigns or returns ``...``, as the TODO cells do."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = list(dis.get_instructions(code))
    return any(
        step.argval is Ellipsis and (after.opname.startswith(("STORE_FAST", "RETURN")))
        for step, after in zip(steps, steps[1:], strict=False)
    ) or any(
        step.opname == "RETURN_CONST" and step.argval is Ellipsis for step in steps
    )


def isolated(function, known=()):
    """Copy a function with everything of the learner's that it uses.

    Parameters
    ----------
    function : callable
        The learner's function.
    known : container of str
        The learner's functions of these names are exchanged for the course's. Other
        definitions under the function's own name stay.

    Returns
    -------
    callable
        The copy.
    dict
        The functions that were exchanged, by name.
    """
    made, spaces, helpers = {}, {}, {}
    if not is_own(function):
        return function, helpers

    def replaced(value):
        if is_own(value):
            if value.__name__ in known and value.__name__ != function.__name__:
                helpers.setdefault(value.__name__, value)
                return getattr(mlp, value.__name__)
            return copied(value)
        if type(value) in (list, tuple, set):
            return type(value)(replaced(item) for item in value)
        if type(value) is dict:
            return {key: replaced(item) for key, item in value.items()}
        if isinstance(value, (np.ndarray, np.random.Generator, np.random.RandomState)):
            return copy.deepcopy(value)
        return value

    def copied(one):
        if id(one) in made:
            return made[id(one)]
        given = {key: one.__globals__.get(key) for key in ("__builtins__", "__name__")}
        around = spaces.setdefault(id(one.__globals__), given)
        cells = tuple(types.CellType() for _ in one.__closure__ or ())
        new = types.FunctionType(
            one.__code__, around, one.__name__, None, cells or None
        )
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

    return copied(function), helpers
