"""Run a learner's function where it can do no harm."""

import ast
import contextlib
import copy
import difflib
import inspect
import io
import itertools
import linecache
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np

from mlp.checks.engine.deadline import TookTooLong, ended_in_time, is_learners
from mlp.checks.engine.isolate import has_gap

MOST_BATCHES = 1000  # more come only from a loop without an end
# fmt: off
ASYNC = "An async function gives a promise of a result. Write def without async."
OPEN = "there is a gap to fill in"
STILL_RAISES = "If you have filled it in, delete the line that raises this."
# Pieces of what Python says, and what that means.
CAUSES = (
    ("truth value", "A whole array is neither true nor false. max(), if, and, or, and chains such as a <= x <= b want a single value; use functions that work number by number."),
    ("only length-1|only 0-dimensional", "math.exp, float() and int() take a single number; here is an array of several. For each of them NumPy has functions for whole arrays. If one number should have come out, look at the product or the sum inside: a column times a row makes a table."),
    ("converted to a scalar index", "An array stands where a whole number is needed, such as an axis or a size. np.max and np.sum take one array; np.maximum compares two. np.concatenate takes its arrays together, in a list."),
    ("either both or neither", "np.where takes a condition and two values, for where it is true and for where it is not."),
    (r"(column_stack|[vhd]stack|concatenate)\(\) takes", "This function takes its arrays together, in a list or a tuple."),
    (r"(max|min)imum\(\) takes", "np.maximum and np.minimum compare two things number by number, so they need both."),
    ("out of bounds for array of dimension 1", "An array of dimension 1 is a row of numbers and has axis 0 alone."),
    ("out of bounds for array of dimension", "Axes are counted from 0: that of the rows is 0, that of the columns 1."),
    ("inhomogeneous shape", "Arrays of different shapes make no array together. Take them one by one. To compare two number by number, np.maximum takes both; np.max takes one array."),
    ("for axis 1 with size 1$", "There is one column, and its index is 0. Labels are numbers to calculate with, as the probabilities are, not the numbers of columns."),
    ("equal division", "np.split makes equal parts only, and here a rest is left. The second argument is the number of parts, or a list of places to cut at."),
    ("read-only", "This can be read only, as what np.nditer and np.broadcast_to give. To change an entry, assign to V[index]."),
    ("operand type.*'dict'", "A dict cannot be calculated with. Go through its arrays, name by name."),
    ("index out of range|index .* is out of bounds", "Indices are counted from 0, so the last is one less than the length. Does a loop take a step too many, or is something added to the index?"),
    ("'(int|float|numpy.float64|numpy.int64)' object is not iterable", "A single number stands where several are needed: a loop, sum() and zip go through lists and arrays."),
    ("numpy.ndarray' object has no attribute|module 'numpy.*' has no attribute", "NumPy has nothing by this name. Is it one of another library, or spelled otherwise?"),
    ("'(int|float|numpy.float64|numpy.int64)' object has no attribute", "What stands before the dot is a single number."),
    ("cannot unpack non-iterable", "Two names take a pair, and a single thing stands here. zip makes pairs of two sequences."),
    ("No module named", "This library is not there, and NumPy is enough."),
    ("mix of .* targets|continuous is not supported", "Probabilities stand where classes are needed. It is the threshold that makes classes of them."),
    ("unexpected keyword argument '(dim|keepdim|axes|n|rowvar)'", "This is the name of another option, or of another library's: NumPy has axis and keepdims."),
    ("unexpected keyword argument", "This function has no option of that name. Is it that of another function, or spelled otherwise?"),
    ("slice indices must", "A slice takes whole numbers, and this is none: int() makes one. // gives a float if one of its two sides is a float."),
    ("can only concatenate str", "+ joins a text with a text alone. With an f before its quotes a text takes numbers in braces."),
    ("division by zero|sum to zero", "What something is divided by can be 0."),
    ("object is not callable", "Round brackets behind a value call it, and only a function can be called. Is an operator missing before them, or should they be square?"),
    ("'(function|method|numpy.ufunc|builtin_function_or_method)'", "A function stands where its result is needed. Round brackets call it."),
    ("not have enough dimensions", "What stands beside @ is a single number or no array at all. It may be a function that is not called, or a mean taken too soon."),
    ("did not contain a loop.*<U|operand type.*'str'", "One of the two is text. A dict's items() gives a name, which is text, and an array; going through a dict alone gives the names."),
    ("matmul|not aligned", "The shapes of a matrix product do not fit. A transpose may be missing, the factors may stand in the wrong order, or one may belong to another layer. Write the shapes next to each factor; the inner two must agree. If they are to meet number by number, that is *."),
    (r"shapes \((\d+),(\d+)\) \(\2,\1\)", "One shape is the other turned round: one of the two is transposed (.T), and the other is not."),
    ("non-broadcastable output", "What stands on the right has more rows or columns than the array that it should change, which cannot grow. Is one of the two transposed (.T)?"),
    ("broadcast", "Two shapes do not fit entry by entry, as +, -, * and / need it; the matrix product is @. Write the shapes next to each array."),
    ("Cannot interpret '.*' as a data type|takes at most .* positional", "The shape is one argument: a tuple, such as (2, 3)."),
    ("'tuple' object cannot be interpreted", "This function wants the sizes one by one, not as a tuple."),
    ("Generator' object has no attribute 'rand", "A generator from default_rng has other names: standard_normal, normal, uniform, integers."),
    ("'list' object has no attribute|'list' and|and 'list'|'map' object|multiply sequence by non-int", "Something is a list, or the like, where an array is needed."),
    ("Cannot cast ufunc|same_kind", "The array holds integers and cannot take fractions in place. Make it of floats."),
    ("ufunc 'bitwise_xor'", "^ is no power in Python; ** is."),
    ("ufunc 'bitwise_", "& and | combine what is true or false; comparisons beside them need parentheses."),
    ("NoneType", "Something is None here: does a function return nothing?"),
)
# What PyTorch's tensors have and arrays have not, and what stands for it.
NOTHING = "an array needs nothing in its place"
TENSORS = {
    **dict.fromkeys(("detach", "cpu", "numpy", "requires_grad", "requires_grad_"), NOTHING),
    "unsqueeze": "[:, None] and reshape add an axis", "numel": ".size counts the entries of an array", "clone": ".copy() makes a copy",
    **dict.fromkeys(("add_", "sub_", "mul_", "zero_", "copy_"), "+=, -= and [...] = change an array in place"), "clamp": "np.clip limits numbers",
    "mm": "@ is the matrix product", "matmul": "@ is the matrix product", "t": ".T transposes", "permute": ".T transposes",
    **dict.fromkeys(("float", "double", "long"), ".astype changes the type"), "backward": "nothing finds gradients by itself here", "grad": "nothing finds gradients by itself here",
    **{name: f"np.{name} takes the array in brackets" for name in ("exp", "log", "tanh", "abs", "sqrt", "square", "sign", "where", "maximum")},
}
LIBRARIES = ("torch", "nn", "tf", "tensorflow", "keras", "jax", "jnp", "scipy", "sklearn", "pd")
# fmt: on


class Problem(Exception):
    """A property that the learner's function does not have; the text is for them.

    `wrong` has, for arrays small enough to show, which entries are wrong, by name.
    """

    def __init__(self, text, wrong=None):
        super().__init__(text)
        self.wrong = wrong or {}


class Unfinished(Exception):
    """A gap that has not been filled in yet."""


def demand(holds, message, otherwise=Problem):
    """Raise Problem with a message for the learner unless something holds."""
    if not holds:
        raise otherwise(message)


class Taken(list):
    """What a generator or another iterator gives, taken out of it, with its kind."""

    def __init__(self, source):
        super().__init__(itertools.islice(source, MOST_BATCHES))
        self.kind = type(source).__name__


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
            if inspect.iscoroutine(result) or inspect.isasyncgen(result):
                with contextlib.suppress(AttributeError):
                    result.close()  # or Python complains of it later
                raise Problem(ASYNC)
            if isinstance(result, Iterable) and not isinstance(result, kept):
                result = Taken(result)
        except Problem:
            raise
        except Exception as error:
            if type(error) is NotImplementedError:  # not one of those made from it
                raise Unfinished(f"{str(error) or OPEN}\n  {STILL_RAISES}") from error
            mixed = isinstance(error, TypeError | ValueError) and has_gap(self.function)
            if mixed or "ellipsis" in str(error):
                raise Unfinished("a gap (...) is still open") from error
            raise Problem(_describe(error, self.name)) from error
        names = [*inspect.signature(self.function).parameters, *map(str, range(9))]
        changed = [
            n for n, a, b in zip(names, args, given, strict=False) if not same(a, b)
        ]
        demand(
            not changed,
            f"The function changes its argument {', '.join(changed)}. Compute new arrays instead: operators such as *= and assignments such as x[...] = work in place.",
        )
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
    place, source, local = "The function", "", {}
    for frame, line in traceback.walk_tb(error.__traceback__):  # the innermost is last
        code = frame.f_code
        # A comprehension has a frame of its own in Python 3.11 only.
        if is_learners(code.co_filename) and not code.co_name.startswith("<"):
            inside = "" if code.co_name == name else f" of {code.co_name}"
            place = f"Line {line - code.co_firstlineno + 1}{inside}"
            source = linecache.getline(code.co_filename, line).strip()
            local = frame.f_locals
    _, done = failed(error)
    lines = [f"{place} raises: {source}" if source else f"{place} raises"]
    lines += [f"{type(error).__name__}: {error}"]
    lines += _causes(error, ast.unparse(done) if done else "", local)
    if isinstance(error, NameError):
        lines += [_unknown(error, local)]
    if isinstance(error, KeyError):
        lines += _keys(error)
    return "\n  ".join(lines)


# fmt: off
def _causes(error, piece, local):
    """Return what an error may come from: what the piece shows that raised comes first."""
    text = str(error)
    usual = [cause for pieces, cause in CAUSES if re.search(pieces, text)][:1]
    if "object has no attribute" in text and error.name in TENSORS:
        number = [] if "numpy" in text else usual
        return [" ".join([f"{error.name} belongs to PyTorch's tensors; {TENSORS[error.name]}.", *number])]
    if "not callable" in text and re.search(r"\.(size|shape)\(", piece):
        return [".size is the number of all entries, and .shape a tuple: neither is called."]
    if isinstance(error, TypeError) and "'function'" in text:
        for name in re.findall(r"\b\w+\b(?!\s*[\w(.])", piece):
            if inspect.isfunction(local.get(name)):
                return [f"{name} is a function here, and its result is needed. Round brackets call it."]
    met = [f"{name} has shape {part.shape}" for name, part in operands(error) if isinstance(part, np.ndarray)]
    return usual + [f"{' and '.join(met)}."] * (len(met) == 2 and isinstance(error, ValueError))
# fmt: on


def failed(error):
    """Return the learner's frame and the piece of text in it that raised, if it is at hand."""
    steps = [error.__traceback__]
    while steps[-1].tb_next:
        steps.append(steps[-1].tb_next)
    own = [s for s in steps if is_learners(s.tb_frame.f_code.co_filename)]
    try:
        code, last = own[-1].tb_frame.f_code, own[-1].tb_lasti // 2
        line, end, start, stop = next(itertools.islice(code.co_positions(), last, None))
        lines = linecache.getlines(code.co_filename)[line - 1 : end]
        lines[-1] = lines[-1].encode()[:stop].decode()
        lines[0] = lines[0].encode()[start:].decode()
        (done,) = ast.parse("".join(lines)).body
    except (IndexError, TypeError, ValueError, SyntaxError):
        return None, None
    return own[-1].tb_frame, done.value if isinstance(done, ast.Expr) else done


def operands(error):
    """Return the text and the value of the two things that an operation has failed on."""
    try:
        frame, done = failed(error)
        return [
            (part, eval(part, frame.f_globals, frame.f_locals))
            for part in map(ast.unparse, _parts(done))
        ]
    except Exception:  # it cannot be done twice
        return []


def _parts(done):
    """Return the two things that meet in a piece of text, if two do."""
    match done:
        case ast.BinOp():
            return done.left, done.right
        case ast.AugAssign():
            return done.target, done.value
        case ast.Call(func=ast.Attribute(value=ast.Name("np")), args=[one, other, *_]):
            return one, other
        case ast.Call(func=ast.Attribute(value=one), args=[other]):
            return one, other
    return ()


def _unknown(error, local):
    """Say what a name may lack that Python does not know."""
    name = error.name or ""
    near = [known for known in local if known.lower() == name.lower()]
    if isinstance(error, UnboundLocalError):
        name = str(error).split("'")[1]  # not every Python keeps it apart
        return f"{name} is used before it has a value. Does it need one before the loop, or in each branch of an if, or does the line that makes it come too late?"
    near = near or difflib.get_close_matches(name, local, 1, 0.7)
    if near:
        return f"There is {near[0]}. Is it the same, spelled otherwise?"
    if hasattr(np, name):
        return f"NumPy has one: write np. before it, np.{name}."
    if name in LIBRARIES:
        return f"{name} is another library. NumPy, as np, is there, and it is enough."
    if find_spec(name) if name.isidentifier() else False:
        return f"{name} is a library of its own, which needs an import. NumPy, as np, is there already."
    return "Python knows a name once it has a value, or has been imported. Is it spelled as where that was done?"


def _keys(error):
    """Say what keys there are in the dict that was asked for another one."""
    frame, done = failed(error)
    key = str(error.args[0])
    try:
        name = ast.unparse(getattr(done, "func", done).value)
        found = eval(name, frame.f_globals, frame.f_locals)
        yield (
            f"{name} has {', '.join(map(str, found))}.{' Capital letters are not the same as small ones.' * (key.lower() in map(str.lower, map(str, found)))}"
            if found
            else f"{name} is empty before the first step. What holds then?"
        )
    except Exception:  # no dict and key stand there
        found = ()
    last = max(
        (int(n) for n in re.findall(r"\d+", " ".join(map(str, found)))), default=0
    )
    if 0 < last < int(re.sub(r"\D", "", key) or 0):
        yield f"The last layer has the number {last}: params has two arrays for each."
    if key[-1:] == "0":
        yield "Layers count from 1; only the input is A0."


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
    """Run a check, and drop what it prints, warns of and draws; return what ended it."""
    printed, drawn = io.StringIO(), _figures()
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
    ):
        error = ended_in_time(lambda: check(probe))
    for number in _figures() - drawn:
        sys.modules["matplotlib.pyplot"].close(number)
    if isinstance(error, TookTooLong) and printed.tell() > 10_000:
        return Problem(
            "The function prints so much that there is no time left: take print out of its loop."
        )
    return error


def _figures():
    """Return the numbers of the figures that are open, if there can be any."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()
