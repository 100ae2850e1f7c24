"""Make the archives that a browser loads: less of each wheel, and byte code.

Pyodide's own Python runs this when the site is built, see `pack.mjs`.
"""

import importlib.util
import logging
import marshal
import os
import re
import shutil
import sysconfig
import tomllib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LEFT_OUT = tomllib.loads(Path(__file__).with_name("left_out.toml").read_text())
SITE = Path(sysconfig.get_path("purelib"))


def compiled(source, path, optimize):
    """Return the content of a .pyc file, which nothing compares with its source."""
    code = compile(source, path, "exec", dont_inherit=True, optimize=optimize)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")  # 1: never
    return head + importlib.util.source_hash(source) + marshal.dumps(code)


def wanted(name, archives):
    """Yield path and content of all that is not left out, modules as byte code.

    `mlp` keeps its text, for its checks read it; `stdlib` can do without docstrings.
    """
    unwanted = re.compile("|".join(LEFT_OUT["all"] + LEFT_OUT[name]))
    home, level = (Path(os.__file__).parent, 2) if name == "stdlib" else (SITE, 0)
    for archive in map(ZipFile, archives):
        for path in filter(lambda path: not unwanted.search(path), archive.namelist()):
            content = archive.read(path)
            if path.endswith(".py"):
                code = compiled(content, f"{home}/{path}", level)
                kept = importlib.util.cache_from_source(path)
                yield (kept if name == "mlp" else f"{path}c"), code
            if name == "mlp" or not path.endswith(".py"):
                yield path, content


def write(target, files, mode="w"):
    """Write files into an archive, always in the same order and without dates."""
    with ZipFile(target, mode) as archive:
        for path, content in sorted(files):
            archive.writestr(ZipInfo(path), content, ZIP_DEFLATED, 9)


def main(archives, target, root=""):
    """Pack the archives under each name into one; paths are those of the computer."""
    for name, paths in archives.items():
        paths = [root + path for path in paths]
        write(f"{root}{target}/{name}.zip", wanted(name, paths))
    if "matplotlib" in archives:
        logging.disable()  # it says that it makes a list of fonts, which takes seconds
        for name in ("numpy", "matplotlib"):
            shutil.unpack_archive(f"{root}{target}/{name}.zip", SITE)
        importlib.import_module("matplotlib.font_manager")
        fonts = "matplotlib/fontlist.json"
        found = [(fonts, (SITE / fonts).read_bytes())]
        write(f"{root}{target}/matplotlib.zip", found, "a")
