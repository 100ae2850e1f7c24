"""Measure builds of the course; a test weighs the pages."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from booktools import ROOT
from booktools.bench.rows import row

# Of a build that executes a page at a time, on two cores; and seconds.
COLD_LIMIT, PROSE_LIMIT = 0.6, 15


def copy_course(folder, **settings):
    """Copy what the course is built from, with settings of Sphinx that differ."""
    unneeded = shutil.ignore_patterns("_build", ".*", "tests", "__pycache__")
    shutil.copytree(ROOT, folder, ignore=unneeded)
    config = yaml.safe_load((folder / "_config.yml").read_text())
    config["sphinx"]["config"].update(settings)
    (folder / "_config.yml").write_text(yaml.safe_dump(config))
    return folder


def build(folder):
    """Build a book and return the seconds that it took."""
    start = time.perf_counter()
    subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", folder],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(folder / "code")},
        check=True,
    )
    return time.perf_counter() - start


def measure():
    """Yield the seconds of builds; this takes minutes."""
    with TemporaryDirectory() as folder:
        course = copy_course(Path(folder, "course"))
        alone = build(copy_course(Path(folder, "alone"), parallel_pages=1))
        cold, page = build(course), course / "book" / "training.md"
        page.write_text(page.read_text().replace("\n## ", "\nAn edit.\n\n## ", 1))
        yield row("cold build, one page at a time", "s", [alone])
        yield row("cold build", "s", [cold])
        yield row("ratio of these", "", [cold / alone], COLD_LIMIT)
        yield row("build after an edit of prose", "s", [build(course)], PROSE_LIMIT)
