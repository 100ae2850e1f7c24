"""Execute notebooks, several at a time."""

import asyncio
import copy
import os
import re
import threading
import time
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import (
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode

FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError, NoSuchKernel)
MATPLOTLIB = Path(find_spec("matplotlib").origin).parent
# Outputs must depend on neither the number of cores, nor a random seed of Python, nor
# somebody's own settings of Matplotlib. And kernels that each use every core would only
# stand in each other's way.
ENVIRONMENT = {
    "MATPLOTLIBRC": str(MATPLOTLIB / "mpl-data" / "matplotlibrc"),
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Outcome:
    """What came of executing a notebook.

    Attributes
    ----------
    notebook : nbformat.NotebookNode
        The notebook with its outputs, as far as it got.
    seconds : float
        How long it took.
    error : str
        Why it stopped, with the traceback; empty if it did not.
    cell : int or None
        The position of the cell at which it stopped.
    """

    notebook: NotebookNode
    seconds: float
    error: str = ""
    cell: int | None = None


def execute_all(notebooks, folders, timeout, workers):
    """Execute notebooks, and go on with the others when one fails.

    Parameters
    ----------
    notebooks : dict of str to nbformat.NotebookNode
        The notebooks by name, those to be started first in front.
    folders : dict of str to str
        The working directory of each.
    timeout : int
        Seconds that one cell may take.
    workers : int
        How many kernels run at the same time.

    Yields
    ------
    tuple of str and Outcome
        As soon as a notebook is done.
    """
    with event_loop() as loop:
        free = asyncio.Semaphore(workers)  # serves in order
        names = {
            asyncio.run_coroutine_threadsafe(
                execute(notebook, folders[name], timeout, free), loop
            ): name
            for name, notebook in notebooks.items()
        }
        for future in as_completed(names):
            yield names[future], future.result()


async def execute(notebook, folder, timeout, free):
    """Execute a copy of one notebook as soon as a place is free."""
    async with free:
        position = None

        def note_position(cell, cell_index):
            nonlocal position
            position = cell_index

        client = NotebookClient(
            copy.deepcopy(notebook),
            timeout=timeout,
            resources={"metadata": {"path": folder}},
            on_cell_start=note_position,
            # A busy machine sends printed text in more pieces than an idle one.
            coalesce_streams=True,
        )
        inherited = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
        start, error = time.perf_counter(), ""
        try:
            await client.async_execute(env=inherited | ENVIRONMENT)
        except FAILURES as stop:
            error = re.sub(r"\x1b\[[0-9;]*m", "", str(stop)) or type(stop).__name__
        seconds = time.perf_counter() - start
        return Outcome(client.nb, seconds, error, position if error else None)


@contextmanager
def event_loop():
    """Run an event loop beside the main thread.

    Ctrl+C reaches the main thread, which ends at once. The thread of the loop and the
    kernels end with it.
    """
    with asyncio.Runner() as runner:  # in the end it cancels what is left
        loop = runner.get_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
