"""Offer the downloads of each page in a menu.

Links that open a notebook in Colab and Binder come with them if the book's repository
is known.
"""

from urllib.parse import quote

from booktools.downloads.course import Course, slug
from booktools.downloads.notebooks import WHOLE_LESSON
from booktools.downloads.packaging import ZIP


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
        (f"notebooks/solved/{name}", f"solved-{name}", f"{what}, solved"),
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
    _, _, project = repository.partition("github.com/")
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
    """Connect the handler."""
    app.add_config_value("notebooks_branch", "notebooks", "html")
    app.connect("html-page-context", add_menu)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
