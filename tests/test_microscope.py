"""The microscope: what it shows of functions, and which entries it calls wrong."""

import importlib.util
import sys

import numpy as np
import pytest
from conftest import ROOT

import mlp
from mlp.checks.backward import CHECKS
from workbench import runner

NAMES = ["dW1", "db1", "dW2", "db2"]
(MISTAKES,) = [check.mistakes for check in CHECKS]
EXAMPLE = {
    "X": [[1, 2], [2, -1]],
    "y": [[1], [0]],
    "W1": [[1, -1], [1, 1]],
    "b1": [[0, 1]],
    "W2": [[2], [-3]],
    "b2": [[0]],
}


@pytest.fixture(scope="module")
def microscope():
    """Return the module, which finds the runner where the worker has it."""
    before = {n: m for n, m in sys.modules.items() if n.split(".")[0] == "mlp"}
    sys.modules["runner"] = runner
    path = ROOT / "code" / "workbench" / "tools" / "microscope.py"
    spec = importlib.util.spec_from_file_location("microscope", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    for name in ["runner", *(n for n in sys.modules if n.split(".")[0] == "mlp")]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.fixture
def look(microscope):
    """Return a function that looks at a chapter's example."""
    tool = microscope.Tool(mlp)

    def look(chapter="backward", values=EXAMPLE, **sources):
        return tool.look(chapter, values, sources)

    return look


def arrays(values):
    return {name: np.array(rows, dtype=float) for name, rows in values.items()}


def blamed(microscope, backward, values):
    """Return which entries of a backward pass are called wrong, and which unsure."""
    run = microscope.Run(mlp, {}, arrays(values))
    _, cache = mlp.forward_pass(run.X, run.params)
    run.judge(backward(run.y, run.params, cache))
    found = {"right": set(), "wrong": set(), "unsure": set()}
    for entry in run.found["entries"]:
        found[entry["verdict"]].add((entry["array"], *entry["index"]))
    return found
