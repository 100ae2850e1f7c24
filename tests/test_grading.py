"""Filled-in notebooks are run and checked, whatever they do."""

import csv
import io
import json
import os
import select
import signal
import subprocess
import sys
from fnmatch import fnmatchcase
from functools import partial

import nbformat
import pytest

from mlp.checks.__main__ import main
from mlp.checks.grading import grade
from mlp.checks.report import SIGNS

SIGMOID = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-x))"
MIRRORED = SIGMOID.replace("-x", "x")
RENAMED = SIGMOID.replace("def sigmoid", "def my_sigmoid")
WRONG_RELU = "def relu(x):\n    return np.maximum(x, 0.1 * x)"
OPEN_D_RELU = "def d_relu(x):\n    raise NotImplementedError('TODO: d_relu')"
CHECK = "from mlp.checks import check"


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
        is_text = isinstance(content, str)
        path.write_text(content if is_text else nbformat.writes(content))
        return str(path)

    return write


DEAF = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
GROWING = "block = []\nwhile True:\n    block.append(np.empty(10**6))"
FORKING = "import os\nif os.fork():\n    os.wait()\n1 / 0"
LIMITED = "import resource\nassert resource.getrlimit(resource.RLIMIT_CPU)[0] == 10"
ROWS = [
    # A deaf loop is stopped; nobody knows whether a function below it is missing.
    (
        notebook(SIGMOID, DEAF, WRONG_RELU),
        "✓ sigmoid … relu: its cell was not reached ! cell 2: stopped*",
    ),
    (
        notebook(SIGMOID, WRONG_RELU, OPEN_D_RELU),
        "✓ sigmoid ✗ relu: *leaky ReLU* … d_relu: *",
    ),
    # Nobody passes with the course's own function, or by leaving one out.
    (notebook("from mlp import relu", CHECK, "check(relu)"), "… relu: *"),
    (notebook(CHECK, "check(sigmoid)"), "… sigmoid: * ! cell 2: NameError: *"),
    (
        notebook(RENAMED, OPEN_D_RELU, functions=["sigmoid", "d_relu"]),
        "… sigmoid: not defined in this notebook … d_relu: *",
    ),
    (notebook(SIGMOID, tags=["given"]), "! it has no function to check"),
    # The last definition counts.
    (notebook(MIRRORED, SIGMOID), "✓ sigmoid"),
    (notebook(SIGMOID, MIRRORED), "✗ sigmoid: *"),
    # What cannot run because of a gap is no problem of its own.
    (notebook(SIGMOID, OPEN_D_RELU, "a = d_relu(3)", "a + 1"), "✓ sigmoid … d_relu: *"),
    (
        notebook("def sigmoid(x):\nreturn 1", functions=["sigmoid"]),
        "✗ sigmoid: Its cell does not run. IndentationError in line 2: *",
    ),
    # What only Jupyter reads is left out, but not the Python around it.
    (notebook(SIGMOID, "%time p = sigmoid(0.0)", "assert p == 0.5"), "✓ sigmoid"),
    (notebook(f"%matplotlib inline\n{SIGMOID}"), "✓ sigmoid"),
    (notebook(f"%%time\n{SIGMOID}"), "✓ sigmoid"),
    (notebook(f"%load_ext mlp.checks\n\n{SIGMOID}"), "✓ sigmoid"),
    (notebook(f"!ls\nfiles = !ls\n{SIGMOID}"), "✓ sigmoid"),
    (notebook(f"len?\n?len\n{SIGMOID}"), "✓ sigmoid"),
    # Whatever a cell does, what was right before it counts.
    (notebook(SIGMOID, "1 / 0"), "✓ sigmoid ! cell 2: ZeroDivisionError: *"),
    (notebook(SIGMOID, "def broken(:"), "✓ sigmoid ! cell 2: SyntaxError*"),
    (notebook(SIGMOID, "import sys\nsys.exit(0)"), "✓ sigmoid ! cell 2: SystemExit*"),
    (notebook(SIGMOID, "import os\nos._exit(3)"), "✓ sigmoid ! cell 2: ended Python*"),
    (notebook(SIGMOID, "np.ones(10**11)"), "✓ sigmoid ! cell 2: MemoryError: Unable*"),
    (notebook(SIGMOID, GROWING), "✓ sigmoid ! cell 2: MemoryError*"),
    (
        notebook(SIGMOID, "raise OSError('no' * 10**6)"),
        "✓ sigmoid ! cell 2: OSError: *",
    ),
    (notebook(SIGMOID, "input('name?')"), "✓ sigmoid ! cell 2: EOFError*"),
    (notebook(SIGMOID, FORKING), "✓ sigmoid ! cell 2: ZeroDivisionError: *"),
    (notebook(SIGMOID, "import shutil\nshutil.rmtree('..')"), "*! *"),
    # A limit on computing ends a loop even if the command was killed.
    (notebook(SIGMOID, LIMITED), "✓ sigmoid"),
    # A file may be no notebook at all.
    ("", "! not a notebook: the file is empty"),
    ("cells", "! not a notebook: it is no JSON file"),
    ("{}", "! not a notebook: it has no cells"),
    ('{"cells": [3]}', "! not a notebook: it has no cells"),
    ('{"nbformat": 3, "worksheets": []}', "! its format is too old: open it*"),
    ('{"cells": []}', "! it has no function to check"),
]


def test_each_notebook_gets_a_row(write, tmp_path):
    """Right, wrong and open are told apart; what did not run is named."""
    paths = [write(content, f"{n}.ipynb") for n, (content, _) in enumerate(ROWS)]
    *found, missing = grade([*paths, tmp_path / "missing"], seconds=8, megabytes=1000)
    assert missing.problems == ("cannot be read: No such file or directory",)
    for result, (content, expected) in zip(found, ROWS, strict=True):
        parts = [f"! {problem}" for problem in result.problems]
        for entry in reversed(result.entries):
            name = f"{SIGNS[entry.status]} {entry.name}"
            parts.insert(0, ": ".join([name, *entry.messages]))
        assert fnmatchcase(" ".join(parts), expected), (content, parts)
        assert len(parts) == sum(
            expected.count(sign) for sign in (*SIGNS.values(), "!")
        )
        assert all(len(problem) < 400 for problem in result.problems)


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
    mark = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # in any shell
    with subprocess.Popen(command, **pipes, preexec_fn=heeded) as process:
        assert select.select([mark], [], [], 60)[0]
        assert os.read(mark, 99) == b"started"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert select.select([mark], [], [], 60)[0]
    assert os.read(mark, 99) == b""
    os.close(mark)
    assert process.returncode == 130
    assert "✓ sigmoid" in out
    assert "b.ipynb" not in out
    assert "Traceback" not in err


def test_every_form_has_a_row_for_each_notebook(write, capsys):
    """Whatever one does, the others have theirs, in the order of their names."""
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

    main([*paths, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [row["passed"] for row in found] == [False, False, True, False]
    functions = found[1]["functions"]
    assert functions["sigmoid"] == {"status": "passed", "messages": []}
    assert "leaky ReLU" in functions["relu"]["messages"][-1]
    assert found[1]["problems"] == ["cell 3: ZeroDivisionError: division by zero"]

    main([mixed, unasked, "--csv"])
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert [(row["notebook"], row["status"]) for row in rows] == [
        (mixed, "passed"), (mixed, "wrong"), (mixed, "problem"), (unasked, "passed"),
    ]  # fmt: skip


def test_folder_stands_for_its_notebooks(write, capsys, tmp_path):
    """Those below it are run, without copies of Jupyter; an empty one is named."""
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
    """Names that an encoding lacks do no harm, nor does a byte order mark."""
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
