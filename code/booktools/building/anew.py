"""Start anew after a build that did not end well, or when what makes all pages changed.

A build that is killed leaves half-written pages, pictures and doctrees behind, and
Sphinx would take them for good because they are newer than their sources. Nor does it
notice an edited style sheet, or remove what another configuration made. So each build
that ends well records what it was made with, and only such a build is continued, if
it wrote the site and not something else, such as a report on links.
Executed pages are kept elsewhere, see `booktools.building.executed`; starting anew
costs seconds.
"""

import shutil
import sys
from pathlib import Path

from sphinx.errors import ConfigError

from booktools import CODE, ROOT
from booktools.building.contents import digest
from booktools.building.executed import digest_of

RECORD = "made-with"
LAST = 1000  # after every other handler
TOOLS = CODE / "booktools"


def made_with(app):
    """Return a digest of all that decides how the pages look, apart from themselves."""
    config = app.config
    values = [(value.name, repr(value.value)) for value in config]
    installed = {
        path.name for entry in sys.path for path in Path(entry).glob("*.dist-info")
    }
    named = [config.templates_path, config.html_static_path, config.bibtex_bibfiles]
    sources = [Path(app.confdir, name) for name in sum(named, [])]
    paths = files_below([*sources, Path(app.confdir, config.external_toc_path), TOOLS])
    files = [(str(path), digest(path)) for path in paths]
    return digest_of([sys.version, sorted(installed), values, files])


def files_below(paths):
    """Return files, and the files in folders; those that Python writes are none."""
    found = set()
    for path in paths:
        found.update(path.rglob("*") if path.is_dir() else [path])
    return sorted(
        path for path in found if path.is_file() and path.parent.name != "__pycache__"
    )


def start(app, config):
    """Remove what another way of building, or an unfinished build, has written."""
    if Path(app.confdir).resolve() != ROOT.resolve():
        raise ConfigError(
            f"this builds {app.confdir}, but with the code in {ROOT}; "
            "use the environment of this folder, which `make book` sets up"
        )
    doctrees, site = Path(app.doctreedir), Path(app.outdir)
    record = doctrees / RECORD
    recorded = record.read_text() if record.exists() else None
    record.unlink(missing_ok=True)  # back when this build, and removing, has ended
    app.made_with = made_with(app)
    if recorded != app.made_with:
        half_moved = site.parent.glob(".downloads-*")
        beside = [site.parent / name for name in ("jupyter_execute", "replays")]
        for folder in (doctrees, site, *beside, *half_moved):
            empty(folder)
    site.mkdir(parents=True, exist_ok=True)
    doctrees.mkdir(parents=True, exist_ok=True)


def empty(folder, kept=None):
    """Remove what a folder holds, except for one path."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink() and path != kept:
                shutil.rmtree(path)
            elif path != kept:
                path.unlink()


def finish(app, exception):
    """Record that a build ended well, and what it was made with."""
    if exception is None and app.builder.name == "html":
        (Path(app.doctreedir) / RECORD).write_text(app.made_with)


def setup(app):
    """Connect the handlers."""
    app.connect("config-inited", start, priority=LAST)
    app.connect("build-finished", finish, priority=LAST)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
