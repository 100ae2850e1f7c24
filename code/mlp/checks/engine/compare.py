"""Compare what a learner's function gives with what is right."""

import numpy as np

from mlp.checks.engine.patterns import apart, place, right_entries, shape_says
from mlp.checks.engine.probe import Problem, Unfinished, demand, is_open


class Found(dict):
    """What was observed, with what helps to explain it and is not compared."""

    def __init__(self, found, **more):
        super().__init__(found)
        self.__dict__ |= more


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


def first_wrong(got, expected, same=agree):
    """Return the place of the first observation of several that is wrong."""
    pairs = enumerate(zip(got, expected, strict=True))
    return next(number for number, pair in pairs if not same(*pair))


def close(a, b, rtol=1e-6, atol=1e-7):
    """Whether two arrays or numbers have one shape and agree up to rounding.

    Where single entries do not, the arrays as wholes may, by their relative error.
    """
    if isinstance(b, np.ndarray) and b.ndim and type(a) is not np.ndarray:
        return False
    try:
        a, b = np.asarray(a), np.asarray(b)
    except ValueError:  # rows of different length
        return False
    if not {a.dtype.kind, b.dtype.kind} <= set("biuf") or a.shape != b.shape:
        return False
    if np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True):
        return True
    a, b = a.astype(float), b.astype(float)
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return bool(b.ndim and np.linalg.norm(a - b) <= rtol * size < np.inf)


def difference(got, expected, name):
    """Say what came out and what was expected, where two observations differ first.

    The text is empty where they cannot be compared number by number.
    """
    if isinstance(expected, dict):
        pairs = {key: (got.get(key), expected[key]) for key in expected}
    elif isinstance(expected, (tuple, list)):
        both = enumerate(zip(got, expected, strict=False))
        pairs = {f"{name}[{number}]": pair for number, pair in both}
    elif (
        np.shape(got) != np.shape(expected) or np.asarray(got).dtype.kind not in "biuf"
    ):
        return ""
    else:
        index = ()
        if np.ndim(expected):
            wrong = np.argwhere(~right_entries(got, expected))
            if not len(wrong):  # it is of another type
                return ""
            index = tuple(map(int, wrong[0]))
        texts = apart(float(np.asarray(got)[index]), float(np.asarray(expected)[index]))
        return f"{place(name, index)} came out as {texts[0]} and should be {texts[1]}."
    different = (difference(*p, key) for key, p in pairs.items() if not agree(*p))
    return next(different, "")


def wrong_entries(got, expected, largest=6):
    """Return which entries are wrong in each array of a dict that has wrong ones.

    Nothing comes back if that tells nothing, since all are, or if an array is larger.
    """
    try:
        pairs = [(n, got[n], v) for n, v in expected.items() if not close(got[n], v)]
        wrong = {name: ~right_entries(a, b) for name, a, b in pairs}
    except (TypeError, KeyError, ValueError):
        return {}
    tells = not all(w.all() for w in wrong.values()) or len(wrong) < len(expected)
    small = all(v.ndim == 2 and max(v.shape) <= largest for v in expected.values())
    return wrong if tells and small else {}


# fmt: off
KINDS = {"c": "complex ones", "O": "an array of Python objects", "U": "text"}


def insist_on_array(result, what):
    """Raise Problem unless something is an array of NumPy's own type."""
    kind = getattr(result, "kind", type(result).__name__)
    why = {"list": "A list has no .T, and * repeats it.", "tuple": "A tuple cannot be calculated with; a comma at the end of a line makes one.", "matrix": "In a np.matrix * is the matrix product, which breaks what comes later."}.get(kind, "What comes later calculates with it.")
    demand(not isinstance(result, int | float | np.generic), f"{what} must be a NumPy array; this is a single number, without rows and columns.")
    demand(type(result) is np.ndarray, f"{what} must be a NumPy array; this is a {kind}. {why}")


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
    if shape:
        insist_on_array(result, what)
    demand(array.dtype.kind in "biuf", f"{what} must be numbers; got {KINDS.get(array.dtype.kind, type(result).__name__)}.")
    got = f"shape {array.shape}" if array.shape else "a single number"
    needed = f"have shape {shape}" if shape else "be a single number"
    demand(array.shape == shape, f"{what} must {needed}; got {got}.{shape_says(array.shape, shape)}")
    return array.astype(float)


def entry(found, name, shape, shape_of="shape", transposed=""):
    """Return the array of a name and a shape from a dict that a learner returned."""
    demand(not is_open(found[name]), f"{name} is still open", Unfinished)
    insist_on_array(found[name], name)
    got, why = found[name].shape, shape_says(found[name].shape, shape)
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
