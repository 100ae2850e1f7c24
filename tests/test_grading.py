"""Filled-in notebooks are run and checked, whatever they do."""

import csv
import io
import json
import os
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

    def write(*sources, name="some.ipynb", tags=()):
        cells = [
            nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
            for source in sources
        ]
        path = tmp_path / name
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


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


def test_given_function_does_not_count(notebook):
    """A function that the notebook came with is no merit of the learner."""
    result = only(notebook(SIGMOID, tags=["given"]))
    assert result.entries == ()
    assert result.problems == ("it has no function to check",)


def test_last_definition_counts(notebook):
    """A function that is corrected further down is right."""
    wrong = SIGMOID.replace("-x", "x")
    assert only(notebook(wrong, SIGMOID)).passed
    assert only(notebook(SIGMOID, wrong)).names(WRONG) == ["sigmoid"]


def test_open_todo_is_no_problem_of_the_cells_below(notebook):
    """Cells that cannot run because of a gap are not listed as broken."""
    result = only(notebook(SIGMOID, OPEN_D_RELU, "slope = d_relu(3)", "slope + 1"))
    assert result.problems == ()


@pytest.mark.parametrize(
    "magic", ["%matplotlib inline", "!ls", "%%time", "%load_ext mlp.checks\n"]
)
def test_what_is_for_the_notebook_alone_does_no_harm(notebook, magic):
    """Magic and shell commands are left out, the Python around them runs."""
    assert only(notebook(f"{magic}\n{SIGMOID}")).passed


HARM = {
    "an error": ("1 / 0", "cell 2: ZeroDivisionError"),
    "a syntax error": ("def broken(:", "cell 2: SyntaxError"),
    "sys.exit": ("import sys\nsys.exit(0)", "cell 2: SystemExit"),
    "the end of Python": ("import os\nos._exit(3)", "a cell ended Python"),
    "an endless loop": ("while True:\n    pass", "stopped after 8 seconds"),
    "a deaf endless loop": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass",
        "stopped after 8 seconds",
    ),
    "a huge allocation": ("block = np.ones(10**11)", "cell 2: "),
    "a growing list": (
        "block = []\nwhile True:\n    block.append(np.empty(10**6))",
        "cell 2: ",
    ),
    "a question": ("input('name?')", "cell 2: EOFError"),
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_gets_a_row_and_what_was_right_before_counts(notebook, harm):
    """The notebook is stopped, and its first function has passed all the same."""
    code, problem = HARM[harm]
    result = only(notebook(SIGMOID, code), seconds=8, megabytes=1000)
    assert result.names(PASSED) == ["sigmoid"]
    assert len(result.problems) == 1
    assert result.problems[0].startswith(problem)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
def test_nothing_is_left_running(notebook, tmp_path):
    """What a notebook has started ends with it."""
    mark = tmp_path / "mark"
    later = f"import time; time.sleep(4); open({str(mark)!r}, 'w')"
    code = (
        f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {later!r}])"
    )
    assert only(notebook(SIGMOID, code)).passed
    time.sleep(5)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file"),
        ("", "not a notebook: it is no JSON file"),
        ("{}", "not a notebook of format 4"),
        ('{"cells": [3]}', "not a notebook of format 4"),
        ('{"cells": []}', "it has no function to check"),
    ],
)
def test_broken_notebook_gets_a_row(tmp_path, content, problem):
    """A file that is no notebook, or an empty one, is reported as that."""
    path = tmp_path / "broken.ipynb"
    if content is not None:
        path.write_text(content)
    result = only(path)
    assert result.entries == ()
    assert result.problems[0].startswith(problem)


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


def test_folder_stands_for_its_notebooks(notebook, capsys, tmp_path):
    """Every notebook below a folder is run, without copies that Jupyter made."""
    (tmp_path / ".ipynb_checkpoints").mkdir()
    for name in ("b.ipynb", "a.ipynb", ".ipynb_checkpoints/a-checkpoint.ipynb"):
        notebook(SIGMOID, name=name)
    main([str(tmp_path), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [row["notebook"] for row in found] == [
        str(tmp_path / "a.ipynb"),
        str(tmp_path / "b.ipynb"),
    ]


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
