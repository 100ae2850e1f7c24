"""End what a learner's function does when it takes too long.

Where Python can watch itself run (3.12 and newer) nothing else is needed, so it works
without threads, too: a browser has none. Python 3.11 needs one.
"""

import ctypes
import functools
import inspect
import sys
import threading
import time
from pathlib import Path

import numpy as np

SECONDS = 2.0  # far more than any right answer needs
COURSE, LIBRARIES = Path(__file__).parents[2], Path(np.__file__).parents[1]
STANDARD_LIBRARY = Path(inspect.__file__).parent


class TookTooLong(BaseException):
    """Raised inside a function that does not end; ``except Exception`` lets it by."""


@functools.cache  # it is asked at every turn of a loop
def is_learners(filename):
    """Whether a file's code stands neither in the course nor in a library.

    What is compiled names its own source by a relative path.
    """
    folders = {COURSE, LIBRARIES, STANDARD_LIBRARY}
    return filename[-4:] != ".pyx" and folders.isdisjoint(Path(filename).parents)


def _outcome(work):
    try:
        work()
    except BaseException as error:  # SystemExit too: nothing may get out
        return error
    return None


def _watched(work):
    """Look at the clock wherever the learner's code starts or jumps back."""
    monitoring, over, late = sys.monitoring, time.monotonic() + SECONDS, []
    thread = threading.get_ident()  # others, such as those of a notebook, go on
    tool = next(n for n in (3, 4, 2, 1, 0) if monitoring.get_tool(n) is None)
    events = monitoring.events.PY_START, monitoring.events.JUMP

    def look(code, *_):
        if not is_learners(code.co_filename):
            return monitoring.DISABLE
        if time.monotonic() > over and threading.get_ident() == thread:
            late.append(TookTooLong())
            raise late[0]  # every time, for a bare except may swallow it

    monitoring.use_tool_id(tool, __name__)
    try:
        for event in events:
            monitoring.register_callback(tool, event, look)
        monitoring.set_events(tool, sum(events))
        error = _outcome(work)
    finally:
        monitoring.set_events(tool, 0)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
        monitoring.restart_events()  # what this one disabled stays so for the next
    return late[0] if late else error


def _in_a_thread(work):
    """Raise in a thread of its own, from outside."""
    outcome = []
    run = threading.Thread(target=lambda: outcome.append(_outcome(work)), daemon=True)
    run.start()
    run.join(SECONDS)
    late = run.is_alive()
    for _ in range(50):  # again and again, for a learner's bare except may swallow it
        if run.is_alive():
            ident, error = ctypes.c_ulong(run.ident), ctypes.py_object(TookTooLong)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, error)
            run.join(0.02)
    return TookTooLong() if late else outcome[0]


# Runs what takes no arguments, and returns what it has raised, or None. If it takes too
# long, that is TookTooLong, which is raised in the learner's lines.
ended_in_time = _watched if hasattr(sys, "monitoring") else _in_a_thread
