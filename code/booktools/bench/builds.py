"""Measure builds of the course and of synthetic books, and weigh the pages.

Builds that are compared take turns, so that a slow moment of the machine does not fall
on one of them alone.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from booktools import ROOT
from booktools.bench.rows import summarize

FILES = ("_config.yml", "_toc.yml", "pyproject.toml", "README.md", "LICENSE")
SIZES = (10, 30, 100)
REPETITIONS = 7
EDITS = 3  # half a minute each
ONE_AT_A_TIME = {"execution_workers": 1}
BUILDS = "Builds of the course"
# What a cold build may take of one that executes a page at a time, on two cores; and
# what a build with nothing to do may take of one of an empty book.
COLD_LIMIT, NOTHING_LIMIT = 0.6, 1.5

SYNTHETIC = """---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
# Page {number}

Some text.

```{{code-cell}} ipython3
from mlp import make_moons_np, plot_moons

X, y = make_moons_np({number} + 10)
```
"""


def copy_course(folder, settings=()):
    """Copy what the course is built from.

    Parameters
    ----------
    folder : pathlib.Path
        Where it goes.
    settings : dict
        Settings of Sphinx that differ.

    Returns
    -------
    pathlib.Path
        The folder.
    """
    unbuilt = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("book", "code"):
        shutil.copytree(ROOT / name, folder / name, ignore=unbuilt)
    for name in (*FILES, "LICENSE-TEXT"):
        shutil.copy(ROOT / name, folder)
    config = yaml.safe_load((folder / "_config.yml").read_text())
    config["sphinx"]["config"].update(settings)
    (folder / "_config.yml").write_text(yaml.safe_dump(config))
    return folder


def write_empty_book(folder):
    """Write a book of two pages without code, with the settings of Jupyter Book."""
    folder.mkdir()
    (folder / "_config.yml").write_text("title: Empty\n")
    write_toc(folder, ["one", "two"])
    for name in ("one", "two"):
        (folder / f"{name}.md").write_text(f"# Page {name}\n")
    return folder


def write_synthetic_book(folder, size):
    """Write a book with as many pages that execute a cell."""
    copy_course(folder)
    for page in (folder / "book").glob("*.md"):
        page.unlink()
    names = [f"book/page{number}" for number in range(size)]
    write_toc(folder, names)
    for number, name in enumerate(names):
        (folder / f"{name}.md").write_text(SYNTHETIC.format(number=number))
    return folder


def write_toc(folder, names):
    """Write a table of contents with one numbered part."""
    chapters = [{"file": name} for name in names[1:]]
    part = {"caption": "All", "numbered": True, "chapters": chapters}
    toc = {"format": "jb-book", "root": names[0], "parts": [part]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc))


def build(folder):
    """Build a book and return the seconds that it took.

    Raises
    ------
    RuntimeError
        If it does not build.
    """
    start = time.perf_counter()
    result = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", folder],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder / "code")},
    )
    seconds = time.perf_counter() - start
    if result.returncode:
        raise RuntimeError(f"{folder} does not build:\n{result.stderr}")
    return seconds


def edit(path, old, new):
    """Replace the first occurrence of some text of a file."""
    path.write_text(path.read_text().replace(old, new, 1))


def measure_course(folder):
    """Measure builds of the course itself.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder to build in; the course is in its folder ``course`` afterwards.

    Returns
    -------
    list of Row
        What was measured.
    """
    alone = copy_course(folder / "one-at-a-time", ONE_AT_A_TIME)
    course = copy_course(folder / "course")
    empty = write_empty_book(folder / "empty")
    build(empty)
    one_at_a_time, cold = build(alone), build(course)
    page = course / "book" / "training.md"
    times = {"nothing": [], "empty": [], "prose": [], "code": []}
    for _ in range(REPETITIONS):
        times["nothing"].append(build(course))
        times["empty"].append(build(empty))
    for number in range(EDITS):
        edit(page, "\n## ", f"\nEdit {number}.\n\n## ")
        times["prose"].append(build(course))
        edit(page, "import numpy", f"edit = {number}\nimport numpy")
        times["code"].append(build(course))
    ratios = [a / b for a, b in zip(times["nothing"], times["empty"], strict=True)]
    return [
        summarize(BUILDS, "cold, one page at a time", "s", [one_at_a_time]),
        summarize(BUILDS, "cold", "s", [cold]),
        summarize(BUILDS, "ratio of these", "", [cold / one_at_a_time], COLD_LIMIT),
        summarize(BUILDS, "nothing to do", "s", times["nothing"]),
        summarize(BUILDS, "empty book of two pages, again", "s", times["empty"]),
        summarize(BUILDS, "ratio of these", "", ratios, NOTHING_LIMIT),
        summarize(BUILDS, "after an edit of prose", "s", times["prose"]),
        summarize(BUILDS, "after an edit of one page's code", "s", times["code"]),
    ]


def measure_sizes(folder):
    """Measure how builds grow with the number of pages.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder to build in.

    Returns
    -------
    list of Row
        What was measured.
    """
    books = {s: write_synthetic_book(folder / f"{s}-pages", s) for s in SIZES}
    cold = {s: [build(book)] for s, book in books.items()}
    nothing = {s: [build(book)] for s, book in books.items()}
    for book in books.values():
        edit(book / "book" / "page1.md", "Some text", "Other text")
    prose = {s: [build(book)] for s, book in books.items()}
    return [
        summarize("Builds by number of pages", f"{size} pages, {what}", "s", values)
        for what, by_size in (
            ("cold", cold),
            ("nothing to do", nothing),
            ("edit of prose", prose),
        )
        for size, values in by_size.items()
    ]


def weigh_pages(site):
    """Weigh what a browser loads for each page, with text compressed.

    Parameters
    ----------
    site : pathlib.Path
        The folder of a built site.

    Returns
    -------
    list of Row
        What was measured.
    """
    rows = []
    for page in sorted((site / "book").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        addresses = re.findall(r'(?:src|href)="([^"#?:]+)', text)
        paths = {(page.parent / address).resolve() for address in addresses}
        loaded = [p for p in paths if p.is_file() and p.suffix not in LINKED]
        weight = sum(map(transferred, [page, *loaded]))
        rows.append(summarize("Weight of pages", page.stem, "KiB", [weight / 1024]))
    return rows


# What a page links to, but does not load.
LINKED = {".html", ".ipynb", ".zip", ".whl"}


def transferred(path):
    """Return how many bytes of a file travel; pictures and fonts are not compressed."""
    data = path.read_bytes()
    if path.suffix in {".html", ".css", ".js", ".svg"}:
        return len(gzip.compress(data, mtime=0))
    return len(data)


def rows():
    """Measure all of it; this takes several minutes.

    Returns
    -------
    list of Row
        What was measured.
    """
    with TemporaryDirectory() as folder:
        folder = Path(folder)
        measured = measure_course(folder)
        measured += weigh_pages(folder / "course" / "_build" / "html")
        return measured + measure_sizes(folder)
