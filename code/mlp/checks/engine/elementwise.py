"""Checks of functions that take each number by itself."""

import numpy as np

from mlp.checks.engine import Case, Check, Problem, as_array, demand

X = np.array([[-2.0, -0.5, 0.0, -1.5], [0.5, 1.0, 3.0, -1.0]])
FAR = Case((np.array([[-1000.0, 1000.0]]),))


# fmt: off
def elementwise(reference, mistakes, signs, too_large="", table=X, more=()):
    """Declare the check of a function of single numbers.

    `signs` are pairs: what shows entries that are wrong, given results, right results
    and arguments; and what to say, with ``{x}``, ``{got}`` and ``{expected}`` of the
    first. Without `too_large`, which is said if a step has no result far from 0, that
    is not tried. `table` holds the numbers to try first; `more` cases follow.
    """
    far = f"{reference.__name__}({{x:.0f}}) came out as {{got:.4g}} and should be {{expected:g}}. "
    far_out = (
        (lambda got, *_: ~np.isfinite(got), far + too_large),
        (wrong, far + "Is a number cut off?"),
    )

    def explain(got, expected, case):
        (x,), what = case.args, f"For an array of shape {case.args[0].shape}"
        demand(callable(got) or isinstance(got, str | dict) or np.shape(got), f"{what} the result is a single number. Each entry needs its own: does something such as np.max reduce the array?")
        got = as_array(got, x.shape, f"{what}, the result")
        for shows, message in far_out if case is FAR else signs:
            found = shows(got, expected, x)
            if found.any():
                raise Problem(message.format(x=x[found][0], got=got[found][0], expected=expected[found][0]))

    def properties(probe):
        same_on_a_row(probe)
        if too_large:
            look_for_overflow(probe)

    cases = Case((table,)), *((FAR,) if too_large else ()), *more
    return Check(reference, cases, mistakes, explain, properties)


def wrong(got, expected, x):
    """Which entries are wrong."""
    return ~np.isclose(got, expected, rtol=1e-6, atol=1e-7)


def same_on_a_row(probe):
    """Insist on the same results for one row of numbers as in a table."""
    table = as_array(probe.value(X), X.shape)
    try:
        row = np.asarray(probe.value(X[0]), dtype=float)
    except Problem as problem:
        raise Problem(f"It works on a table but not on a single row of numbers.\n  {problem}") from None
    demand(np.allclose(row, table[0], equal_nan=True), "A single row of numbers gives another result than the same row in a table. Use functions that work on arrays of any shape.")
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
