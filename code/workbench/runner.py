"""Run the cells of a page in the browser, and say what they put out.

This is the part of the workbench that is Python and runs in Pyodide; it needs no browser
to be tested. What a cell puts out is handed over piece by piece as it comes.
"""

import ast
import importlib
import io
import linecache
import sys
import traceback
import types
from contextlib import redirect_stderr, redirect_stdout
from inspect import unwrap

import numpy as np

import mlp
from mlp.checks import Report, check
from mlp.checks.engine import deadline
from mlp.support import replay
from mlp.support.open_todos import OpenTodos, drop_figures

# A browser takes several times as long.
deadline.SECONDS = 6.0
replay.MOST_FRAMES = 9
OWN = "your "  # what the names of files begin with that hold a reader's code


class Stream(io.TextIOBase):
    """A file that hands over at once what is printed to it."""

    def __init__(self, emit):
        self.write = lambda text: emit({"kind": "text", "text": text}) or len(text)


class Page:
    """One page at work: its cells share names, as those of a notebook do.

    Parameters
    ----------
    emit : callable
        Takes a dict for each piece of output. Its ``kind`` is "text", "html", "figure",
        "report" or "error".
    functions : dict of str to str
        The reader's own functions of earlier chapters, as source by name, in the order
        of the chapters. They take the place of the course's wherever a cell uses them.
    """

    def __init__(self, emit, functions=()):
        self.emit = emit
        self.names = _module().__dict__
        self.todos = OpenTodos()
        self.random = {}  # the state of NumPy's generator after each cell, by its id
        self.lesson = lesson_with(dict(functions))

    def run(self, cell, source, previous=None):
        """Run a cell, from the random numbers at which the `previous` one has left off.

        So a cell that runs again shows the same as the first time.

        Returns
        -------
        str
            "done", "open" if a gap is the reason why it could not run, or "failed".
        """
        if previous in self.random:
            np.random.set_state(self.random[previous])
        stream = Stream(self.emit)
        with redirect_stdout(stream), redirect_stderr(stream):
            try:
                self.show(evaluate(source, f"{OWN}cell", self.names))
                self.show_figures()
            except BaseException as error:  # exit() must not end the page either
                return self.explain(error, source)
            finally:
                self.random[cell] = np.random.get_state()
        self.todos.done(source)
        return "done"

    def check(self, name, sources):
        """Check a function, given the cells up to its own; nothing is drawn.

        Of those cells only what defines something runs, apart from the rest of the page,
        so that a verdict needs neither Matplotlib nor what stands in between.
        """
        names = _module().__dict__ | {"np": np}
        names |= {name: getattr(self.lesson, name) for name in mlp.__all__}
        stream = Stream(self.emit)
        with redirect_stdout(stream), redirect_stderr(stream):
            try:
                for number, source in enumerate(sources, 1):
                    last = number == len(sources)
                    file = f"{OWN}{name}" if last else f"{OWN}cell {number}"
                    evaluate(source if last else definitions(source), file, names)
                self.show(check(names[name]))
            except BaseException as error:
                return self.explain(error, source)
        return "done"

    def show(self, value):
        """Hand over the value of a cell's last line, as a notebook would show it."""
        if isinstance(value, Report):
            found = {entry.name: entry.status for entry in value.entries}
            self.emit({"kind": "report", "html": value._repr_html_(), "found": found})
        elif hasattr(value, "_repr_html_"):
            self.emit({"kind": "html", "html": value._repr_html_()})
        elif value is not None:
            self.emit({"kind": "text", "text": f"{value!r}\n"})

    def show_figures(self):
        """Hand over the figures that a cell has drawn, and close them."""
        if "matplotlib.pyplot" not in sys.modules:
            return
        plt = sys.modules["matplotlib.pyplot"]
        for number in plt.get_fignums():
            figure, file = plt.figure(number), io.BytesIO()
            figure.savefig(file, format="webp", bbox_inches="tight")
            self.emit({"kind": "figure", "webp": file.getvalue()})
        plt.close("all")

    def explain(self, error, source):
        """Hand over what went wrong: an open gap in one sentence, else the lines."""
        drop_figures()
        what = (
            self.todos.reason(error, source) if isinstance(error, Exception) else None
        )
        if what is not None:
            text = f"Still to do: {what}. Fill in its gap above, then run this again."
            self.emit({"kind": "text", "text": f"{text}\n"})
            return "open"
        frames = traceback.extract_tb(error.__traceback__)
        lines = [
            f"{frame.filename}, line {frame.lineno}:\n    {frame.line}\n"
            for frame in frames
            if frame.filename.startswith(OWN)
        ]
        lines += traceback.format_exception_only(error)
        if isinstance(error, MemoryError):
            lines.append("Python in a page has no more memory: does something grow on?")
        self.emit({"kind": "error", "text": "".join(lines)})
        return "failed"


def _module():
    """Return a new module in the place of the one that a notebook runs in."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    return module


def evaluate(source, file, names):
    """Run Python code and return the value of its last line, if it has one to show."""
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    body = ast.parse(source, file).body
    last = None
    if body and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(body.pop().value)
    exec(compile(ast.Module(body, []), file, "exec"), names)
    return eval(compile(last, file, "eval"), names) if last else None


def definitions(source):
    """Return the lines of a cell that define functions, import, or name constants."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return ""  # it says so itself when it is run
    kept = [
        node
        for node in body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        or (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant))
        or isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    lines = [ast.unparse(node) for node in kept]
    return "\n".join(line for line in lines if "matplotlib" not in line)


def lesson_with(functions):
    """Return a copy of `mlp` in which some functions are the reader's.

    The checks keep to the package as it is.
    """
    if not functions:
        return mlp
    for name in [n for n in sys.modules if n == "mlp" or n.startswith("mlp.")]:
        if not name.startswith("mlp.checks"):
            del sys.modules[name]
    lesson = importlib.import_module("mlp")
    lesson.checks = mlp.checks
    modules = [m for n, m in sys.modules.items() if n.startswith("mlp.")]
    modules = [lesson, *(m for m in modules if not m.__name__.startswith("mlp.checks"))]
    for name, source in functions.items():
        theirs = unwrap(getattr(lesson, name))
        evaluate(source, f"{OWN}{name}", theirs.__globals__)
        own = theirs.__globals__[name]
        own.__module__ = "__main__"
        for module in modules:
            if name in vars(module):
                setattr(module, name, own)
            for function in map(unwrap, filter(callable, vars(module).values())):
                defaults = getattr(function, "__kwdefaults__", None) or {}
                for key, value in defaults.items():
                    if unwrap(value) is theirs:
                        defaults[key] = own
    return lesson
