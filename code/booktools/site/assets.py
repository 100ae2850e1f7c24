"""Decide what a page loads: little, and nothing that stops it from being shown.

Extensions add their files to every page, used or not, as long as
https://github.com/executablebooks/meta/issues/119 is open. The theme's own style sheets
and scripts are replaced by those of `book/_static`.
"""

import shutil
from pathlib import Path, PurePosixPath

# Styles that are replaced by ours, and scripts of features that no page has.
UNUSED = {
    "design-tabs.js",
    "katex-math.css",
    "sphinx-book-theme.css",
    "sphinx-book-theme.js",
    "sphinx-design.min.css",
    "sphinx-thebe.css",
    "sphinx-thebe.js",
    "togglebutton.css",
}
# Scripts that a page does without if it lacks what they work on.
NEEDED_FOR = {
    "clipboard.min.js": 'class="highlight"',
    "copybutton.css": 'class="highlight"',
    "copybutton.js": 'class="highlight"',
    "katex.min.css": 'class="katex"',
    "togglebutton.js": "dropdown",
}
# Inline scripts, by how they start: those of thebe, and of the switch of versions.
UNUSED_INLINE = ("const THEBE", "DOCUMENTATION_OPTIONS.")
# What the theme puts into `_static` and no page asks for; most of it is icons.
UNUSED_FOLDERS = ("images", "locales", "scripts", "styles", "vendor")


def name(asset):
    """Return the file name of a style sheet or script; empty if it is inline."""
    return PurePosixPath(str(asset.filename or "").partition("?")[0]).name


def used(asset, body):
    """Tell whether a page needs a style sheet or script, given its content."""
    file = name(asset)
    if not file:
        return not asset.attributes.get("body", "").lstrip().startswith(UNUSED_INLINE)
    if file in UNUSED or file.startswith("mystnb."):
        return False
    return NEEDED_FOR.get(file, "") in body


def defer(script):
    """Let a script wait until the page is parsed, in the order of the page."""
    if name(script):
        script.attributes.pop("async", None)
        script.attributes["defer"] = "defer"
    return script


def choose(app, pagename, templatename, context, doctree):
    """Keep what the page needs and defer its scripts."""
    body = context.get("body", "")
    context["css_files"] = [x for x in context["css_files"] if used(x, body)]
    context["script_files"] = [
        defer(x) for x in context["script_files"] if used(x, body)
    ]


def remove_unused(app, exception):
    """Leave out of the site what no page asks for."""
    if exception is None and app.builder.name == "html":
        for folder in UNUSED_FOLDERS:
            shutil.rmtree(Path(app.outdir) / "_static" / folder, ignore_errors=True)
        # Sphinx's note to the next build depends on where the theme is installed.
        Path(app.outdir, ".buildinfo").unlink(missing_ok=True)


def setup(app):
    """Connect the handlers after those of the theme and the other extensions."""
    app.connect("html-page-context", choose, priority=950)
    app.connect("build-finished", remove_unused, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
