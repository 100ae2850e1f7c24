"""Keep executed notebooks, each under a key made of all that its outputs depend on.

A key names its content for good. So entries are never changed, only added and removed,
and readers need no lock.
"""

import hashlib
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import nbformat
from packaging.requirements import Requirement

from booktools.building import imports, kernels

# What runs in a kernel, or turns what happens there into outputs.
RUNS_ON = ("numpy", "matplotlib", "ipykernel", "nbclient", "nbformat")
# Its `glue` runs in kernels. The rest of it and what it requires only show outputs.
SHOWS = ("myst-nb",)
# Tags by which a cell is executed in another way.
TAGS = {"skip-execution", "raises-exception"}
KEPT = 200


class Conditions:
    """What outputs depend on besides the page's own code.

    Parameters
    ----------
    folder : pathlib.Path
        The folder with the modules that pages import, and the plot style.
    """

    def __init__(self, folder):
        # Editors put files of their own beside these, with a dot in front.
        files = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix in {".py", ".mplstyle"} and path.name[0] != "."
        )
        self.folder = folder
        self.dates = {path: path.stat().st_mtime_ns for path in files}
        self.contents = {path: path.read_bytes() for path in files}
        self.modules = imports.Modules(self.contents, folder)
        self.digests = {
            path.relative_to(folder).as_posix(): digest(data)
            for path, data in self.contents.items()
        }
        self.styles = [name for name in self.digests if name.endswith(".mplstyle")]
        self.way = digest(Path(kernels.__file__).read_bytes())
        self.platform = [platform.python_version(), sys.platform, platform.machine()]
        self.versions = versions(RUNS_ON) | {name: version(name) for name in SHOWS}
        # As long as this stays, so do the keys of all pages.
        self.state = digest_of([self.digests, self.platform, self.versions, self.way])

    def key(self, code, imported):
        """Return the key of a page.

        Parameters
        ----------
        code : str
            Digest of the page's own code.
        imported : iterable of tuple
            What that imports.

        Returns
        -------
        str
            It changes with the text of any module that runs, the plot style, any
            version, and the way of executing.
        """
        files = self.modules.used_by(imported)
        names = [path.relative_to(self.folder).as_posix() for path in files]
        names += self.styles
        used = {name: self.digests[name] for name in names}
        return digest_of([code, used, self.platform, self.versions, self.way])

    def unchanged_since(self, earlier, imported):
        """Tell whether nothing that a page imports was written since earlier ones.

        A file may have been changed and changed back while the page was executed.
        """
        files = self.modules.used_by(imported)
        return all(self.dates[path] == earlier.dates.get(path) for path in files)


def versions(names):
    """Return the versions of distributions and of everything that they require."""
    found, waiting = {}, list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # required elsewhere, on another system
            continue
        for line in requires(name) or ():
            requirement = Requirement(line)
            if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name.lower().replace("_", "-"))
    return found


def code_of(notebook):
    """Return the digest of what is executed of a notebook, and what it imports.

    Captions, descriptions and all prose may change without another execution.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    parts = [
        (cell.source, sorted(TAGS & set(cell.metadata.get("tags", ()))))
        for cell in cells
    ]
    kernel = notebook.metadata.get("kernelspec", {}).get("name")
    imported = imports.imports_of_cells(cell.source for cell in cells)
    return digest_of([kernel, parts]), tuple(sorted(imported, key=str))


def digest(data):
    """Return the digest of bytes."""
    return hashlib.sha256(data).hexdigest()


def digest_of(value):
    """Return the digest of a value that JSON can hold."""
    return digest(json.dumps(value, sort_keys=True).encode())


class Store:
    """Executed notebooks in a folder, and how long each page took.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; it need not exist.
    """

    def __init__(self, folder):
        self.folder = Path(folder)

    def load(self, key):
        """Return the notebook of a key, or None if there is none."""
        path = self.folder / f"{key}.ipynb"
        try:
            notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        except FileNotFoundError:
            return None
        except (ValueError, nbformat.reader.NotJSONError):
            return None  # the disk lost a part of it; it is executed again
        os.utime(path)
        return notebook

    def save(self, key, notebook):
        """Keep the notebook of a key."""
        self.write(f"{key}.ipynb", nbformat.writes(notebook))

    def seconds(self):
        """Return how long each page took when it was executed last, by name."""
        try:
            return json.loads((self.folder / "seconds.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def remember(self, seconds):
        """Keep how long pages took, besides what is known of others."""
        text = json.dumps(self.seconds() | seconds, indent=1, sort_keys=True)
        self.write("seconds.json", text)

    def write(self, name, text):
        """Write a file that is there in full or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        os.replace(path, self.folder / name)

    def prune(self):
        """Remove what nobody used for longest, and what an interruption left over."""
        entries = sorted(
            self.folder.glob("*.ipynb"), key=lambda path: path.stat().st_mtime
        )
        for path in [*entries[:-KEPT], *self.folder.glob("tmp*")]:
            path.unlink(missing_ok=True)
