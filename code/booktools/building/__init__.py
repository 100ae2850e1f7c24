"""Builds that execute only what changed, fail on any warning and leave nothing half.

Everything but outputs is written anew, so that nothing out of date or wrong can last.
"""

import multiprocessing
import os
import shutil
from pathlib import Path
from threading import Thread

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.errors import ConfigError, SphinxError

from booktools import ROOT
from booktools.building import outputs


def remove_all(app, config):
    """Remove what earlier builds have written, before Sphinx looks for it."""
    if Path(app.confdir).resolve() != ROOT.resolve():
        raise ConfigError(f"the code in {ROOT} cannot build {app.confdir}; use its own")
    site = Path(app.outdir)
    for folder in (site, Path(app.doctreedir), site.parent / "jupyter_execute"):
        if folder.exists():
            shutil.rmtree(folder)
    site.mkdir()


def read_in_parallel(app, env, docnames):
    """Have a process read, and execute, each page; only some are at work at a time."""
    # It is safe, but does not say so: executablebooks/sphinx-multitoc-numbering#27.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    # Later chapters train longer, and no long one may be left alone at the end.
    docnames.sort(key=list(app.config.external_site_map).index, reverse=True)
    app.parallel = len(docnames)  # Jupyter Book has no option, see its issue 1735
    app.builder.allow_parallel = False  # writing takes seconds
    app.free = multiprocessing.Semaphore(app.config.parallel_pages or os.cpu_count())


def wait(app, docname, source):
    """Wait until the page may be read, and end if the build is killed."""
    if build := multiprocessing.parent_process():
        Thread(target=lambda: (build.join(), os._exit(1)), daemon=True).start()
    app.free.acquire()


def fail_on_warnings(app, exception):
    """Fail after all warnings are shown; Sphinx's own ``-W`` stops at the first."""
    if exception is None and app._warncount:  # Sphinx has no public count
        data = NbMetadataCollector.get_doc_data(app.env)
        failed = [n for n in sorted(data) if data[n].get("exec_data", {}).get("error")]
        warned = f"{app._warncount} warning(s), see above; none is allowed"
        raise SphinxError(f"{warned}; pages that failed: {', '.join(failed) or 'none'}")


def setup(app):
    """Connect the handlers, in the order in which they are called."""
    outputs.set_environment()
    app.add_config_value("parallel_pages", 0, "")  # 0: as many as there are cores
    app.connect("config-inited", remove_all)
    app.connect("config-inited", outputs.choose_folder)
    app.connect("env-before-read-docs", read_in_parallel)
    app.connect("source-read", wait)
    app.connect("source-read", outputs.take)
    app.connect("doctree-read", outputs.give_back)
    app.connect("doctree-read", lambda app, doctree: app.free.release())
    app.connect("build-finished", fail_on_warnings, priority=800)  # after others
    return {"parallel_read_safe": True, "parallel_write_safe": True}
