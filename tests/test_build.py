"""The book builds from a clean clone, and no mistake gets past the build."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT, build, made_once, output
from small_book import PAGE, SECOND, files_of, page_of, write_book


@pytest.fixture
def book(tmp_path):
    """Return a book of two pages."""
    write_book(tmp_path, {"index": PAGE, "second": SECOND})
    return tmp_path


@pytest.fixture(scope="session")
def clone(tmp_path_factory, site):
    """Return a clone with the same sources, built in another place and time zone."""

    def make(folder):
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        sources = site.parents[1]
        unbuilt = shutil.ignore_patterns("_build", "__pycache__")
        shutil.copytree(sources, folder, dirs_exist_ok=True, ignore=unbuilt)
        before = status(folder)
        result = build(folder, PYTHONHASHSEED="1", TZ="Asia/Tokyo")
        assert result.returncode == 0, output(result)
        assert status(folder) == before

    return made_once(tmp_path_factory, "clone", make)


def status(folder):
    """Return what Git says of the files of a clone."""
    result = subprocess.run(
        ["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True
    )
    return result.stdout


def test_whole_book_from_a_clean_clone(clone):
    """A fresh clone builds every page with its outputs."""
    for source in (clone / "book").glob("*.md"):
        page = page_of(clone, source.stem)
        images = re.findall(r'src="\.\./(_images/[^"]+)"', page)
        assert len(images) == source.read_text().count("  figure:\n")
        assert all((clone / "_build" / "html" / name).exists() for name in images)
        assert page.count("<img") == page.count("alt=")
        checks = source.read_text().count(":tags: [check]")
        assert page.count('class="check-passed"') == checks
        assert "check-open" not in page
        assert "check-wrong" not in page
    assert "0.3684" in page_of(clone, "training")
    assert "Gradient check passed" in page_of(clone, "gradient-check")
    assert (clone / "_build" / "html" / "index.html").exists()


def test_two_cold_builds_give_the_same_bytes(site, clone):
    """Site, notebooks, zip and wheel do not depend on place, time zone or hash seed."""
    first, second = files_of(site), files_of(clone / "_build" / "html")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert any(name.endswith(".whl") for name in first)
    assert any(name.endswith(".zip") for name in first)
    assert any(name.endswith(".ipynb") for name in first)
    # It would hold a digest of where the theme is installed, the same for both here.
    assert ".buildinfo" not in first


MISTAKES = {
    "a cell that raises": (
        "index",
        'print("the constant is", EPS)',
        'raise RuntimeError("this cell is broken")',
        "RuntimeError: this cell is broken",
    ),
    "a cell that warns": (
        "index",
        'print("the constant is", EPS)',
        'import warnings; warnings.warn("this cell warns")',
        "stderr was found in the cell outputs",
    ),
    "a broken link": ("second", "[](first)", "[](missing)", "'missing'"),
    "a broken equation reference": ("second", "eq-sum", "eq-gone", "eq-gone"),
    "an unknown citation": (
        "second",
        "See ",
        "See {cite:p}`Nobody1900` ",
        "Nobody1900",
    ),
    "a formula that does not exist": ("index", "1 + 1", r"1 \nonsense 1", "nonsense"),
    "an unknown directive": ("second", "See ", "```{nonsense}\n```\n\n", "nonsense"),
    "a page that is not there": ("second", None, None, "book/second"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_fails_the_build_twice_in_a_row(book, mistake):
    """The first build fails and says why, and so does the second."""
    page, right, wrong, message = MISTAKES[mistake]
    path = book / "book" / f"{page}.md"
    if right is None:
        path.unlink()
    else:
        assert right in path.read_text()
        path.write_text(path.read_text().replace(right, wrong))
    for _ in range(2):
        result = build(book)
        assert result.returncode != 0, output(result)
        assert message in output(result)


def test_mistake_after_a_good_build_fails_twice_and_can_be_mended(book):
    """A page that other pages refer to loses its label; then it comes back."""
    assert build(book).returncode == 0
    path = book / "book" / "index.md"
    path.write_text(PAGE.replace(" (eq-sum)", ""))
    for _ in range(2):
        result = build(book)
        assert result.returncode != 0
        assert "eq-sum" in output(result)
    path.write_text(PAGE)
    assert build(book).returncode == 0
