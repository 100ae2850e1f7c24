"""Read the cells of a resolved page: its text as Markdown, its code, its solutions."""

import ast
from dataclasses import dataclass, field
from textwrap import indent

from docutils import nodes
from sphinx.errors import SphinxError

from booktools.downloads.markdown import UnknownElement, Writer


@dataclass(frozen=True)
class Cell:
    """One cell of a page, before it is decided for whom.

    Attributes
    ----------
    source : str
        Markdown, or code with its gaps.
    tags : frozenset of str or None
        The tags of a code cell; None for Markdown.
    solved : str
        The same with the gaps filled.
    images : dict
        Paths of the pictures that Markdown shows, by name.
    """

    source: str
    tags: frozenset | None = None
    solved: str = ""
    images: dict = field(default_factory=dict)


class PageReader:
    """Reads the cells of one page, in order.

    Parameters
    ----------
    course : Course
        The course with its numbers.
    name : str
        Document name of the page.
    link, anchors
        As `booktools.downloads.markdown.Writer` takes them.
    """

    def __init__(self, course, name, link, anchors):
        self.name = name
        self.course = course
        self.writer = Writer(link, anchors, course.numbers(name))
        self.cells = []
        self.text = []  # blocks of Markdown that no cell holds yet
        self.gaps = {}  # position of the cell of each open function, by name
        self.challenges = set()
        self.read(self.course.doctrees[name], level=0)
        self.end_text()
        if self.gaps:
            raise SphinxError(
                f"{name}: no hint has the solution of {', '.join(self.gaps)}"
            )

    def read(self, parent, level):
        """Read what a document or a section holds."""
        for node in parent.children:
            if isinstance(node, nodes.section):
                self.read(node, level + 1)
            elif isinstance(node, nodes.title):
                self.end_text()
                number = self.course.section_number(self.name, parent)
                self.text.append(self.writer.heading(node, level, number))
            elif node.get("nb_element") == "cell_code":
                self.end_text()
                self.read_code(node)
            else:
                self.take_solution(node)
                self.text.append(self.writer.block(node))

    def end_text(self):
        """Make the collected text a cell."""
        text = "\n\n".join(filter(None, self.text))
        if text:
            self.cells.append(Cell(text, images=dict(self.writer.images)))
        self.text.clear()
        self.writer.images.clear()

    def read_code(self, node):
        """Read a code cell, and what is said about its figure."""
        tags = frozenset(node["cell_metadata"].get("tags", ()))
        sources = [
            part
            for part in node.findall(nodes.container)
            if part.get("nb_element") == "cell_code_source"
        ]
        if len(sources) != 1:
            raise UnknownElement(node)
        source = sources[0].astext()
        prompt = node["cell_metadata"].get("mystnb", {}).get("code_prompt_show")
        if prompt:  # the line that a folded cell shows
            source = f"# {prompt}\n{source}"
        names = list(functions(source))
        if "todo" in tags:
            self.gaps |= dict.fromkeys(names, len(self.cells))
            self.challenges |= set(names) if "challenge" in tags else set()
        elif "given" in tags and self.challenges & set(names):
            source = only_if_open(names, source)
        self.cells.append(Cell(source, tags))
        for figure in node.findall(nodes.figure):
            self.text.append(self.writer.drawn_figure(figure))

    def take_solution(self, node):
        """Fill the gap of a function of which a hint holds the whole text."""
        if "hint" not in node.get("classes", ()):
            return
        for block in node.findall(nodes.literal_block):
            for name in functions(block.astext()):
                if name in self.gaps:
                    position = self.gaps.pop(name)
                    cell = self.cells[position]
                    text = block.astext().rstrip()
                    solved = with_function(cell.solved or cell.source, name, text)
                    self.cells[position] = Cell(cell.source, cell.tags, solved)


def functions(source):
    """Return the functions that code defines at its top level, by name."""
    return {
        node.name: node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


def with_function(source, name, text):
    """Return code in which one function has another text."""
    node, lines = functions(source)[name], source.splitlines()
    return "\n".join([*lines[: node.lineno - 1], text, *lines[node.end_lineno :]])


def only_if_open(names, source):
    """Return a given function that leaves the learner's own in place."""
    (name,) = names
    body = indent(source, "    ")
    return (
        "# Used only as long as the challenge above is open.\n"
        f"if check({name}).open:\n\n{body}"
    )
