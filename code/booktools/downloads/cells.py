"""Read the cells of a resolved page: its text as Markdown, its code, its solutions."""

import ast
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from textwrap import indent

from docutils import nodes
from sphinx.errors import SphinxError

from booktools.downloads.markdown import UnknownElement, Writer


@dataclass
class Cell:
    """One cell of a page, before it is decided for whom."""

    source: str  # Markdown, or code with its gaps
    tags: set | None = None  # of a code cell; None for Markdown
    id: str = ""  # the same on the page and in its notebook, of a code cell
    solved: str = ""  # the code without its gaps, if it has any
    images: dict = field(default_factory=dict)  # paths of those in Markdown, by name


class PageReader:
    """Reads the `cells` of one page, in order; `Writer` gets `link` and `anchors`."""

    def __init__(self, course, name, link, anchors):
        self.name = name
        self.course = course
        self.writer = Writer(link, anchors, course.numbers(name))
        self.cells = []
        self.text = []  # blocks of Markdown that no cell holds yet
        self.gaps = {}  # the cell of each open function, by name
        self.challenges = set()
        self.read(course.doctrees[name], level=0)
        self.end_text()
        for gap in self.gaps:
            raise SphinxError(f"{name}: no hint has the solution of {gap}")

    def read(self, parent, level):
        """Read what a document or a section holds."""
        for node in parent.children:
            if isinstance(node, nodes.section):
                self.read(node, level + 1)
            elif isinstance(node, nodes.title):
                self.end_text()
                number = self.course.section_number(self.name, parent)
                self.text.append(self.writer.heading(node, level, number))
            elif is_code(node):
                self.end_text()
                self.read_code(node)
            else:
                self.take_solution(node)
                self.text.append(self.writer.block(node))

    def end_text(self):
        """Make the collected text a cell."""
        if text := "\n\n".join(filter(None, self.text)):
            self.cells.append(Cell(text, images=self.writer.images))
        self.text, self.writer.images = [], {}

    def read_code(self, node):
        """Read a code cell, and what is said about its figure."""
        metadata = node["cell_metadata"]
        cell = Cell(source_of(node), set(metadata.get("tags", ())), node["ids"][0])
        prompt = metadata.get("mystnb", {}).get("code_prompt_show")
        if prompt and "hide-output" not in cell.tags:
            cell.source = f"# {prompt}\n{cell.source}"  # what a folded cell shows
        names = functions(cell.source)
        if "todo" in cell.tags:
            self.gaps |= dict.fromkeys(names, cell)
            self.challenges |= names.keys() if "challenge" in cell.tags else set()
        elif "given" in cell.tags and self.challenges & names.keys():
            cell.source = only_if_open(*names, cell.source)
        self.cells.append(cell)
        for figure in node.findall(nodes.figure):
            self.text.append(self.writer.drawn_figure(figure))

    def take_solution(self, node):
        """Fill the gap of a function of which a hint holds the whole text."""
        if "hint" in node.get("classes", ()):
            for block in node.findall(nodes.literal_block):
                text = block.astext().rstrip()
                for name in self.gaps.keys() & functions(text):
                    cell = self.gaps.pop(name)
                    cell.solved = with_function(cell.solved or cell.source, name, text)


def name_cells(app, doctree, docname):
    """Give each code cell of a page an id that depends on nothing but its own text."""
    seen = Counter()
    for cell in doctree.findall(is_code):
        source = "".join(part.astext() for part in cell.findall(is_source))
        digest = hashlib.sha256(source.encode()).hexdigest()[:12]
        seen[digest] += 1
        cell["ids"] = [f"cell-{digest}-{seen[digest]}".removesuffix("-1")]


def is_code(node):
    """Tell whether an element of a page is a code cell."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def is_source(node):
    """Tell whether an element is what a code cell shows of its code."""
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code_source"
    )


def source_of(cell):
    """Return the code of a cell that shows it."""
    for part in cell.findall(is_source):
        return part.astext()
    raise UnknownElement(cell)


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


def only_if_open(name, source):
    """Return a given function that leaves the learner's own in place."""
    return (
        "# Used only as long as the challenge above is open.\n"
        f"if check({name}).open:\n\n{indent(source, '    ')}"
    )
