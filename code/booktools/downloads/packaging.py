"""Pack the package and the notebooks for learners who work on their own computer.

The same sources give the same bytes.
"""

import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from booktools import ROOT

README = Path(__file__).with_name("course-readme.md")
# What a learner installs besides the wheel, in the versions that the site ran on.
NEEDED = ("numpy", "matplotlib", "jupyterlab", "ipykernel")


def build_wheel(folder):
    """Build the wheel of `mlp` in a folder and return its path."""
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder))
    return Path(path)


def write_zip(path, wheel, notebooks, contents, title):
    """Write the wheel and the folder of notebooks as one zip file.

    The notebook `contents` gets a name that stands before all others.
    """
    pins = [f"{name}=={version(name)}" for name in NEEDED]
    number = wheel.name.split("-")[1]
    readme = README.read_text("utf-8").replace("WHEEL", wheel.name)
    readme = readme.replace("VERSION", number).replace("TITLE", title)
    files = [ROOT / "LICENSE", ROOT / "LICENSE-TEXT", wheel]
    content = {file.name: file.read_bytes() for file in files} | {
        "README.md": readme.encode(),
        # Binder would take an older one than the pins allow.
        "runtime.txt": "python-{}.{}\n".format(*sys.version_info).encode(),
        "requirements.txt": "\n".join([f"./{wheel.name}", *pins, ""]).encode(),
        "notebooks/00-contents.ipynb": contents.encode(),
    }
    for file in notebooks.rglob("*.ipynb"):
        content[file.relative_to(notebooks.parent).as_posix()] = file.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(content):
            # A ZipInfo without a date has always the same one.
            entry = zipfile.ZipInfo(f"{path.stem}/{name}")
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content[name], zipfile.ZIP_DEFLATED)
