"""Run the cells of a page, and hand over what they put out, piece by piece.

This is the Python of the workbench that runs in the browser; to test it needs none.
"""

import ast
import io
import linecache
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from importlib.util import module_from_spec
from inspect import unwrap

import numpy as np

import mlp
from mlp.checks import Report, check
from mlp.checks.engine import deadline
from mlp.support.open_todos import OpenTodos, drop_figures

OWN = "your "  # what the names of files begin with that hold a reader's code
DEFINING = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class Page(io.TextIOBase):
    """One page at work: its cells share names, and print to it as to a file.

    `emit` takes a dict for each piece of output, whose ``kind`` is "text", "html",
    "figure", "report" or "error". `functions` has the source of functions by name,
    which take the place of the course's.
    """

    def __init__(self, emit, functions=()):
        self.emit = emit
        self.names = {"__name__": "__main__"}
        self.todos = OpenTodos()
        self.random = {}  # the state of NumPy's generator after each cell, by its id
        self.lesson = lesson_with(dict(functions))
        # A browser takes several times as long.
        deadline.SECONDS, self.lesson.support.replay.MOST_FRAMES = 6.0, 9

    def run(self, cell, source, previous=None):
        """Run a cell, from the random numbers at which the `previous` one has left off.

        Returns "done", "open" if a gap is the reason why it could not run, or "failed".
        """
        if previous in self.random:
            np.random.set_state(self.random[previous])
        result = self.attempt(source, lambda: evaluate(source, "cell", self.names))
        self.random[cell] = np.random.get_state()
        return result

    def check(self, name, sources):
        """Check a function, given the cells up to its own; nothing is drawn.

        Of those above only what defines something runs, apart from the rest of the
        page: a verdict needs neither Matplotlib nor what stands in between.
        """
        *above, own = sources
        names = {"__name__": "__main__", "np": np}
        names |= {name: getattr(self.lesson, name) for name in mlp.__all__}

        def judge():
            for number, source in enumerate(above, 1):
                with suppress(SyntaxError):  # that cell says so itself
                    evaluate(source, f"cell {number}", names, defines)
            evaluate(own, name, names)
            return check(names[name])

        return self.attempt(own, judge)

    def attempt(self, source, work):
        """Do the work of a cell, and hand over all that comes of it."""
        with redirect_stdout(self), redirect_stderr(self):
            try:
                self.show(work())
            except BaseException as error:  # exit() must not end the page either
                return self.explain(error, source)
            finally:
                drop_figures()
        self.todos.done(source)
        return "done"

    def write(self, text):
        """Hand over what is printed."""
        self.emit({"kind": "text", "text": text})
        return len(text)

    def show(self, value):
        """Hand over figures, and a value as a notebook would show it."""
        if isinstance(value, Report):
            found = {entry.name: entry.status for entry in value.entries}
            self.emit({"kind": "report", "html": value._repr_html_(), "found": found})
        elif hasattr(value, "_repr_html_"):
            self.emit({"kind": "html", "html": value._repr_html_()})
        elif value is not None:
            print(repr(value))
        plt = sys.modules.get("matplotlib.pyplot")
        for number in plt.get_fignums() if plt else ():
            file = io.BytesIO()
            plt.figure(number).savefig(file, format="webp", bbox_inches="tight")
            self.emit({"kind": "figure", "webp": file.getvalue()})

    def explain(self, error, source):
        """Hand over what went wrong: an open gap in one sentence, else the lines."""
        if what := self.todos.reason(error, source):
            print(f"Still to do: {what}. Fill in its gap above, then run this again.")
            return "open"
        lines = [*lines_of(error), *traceback.format_exception_only(error)]
        if isinstance(error, MemoryError):
            lines.append("Python in a page has no more memory: does something grow on?")
        self.emit({"kind": "error", "text": "".join(lines)})
        return "failed"


def lines_of(error):
    """Return the lines of a reader's code that an error has come through."""
    return [
        f"{frame.filename}, line {frame.lineno}:\n    {frame.line}\n"
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(OWN)
    ]


def evaluate(source, name, names, wanted=None):
    """Run code, or what is wanted of it; return the value of its last line."""
    file = f"{OWN}{name}"
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    body, last = list(filter(wanted, ast.parse(source, file).body)), None
    if body and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(body.pop().value)
    exec(compile(ast.Module(body, []), file, "exec"), names)
    return eval(compile(last, file, "eval"), names) if last else None


def defines(node):
    """Tell what defines something, imports or names a constant, but needs no plots."""
    constant = isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    wanted = constant or isinstance(node, DEFINING)
    return wanted and "matplotlib" not in ast.unparse(node)


def lesson_with(functions):
    """Return a copy of `mlp`, in place of it, in which some functions are the reader's.

    They are there before a later chapter imports them. The checks keep the package.
    """
    for name in [x for x in sys.modules if x.split(".")[0] == "mlp"]:
        if not name.startswith("mlp.checks"):
            del sys.modules[name]
    lesson = sys.modules["mlp"] = module_from_spec(mlp.__spec__)
    lesson.checks = mlp.checks
    for name in filter(functions.get, mlp.__all__):
        names = vars(import_module(unwrap(getattr(mlp, name)).__module__))
        theirs = names[name]
        evaluate(functions[name], name, names)
        names[name].__module__ = "__main__"
        for function in map(unwrap, filter(callable, names.values())):
            defaults = getattr(function, "__kwdefaults__", None) or {}
            defaults |= {x: names[name] for x in defaults if defaults[x] is theirs}
    lesson.__spec__.loader.exec_module(lesson)
    return lesson
