"""Pages that are small, private and readable by everybody."""

from importlib import import_module

PARTS = (
    "replay mathematics figures progress sharing accessibility policy assets offline"
).split()


def setup(app):
    """Set up the parts, in this order."""
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
