"""Write the downloads at the end of a build: notebooks, the wheel and the zip."""

from pathlib import Path

from booktools.downloads.notebooks import write_notebooks
from booktools.downloads.packaging import ZIP, build_wheel, write_zip


def write_downloads(app, exception):
    """Write all of them, unless something on a page is wrong already."""
    if exception is not None or app._warncount or app.builder.name != "html":
        return
    site = Path(app.outdir)
    wheel = build_wheel(site / "downloads")
    base = app.config.html_baseurl
    url = f"{base.rstrip('/')}/downloads/{wheel.name}" if base else None
    write_notebooks(app, site / "notebooks", url)
    write_zip(site / "downloads" / ZIP, wheel, site / "notebooks")


def setup(app):
    """Connect the handler."""
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
