"""Filled-in notebooks are run and checked, whatever they do."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from mlp.checks.__main__ import main
from mlp.checks.grading import grade
from mlp.checks.report import OPEN, PASSED, WRONG

SIGMOID = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-x))"
WRONG_RELU = "def relu(x):\n    return np.maximum(x, 0.1 * x)"
OPEN_D_RELU = "def d_relu(x):\n    raise NotImplementedError('TODO: d_relu')"


@pytest.fixture
def notebook(tmp_path):
    """Return a function that writes a notebook with some code cells."""

    def write(*sources, name="some.ipynb", tags=(), functions=None):
        cells = [
            nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
            for source in sources
        ]
        path = tmp_path / name
        metadata = {} if functions is None else {"mlp": {"functions": functions}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
        return path

    return write


@pytest.fixture
def graded(notebook):
    """Return a function that runs notebooks, given by their cells, side by side."""

    def run(cases, **limits):
        paths = [
            notebook(*cells, name=f"{number}.ipynb")
            for number, cells in enumerate(cases.values())
        ]
        return dict(zip(cases, grade(paths, **limits), strict=True))

    return run


def only(path, **limits):
    """Return the result of one notebook."""
    (result,) = grade([path], **limits)
    return result


def test_right_open_and_wrong_functions_are_told_apart(notebook):
    """Each function has its status, and the wrong one the message of its check."""
    result = only(notebook(SIGMOID, WRONG_RELU, OPEN_D_RELU))
    assert result.names(PASSED) == ["sigmoid"]
    assert result.names(OPEN) == ["d_relu"]
    assert result.names(WRONG) == ["relu"]
    messages = {entry.name: entry.messages for entry in result.entries}
    assert "leaky ReLU" in messages["relu"][0]
    assert result.problems == ()
    assert not result.passed


def test_function_that_is_imported_or_missing_is_open(notebook):
    """Nobody passes with the course's own function, or by leaving one out."""
    result = only(notebook("from mlp import relu", "check(relu)\ncheck(sigmoid)"))
    assert result.names(OPEN) == ["relu", "sigmoid"]


def test_function_that_a_notebook_should_have_is_missed(notebook):
    """Neither another name nor a deleted check hides an open function."""
    renamed = SIGMOID.replace("def sigmoid", "def my_sigmoid")
    path = notebook(renamed, OPEN_D_RELU, functions=["sigmoid", "relu", "d_relu"])
    result = only(path)
    assert result.names(OPEN) == ["sigmoid", "relu", "d_relu"]
    assert result.entries[0].messages == ("not defined in this notebook",)


def test_function_of_a_cell_with_a_syntax_error_is_wrong(notebook):
    """The row says which line Python cannot read, once."""
    result = only(notebook("def sigmoid(x):\nreturn 1", "check(sigmoid)"))
    assert result.names(WRONG) == ["sigmoid"]
    assert result.entries[0].messages == (
        "Its cell does not run. IndentationError in line 2: expected an indented block "
        "after function definition on line 1",
    )
    assert not any("cell 1" in problem for problem in result.problems)


def test_given_function_does_not_count(notebook):
    """A function that the notebook came with is no merit of the learner."""
    result = only(notebook(SIGMOID, tags=["given"]))
    assert result.entries == ()
    assert result.problems == ("it has no function to check",)


def test_last_definition_counts(graded):
    """A function that is corrected further down is right."""
    wrong = SIGMOID.replace("-x", "x")
    found = graded({"mended": [wrong, SIGMOID], "broken": [SIGMOID, wrong]})
    assert found["mended"].passed
    assert found["broken"].names(WRONG) == ["sigmoid"]


def test_open_todo_is_no_problem_of_the_cells_below(notebook):
    """Cells that cannot run because of a gap are not listed as broken."""
    result = only(notebook(SIGMOID, OPEN_D_RELU, "slope = d_relu(3)", "slope + 1"))
    assert result.problems == ()


MAGICS = (
    *("%matplotlib inline", "!ls", "%%time", "%load_ext mlp.checks\n", "files = !ls"),
    *("len?", "?len"),
)


def test_what_is_for_the_notebook_alone_does_no_harm(graded):
    """Magic and shell commands are left out, the Python around them runs.

    What stands behind `%time` is Python, and cells below may need it.
    """
    cases = {magic: [f"{magic}\n{SIGMOID}"] for magic in MAGICS}
    cases["%time"] = [SIGMOID, "%time p = sigmoid(0.0)", "assert p == 0.5"]
    found = graded(cases)
    assert [magic for magic, result in found.items() if not result.passed] == []
    assert found["%time"].problems == ()


DEAF = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
HARM = {
    "an error": ("1 / 0", "cell 2: ZeroDivisionError"),
    "a syntax error": ("def broken(:", "cell 2: SyntaxError"),
    "sys.exit": ("import sys\nsys.exit(0)", "cell 2: SystemExit"),
    "the end of Python": ("import os\nos._exit(3)", "cell 2: ended Python"),
    "a huge allocation": ("block = np.ones(10**11)", "cell 2: MemoryError: Unable"),
    "a growing list": (
        "block = []\nwhile True:\n    block.append(np.empty(10**6))",
        "cell 2: MemoryError",
    ),
    "a long message": ("raise ValueError('no ' * 10**6)", "cell 2: ValueError: no no"),
    "a question": ("input('name?')", "cell 2: EOFError"),
}


def test_harm_gets_a_row_and_what_was_right_before_counts(graded):
    """The notebook is stopped, and its first function has passed all the same.

    A function below an endless loop is not called missing, for nobody knows.
    """
    cases = {harm: [SIGMOID, code] for harm, (code, _) in HARM.items()}
    found = graded(cases, megabytes=1000)
    found |= graded({"a deaf endless loop": [SIGMOID, DEAF, WRONG_RELU]}, seconds=4)
    for harm, result in found.items():
        assert result.names(PASSED) == ["sigmoid"], harm
        assert len(result.problems) == 1, harm
        assert result.problems[0].startswith(HARM.get(harm, ("", "cell 2: stopped"))[1])
        assert len(result.problems[0]) < 400, harm
    relu = found["a deaf endless loop"].entries[1]
    assert relu.messages == ("its cell was not reached",)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_notebook_that_forks_or_removes_everything_gets_a_row(graded):
    """A copy of the process writes nothing, and what was found may be gone."""
    found = graded(
        {
            "forks": [SIGMOID, "import os\nif os.fork():\n    os.wait()", "1 / 0"],
            "removes": [SIGMOID, "import shutil\nshutil.rmtree('..')"],
        }
    )
    assert found["forks"].problems == ("cell 3: ZeroDivisionError: division by zero",)
    assert len(found["removes"].problems) == 1


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_interrupt_shows_what_was_found_and_leaves_nothing(notebook, tmp_path):
    """After Ctrl+C the finished rows are printed and the running notebook ends."""
    alive = tmp_path / "alive"
    loop = (
        f"import os\nopen({str(alive)!r}, 'w').write(str(os.getpid()))\n"
        "while True:\n    pass"
    )
    paths = [notebook(SIGMOID, name="a.ipynb"), notebook(loop, name="b.ipynb")]
    command = [sys.executable, "-m", "mlp.checks", *map(str, paths), "--workers", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (alive.exists() and alive.read_text()):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "✓ sigmoid" in out
    assert "b.ipynb" not in out
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(int(alive.read_text()), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="limits differ")
def test_notebook_ends_even_if_the_command_was_killed(notebook, tmp_path):
    """A limit on computing ends a loop that nobody watches any more."""
    limits = tmp_path / "limits"
    code = (
        "import resource\n"
        "limits = resource.getrlimit(resource.RLIMIT_CPU)\n"
        f"open({str(limits)!r}, 'w').write(str(limits))"
    )
    only(notebook(code), seconds=7.5)
    assert limits.read_text() == "(10, 10)"


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_nothing_is_left_running(notebook, tmp_path):
    """What a notebook has started ends with it."""
    fifo = tmp_path / "fifo"  # it has an end as soon as nobody can write into it
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    code = (
        "import subprocess, sys\n"
        f"with open({str(fifo)!r}, 'wb') as mark:\n"
        "    mark.write(b'started')\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'],\n"
        "                     stdout=mark)"
    )
    assert only(notebook(SIGMOID, code)).passed
    os.set_blocking(reader, True)
    with open(reader, "rb") as mark:
        assert mark.read() == b"started"


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


def test_one_notebook_never_stops_the_others(notebook, capsys):
    """All get their row, in the order in which they were named; the exit code is 1."""
    paths = [
        notebook("import os\nos._exit(1)", name="a.ipynb"),
        notebook(SIGMOID, name="b.ipynb"),
    ]
    assert main([str(path) for path in paths]) == 1
    out, err = capsys.readouterr()
    assert out.index("a.ipynb") < out.index("b.ipynb")
    assert "✓ sigmoid" in out
    assert "2/2" in err
    assert main([str(paths[1])]) == 0


def test_json_and_csv_have_every_message(notebook, capsys):
    """Both forms can be read back and hold what the table shows."""
    path = str(notebook(SIGMOID, WRONG_RELU, "1 / 0"))
    main([path, "--json"])
    (found,) = json.loads(capsys.readouterr().out)
    assert found["functions"]["sigmoid"] == {"status": "passed", "messages": []}
    assert "leaky ReLU" in found["functions"]["relu"]["messages"][0]
    assert found["problems"] == ["cell 3: ZeroDivisionError: division by zero"]
    main([path, "--csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["status"] for row in rows] == ["passed", "wrong", "problem"]
    assert all(row["notebook"] == path for row in rows)


def test_chapter_without_functions_to_write_is_no_failure(notebook, capsys):
    """It passes when all its cells have run, and has a line in every form."""
    assert not only(notebook("1 / 0", functions=[])).passed
    path = str(notebook("1 + 1", functions=[]))
    assert main([path]) == 0
    assert "it asks for no function" in capsys.readouterr().out
    main([path, "--csv"])
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["notebook"], row["status"]) == (path, "passed")


def test_folder_stands_for_its_notebooks(notebook, capsys, tmp_path):
    """Every notebook below it is run, without copies that Jupyter made.

    If there is none, that is said: an empty table would look as if all were well.
    """
    (tmp_path / ".ipynb_checkpoints").mkdir()
    for name in ("b.ipynb", "a.ipynb", ".ipynb_checkpoints/a-checkpoint.ipynb"):
        notebook(SIGMOID, name=name)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main([str(tmp_path), str(empty), "--json"]) == 0
    out, err = capsys.readouterr()
    paths = [row["notebook"] for row in json.loads(out)]
    assert paths == [str(tmp_path / "a.ipynb"), str(tmp_path / "b.ipynb")]
    assert f"{empty}: there is no notebook" in err
    assert main([str(empty)]) == 2
    assert f"{empty}: there is no notebook" in capsys.readouterr().err


def test_output_fits_any_file(notebook):
    """Names and signs that an encoding lacks do not end the command.

    Nor do the three bytes that some editors on Windows put in front of UTF-8.
    """
    path = notebook(SIGMOID, name="Größe 微分.ipynb")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    result = subprocess.run(
        [sys.executable, "-m", "mlp.checks", path, "--csv"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    lines = result.stdout.decode().split("\n")
    assert lines == ["notebook,function,status,message", f"{path},sigmoid,passed,", ""]


@pytest.mark.parametrize("option", ["--seconds", "--megabytes", "--workers"])
def test_limit_must_be_above_zero(option, capsys):
    """A limit that makes no sense is refused by name before anything runs."""
    with pytest.raises(SystemExit):
        main(["some.ipynb", option, "0"])
    assert f"{option}: needs a number above 0, got '0'" in capsys.readouterr().err


def test_it_needs_no_jupyter(notebook):
    """Everything runs with what `mlp` needs: NumPy and Matplotlib."""
    path = notebook(SIGMOID)
    code = (
        "import sys; sys.modules.update(IPython=None, nbformat=None, nbclient=None)\n"
        "from mlp.checks.__main__ import main\n"
        f"sys.exit(main([{str(path)!r}]))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
