"""Executed notebooks are kept under keys that name all that their outputs depend on."""

import nbformat
import pytest

from booktools.building import executed
from booktools.building.executed import Conditions, Store, code_of


def notebook(source="1 + 1", tags=(), prose="Text", kernel="python3", **metadata):
    """Return a notebook of a text and a code cell."""
    return nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": kernel, "display_name": kernel}},
        cells=[
            nbformat.v4.new_markdown_cell(prose),
            nbformat.v4.new_code_cell(
                source, metadata={"tags": list(tags), **metadata}
            ),
        ],
    )


@pytest.fixture
def folder(tmp_path):
    """Return a folder with two modules and a plot style."""
    (tmp_path / "mlp").mkdir()
    (tmp_path / "mlp" / "__init__.py").touch()
    (tmp_path / "mlp" / "used.py").write_text("a = 1")
    (tmp_path / "mlp" / "other.py").write_text("b = 1")
    (tmp_path / "mlp" / "lesson.mplstyle").write_text("lines.linewidth: 1")
    return tmp_path


IMPORTED = [("mlp.used", "a")]


def test_key_stays_when_only_words_change():
    """Prose, captions, and tags that hide or name a cell."""
    same = [
        notebook(),
        notebook(prose="Other text"),
        notebook(tags=["hide-input"]),
        notebook(mystnb={"figure": {"caption": "A caption"}}),
    ]
    assert len({code_of(one) for one in same}) == 1


def test_key_changes_with_what_is_executed():
    """The code, the kernel, and tags that change how a cell runs."""
    different = [
        notebook(),
        notebook("1 + 2"),
        notebook(kernel="other"),
        notebook(tags=["skip-execution"]),
    ]
    assert len({code_of(one) for one in different}) == len(different)


def test_key_changes_with_files_that_count(folder):
    """A module that runs and the plot style count, another module does not."""
    key = Conditions(folder).key("code", IMPORTED)
    (folder / "mlp" / "other.py").write_text("b = 2")
    assert Conditions(folder).key("code", IMPORTED) == key
    (folder / "mlp" / "used.py").write_text("a = 2")
    second = Conditions(folder).key("code", IMPORTED)
    (folder / "mlp" / "lesson.mplstyle").write_text("lines.linewidth: 2")
    third = Conditions(folder).key("code", IMPORTED)
    assert len({key, second, third}) == 3


def test_key_changes_with_versions(folder, monkeypatch):
    """Those of Python, NumPy, Matplotlib and what draws and sends figures."""
    keys = {Conditions(folder).key("code", IMPORTED)}
    names = [
        "numpy",
        "matplotlib",
        "pillow",
        "ipykernel",
        "matplotlib-inline",
        "myst-nb",
    ]
    real = executed.version
    for changed in names:
        monkeypatch.setattr(
            executed,
            "version",
            lambda name, changed=changed: "99" if name == changed else real(name),
        )
        keys.add(Conditions(folder).key("code", IMPORTED))
    monkeypatch.setattr(executed, "version", real)
    monkeypatch.setattr(executed.platform, "python_version", lambda: "3.99")
    keys.add(Conditions(folder).key("code", IMPORTED))
    assert len(keys) == 2 + len(names)


def test_half_an_entry_is_no_entry(tmp_path):
    """An entry that was cut anywhere is executed again."""
    store = Store(tmp_path / "kept")
    assert store.load("key") is None
    store.save("key", notebook())
    assert store.load("key").cells[1].source == "1 + 1"
    path = tmp_path / "kept" / "key.ipynb"
    text = path.read_text()
    for length in (0, 1, len(text) // 2, len(text) - 2):
        path.write_text(text[:length])
        assert store.load("key") is None


def test_seconds_of_other_pages_are_remembered(tmp_path):
    """What one build measured stays known when the next executes other pages."""
    store = Store(tmp_path)
    assert store.seconds() == {}
    store.remember({"a": 1.0, "b": 2.0})
    store.remember({"b": 3.0})
    assert store.seconds() == {"a": 1.0, "b": 3.0}


def test_entries_unused_for_longest_are_removed(tmp_path, monkeypatch):
    """Some are kept, and using one makes it recent."""
    monkeypatch.setattr(executed, "KEPT", 2)
    store = Store(tmp_path)
    for age, key in enumerate("abc"):
        store.save(key, notebook())
        executed.os.utime(tmp_path / f"{key}.ipynb", (age, age))
    store.load("a")
    store.prune()
    assert {path.stem for path in tmp_path.glob("*.ipynb")} == {"a", "c"}
