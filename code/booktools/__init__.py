"""What builds this book. It is plumbing; the lesson is in `mlp`.

`building` executes pages and keeps builds strict, `downloads` writes notebooks and zip,
`site` gives pages their look. Each is a Sphinx extension. `bench` measures.
"""

from pathlib import Path

CODE = Path(__file__).parents[1]
ROOT = CODE.parent


def setup_modules(app, package, *names):
    """Set up modules of a package, each of them an extension, in this order."""
    for name in names:
        app.setup_extension(f"{package}.{name}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
