"""Pages that are small, private and readable by everybody."""

from booktools import setup_modules


def setup(app):
    """Set up the parts."""
    return setup_modules(
        app,
        __name__,
        "replay",
        "mathematics",
        "figures",
        "progress",
        "sharing",
        "accessibility",
        "assets",
    )
