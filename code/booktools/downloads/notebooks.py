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

KERNEL = {
    "name": "python3",
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
}
SETUP = """\
# Run this cell first. It has nothing to do if the course's package mlp is there.
from importlib.metadata import distributions

ours, other = "mlp-from-scratch", "mlp"  # PyPI has another package with that name
found = {{d.name: d.version for n in (ours, other) for d in distributions(name=n)}}
if found != {{ours: "{version}"}}:
    here = ", ".join(map(" ".join, found.items())) or "no mlp"
    print(f"This notebook needs {{ours}} {version}, and here is {{here}}.")
    {install}

# From here on an error says so if an open TODO is the reason.
%load_ext mlp.checks"""
INSTALL = """\
%pip uninstall -qq --yes {{ours}} {{other}}
    %pip install --quiet {url}"""
EXPLAIN = """\
if list(found) != [ours]:
        raise ModuleNotFoundError(
            "The course's mlp is missing. It comes with mlp-course.zip, which every "
            "page of the course has in its menu Download. Unzip it, run "
            "`python -m pip install -r requirements.txt` in its folder, and start "
            "JupyterLab with that Python. If there is another mlp, uninstall it first."
        )"""
CONTENTS = """
Open the chapters in this order. Each stands alone, so you can skip what you know.

- [The part *{part}* in one notebook](mlp-from-scratch.ipynb): there the functions that
  you write train the network.
- The folder `solved` has the same notebooks with the gaps filled.
"""
INTRODUCTION = Path(__file__).with_name("whole-lesson.md").read_text("utf-8").strip()


class Notebook:
    """A notebook of one chapter or several, given by their document names."""

    def __init__(self, course, names):
        self.course = course
        self.names = names
        self.whole = len(names) > 1
        self.cited = {}  # entries that the text refers to, by the anchor that they get
        self.cells = []
        for name in names:
            anchors = course.anchors[name] | ({slug(name)} if self.whole else set())
            page = PageReader(course, name, partial(self.link, name), anchors)
            self.cells += page.cells
        if self.whole:
            # Here the functions of earlier chapters are those that the learner wrote.
            self.cells = [c for c in self.cells if "standalone" not in (c.tags or ())]
            title, part = course.app.config.html_title, course.parts[0].caption
            self.cells.insert(0, Cell(INTRODUCTION.format(title=title, part=part)))
        if self.cited:
            self.cells.append(self.references())

    def link(self, name, reference):
        """Return the address that a reference on a page has in this notebook.

        What has no notebook is on the site, or nowhere if the site has no address.
        """
        course, (page, fragment) = self.course, target(name, reference)
        if page is None:
            return fragment
        if entry := course.citations.get((page, fragment)):
            anchor = f"cite-{entry[0].astext()}"
            self.cited[anchor] = entry
            return f"#{anchor}"
        if page in self.names and (fragment or self.whole):
            return f"#{fragment or slug(page)}"
        suffix = f"#{fragment}" if fragment else ""
        if page in course.chapters:
            return f"{slug(page)}.ipynb{suffix}"
        base = course.app.config.html_baseurl
        return f"{base.rstrip('/')}/{page}.html{suffix}" if base else None

    def references(self):
        """Return the list of what the text cites."""
        writer, entries = Writer(lambda reference: reference["refuri"], set(), {}), []
        for anchor, node in sorted(self.cited.items()):
            text = writer.block(next(node.findall(nodes.paragraph)))
            entries.append(f'- <a id="{anchor}"></a>{text}')
        return Cell("\n".join(["## References\n", *entries]))

    def written(self, *, solved, wheel_url):
        """Return the notebook as text, with its gaps or solved."""
        install = INSTALL.format(url=wheel_url) if wheel_url else EXPLAIN
        setup = SETUP.format(install=install, version=self.course.app.config.release)
        ids, cells, asked, open_gaps = Counter(), [], [], False
        for cell in (Cell(setup, tags=set()), *self.cells):
            if "todo" in (cell.tags or ()):
                asked += functions(cell.source)
                open_gaps = not solved
            name = cell.id or hashlib.sha256(cell.source.encode()).hexdigest()[:12]
            ids[name] += 1
            cell_id = name if ids[name] == 1 else f"{name}-of-{ids[name]}"
            source = (solved and cell.solved) or cell.source
            cells.append(self.as_nbformat(cell, source, cell_id, open_gaps))
        metadata = {
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "mlp": {"functions": asked},  # what is missed when a learner deletes it
        }
        notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
        nbformat.validate(notebook)
        return nbformat.writes(notebook) + "\n"

    def as_nbformat(self, cell, source, cell_id, open_gaps):
        """Return a cell as a notebook has it; pictures go along."""
        if cell.tags is None:
            pictures = {
                name: {mimetypes.guess_type(name)[0]: b64encode(
                    Path(self.course.app.srcdir, path).read_bytes()
                ).decode()}
                for name, path in cell.images.items()
            }  # fmt: skip
            extra = {"attachments": pictures} if pictures else {}
            return nbformat.v4.new_markdown_cell(source, id=cell_id, **extra)
        tags = sorted(cell.tags & {"todo", "challenge", "check", "given"})
        if open_gaps:  # "Run all" goes on behind an open gap, to the next check
            tags.append("raises-exception")
        metadata = {"tags": tags} if tags else {}
        if cell.tags & {"hide-input", "hide-cell"}:
            metadata["jupyter"] = {"source_hidden": True}
        return nbformat.v4.new_code_cell(source, id=cell_id, metadata=metadata)


def contents(course):
    """Return a notebook that leads to all others, in the order of the course."""
    title, whole = course.app.config.html_title, course.parts[0].caption
    lines = [f"# {title}", CONTENTS.format(part=whole)]
    for part in course.parts:
        lines.append(f"## {part.caption}\n")
        for name in part.files():
            number, title = course.section_number(name), course.app.env.titles[name]
            lines.append(f"{number}[{title.astext()}]({slug(name)}.ipynb)")
    cell = nbformat.v4.new_markdown_cell("\n".join(lines), id="contents")
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": KERNEL})
    return nbformat.writes(notebook) + "\n"


def write_notebooks(app, folder, wheel_url):
    """Write all notebooks of a built course below a folder that is not there yet.

    If the wheel of `mlp` has an address, their first cell can install it from there.
    """
    course = Course(app)
    notebooks = {slug(name): Notebook(course, [name]) for name in course.chapters}
    notebooks["mlp-from-scratch"] = Notebook(course, course.parts[0].files())
    (folder / "solved").mkdir(parents=True)
    for name, notebook in notebooks.items():
        for place, solved in ((folder, False), (folder / "solved", True)):
            text = notebook.written(solved=solved, wheel_url=wheel_url)
            (place / f"{name}.ipynb").write_text(text, encoding="utf-8")
