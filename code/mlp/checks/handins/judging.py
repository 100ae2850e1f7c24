"""Judge one function of a notebook from its text, without running the notebook.

What the function stands on runs, and nothing else does: definitions, imports and values
that it uses. So no cell of the notebook can change the verdict.
"""

import ast
import linecache
import types
from inspect import unwrap

import mlp
from mlp.checks.check import check
from mlp.checks.handins.notebook import said
from mlp.checks.handins.parts import needed_by
from mlp.checks.report import OPEN, WRONG, Entry

# What no answer needs, and what could reach a verdict or more than that.
FAR = {"ctypes", "gc", "importlib", "inspect", "os", "subprocess", "sys"}
MISSING = "not defined in this notebook"
JUDGED_IN = 20.0  # seconds at most; the checks end most loops sooner by themselves
ENDS_PYTHON = "The function ends Python: take out exit() or whatever does it."
LOOPS = "No result after {:g} seconds: is there an endless loop?"
SLOW = "What it needs takes longer than {:g} seconds to compute, so it was not checked."
IMPORTS = (ast.Import, ast.ImportFrom)
RUNS_TEXT = {"exec", "eval", "compile", "__import__"}


class Shell:
    """What `get_ipython()` returns here: whatever is called does nothing."""

    def __getattr__(self, name):
        """Return a function that does nothing."""
        return lambda *args, **kwargs: None


def surroundings():
    """Return the names that a notebook has before its first cell."""
    return {"__name__": "__main__", "display": print, "get_ipython": Shell}


def remember(notebook):
    """Let errors and `inspect` quote the lines of cells."""
    for cell in notebook.cells:
        lines = cell.source.splitlines(keepends=True)
        linecache.cache[cell.name] = (len(cell.source), None, lines, cell.name)


def prepare(notebook, name):
    """Run what a function of a notebook stands on.

    Parameters
    ----------
    notebook : Notebook
        What was handed in.
    name : str
        A function of the course.

    Returns
    -------
    remarks : list of str
        For whoever teaches.
    judge : callable
        Checks the function, and returns what the learner hears, as an `Entry`.
    """
    remember(notebook)
    parts, space, failed = needed_by(name, notebook.parts), surroundings(), None
    for cell in notebook.cells:
        if cell.error is not None and cell.defines(name) and not cell.given:
            failed = said(cell.error)
    for part in parts:
        try:
            code = ast.Module([part.node], [])
            exec(compile(code, part.cell, "exec"), space)
        except BaseException as error:  # SystemExit too: others may still be right
            if part.is_learners(name):
                failed = said(error)
    written = any(part.is_learners(name) for part in parts)
    function = space.get(name) if written else None
    if function is None and failed is not None:
        entry = Entry(name, WRONG, (f"Its cell does not run. {failed}",))
        return [], lambda: entry
    return reaches(name, space, parts), lambda: verdict(name, function)


def verdict(name, function):
    """Return what is found about a function, or about None."""
    if function is None:
        return Entry(name, OPEN, (MISSING,))
    if unwrap(function) is unwrap(getattr(mlp, name)):
        return Entry(name, OPEN, ("this is the course's own function",))
    try:
        return check(function)[name]
    except (KeyError, ValueError) as error:
        return Entry(name, WRONG, (str(error),))


def reaches(name, space, parts):
    """Return remarks on what a function uses that an answer of one's own does not."""
    own = unwrap(getattr(mlp, name))
    nodes = [
        node
        for part in parts
        if not isinstance(part.node, IMPORTS) and not part.given
        for node in ast.walk(part.node)
    ]
    needs = {need for part in parts for need in part.needs} & space.keys()
    course = any(
        callable(space[n]) and unwrap(space[n]) is own
        for n in needs | {name} & {*space}
    )
    modules = {n: v.__name__ for n, v in space.items() if is_module(v)}
    used = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name.split(".")[0]: a.name for a in node.names}
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used.add(str(node.module))
            names = {alias.name for alias in node.names}
            course |= first(node.module) == "mlp" and not names.isdisjoint({name, "*"})
        elif isinstance(node, ast.Name):
            used.add(modules.get(node.id, node.id))
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == name:
            course |= first(modules.get(root(node))) == "mlp"
        elif isinstance(node, ast.Constant) and node.value == name:
            course |= "getattr" in used
    far = set(map(first, used)) & FAR | used & RUNS_TEXT
    if any(module.startswith("mlp.checks") for module in used):
        far.add("mlp.checks")
    return [f"it uses the course's own {name}"] * course + [
        f"it uses {thing}, which no answer needs" for thing in sorted(far)
    ]


def is_module(value):
    """Whether a value is a module."""
    return isinstance(value, types.ModuleType)


def first(module):
    """Return the package of a module."""
    return str(module).split(".")[0]


def root(node):
    """Return the name at which a chain of attributes begins."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", None)
