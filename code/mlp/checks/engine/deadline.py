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
COURSE = Path(__file__).parents[2]
LIBRARIES = (Path(np.__file__).parents[1], Path(inspect.__file__).parent)


class TookTooLong(BaseException):
    """Raised inside a function that does not end.

    It is not an Exception, so that a learner's ``except Exception`` lets it through.
    """


@functools.cache  # it is asked at every turn of a loop
def is_learners(filename):
    """Whether a file's code stands neither in the course nor in a library."""
    parents = Path(filename).parents
    return not any(folder in parents for folder in (COURSE, *LIBRARIES))


def ended_in_time(work):
    """Run `work`, and raise TookTooLong in the learner's lines if it takes too long.

    Parameters
    ----------
    work : callable
        Takes nothing. Nothing that it raises gets out.

    Returns
    -------
    BaseException or None
        What it has raised; TookTooLong if the time was over, whatever came of it.
    """
    run = _watched if hasattr(sys, "monitoring") else _in_a_thread
    return run(work)


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

    def look(code, *_):
        if not is_learners(code.co_filename):
            return monitoring.DISABLE
        if time.monotonic() > over and threading.get_ident() == thread:
            late.append(TookTooLong())
            raise late[0]  # every time, for a bare except may swallow it

    tool = next(n for n in (3, 4, 2, 1, 0) if monitoring.get_tool(n) is None)
    events = monitoring.events.PY_START, monitoring.events.JUMP
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
    thread = threading.Thread(target=lambda: outcome.append(_outcome(work)))
    thread.daemon = True
    thread.start()
    thread.join(SECONDS)
    late = thread.is_alive()
    for _ in range(50):
        if not thread.is_alive():
            break
        # Again and again, for a learner's bare except may swallow it.
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(TookTooLong)
        )
        thread.join(0.02)
    return TookTooLong() if late else outcome[0]
