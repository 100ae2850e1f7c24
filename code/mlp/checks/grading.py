"""Judge hand-ins, several at once, each in processes of its own.

A notebook may loop without end, ask for all the memory or not be a notebook at all.
Whatever it does ends with its processes, and loses nothing that is found elsewhere.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import astuple

from mlp.checks.handins.files import LARGEST, NO_TEXT, TOO_LARGE, is_noise, reason
from mlp.checks.handins.judging import ENDS_PYTHON, JUDGED_IN
from mlp.checks.handins.notebook import NotANotebook, read
from mlp.checks.handins.results import Result
from mlp.checks.report import WRONG, Entry
from mlp.checks.run_notebook import CELLS

# One thread per notebook, since there is a notebook per core; and no windows.
ENVIRONMENT = {
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
SPARE = 15.0  # seconds to start, and to end what a notebook has started
WATCHER_ENDED = "it has ended the process that ran it; what follows did not run"


def find(paths):
    """Yield each file that was handed in, and why it is not looked at, or nothing.

    A file that is named is looked at, whatever its name.
    """
    for path in paths:
        if not path.is_dir():
            yield path, ""
            continue
        for found in sorted(path.rglob("*")):
            if not is_noise(found.relative_to(path)) and not found.is_dir():
                yield found, reason(found)


def load(path):
    """Return the notebook in a file.

    Raises
    ------
    NotANotebook
        If it cannot be read, or is none.
    """
    try:
        if not path.is_file() and path.exists():
            raise NotANotebook("cannot be read: it is no file")
        if path.stat().st_size > LARGEST:
            raise NotANotebook(TOO_LARGE)
        return read(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotANotebook(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NotANotebook(NO_TEXT) from error


def read_all(files):
    """Read files before anything runs, since what runs could change them.

    Returns
    -------
    dict of Notebook
        By the names of the files.
    list of Result
        Of those that hold none.
    """
    notebooks, others = {}, []
    for path, skipped in files:
        if skipped:
            others.append(Result(str(path), skipped=skipped))
            continue
        try:
            notebooks[str(path)] = load(path)
        except NotANotebook as error:
            others.append(Result(str(path), problems=(str(error),)))
    return notebooks, others


def grade(group, *, run=True, seconds=120.0, megabytes=2048, workers=None, progress):
    """Judge the functions of notebooks, and run their cells.

    Parameters
    ----------
    group : Class
        The notebooks.
    run : bool
        Whether to run the cells, too.
    seconds : float
        How long the cells of one notebook may run.
    megabytes : int
        How much memory one notebook may ask for, where the system can limit it.
    workers : int, optional
        How many are judged at once; as many as there are cores by default.
    progress : callable
        Called as ``progress(result)`` as soon as a notebook is done.
    """
    asyncio.run(_grade(group, run, seconds, megabytes, workers, progress))


async def _grade(group, run, seconds, megabytes, workers, progress):
    turn = asyncio.Semaphore(workers or os.cpu_count())

    async def one(name):
        async with turn:
            found = await findings(group, name, run, seconds, megabytes)
        progress(group.result(name, *found))

    async with asyncio.TaskGroup() as tasks:
        for name in group.notebooks:
            tasks.create_task(one(name))


async def findings(group, name, run, seconds, megabytes):
    """Return the entries, problems and remarks of one notebook."""
    notebook, left = group.notebooks[name], list(group.asked(name))
    entries, problems, remarks = [], [], []
    while left or run:
        job = {
            "cells": [astuple(cell) for cell in notebook.cells],
            "functions": left,
            "run": run,
            "megabytes": megabytes,
            "seconds": seconds,
        }
        begun, late = None, len(left) * JUDGED_IN + run * seconds + SPARE
        for finding in await lines_of(job, late):
            begun = finding.get("begin", begun)
            if "status" in finding:
                for kind in ("messages", "remarks"):
                    finding[kind] = tuple(finding[kind])
                entries.append(Entry(**finding))
            problems += [finding["problem"]] if "problem" in finding else []
            remarks += [finding["remark"]] if "remark" in finding else []
            if "end" in finding:
                run = run and finding["end"] != CELLS
                left = [each for each in left if each != finding["end"]]
        if not (left or run):
            break
        # Something in the notebook has ended even the process that watches it.
        if left and begun in (None, left[0]):
            entries.append(Entry(left.pop(0), WRONG, (ENDS_PYTHON,)))
        elif not left:
            problems.append(WATCHER_ENDED)
            run = False
    return entries, problems, remarks


async def lines_of(job, seconds):
    """Return what a process finds that does a job."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        tempfile.TemporaryFile() as found,  # it has no name, so nothing removes it
    ):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mlp.checks.run_notebook"),
            cwd=place,  # what a notebook writes is thrown away
            env={**os.environ, **ENVIRONMENT},
            stdin=subprocess.PIPE,
            stdout=found,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with suppress(TimeoutError, BrokenPipeError, ConnectionResetError):
                async with asyncio.timeout(seconds):
                    process.stdin.write(json.dumps(job).encode())
                    process.stdin.close()
                    await process.wait()
        finally:
            await stop(process)
        found.seek(0)
        text = found.read().decode(errors="replace")
    lines = []
    for line in text.splitlines():
        with suppress(ValueError):  # the process was ended while it wrote this line
            lines.append(json.loads(line))
    return lines


async def stop(process):
    """End a process and everything that it has started."""
    with suppress(ProcessLookupError):
        process.terminate()  # then it ends what has left its group, too
    with suppress(TimeoutError):
        async with asyncio.timeout(5):
            await process.wait()
    # macOS says with the second error that it has ended by itself.
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    await process.wait()
