"""Judge one notebook, and run its cells, in processes that are there for nothing else.

``python -m mlp.checks.run_notebook`` is started by `mlp.checks.grading`, once for each
hand-in. It reads from its input what to do, starts a process for each function and one
for the cells, and writes what they find, a line of JSON each. So nothing that one of
them does, an endless loop, `os._exit` or changes of the checks themselves, has to do
with another; and what runs the cells forms no verdict.
"""

import ast
import asyncio
import ctypes
import json
import math
import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from inspect import CO_COROUTINE
from pathlib import Path

from mlp.checks.check import CHECKS
from mlp.checks.handins.judging import (
    ENDS_PYTHON,
    JUDGED_IN,
    LOOPS,
    SLOW,
    prepare,
    remember,
    surroundings,
)
from mlp.checks.handins.notebook import Code, Notebook, said
from mlp.checks.report import WRONG, Entry
from mlp.support.open_todos import OpenTodos

CELLS = "the cells"  # what is judged is a function, but for these
LARGEST_FILE = 100  # megabytes that a cell may write into one file
LINUX = sys.platform == "linux"
# A copy of this process starts fastest, where that is safe.
START = multiprocessing.get_context("fork" if LINUX else "spawn")
SET_DEATH_SIGNAL, SET_CHILD_SUBREAPER = 1, 36  # of Linux' prctl


def main():
    """Do what the input says, and end."""
    job = json.loads(sys.stdin.buffer.read())
    cells, megabytes, seconds = job["cells"], job["megabytes"], job["seconds"]
    end_with_parent(signal.SIGTERM)
    if LINUX:  # what a notebook leaves behind becomes a child of this process
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGTERM, stop)
    for name in job["functions"]:
        write({"begin": name})
        alone(judged, min(JUDGED_IN, seconds), cells, name, megabytes)
        write({"end": name})
    if job["run"]:
        write({"begin": CELLS})
        alone(run, seconds, cells, megabytes)
        write({"end": CELLS})


def write(finding):
    """Hand over a finding at once."""
    sys.stdout.write(f"{json.dumps(finding)}\n")
    sys.stdout.flush()


def alone(work, seconds, *arguments):
    """Do some work in a process of its own, and write what it finds.

    It says in advance what to write if it takes too ``late``, and if it has ``ended``.
    """
    pipe, end = START.Pipe()
    process = START.Process(target=child, args=(end, work, seconds, *arguments))
    process.start()
    end.close()
    over, advance, outcome = time.monotonic() + seconds, {}, "late"
    try:
        while (left := over - time.monotonic()) > 0:
            if pipe.poll(min(left, 0.2)):
                finding = json.loads(pipe.recv_bytes())
                if "late" in finding:
                    advance = finding
                elif finding:
                    write(finding)
                else:  # that was all
                    return
                pipe.send_bytes(b"written")
            # Not by the end of the pipe: what a notebook leaves behind may hold it.
            elif not process.is_alive() and not pipe.poll():
                raise EOFError
    except (EOFError, OSError):
        outcome = "ended"
    finally:
        process.kill()
        process.join()
        end_children()
    if outcome in advance:
        write(advance[outcome])


def child(pipe, work, *arguments):
    """Do some work in this process, and end it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    process = os.getpid()

    def tell(**finding):
        if os.getpid() == process:  # and not a copy that a cell has made of it
            pipe.send_bytes(json.dumps(finding).encode())
            pipe.recv_bytes()  # what follows may end whoever writes it

    work(tell, *arguments)
    tell()
    os._exit(0)  # without waiting for threads that a cell may have left


def judged(tell, seconds, cells, name, megabytes):
    """Tell what is found about one function."""

    def entry(text):
        return asdict(Entry(name, WRONG, (text,)))

    limit(megabytes, seconds)
    tell(late=entry(SLOW.format(seconds)), ended=entry(ENDS_PYTHON))
    notebook = Notebook(tuple(Code(*cell) for cell in cells), (name,))
    remarks, judge = prepare(notebook, name)
    tell(late=entry(LOOPS.format(seconds)), ended=entry(ENDS_PYTHON))
    for remark in remarks:
        tell(remark=f"{name}: {remark}")
    tell(**asdict(judge()))


def run(tell, seconds, cells, megabytes):
    """Run the cells of a notebook, and tell which of them did not work.

    A gap that is open is no problem, nor are cells that need what it would have made.
    """
    limit(megabytes, seconds)
    notebook = Notebook(tuple(Code(*cell) for cell in cells), ())
    remember(notebook)
    space, todos, loop = surroundings(), OpenTodos(), asyncio.new_event_loop()
    for cell in notebook.cells:
        place = f"{cell.name}: "
        text = f"{place}stopped, since the notebook has run for {seconds:g} seconds; "
        tell(
            late={"problem": f"{text}what follows did not run"},
            ended={"problem": f"{place}ended Python; what follows did not run"},
        )
        try:
            with_await = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            code = compile(cell.source, cell.name, "exec", with_await)
            result = eval(code, space)
            if code.co_flags & CO_COROUTINE:
                loop.run_until_complete(result)
            todos.done(cell.source)
        except BaseException as error:  # SystemExit too: the cells below still count
            broken = isinstance(error, SyntaxError) and any(map(cell.defines, CHECKS))
            if not broken and todos.reason(error, cell.source) is None:
                tell(problem=f"{place}{said(error)}")


def limit(megabytes, seconds):
    """Limit memory, the size of files and computing, where the system can do it.

    The last is for processes that nobody is left to end, and leaves them more time.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {
        "RLIMIT_AS": megabytes << 20,
        "RLIMIT_FSIZE": LARGEST_FILE << 20,
        "RLIMIT_CPU": math.ceil(seconds) + 2,
    }
    for kind, most in limits.items():
        with suppress(AttributeError, OSError, ValueError):  # macOS: no limit of memory
            resource.setrlimit(getattr(resource, kind), (most, most))


def end_with_parent(kind):
    """Let this process get a signal as soon as the one that started it has ended."""
    if LINUX:
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, kind)


def stop(*_):
    """End this process with everything that it has started."""
    end_children()
    os._exit(1)


def end_children():
    """End all that was started from here, whatever session it has made its own."""
    while LINUX and (children := list(children_of(os.getpid()))):
        for child in children:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def children_of(parent):
    """Yield the processes that a process has started or taken over."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                yield int(folder.name)


if __name__ == "__main__":
    main()
