"""The backward pass is right, costs what its page says, and is drawn as it is told."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from conftest import ROOT
from pages import CHAPTERS, elements
from sphinx.errors import SphinxError

from booktools.derived import equation_numbers, numbered
from mlp import backward_pass, forward_pass, init_mlp, plot_passes

TEXTS = [(ROOT / "book" / f"{name}.md").read_text() for name in CHAPTERS]


def gradients(X, y, params):
    """Run forward, then backward."""
    _, cache = forward_pass(X, params)
    return backward_pass(y, params, cache)


def test_worked_example(example):
    """Every gradient of the worked example, as the chapter derives it."""
    grads = gradients(*example)
    expected = {
        "dW2": [[-0.3096], [-0.5]],
        "db2": [[0.1904]],
        "dW1": [[1.2616, 0.75], [-1.8808, 1.5]],
        "db1": [[0.3808, 0.75]],
    }
    assert set(grads) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(grads[name], values, atol=5e-5)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 4, 1), (2, 5, 4, 1), (3, 4, 4, 4, 1)])
def test_against_automatic_differentiation(sizes):
    """Every entry agrees with autograd, on a network written independently."""
    params = init_mlp(sizes, seed=1)
    n_layers = len(sizes) - 1
    for layer in range(1, n_layers + 1):
        params[f"b{layer}"] += np.random.normal(0, 0.3, params[f"b{layer}"].shape)
    X = np.random.standard_normal((7, sizes[0]))
    y = (np.arange(7) % 2.0).reshape(-1, 1)

    def loss(params):
        signal = X
        for i in range(1, n_layers):
            signal = anp.maximum(anp.dot(signal, params[f"W{i}"]) + params[f"b{i}"], 0)
        z = anp.dot(signal, params[f"W{n_layers}"]) + params[f"b{n_layers}"]
        # −log σ(z) for label 1 and −log σ(−z) for label 0, without any probability
        return anp.mean(anp.logaddexp(0.0, anp.where(y == 1, -z, z)))

    automatic = autograd.grad(loss)(params)
    grads = gradients(X, y, params)
    assert set(grads) == {f"d{name}" for name in params}
    for name, values in automatic.items():
        assert grads[f"d{name}"].shape == values.shape
        np.testing.assert_allclose(grads[f"d{name}"], values, rtol=1e-10, atol=1e-14)


class Counted(np.ndarray):
    """An array whose matrix products are counted, number by number."""

    multiplications = 0

    def __matmul__(self, other):
        """Multiply, and add up how many numbers were."""
        Counted.multiplications += self.shape[0] * self.shape[1] * other.shape[1]
        return super().__matmul__(other)


def test_cost_of_both_passes_is_as_the_page_counts_it():
    """Forward once per weight and point; backward twice, in the first layer once."""
    sizes, N = (2, 32, 32, 1), 5
    params = init_mlp(sizes, seed=123)
    X, y = np.ones((N, 2)).view(Counted), np.ones((N, 1))
    Counted.multiplications = 0
    _, cache = forward_pass(X, params)
    assert Counted.multiplications == N * (64 + 1024 + 32)
    Counted.multiplications = 0
    backward_pass(y, params, cache)
    assert Counted.multiplications == N * (64 + 2 * (1024 + 32))


def test_numbers_of_equations_are_those_of_the_site(site):
    """What a figure calls (5.12) is what the site calls so, for every equation."""
    shown = {}
    for name in CHAPTERS:
        for box in elements(site / "book" / f"{name}.html").select("div.math[id]"):
            label, number = box["id"].removeprefix("equation-"), box.select_one(".eqno")
            shown[label] = number.get_text().strip("()#")
    assert shown == equation_numbers(TEXTS)


def test_number_of_an_equation_that_is_not_there_stops_the_build():
    """A label that was renamed leaves no wrong number behind."""
    texts = ["$$\n1\n$$ (eq-a)\n", "$$\n2\n$$ (eq-b)\n\n$$\n3\n$$ (eq-c)\n"]
    assert numbered('"(number of eq-c)"', texts) == '"(2.2)"'
    with pytest.raises(SphinxError, match="no chapter has an equation eq-d"):
        numbered("(number of eq-d)", texts)


def test_diagram_has_every_array_and_the_number_of_every_step():
    """Each layer has dZ, dW and db; between layers lie weights, a dA and a gate."""
    keys = ("hidden", "output", "loss", "dZ output", "dW", "db", "dA", "dZ")
    fig = plot_passes({key: f"<{key}>" for key in keys})
    written = [text.get_text() for text in fig.axes[0].texts]
    for layer in (1, 2, 3):
        for array in ("Z", "A", "dZ", "dW", "db"):
            assert f"{array}{layer}" in written
    assert {"X", "L", "dA1", "dA2"} <= set(written)
    steps = " ".join(written)
    counts = {"hidden": 4, "output": 2, "loss": 1, "dZ output": 1, "dW": 3, "db": 3}
    for key, count in (counts | {"dA": 2, "dZ": 2}).items():
        assert steps.count(f"<{key}>") == count
