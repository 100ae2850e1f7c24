"""The book builds from a clean clone, and no mistake gets past the build."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT, build, output

PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
(first)=
# First

```{code-cell} ipython3
from mlp import EPS

print("the constant is", EPS)
```

$$
1 + 1 = 2
$$ (eq-sum)
"""
TOC = """format: jb-book
root: book/index
parts:
  - caption: Chapters
    numbered: true
    chapters:
      - file: book/second
"""
SECOND = "# Second\n\nSee {eq}`eq-sum` and [](first).\n"


@pytest.fixture
def book(tmp_path):
    """Return a book of two pages with the configuration and the code of this one."""
    # The wheel needs the project's own files.
    for name in (
        "_config.yml",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "LICENSE-TEXT",
    ):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(
        ROOT / "code", tmp_path / "code", ignore=shutil.ignore_patterns("*.egg-info")
    )
    for folder in ("_static", "_templates"):
        shutil.copytree(ROOT / "book" / folder, tmp_path / "book" / folder)
    (tmp_path / "book" / "references.bib").touch()
    (tmp_path / "book" / "index.md").write_text(PAGE)
    (tmp_path / "book" / "second.md").write_text(SECOND)
    (tmp_path / "_toc.yml").write_text(TOC)
    return tmp_path


def site(book, page="index"):
    """Return the text of a built page."""
    return (book / "_build" / "html" / "book" / f"{page}.html").read_text()


def test_whole_book_from_a_clean_clone(tmp_path):
    """A fresh clone builds every page with its outputs; again does nothing."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    first = build(clone)
    assert first.returncode == 0, output(first)
    for source in (clone / "book").glob("*.md"):
        page = site(clone, source.stem)
        images = re.findall(r'src="\.\./(_images/[^"]+)"', page)
        assert len(images) == source.read_text().count("  figure:\n")
        assert all((clone / "_build" / "html" / name).exists() for name in images)
        assert page.count("<img") == page.count("alt=")
        checks = source.read_text().count(":tags: [check]")
        assert page.count('class="check-passed"') == checks
        assert "check-open" not in page
        assert "check-wrong" not in page
    assert "0.3684" in site(clone, "training")
    assert "Gradient check passed" in site(clone, "gradient-check")
    assert (clone / "_build" / "html" / "index.html").exists()

    second = build(clone)
    assert second.returncode == 0
    assert "Executing notebook" not in output(second)
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True
    )
    assert changed.stdout == ""


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


def test_change_in_the_package_reaches_the_page(book):
    """A page is executed again when `mlp` changed, and not when nothing did."""
    assert build(book).returncode == 0
    assert "the constant is 1e-08" in site(book)

    again = build(book)
    assert again.returncode == 0
    assert "Executing notebook" not in output(again)

    module = book / "code" / "mlp" / "primitives.py"
    module.write_text(module.read_text().replace("EPS = 1e-8", "EPS = 1e-6"))
    assert build(book).returncode == 0
    assert "the constant is 1e-06" in site(book)
