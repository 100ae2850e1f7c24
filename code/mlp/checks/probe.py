"""Run a learner's function where it can do no harm, and compare what comes out."""

import contextlib
import copy
import ctypes
import io
import itertools
import linecache
import threading
import traceback
import types
import warnings

import numpy as np

SECONDS = 2.0  # far more than any right answer needs


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
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                result = self.function(*given, **kwargs)
                if isinstance(result, types.GeneratorType):
                    # More batches than rows come only from a loop without an end.
                    result = list(itertools.islice(result, 1000))
            except NotImplementedError as error:
                raise Unfinished(str(error)) from error
            except Exception as error:
                if self._touches_a_gap(error):
                    raise Unfinished("a gap (...) is still open") from error
                raise Problem(self._describe(error)) from error
        self.warned += [str(warning.message) for warning in caught]
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

    def _touches_a_gap(self, error):
        """Whether an error comes from computing with what is still None or ``...``."""
        if isinstance(error, (TypeError, AttributeError)) and any(
            word in str(error) for word in ("ellipsis", "NoneType")
        ):
            return True
        # NumPy says that shapes do not fit where an argument is an ellipsis.
        constants = getattr(getattr(self.function, "__code__", None), "co_consts", ())
        has_gap = any(constant is Ellipsis for constant in constants)
        return has_gap and isinstance(error, (TypeError, ValueError))

    def _describe(self, error):
        """Say which line of the learner's code raised, and what."""
        code = getattr(self.function, "__code__", None)
        text = f"{type(error).__name__}: {error}"
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            if code is not None and frame.f_code.co_filename == code.co_filename:
                source = linecache.getline(code.co_filename, line).strip()
                shown = f": {source}" if source else ""
                return f"Line {line - code.co_firstlineno + 1} raises{shown}\n  {text}"
        return f"The function raises {text}"


def as_array(result, shape, what="The result"):
    """Return numbers as an array of floats, or raise Problem if they are not."""
    try:
        if isinstance(result, str):
            raise TypeError
        array = np.asarray(result, dtype=float)
    except (TypeError, ValueError):
        raise Problem(f"{what} must be numbers; got {type(result).__name__}.") from None
    if array.shape != shape:
        got = "a single number" if array.shape == () else f"shape {array.shape}"
        needed = "a single number" if shape == () else f"shape {shape}"
        raise Problem(
            f"{what} must have {needed}; got {got}.".replace("have a", "be a")
        )
    return array


def same(a, b):
    """Whether two arguments are equal, arrays and dictionaries of arrays included."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=True)
    return a is b or a == b


def close(a, b):
    """Whether two results agree up to rounding."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-9)


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


def guarded(action):
    """Run an action in a thread of its own; return its result or its exception.

    The thread is ended when the action takes too long. What it prints is dropped.
    """
    outcome = {}

    def work():
        try:
            outcome["result"] = action()
        except BaseException as error:  # SystemExit too: nothing may get out
            outcome["error"] = error

    thread = threading.Thread(target=work, daemon=True)
    with contextlib.redirect_stdout(io.StringIO()):
        thread.start()
        thread.join(SECONDS)
        for _ in range(3):
            if not thread.is_alive():
                break
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(TookTooLong)
            )
            thread.join(0.2)
    if "error" in outcome:
        return None, outcome["error"]
    if "result" in outcome:
        return outcome["result"], None
    return None, TookTooLong()
