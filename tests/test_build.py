"""A build executes what has to be executed, and no mistake gets past it."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT, build, output
from pages import elements
from small_book import DRAWN, PAGE, SECOND, TOP, files_of, page_of, write_book

from booktools.building import outputs


def cell(title, code):
    """Return a page with one cell."""
    return f"{TOP}# {title}\n\n```{{code-cell}} ipython3\n{code}\n```\n"


PIECES = "import time\nprint('in', end='', flush=True)\ntime.sleep(0.5)\nprint('one')"
NAMES = ["MATPLOTLIBRC", "MPLBACKEND", "OMP_NUM_THREADS", "PYTHONHASHSEED"]
INHERITED = f"import os\nprint([os.environ.get(name) for name in {NAMES}])"
# So many that they are read in parallel.
PAGES = {
    "index": PAGE,
    "second": SECOND,
    "drawn": DRAWN,
    "pieces": cell("Pieces", PIECES),
    "inherited": cell("Inherited", INHERITED),
    "twin": cell("Twin", INHERITED),  # the same code at the same time
}
EXECUTED = set(PAGES) - {"second"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return a book that was built; beside it lies a copy of its first site."""
    folder = tmp_path_factory.mktemp("built") / "first"
    write_book(folder, PAGES, live=True)
    assert executed(build(folder)) == EXECUTED
    shutil.copytree(folder / "_build" / "html", folder.with_name("first-site"))
    return folder


@pytest.fixture
def book(built):
    """Return the built book, and put back its sources afterwards."""
    write_book(built, PAGES)
    yield built
    write_book(built, PAGES)


def executed(result):
    """Return the pages that a successful build executed."""
    assert result.returncode == 0, output(result)
    return set(re.findall(r"book/(\S+)\.md: Executed notebook", output(result)))


def test_whole_book_from_a_clean_copy(site):
    """The committed files give every page with its outputs."""
    for source in (ROOT / "book").glob("*.md"):
        page = elements(site / "book" / f"{source.stem}.html")
        images = page.select('img[src*="_images/"]')
        assert len(images) == source.read_text().count("  figure:\n")
        assert all((site / "book" / image["src"]).exists() for image in images)
        assert page.select("img:not([alt])") == []
        checks = source.read_text().count(":tags: [check]")
        assert len(page.select(".check-passed")) == checks
        assert page.select(".check-open, .check-wrong") == []
    book = site.parents[1]
    assert "0.3684" in page_of(book, "training")
    assert "Gradient check passed" in page_of(book, "gradient-check")


def test_two_cold_builds_give_the_same_bytes(built, tmp_path):
    """Nothing depends on place, time zone, hash seed, cores or somebody's settings."""
    write_book(tmp_path, PAGES, live=True)
    style = tmp_path / "own"
    style.write_text("axes.facecolor: yellow")
    own = {"MATPLOTLIBRC": str(style), "MPLBACKEND": "pdf", "OMP_NUM_THREADS": "8"}
    result = build(tmp_path, PYTHONHASHSEED="1", TZ="Asia/Tokyo", **own)
    assert executed(result) == EXECUTED
    first, second = (
        files_of(built.with_name("first-site")),
        files_of(tmp_path / "_build" / "html"),
    )
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    suffixes = {Path(name).suffix for name in first}
    assert {".whl", ".zip", ".ipynb", ".webp"} <= suffixes
    # It would hold a digest of where the theme is installed, the same for both here.
    assert ".buildinfo" not in first


def test_words_execute_nothing_and_a_module_everything(book):
    """Both are new on the pages."""
    (book / "book" / "second.md").write_text(SECOND.replace("See", "Look at"))
    (book / "book" / "drawn.md").write_text(f"{DRAWN}\nA figure and a replay.\n")
    assert executed(build(book)) == set()
    assert "Look at" in page_of(book, "second")
    assert "A figure and a replay." in page_of(book, "drawn")
    primitives = book / "code" / "mlp" / "primitives.py"
    primitives.write_text(primitives.read_text().replace("EPS = 1e-8", "EPS = 1e-6"))
    assert executed(build(book)) == EXECUTED
    assert "the constant is 1e-06" in page_of(book)
    # Printed text is one output, however it arrives.
    assert "inone\n" in page_of(book, "pieces")


def test_outputs_depend_on_code_style_and_versions(tmp_path, monkeypatch):
    """Each has a folder of its own; what editors and Python write has none."""
    monkeypatch.setattr(outputs, "CODE", tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    app = SimpleNamespace(outdir=tmp_path / "_build" / "html")
    setting = SimpleNamespace(name="nb_execution_timeout", value=1)

    def folder_after(name, text=""):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        outputs.choose_folder(app, [setting])
        return app.outputs

    code = ("mlp/x.py", "mlp/sub/y.py", "mlp/lesson.mplstyle", "mlp/player.js")
    seen = [folder_after(name) for name in (*code, "numpy-99.0.dist-info/METADATA")]
    seen.append(folder_after("mlp/data.csv"))
    own = "mlp_from_scratch-99.0.dist-info/METADATA"  # its files count instead
    for name in ("mlp/.x.py.swp", "mlp/__pycache__/x.pyc", own):
        assert folder_after(name) == seen[-1]
    seen.append(folder_after("mlp/x.py", "x = 1"))
    setting.value = 2
    seen.append(folder_after("mlp/x.py", "x = 1"))
    assert len(set(seen)) == len(seen)
    assert {path for path in seen if path.exists()} == set(seen[-3:])


def test_page_that_may_fail_no_longer_fails_the_build(book):
    """What its front matter allowed is not taken from kept outputs."""
    path = book / "book" / "pieces.md"
    allowed = "execution: {allow_errors: true}\nkernelspec"
    path.write_text(cell("Pieces", "1 / 0").replace("kernelspec", allowed))
    assert executed(build(book)) == {"pieces"}
    path.write_text(cell("Pieces", "1 / 0"))
    assert "pages that failed: book/pieces" in output(build(book))


def test_code_that_changes_meanwhile_fails_the_build(book):
    """Nobody can tell which state of it a page has seen, even if it changes back."""
    changes = "import mlp, pathlib\npathlib.Path(mlp.__file__).touch()"
    (book / "book" / "twin.md").write_text(cell("Twin", changes))
    result = build(book)
    assert result.returncode != 0
    assert "code/mlp changed while pages were executed" in output(result)


def test_code_of_another_folder_does_not_build_a_book(book, tmp_path):
    """The environment of one clone would show results of its own code."""
    write_book(tmp_path, PAGES)
    result = build(tmp_path, PYTHONPATH=str(book / "code"))
    assert result.returncode != 0
    assert f"the code in {book} cannot build {tmp_path}" in output(result)


WAITS = "import pathlib, time\npathlib.Path('waits').touch()\ntime.sleep(600)"


def test_a_killed_build_leaves_nothing_for_good(book):
    """No process goes on, and the next build gives the same site as a clean one."""
    (book / "book" / "drawn.md").write_text(cell("Drawn", WAITS))
    sign = book / "book" / "waits"
    command = [Path(sys.executable).with_name("jupyter-book"), "build", book]
    own = {**os.environ, "PYTHONPATH": str(book / "code")}
    process = subprocess.Popen(command, env=own, stdout=subprocess.PIPE)
    while not sign.exists():
        assert process.poll() is None, "the build ended before it could be killed"
        time.sleep(0.05)
    process.kill()
    process.communicate(timeout=60)  # no process of it is left that could write
    sign.unlink()
    write_book(book, PAGES, live=True)
    assert "drawn" in executed(build(book))
    assert files_of(book / "_build" / "html") == files_of(book.with_name("first-site"))


WRONG = {
    "second": "# Second\n\n[](missing), {eq}`eq-gone`, {cite:p}`Nobody1900`\n\n"
    "```{nothing}\n```\n",
    "asks": "# Asks\n\n:::{question} sine\n:function: moon\n:asks: 1\n"
    ":wrong: Nobody says this\n\nWhat?\n:::\n",
    "fails": cell("Fails", 'raise RuntimeError("this cell is broken")'),
    "warns": cell("Warns", 'import warnings; warnings.warn("this cell warns")'),
}
MESSAGES = (
    *("'missing'", "eq-gone", "Nobody1900", "nothing", "book/gone"),
    "asks.md:3: ERROR: no mistake in moon begins 'Nobody says this'",
    "RuntimeError: this cell is broken",
    "warns.md:14: ERROR: stderr was found in the cell outputs",
    "pages that failed: book/fails\n",
)


def test_mistakes_fail_the_build_twice_in_a_row(tmp_path):
    """Both say what is wrong, and all other pages are there; then they are mended."""
    write_book(tmp_path, {**PAGES, **WRONG, "gone": "Not there"})
    (tmp_path / "book" / "gone.md").unlink()
    for _ in range(2):
        result = build(tmp_path)
        assert result.returncode != 0
        missing = [text for text in MESSAGES if text not in output(result)]
        assert missing == [], output(result)
        assert "the constant is 1e-08" in page_of(tmp_path)
        assert not (tmp_path / "_build" / "html" / "downloads").exists()
    shutil.rmtree(tmp_path / "book")
    write_book(tmp_path, PAGES)
    assert executed(build(tmp_path)) == set()
    assert not (tmp_path / "_build" / "html" / "book" / "fails.html").exists()
