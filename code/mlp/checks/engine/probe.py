"""Run a learner's function where it can do no harm."""

import contextlib
import copy
import inspect
import io
import itertools
import linecache
import re
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from mlp.checks.engine.deadline import ended_in_time, is_learners
from mlp.checks.engine.isolate import has_gap

MOST_BATCHES = 1000  # more come only from a loop without an end
# fmt: off
CHANGED = "The function changes its arguments. Compute new arrays instead: operators such as *= and assignments such as x[...] = work in place."
# Pieces of what Python says, and what is often behind it.
CAUSES = (
    ("truth value", "A whole array is neither true nor false. max(), if, and, or, and chains such as a <= x <= b want a single value; use functions that work number by number."),
    ("only length-1|only 0-dimensional", "math.exp, float() and int() take single numbers; NumPy has functions for whole arrays."),
    ("matmul|could not be broadcast|not aligned", "The shapes of a product do not fit: a missing transpose, or an array of another layer. Write the shapes next to each factor; inner sizes agree."),
    ("NoneType", "Something is None here: does a function return nothing?"),
)
# fmt: on


class Problem(Exception):
    """A property that the learner's function does not have; the text is for them."""


class Unfinished(Exception):
    """A gap that has not been filled in yet."""


def demand(holds, message, otherwise=Problem):
    """Raise Problem with a message for the learner unless something holds."""
    if not holds:
        raise otherwise(message)


def is_open(value):
    """Whether a value is what a gap gives."""
    return value is None or value is Ellipsis


@dataclass
class Probe:
    """A learner's function, called on copies and watched."""

    name: str  # what the function should be
    function: Callable  # what the learner wrote
    optional: set = frozenset()  # options that are left out where it takes none
    remarks: list = field(default_factory=list)  # said of a function that is right

    def __call__(self, *args, may_change=(), **options):
        """Call the function on copies of the arguments and return its result.

        Raises Problem if it raises, or changes an argument whose position is not in
        `may_change`; those it gets as they are.
        """
        for option in self.optional & options.keys():
            if not self.takes(option):
                del options[option]
        given = [v if i in may_change else copy.deepcopy(v) for i, v in enumerate(args)]
        kept = (list, tuple, dict, str, np.ndarray, np.generic)
        try:
            result = self.function(*given, **options)
            if isinstance(result, Iterable) and not isinstance(result, kept):
                result = list(itertools.islice(result, MOST_BATCHES))
        except NotImplementedError as error:
            raise Unfinished(str(error) or "there is a gap to fill in") from error
        except Exception as error:
            mixed = isinstance(error, TypeError | ValueError) and has_gap(self.function)
            if mixed or "ellipsis" in str(error):
                raise Unfinished("a gap (...) is still open") from error
            raise Problem(_describe(error, self.name)) from error
        demand(all(map(same, args, given)), CHANGED)
        return result

    def value(self, *args, **options):
        """Call the function and insist on a result."""
        result = self(*args, **options)
        demand(not is_open(result), "the function returns nothing yet", Unfinished)
        return result

    def takes(self, parameter):
        """Whether the function can be given a parameter by this name."""
        try:
            inspect.signature(self.function).bind_partial(**{parameter: None})
        except (TypeError, ValueError):  # the second if it has no signature
            return False
        return True


def _describe(error, name):
    """Say which line of the learner's code raised, what, and often why."""
    place, source = "The function", ""
    for frame, line in traceback.walk_tb(error.__traceback__):  # the innermost is last
        code = frame.f_code
        # A comprehension has a frame of its own in Python 3.11 only.
        if is_learners(code.co_filename) and not code.co_name.startswith("<"):
            inside = "" if code.co_name == name else f" of {code.co_name}"
            place = f"Line {line - code.co_firstlineno + 1}{inside}"
            source = linecache.getline(code.co_filename, line).strip()
    lines = [f"{place} raises: {source}" if source else f"{place} raises"]
    lines += [f"{type(error).__name__}: {error}"]
    lines += [cause for pieces, cause in CAUSES if re.search(pieces, str(error))][:1]
    return "\n  ".join(lines)


def same(a, b):
    """Whether two arguments are equal, arrays and dictionaries of arrays included."""
    if a is b:
        return True
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b, equal_nan=True)
    return a == b


def guarded(check, probe):
    """Run a check, and drop what it prints and warns of; return what ended it, or None."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
    ):
        return ended_in_time(lambda: check(probe))
