"""Let templates show on each chapter how far through the course it is."""

from booktools.downloads.course import Course


def add_course(app, pagename, templatename, context, doctree):
    """Hand over the table of contents alone; nothing about the reader is kept."""
    context["course"] = Course(app)


def setup(app):
    """Connect the handler."""
    app.connect("html-page-context", add_course)
