"""Keep the outputs of each page while all that they depend on stays the same.

MyST-NB's own cache finds them by the code cells of a page. Here each page gets a cache
of its own, in a folder that is named after everything else.
"""

import hashlib
import os
import platform
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbclient
from jupyter_cache.executors import utils
from sphinx.errors import SphinxError
from traitlets.config import Config

from booktools import CODE


def set_environment():
    """Let outputs depend on no core, no random seed and nobody's own settings."""
    os.environ.pop("MPLBACKEND", None)
    os.environ |= {"MATPLOTLIBRC": os.devnull, "PYTHONHASHSEED": "0"}
    for library in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    utils.executenb = execute


def execute(*args, **options):
    """Execute a notebook, on a busy machine as on an idle one."""
    # Printed text may come in pieces. MyST-NB's own nb_merge_streams would break lines
    # between them, see its issue 690.
    options["coalesce_streams"] = True
    with TemporaryDirectory() as folder:
        if os.name == "posix":  # a free port may be taken before the kernel opens it
            sockets = {"transport": "ipc", "ip": f"{folder}/kernel"}
            options["config"] = Config(KernelManager=sockets)
        return nbclient.execute(*args, **options)


def imported():
    """Return the files that pages import, each with the time of its last change."""
    paths = sorted((CODE / "mlp").rglob("[!.]*"))  # editors put .files beside them
    files = [path for path in paths if path.is_file() and path.suffix != ".pyc"]
    return [(path, path.stat().st_mtime_ns) for path in files]


def installed():
    """Return what is installed, in which versions; of `mlp` the files count instead."""
    found = {x.name for entry in sys.path for x in Path(entry).glob("*.dist-info")}
    return sorted(name for name in found if not name.startswith("mlp_from_scratch-"))


def digest(*values):
    """Return a short text that differs when a value does."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]


def choose_folder(app, config):
    """Choose the folder by what outputs depend on, apart from a page's own code."""
    app.imported = imported()
    state = digest(
        [(path.relative_to(CODE), path.read_bytes()) for path, _ in app.imported],
        installed(),
        (sys.version, sys.platform, platform.machine(), Path(__file__).read_bytes()),
        [(x.name, x.value) for x in config if x.name.startswith("nb_execution_")],
    )
    app.outputs = Path(app.outdir).parent / ".executed" / state
    app.outputs.mkdir(parents=True, exist_ok=True)
    app.outputs.touch()  # the newest three stay, so that one can go back
    for old in sorted(app.outputs.parent.glob("*/"), key=os.path.getmtime)[:-3]:
        shutil.rmtree(old)


def take(app, docname, source):
    """Take the outputs of a page away. A killed build does not give them back."""
    # The front matter may allow errors, which the cache does not look at.
    kept = app.outputs / digest(docname, source[0].split("\n---")[0])
    taken = Path(app.doctreedir, kept.name)  # removed by the next build
    if kept.exists():
        kept.rename(taken)
    app.env.mystnb_config = app.env.mystnb_config.copy(execution_cache_path=str(taken))
    app.taken = taken, kept


def give_back(app, doctree):
    """Keep the outputs of a page that was read."""
    if imported() != app.imported:  # nobody can tell which state the page has seen
        raise SphinxError("code/mlp changed while pages were executed")
    taken, kept = app.taken
    if taken.exists():
        taken.rename(kept)
