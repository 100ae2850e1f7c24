"""Take cells apart into statements, and find those that one function stands on."""

import ast
import symtable
import warnings
from dataclasses import dataclass
from functools import cache, cached_property


@cache
def tree(source):
    """Return what code consists of; a backslash too many is no reason for a warning.

    Raises
    ------
    SyntaxError, ValueError, RecursionError or MemoryError
        If it is no Python that a notebook would run.
    """
    with warnings.catch_warnings(action="ignore"):
        compile(source, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        return ast.parse(source)


@dataclass(frozen=True, eq=False)
class Part:
    """A statement outside of all functions.

    Attributes
    ----------
    node : ast.stmt
        The statement.
    cell : str
        The name of its cell.
    given : bool
        Whether that cell is the course's.
    text : str
        The statement as it is written.
    """

    node: ast.stmt
    cell: str
    given: bool
    text: str

    @cached_property
    def _names(self):
        """Return the names that it gives a value, and those that it needs."""
        try:
            table = symtable.symtable(ast.unparse(self.node), self.cell, "exec")
        except (SyntaxError, RecursionError):  # with await, or a formula without end
            names = [n for n in ast.walk(self.node) if isinstance(n, ast.Name)]
            stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
            own = getattr(self.node, "name", None)
            return {own} if own else stored, {n.id for n in names} - stored
        binds = {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
        }
        needs = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
        tables = table.get_children()
        while tables:
            inner = tables.pop()
            tables += inner.get_children()
            needs |= {s.get_name() for s in inner.get_symbols() if s.is_global()}
        return binds, needs

    @property
    def binds(self):
        """The names that it gives a value."""
        return self._names[0]

    @property
    def needs(self):
        """The names that it uses, those in its functions too."""
        return self._names[1]

    @property
    def imports_all(self):
        """Whether it imports ``*``, which may be any name."""
        return isinstance(self.node, ast.ImportFrom) and self.node.names[0].name == "*"

    def is_learners(self, name):
        """Whether a learner gives a function of the course a value here."""
        imported = isinstance(self.node, (ast.Import, ast.ImportFrom))
        return name in self.binds and not self.given and not imported


def parts_of(source, cell="cell", given=False):
    """Return the statements of a cell, without those that only run if a gap is open.

    There the course gives its own function.
    """
    lines = source.splitlines(keepends=True)
    return [
        Part(node, cell, given, segment(lines, node))
        for node in tree(source).body
        if not is_given_if_open(node)
    ]


def segment(lines, node):
    """Return the lines of a statement, with its decorators."""
    first = min([node.lineno, *(d.lineno for d in decorators(node))])
    text = "".join(lines[first - 1 : node.end_lineno]).rstrip()
    try:
        tree(text)
    except SyntaxError:  # its first line is the last one of another statement
        return ast.unparse(node)
    return text


def decorators(node):
    """Return the decorators of a statement, if it can have any."""
    return getattr(node, "decorator_list", [])


def is_given_if_open(node):
    """Tell whether a statement is ``if check(function).open:``."""
    test = getattr(node, "test", None) if isinstance(node, ast.If) else None
    return isinstance(test, ast.Attribute) and test.attr == "open"


def needed_by(name, parts):
    """Return the statements that give a function its value, and all that these need."""
    needed, found = {name}, set()
    parts = [p for p in parts if not (p.given and name in p.binds)]
    while True:
        more = {
            number
            for number, part in enumerate(parts)
            if part.binds & needed or part.imports_all
        } - found
        if not more:
            return [part for number, part in enumerate(parts) if number in found]
        found |= more
        needed = needed.union(*(parts[number].needs for number in more))


def shape(function):
    """Return what a function does as text, whatever its comments and its layout.

    Its docstring and the types of its arguments do not matter either.

    Parameters
    ----------
    function : str
        Its source.
    """
    node = tree(function).body[-1]
    if not isinstance(node, ast.FunctionDef):
        return ast.dump(node)
    body = node.body
    if ast.get_docstring(node) is not None:
        body = body[1:]
    try:
        return "\n".join(map(ast.dump, body))
    except RecursionError:  # a formula that goes on and on
        return function


def size(function):
    """Return how many elements the body of a function has, its docstring left out."""
    node = tree(function).body[-1]
    body = getattr(node, "body", [node])
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        body = body[1:]
    return sum(
        not isinstance(each, ast.expr_context)
        for statement in body
        for each in ast.walk(statement)
    )
