"""Run the code of one notebook in this process and write down what was found.

``python -m mlp.checks.run_notebook NOTEBOOK FINDINGS MEGABYTES SECONDS`` is started by
`mlp.checks.grading`, once for each notebook. Each finding is a line of JSON that is
written at once, so that it is kept whatever the next cell does.
"""

import ast
import json
import linecache
import math
import os
import re
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from mlp.checks.check import CHECKS, check
from mlp.checks.engine.isolate import is_own
from mlp.checks.report import OPEN, WRONG, Entry
from mlp.support.open_todos import OpenTodos

# Cell magics below which there is Python. Any other makes its cell something else.
AROUND_PYTHON = ("capture", "prun", "time", "timeit")
# Lines that only a notebook understands, and what stands in for each.
MAGICS = (
    (r"^([ \t]*)%time[ \t]+(?=\S)", r"\1"),  # what it times is Python
    (r"^([ \t]*)[%!?].*$", r"\1pass"),
    (r"^([ \t]*)[\w.]+\?\??[ \t]*$", r"\1pass"),
    (r"^([ \t]*\w+[ \t]*=)[ \t]*[%!].*$", r"\1 None"),
)
LARGEST_FILE = 100  # megabytes that a cell may write into one file
LONGEST_TEXT = 300  # characters that are kept of an error


class NotANotebook(Exception):
    """A file that has no cells to run; the text says why."""


@dataclass(frozen=True)
class Code:
    """A code cell.

    Attributes
    ----------
    name : str
        What tracebacks call it, with its position among all cells from 1.
    source : str
        Plain Python, without magic commands.
    given : bool
        Whether its functions are the course's and not the learner's.
    """

    name: str
    source: str
    given: bool


def read_notebook(path):
    """Return the code cells of a notebook, and the functions that it asks for.

    The second is None for a notebook that is not one of the course.

    Raises
    ------
    NotANotebook
        If the file is missing or has another form.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        notebook = json.loads(text) if text.strip() else None
    except OSError as error:
        raise NotANotebook(f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise NotANotebook("not a notebook: it is no JSON file") from error
    if notebook is None:
        raise NotANotebook("not a notebook: the file is empty")
    try:
        if "worksheets" in notebook:
            raise NotANotebook(
                "its format is too old: open it in JupyterLab, save it, and try again"
            )
        cells = [
            Code(
                f"cell {number}",
                without_magics("".join(cell["source"])),
                "given" in cell["metadata"].get("tags", ()),
            )
            for number, cell in enumerate(notebook["cells"], start=1)
            if cell["cell_type"] == "code"
        ]
        return cells, notebook.get("metadata", {}).get("mlp", {}).get("functions")
    except (AttributeError, KeyError, TypeError) as error:
        raise NotANotebook("not a notebook: it has no cells") from error


def without_magics(source):
    """Return a cell as plain Python: what is for the notebook alone does nothing."""
    magic = re.match(r"\s*%%(\w+).*\n?", source)
    if magic and magic[1] not in AROUND_PYTHON:
        return ""
    if magic:
        source = source[magic.end() :]
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        for magic, python in MAGICS:
            source = re.sub(magic, python, source, flags=re.MULTILINE)
    return source


def asked_for(cells):
    """Return the functions that a notebook checks, or has the learner define."""
    names = {}
    for cell in cells:
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except (SyntaxError, ValueError):
            continue
        for node in nodes:
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
                names |= {a.id: None for a in node.args if isinstance(a, ast.Name)}
            elif isinstance(node, ast.FunctionDef) and not cell.given:
                names[node.name] = None
    return [name for name in names if name in CHECKS]


def run(path, write):
    """Run the cells of a notebook, and check functions as soon as they are defined.

    Parameters
    ----------
    path : str or pathlib.Path
        The notebook.
    write : callable
        Takes each finding, a dict.
    """
    cells, expected = read_notebook(path)
    names = list(dict.fromkeys([*(expected or ()), *asked_for(cells)]))
    if expected is not None and not names:
        write({"asks": False})
    for name in names:
        write(asdict(Entry(name, OPEN, ("its cell was not reached",))))
    space = {"__name__": "__main__", "display": print}
    todos, seen, told = OpenTodos(), {}, set()
    for cell in cells:
        write({"cell": cell.name})
        lines = cell.source.splitlines(keepends=True)
        linecache.cache[cell.name] = (len(cell.source), None, lines, cell.name)
        try:
            exec(compile(cell.source, cell.name, "exec"), space)
            todos.done(cell.source)
        except BaseException as error:  # SystemExit too: the cells below still count
            text = text_of(error)
            broken = [
                name
                for name in names
                if isinstance(error, SyntaxError)
                and name not in seen
                and re.search(rf"^def {name}\b", cell.source, re.MULTILINE)
            ]
            for name in broken:
                write(asdict(Entry(name, WRONG, (f"Its cell does not run. {text}",))))
            if not broken and todos.reason(error, cell.source) is None:
                write({"problem": f"{cell.name}: {text}"})
            told |= set(broken)
        for name in names:
            function = space.get(name)
            if is_own(function) and seen.get(name) is not function:
                seen[name] = function
                if not cell.given:
                    write(asdict(entry_of(function, name)))
    for name in names:
        if name not in told and name not in seen:
            write(asdict(Entry(name, OPEN, ("not defined in this notebook",))))


def text_of(error):
    """Return in one line what a cell has raised."""
    if isinstance(error, SyntaxError):
        text = f"{type(error).__name__} in line {error.lineno}: {error.msg}"
    else:
        text = traceback.format_exception_only(error)[-1]
    if isinstance(error, MemoryError):  # NumPy has a class of its own for it
        text = f"MemoryError: {error}" if str(error) else "MemoryError"
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} ..."


def entry_of(function, name):
    """Return what is found about a function, under the name of the course."""
    try:
        return check(function)[name]
    except (KeyError, ValueError) as error:
        return Entry(name, WRONG, (str(error),))


def limit(megabytes, seconds):
    """Limit memory, the size of files and computing, where the system can do it.

    The last is for notebooks that `mlp.checks.grading` cannot end, because it was ended
    itself. It leaves a notebook more time than that does.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {
        "RLIMIT_AS": megabytes << 20,
        "RLIMIT_FSIZE": LARGEST_FILE << 20,
        "RLIMIT_CPU": math.ceil(seconds) + 2,
    }
    for kind, most in limits.items():
        try:
            resource.setrlimit(getattr(resource, kind), (most, most))
        except (AttributeError, OSError, ValueError):  # macOS cannot limit memory
            continue


def main(path, findings, megabytes, seconds):
    """Run one notebook and end this process."""
    limit(int(megabytes), float(seconds))
    process = os.getpid()
    with Path(findings).open("a", encoding="utf-8") as file:

        def write(finding):
            if os.getpid() == process:  # and not a copy that a cell has made of it
                print(json.dumps(finding), file=file, flush=True)

        try:
            run(path, write)
        except NotANotebook as error:
            write({"problem": str(error)})
        write({"end": True})
    os._exit(0)  # without waiting for threads that a cell may have left


if __name__ == "__main__":
    main(*sys.argv[1:])
