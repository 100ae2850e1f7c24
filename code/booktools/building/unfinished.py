"""Start anew after a build that did not end well.

A build that is killed leaves half-written pages, pictures and doctrees behind, and
Sphinx would take them for good because they are newer than their sources. So a file
marks a build that has not ended yet. Executed pages are kept elsewhere, see
`booktools.building.executed`; starting anew costs seconds.
"""

import shutil
from pathlib import Path

MARK = "unfinished"
LAST = 1000  # after every other handler


def start(app, config):
    """Remove what an unfinished build wrote, and mark this one as unfinished."""
    doctrees, site = Path(app.doctreedir), Path(app.outdir)
    if (doctrees / MARK).exists():
        half_moved = site.parent.glob(".downloads-*")
        beside = [site.parent / name for name in ("jupyter_execute", "replays")]
        for folder in (doctrees, site, *beside, *half_moved):
            # The mark stays, in case that this is interrupted, too.
            remove_all_but(folder, doctrees / MARK)
    site.mkdir(parents=True, exist_ok=True)
    doctrees.mkdir(parents=True, exist_ok=True)
    (doctrees / MARK).touch()


def remove_all_but(folder, kept):
    """Remove what a folder holds, except for one path."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != kept:
                path.unlink()


def finish(app, exception):
    """Remove the mark of a build that ended well."""
    if exception is None:
        (Path(app.doctreedir) / MARK).unlink()


def setup(app):
    """Connect the handlers."""
    app.connect("config-inited", start)
    app.connect("build-finished", finish, priority=LAST)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
