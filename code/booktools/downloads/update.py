"""Write the downloads at the end of a build, unless they are up to date."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from booktools import ROOT
from booktools.building.contents import digest
from booktools.downloads.notebooks import write_notebooks
from booktools.downloads.packaging import ZIP, build_wheel, write_zip

FOLDERS = ("downloads", "notebooks")
# What the wheel and the zip hold or are made by, besides `code/`.
PACKED = ("LICENSE", "LICENSE-TEXT", "README.md", "pyproject.toml")


def update_downloads(app, exception):
    """Write the downloads, unless they are there and made of the same as now."""
    # What a failing page cannot show, its notebook cannot either.
    if exception is not None or app._warncount or app.builder.name != "html":
        return
    record, site = Path(app.doctreedir, "downloads.json"), Path(app.outdir)
    made_of = sources(app)  # not later: they may change while the downloads are written
    if not app.reads_pages and record.exists():
        if json.loads(record.read_text()) == [made_of, files(site)]:
            return
    # Beside the site, so that they are moved there in one step and not half-written.
    with TemporaryDirectory(dir=site.parent, prefix=".downloads-") as folder:
        write_downloads(app, Path(folder))
        for name in FOLDERS:
            shutil.rmtree(site / name, ignore_errors=True)
            Path(folder, name).rename(site / name)
    record.write_text(json.dumps([made_of, files(site)]))


def sources(app):
    """Return digests of what the downloads are made of, apart from the pages."""
    code = {
        path.relative_to(ROOT).as_posix(): digest(path)
        for path in sorted((ROOT / "code" / "mlp").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name: digest(ROOT / name) for name in PACKED}
    readme = digest(Path(__file__).with_name("course-readme.md"))
    config = [app.config.html_baseurl, app.config.html_title]
    return [code, packed, readme, config]


def files(site):
    """Return the digests of the downloads of a site, by path."""
    return {
        path.relative_to(site).as_posix(): digest(path)
        for name in FOLDERS
        for path in sorted((site / name).rglob("*.*"))
    }


def write_downloads(app, folder):
    """Write the notebooks, the wheel and the zip into a folder."""
    (folder / "downloads").mkdir()
    wheel = build_wheel(folder / "downloads")
    base = app.config.html_baseurl
    url = f"{base.rstrip('/')}/downloads/{wheel.name}" if base else None
    write_notebooks(app, folder / "notebooks", url)
    write_zip(folder / "downloads" / ZIP, wheel, folder / "notebooks")


def setup(app):
    """Connect the handler."""
    app.connect("build-finished", update_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
