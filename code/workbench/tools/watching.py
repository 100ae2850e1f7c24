"""Watch a function while it runs: each line that computes an array is a step."""

import ast
import inspect
import sys
from contextlib import suppress
from inspect import unwrap

import numpy as np

MOST_STEPS, MOST_ENTRIES = 60, 16  # what a page can show
WORK = ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call


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
