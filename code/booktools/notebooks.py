"""Make the learner's and the solved notebook of each chapter and of the whole lesson.

Sphinx has resolved every number and link when a page is written. So the text is taken
from the resolved page and the code from its cells; nothing is parsed a second time.
"""

import ast
import hashlib
import mimetypes
import posixpath
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from textwrap import indent

import nbformat
from docutils import nodes
from sphinx.errors import SphinxError

from booktools.markdown import UnknownElement, Writer

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}

SETUP = """\
# Run this cell first. If the course's package mlp is there, it has nothing to install.
import importlib.util

if importlib.util.find_spec("mlp") is None:
    {install}

# From here on an error says so if an open TODO is the reason.
%load_ext mlp.checks"""
INSTALL = "%pip install --quiet {url}"
EXPLAIN = """\
raise ModuleNotFoundError(
        "mlp is missing: unzip mlp-course.zip, run "
        "`python -m pip install -r requirements.txt` in its folder, "
        "and start JupyterLab with that Python."
    )"""

INTRODUCTION = """\
# {title}: the whole lesson

All chapters of the part *{part}* in one notebook.
Every function that you write is used by everything below it.
So in the end it is your own network that trains.

Fill in the gaps from top to bottom.
The check below each gap tells you whether your answer is right.
If it is not, the check says what the mistake is.
When you change a function later, run the cells below it again."""

WHOLE_LESSON = "mlp-from-scratch"


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


@dataclass(frozen=True)
class Course:
    """The chapters that an application has built, as it resolved them.

    The numbered parts of the table of contents are the chapters, and the first of those
    parts is the whole lesson.
    """

    app: object

    @cached_property
    def parts(self):
        """The numbered parts of the table of contents."""
        return [tree for tree in self.app.env.external_site_map.root.subtrees
                if tree.numbered]  # fmt: skip

    @cached_property
    def chapters(self):
        """The document names of all chapters, in their order."""
        return [name for part in self.parts for name in part.files()]

    @cached_property
    def doctrees(self):
        """The resolved doctree of every page, by document name."""
        env, builder = self.app.env, self.app.builder
        return {
            name: env.get_and_resolve_doctree(name, builder)
            for name in sorted(env.found_docs)
        }

    @cached_property
    def citations(self):
        """The entries of the list of references, by document name and id."""
        return {
            (name, node_id): node
            for name, doctree in self.doctrees.items()
            for node in doctree.findall(nodes.citation)
            for node_id in node["ids"]
        }

    @cached_property
    def targets(self):
        """Everything that a chapter refers to, as document name and id."""
        return {
            target(name, reference)
            for name in self.chapters
            for reference in self.doctrees[name].findall(nodes.reference)
        }

    def numbers(self, name):
        """Return the numbers of a page's equations and figures as shown, by id."""
        shown = {"displaymath": "%s", "figure": self.app.config.numfig_format["figure"]}
        return {
            node_id: shown[kind] % ".".join(map(str, number))
            for kind, by_id in self.app.env.toc_fignumbers.get(name, {}).items()
            if kind in shown
            for node_id, number in by_id.items()
        }

    def section_number(self, name, section):
        """Return the number in front of a heading."""
        numbers = self.app.env.toc_secnumbers.get(name, {})
        anchor = f"#{section['ids'][0]}"
        number = numbers.get(anchor, numbers.get("")) or ()
        return ".".join(map(str, number)) + ". " if number else ""


def target(name, reference):
    """Return what a reference on a page leads to, as document name and id.

    For an address outside of the course, return None.
    """
    if not reference.get("internal"):
        return None
    if "refid" in reference:
        return name, reference["refid"]
    path, _, fragment = reference["refuri"].partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    return page.removesuffix(".html") if path else name, fragment


def slug(name):
    """Return the last part of a document name."""
    return posixpath.basename(name)


class Notebook:
    """A notebook of one chapter or several, for learners or solved.

    Parameters
    ----------
    course : Course
        Where the pages are from.
    names : list of str
        Document names of the chapters that it has.
    """

    def __init__(self, course, names):
        self.course = course
        self.names = names
        self.cited = {}  # anchors of the entries that the text refers to
        self.cells = []
        for name in names:
            self.cells += PageReader(self, name).cells
        if len(names) > 1:
            # Here the functions of earlier chapters are those that the learner wrote.
            self.cells = [c for c in self.cells if "standalone" not in (c.tags or ())]
            self.cells.insert(0, self.introduction())
        if self.cited:
            self.cells.append(self.references())

    def link(self, name, reference):
        """Return the address that a reference on a page has in this notebook.

        What has no notebook is on the site, or nowhere if the site has no address.
        """
        course, found = self.course, target(name, reference)
        if found is None:
            return reference["refuri"]
        if found in course.citations:
            anchor = f"cite-{course.citations[found][0].astext()}"
            self.cited[anchor] = course.citations[found]
            return f"#{anchor}"
        page, fragment = found
        if page in self.names and (fragment or len(self.names) > 1):
            return f"#{fragment or slug(page)}"
        suffix = f"#{fragment}" if fragment else ""
        if page in course.chapters:
            return f"{slug(page)}.ipynb{suffix}"
        base = course.app.config.html_baseurl
        return f"{base.rstrip('/')}/{page}.html{suffix}" if base else None

    def anchors(self, name):
        """Return the ids of a page that need an anchor here."""
        ids = {node_id for page, node_id in filter(None, self.course.targets)
               if page == name}  # fmt: skip
        return ids | {slug(name)} if len(self.names) > 1 else ids

    def introduction(self):
        """Return the first text of the whole lesson."""
        part = self.course.parts[0].caption
        return Cell(
            INTRODUCTION.format(title=self.course.app.config.html_title, part=part)
        )

    def references(self):
        """Return the list of what the text cites."""
        entries = []
        for anchor, node in sorted(self.cited.items()):
            writer = Writer(lambda reference: reference["refuri"], set(), {})
            entry = writer.block(next(node.findall(nodes.paragraph)))
            entries.append(f'- <a id="{anchor}"></a>{entry}')
        return Cell("## References\n\n" + "\n".join(entries))

    def written(self, *, solved, wheel_url):
        """Return the notebook as text.

        Parameters
        ----------
        solved : bool
            Whether the gaps are filled.
        wheel_url : str or None
            Where the first cell installs `mlp` from.
        """
        install = INSTALL.format(url=wheel_url) if wheel_url else EXPLAIN
        setup = Cell(SETUP.format(install=install), tags=frozenset())
        ids, cells, open_gaps = Counter(), [], False
        for cell in (setup, *self.cells):
            open_gaps |= not solved and "todo" in (cell.tags or ())
            cells.append(self.as_nbformat(cell, ids, solved, open_gaps))
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
        nbformat.validate(notebook)
        return nbformat.writes(notebook) + "\n"

    def as_nbformat(self, cell, ids, solved, open_gaps):
        """Return a cell with an id that depends on nothing but its own text."""
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        ids[digest] += 1
        cell_id = digest if ids[digest] == 1 else f"{digest}-{ids[digest]}"
        source = cell.solved if solved and cell.solved else cell.source
        if cell.tags is None:
            extra = {"attachments": self.attachments(cell)} if cell.images else {}
            return nbformat.v4.new_markdown_cell(source, id=cell_id, **extra)
        tags = sorted(cell.tags & {"todo", "challenge", "check", "given"})
        if open_gaps:  # "Run all" goes on behind an open gap, to the next check
            tags.append("raises-exception")
        metadata = {"tags": tags} if tags else {}
        if cell.tags & {"hide-input", "hide-cell"}:
            metadata["jupyter"] = {"source_hidden": True}
        return nbformat.v4.new_code_cell(source, id=cell_id, metadata=metadata)

    def attachments(self, cell):
        """Return the pictures of a cell as a notebook carries them."""
        bundles = {}
        for name, uri in cell.images.items():
            data = Path(self.course.app.srcdir, uri).read_bytes()
            kind, _ = mimetypes.guess_type(name)
            bundles[name] = {kind: b64encode(data).decode()}
        return bundles


class PageReader:
    """Reads the cells of one page, in order.

    Parameters
    ----------
    notebook : Notebook
        What the cells are for.
    name : str
        Document name of the page.
    """

    def __init__(self, notebook, name):
        self.name = name
        self.course = notebook.course
        self.writer = Writer(
            link=lambda reference: notebook.link(name, reference),
            anchors=notebook.anchors(name),
            numbers=self.course.numbers(name),
        )
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


def write_notebooks(app, folder, wheel_url):
    """Write all notebooks of a built course below a folder.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        The application that has built the course.
    folder : pathlib.Path
        Where the learner's notebooks go; the solved ones go into its folder ``solved``.
    wheel_url : str or None
        Where the first cell of each installs `mlp` from.
    """
    course = Course(app)
    notebooks = {slug(name): Notebook(course, [name]) for name in course.chapters}
    notebooks[WHOLE_LESSON] = Notebook(course, course.parts[0].files())
    (folder / "solved").mkdir(parents=True)
    for name, notebook in notebooks.items():
        for place, solved in ((folder, False), (folder / "solved", True)):
            text = notebook.written(solved=solved, wheel_url=wheel_url)
            (place / f"{name}.ipynb").write_text(text, encoding="utf-8")
