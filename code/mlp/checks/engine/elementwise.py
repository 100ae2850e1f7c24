"""Checks of functions that take each number by itself."""

import numpy as np

from mlp.checks.engine import Case, Check, Problem, as_array, close, demand
from mlp.checks.engine.compare import difference
from mlp.checks.engine.patterns import nearly, pattern, right_entries, shape_says
from mlp.checks.engine.probe import Unfinished

# Numbers whose decimals are seen to be missing where they are cut off or rounded.
X = np.array([[-2.0, -0.5, 0.0, -1.5], [0.5, 1.756, 3.0, -1.0]])
NOT_FINITE = "It is not finite: some step has no result for this number. A root, a logarithm, or a power with a fraction gives nan for a negative number, and 0 / 0 does too."  # fmt: skip
FAR = Case((np.array([[-1000.0, 1000.0]]),))


# fmt: off
def elementwise(reference, mistakes, signs, too_large="", table=X, more=(), inverse=None, inside="the exponent"):
    """Declare the check of a function of single numbers.

    `signs` are pairs: what shows entries that are wrong, given results, right results
    and arguments; and what to say of them. Without `too_large`, which is said if a step
    has no result far from 0, that is not tried. `table` holds the numbers to try first;
    `more` cases follow. With an `inverse` of the function a factor or a shift is found
    that x has `inside` the formula.
    """
    name = reference.__name__
    far_out = (
        (lambda got, *_: ~np.isfinite(got), too_large),
        (wrong, "Far from 0 it is wrong: is a number cut off?"),
    )

    def first_sign(got, expected, case):
        """Return which entries show what is wrong, and what to say of them."""
        for shows, message in far_out if case is FAR else signs:
            found = shows(got, expected, case.args[0])
            if found.any():
                return found, message
        return wrong(got, expected, case.args[0]), ""

    def seen(got, expected, case):
        if type(got) is not np.ndarray or got.shape != expected.shape or got.dtype.kind not in "biuf":
            return ""
        found, _ = first_sign(got, expected, case)
        row = tuple(np.argwhere(found)[0])
        return difference(got[row], expected[row], f"{name}({float(case.args[0][row])})")

    def explain(got, expected, case):
        x, what = case.args[0], f"For an array of shape {case.args[0].shape}"
        insist_on_one_result(got, expected)
        if isinstance(got, np.ndarray | np.generic | float | int | bool):
            insist_on_shape(np.asarray(got), x, what)
        as_array(got, x.shape, f"{what}, the result")
        found, message = first_sign(got, expected, case)
        raise Problem(("" if x.size < X.size else results_say(got, expected, x, reference, inverse, inside)) or message + side(got, expected, x))

    def properties(probe):
        same_on_a_row(probe)
        if too_large:
            look_for_overflow(probe)
        if "float or ndarray" in reference.__doc__:
            try_plain_number(probe, reference)

    cases = Case((table,)), *((FAR,) if too_large else ()), *more
    return Check(reference, cases, mistakes, explain, properties, seen=seen)


def insist_on_one_result(got, expected):
    """Raise Problem for a tuple or list that has an array among other things."""
    if not isinstance(got, tuple | list):
        return
    arrays = [part for part in got if isinstance(part, np.ndarray)]
    demand(not arrays or len(arrays) < len(got) or any(a.ndim != 1 or a.dtype.kind != "i" for a in arrays), "The result is a tuple of positions. np.where gives those if it gets a condition alone; it can also take a value for each of the two cases.")
    if any(a.shape == expected.shape for a in arrays):
        right = [number for number, part in enumerate(got, 1) if isinstance(part, np.ndarray) and close(part, expected)]
        which = f" Number {right[0]} of them is right." if right else " They may be differences of neighbours along each axis; those are not the slope at x." if len(arrays) == len(got) == expected.ndim and all(a.shape == expected.shape for a in arrays) else ""
        raise Problem(f"The function returns {len(got)} things in a {type(got).__name__}; it should return one array alone.{which}")


def insist_on_shape(got, x, what):
    """Raise Problem, with what may have gone wrong, for an array of another shape."""
    if got.shape == x.shape:
        return
    why = shape_says(got.shape, x.shape)
    if got.ndim == 1 and 0 < got.size < x.size:
        why += " Or does x[...] with a condition pick entries out?" if why else " It has only some of the entries: x[...] with a condition picks them out. Each number needs a result." if np.isin(got, x).all() else ""
    shape = f"has shape {got.shape}" if got.shape else "is a single number"
    raise Problem(f"{what}, the result {shape}. It needs the shape of x, {x.shape}.{why}")


def results_say(got, expected, x, reference, inverse=None, inside=""):
    """Say what all results have in common, as far as the numbers prove it."""
    right = right_entries(got, expected)
    with np.errstate(all="ignore"):
        back = inverse(x) if inverse else None
    if inverse and np.isfinite(back).any() and np.allclose(got, back, equal_nan=True):
        return "This is the inverse: it makes the argument from the result."
    if not np.isfinite(got).all():
        return ""
    if got.dtype.kind in "iu" and np.array_equal(got, np.trunc(expected)):
        return "The results are whole numbers: their decimals are cut off. The array is made of integers. Is a 0 written where 0.0 is needed? np.vectorize, for one, takes the type of its first result."
    if got.dtype == np.float16:
        return "The results have 16 bits, which is enough for three digits. Leave them with 64."
    if not got.any():
        return "All results are 0, whatever x is. A condition on the whole array, as .all() makes it, is one for all; // and int() cut decimals off, and an array of np.zeros is 0 until it is filled."
    if np.ptp(got) == 0:
        return "All results are the same, whatever x is."
    with np.errstate(all="ignore"):
        changed = [(reference(-x), "-x: a minus is too many, or one is missing"), (reference(np.abs(x)), "the absolute value of x: its sign is lost"), (reference(x**2), "the square of x"), (reference(np.trunc(x)), "x without its decimals: integers cut them off"), (reference(np.round(x)), "x rounded to a whole number"), (reference(reference(x)), f"{reference.__name__}(x): the function is applied twice")]
    for values, instead in changed:
        if close(got, values):
            return f"These are the results for {instead}."
    made = [(expected**2, "the squares of the right ones"), (1 / expected, "1 divided by the right ones"), (1 - expected, "1 minus the right ones"), (x * expected, "x times the right ones"), (np.exp(expected), "e to the power of the right ones")]
    for values, what in made:
        if np.isfinite(values).all() and close(got, values):
            return f"These results are {what}: compare what is done last with the equation."
    if inverse and (found := linear(got, x, inverse, inside)):
        return found
    if said := straight(got, x):
        return said
    if said := pattern(got, expected):
        return said
    if close(np.sort(got, axis=None), np.sort(expected, axis=None)):
        return "The results are right, but in another order than the numbers in x."
    untouched = (got == 0) | (got == x)  # as np.zeros or a copy of x leaves it
    for part, done in (("row", np.arange(x.size).reshape(x.shape) < x.shape[-1]), ("number", np.arange(x.size).reshape(x.shape) < 1)):
        rest = ~done & (np.abs(expected) > 1e-9)
        if right[done].all() and untouched[~done].all() and rest.any() and not right[rest].any():
            return f"Only the first {part} is computed. If you use a loop, does return stand inside it?"
    for side, there in (("below 0", x < 0), ("above 0", x > 0)):
        if right[~there].all() and not got[there].any():
            return f"Where x is {side} all results are 0, and all others are right: are these entries never filled, or cut off?"
    first = np.argmin(right.all(axis=0))
    if got.ndim == 2 and first and untouched[:, first:].all():
        return f"From column {first} on, counted from 0, nothing is computed. Does a loop end too early?"
    sides = [side for side in (~right & (x < 0), ~right & (x > 0)) if side.any()]
    if right.any() and all(np.ptp(got[side]) == 0 for side in sides) and any(np.ptp(expected[side]) for side in sides):
        values = " or ".join(f"{got[side][0]:.4g}" for side in sides)
        return f"All results that are wrong are {values}. Is something cut off there, or set to a number?"
    return nearly(got, expected)


def side(got, expected, x):
    """Say on which side of 0 results are wrong, if the other one has right ones alone."""
    right = right_entries(got, expected)
    for where, there in (("negative", x < 0), ("positive", x > 0)):
        if there.sum() > 1 and not right[there].any() and right[~there].all() and np.ptp(expected[there]):
            return f" Only results for {where} numbers are wrong: look at what is done with those."
    return ""


def linear(got, x, inverse, inside):
    """Say which factor and shift x has inside the formula, if that explains all."""
    with np.errstate(all="ignore"):
        inner = inverse(got.astype(float))
    if not np.isfinite(inner).all():
        return ""
    factor, shift = np.polyfit(x.ravel(), inner.ravel(), 1)
    if not np.allclose(inner, factor * x + shift, rtol=0, atol=1e-9) or abs(factor) < 1e-9:
        return ""
    base = np.exp(factor)
    if abs(shift) < 1e-9 and abs(base - np.e) < 0.05:
        return f"All results are nearly right: they are those for e = {base:.6g}, as if it were rounded. np.exp knows all digits."
    if abs(shift) < 1e-9 and (abs(base - 2) < 1e-9 or abs(base - 10) < 1e-9):
        return f"The power has the base {base:.0f}. It should be e, which is what np.exp takes."
    term = "x" if abs(factor - 1) < 1e-9 else f"{factor:.4g} * x"
    term += f" {'+' if shift > 0 else '-'} {abs(shift):.4g}" if abs(shift) > 1e-9 else ""
    return f"These are the results for {term} in place of x: compare {inside} with the equation."


def straight(got, x):
    """Say so if all results lie on a straight line over x, but for a largest or smallest."""
    for there in (x == x, (got.min() < got) & (got < got.max())):
        if len(np.unique(x[there])) < 4:
            return ""
        factor, shift = np.polyfit(x[there], got[there].astype(float), 1)
        if np.allclose(got[there], factor * x[there] + shift, rtol=0, atol=1e-9) and abs(factor) > 1e-9:
            break
    else:
        return ""
    off = np.unique(got[~np.isclose(got, factor * x + shift, rtol=0, atol=1e-9)])
    if len(off):
        return f"The results lie on a straight line, {factor:.4g} * x {'+' if shift > 0 else '-'} {abs(shift):.4g}, that is cut off at {' and '.join(f'{v:.4g}' for v in off)}. The curve of the equation bends."
    added = f" {'plus' if shift > 0 else 'minus'} {abs(shift):.4g}" if abs(shift) > 1e-9 else ""
    return f"The results are {factor:.4g} times x{added}, a straight line. Does x stand where the equation has it, and is nothing missing around it?"


def wrong(got, expected, x):
    """Which entries are wrong."""
    return ~right_entries(got, expected)


def same_on_a_row(probe):
    """Insist on the same results for one row of numbers as in a table."""
    table = as_array(probe.value(X), X.shape)
    try:
        row = np.asarray(probe.value(X[0]), dtype=float)
    except Problem as problem:
        raise Problem(f"It works on a table but not on a single row of numbers.\n  {problem}") from None
    demand(np.shape(row) == X[0].shape and np.allclose(row, table[0], equal_nan=True), "A single row of numbers gives another result than the same row in a table. Use functions that work on arrays of any shape.")


def try_plain_number(probe, reference):
    """Add a remark if a single number, which the docstring promises, does not work."""
    name = f"{reference.__name__}(2.0)"
    try:
        got = probe.value(2.0)
        why = "" if np.size(got) == 1 and close(np.ravel(got)[0], float(reference(2.0))) else f"{name} gives {got}."
    except Problem as problem:
        raised = str(problem).split("\n  ")[1:2]
        why = f"{name} raises {raised[0].rstrip('.')}." if raised else f"{name} fails."
    except Unfinished:
        why = f"{name} returns nothing."
    if why:
        probe.remarks.append(f"It is right for arrays, but not for a plain number, which the course's function takes too: {why}")
# fmt: on


class Watched(np.ndarray):
    """An array that remembers steps from finite numbers to others.

    NumPy warns of them, but not everywhere.
    """

    overflows = False

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **kwargs):
        """Compute on plain arrays and look at what comes out."""
        plain = [v.view(np.ndarray) if isinstance(v, Watched) else v for v in inputs]
        kwargs |= {"out": tuple(map(np.asarray, out))} if out else {}
        with np.errstate(all="ignore"):
            result = getattr(ufunc, method)(*plain, **kwargs)
        if not isinstance(result, np.ndarray) or result.dtype.kind != "f":
            return result
        if np.isfinite(result).all() < all(np.isfinite(v).all() for v in plain):
            Watched.overflows = True
        return result.view(Watched)


def look_for_overflow(probe):
    """Add a remark if some step has no finite result for numbers far from 0."""
    Watched.overflows = False
    try:
        probe.function(FAR.args[0].copy().view(Watched))
    except Exception:  # a function that this array does not suit
        return
    if Watched.overflows:
        probe.remarks.append("It is right, but a step overflows for numbers far from 0. The last hint shows a form that does not.")  # fmt: skip
