"""The worked example, one operation at a time, as the functions that run compute it.

A function is watched while it runs: each line that computes an array is a step.
"""

import ast
import inspect
import re
import sys
import traceback
from contextlib import suppress
from copy import deepcopy
from inspect import unwrap

import numpy as np
from runner import OWN, lesson_with

from mlp.checks.engine import deadline

MOST_STEPS, MOST_ENTRIES = 60, 16  # what a page can show
STEP = 1e-5  # of the measured slopes, as in the chapter
TOLERANCE = 1e-6  # relative, and absolute for slopes below 1
NEAREST = 1e-7  # to 0 or 1; nearer, the clipped loss is flat
WORK = ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call

# What the lines of the course's functions compute, in their order, after the counts.
ARRAYS = {
    "forward_pass": ("", "Z{layer}", "A{layer}", "Z{n_layers}", "A{n_layers}"),
    "backward_pass": (
        *("", "", "dZ{n_layers}", "dW{layer}", "db{layer}"),
        *("dA{layer - 1}", "dZ{layer - 1}"),
    ),
}


class Unfit(Exception):
    """The course cannot go on with what a function returns."""


class Tool:
    """The microscope of a page, which begins with the course's functions alone."""

    def __init__(self, lesson):
        self.ours = lesson

    def look(self, chapter, values, sources):
        """Run the example of a chapter with these numbers and the reader's functions.

        Returns a dict: ``functions`` by name, each with its lines, ``steps``,
        ``entries`` of the gradient, ``notes``, and as ``problem`` why it ended early.
        """
        example = {name: np.array(rows, float) for name, rows in values.items()}
        run = Run(self.ours, sources, example)
        work = {"forward": run.forward, "backward": run.backward}
        error = deadline.ended_in_time(work.get(chapter, run.measure))
        return run.found | {"problem": in_words(error) if error else ""}


class Run:
    """One run of the example; what it finds is there even if it ends early."""

    def __init__(self, ours, sources, example):
        self.ours, self.sources = ours, sources
        self.X, self.y = example.pop("X"), example.pop("y")
        self.params = example
        self.found = {"functions": {}, "steps": [], "entries": [], "notes": []}

    def begin(self):
        """Put the reader's functions in place; their text may be no Python at all."""
        self.lesson = lesson_with(self.sources) if self.sources else self.ours

    def forward(self):
        """Add the steps to the loss; return the cache for the way back."""
        self.begin()
        expected = Trace(self.ours.forward_pass)
        right_prob, right = expected.run({}, self.X, self.params)
        known = {"X": self.X, **self.params}
        result = self.watched(expected, known, self.X, self.params)
        if not (isinstance(result, tuple) and len(result) == 2):
            raise Unfit("forward_pass has to return the probabilities and the cache.")
        y_prob, cache = result
        if not isinstance(cache, dict):
            raise Unfit(f"The cache has to be a dict, not {type(cache).__name__}.")
        wrong = [name for name in right if not agree(cache.get(name), right[name])]
        if wrong:
            self.note(f"Your forward pass differs from ours: {', '.join(wrong)}.")
        if agree(y_prob, right_prob):
            self.add_loss(y_prob)
        else:
            self.note("The probabilities that it returns are not ours.")
        return right if wrong else cache

    def add_loss(self, y_prob):
        """Add the step from the probabilities to the loss."""
        right = self.ours.binary_cross_entropy(self.y, y_prob)
        loss = self.lesson.binary_cross_entropy(self.y, y_prob)
        pairs = zip(self.y.ravel(), y_prob.ravel(), strict=True)
        logs = [f"log {number(p)}" if y else f"log(1 − {number(p)})" for y, p in pairs]
        terms = [f"−({' + '.join(logs)}) / {len(logs)} ≈ {number(right)}"]
        if not agree(loss, right):
            self.note("Your binary_cross_entropy gives another loss than ours.")
            terms = []
        lines = self.listing(self.lesson.binary_cross_entropy)
        self.add("binary_cross_entropy", lines.last, "L", loss, ["A2", "y"], terms)

    def backward(self):
        """Add the steps forward and back, and judge the gradient that they leave."""
        cache = self.forward()
        expected = Trace(self.ours.backward_pass)
        expected.run({}, self.y, self.params, cache)
        known = {**cache, "X": cache["A0"], "y": self.y, **self.params}
        self.judge(self.watched(expected, known, self.y, self.params, cache))

    def measure(self):
        """Add a step for each slope that is measured, and judge the gradient."""
        self.begin()
        lines = self.listing(self.lesson.numeric_gradients)
        for array, index, slope, (above, *_), (below, *_) in self.slopes():
            text = f"({above:.10f} − {below:.10f}) / (2 · {STEP:.5f})"
            name, terms = f"{array}{list(index)}", [f"{text} ≈ {number(slope)}"]
            self.add("numeric_gradients", lines.quotient, name, slope, [], terms)
        measured = self.lesson.numeric_gradients(self.loss, copied(self.params), STEP)
        right = self.ours.numeric_gradients(self.loss, copied(self.params), STEP)
        if not isinstance(measured, dict):
            raise Unfit("numeric_gradients has to return a dict.")
        wrong = [x for x in right if not agree(measured.get(x), right[x], 1e-5)]
        if wrong:
            names = ", ".join(wrong)
            self.note(f"Your numeric_gradients differs from ours, shown here: {names}.")
        cache = self.ours.forward_pass(self.X, self.params)[1]
        self.judge(self.lesson.backward_pass(self.y, copied(self.params), cache))

    def loss(self, params):
        """Return the loss that the course computes."""
        y_prob, _ = self.ours.forward_pass(self.X, params)
        return self.ours.binary_cross_entropy(self.y, y_prob)

    def slopes(self):
        """Yield an entry's array, place and slope, with what a step up and down gives.

        That is the loss, which gates are open, and the probabilities.
        """
        tries = []

        def loss(params):
            y_prob, cache = self.ours.forward_pass(self.X, params)
            tries.append((self.loss(params), cache["Z1"] > 0, y_prob))
            return tries[-1][0]

        numeric = self.ours.numeric_gradients(loss, copied(self.params), STEP)
        pairs = zip(tries[::2], tries[1::2], strict=True)
        for array, slopes in numeric.items():
            for index in np.ndindex(slopes.shape):
                yield array, index, slopes[index], *next(pairs)

    def judge(self, grads):
        """Compare each entry of a gradient with the measured slope of our loss."""
        if not isinstance(grads, dict):
            kind = type(grads).__name__
            raise Unfit(f"backward_pass has to return a dict, not {kind}.")
        for array, index, slope, above, below in self.slopes():
            analytic, why = as_array(grads.get(array), self.params[array[1:]].shape)
            entry = {"array": array, "index": list(index), "numeric": number(slope, 6)}
            entry |= {"analytic": "–", "verdict": "wrong", "why": why}
            if not why:
                entry["analytic"] = number(analytic[index], 6)
                found = verdict_on(analytic[index], slope, above, below)
                entry["verdict"], entry["why"] = found
            self.found["entries"].append(entry)

    def watched(self, expected, known, *args):
        """Run the function that stands for one of the course's, and add its steps."""
        name = unwrap(expected.function).__name__
        trace = Trace(getattr(self.lesson, name))
        self.listing(trace.function)
        try:
            # It may change what it gets, so that is a copy.
            known, args = deepcopy((known, args))
            return trace.run(known, *args)
        finally:
            names = Names(name, expected)
            for step in trace.steps:
                array, terms = names.find(step), written_out(step)
                step.name = array or step.label
                inputs = [getattr(each, "name", each) for each in step.inputs]
                lines = trace.lines.place(step.operation.statement)
                about = lines, step.name, step.value, inputs, terms, bool(array)
                self.add(name, *about)
            if len(trace.steps) == MOST_STEPS:
                self.note(f"Only the first {MOST_STEPS} steps of {name} are shown.")

    def add(self, function, lines, name, value, inputs, terms, known=True):
        """Add a step: lines of a function give an array, and terms write it out.

        It is `known` if the array is that of an equation.
        """
        value = [[number(x) for x in row] for row in np.atleast_2d(value)]
        step = {"function": function, "lines": lines, "name": name, "value": value}
        step |= {"inputs": inputs, "terms": terms, "known": known}
        self.found["steps"].append(step)

    def listing(self, function):
        """Return the lines of a function; the page gets them, too."""
        lines, name = Lines(function), unwrap(function).__name__
        own = name in self.sources
        self.found["functions"][name] = {"lines": lines.shown, "own": own}
        return lines

    def note(self, text):
        """Say something besides."""
        self.found["notes"].append(text)


def agree(got, expected, tolerance=1e-9):
    """Tell whether an array has the shape and the numbers of another."""
    with suppress(TypeError, ValueError):
        got = np.asarray(got, dtype=float)
        close = {"rtol": tolerance, "atol": tolerance}
        return got.shape == np.shape(expected) and np.allclose(got, expected, **close)
    return False


def as_array(value, shape):
    """Return a gradient as an array, and what is wrong with its form, if anything."""
    if value is None or value is ...:
        return None, "missing"
    try:
        value = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None, "no array of numbers"
    return value, "" if value.shape == shape else f"shape {value.shape}, not {shape}"


def verdict_on(analytic, numeric, above, below):
    """Return "right", "wrong" or, where nothing can be measured, "unsure"; and why."""
    (_, gates, p), (_, gates_below, p_below) = above, below
    if not np.array_equal(gates, gates_below):
        return "unsure", "a corner of ReLU lies within the step"
    distance = min(p.min(), p_below.min(), 1 - p.max(), 1 - p_below.max())
    if distance < NEAREST:
        return "unsure", "a probability is too close to 0 or 1"
    rounding = 1e-9 + 4 * np.finfo(float).eps / distance / STEP
    apart, size = abs(analytic - numeric), max(abs(analytic), abs(numeric))
    if not apart <= TOLERANCE * max(1, size) + rounding:  # nan is wrong, too
        return "wrong", ""
    if apart > 1e-3 * size + rounding:
        return "unsure", "too small to measure"
    return "right", ""


def in_words(error):
    """Say what has ended a run, and in which line of the reader's."""
    if isinstance(error, deadline.TookTooLong):
        seconds = f"{deadline.SECONDS:.0f} seconds"
        return f"Your code was still running after {seconds}. Is there an endless loop?"
    if isinstance(error, Unfit):
        return str(error)
    if isinstance(error, NotImplementedError) and str(error).startswith("TODO"):
        return f"Still to do: {str(error).removeprefix('TODO: ')}."
    said = f"Python says: {traceback.format_exception_only(error)[-1].strip()}"
    if isinstance(error, SyntaxError) and str(error.filename).startswith(OWN):
        return f"Python cannot read {error.filename}, line {error.lineno}. {said}"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(OWN):
            name = frame.filename.removeprefix(OWN)
            return f"Your {name} stops in this line: {frame.line}\n{said}"
    return f"This cannot go on. {said}"


class Lines:
    """The lines of a function as a page shows them: no decorators, no docstring."""

    def __init__(self, function):
        source, self.start = inspect.getsourcelines(unwrap(function))
        (self.function,) = ast.parse("".join(source)).body
        first, *rest = self.function.body
        text = getattr(getattr(first, "value", None), "value", None)
        documented = rest and isinstance(first, ast.Expr) and isinstance(text, str)
        gone = range(first.lineno, first.end_lineno + 1) if documented else ()
        every = range(self.function.lineno, self.function.end_lineno + 1)
        self.numbers = [line for line in every if line not in gone]
        self.shown = [source[line - 1].rstrip() for line in self.numbers]

    def place(self, statement):
        """Return the first and the last line of a statement, counted as shown."""
        ends = statement.lineno, statement.end_lineno
        return [self.numbers.index(line) for line in ends]

    @property
    def last(self):
        """Where the function ends."""
        return self.place(self.function.body[-1])

    @property
    def quotient(self):
        """Where it divides, or else where it ends."""
        for node in ast.walk(self.function):
            value = isinstance(node, ast.Assign) and node.value
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
                return self.place(node)
        return self.last

    @property
    def operations(self):
        """What it assigns and has to compute first, from the first line to the last."""
        found = []
        for node in ast.walk(self.function):
            if isinstance(node, ast.AugAssign):
                left = ast.parse(ast.unparse(node.target), mode="eval").body
                value = ast.BinOp(left, node.op, node.value)
                found.append(Operation(node, node.target, value))
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                target, *_ = getattr(node, "targets", None) or [node.target]
                targets, values = [target], [node.value]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    targets, values = target.elts, node.value.elts
                pairs = zip(targets, values, strict=False)
                found += [Operation(node, *pair) for pair in pairs if computes(pair[1])]
        return sorted(found, key=lambda operation: operation.statement.lineno)


def computes(expression):
    """Tell whether an expression is more than a name for what is there already."""
    if isinstance(expression, ast.Subscript):
        return computes(expression.value)
    parts = ast.iter_child_nodes(expression)
    return isinstance(expression, WORK) or any(map(computes, parts))


def calls(expression):
    """Tell whether an expression calls something, which must not happen twice."""
    return any(isinstance(node, ast.Call) for node in ast.walk(expression))


class Operation:
    """A statement, or one part of several: what is computed, and its name."""

    def __init__(self, statement, target, value):
        self.statement, self.target, self.value = statement, target, value


class Step:
    """An operation that has run, with the names that it had before."""

    def __init__(self, operation, frame, inputs):
        self.operation, self.inputs = operation, inputs
        self.globals, self.locals = frame.f_globals, copied(dict(frame.f_locals))

    def finish(self, frame):
        """Read off what has been computed; return it."""
        target, names = self.operation.target, (frame.f_globals, frame.f_locals)
        self.label, value = ast.unparse(target), evaluated(target, *names)
        if isinstance(target, ast.Subscript):
            key = evaluated(target.slice, *names)
            self.label = key if isinstance(key, str) else self.label
        self.value = copied(value)
        return value


class Trace:
    """Watches a function while it runs, and keeps each line that computes an array."""

    def __init__(self, function):
        self.function, self.code = function, unwrap(function).__code__
        self.lines, self.steps, self.open = Lines(function), [], []
        self.operations = {}  # by line
        for operation in self.lines.operations:
            statement = operation.statement
            for line in range(statement.lineno, statement.end_lineno + 1):
                place = self.lines.start + line - 1
                self.operations.setdefault(place, []).append(operation)

    def run(self, known, *args):
        """Call the function; `known` has the arrays that come in, by name."""
        self.owners = {id(value): name for name, value in known.items()}
        self.alive = [known]  # so that no other array gets the same id
        before = sys.gettrace()
        sys.settrace(self.enter)
        try:
            return self.function(*args)
        finally:
            sys.settrace(before)

    def enter(self, frame, event, arg):
        """Watch this function, and no other."""
        return self.watch if frame.f_code is self.code else None

    def watch(self, frame, event, arg):
        """Finish what the last line has begun, and begin the next."""
        found = self.operations.get(frame.f_lineno, []) if event == "line" else []
        if event == "exception":
            self.open = []
        elif not found or found != [step.operation for step in self.open]:
            for step in self.open:
                self.keep(step, frame)
            self.open = [Step(each, frame, self.inputs(each, frame)) for each in found]
        return self.watch

    def keep(self, step, frame):
        """Keep a step if it has computed an array that can be shown."""
        with suppress(Exception):  # such as a target that cannot be read
            value = step.finish(frame)
            fits = isinstance(value, np.ndarray) and value.dtype.kind in "bif"
            if fits and 0 < value.ndim < 3 and value.size <= MOST_ENTRIES:
                self.owners[id(value)] = step
                self.alive.append(value)
                if len(self.steps) < MOST_STEPS:
                    self.steps.append(step)

    def inputs(self, operation, frame):
        """Return the arrays that an operation reads, as their names or steps."""
        found = {}
        for node in ast.walk(operation.value):
            if isinstance(node, ast.Name | ast.Subscript) and not calls(node):
                with suppress(Exception):  # such as the name of a comprehension
                    value = evaluated(node, frame.f_globals, frame.f_locals)
                    base = getattr(value, "base", None)
                    owner = self.owners.get(id(value)) or self.owners.get(id(base))
                    if owner:
                        found[id(owner)] = owner
        return list(found.values())


class Names:
    """The names that the equations of the course have for arrays of a function."""

    def __init__(self, function, expected):
        operations = expected.lines.operations
        pairs = zip(operations, ARRAYS[function], strict=True)
        self.patterns = {ast.dump(o.statement): pattern for o, pattern in pairs}
        self.right = {self.by_line(step): step.value for step in expected.steps}

    def by_line(self, step):
        """Return what a line of the course computes, or nothing for another line."""
        pattern = self.patterns.get(ast.dump(step.operation.statement))
        with suppress(NameError):
            return pattern and eval(f"f'{pattern}'", {}, dict(step.locals))

    def find(self, step):
        """Return the name of an array, by its line or else by its numbers."""
        name = self.by_line(step)
        alike = (x for x, value in self.right.items() if agree(step.value, value))
        name = name or next(alike, None)
        self.right.pop(name, None)
        return name


def copied(value):
    """Return a copy of something with all arrays in it."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) is dict:
        return {key: copied(each) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(copied, value))
    return value


def evaluated(expression, names, own):
    """Return the value of an expression, or of what is assigned to."""
    text = ast.unparse(expression)
    return eval(text, names, dict(own))


def written_out(step):
    """Return for each entry of an array how it is computed, such as "1·3 + 2·0 = 3"."""
    with suppress(Exception):  # what cannot be written out is shown as it is
        arithmetic = Arithmetic(step)
        whole = arithmetic.value(step.operation.value)
        if np.array_equal(whole, step.value, equal_nan=True):
            places = [(0,) * (2 - whole.ndim) + x for x in np.ndindex(whole.shape)]
            terms = [arithmetic.line(*place) for place in places]
            return terms if any(terms) else []
    return []


ATOM, PRODUCT, SUM = 2, 1, 0  # how strongly a text holds together
SIGNS = {
    ast.Add: (" + ", SUM),
    ast.Sub: (" − ", SUM),
    ast.Mult: ("·", PRODUCT),
    ast.Div: (" / ", PRODUCT),
}


class Arithmetic:
    """Writes out how single entries of what a step computes come about."""

    def __init__(self, step):
        self.step, self.values = step, {}
        self.expression = step.operation.value

    def value(self, node):
        """Return the value of a part, which is computed once."""
        if node not in self.values:
            self.values[node] = evaluated(node, self.step.globals, self.step.locals)
        return self.values[node]

    def line(self, row, column):
        """Return one entry, written out; nothing if there is nothing to write out."""
        self.exact = True
        text, _ = self.part(self.expression, row, column)
        result = self.numeral(self.entry(self.expression, row, column))
        if text == result:
            return ""
        text = f"{text} {'=' if self.exact else '≈'} {result.strip('()')}"
        return re.sub(r"(^|\()\((−[\d.]+)\)", r"\1\2", text)

    def entry(self, node, row, column):
        """Return an entry of a part, which may be a number or spread over rows."""
        value = np.atleast_2d(self.value(node))
        rows, columns = value.shape
        return float(value[row if rows > 1 else 0, column if columns > 1 else 0])

    def numeral(self, x):
        """Return a number as text; below 0 it stands in brackets."""
        text = number(x)
        self.exact &= exact(text, x)
        return f"({text})" if text[0] == "−" else text

    def part(self, node, row, column):
        """Return the text of an entry of a part, and how strongly it holds together."""
        match node:
            case ast.BinOp(left, ast.MatMult(), right):
                return self.product(self.value(left), self.value(right), row, column)
            case ast.BinOp(left, op, right) if type(op) in SIGNS:
                sign, strength = SIGNS[type(op)]
                first, holds = self.part(left, row, column)
                second, too = self.part(right, row, column)
                first = f"({first})" if holds < strength else first
                tight = strength + isinstance(op, ast.Sub | ast.Div)
                second = f"({second})" if too < tight else second
                return f"{first}{sign}{second}", strength
            case ast.Call(ast.Attribute(of, "sum" | "mean" as how)):
                return self.total(node, of, how, row, column)
            case ast.Call(function, [argument]) if node is self.expression:
                if np.shape(self.value(argument)) == np.shape(self.value(node)):
                    name = self.value(function).__name__
                    inside = self.numeral(self.entry(argument, row, column))
                    return f"{name}({inside.strip('()')})", ATOM
        return self.numeral(self.entry(node, row, column)), ATOM

    def product(self, left, right, row, column):
        """Write out a row times a column."""
        rows, columns = np.shape(left)[0], np.shape(right)[1]
        numbers = zip(
            left[row if rows > 1 else 0],
            right[:, column if columns > 1 else 0],
            strict=True,
        )
        terms = [f"{self.numeral(a)}·{self.numeral(b)}" for a, b in numbers]
        return " + ".join(terms), SUM if len(terms) > 1 else PRODUCT

    def total(self, node, of, how, row, column):
        """Write out the sum or the mean of a column."""
        values = self.value(node.args[0] if self.value(of) is np else of)
        axes = [k.value for k in node.keywords if k.arg == "axis"]
        if np.ndim(values) != 2 or not axes or self.value(axes[0]) != 0:
            return self.numeral(self.entry(node, row, column)), ATOM
        text = " + ".join(self.numeral(x) for x in values[:, column])
        return (f"({text}) / {len(values)}", PRODUCT) if how == "mean" else (text, SUM)


def number(x, digits=4):
    """Return a number with a few decimals; what is exact has no more than it needs."""
    x = float(x) + 0.0  # never "-0"
    tiny = 0 < abs(x) < 0.5 * 10**-digits
    text = f"{x:.1e}" if tiny or 1e6 <= abs(x) < np.inf else f"{x:.{digits}f}"
    if digits == 4 and exact(text, x) and "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def exact(text, x):
    """Tell whether a text says all there is of a number."""
    return abs(float(text.replace("−", "-")) - x) <= 1e-12 * abs(x)
