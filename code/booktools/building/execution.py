"""Execute pages before Sphinx reads them: several at once, and only when needed.

What a page shows depends on its code, the modules that it imports, the plot style and
the versions of what it runs on. As long as none of these changed, outputs that are kept
are used again. Sphinx looks at a page's own text only, so it is told what else changed.
"""

import os
from pathlib import Path

import myst_nb.sphinx_
from myst_nb.core.execute import NotebookClientBase
from myst_nb.core.execute import create_client as create_client_of_myst_nb
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from sphinx.errors import SphinxError
from sphinx.util import logging

from booktools import CODE
from booktools.building.contents import text_of
from booktools.building.executed import Conditions, Store, code_of
from booktools.building.kernels import execute_all

LOGGER = logging.getLogger(__name__)
# The seconds that a page may take before it was ever executed.
START, PER_CELL = 1.5, 0.1

# The notebooks with their outputs that this build shows, by path of the page.
executed = {}


class ExecutedNotebook(NotebookClientBase):
    """Gives MyST-NB the outputs that are there already."""

    def start_client(self):
        """Put the outputs into the notebook that is shown."""
        done = executed[str(self.path)]
        pairs = zip(code_cells(self.notebook), code_cells(done), strict=True)
        for cell, done_cell in pairs:
            cell.outputs = done_cell.outputs
            cell.execution_count = done_cell.execution_count
        for name in ("language_info", "widgets"):
            if name in done.metadata:
                self.notebook.metadata[name] = done.metadata[name]


def code_cells(notebook):
    """Return the cells that are executed."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def create_client(notebook, source, nb_config, logger, read_fmt=None):
    """Return what gives MyST-NB the outputs of a notebook, in place of its own."""
    if nb_config.execution_mode == "off":
        return create_client_of_myst_nb(notebook, source, nb_config, logger, read_fmt)
    return ExecutedNotebook(notebook, Path(source), nb_config, logger)


def find_outdated(app, env, added, changed, removed):
    """Return the pages of which something that they ran on has changed."""
    app.conditions = Conditions(CODE)
    if not hasattr(env, "executed_code"):
        env.executed_code = {}  # by page: digest of its code, what that imports, key
    if app.conditions.state == getattr(env, "executed_state", None):
        return []
    return [
        name
        for name, (code, imported, key) in env.executed_code.items()
        if name in env.found_docs and app.conditions.key(code, imported) != key
    ]


def execute_pages(app, env, docnames):
    """Make sure that the outputs of every page that will be read are there."""
    if app.config.nb_execution_mode == "off":
        return
    env.executed_state = app.conditions.state
    notebooks = read_notebooks(env, docnames)
    for name in set(docnames) | (set(env.executed_code) - env.found_docs):
        env.executed_code.pop(name, None)
    for name, notebook in notebooks.items():
        code, imported = code_of(notebook)
        key = app.conditions.key(code, imported)
        env.executed_code[name] = (code, imported, key)
    store = Store(Path(app.outdir).parent / ".executed")
    missing = take_kept(store, env, notebooks)
    if missing:
        execute_missing(app, store, missing)


def read_notebooks(env, docnames):
    """Return the notebook of every page that has code, by document name."""
    notebooks = {}
    for name in docnames:
        path = env.doc2path(name)
        text = text_of(env.app, name)
        if is_myst_markdown_notebook(text):
            notebook = read_myst_markdown_notebook(
                text, config=env.myst_config, add_source_map=True, path=path
            )
            executed[path] = notebook
            if code_cells(notebook):
                notebooks[name] = notebook
    return notebooks


def take_kept(store, env, notebooks):
    """Use the outputs that are kept, and return the notebooks that have none."""
    missing = {}
    for name, notebook in notebooks.items():
        kept = store.load(env.executed_code[name][2])
        if kept is None:
            missing[name] = notebook
        else:
            executed[env.doc2path(name)] = kept
    return missing


def execute_missing(app, store, notebooks):
    """Execute notebooks, keep those that did not fail, and report those that did."""
    env = app.env
    known = app.config.expected_seconds | store.seconds()
    guess = {n: START + PER_CELL * len(code_cells(nb)) for n, nb in notebooks.items()}
    # Long pages start first, so that none of them is left alone at the end.
    order = sorted(notebooks, key=lambda name: (-known.get(name, guess[name]), name))
    results = execute_all(
        {name: notebooks[name] for name in order},
        {name: os.path.dirname(env.doc2path(name)) for name in order},
        app.config.nb_execution_timeout,
        app.config.execution_workers or os.cpu_count() or 1,
    )
    for name, outcome in results:
        code, imported, key = env.executed_code[name]
        now = Conditions(CODE)
        same = now.state == app.conditions.state or now.key(code, imported) == key
        if not (same and now.unchanged_since(app.conditions, imported)):
            raise SphinxError(f"{name}: what it imports changed while it was executed")
        executed[env.doc2path(name)] = outcome.notebook
        if outcome.error:
            line = notebooks[name].metadata.source_map[outcome.cell or 0] + 1
            LOGGER.warning(
                "this cell failed:\n%s", outcome.error, location=(name, line)
            )
            # Sphinx shows warnings when all pages are read; the author learns it now.
            LOGGER.info("%s: failed after %.2f seconds", name, outcome.seconds)
            app.failed_pages.append(name)
        else:
            LOGGER.info("%s: Executed notebook in %.2f seconds", name, outcome.seconds)
            store.save(key, outcome.notebook)
            store.remember({name: round(outcome.seconds, 2)})


def tidy(app, exception):
    """Remove kept outputs that nobody used for long, after a good build."""
    if exception is None:
        Store(Path(app.outdir).parent / ".executed").prune()


def setup(app):
    """Connect the handlers and take the place of MyST-NB's own execution."""
    # MyST-NB chooses among its own ways of executing; there is no setting for another.
    myst_nb.sphinx_.create_client = create_client
    app.failed_pages = []
    app.add_config_value("expected_seconds", {}, "")
    app.add_config_value("execution_workers", 0, "")  # 0: as many as there are cores
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-before-read-docs", execute_pages)
    app.connect("build-finished", tidy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
