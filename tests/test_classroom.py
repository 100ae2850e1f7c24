"""Check a class in a page: what the command says, with nothing but a browser."""

import csv
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from zipfile import ZipFile

import pytest
from browsing import PHONE, WIDE, assert_no_barriers, assert_nothing_sticks_out
from handins import CLASS, D_RELU, NEED_PROCESSES, RELU, SIGMOID, notebook

from mlp.checks.handins.results import NOTHING_ASKED
from workbench.tools.classroom import Tool

OTHERS = {
    "notes.txt": "", "all.zip": "", "b.ipynb.txt": "", "._a.ipynb": "", "c.py": "",
    "latin.ipynb": b"\xe4", "Anna Müller/a.ipynb": notebook(SIGMOID),
    "Bo/a.ipynb": notebook(RELU, D_RELU),
}  # fmt: skip
TABLES = {
    "points": "task,points\nsigmoid,1\nrelu,2\nd_relu,0.5\n",
    "class": "name,id\nAnna Mueller,1\nBo,2\nAda Lovelace,3\n",
}
EXAMPLES = {
    "mixed.ipynb", "alias.ipynb", "long-a.ipynb", "long-b.ipynb", "indented.ipynb",
    "hint.ipynb", "words.ipynb", "unasked.ipynb", "listed.ipynb",
}  # fmt: skip
# One kills a process. A browser has none: wrong it is, but in other words.
EVERY = {handin.name for handin in CLASS} - {"stops-in-relu.ipynb"}
# In a browser loops may go on for longer, since it is slower.
SECONDS = re.compile(r"(No result after|takes longer than) \d+ seconds")
PATIENCE = 10  # seconds for each function, more than it takes a loop to be ended


def written(folder, names):
    """Write some files of the class into a folder, with all others."""
    files = {h.name: h.text for h in CLASS if h.name in names} | OTHERS
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def by_command(folder, *options):
    """Return what the command says of a folder: functions and remarks, by files."""
    limit = "--seconds", str(PATIENCE)
    # In this process there may be a browser, beside which nothing can run so.
    command = [sys.executable, "-m", "mlp.checks", folder, "--functions-only", "--json"]
    result = subprocess.run([*command, *limit, *options], stdout=subprocess.PIPE)
    found = {}
    for row in json.loads(same(result.stdout.decode(), folder)):
        functions = [
            [name, entry["status"], " ".join(entry["messages"])]
            for name, entry in row["functions"].items()
        ]
        notes = [f"not looked at: {row['skipped']}"] if row["skipped"] else []
        notes += row["problems"] + row["remarks"]
        found[row["notebook"]] = functions, notes or [NOTHING_ASKED] * (not functions)
    return found


def same(text, folder):
    """Return a text without what may differ: where the folder lies, and seconds."""
    return SECONDS.sub(r"\1 ... seconds", text.replace(f"{folder.parent}/", ""))


def by_tool(folder):
    """Return a tool that has judged what lies in a folder, as the page has it done."""
    keeper, judge = Tool(None), Tool(None)
    paths = {
        path.relative_to(folder.parent).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file()
    }
    texts = {}
    for name in keeper.look([[n, p.stat().st_size, 0] for n, p in paths.items()]):
        data = paths[name].read_bytes()
        texts[name] = False if data == OTHERS["latin.ipynb"] else data.decode()
        keeper.read(name, texts[name])
    begun = keeper.begin(None, None, "Homework")
    for name, functions in begun["asked"].items():
        judge.open(texts[name], functions)
        findings = []
        for function in functions:
            remarks = judge.prepare(function)
            finding = {"function": function, "remarks": remarks}
            findings.append(finding | {"entry": judge.judge()})
        keeper.add(name, findings, begun["seconds"])
    return keeper


@pytest.mark.parametrize(
    "names", [EXAMPLES, pytest.param(EVERY - NEED_PROCESSES, marks=pytest.mark.nightly)]
)
def test_tool_says_what_the_command_says(names, tmp_path):
    """Of each file; those are left out for which the page has to end its worker."""
    folder = written(tmp_path / "in", names)
    tool, rows = by_tool(folder), {}
    for name in tool.about:
        row = tool.row(name)
        functions = [
            [entry["name"], entry["status"], " ".join(entry["messages"])]
            for entry in row["entries"]
        ]
        rows[name] = functions, row["remarks"]
    assert json.loads(same(json.dumps(rows), folder)) == json.loads(
        json.dumps(by_command(folder))
    )


def test_bad_table_is_told():
    """In the command's words, before anything is judged."""
    tool = Tool(None)
    tool.look([])
    said = tool.begin("relou,1", None, "")["error"]
    assert said.startswith("The file with the points: line 1: 'relou' is no task")
    said = tool.begin(None, False, "")["error"]
    assert (
        said
        == "The file with the class list: it is no text in UTF-8; save it as CSV UTF-8."
    )
    tool.begin("relu,1", TABLES["class"], "")
    assert tool.grades("canvas", "")["error"].startswith("Canvas needs the columns")


def shown(page, name):
    """Return what the page shows of a file."""
    row = page.locator("tbody > tr:not(.class-more)").filter(
        has=page.get_by_role("rowheader").filter(has_text=name)
    )
    more = row.locator("xpath=following-sibling::tr[1]")
    return row.locator("li").all_text_contents(), more.locator("p").all_text_contents()


@pytest.mark.parametrize(
    "names",
    [
        {"mixed.ipynb", "stuck.ipynb"},
        pytest.param(EVERY, marks=pytest.mark.nightly),
    ],
)
def test_page_says_what_the_command_says(visit, names, tmp_path):
    """Endless loops included; so do the gradebook and the pages that it saves."""
    folder, tables = written(tmp_path / "in", names), {}
    for kind, text in TABLES.items():
        tables[kind] = tmp_path / f"{kind}.csv"
        tables[kind].write_text(text)
    grades, feedback = tmp_path / "grades.csv", tmp_path / "feedback"
    options = {f"--{kind}": path for kind, path in tables.items()}
    options |= {"--grades": grades, "--feedback": feedback}
    words = [str(word) for option in options.items() for word in option]
    beside = ThreadPoolExecutor().submit(by_command, folder, *words)

    page = visit("book/classroom.html", viewport=PHONE, scheme="dark")
    page.set_default_timeout(300_000)
    status = page.locator("#class-tool [role=status]")
    page.evaluate(DROP)
    page.get_by_text("Chosen: 1 file.").wait_for()
    page.get_by_label("A folder").set_input_files(folder)
    page.get_by_label("Class list").set_input_files(tables["class"])
    page.get_by_label("Points").set_input_files(tables["points"])
    page.locator("#class-tool").evaluate(f"tool => tool.dataset.seconds = {PATIENCE}")
    page.get_by_role("button", name="Check", exact=True).press("Enter")
    page.get_by_role("button", name="Stop").wait_for()
    page.get_by_text("Done.").wait_for()
    expected = beside.result()
    looked = sum(
        not notes[:1] or "not looked" not in notes[0] for _, notes in expected.values()
    )
    assert f"of {looked} passed" in status.text_content()
    assert page.locator("#class-missing").text_content() == "Missing: Ada Lovelace."

    signs, wrong = {"passed": "✓", "open": "…", "wrong": "✗"}, []
    assert page.get_by_role("rowheader").count() == len(expected)
    for name, (functions, notes) in expected.items():
        lines = [
            f"{signs[status]} {function}{': ' * bool(text)}{text}"
            for function, status, text in functions
        ]
        found = shown(page, name)
        found = [[same(text, folder) for text in texts] for texts in found]
        # Who is nobody stands before the command's own words.
        found[0] = [text for text in found[0] if "class list" not in text]
        if found != [notes, lines]:
            wrong.append((name, found, notes, lines))
    assert not wrong

    with page.expect_download() as download:
        page.get_by_role("button", name="Save the gradebook").click()
    text = download.value.path().read_text("utf-8-sig")
    assert same(text, folder) == same(grades.read_text("utf-8-sig"), folder)
    assert len(list(csv.reader(text.splitlines()))) == len(expected) + 2
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a page").click()
    with ZipFile(download.value.path()) as pages:
        for path in feedback.iterdir():
            text = pages.read(f"feedback/{path.name}").decode()
            assert same(text, folder) == same(path.read_text(), folder)
        assert len(pages.namelist()) == len(expected)
    page.get_by_label("Form").select_option("for Moodle")
    page.get_by_role("button", name="Save the gradebook").click()
    page.get_by_text("Moodle needs one of these columns").wait_for()

    opener = page.get_by_role("button", name="mixed.ipynb")
    opener.press("Enter")
    assert page.get_by_text("leaky ReLU").locator("visible=true").count() == 1
    page.get_by_text("What was handed in as relu").locator("visible=true").click()
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)
        assert_no_barriers(page)
        assert_nothing_sticks_out(page)


DROP = """() => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["{}"], "dropped.ipynb"));
  const options = { dataTransfer, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", options));
}"""
