"""The files that code runs are found without running it."""

from pathlib import Path

import pytest

from booktools.building.imports import ANYTHING, Modules, imports_of_cells

FOLDER = Path("code")
FILES = {
    "pkg/__init__.py": "from pkg.a import f\nfrom .b import g as h\n\nLOCAL = 1",
    "pkg/a.py": "import numpy\n\nfrom pkg import validation",
    "pkg/b.py": "from .validation import checked",
    "pkg/validation.py": "import functools",
    "pkg/late.py": "def use():\n    from pkg.b import g",
    "pkg/sub/__init__.py": "from pkg.sub.c import check",
    "pkg/sub/c.py": "from ..b import g",
    "pkg/dynamic.py": "import importlib\n\nimportlib.import_module('pkg.a')",
    "broken.py": "def",
}
EVERYTHING = set(FILES)
ALL_OF_PKG = {"pkg/__init__.py", "pkg/a.py", "pkg/b.py", "pkg/validation.py"}


def used_by(*cells):
    """Return the files that cells run."""
    contents = {FOLDER / name: text.encode() for name, text in FILES.items()}
    found = Modules(contents, FOLDER).used_by(imports_of_cells(cells))
    return {path.relative_to(FOLDER).as_posix() for path in found}


@pytest.mark.parametrize(
    ("cell", "files"),
    [
        ("import numpy", set()),
        ("from pkg.b import g", {"pkg/__init__.py", "pkg/b.py", "pkg/validation.py"}),
        # A name that is passed on leads to its module, whatever it is called there.
        ("from pkg import f", {"pkg/__init__.py", "pkg/a.py", "pkg/validation.py"}),
        ("from pkg import h", {"pkg/__init__.py", "pkg/b.py", "pkg/validation.py"}),
        ("from pkg import validation", {"pkg/__init__.py", "pkg/validation.py"}),
        # All of a package is all that it passes on.
        ("import pkg", ALL_OF_PKG),
        ("from pkg import *", ALL_OF_PKG),
        ("from pkg import LOCAL", ALL_OF_PKG),
        ("import pkg.b as b", ALL_OF_PKG),
        (
            "def later():\n    from pkg import late",
            {"pkg/__init__.py", "pkg/late.py", "pkg/b.py", "pkg/validation.py"},
        ),
        (
            "from pkg.sub import check",
            {
                "pkg/__init__.py",
                "pkg/sub/__init__.py",
                "pkg/sub/c.py",
                "pkg/b.py",
                "pkg/validation.py",
            },
        ),
        # What only running tells counts as everything.
        ("%load_ext pkg.sub", EVERYTHING),
        ("__import__('pkg')", EVERYTHING),
        ("from pkg import dynamic", EVERYTHING),
        ("import broken", EVERYTHING),
        ("this is no code", EVERYTHING),
    ],
)
def test_files_that_a_cell_runs(cell, files):
    """Directly, through other modules, through packages, or not to be known."""
    assert used_by(cell) == files


def test_cells_are_joined():
    """A page depends on what any of its cells imports."""
    assert (
        used_by("from pkg import f", "import numpy", "from pkg import h") == ALL_OF_PKG
    )
    assert ANYTHING in imports_of_cells(["x = 1", "%run x.py"])
    for source in (
        "from importlib import import_module as load; load('pkg.a')",
        "import importlib.util as finder",
        "exec('from pkg import f')",
    ):
        assert ANYTHING in imports_of_cells([source])
