"""Read a notebook: its code cells, and the functions that it asks for."""

import ast
import json
import re
from dataclasses import dataclass
from functools import cached_property

from mlp.checks.check import CHECKS
from mlp.checks.handins.parts import parts_of, tree
from mlp.checks.handins.words import plain

# The course gives these in every notebook, though `check` knows them.
GIVEN = ("binary_cross_entropy", "accuracy")
# Cell magics below which there is Python. Any other makes its cell something else.
AROUND_PYTHON = ("capture", "prun", "time", "timeit")
# Lines that only a notebook understands, and what stands in for each.
MAGICS = (
    (r"^([ \t]*)%time[ \t]+(?=\S)", r"\1"),  # what it times is Python
    (r"^([ \t]*)[%!?].*$", r"\1pass"),
    (r"^([ \t]*)[\w.]+\?\??[ \t]*$", r"\1pass"),
    (r"^([ \t]*\w+[ \t]*=)[ \t]*[%!].*$", r"\1 None"),
)


class NotANotebook(Exception):
    """A file that has no cells to run; the text says why."""


@dataclass(frozen=True)
class Code:
    """A code cell.

    Attributes
    ----------
    name : str
        What errors call it, with its position among all cells from 1.
    source : str
        Plain Python, without magic commands.
    given : bool
        Whether its functions are the course's and not the learner's.
    """

    name: str
    source: str
    given: bool = False

    @property
    def error(self):
        """Why it is no Python, or None."""
        try:
            tree(self.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error

    def defines(self, name):
        """Whether it defines a function, even if it is no Python as a whole."""
        return re.search(rf"^def {name}\b", self.source, re.MULTILINE) is not None


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook.

    Attributes
    ----------
    cells : tuple of Code
        Its code cells.
    asked : tuple of str
        The functions that the learner is to write.
    listed : bool
        Whether the notebook itself says what it asks for, as those of the course do.
    solved : bool
        Whether it is the course's own solution.
    """

    cells: tuple
    asked: tuple
    listed: bool = False
    solved: bool = False

    @cached_property
    def parts(self):
        """Its statements, cell by cell, as `Part`."""
        return [
            part
            for cell in self.cells
            if cell.error is None
            for part in parts_of(cell.source, cell.name, cell.given)
        ]

    def source(self, name):
        """Return the text of the function that counts, the last one, or nothing."""
        found = [part for part in self.parts if part.is_learners(name)]
        return found[-1].text if found else ""


def read(text):
    """Return what the text of a file holds.

    Raises
    ------
    NotANotebook
        If it has another form.
    """
    try:
        content = json.loads(text) if text.strip() else None
    except (ValueError, RecursionError) as error:
        raise NotANotebook("not a notebook: it is no JSON file") from error
    if content is None:
        raise NotANotebook("not a notebook: the file is empty")
    try:
        if "worksheets" in content:
            raise NotANotebook(
                "its format is too old: open it in JupyterLab, save it, and try again"
            )
        found = [
            (number, "".join(cell["source"]), cell.get("metadata", {}).get("tags", ()))
            for number, cell in enumerate(content["cells"], start=1)
            if cell["cell_type"] == "code"
        ]
        cells = tuple(
            Code(f"cell {number}", without_magics(source), "given" in tags)
            for number, source, tags in found
        )
        listed = content.get("metadata", {}).get("mlp", {}).get("functions")
        asked = asked_in(cells) if listed is None else map(str, listed)
    except (AttributeError, KeyError, TypeError) as error:
        raise NotANotebook("not a notebook: it has no cells") from error
    return Notebook(
        cells,
        tuple(name for name in dict.fromkeys(asked) if name in CHECKS),
        listed is not None,
        # In the course's notebooks the cell of a gap may fail, unless it is solved.
        listed is not None
        and any("todo" in t and "raises-exception" not in t for *_, t in found),
    )


def without_magics(source):
    """Return a cell as plain Python: what is for the notebook alone does nothing."""
    magic = re.match(r"\s*%%(\w+).*\n?", source)
    if magic and magic[1] not in AROUND_PYTHON:
        return ""
    if magic:
        source = source[magic.end() :]
    if Code("", source).error is not None:
        for magic, python in MAGICS:
            source = re.sub(magic, python, source, flags=re.MULTILINE)
    return source


def asked_in(cells):
    """Return the functions that cells check, or that a learner defines in them."""
    asked = {}
    for cell in cells:
        if cell.error is not None:
            asked |= dict.fromkeys(filter(cell.defines, CHECKS))
            continue
        for node in ast.walk(tree(cell.source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
                asked |= {a.id: None for a in node.args if isinstance(a, ast.Name)}
        for part in parts_of(cell.source, cell.name, cell.given):
            asked |= dict.fromkeys(filter(part.is_learners, CHECKS))
    return [name for name in asked if name not in GIVEN]


def said(error):
    """Return in one line what a cell has raised."""
    if isinstance(error, SyntaxError):
        text = f"{type(error).__name__} in line {error.lineno}: {error.msg}"
    elif isinstance(error, MemoryError):  # NumPy has a class of its own for it
        text = f"MemoryError: {error}" if str(error) else "MemoryError"
    else:
        text = f"{type(error).__name__}: {error}"
    return plain(text)
