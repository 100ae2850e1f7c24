"""Add what learners download: notebooks, the wheel, and both in one zip.

Each chapter offers them in a menu, and links that open its notebook in Colab and Binder
if the book's repository is known.
"""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from booktools.contents import digest
from booktools.course import Course, slug
from booktools.notebooks import WHOLE_LESSON, write_notebooks
from booktools.packaging import ROOT, build_wheel, write_zip

ZIP = "mlp-course.zip"
FOLDERS = ("downloads", "notebooks")
# What the wheel and the zip hold or are made by, besides `code/`.
PACKED = ("LICENSE", "LICENSE-TEXT", "README.md", "pyproject.toml")


def update_downloads(app, exception):
    """Write the downloads, unless they are there and made of the same as now."""
    # What a failing page cannot show, its notebook cannot either.
    if exception is not None or app._warncount or app.builder.name != "html":
        return
    record, site = Path(app.doctreedir, "downloads.json"), Path(app.outdir)
    if not app.reads_pages and record.exists():
        if json.loads(record.read_text()) == [sources(app), files(site)]:
            return
    # Beside the site, so that they are moved there in one step and not half-written.
    with TemporaryDirectory(dir=site.parent, prefix=".downloads-") as folder:
        write_downloads(app, Path(folder))
        for name in FOLDERS:
            shutil.rmtree(site / name, ignore_errors=True)
            Path(folder, name).rename(site / name)
    record.write_text(json.dumps([sources(app), files(site)]))


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


def add_menu(app, pagename, templatename, context, doctree):
    """Hand the links of a page's menus to its template.

    A chapter offers its own notebooks, any other page those of the whole lesson.
    """
    context["downloads"], context["launches"] = [], []
    if doctree is None:
        return
    is_chapter = pagename in Course(app).chapters
    name = f"{slug(pagename) if is_chapter else WHOLE_LESSON}.ipynb"
    what = "Notebook" if is_chapter else "The whole lesson"
    files = [
        (f"notebooks/{name}", name, f"{what} with gaps to fill in"),
        (f"notebooks/solved/{name}", name, f"{what}, solved"),
        (f"downloads/{ZIP}", ZIP, "The course as a zip"),
    ]
    pathto = context["pathto"]
    context["downloads"] = [(pathto(path, 1), *rest) for path, *rest in files]
    context["launches"] = launches(app, name)


def launches(app, name):
    """Return links that open a learner's notebook without installing anything.

    Both services read from a repository. The notebooks are on a branch of their own,
    which holds the content of the zip.
    """
    repository = app.config.html_theme_options.get("repository_url", "").rstrip("/")
    host, _, project = repository.partition("github.com/")
    if not project:
        return []
    branch = quote(app.config.notebooks_branch, safe="")
    path = f"notebooks/{name}"
    return [
        (f"https://colab.research.google.com/github/{project}/blob/{branch}/{path}",
         "Open in Colab"),
        (f"https://mybinder.org/v2/gh/{project}/{branch}?urlpath=" +
         quote(f"lab/tree/{path}", safe=""), "Open in Binder"),
    ]  # fmt: skip


def setup(app):
    """Connect the handlers."""
    app.add_config_value("notebooks_branch", "notebooks", "html")
    app.connect("html-page-context", add_menu)
    app.connect("build-finished", update_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
