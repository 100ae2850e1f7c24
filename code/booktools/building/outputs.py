"""Keep the outputs of each page, as long as all that they depend on stays the same.

MyST-NB's own cache finds outputs by the code of a page. Here each page gets a cache of
its own, in a folder that is named after everything else that outputs depend on.
"""

import hashlib
import os
import platform
import re
import shutil
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import nbclient
from jupyter_cache.executors import utils
from sphinx.util import logging

from booktools import CODE

LOGGER = logging.getLogger(__name__)
KEPT = 3  # states of the code and the versions, so that one can go back
# Outputs must depend on neither the number of cores, nor a random seed of Python, nor
# somebody's own settings of Matplotlib. And kernels that each use every core would only
# stand in each other's way.
MATPLOTLIB = Path(find_spec("matplotlib").origin).parent
ENVIRONMENT = {
    "MATPLOTLIBRC": str(MATPLOTLIB / "mpl-data" / "matplotlibrc"),
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
# With these a cell is executed in another way. MyST-NB's cache does not look at them.
WAYS = re.compile("skip-execution|raises-exception|allow_errors")


def files():
    """Return the files that pages import, each with the time of its last change."""
    return [
        (path, path.stat().st_mtime_ns)
        for path in sorted((CODE / "mlp").rglob("*"))
        # Editors put files of their own beside these, with a dot in front.
        if path.is_file() and path.suffix != ".pyc" and path.name[0] != "."
    ]


def digest(*values):
    """Return a short text that differs when a value does."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]


def choose_folder(app, config):
    """Choose the folder by all that outputs depend on, apart from a page's own code."""
    app.imported = files()
    app.outputs = Path(app.outdir).parent / ".executed" / digest(
        [(path.relative_to(CODE), path.read_bytes()) for path, _ in app.imported],
        sorted({x.name for entry in sys.path for x in Path(entry).glob("*.dist-info")}),
        [sys.version, sys.platform, platform.machine()],
        [(x.name, x.value) for x in config if x.name.startswith("nb_execution_")],
        Path(__file__).read_bytes(),
    )  # fmt: skip


def take(app, docname, source):
    """Take the outputs of a page away, for MyST-NB to use or to renew.

    A build that is killed now does not give them back, and the next one executes the
    page again. So what it has written half is never used.
    """
    cells = enumerate(source[0].split("{code-cell}"))
    ways = [(i, found) for i, cell in cells if (found := WAYS.findall(cell))]
    kept = app.outputs / digest(docname, ways)
    taken = Path(app.doctreedir, "outputs", kept.name)  # removed by the next build
    taken.parent.mkdir(parents=True, exist_ok=True)
    if kept.exists():
        kept.rename(taken)
    config = app.env.mystnb_config
    app.env.mystnb_config = config.copy(execution_cache_path=str(taken))
    app.taken = kept, taken


def give_back(app, doctree):
    """Keep the outputs of a page that was read."""
    kept, taken = app.taken
    if files() != app.imported:  # nobody can tell which state the page has seen
        LOGGER.warning("code/mlp changed while pages were executed", once=True)
    elif taken.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        taken.rename(kept)


def remove_old(app, exception):
    """Remove outputs of states that are long gone, after a good build."""
    if exception is None and app.outputs.exists():
        states = app.outputs.parent.glob("*/")
        for state in sorted(states, key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(state)


def setup(app):
    """Connect the handlers and set what kernels inherit."""
    os.environ.pop("MPLBACKEND", None)
    os.environ |= ENVIRONMENT
    # A busy machine sends printed text in more pieces than an idle one. MyST-NB does not
    # have them joined, and its own nb_merge_streams breaks lines between them.
    utils.executenb = partial(nbclient.execute, coalesce_streams=True)
    app.connect("config-inited", choose_folder)
    app.connect("source-read", take)
    app.connect("doctree-read", give_back)
    app.connect("build-finished", remove_old)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
