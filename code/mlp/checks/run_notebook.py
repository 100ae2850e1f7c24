"""Run the code of one notebook in this process and write down what was found.

``python -m mlp.checks.run_notebook NOTEBOOK FINDINGS MEGABYTES`` is started by
`mlp.checks.grading`, once for each notebook. Each finding is a line of JSON that is
written at once, so that it is kept whatever the next cell does.
"""

import ast
import json
import linecache
import os
import re
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from mlp.checks.check import CHECKS, check
from mlp.checks.isolate import is_own
from mlp.checks.open_todos import OpenTodos
from mlp.checks.report import OPEN, WRONG, Entry

# Cell magics below which there is Python. Any other makes its cell something else.
AROUND_PYTHON = ("capture", "prun", "time", "timeit")
LARGEST_FILE = 100  # megabytes that a cell may write into one file


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


def read_cells(path):
    """Return the code cells of a notebook.

    Raises
    ------
    NotANotebook
        If the file is missing or has another form.
    """
    try:
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise NotANotebook(f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise NotANotebook("not a notebook: it is no JSON file") from error
    try:
        return [
            Code(
                f"cell {number}",
                without_magics("".join(cell["source"])),
                "given" in cell["metadata"].get("tags", ()),
            )
            for number, cell in enumerate(notebook["cells"], start=1)
            if cell["cell_type"] == "code"
        ]
    except (AttributeError, KeyError, TypeError) as error:
        raise NotANotebook("not a notebook of format 4: it has no cells") from error


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
        source = re.sub(r"^(\s*)[%!?].*$", r"\1pass", source, flags=re.MULTILINE)
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
    cells = read_cells(path)
    names = asked_for(cells)
    for name in names:
        write(asdict(Entry(name, OPEN, ("not defined in this notebook",))))
    space = {"__name__": "__main__", "display": print}
    todos, seen = OpenTodos(), {}
    for cell in cells:
        lines = cell.source.splitlines(keepends=True)
        linecache.cache[cell.name] = (len(cell.source), None, lines, cell.name)
        try:
            exec(compile(cell.source, cell.name, "exec"), space)
            todos.done(cell.source)
        except BaseException as error:  # SystemExit too: the cells below still count
            if todos.reason(error, cell.source) is None:
                text = traceback.format_exception_only(error)[-1].strip()
                write({"problem": f"{cell.name}: {text}"})
        for name in names:
            function = space.get(name)
            if is_own(function) and seen.get(name) is not function:
                seen[name] = function
                if not cell.given:
                    write(asdict(entry_of(function, name)))


def entry_of(function, name):
    """Return what is found about a function, under the name of the course."""
    try:
        return check(function)[name]
    except (KeyError, ValueError) as error:
        return Entry(name, WRONG, (str(error),))


def limit(megabytes):
    """Limit memory and the size of files, where the system can do it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, size in (("RLIMIT_AS", megabytes), ("RLIMIT_FSIZE", LARGEST_FILE)):
        try:
            resource.setrlimit(getattr(resource, kind), (size << 20, size << 20))
        except (AttributeError, OSError, ValueError):  # macOS cannot limit memory
            continue


def main(path, findings, megabytes):
    """Run one notebook and end this process."""
    limit(int(megabytes))
    with Path(findings).open("a", encoding="utf-8") as file:

        def write(finding):
            print(json.dumps(finding), file=file, flush=True)

        try:
            run(path, write)
        except NotANotebook as error:
            write({"problem": str(error)})
        write({"end": True})
    os._exit(0)  # without waiting for threads that a cell may have left


if __name__ == "__main__":
    main(*sys.argv[1:])
