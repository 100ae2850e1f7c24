"""Hand-ins are judged one by one, whatever they do, and put into a gradebook."""

import ast
import csv
import io
import json
import os
import re
import select
import signal
import subprocess
import sys
from contextlib import suppress
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import pytest
from handins import (
    CLASS,
    D_RELU,
    HINT,
    NEED_PROCESSES,
    RELU,
    SIGMOID,
    WRONG_RELU,
    notebook,
)

from booktools import ROOT
from mlp.checks.__main__ import main
from mlp.checks.check import CHECKS
from mlp.checks.handins.feedback import page
from mlp.checks.handins.gradebook import Gradebook, Line, as_csv, demand_columns
from mlp.checks.handins.judging import prepare
from mlp.checks.handins.likeness import IN_THE_GAP
from mlp.checks.handins.notebook import GIVEN, NotANotebook, read
from mlp.checks.handins.parts import size
from mlp.checks.handins.results import Class, Result
from mlp.checks.handins.tables import Person, owners, read_class
from mlp.checks.report import SIGNS, Entry


def said(result):
    """Return a result in one line, as the table of hand-ins has it."""
    parts = [
        ": ".join([f"{SIGNS[entry.status]} {entry.name}", *entry.messages])
        for entry in result.entries
    ]
    return " ".join(parts + [f"> {remark}" for remark in result.remarks])


def agrees(text, pattern):
    """Whether a text is as a row says; brackets in it stand for themselves."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def test_text_alone_gives_the_verdict():
    """Nothing runs but what a function stands on, and no process is needed."""
    notebooks = {}
    for handin in CLASS:
        try:
            notebooks[handin.name] = read(handin.text)
        except NotANotebook as error:
            assert agrees(f"! {error}", handin.ran)
    group, wrong = Class(notebooks), []
    for handin in CLASS:
        if handin.name not in notebooks or handin.name in NEED_PROCESSES:
            continue
        entries, remarks = [], []
        for name in group.asked(handin.name):
            seen, judge = prepare(notebooks[handin.name], name)
            entries.append(judge())
            remarks += [f"{name}: {remark}" for remark in seen]
        text = said(group.result(handin.name, entries, (), remarks))
        if not agrees(text, handin.judged):
            wrong.append((handin.name, text, handin.judged))
    assert not wrong


def found(rows, name):
    """Return the row about a file, which has just one."""
    (row,) = [row for row in rows if row["notebook"].endswith(f"/{name}")]
    return row


def running(text):
    """Whether a process is left whose command has some text."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if text in file.read_bytes().decode(errors="replace"):
                return True
    return False


def test_nothing_that_a_notebook_does_loses_another(tmp_path, capsys):
    """Each has its row, its verdicts do not come from its run, and nothing is left."""
    tried = [handin for handin in CLASS if handin.ran is not None]
    for handin in tried:
        (tmp_path / handin.name).write_text(handin.text)
    limits = "--seconds", "8", "--megabytes", "1000"
    assert main([str(tmp_path), "--json", *limits]) == 1
    rows, wrong = json.loads(capsys.readouterr().out), []
    assert len(rows) == len(tried)
    for handin in tried:
        row = found(rows, handin.name)
        parts = [
            ": ".join([f"{SIGNS[entry['status']]} {name}", *entry["messages"]])
            for name, entry in row["functions"].items()
        ]
        text = " ".join(parts + [f"> {remark}" for remark in row["remarks"]])
        cells = " ".join(f"! {problem}" for problem in row["problems"])
        if not (agrees(text, handin.judged) and agrees(cells, handin.ran)):
            wrong.append((handin.name, text, cells))
        assert all(len(problem) < 400 for problem in row["problems"])
    assert not wrong, "\n".join(map(str, wrong))
    assert not running("time.sleep(86397)")


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file and returns its path as text."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


def lines_of(path):
    """Return the rows of a CSV file as dictionaries."""
    return list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8-sig"))))


def test_rows_are_there_before_the_last_notebook(write, tmp_path):
    """Printed and in the gradebook; after Ctrl+C nothing is lost, and nothing is left."""
    fifo = tmp_path / "fifo"  # it has an end as soon as nobody can write into it
    os.mkfifo(fifo)
    code = (
        "import subprocess, sys, time\n"
        f"mark = open({str(fifo)!r}, 'wb', buffering=0)\n"
        "wait = 'import time; time.sleep(600)'\n"
        "subprocess.Popen([sys.executable, '-c', wait], stdout=mark, start_new_session=True)\n"
        "mark.write(b'started')\n"
        "time.sleep(600)"
    )
    first = write("in/a.ipynb", notebook(SIGMOID))
    second = write("in/b.ipynb", notebook(SIGMOID, code))
    grades = tmp_path / "grades.csv"
    command = [sys.executable, "-m", "mlp.checks", first, second, "--workers", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    mark = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # in any shell
    with subprocess.Popen(
        [*command, "--grades", grades], **pipes, preexec_fn=heeded
    ) as process:
        assert select.select([mark], [], [], 60)[0]
        assert os.read(mark, 99) == b"started"
        _, row, right = [process.stdout.readline() for _ in range(3)]
        assert "a.ipynb" in row and "✓ sigmoid" in right
        done, waiting = lines_of(grades)
        assert done["total"] == "1" and not done["remarks"]
        assert waiting["remarks"] == "not looked at: its turn has not come"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert select.select([mark], [], [], 60)[0]
    assert os.read(mark, 99) == b""
    os.close(mark)
    assert process.returncode == 130
    assert "b.ipynb" not in out
    assert "Traceback" not in err


def test_every_file_is_accounted_for(write, capsys, tmp_path):
    """What is not looked at is named with its reason; a Mac's own files are not."""
    good = notebook(SIGMOID)
    for name in ("b.ipynb", "A.IPYNB", ".ipynb_checkpoints/b.ipynb", "._b.ipynb",
                 "__MACOSX/b.ipynb", "c.py", "d.zip", "e.ipynb.txt", ".DS_Store"):  # fmt: skip
        write(name, good)
    empty = tmp_path / "empty"
    empty.mkdir()
    text = write("of-its-own.txt", good)
    assert main([str(tmp_path), str(empty), text, "--json", "--functions-only"]) == 0
    out, err = capsys.readouterr()
    reasons = {Path(row["notebook"]).name: row["skipped"] for row in json.loads(out)}
    assert reasons == {
        "b.ipynb": "",
        "A.IPYNB": "",
        "c.py": "a script, not a notebook",
        "d.zip": "unpack it first",
        "e.ipynb.txt": "its name has to end in .ipynb; rename it",
        "of-its-own.txt": "",
    }
    assert f"{empty}: there is no notebook" in err
    assert main([str(empty)]) == 2


def test_every_form_is_clean(write, capsys):
    """No control character and no formula gets out; each form has all that is found."""
    path = write("=1+1\x1b[31m.ipynb", notebook(RELU, "raise OSError('\x1b]0;')"))
    wrong = write("Größe 微分.ipynb", notebook(WRONG_RELU))
    seen = {}
    for form in ("--json", "--csv", None):
        assert main([path, wrong, "--workers", "1", *filter(None, [form])]) == 1
        seen[form] = capsys.readouterr().out
        assert "\x1b" not in seen[form]
    rows = json.loads(seen["--json"])
    assert [row["passed"] for row in rows] == [True, False]
    assert rows[0]["problems"] == ["cell 2: OSError: \x1b]0;"]
    assert "leaky ReLU" in rows[1]["functions"]["relu"]["messages"][-1]
    assert seen["--csv"].startswith("\ufeffnotebook,function,status,message\n")
    rows = list(csv.DictReader(io.StringIO(seen["--csv"].removeprefix("\ufeff"))))
    assert [row["status"] for row in rows] == ["passed", "problem", "wrong"]
    assert "! cell 2: OSError" in seen[None] and "Größe 微分" in seen[None]


def test_output_fits_any_file_and_needs_no_jupyter(write, tmp_path):
    """Names that an encoding lacks do no harm, nor does a byte order mark."""
    path = write("Größe 微分.ipynb", "\ufeff" + notebook(SIGMOID))
    for name in ("IPython", "nbformat", "nbclient"):
        write(f"{name}.py", "raise ImportError")
    places = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    result = subprocess.run(
        [sys.executable, "-m", "mlp.checks", path, "--csv"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": places},
        capture_output=True,
        check=True,
    )
    lines = result.stdout.decode("utf-8-sig").split("\n")
    assert lines == ["notebook,function,status,message", f"{path},sigmoid,passed,", ""]


def test_gradebook_has_a_line_for_each(write, capsys, tmp_path):
    """Points by task, total and remarks; whose it is; and who is missing."""
    write("in/Müller_Anna/=1.ipynb", notebook(RELU, D_RELU))
    write("in/jose-garcia.ipynb", notebook(WRONG_RELU, D_RELU))
    write("in/jose-garcia-again.ipynb", notebook(RELU, "def d_relu(x):\n    return x"))
    write("in/4711.ipynb", notebook(SIGMOID))
    write("in/who.ipynb", notebook(RELU, D_RELU))
    write("in/Lin.zip", "")
    points = write("points.csv", "task;points\nrelu;1,5\nd_relu;2\n")
    people = write("class.csv", "Last name,First name,ID number\nMueller,Anna,1\n"
                   "García,José,22\nLovelace,Ada,4711\nLin,Wei,33\nNobody,Ned,\n")  # fmt: skip
    grades, pages = str(tmp_path / "in" / "grades.csv"), tmp_path / "in" / "feedback"
    call = [str(tmp_path / "in"), "--functions-only", "--points", points, "--class", people,
            "--grades", grades, "--feedback", str(pages)]  # fmt: skip
    write("in/grades.csv", "from the last time, and not handed in")
    write("in/feedback/who.html", "neither")
    assert main(call) == 1
    out = capsys.readouterr().out
    assert "missing: Ned Nobody" in out and "missing: Ada" not in out
    rows = {Path(row["notebook"]).name or row["name"]: row for row in lines_of(grades)}
    short = {
        key: (row["name"], row["relu"], row["d_relu"], row["total"])
        for key, row in rows.items()
    }
    assert short == {
        "=1.ipynb": ("Anna Mueller", "1.5", "2", "3.5"),
        "jose-garcia.ipynb": ("José García", "0", "2", "2"),
        "jose-garcia-again.ipynb": ("José García", "1.5", "0", "1.5"),
        "4711.ipynb": ("Ada Lovelace", "0", "0", "0"),
        "who.ipynb": ("", "1.5", "2", "3.5"),
        "Lin.zip": ("", "", "", ""),
        "Ned Nobody": ("Ned Nobody", "", "", ""),
        "Wei Lin": ("Wei Lin", "", "", ""),
    }
    assert {row["of"] for row in rows.values()} == {"3.5"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", rows["who.ipynb"]["saved"])
    assert rows["4711.ipynb"]["remarks"].startswith(
        "another chapter? It asks for sigmoid"
    )
    assert rows["who.ipynb"]["remarks"].startswith("nobody on the class list")
    assert "not looked at: unpack it first" in rows["Lin.zip"]["remarks"]
    assert rows["Ned Nobody"]["remarks"] == "nothing handed in"
    assert len(list(pages.iterdir())) == 6


def test_spreadsheets_see_no_formula():
    """What would be one begins with an apostrophe; numbers stay numbers."""
    rows = [["=1+1.ipynb", "@a", "-x", "-", 0.5, -1, "Ä\x1b"]]
    assert as_csv(rows) == "'=1+1.ipynb,'@a,'-x,-,0.5,-1,Ä\\x1b\n"


MOODLE = """First name,Last name,ID number,Institution,Email address,Quiz (Real)
Anna,Müller,7,U,anna@x.org,-
Bo,"O'Hara, Jr.",8,U,bo@x.org,3
Cy,Young,9,U,cy@x.org,-
"""
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Old (12)
    Points Possible,,,,,10
"Müller, Anna",101,s1,anna,A,5
"Hara, Bo",102,s2,bo,A,
"Young, Cy",103,s3,cy,A,
"""


@pytest.mark.parametrize(
    ("form", "people", "expected"),
    [
        # Moodle's own test imports "First name,Last name,Email address,<item>"; "-" is
        # what its export has, and its import takes, for no grade.
        ("moodle", MOODLE, [
            "First name,Last name,ID number,Email address,Homework",
            "Anna,Müller,7,anna@x.org,3",
            'Bo,"O\'Hara, Jr.",8,bo@x.org,0',
            "Cy,Young,9,cy@x.org,-",
        ]),
        # Canvas wants these columns in this order, Section last, before the assignments;
        # and takes the line of possible points for no student.
        ("canvas", CANVAS, [
            "Student,ID,SIS User ID,SIS Login ID,Section,Homework",
            "    Points Possible,,,,,3",
            '"Müller, Anna",101,s1,anna,A,3',
            '"Hara, Bo",102,s2,bo,A,0',
            '"Young, Cy",103,s3,cy,A,',
        ]),
    ],
)  # fmt: skip
def test_moodle_and_canvas_get_what_they_import(form, people, expected):
    """A line for each person of their own export, with the best of all they handed in."""
    book = Gradebook({"relu": 1, "d_relu": 2}, read_class(people), "Homework")
    demand_columns(form, book.people)
    right, wrong = Entry("relu", "passed"), Entry("d_relu", "wrong")
    for name, entries in (
        ("anna_1.ipynb", [right, wrong]),
        ("anna_2.ipynb", [Entry("relu", "open"), Entry("d_relu", "passed")]),
        ("bo.ipynb", [wrong]),
    ):
        person = next(p for p in book.people if name[:2] in p.name.lower())
        book.lines[name] = Line(Result(name, tuple(entries)), "", (person,))
    assert book.text(form).splitlines() == expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Müller_Anna.ipynb", "Anna Müller"),
        ("anna mueller/l2.ipynb", "Anna Müller"),
        ("MULLER, ANNA.ipynb", "Anna Müller"),
        ("Anna Mu\u0308ller_123_assignsubmission_file_/l2.ipynb", "Anna Müller"),
        ("muelleranna_5_17_l2.ipynb", "Anna Müller"),
        ("anna_maria_mueller.ipynb", "Anna Maria Müller"),
        ("late_0042_x.ipynb", "Søren Weiß"),
        ("soren-weiss.ipynb", "Søren Weiß"),
        ("soeren-weiss.ipynb", "Søren Weiß"),
        ("s.weiss@uni.org.ipynb", "Søren Weiß"),
        ("annalena_muellerin.ipynb", None),
        ("00421.ipynb", None),
    ],
)
def test_file_is_found_to_be_somebodys(path, name):
    """By number, or by all words of the name in any order, case and spelling."""
    people = [
        Person("Anna Müller"),
        Person("Anna Maria Müller"),
        Person("Søren Weiß", ("0042", "s.weiss@uni.org")),
    ]
    assert [person.name for person in owners(path, people)] == [name] * bool(name)


def test_plain_list_of_names_is_a_class():
    """It needs no headings; Canvas' line of possible points is nobody."""
    assert [p.name for p in read_class("Ada Lovelace\nAlan Turing\n")][
        1
    ] == "Alan Turing"
    assert [p.ids for p in read_class(CANVAS)][0] == ("101", "s1", "anna")


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--points", "task,points\nrelou,1", "line 2: 'relou' is no task, there is no such function; is it relu?"),
        ("--points", "accuracy,1", "line 1: 'accuracy' is no task, nobody writes it"),
        ("--points", "relu,1\nrelu,2", "line 2: relu has points already"),
        ("--points", "relu,much", "line 1: relu needs a number of points, 0 or more"),
        ("--points", "relu,nan", "line 1: relu needs a number of points, 0 or more"),
        ("--points", "task,points", "it has no task; a line is a function and its points: relu,2"),
        ("--points", None, "No such file or directory"),
        ("--class", "", "it is empty"),
        ("--class", "id,group\n1,a", "it has no names: a column called name, or first name and last name"),
        ("--class", "a,b\n1,2", "none of its columns has names: a, b"),
        ("--class", "name,id\n", "it has headings and no names below them"),
        ("--class", "name,id\nAda,1", "Moodle needs one of these columns, filled for all: ID number"),
    ],
)  # fmt: skip
def test_bad_table_is_refused_before_anything_is_written(
    option, text, message, write, capsys, tmp_path
):
    """The message says which file, where and why; no file is begun."""
    path = str(tmp_path / "table.csv") if text is None else write("table.csv", text)
    extra = ["--for", "moodle"] if "Moodle" in message else []
    call = [write("a.ipynb", notebook(RELU)), "--grades", str(tmp_path / "grades.csv")]
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SystemExit) as end:
        main([*call, option, path, *extra])
    assert end.value.code == 2
    err = " ".join(capsys.readouterr().err.split())
    assert f"argument {option}: {path}: " in err and message in err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("option", ["--seconds", "--megabytes", "--workers"])
def test_limit_must_be_above_zero(option, capsys):
    """A limit that makes no sense is refused by name before anything runs."""
    with pytest.raises(SystemExit):
        main(["some.ipynb", option, "0"])
    assert f"{option}: needs a number above 0, got '0'" in capsys.readouterr().err


def test_feedback_is_for_the_learner():
    """One page without scripts or addresses; what is remarked to teachers stays away."""
    sources = {"relu": "def relu(x):\n    return '<b>\x1b'"}
    entry = Entry("relu", "wrong", ("<script>alert(1)</script>",), ("a remark",))
    result = Result(
        "<i>.ipynb", (entry,), ("cell 1: <u>",), ("copied",), sources=sources
    )
    book = Gradebook({"relu": 2, "d_relu": 1})
    html = page(Line(result, "", (Person("Ada & Bo"),)), book)
    for text in (
        "Ada &amp; Bo",
        "&lt;i&gt;",
        "&lt;script&gt;",
        "&lt;b&gt;\\x1b",
        "&lt;u&gt;",
        "0 of 2",
        "0 of 3",
    ):
        assert text in html
    for text in ("<script", "<i>", "<u>", "copied", "http", "src=", "\x1b"):
        assert text not in html
    assert "not looked at: unpack" in page(
        Line(Result("a.zip", skipped="unpack")), book
    )


def test_what_a_class_agrees_on_counts():
    """Another chapter's notebook does not pass, whatever is right in it."""
    right = (Entry("sigmoid", "passed"),)
    books = {f"{n}.ipynb": read(notebook(RELU)) for n in range(3)}
    books["other.ipynb"] = read(notebook(SIGMOID))
    books["none.ipynb"] = read(notebook("1", metadata={"functions": []}))
    group = Class(books)
    assert group.tasks == ("relu",)
    assert group.result("0.ipynb", [Entry("relu", "passed")]).passed
    assert not group.result("other.ipynb", right).passed
    assert not group.result("none.ipynb", []).passed
    named = Class(books, ["relu", "d_relu"])
    (missing,) = named.result("0.ipynb", [Entry("relu", "passed")]).names("open")
    assert missing == "d_relu"


def test_short_answers_may_be_alike():
    """Chance explains them, and copies of one's own; the hint is a remark of its own."""
    short, hint = notebook(RELU, D_RELU), notebook(HINT)
    texts = {"a": short, "b": short, "c": hint, "d": hint}
    group = Class({name: read(text) for name, text in texts.items()})
    entries = [Entry(name, "passed") for name in ("sigmoid", "relu", "d_relu")]
    results = {name: group.result(name, entries).remarks for name in texts}
    assert results["a"] == results["b"] == ()
    assert results["c"] == results["d"] == ("word for word the last hint: sigmoid",)
    long = dict.fromkeys(
        "ab", read(next(h.text for h in CLASS if h.name == "long-a.ipynb"))
    )
    anna = (Person("Anna"),)
    assert Class(long).alike and not Class(long, owners={"a": anna, "b": anna}).alike


def test_gaps_are_known():
    """What is given to learners, and how much of a gap, is what the pages say."""
    pages = "".join(path.read_text() for path in (ROOT / "book").glob("*.md"))
    gaps = {}
    for cell in re.findall(r"\n:tags: \[todo\b.*?\n\n(.*?)\n```", pages, re.S):
        for node in ast.parse(cell).body:
            if isinstance(node, ast.FunctionDef):
                lines = ast.unparse(node).splitlines()
                gaps[node.name] = [x for x in lines if "raise Not" not in x]
    assert gaps.keys() | set(GIVEN) == CHECKS.keys()
    for name, lines in gaps.items():
        assert IN_THE_GAP.get(name, 0) == size("\n".join(lines)), name
