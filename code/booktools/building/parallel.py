"""Read, and so execute, several pages at the same time."""

import multiprocessing
import os
from threading import Thread

FIRST, LAST = 1, 999
# They are safe, but do not say so: executablebooks/sphinx-multitoc-numbering#27.
UNDECLARED = ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex")


def start(app, env, docnames):
    """Have a process read each page, of which only some are at work at a time."""
    for name in UNDECLARED:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True
    # Later chapters train longer, and the longest must not be left to the end.
    docnames.sort(key=list(app.config.external_site_map).index, reverse=True)
    app.parallel = len(docnames)
    app.free = multiprocessing.Semaphore(app.config.parallel_pages or os.cpu_count())


def write_in_order(app, env):
    """Write pages in one process; it takes seconds."""
    app.parallel = 1


def wait(app, docname, source):
    """Wait for a free place before a page is read."""
    if parent := multiprocessing.parent_process():
        Thread(target=end_with, args=(parent,), daemon=True).start()
    app.free.acquire()


def end_with(parent):
    """End this process when its parent was killed, lest it writes into later builds."""
    parent.join()
    os._exit(1)


def make_place(app, doctree):
    """Let another page be read."""
    app.free.release()


def setup(app):
    """Connect the handlers."""
    app.add_config_value("parallel_pages", 0, "")  # 0: as many as there are cores
    app.connect("env-before-read-docs", start)
    app.connect("env-updated", write_in_order)
    app.connect("source-read", wait, priority=FIRST)
    app.connect("doctree-read", make_place, priority=LAST)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
