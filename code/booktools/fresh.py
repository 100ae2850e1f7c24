"""Execute pages again when what they ran on has changed.

Sphinx looks only at a page's own text. The output of a page depends on `mlp` and on the
versions of Python, NumPy and Matplotlib as well.
"""

import platform
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "mlp"


def depend_on_package(app, docname, source):
    """Note the files of `mlp` as dependencies of every page that executes code."""
    if "{code-cell}" in source[0]:
        for path in sorted(PACKAGE.rglob("*")):
            if path.suffix in {".py", ".mplstyle"}:
                app.env.note_dependency(str(path))


def setup(app):
    """Connect the handler; a change of the versions re-reads every page."""
    versions = [platform.python_version(), version("numpy"), version("matplotlib")]
    app.add_config_value("executed_with", versions, "env")
    app.connect("source-read", depend_on_package)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
