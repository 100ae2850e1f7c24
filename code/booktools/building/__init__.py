"""Builds that execute only what changed, fail on any warning and leave nothing half."""

from booktools import setup_modules


def setup(app):
    """Set up the parts."""
    return setup_modules(app, __name__, "clean", "outputs", "parallel")
