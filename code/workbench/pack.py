"""Make the archives that a browser loads: less of each package, and byte code.

Pyodide's own Python runs this when the site is built, see `pack.mjs`.
"""

import inspect
import logging
import os
import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from py_compile import PycInvalidationMode, compile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PACKAGES = tomllib.loads(Path(__file__).with_name("packages.toml").read_text())
LEFT_OUT = PACKAGES["left_out"]
STDLIB = Path(inspect.__file__).parent
SITE = Path(os.__file__).with_name("site-packages")
LASTING = PycInvalidationMode.UNCHECKED_HASH  # nobody compares it with its source


def pack(folder, target):
    """Pack a folder with packages, always in the same order and without dates.

    `mlp` keeps its text, for its checks read it; `stdlib` can do without docstrings.
    """
    left_out = "|".join(LEFT_OUT["all"] + LEFT_OUT[folder.name])
    home, level = (STDLIB, 2) if folder.name == "stdlib" else (SITE, 0)
    for path in list(filter(Path.is_file, folder.rglob("*"))):
        name = path.relative_to(folder).as_posix()
        if re.search(left_out, name):
            path.unlink()
        elif path.suffix == ".py" and folder.name == "mlp":
            compile(path, None, home / name, True, level, LASTING)
        elif path.suffix == ".py":
            compile(path, f"{path}c", home / name, True, level, LASTING)
            path.unlink()
    sys.path.append(str(folder))
    if folder.name == "matplotlib":  # it lists its fonts here, which takes seconds
        logging.disable()  # it says so
        import_module("matplotlib.font_manager")
    with ZipFile(target, "w") as archive:
        for path in sorted(filter(Path.is_file, folder.rglob("*"))):
            file = ZipInfo(path.relative_to(folder).as_posix())
            archive.writestr(file, path.read_bytes(), ZIP_DEFLATED, 9)
