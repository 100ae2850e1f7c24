"""Check the functions of filled-in notebooks, each in a process of its own.

A notebook may loop without end, ask for all the memory or not be a notebook at all.
Whatever it does ends with its process, and what it had got right until then counts.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlp.checks.report import Entry

# One thread per notebook, since there is a notebook per core; and no windows.
ENVIRONMENT = {
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Result:
    """What was found in one notebook.

    Attributes
    ----------
    notebook : str
        The notebook, as it was named.
    entries : tuple of Entry
        One per function, in the order of the notebook.
    problems : tuple of str
        What kept cells, or the whole notebook, from running.
    asks : bool
        Whether there are functions to write in it.
    """

    notebook: str
    entries: tuple = ()
    problems: tuple = ()
    asks: bool = True

    @property
    def passed(self):
        """Whether every function is right; without any to write, all cells have run."""
        if not self.asks:
            return not self.problems
        return bool(self.entries) and all(entry.passed for entry in self.entries)

    def names(self, status):
        """Return the functions that have a status."""
        return [entry.name for entry in self.entries if entry.status == status]


def grade(paths, *, seconds=120.0, megabytes=2048, workers=None, progress=None):
    """Run notebooks and check the functions that they define.

    Parameters
    ----------
    paths : list of str or pathlib.Path
        The notebooks.
    seconds : float
        How long one notebook may run.
    megabytes : int
        How much memory one notebook may ask for, where the system can limit it.
    workers : int, optional
        How many run at once; as many as there are cores by default.
    progress : callable, optional
        Called as ``progress(result)`` as soon as a notebook is done.

    Returns
    -------
    list of Result
        In the order of the paths.
    """
    return asyncio.run(_grade(paths, seconds, megabytes, workers, progress))


async def _grade(paths, seconds, megabytes, workers, progress):
    turn = asyncio.Semaphore(workers or os.cpu_count())

    async def one(path):
        async with turn:
            result = await grade_one(path, seconds, megabytes)
        if progress is not None:
            progress(result)
        return result

    return await asyncio.gather(*map(one, paths))


async def grade_one(path, seconds, megabytes):
    """Run one notebook in a process of its own and return its `Result`."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        findings = Path(folder, "findings")
        findings.touch()
        place = Path(folder, "place")  # what a notebook writes is thrown away
        place.mkdir()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mlp.checks.run_notebook"),
            *(str(Path(path).resolve()), str(findings), str(megabytes), str(seconds)),
            cwd=place,
            env={**os.environ, **ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        late = None
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            late = seconds
        finally:
            stop(process)
            await process.wait()
        try:
            text = findings.read_text(encoding="utf-8", errors="replace")
        except OSError:  # a notebook has removed it
            text = ""
        return result_of(str(path), text, late)


def stop(process):
    """End a process and everything that it has started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass  # it has ended by itself; macOS says so with the second error


def result_of(notebook, findings, late):
    """Return the `Result` that lines of findings make; the last about a name counts.

    `late` is after how many seconds the notebook was stopped, or None.
    """
    entries, problems, ended, asks, place = {}, [], False, True, ""
    for line in findings.splitlines():
        try:
            finding = json.loads(line)
        except ValueError:  # the process was ended while it wrote this line
            continue
        if "name" in finding:
            finding["messages"] = tuple(finding["messages"])
            finding["remarks"] = tuple(finding["remarks"])
            entries[finding["name"]] = Entry(**finding)
        elif "problem" in finding:
            problems.append(finding["problem"])
        elif "cell" in finding:
            place = f"{finding['cell']}: "
        elif "asks" in finding:
            asks = finding["asks"]
        else:
            ended = True
    if late is not None:
        problems.append(
            f"{place}stopped, since the notebook has run for {late:g} seconds; "
            "what follows did not run"
        )
    elif not ended:
        problems.append(f"{place}ended Python; what follows did not run")
    elif asks and not entries and not problems:
        problems.append("it has no function to check")
    return Result(notebook, tuple(entries.values()), tuple(problems), asks)
