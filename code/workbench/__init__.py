"""Python in the pages: gaps are filled in, run and checked in the reader's browser.

This part works when the book is built: it marks where a reader can work, and gives the
site the files that are loaded when somebody does. README.md explains the whole.
"""

import re
import shutil
from pathlib import Path

from docutils import nodes

from booktools.downloads.cells import is_code
from booktools.downloads.course import Course, slug
from booktools.site.mathematics import install
from workbench.supply import bundle, serve_python

HERE = Path(__file__).parent
GAP = re.compile(r"^:tags: \[todo.*?^def (\w+)", re.MULTILINE | re.DOTALL)
# What stands above the report of a check until the reader has asked for their own.
OURS = "With our solution in the gap:"
BUTTON = """\
<p class="work-here pst-js-only">
<button type="button" data-work>Write it here</button>
</p>
"""
SCRIPTS = [HERE / "page" / f"{name}.js" for name in ("workbench", "worker", "yours")]


def gaps(course):
    """Return the functions that each chapter asks for, by document name."""
    sources = {c: Path(course.app.env.doc2path(c)) for c in course.chapters}
    return {c: GAP.findall(path.read_text("utf-8")) for c, path in sources.items()}


def mark_cells(app, doctree, docname):
    """Say whose report a check shows, and let each gap open the workbench."""
    if docname not in Course(app).chapters or app.builder.name != "html":
        return
    for cell in doctree.findall(is_code):
        tags = cell["cell_metadata"].get("tags", ())
        if "check" in tags:
            cell.insert(1, nodes.paragraph("", OURS, classes=["whose"]))
        elif "todo" in tags and app.config.live:
            cell.append(nodes.raw("", BUTTON, format="html"))


def add_workbench(app, pagename, templatename, context, doctree):
    """Tell the templates of a page with code what its workbench needs."""
    course = Course(app)
    if not app.config.live or doctree is None:
        return
    context["gaps"] = all_gaps = gaps(course)
    if pagename == "book/work":
        app.add_js_file("workbench/yours.js", type="module", loading_method="")
    elif pagename in course.chapters and any(doctree.findall(is_code)):
        before = course.chapters[: course.chapters.index(pagename)]
        context["workbench"] = {
            "notebook": f"notebooks/{slug(pagename)}.ipynb",
            "own": all_gaps[pagename],
            "earlier": [name for chapter in before for name in all_gaps[chapter]],
        }
        app.add_js_file("workbench/start.js", loading_method="defer")


def install_scripts(app, config):
    """Install what npm has, where somebody will use it."""
    if config.live:
        install(HERE / "npm", "what the workbench needs", app, config)


def add_files(app, exception):
    """Give the site what it serves for the workbench."""
    if exception or not app.config.live or app.builder.name != "html":
        return
    serve_python(app)
    bundle(app, SCRIPTS)
    static = Path(app.outdir, "_static")
    shutil.copy(HERE / "runner.py", static / "python")
    for name in ("start.js", "workbench.css"):
        shutil.copy(HERE / "page" / name, static / "workbench")


def setup(app):
    """Connect the handlers. `live: false` builds a site without the workbench."""
    app.add_config_value("live", True, "html", bool)
    app.connect("config-inited", install_scripts)
    app.connect("doctree-resolved", mark_cells)
    app.connect("html-page-context", add_workbench)
    app.connect("build-finished", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
