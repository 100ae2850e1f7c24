"""Names, order of arguments and defaults stay as the course documents them."""

import ast
import inspect
import tomllib
from pathlib import Path

import pytest

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

# The chapters in order; a module may import from those before it, and from validation.
ORDER = [
    "validation",
    "data",
    "network_diagram",
    "primitives",
    "initialization",
    "forward",
    "backward",
    "gradient_check",
    "updates",
    "training",
    "decision_boundary",
    "replay_player",
    "replay",
    "experiments",
    "width_depth",
    "tanh",
    "l2",
    "early_stopping",
    "noise",
    "momentum",
    "bug_hunt",
]
DRAWS = ("make_moons_np", "init_mlp", "iterate_minibatches", "train_mlp")


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


@pytest.mark.parametrize("name", DRAWS)
def test_whatever_draws_takes_a_generator(name):
    """`rng` is keyword-only and None by default."""
    parameter = inspect.signature(getattr(mlp, name)).parameters["rng"]
    assert parameter.kind is parameter.KEYWORD_ONLY
    assert parameter.default is None


def test_eps():
    """Probabilities are clipped at 1e-8."""
    assert mlp.EPS == 1e-8


def test_modules_import_one_way():
    """Each module imports only from chapters before its own."""
    modules = {p.stem for p in (ROOT / "code" / "mlp").glob("*.py")} - {"__init__"}
    assert modules == set(ORDER)
    for position, name in enumerate(ORDER):
        tree = ast.parse((ROOT / "code" / "mlp" / f"{name}.py").read_text())
        imported = {
            node.module.removeprefix("mlp.")
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module.startswith("mlp.")
        }
        assert imported <= set(ORDER[:position]), name


def test_package_exports_names_and_nothing_else():
    """`mlp/__init__.py` holds a docstring, imports and __all__."""
    body = ast.parse((ROOT / "code" / "mlp" / "__init__.py").read_text()).body
    assert isinstance(body[0], ast.Expr)
    assert all(isinstance(node, ast.ImportFrom) for node in body[1:-1])
    assert isinstance(body[-1], ast.Assign)
    imported = {alias.asname or alias.name for n in body[1:-1] for alias in n.names}
    assert imported == set(mlp.__all__)


@pytest.mark.parametrize("name", [n for n in mlp.__all__ if not n.isupper()])
def test_docstring_is_complete(name):
    """Every public function documents its parameters and what it returns."""
    thing = getattr(mlp, name)
    doc = inspect.getdoc(thing)
    if inspect.isclass(thing):
        return
    assert "Parameters\n----------" in doc
    for parameter in inspect.signature(thing).parameters:
        assert parameter in doc.split("Parameters")[1].split("\n\n")[0], parameter
    source = inspect.getsource(thing)
    if "return " in source.split('"""')[2]:
        assert "Returns\n-------" in doc
    if hasattr(thing, "__wrapped__"):
        assert "Raises\n------\nValueError" in doc


def test_code_is_no_package():
    """A package called `code` would hide the standard library's module."""
    assert not (ROOT / "code" / "__init__.py").exists()


def test_mlp_needs_numpy_and_matplotlib_only():
    """The package's dependencies are those two."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [text.split(">")[0] for text in project["dependencies"]]
    assert names == ["numpy", "matplotlib"]
