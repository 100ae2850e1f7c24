"""Pack the package and the notebooks for learners who work on their own computer."""

import zipfile
from importlib.metadata import version
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from booktools import ROOT

ZIP = "mlp-course.zip"
README = Path(__file__).with_name("course-readme.md")
# What a learner installs besides the wheel, in the versions that the site ran on.
NEEDED = ("numpy", "matplotlib", "jupyterlab", "ipykernel")


def build_wheel(folder):
    """Build the wheel of `mlp`.

    Parameters
    ----------
    folder : pathlib.Path
        Where it goes.

    Returns
    -------
    pathlib.Path
        The wheel. The same sources give the same bytes.
    """
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder))
    return Path(path)


def write_zip(path, wheel, notebooks):
    """Write the course as one zip file that is complete without a network.

    Parameters
    ----------
    path : pathlib.Path
        The file to write. The same content gives the same bytes.
    wheel : pathlib.Path
        The wheel of `mlp`.
    notebooks : pathlib.Path
        The folder of the notebooks.
    """
    pins = [f"{name}=={version(name)}" for name in NEEDED]
    content = {
        "README.md": README.read_bytes().replace(b"WHEEL", wheel.name.encode()),
        "requirements.txt": "\n".join([f"./{wheel.name}", *pins, ""]).encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        "LICENSE-TEXT": (ROOT / "LICENSE-TEXT").read_bytes(),
        wheel.name: wheel.read_bytes(),
    }
    for notebook in notebooks.rglob("*.ipynb"):
        name = notebook.relative_to(notebooks.parent).as_posix()
        content[name] = notebook.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            # A ZipInfo without a date has always the same one.
            entry = zipfile.ZipInfo(f"{path.stem}/{name}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content[name])
