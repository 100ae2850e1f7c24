"""Filled-in notebooks are run and checked, whatever they do."""

import csv
import io
import json
import os
import select
import signal
import subprocess
import sys

import nbformat
import pytest

from mlp.checks.__main__ import main
from mlp.checks.grading import grade

SIGMOID = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-x))"
MIRRORED = SIGMOID.replace("-x", "x")
WRONG_RELU = "def relu(x):\n    return np.maximum(x, 0.1 * x)"
OPEN_D_RELU = "def d_relu(x):\n    raise NotImplementedError('TODO: d_relu')"
CHECK = "from mlp.checks import check"
unix = pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")


def notebook(*sources, tags=(), **course):
    """Return a notebook with some code cells."""
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
        for source in sources
    ]
    metadata = {"mlp": course} if course else {}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a notebook and returns its path as text."""

    def write(content, name="some.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        nbformat.write(content, path)
        return str(path)

    return write


@pytest.fixture
def graded(write):
    """Return a function that runs named notebooks side by side."""

    def run(cases, **limits):
        paths = [write(case, f"{n}.ipynb") for n, case in enumerate(cases.values())]
        return dict(zip(cases, grade(paths, **limits), strict=True))

    return run


MAGICS = (
    *("%matplotlib inline", "!ls", "%%time", "%load_ext mlp.checks\n", "files = !ls"),
    *("len?", "?len"),
)
STATUSES = {
    "one of each": (
        notebook(SIGMOID, WRONG_RELU, OPEN_D_RELU),
        {"sigmoid": "passed", "relu": "wrong", "d_relu": "open"},
    ),
    "nothing of one's own": (
        notebook("from mlp import relu", CHECK, "check(relu)", "check(sigmoid)"),
        {"relu": "open", "sigmoid": "open"},
    ),
    "another name, and no check": (
        notebook(
            SIGMOID.replace("def sigmoid", "def my_sigmoid"),
            OPEN_D_RELU,
            functions=["sigmoid", "relu", "d_relu"],
        ),
        {"sigmoid": "open", "relu": "open", "d_relu": "open"},
    ),
    "corrected further down": (notebook(MIRRORED, SIGMOID), {"sigmoid": "passed"}),
    "spoiled further down": (notebook(SIGMOID, MIRRORED), {"sigmoid": "wrong"}),
    "cells that need a gap": (
        notebook(SIGMOID, OPEN_D_RELU, "slope = d_relu(3)", "slope + 1"),
        {"sigmoid": "passed", "d_relu": "open"},
    ),
    "a cell that Python cannot read": (
        notebook("def sigmoid(x):\nreturn 1", functions=["sigmoid"]),
        {"sigmoid": "wrong"},
    ),
    "given by the course": (notebook(SIGMOID, tags=["given"]), {}),
    "Python behind %time": (
        notebook(SIGMOID, "%time p = sigmoid(0.0)", "assert p == 0.5"),
        {"sigmoid": "passed"},
    ),
} | {
    magic: (notebook(f"{magic}\n{SIGMOID}"), {"sigmoid": "passed"}) for magic in MAGICS
}

PROBLEMS = {
    "nothing of one's own": ["cell 4: NameError: name 'sigmoid' is not defined"],
    "given by the course": ["it has no function to check"],
}


def test_each_function_has_its_status(graded):
    """What is right, wrong and open is told apart, and what only Jupyter reads skipped.

    Nobody passes with the course's own function, or by leaving one out.
    """
    found = graded({case: cells for case, (cells, _) in STATUSES.items()})
    for case, (_, statuses) in STATUSES.items():
        assert {e.name: e.status for e in found[case].entries} == statuses, case
        assert list(found[case].problems) == PROBLEMS.get(case, []), case
        assert found[case].passed == (set(statuses.values()) == {"passed"}), case
    assert "leaky ReLU" in found["one of each"].entries[1].messages[0]
    (missing,) = found["another name, and no check"].entries[0].messages
    assert missing == "not defined in this notebook"
    (message,) = found["a cell that Python cannot read"].entries[0].messages
    assert message.startswith("Its cell does not run. IndentationError in line 2: ")


DEAF = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
GROWING = "block = []\nwhile True:\n    block.append(np.empty(10**6))"
FORKING = "import os\nif os.fork():\n    os.wait()\n1 / 0"
HARM = {
    "1 / 0": "cell 2: ZeroDivisionError",
    "def broken(:": "cell 2: SyntaxError",
    "import sys\nsys.exit(0)": "cell 2: SystemExit",
    "import os\nos._exit(3)": "cell 2: ended Python",
    "block = np.ones(10**11)": "cell 2: MemoryError: Unable",
    GROWING: "cell 2: MemoryError",
    "raise ValueError('no ' * 10**6)": "cell 2: ValueError: no no",
    "input('name?')": "cell 2: EOFError",
    FORKING: "cell 2: ZeroDivisionError: division by zero",
}
# What was found until then may be gone as well.
REMOVING = "import shutil\nshutil.rmtree('..')"


@unix
def test_harm_gets_a_row_and_what_was_right_before_counts(graded):
    """The notebook is stopped, and its first function has passed all the same."""
    cases = {code: notebook(SIGMOID, code) for code in [*HARM, REMOVING]}
    found = graded(cases, megabytes=1000)
    # Nobody knows about a function below an endless loop, so it is not called missing.
    found |= graded({DEAF: notebook(SIGMOID, DEAF, WRONG_RELU)}, seconds=4)
    assert found[DEAF].entries[1].messages == ("its cell was not reached",)
    expected = HARM | {DEAF: "cell 2: stopped", REMOVING: ""}
    for code, result in found.items():
        (problem,) = result.problems
        assert problem.startswith(expected[code])
        assert len(problem) < 400, code
        assert code == REMOVING or result.names("passed") == ["sigmoid"], code


@unix
def test_interrupt_shows_what_was_found_and_leaves_nothing(write, tmp_path):
    """After Ctrl+C the finished rows are printed; what a notebook has started ends."""
    fifo = tmp_path / "fifo"  # it has an end as soon as nobody can write into it
    os.mkfifo(fifo)
    code = (
        "import subprocess, sys, time\n"
        f"mark = open({str(fifo)!r}, 'wb', buffering=0)\n"
        "wait = 'import time; time.sleep(600)'\n"
        "subprocess.Popen([sys.executable, '-c', wait], stdout=mark)\n"
        "mark.write(b'started')\n"
        "time.sleep(600)"
    )
    paths = write(notebook(SIGMOID), "a.ipynb"), write(notebook(code), "b.ipynb")
    command = [sys.executable, "-m", "mlp.checks", *paths, "--workers", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with open(reader, "rb") as mark, subprocess.Popen(command, **pipes) as process:
        assert select.select([mark], [], [], 60)[0]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        os.set_blocking(reader, True)
        assert mark.read() == b"started"
    assert process.returncode == 130
    assert "✓ sigmoid" in out
    assert "b.ipynb" not in out
    assert "Traceback" not in err


@pytest.mark.skipif(sys.platform != "linux", reason="limits differ")
def test_notebook_ends_even_if_the_command_was_killed(graded, tmp_path):
    """A limit on computing ends a loop that nobody watches any more."""
    limits = tmp_path / "limits"
    code = (
        "import resource\n"
        "limits = resource.getrlimit(resource.RLIMIT_CPU)\n"
        f"open({str(limits)!r}, 'w').write(str(limits))"
    )
    graded({"": notebook(code)}, seconds=7.5)
    assert limits.read_text() == "(10, 10)"


BROKEN = {
    "": "not a notebook: the file is empty",
    "cells": "not a notebook: it is no JSON file",
    "{}": "not a notebook: it has no cells",
    '{"cells": [3]}': "not a notebook: it has no cells",
    '{"nbformat": 3, "worksheets": []}': "its format is too old: open it",
    '{"cells": []}': "it has no function to check",
}


def test_broken_notebook_gets_a_row(tmp_path):
    """A file that is no notebook, an empty one, or none is reported as that."""
    paths = [tmp_path / f"{number}.ipynb" for number in range(len(BROKEN))]
    for path, content in zip(paths, BROKEN, strict=True):
        path.write_text(content)
    *found, missing = grade([*paths, tmp_path / "missing.ipynb"])
    for result, problem in zip(found, BROKEN.values(), strict=True):
        assert result.entries == ()
        assert result.problems[0].startswith(problem)
    assert missing.problems == ("cannot be read: No such file or directory",)


def test_every_form_has_a_row_for_each_notebook(write, capsys):
    """In the order in which they were named; whatever one does, the others get theirs.

    A chapter that asks for no function passes when all its cells have run.
    """
    ends = write(notebook("import os\nos._exit(1)"), "ends.ipynb")
    mixed = write(notebook(SIGMOID, WRONG_RELU, "1 / 0"), "mixed.ipynb")
    unasked = write(notebook("1 + 1", functions=[]), "unasked.ipynb")
    broken = write(notebook("1 / 0", functions=[]), "broken.ipynb")
    paths = [ends, mixed, unasked, broken]
    assert main(paths) == 1
    out, err = capsys.readouterr()
    assert "4/4" in err
    positions = [out.index(text) for text in (*paths[:3], "it asks for no function")]
    assert positions == sorted(positions)
    assert main([unasked]) == 0
    capsys.readouterr()

    main([*paths, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [row["passed"] for row in found] == [False, False, True, False]
    functions = found[1]["functions"]
    assert functions["sigmoid"] == {"status": "passed", "messages": []}
    assert "leaky ReLU" in functions["relu"]["messages"][0]
    assert found[1]["problems"] == ["cell 3: ZeroDivisionError: division by zero"]

    main([mixed, unasked, "--csv"])
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert [(row["notebook"], row["status"]) for row in rows] == [
        (mixed, "passed"), (mixed, "wrong"), (mixed, "problem"), (unasked, "passed"),
    ]  # fmt: skip


def test_folder_stands_for_its_notebooks(write, capsys, tmp_path):
    """Every notebook below it is run, without copies that Jupyter made.

    If there is none, that is said: an empty table would look as if all were well.
    """
    for name in ("b.ipynb", "a.ipynb", ".ipynb_checkpoints/a-checkpoint.ipynb"):
        write(notebook(SIGMOID), name)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main([str(tmp_path), str(empty), "--json"]) == 0
    out, err = capsys.readouterr()
    paths = [row["notebook"] for row in json.loads(out)]
    assert paths == [str(tmp_path / "a.ipynb"), str(tmp_path / "b.ipynb")]
    assert f"{empty}: there is no notebook" in err
    assert main([str(empty)]) == 2


@pytest.mark.parametrize("option", ["--seconds", "--megabytes", "--workers"])
def test_limit_must_be_above_zero(option, capsys):
    """A limit that makes no sense is refused by name before anything runs."""
    with pytest.raises(SystemExit):
        main(["some.ipynb", option, "0"])
    assert f"{option}: needs a number above 0, got '0'" in capsys.readouterr().err


def test_output_fits_any_file_and_needs_no_jupyter(write, tmp_path):
    """Names that an encoding lacks do not end the command.

    Nor do the three bytes that some editors on Windows put in front of UTF-8.
    """
    path = tmp_path / write(notebook(SIGMOID), "Größe 微分.ipynb")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    for name in ("IPython", "nbformat", "nbclient"):
        (tmp_path / f"{name}.py").write_text("raise ImportError")
    places = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    result = subprocess.run(
        [sys.executable, "-m", "mlp.checks", path, "--csv"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": places},
        capture_output=True,
        check=True,
    )
    lines = result.stdout.decode().split("\n")
    assert lines == ["notebook,function,status,message", f"{path},sigmoid,passed,", ""]
