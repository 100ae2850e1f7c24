"""What learners download, made from the pages: notebooks, the wheel, one zip."""

from booktools import setup_modules


def setup(app):
    """Set up the parts."""
    return setup_modules(app, __name__, "menu", "update")
