"""What several test files use."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from filelock import FileLock

matplotlib.use("agg")

ROOT = Path(__file__).parents[1]
pytest_plugins = ["browsing"]


@pytest.fixture(autouse=True)
def alone():
    """Start every test from the same random numbers and leave no figure open."""
    np.random.seed(7)
    yield
    plt.close("all")


@pytest.fixture
def same_mlp():
    """Put the package back afterwards, where a reader's functions stand in a copy."""
    before = {n: m for n, m in sys.modules.items() if n.split(".")[0] == "mlp"}
    yield
    for name in [n for n in sys.modules if n.split(".")[0] == "mlp"]:
        del sys.modules[name]
    sys.modules.update(before)


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


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the site, built from a copy of all files that are or will be committed."""

    def make(folder):
        copy = "git ls-files -coz --exclude-standard | tar c --null -T - | tar xC"
        subprocess.run(f"{copy} '{folder}'", shell=True, cwd=ROOT, check=True)
        # What either build has executed serves the other.
        executed = ROOT / "_build" / ".executed"
        if executed.exists():
            shutil.copytree(executed, folder / "_build" / ".executed")
        result = build(folder)
        assert result.returncode == 0, output(result)
        shutil.copytree(folder / "_build" / ".executed", executed, dirs_exist_ok=True)

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


def learner_runs(computer, *arguments, check=True):
    """Run the Python of a learner's computer, which reaches no network."""
    programs = computer / "venv" / "bin"
    result = subprocess.run(
        [programs / "python", *arguments],
        cwd=computer / "mlp-course",
        capture_output=True,
        text=True,
        # Nothing of the Python that runs the tests may be seen.
        env={
            "HOME": str(computer),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
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
    """Return a folder in which somebody did what the README in the zip says."""

    def make(folder):
        shutil.unpack_archive(site / "downloads" / "mlp-course.zip", folder)
        venv.create(folder / "venv", with_pip=True)
        # Only what is in the zip must come without a network.
        listed = (folder / "mlp-course" / "requirements.txt").read_text().splitlines()
        others = [line for line in listed if not line.startswith("./")]
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python"]
        subprocess.run([*install, folder / "venv", *others], check=True)
        learner_runs(folder, "-m", "pip", "install", "-r", "requirements.txt")

    return made_once(tmp_path_factory, "learner", make)
