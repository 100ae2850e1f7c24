"""Decide what a page loads: little, and nothing that stops it from being shown.

Extensions add their files to every page, used or not, as long as
https://github.com/executablebooks/meta/issues/119 is open. The theme's own style sheets
and scripts are replaced by those of `book/_static`; no script stands within a page.
"""

import shutil
from pathlib import Path, PurePosixPath

# How names of files, and the theme's inline switches, start that no page needs.
UNUSED = (
    "design-tabs.", "DOCUMENTATION_OPTIONS.", "katex-math.", "mystnb.",
    "sphinx-book-theme.", "sphinx-design.", "togglebutton.css",
    "let toggle", "var toggle",
)  # fmt: skip
# What a page does without if it lacks what they work on.
NEEDED_FOR = {
    "clipboard.min.js": 'class="highlight"',
    "copybutton.css": 'class="highlight"',
    "copybutton.js": 'class="highlight"',
    "katex.min.css": 'class="katex"',
    "questions.js": 'class="question"',
    "togglebutton.js": "dropdown",
}
# What the theme puts into `_static` and no page asks for; most of it is icons.
UNUSED_FOLDERS = ("images", "locales", "scripts", "styles", "vendor")


def used(asset, body):
    """Tell whether a page needs a style sheet or script, given its content."""
    name = PurePosixPath(asset.filename or "").name or asset.attributes["body"]
    return not name.startswith(UNUSED) and NEEDED_FOR.get(name, "") in body


def choose(app, pagename, templatename, context, doctree):
    """Keep what the page needs, and let scripts wait until it is parsed."""
    for kind in ("css_files", "script_files"):
        context[kind] = [x for x in context[kind] if used(x, context.get("body", ""))]
    for script in context["script_files"]:
        if script.filename:
            script.attributes["defer"] = "defer"


def remove_unused(app, exception):
    """Leave out of the site what no page asks for."""
    if exception is None:
        for folder in UNUSED_FOLDERS:
            shutil.rmtree(Path(app.outdir) / "_static" / folder, ignore_errors=True)
        for template in Path(app.outdir, "_static").glob("*macros.html"):
            template.unlink()
        # Sphinx's note to the next build depends on where the theme is installed.
        Path(app.outdir, ".buildinfo").unlink(missing_ok=True)


def setup(app):
    """Connect the handlers after those of the theme and the other extensions."""
    app.connect("html-page-context", choose, priority=950)
    app.connect("build-finished", remove_unused, priority=950)
