"""Remove from the site what no page shows any more, so that it is as if built anew."""

from pathlib import Path


def note_removed(app, env, added, changed, removed):
    """Remember the pages that are gone."""
    app.removed_pages = sorted(removed)
    return []


def remove_leftovers(app, exception):
    """Remove pages that are gone, and pictures that earlier states of pages drew."""
    # Only when every page was written does the builder know the pictures of all.
    if exception is not None or app.builder.name != "html" or not app.reads_pages:
        return
    for name in app.removed_pages:
        Path(app.builder.get_outfilename(name)).unlink(missing_ok=True)
    # Figures have another format on the site, see `booktools.site.figures`.
    shown = {Path(name).stem for name in app.builder.images.values()}
    for path in Path(app.outdir, app.builder.imagedir).glob("*"):
        if path.stem not in shown:
            path.unlink()


def setup(app):
    """Connect the handlers."""
    app.connect("env-get-outdated", note_removed)
    app.connect("build-finished", remove_leftovers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
