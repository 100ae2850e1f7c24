"""What several test files use."""

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from filelock import FileLock

matplotlib.use("agg")

ROOT = Path(__file__).parents[1]


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


def build(folder, *options, **variables):
    """Run `jupyter-book build` on the sources and the code in a folder."""
    own = {"PYTHONPATH": str(folder / "code"), "NO_COLOR": "1"}
    return subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", folder, *options],
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
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the site, built from a copy of all files that are or will be committed."""

    def make(folder):
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
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
        needs = [n for n, fixture in enumerate(LONG) if fixture in item.fixturenames]
        return min(needs, default=len(LONG) + ("slow" not in item.keywords))

    for item in items:
        builds = getattr(item.module, "build", None) is build
        if builds or any(name in item.fixturenames for name in LONG):
            item.add_marker("slow")
    items.sort(key=rank)


# What a learner's computer does in these tests: it reaches nothing but itself.
NO_NETWORK = """\
import socket

connect = socket.socket.connect


def connect_here(self, address):
    here = ("127.0.0.1", "::1", "localhost")
    if isinstance(address, tuple) and address[0] not in here:
        raise OSError(f"the network is closed: {address}")
    return connect(self, address)


socket.socket.connect = connect_here
"""


class Computer:
    """A learner's computer: the unpacked zip and a Python of its own.

    Attributes
    ----------
    course : pathlib.Path
        Where `mlp-course.zip` is unpacked.
    bin : pathlib.Path
        Where the programs of its Python are.
    """

    def __init__(self, folder):
        self.course = folder / "mlp-course"
        self.bin = folder / "venv" / "bin"
        self.home = folder / "home"

    def run(self, *command, cwd=None, check=True):
        """Run a program of this computer and return what became of it."""
        program, *arguments = command
        # Nothing of the Python that runs the tests may be seen.
        kept = ("LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
        result = subprocess.run(
            [self.bin / program, *map(str, arguments)],
            cwd=cwd or self.course,
            capture_output=True,
            text=True,
            env={
                **{name: os.environ[name] for name in kept if name in os.environ},
                "HOME": str(self.home),
                "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
                "NO_COLOR": "1",
            },
            timeout=900,
        )
        assert not check or result.returncode == 0, result.stdout + result.stderr
        return result


def new_computer(folder, archive, packages):
    """Return a computer that has Jupyter and the zip, but no `mlp` and no network."""
    venv.create(folder / "venv", with_pip=True)
    (own,) = folder.glob("venv/lib/python*/site-packages")
    (own / "jupyter.pth").write_text(f"{packages}\n")
    (own / "sitecustomize.py").write_text(NO_NETWORK)
    (folder / "home").mkdir()
    with zipfile.ZipFile(archive) as course:
        course.extractall(folder)
    return Computer(folder)


@pytest.fixture(scope="session")
def packages(site, tmp_path_factory):
    """Return a folder of packages: what the zip asks for, without `mlp`."""

    def make(folder):
        with zipfile.ZipFile(site / "downloads" / "mlp-course.zip") as archive:
            listed = archive.read("mlp-course/requirements.txt").decode()
        needed = [line for line in listed.splitlines() if not line.startswith("./")]
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "--quiet"]
            + ["--python", sys.executable, "--target", folder, *needed],
            check=True,
        )

    return made_once(tmp_path_factory, "packages", make)


@pytest.fixture(scope="session")
def computer(site, packages, tmp_path_factory):
    """Return a computer on which somebody did what the README in the zip says."""

    def make(folder):
        archive = site / "downloads" / "mlp-course.zip"
        learner = new_computer(folder, archive, packages)
        learner.run("python", "-m", "pip", "install", "-r", "requirements.txt")

    return Computer(made_once(tmp_path_factory, "learner", make))
