"""End what a learner's function does when it takes too long.

Where Python can watch itself run (3.12 and newer) nothing else is needed, so it works
without threads, too: a browser has none. Python 3.11 needs one.
"""

import contextlib
import ctypes
import functools
import inspect
import sys
import threading
import time
from pathlib import Path

import numpy as np

SECONDS = 2.0  # far more than any right answer needs
# In a browser the time of the processor stays 0.
worked = time.monotonic if sys.platform == "emscripten" else time.process_time
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


class Watch:
    """What counts is the processor's time: a busy computer makes no endless loop."""

    @classmethod
    def start(cls):
        """Give the learner's function its time."""
        cls.over = worked() + SECONDS
        cls.late = time.monotonic() + 5 * SECONDS  # for what sleeps

    @classmethod
    def is_over(cls):
        """Whether that time is over."""
        return worked() > cls.over or time.monotonic() > cls.late

    @classmethod
    @contextlib.contextmanager
    def stopped(cls):
        """Do not count what is done meanwhile: it is no work of the learner's."""
        start, clock = worked(), time.monotonic()
        yield
        cls.over += worked() - start
        cls.late += time.monotonic() - clock


def _outcome(work):
    try:
        work()
    except BaseException as error:  # SystemExit too: nothing may get out
        return error
    return None


def _watched(work):
    """Look at the clock wherever the learner's code starts or jumps back."""
    monitoring, late = sys.monitoring, []
    thread = threading.get_ident()  # others, such as those of a notebook, go on
    tool = next(n for n in (3, 4, 2, 1, 0) if monitoring.get_tool(n) is None)
    events = monitoring.events.PY_START, monitoring.events.JUMP

    def look(code, *_):
        if not is_learners(code.co_filename):
            return monitoring.DISABLE
        if Watch.is_over() and threading.get_ident() == thread:
            late.append(TookTooLong())
            raise late[0]  # every time, for a bare except may swallow it

    monitoring.use_tool_id(tool, __name__)
    try:
        for event in events:
            monitoring.register_callback(tool, event, look)
        monitoring.set_events(tool, sum(events))
        Watch.start()
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
    Watch.start()
    run.start()
    while run.is_alive() and not Watch.is_over():
        run.join(0.02)
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
