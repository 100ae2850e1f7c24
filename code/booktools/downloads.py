"""Add what learners download: notebooks, the wheel, and both in one zip.

Each chapter offers them in a menu, and links that open its notebook in Colab and Binder
if the book's repository is known.
"""

from pathlib import Path
from urllib.parse import quote

from booktools.notebooks import Course, slug, write_notebooks
from booktools.packaging import build_wheel, replace_folder, write_zip

ZIP = "mlp-course.zip"


def write_downloads(app, exception):
    """Write the notebooks, the wheel and the zip beside the pages."""
    if exception is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    downloads = replace_folder(site / "downloads")
    notebooks = replace_folder(site / "notebooks")
    wheel = build_wheel(downloads)
    base = app.config.html_baseurl
    url = f"{base.rstrip('/')}/downloads/{wheel.name}" if base else None
    write_notebooks(app, notebooks, url)
    write_zip(downloads / ZIP, wheel, notebooks)


def add_menu(app, pagename, templatename, context, doctree):
    """Hand the links of a page's menus to its template."""
    pathto = context["pathto"]
    context["downloads"], context["launches"] = [], []
    if doctree is None:
        return
    if pagename in Course(app).chapters:
        name = f"{slug(pagename)}.ipynb"
        context["downloads"] += [
            (pathto(f"notebooks/{name}", 1), name, "Notebook with gaps to fill in"),
            (pathto(f"notebooks/solved/{name}", 1), name, "Solved notebook"),
        ]
        context["launches"] = launches(app, name)
    context["downloads"].append(
        (pathto(f"downloads/{ZIP}", 1), ZIP, "The course as a zip")
    )


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
    app.connect("build-finished", write_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
