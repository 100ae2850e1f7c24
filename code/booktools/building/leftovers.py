"""Leave nothing on the site that no page shows, so that it is as if built anew."""

from pathlib import Path

from booktools.building.anew import empty


def remove_pages(app, env):
    """Remove all but the pictures; when a page was read, everything else is written."""
    if app.reads_pages and app.builder.name == "html":
        empty(Path(app.outdir), kept=Path(app.outdir, app.builder.imagedir))


def remove_pictures(app, exception):
    """Remove pictures that earlier states of pages drew."""
    # Only when every page was written does the builder know the pictures of all.
    if exception is not None or app.builder.name != "html" or not app.reads_pages:
        return
    # Figures have another format on the site, see `booktools.site.figures`.
    shown = {Path(name).stem for name in app.builder.images.values()}
    for path in Path(app.outdir, app.builder.imagedir).glob("*"):
        if path.stem not in shown:
            path.unlink()


def setup(app):
    """Connect the handlers."""
    app.connect("env-updated", remove_pages)
    app.connect("build-finished", remove_pictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
