"""Python in the pages: gaps are filled in, run and checked in the reader's browser.

This part works when the book is built. README.md explains the whole.
"""

import re
from functools import cache
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from booktools.downloads.cells import is_code
from booktools.downloads.course import Course, slug
from booktools.site.mathematics import install
from workbench.parsons import write_puzzles
from workbench.supply import HERE, add_files

GAP = re.compile(r"^:tags: \[todo.*?^def (\w+)", re.MULTILINE | re.DOTALL)
BUTTON = """<p class="work-here pst-js-only">
<button type="button" data-work>Write it here</button>
</p>"""

TOOL = """<div class="tool pst-js-only">
<p><button type="button" data-tool="{}">{}</button></p>
<template>"""


class tool(nodes.comment):  # noqa: N801, as all names of elements
    """A place on a page where its reader can open a tool; nothing anywhere else.

    It holds what the tool shows of the book, such as formulas with their numbers.
    """


class ToolDirective(SphinxDirective):
    """Offers the tool of this name, by a button with these words."""

    required_arguments = 1
    has_content = True

    def run(self):
        """Return the place, with what stands in the tool's own file of Markdown."""
        place = tool(name=self.arguments[0], words=" ".join(self.content))
        path = HERE / "tools" / f"{self.arguments[0]}.md"
        if path.exists():
            self.env.note_dependency(str(path))
            lines = path.read_text(encoding="utf-8").splitlines()
            self.state.nested_parse(StringList(lines, str(path)), 0, place)
        return [place]


def visit_tool(self, node):
    """Write the button; the tool's own script takes its place."""
    if not self.config.live:
        raise nodes.SkipNode
    self.body.append(TOOL.format(node["name"], node["words"]))


def depart_tool(self, node):
    """Close the place."""
    self.body.append("</template>\n</div>")


@cache
def gaps(course):
    """Return the functions that each chapter asks for, by document name."""
    paths = {c: Path(course.app.env.doc2path(c)) for c in course.chapters}
    return {
        c: GAP.findall(p.read_text("utf-8")) for c, p in paths.items() if p.exists()
    }


def mark_cells(app, doctree, docname):
    """Say whose report a check shows, and let each gap open the workbench."""
    if docname not in Course(app).chapters or app.builder.name != "html":
        return
    for cell in doctree.findall(is_code):
        tags = cell["cell_metadata"].get("tags", ())
        if "check" in tags:
            ours = "With our solution in the gap:"  # until the reader asks for theirs
            cell.insert(1, nodes.paragraph("", ours, classes=["whose"]))
        elif "todo" in tags and app.config.live:
            cell.append(nodes.raw("", BUTTON, format="html"))


def add_workbench(app, pagename, templatename, context, doctree):
    """Tell the templates of a page with code what its workbench needs."""
    course = Course(app)
    context["gaps"] = everything = gaps(course)
    if pagename == "book/work":
        app.add_js_file("workbench/yours.js", type="module", loading_method="")
    elif pagename == "book/classroom":
        app.add_js_file("workbench/classroom.js", type="module", loading_method="")
        app.add_css_file("workbench/classroom.css")
    elif pagename in everything and any(doctree.findall(is_code)):
        before = list(everything)[: list(everything).index(pagename)]
        context["workbench"] = {
            "notebook": f"notebooks/{slug(pagename)}.ipynb",
            "own": everything[pagename],
            "earlier": [name for chapter in before for name in everything[chapter]],
        }
        app.add_js_file("workbench/start.js", loading_method="defer")


def add_puzzles(app, exception):
    """Write the lines of each gap, for those who want to put them in order."""
    if not exception and app.builder.name == "html":
        folder = Path(app.outdir, "_static", "workbench", "parsons")
        write_puzzles(gaps(Course(app)), folder)


def begin(app, config):
    """Install what npm has, unless the configuration says `live: false`."""
    if config.live:
        install(HERE / "npm", "what the workbench needs", app, config)
        app.connect("html-page-context", add_workbench)
        app.connect("build-finished", add_files)
        app.connect("build-finished", add_puzzles)


def setup(app):
    """Connect the handlers."""
    app.add_config_value("live", True, "html", bool)
    app.add_node(tool, html=(visit_tool, depart_tool))
    app.add_directive("tool", ToolDirective)
    app.connect("config-inited", begin)
    app.connect("doctree-resolved", mark_cells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
