"""Names, order of arguments and defaults stay as the course documents them."""

import ast
import inspect
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import mlp

ROOT = Path(__file__).parents[1]

SIGNATURES = {
    "make_moons_np": "(n_samples=1000, noise=0.24)",
    "train_val_split": "(X, y, val_fraction=0.2)",
    "sigmoid": "(x)",
    "relu": "(x)",
    "d_relu": "(x)",
    "binary_cross_entropy": "(y_true, y_prob)",
    "accuracy": "(y_true, y_prob, threshold=0.5)",
    "init_mlp": "(layer_sizes, seed=0)",
    "forward_pass": "(X, params)",
    "backward_pass": "(y_true, params, cache)",
    "update_params": "(params, grads, lr=0.05)",
    "iterate_minibatches": "(X, y, batch_size=64, shuffle=True)",
    "train_mlp": "(X_train, y_train, X_val, y_val, layer_sizes=(2, 32, 32, 1), "
    "epochs=400, lr=0.05, batch_size=64, seed=123)",
    "plot_decision_boundary": "(X, y, params, title='Decision boundary')",
    "weight_l2_norm": "(params)",
}

PACKAGE = ROOT / "code" / "mlp"
PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
# The chapters in the order of the book: a page and a module each.
CHAPTERS = [
    chapter["file"].removeprefix("book/").replace("-", "_")
    for part in PARTS
    if part.get("numbered")
    for chapter in part["chapters"]
]


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name):
    """What can be given by position is as documented; all else is keyword-only."""
    signature = inspect.signature(getattr(mlp, name))
    positional = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.kind is not parameter.KEYWORD_ONLY
    ]
    assert str(signature.replace(parameters=positional)) == SIGNATURES[name]


def imported_modules(path):
    """Return the modules of `mlp` that a file imports, in their order in the file."""
    modules = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("mlp"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            inside = node.module in ("mlp", "mlp.support")  # whose modules are named
            modules += [n[4:] for n in (names if inside else [node.module])]
    return modules


def test_every_chapter_has_its_files_and_no_module_is_without_a_chapter():
    """Beside the chapters' modules there is nothing but what serves them."""
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert modules <= set(CHAPTERS), "_toc.yml lists the page of each module"
    for chapter in CHAPTERS:
        for file in (PACKAGE / f"{chapter}.py", ROOT / "tests" / f"test_{chapter}.py"):
            assert file.exists(), f"a chapter needs {file.relative_to(ROOT)}"


def test_modules_import_one_way():
    """A chapter imports from earlier ones, and from support that needs no chapter."""
    support = {
        f"support.{path.stem}": imported_modules(path)
        for path in (PACKAGE / "support").glob("*.py")
    }
    free = {n for n, needed in support.items() if all("." in name for name in needed)}
    assert {"support.rules", "support.validation", "support.pyplot"} <= free
    for position, chapter in enumerate(CHAPTERS):
        imported = set(imported_modules(PACKAGE / f"{chapter}.py"))
        assert imported <= {*CHAPTERS[:position], *free}, chapter


def test_package_reads_like_a_table_of_contents():
    """`mlp/__init__.py` imports from one chapter after the other, then from support."""
    imported = imported_modules(PACKAGE / "__init__.py")
    chapters = [name for name in imported if "." not in name]
    assert chapters == CHAPTERS, "code/mlp/__init__.py imports in the order of _toc.yml"
    assert imported[: len(chapters)] == chapters


def test_nothing_is_drawn_so_nothing_to_draw_with_is_loaded():
    """Package and checks load no Matplotlib; a plot does, in the same process."""
    source = """
import sys
import mlp, mlp.checks
X, y = mlp.make_moons_np(8)
mlp.train_mlp(X, y, X, y, epochs=1)
assert not hasattr(mlp.support.pyplot, "__wrapped__")  # as tools ask every module
heavy = {"matplotlib", "PIL"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
mlp.plot_moons(X, y)
assert mlp.support.pyplot.subplots is sys.modules["matplotlib.pyplot"].subplots
assert not hasattr(mlp.support.pyplot, "no_such_function")
"""
    environment = {**os.environ, "MPLBACKEND": "agg"}
    subprocess.run([sys.executable, "-c", source], check=True, env=environment)


@pytest.mark.parametrize("name", sorted(filter(str.islower, mlp.__all__)))
def test_docstring_is_complete(name):
    """Every public function documents its parameters and what it returns."""
    function = getattr(mlp, name)
    doc = inspect.getdoc(function)
    documented = doc.split("Parameters\n----------")[1].split("\n\n")[0]
    for parameter in inspect.signature(function).parameters:
        assert parameter in documented
    if "return " in inspect.getsource(function).split('"""')[2]:
        assert "Returns\n-------" in doc
    if hasattr(function, "__wrapped__"):
        assert "Raises\n------\nValueError" in doc


def test_code_is_no_package_and_mlp_needs_numpy_and_matplotlib_only():
    """A package called `code` would hide the standard library's module."""
    assert not (ROOT / "code" / "__init__.py").exists()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [text.split(">")[0] for text in project["dependencies"]]
    assert names == ["numpy", "matplotlib"]
