"""The worked example, one operation at a time, as the functions that run compute it."""

import ast
import traceback
from contextlib import suppress
from copy import deepcopy
from inspect import unwrap

import numpy as np

from mlp.checks.engine import deadline
from workbench.runner import OWN, lesson_with
from workbench.tools.arithmetic import number, written_out
from workbench.tools.watching import MOST_STEPS, Lines, Trace, copied

STEP = 1e-5  # of the measured slopes, as in the chapter
TOLERANCE = 1e-6  # relative, and absolute for slopes below 1
NEAREST = 1e-7  # to 0 or 1; nearer, the clipped loss is flat

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
