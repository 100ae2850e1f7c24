"""What learners download, made from the pages: notebooks, the wheel, one zip.

Jupyter Book offers a page as it is written; for notebooks made otherwise see
https://github.com/jupyter-book/jupyter-book/issues/1160.
"""

from pathlib import Path

from booktools.downloads.cells import name_cells
from booktools.downloads.course import Course
from booktools.downloads.notebooks import contents, write_notebooks
from booktools.downloads.packaging import build_wheel, write_zip
from booktools.version import version


def write_downloads(app, exception):
    """Write all of them, unless something on a page is wrong already."""
    if exception is not None or app._warncount or app.builder.name != "html":
        return
    site, base = Path(app.outdir), app.config.html_baseurl
    wheel = build_wheel(site / "downloads")
    url = f"{base.rstrip('/')}/downloads/{wheel.name}" if base else None
    write_notebooks(app, site / "notebooks", url)
    first = contents(Course(app))
    course, title = site / "downloads" / "mlp-course.zip", app.config.html_title
    write_zip(course, wheel, site / "notebooks", first, title)


def tell_version(app, config):
    """Let pages and notebooks say which version they are."""
    config.release = version()


def setup(app):
    """Connect the handlers."""
    app.connect("config-inited", tell_version)
    app.connect("doctree-resolved", name_cells)
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
