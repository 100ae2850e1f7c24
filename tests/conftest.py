"""What several test files use."""

import os
import re
import shutil
import subprocess
import sys
import venv
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup
from filelock import FileLock

matplotlib.use("agg")

ROOT = Path(__file__).parents[1]
# The chapters of each part that has them, and all of them.
PARTS = [
    [Path(chapter["file"]).name for chapter in part["chapters"]]
    for part in yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
    if part.get("numbered")
]
CHAPTERS = sum(PARTS, [])


def by_night(names, *examples):
    """Return parameters of a test: examples for always, the others for the night."""
    return [
        pytest.param(name, marks=() if name in examples else pytest.mark.nightly)
        for name in names
    ]


@pytest.fixture(autouse=True)
def seeded():
    """Start every test from the same random numbers."""
    np.random.seed(7)


@pytest.fixture(autouse=True)
def close_figures():
    """Leave no figure open behind a test."""
    yield
    plt.close("all")


@pytest.fixture
def example():
    """Return X, y and params of the worked example of the chapters."""
    X = np.array([[1.0, 2.0], [2.0, -1.0]])
    y = np.array([[1.0], [0.0]])
    params = {
        "W1": np.array([[1.0, -1.0], [1.0, 1.0]]),
        "b1": np.array([[0.0, 1.0]]),
        "W2": np.array([[2.0], [-3.0]]),
        "b2": np.array([[0.0]]),
    }
    return X, y, params


def build(folder, **variables):
    """Run `jupyter-book build` on the sources and the code in a folder."""
    own = {"PYTHONPATH": str(folder / "code"), "NO_COLOR": "1"}
    return subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", folder],
        capture_output=True,
        text=True,
        env={**os.environ, **own, **variables},
        timeout=900,
    )


def output(result):
    """Return everything that a build printed, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", result.stdout + result.stderr)


def made_once(tmp_path_factory, name, make):
    """Return a folder that one test process makes for all of them."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # what the processes of this run share
    folder = base / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            unfinished = tmp_path_factory.mktemp(name)
            make(unfinished)
            unfinished.rename(folder)
    return folder


@contextmanager
def served(folder, port=0):
    """Serve a folder from a plain file server; yield its address."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@cache
def elements(path):
    """Return a file of HTML as a tree that can be searched."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the site, built from a copy of all files that are or will be committed."""

    def make(folder):
        list_files = ["git", "ls-files", "-coz", "--exclude-standard"]
        listed = subprocess.check_output(list_files, cwd=ROOT, text=True)
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        # Pages that a build here has executed in the same state are not executed again.
        executed = ROOT / "_build" / ".executed"
        if executed.exists():
            shutil.copytree(executed, folder / "_build" / ".executed")
        result = build(folder)
        assert result.returncode == 0, output(result)

    return made_once(tmp_path_factory, "course", make) / "_build" / "html"


# What takes long is shared by few tests. Those begin, in one process, while another
# runs tests that need nothing; later it takes tests from the end of this list.
LONG = ("computer", "small_site", "browser", "site")


def pytest_collection_modifyitems(items):
    """Mark what needs a site or builds a book as slow, and begin with it."""

    def rank(item):
        builds = getattr(item.module, "build", None) is build
        needs = [fixture in item.fixturenames for fixture in LONG]
        return [*needs, builds, True].index(True)

    for item in items:
        if rank(item) <= len(LONG):
            item.add_marker("slow")
    items.sort(key=rank)


class Computer:
    """A learner's computer: the unpacked zip, a Python of its own, and no network."""

    def __init__(self, folder):
        self.folder = folder
        self.course = folder / "mlp-course"

    def run(self, *arguments, check=True):
        """Run Python in the unpacked folder and return what became of it."""
        bin = self.folder / "venv" / "bin"
        result = subprocess.run(
            [bin / "python", *arguments],
            cwd=self.course,
            capture_output=True,
            text=True,
            # Nothing of the Python that runs the tests may be seen.
            env={
                "HOME": str(self.folder),
                "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
                "NO_COLOR": "1",
                **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),
                "NO_PROXY": "127.0.0.1",
            },
            timeout=900,
        )
        assert not check or result.returncode == 0, result.stdout + result.stderr
        return result


@pytest.fixture(scope="session")
def computer(site, tmp_path_factory):
    """Return a computer on which somebody did what the README in the zip says."""

    def make(folder):
        shutil.unpack_archive(site / "downloads" / "mlp-course.zip", folder)
        venv.create(folder / "venv", with_pip=True)
        learner = Computer(folder)
        # From a cache where there is one; what is in the zip comes without a network.
        listed = (learner.course / "requirements.txt").read_text().splitlines()
        others = [line for line in listed if not line.startswith("./")]
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "--quiet"]
            + ["--python", folder / "venv", *others],
            check=True,
        )
        learner.run("-m", "pip", "install", "-r", "requirements.txt")

    return Computer(made_once(tmp_path_factory, "learner", make))
