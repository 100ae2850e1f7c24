"""Show on each chapter how far through the course it is."""

from booktools.downloads.course import Course


def add_progress(app, pagename, templatename, context, doctree):
    """Hand a chapter's place to the template; other pages have none.

    The table of contents alone decides; nothing about the reader is kept.
    """
    course = Course(app)
    context["progress"] = None
    if pagename in course.chapters:
        context["progress"] = {
            "place": course.chapters.index(pagename) + 1,
            "chapters": len(course.chapters),
            "part": next(p.caption for p in course.parts if pagename in p.files()),
        }


def setup(app):
    """Connect the handler."""
    app.connect("html-page-context", add_progress)
