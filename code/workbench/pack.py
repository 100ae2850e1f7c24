"""Make the archives that a browser loads: less of each wheel, and byte code.

Pyodide's own Python runs this when the site is built, see `pack.mjs`.
"""

import importlib
import logging
import marshal
import os
import re
import shutil
import sysconfig
import tomllib
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LEFT_OUT = tomllib.loads(Path(__file__).with_name("left_out.toml").read_text())
SITE = Path(sysconfig.get_path("purelib"))
HEAD = MAGIC_NUMBER + (1).to_bytes(4, "little")  # nothing compares it with its source


def wanted(name, archives):
    """Yield path and content of all that is not left out, modules as byte code.

    `mlp` keeps its text, for its checks read it; `stdlib` can do without docstrings.
    """
    unwanted = re.compile("|".join(LEFT_OUT["all"] + LEFT_OUT[name]))
    home, level = (Path(os.__file__).parent, 2) if name == "stdlib" else (SITE, 0)
    for archive in archives:
        with ZipFile(archive) as opened:
            paths = [x for x in opened.namelist() if not unwanted.search(x)]
            files = [(x, opened.read(x)) for x in paths]
        for path, content in files:
            if path.endswith(".py"):
                code = compile(content, f"{home}/{path}", "exec", optimize=level)
                compiled = cache_from_source(path) if name == "mlp" else f"{path}c"
                yield compiled, HEAD + source_hash(content) + marshal.dumps(code)
            if not path.endswith(".py") or name == "mlp":
                yield path, content


def write(target, files, mode="w"):
    """Write files into an archive, always in the same order and without dates."""
    with ZipFile(target, mode) as archive:
        for path, content in sorted(files):
            archive.writestr(ZipInfo(path), content, ZIP_DEFLATED, 9)


def main(source, target):
    """Pack the archives in each folder of a folder into one of its name."""
    names = sorted(os.listdir(source))
    for name in names:
        archives = sorted(Path(source, name).iterdir())
        write(f"{target}/{name}.zip", wanted(name, archives))
    if "matplotlib" in names:
        logging.disable()  # it says that it makes a list of fonts, which takes seconds
        for name in ("numpy", "matplotlib"):
            shutil.unpack_archive(f"{target}/{name}.zip", SITE)
        importlib.import_module("matplotlib.font_manager")
        fonts = "matplotlib/fontlist.json"
        write(f"{target}/matplotlib.zip", [(fonts, (SITE / fonts).read_bytes())], "a")
