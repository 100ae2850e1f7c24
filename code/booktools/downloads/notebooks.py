"""Make the learner's and the solved notebook of each chapter and of the whole lesson.

Sphinx has resolved every number and link when a page is written. So the text is taken
from the resolved page and the code from its cells; nothing is parsed a second time.
"""

import hashlib
import mimetypes
from base64 import b64encode
from collections import Counter
from functools import partial
from pathlib import Path

import nbformat
from docutils import nodes

from booktools.downloads.cells import Cell, PageReader, functions
from booktools.downloads.course import Course, slug, target
from booktools.downloads.markdown import Writer

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

The package `mlp` helps out in four places: it checks your answers, compares gradients,
trains the suspects of the bug hunt, and draws the diagram and the replay.
What the replay draws is computed by your functions.
As long as you leave a challenge open, the function that the chapter gives is used.

Fill in the gaps from top to bottom.
The check below each gap tells you whether your answer is right.
If it is not, the check says what the mistake is.
When you change a function later, run the cells below it again."""

WHOLE_LESSON = "mlp-from-scratch"


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
            link = partial(self.link, name)
            self.cells += PageReader(course, name, link, self.anchors(name)).cells
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
        metadata = METADATA | {"mlp": {"functions": self.functions()}}
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        nbformat.validate(notebook)
        return nbformat.writes(notebook) + "\n"

    def functions(self):
        """Return what the learner has to write, so that it is missed when deleted."""
        todos = (cell for cell in self.cells if "todo" in (cell.tags or ()))
        return [name for cell in todos for name in functions(cell.source)]

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
