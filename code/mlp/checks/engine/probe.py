"""Run a learner's function where it can do no harm."""

import collections.abc
import contextlib
import copy
import inspect
import io
import itertools
import linecache
import traceback
import warnings

import numpy as np

from mlp.checks.engine.deadline import ended_in_time, is_learners
from mlp.checks.engine.isolate import has_gap

MOST_BATCHES = 1000  # far more than any right answer yields
# Pieces of what Python says, and what is often behind it.
CAUSES = (
    (("truth value",), "A whole array is neither true nor false. max(), if, and, or, and chains such as a <= x <= b want a single value; use functions that work number by number."),
    (("only length-1", "only 0-dimensional"), "math.exp, float() and int() take single numbers; NumPy has functions for whole arrays."),
    (("matmul", "could not be broadcast", "not aligned"), "The shapes of a product do not fit: a missing transpose, or an array of another layer. Write the shapes next to each factor; inner sizes agree."),
    (("NoneType",), "Something is None here: does a function return nothing?"),
)  # fmt: skip


class Problem(Exception):
    """A property that the learner's function does not have; the text is for them."""


class Unfinished(Exception):
    """A gap that has not been filled in yet."""


def demand(holds, message):
    """Raise Problem with a message for the learner unless something holds."""
    if not holds:
        raise Problem(message)


def is_open(value):
    """Whether a value is what a gap gives."""
    return value is None or value is Ellipsis


class Probe:
    """A learner's function, called on copies and watched.

    Parameters
    ----------
    name : str
        What the function should be.
    function : callable
        What the learner wrote.
    optional : container of str
        Options that are left out where the function does not take them.
    """

    def __init__(self, name, function, optional=()):
        self.name = name
        self.function = function
        self.optional = optional
        self.remarks = []

    def __call__(self, *args, may_change=(), **kwargs):
        """Call the function on copies of the arguments and return its result.

        Raises Problem if it raises, or changes an argument whose position is not in
        `may_change`; those it gets as they are.
        """
        kwargs = {
            option: value
            for option, value in kwargs.items()
            if option not in self.optional or self.takes(option)
        }
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
        if is_open(result):
            raise Unfinished("the function returns nothing yet")
        return result

    def takes(self, parameter):
        """Whether the function can be given a parameter by this name."""
        try:
            parameters = inspect.signature(self.function).parameters
        except (TypeError, ValueError):
            return False
        kinds = {p.kind for p in parameters.values()}
        return parameter in parameters or inspect.Parameter.VAR_KEYWORD in kinds

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
            if not is_learners(code.co_filename):
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
    for pieces, cause in CAUSES:
        if any(piece in str(error) for piece in pieces):
            return f"\n  {cause}"
    return ""


def same(a, b):
    """Whether two arguments are equal, arrays and dictionaries of arrays included."""
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=True)
    return a is b or a == b


def guarded(check, probe):
    """Run a check; return the exception that ended it, if any.

    What it prints and warns of is dropped.
    """
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        return ended_in_time(lambda: check(probe))
