"""Compare what a learner's function gives with what is right."""

import numpy as np

from mlp.checks.engine.probe import Problem, Unfinished, demand, is_open


def agree(got, expected):
    """Whether an observation is the expected one, numbers up to rounding.

    Extra entries of a dict are no difference, and nothing expected is always there.
    """
    if expected is None:
        return True
    if isinstance(expected, dict):
        alike = isinstance(got, dict) and expected.keys() <= got.keys()
        return alike and all(agree(got[name], expected[name]) for name in expected)
    if isinstance(expected, (tuple, list)):
        alike = isinstance(got, (tuple, list)) and len(got) == len(expected)
        return alike and all(map(agree, got, expected))
    return close(got, expected)


def close(a, b, rtol=1e-6, atol=1e-7):
    """Whether two arrays or numbers have one shape and agree up to rounding."""
    try:
        a, b = np.asarray(a), np.asarray(b)
    except ValueError:  # rows of different length
        return False
    alike = {a.dtype.kind, b.dtype.kind} <= set("biuf") and a.shape == b.shape
    return alike and np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True)


# fmt: off
def as_array(result, shape, what="The result"):
    """Return numbers as an array of floats, or raise Problem if they are not."""
    demand(not is_open(result), f"{what} is still open", Unfinished)
    demand(not callable(result), f"{what} is a function. Call it, and return what it returns.")
    try:
        array = np.asarray(result)
    except ValueError:
        raise Problem(f"{what} must be a table of numbers; its rows differ.") from None
    gap = array.dtype == object and any(map(is_open, array.flat))
    demand(not gap, "a gap (...) is still open", Unfinished)
    demand(array.dtype.kind in "biuf", f"{what} must be numbers; got {type(result).__name__}.")
    got = f"shape {array.shape}" if array.shape else "a single number"
    needed = f"have shape {shape}" if shape else "be a single number"
    more = " It is one number, still in an array: np.sum or .item() take it out." if not shape and array.size == 1 else ""
    demand(array.shape == shape, f"{what} must {needed}; got {got}.{more}")
    return array.astype(float)


def entry(found, name, shape, missing, shape_of="shape", transposed=""):
    """Return the array of a name and a shape from a dict that a learner returned.

    If it is not there, `missing` says so. Raises Problem or Unfinished.
    """
    demand(name in found, missing)
    demand(not is_open(found[name]), f"{name} is still open", Unfinished)
    got, why = np.shape(found[name]), ""
    if shape[0] == 1 and name.startswith("db"):
        why = " Sum over the rows, axis 0, and keep the axis with keepdims=True."
    elif shape[0] == 1 and name.startswith("b"):
        why = " A bias is a row: np.zeros takes the shape as a tuple, (1, 3)."
    elif got == shape[::-1]:
        why = f" It is transposed{transposed}."
    demand(got == shape, f"{name} must have {shape_of} {shape}; got {got}.{why}")
    return np.array(found[name])
# fmt: on


def number(what, per_row=None):
    """Return an `explain` that insists on one number, and says `per_row` if rows do."""

    def explain(got, expected, case):
        demand(not per_row or np.size(got) != len(case.args[0]), per_row)
        return float(as_array(got, (), what))

    return explain
