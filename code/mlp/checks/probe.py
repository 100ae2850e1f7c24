"""Run a learner's function where it can do no harm, and compare what comes out."""

import collections.abc
import contextlib
import copy
import ctypes
import inspect
import io
import itertools
import linecache
import threading
import traceback
import warnings
from pathlib import Path

import numpy as np

from mlp.checks.isolate import has_gap

SECONDS = 2.0  # far more than any right answer needs
MOST_BATCHES = 1000  # far more than any right answer yields
COURSE = Path(__file__).parents[1]
LIBRARIES = (Path(np.__file__).parent, Path(inspect.__file__).parent)


class Problem(Exception):
    """A property that the learner's function does not have; the text is for them."""


class Unfinished(Exception):
    """A gap that has not been filled in yet."""


class TookTooLong(BaseException):
    """Raised inside a function that does not end.

    It is not an Exception, so that a learner's ``except Exception`` lets it through.
    """


class Probe:
    """A learner's function, called on copies and watched.

    Parameters
    ----------
    name : str
        What the function should be.
    function : callable
        What the learner wrote.
    """

    def __init__(self, name, function):
        self.name = name
        self.function = function
        self.warned = []
        self.remarks = []

    def __call__(self, *args, may_change=(), **kwargs):
        """Call the function on copies of the arguments and return its result.

        Raises Problem if it raises, or changes an argument whose position is not in
        `may_change`; those it gets as they are.
        """
        given = [
            value if position in may_change else copy.deepcopy(value)
            for position, value in enumerate(args)
        ]
        try:
            result = self.function(*given, **kwargs)
            if isinstance(result, collections.abc.Iterable) and not isinstance(
                result, (list, tuple, dict, str, np.ndarray, np.generic)
            ):
                # More batches than that come only from a loop without an end.
                result = list(itertools.islice(result, MOST_BATCHES))
        except NotImplementedError as error:
            raise Unfinished(str(error) or "there is a gap to fill in") from error
        except Exception as error:
            if self._touches_a_gap(error):
                raise Unfinished("a gap (...) is still open") from error
            raise Problem(self._describe(error)) from error
        for position, value in enumerate(args):
            if position not in may_change and not same(value, given[position]):
                raise Problem(
                    "The function changes its arguments. Compute new arrays instead: "
                    "operators such as *= and assignments such as x[...] = work in "
                    "place."
                )
        return result

    def value(self, *args, **kwargs):
        """Call the function and insist on a result."""
        result = self(*args, **kwargs)
        if result is None or result is Ellipsis:
            raise Unfinished("the function returns nothing yet")
        return result

    def array(self, *args, shape, what="The result", **kwargs):
        """Call the function and insist on numbers of a given shape."""
        result = self.value(*args, **kwargs)
        return as_array(result, shape, what)

    def takes(self, parameter):
        """Whether the function has a parameter of this name."""
        try:
            return parameter in inspect.signature(self.function).parameters
        except (TypeError, ValueError):
            return False

    def _touches_a_gap(self, error):
        """Whether an error comes from computing with a gap that is still ``...``."""
        if "ellipsis" in str(error):
            return True
        return has_gap(self.function) and isinstance(error, (TypeError, ValueError))

    def _describe(self, error):
        """Say which line of the learner's code raised, what, and often why."""
        text = f"{type(error).__name__}: {error}"
        return f"{self._line_of(error)}\n  {text}{_likely_cause(error)}"

    def _line_of(self, error):
        """Return the innermost line that is the learner's own."""
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            code = frame.f_code
            path = Path(code.co_filename)
            if COURSE in path.parents or any(lib in path.parents for lib in LIBRARIES):
                continue
            source = linecache.getline(code.co_filename, line).strip()
            shown = f": {source}" if source else ""
            number = line - code.co_firstlineno + 1
            where = "" if code.co_name == self.name else f" of {code.co_name}"
            if code.co_name.startswith("<"):
                return f"A line raises{shown}"
            return f"Line {number}{where} raises{shown}"
        return "The function raises"


def _likely_cause(error):
    """Explain the errors that beginners meet most often."""
    text = str(error)
    if "truth value" in text:
        return (
            "\n  A whole array is neither true nor false. max(), if, and, or, and "
            "chains such as a <= x <= b want a single value; use functions that work "
            "number by number."
        )
    if "only length-1" in text or "only 0-dimensional" in text:
        return (
            "\n  math.exp, float() and int() take single numbers; NumPy has functions "
            "for whole arrays."
        )
    if "matmul" in text or "could not be broadcast" in text or "not aligned" in text:
        return (
            "\n  The shapes of a product do not fit: a missing transpose, or an array "
            "of another layer. Write the shapes next to each factor; inner sizes agree."
        )
    if "NoneType" in text:
        return "\n  Something is None here: does a function return nothing?"
    return ""


def as_array(result, shape, what="The result"):
    """Return numbers as an array of floats, or raise Problem if they are not."""
    if callable(result):
        raise Problem(f"{what} is a function. Call it, and return what it returns.")
    try:
        array = np.asarray(result)
    except ValueError:  # rows of different length
        raise Problem(f"{what} must be a table of numbers; its rows differ.") from None
    if array.dtype.kind not in "biuf":
        if array.dtype == object and any(
            v is Ellipsis or v is None for v in array.flat
        ):
            raise Unfinished("a gap (...) is still open")
        raise Problem(f"{what} must be numbers; got {type(result).__name__}.")
    if array.shape != shape:
        got = "a single number" if array.shape == () else f"shape {array.shape}"
        needed = "be a single number" if shape == () else f"have shape {shape}"
        more = ""
        if shape == () and array.size == 1:
            more = (
                " It is one number, still in an array: np.sum or .item() take it out."
            )
        raise Problem(f"{what} must {needed}; got {got}.{more}")
    return array.astype(float)


def same(a, b):
    """Whether two arguments are equal, arrays and dictionaries of arrays included."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=True)
    return a is b or a == b


def close(a, b):
    """Whether two results agree up to rounding."""
    try:
        a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    except (TypeError, ValueError):
        return False
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-7)


def close_all(a, b):
    """Whether two dictionaries of arrays agree up to rounding."""
    return all(name in a and close(a[name], b[name]) for name in b)


def recognize(result, mistakes, agree=close):
    """Raise Problem with the message of the first mistake that gives this result.

    Parameters
    ----------
    result : object
        What the learner's function returned.
    mistakes : iterable of (object, str)
        What a known mistake returns for the same input, and what to say about it.
    agree : callable
        Compares two results.
    """
    for wrong, message in mistakes:
        if agree(result, wrong):
            raise Problem(message)


def guarded(check, probe):
    """Run a check in a thread of its own; return the exception that ended it, if any.

    The thread is ended when it takes too long. What it prints is dropped, and what it
    warns of is collected in ``probe.warned``.
    """
    outcome = []

    def work():
        try:
            check(probe)
            outcome.append(None)
        except BaseException as error:  # SystemExit too: nothing may get out
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True) as probe.warned,
    ):
        warnings.simplefilter("always")
        thread.start()
        thread.join(SECONDS)
        for _ in range(50):
            if not thread.is_alive():
                break
            # Again and again, for a learner's bare except may swallow it.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(TookTooLong)
            )
            thread.join(0.02)
    return outcome[0] if outcome else TookTooLong()
