"""A build executes what has to be executed, and nothing that went wrong lasts."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import build, output
from small_book import TOP, files_of, page_of, write_book

CELL = "```{code-cell} ipython3\n%s\n```\n"
GLUED = """
```{code-cell} ipython3
:tags: [remove-cell]
from myst_nb import glue

glue("sum", 40 + 2, display=False)
```

The sum is {glue:text}`sum`.
"""
DRAWN = """
```{code-cell} ipython3
---
mystnb:
  figure:
    caption: A line.
    name: fig-line
  image:
    alt: A line
---
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([1, 2]);
```
"""
INCLUDED = """
```{literalinclude} ../code/mlp/primitives.py
:lines: 1-3
```
"""


def page(title, code, more=""):
    """Return a page with a cell."""
    return f"{TOP}# {title}\n\n{CELL % code}{more}"


PAGES = {
    "index": page("Start", "print('alone')", GLUED),
    "eps": page("Eps", "from mlp import EPS\n\nprint('constant', EPS)"),
    "forward": page("Forward", "from mlp import forward_pass\n\nforward_pass", DRAWN),
    "data": page("Data", "import numpy as np\nfrom mlp.data import make_moons_np"),
    "checks": page("Checks", "from mlp.checks import check"),
    "prose": f"# Prose\n{INCLUDED}",
}
EXECUTED = set(PAGES) - {"prose"}


@pytest.fixture
def book(tmp_path):
    """Return a book whose pages import different modules."""
    write_book(tmp_path, PAGES)
    return tmp_path


def ran(result):
    """Return the pages that a successful build executed."""
    assert result.returncode == 0, output(result)
    return set(re.findall(r"book/(\S+): Executed notebook", output(result)))


def text_of(book, name="index"):
    """Return the words of a built page."""
    return re.sub(r"<[^>]*>", "", page_of(book, name))


def change(path, old, new):
    """Replace some text of a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_build_executes_exactly_what_depends_on_a_change(book):
    """Prose, a page's code, modules, the plot style and versions, one after another."""
    pages, modules = book / "book", book / "code" / "mlp"
    assert ran(build(book)) == EXECUTED
    assert "sum is 42." in text_of(book)
    assert ran(build(book)) == set()

    change(pages / "index.md", "The sum is", "Altogether it is")
    change(pages / "forward.md", "A line.", "A straight line.")
    assert ran(build(book)) == set()
    assert "Altogether it is 42." in text_of(book)
    assert "A straight line." in text_of(book, "forward")

    change(pages / "index.md", "40 + 2", "40 + 3")
    assert ran(build(book)) == {"index"}
    assert "Altogether it is 43." in text_of(book)

    change(modules / "primitives.py", "EPS = 1e-8", "EPS = 1e-6")
    change(modules / "primitives.py", '"""', '"""Changed. ')
    assert ran(build(book)) == {"eps", "forward", "checks"}
    assert "constant 1e-06" in text_of(book, "eps")
    assert "Changed." in page_of(book, "prose")

    change(modules / "data.py", '"""', '"""Changed. ')
    assert ran(build(book)) == {"data", "checks"}

    change(modules / "noise.py", '"""', '"""Changed. ')
    assert ran(build(book)) == {"checks"}

    with (modules / "lesson.mplstyle").open("a") as style:
        style.write("lines.linewidth: 9\n")
    pictures = set((book / "_build" / "html" / "_images").iterdir())
    assert ran(build(book)) == EXECUTED
    assert len(list((book / "_build" / "html" / "_images").iterdir())) == len(pictures)

    for name in ("numpy", "matplotlib"):
        metadata = book / "code" / f"{name}-99.0.dist-info" / "METADATA"
        metadata.parent.mkdir()
        metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.0\n")
        assert ran(build(book)) == EXECUTED


def test_an_older_file_that_is_put_back_is_noticed(book):
    """The page follows the text, whatever the date of the file."""
    path = book / "book" / "prose.md"
    before = path.stat()
    assert build(book).returncode == 0
    change(path, "# Prose", "# Something else")
    assert build(book).returncode == 0
    assert "Something else" in page_of(book, "prose")
    path.write_text(PAGES["prose"])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build(book).returncode == 0
    assert "Something else" not in page_of(book, "prose")


def test_a_change_of_the_site_shows_and_leaves_nothing_behind(book):
    """Words, styles, the configuration, a page more; then all is put back."""
    site = book / "_build" / "html"
    assert ran(build(book)) == EXECUTED
    expected = files_of(site)

    styles = book / "book" / "_static" / "css"
    (styles / "lesson.css").write_text("/* Nothing. */")
    assert ran(build(book)) == set()
    assert (site / "_static" / "css" / "lesson.css").read_text() == "/* Nothing. */"

    change(book / "_config.yml", "html_use_index: false", "html_use_index: true")
    (styles / "lesson.css").rename(styles / "other.css")
    change(book / "_config.yml", "css/lesson.css", "css/other.css")
    (book / "book" / "new.md").write_text("# New\n\nNovelties.\n")
    with (book / "_toc.yml").open("a") as toc:
        toc.write("  - file: book/new\n")
    assert ran(build(book)) == set()
    added = {"_static/css/other.css", "genindex.html", "book/new.html"}
    assert files_of(site).keys() - expected.keys() >= added
    assert "_static/css/lesson.css" not in files_of(site)

    write_book(book, PAGES)
    (styles / "other.css").unlink()
    assert ran(build(book)) == set()
    assert files_of(site) == expected

    change(book / "book" / "forward.md", "# Forward", "# Onward and upward")
    assert ran(build(book)) == set()
    write_book(book, PAGES)
    assert ran(build(book)) == set()
    assert files_of(site) == expected


def test_a_failing_page_is_reported_and_the_others_finish(book):
    """Twice in a row: page, line, traceback; then mending executes that page only."""
    path = book / "book" / "eps.md"
    change(path, "print('constant', EPS)", "1 / 0")
    for position in range(2):
        result = build(book)
        assert result.returncode != 0
        assert re.search(r"book/eps\.md:13: WARNING: this cell failed", output(result))
        assert "ZeroDivisionError: division by zero" in output(result)
        assert "pages that failed: book/eps;" in output(result)
        assert "threw an exception" not in output(result)
        finished = set(re.findall(r"book/(\S+): Executed", output(result)))
        assert finished == (EXECUTED - {"eps"} if position == 0 else set())
        assert "sum is 42." in text_of(book)
    path.write_text(PAGES["eps"])
    assert ran(build(book)) == {"eps"}


def test_page_with_an_unknown_kernel_is_reported_and_the_others_finish(book):
    """What a page asks for is its own mistake, not that of the others."""
    change(book / "book" / "eps.md", "name: python3", "name: unheard-of")
    result = build(book)
    assert result.returncode != 0
    assert re.search(r"book/eps\.md:\d+: WARNING: this cell failed", output(result))
    assert "unheard-of" in output(result)
    finished = set(re.findall(r"book/(\S+): Executed", output(result)))
    assert finished == EXECUTED - {"eps"}


WRITES = """
from pathlib import Path

import mlp.primitives

path = Path(mlp.primitives.__file__)
text = path.read_text()
path.write_text(text.replace("EPS = 1e-8", "EPS = 1"))
path.write_text(text)
"""


def test_module_that_changes_and_changes_back_is_noticed(book):
    """Nobody can tell which state of it the page has seen."""
    (book / "book" / "eps.md").write_text(page("Eps", WRITES))
    result = build(book)
    assert result.returncode != 0
    assert "book/eps: what it imports changed while it was executed" in output(result)


def test_build_of_something_else_leaves_nothing_stale(book):
    """A report on links reads pages again, and writes into the folder of the site."""
    assert ran(build(book)) == EXECUTED
    change(book / "book" / "prose.md", "# Prose", "# Another title")
    change(book / "book" / "index.md", "40 + 2", "40 + 3")
    result = build(book, "--builder", "linkcheck")
    assert result.returncode == 0, output(result)
    assert ran(build(book)) == set()
    site = book / "_build" / "html"
    assert "sum is 43." in text_of(book)
    assert "Another title" in text_of(book)
    assert not (site / "output.txt").exists()


def test_code_of_another_folder_does_not_build_a_book(book, tmp_path_factory):
    """The environment of one clone would show results of its own code."""
    copy = tmp_path_factory.mktemp("copy")
    write_book(copy, PAGES)
    result = build(copy, PYTHONPATH=str(book / "code"))
    assert result.returncode != 0
    assert f"this builds {copy}, but with the code in {book}" in output(result)


# A sign that a build has got that far.
STAGES = {
    "executing": ".executed/*.ipynb",
    "reading": ".doctrees/book/*.doctree",
    "pickling": ".doctrees/environment.pickle",
    "writing": "html/book/*.html",
    "making downloads": ".downloads-*/notebooks/*",
}


def test_a_killed_build_leaves_nothing_for_good(book):
    """Killed at any stage, the next build gives the same site as one built anew."""
    folder = book / "_build"
    assert build(book).returncode == 0
    expected = files_of(folder / "html")
    path = book / "book" / "forward.md"
    before = path.stat()
    for stage, sign in STAGES.items():
        change(path, "A line.", f"A line, {stage}.")
        change(path, "ax.plot([1, 2])", f"ax.plot([1, {len(stage)}])")
        kill_when_changed(book, sign)
        path.write_text(PAGES["forward"])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        result = build(book)
        assert result.returncode == 0, output(result)
        assert files_of(folder / "html") == expected, stage


def kill_when_changed(book, sign):
    """Build, and kill the build as soon as a file of a kind is new or written again."""
    folder = book / "_build"

    def state():
        return {path: path.stat().st_mtime_ns for path in folder.glob(sign)}

    before = state()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("jupyter-book"), "build", book],
        env={**os.environ, "PYTHONPATH": str(book / "code")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        try:
            if state().items() - before.items():
                break
        except FileNotFoundError:  # moved away while it was looked at
            pass
        time.sleep(0.005)
    assert process.poll() is None, "the build ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
