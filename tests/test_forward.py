"""The forward pass computes the numbers that one gets by hand."""

import inspect

import numpy as np
import pytest

from mlp import binary_cross_entropy, forward_pass, init_mlp, predict, relu, sigmoid
from mlp.checks import check
from mlp.checks.check import CHECKS
from mlp.checks.engine import Problem
from mlp.checks.engine.mistakes import mutant


def test_worked_example(example):
    """Every array of the worked example, as the chapter derives it."""
    X, y, params = example
    y_prob, cache = forward_pass(X, params)
    np.testing.assert_array_equal(cache["Z1"], [[3, 2], [1, -2]])
    np.testing.assert_array_equal(cache["A1"], [[3, 2], [1, 0]])
    np.testing.assert_array_equal(cache["Z2"], [[0], [2]])
    np.testing.assert_allclose(y_prob, [[0.5], [0.8808]], atol=5e-5)
    assert binary_cross_entropy(y, y_prob) == pytest.approx(1.4100, abs=5e-5)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 4, 1), (3, 5, 4, 1), (2, 3, 3, 3, 1)])
def test_any_depth(sizes):
    """Each layer is the layer equation, with ReLU inside and the sigmoid at the end."""
    params = {name: V + 0.1 for name, V in init_mlp(sizes, seed=1).items()}
    X = np.random.standard_normal((6, sizes[0]))
    y_prob, cache = forward_pass(X, params)
    n_layers = len(sizes) - 1
    names = {"A0"} | {f"{v}{i}" for v in "ZA" for i in range(1, n_layers + 1)}
    assert set(cache) == names
    assert cache["A0"] is X
    for i in range(1, n_layers + 1):
        Z = cache[f"A{i - 1}"] @ params[f"W{i}"] + params[f"b{i}"]
        np.testing.assert_array_equal(cache[f"Z{i}"], Z)
        activation = sigmoid if i == n_layers else relu
        np.testing.assert_array_equal(cache[f"A{i}"], activation(Z))
    assert y_prob is cache[f"A{n_layers}"]
    assert y_prob.shape == (6, 1)


@pytest.mark.parametrize(
    ("n_samples", "width", "blocks"),
    [(1, 32, [1]), (400, 32, [400]), (1000, 32, [400, 400, 200]), (2, 20_000, [1, 1])],
)
def test_predict_is_the_forward_pass_in_blocks(n_samples, width, blocks):
    """Rows keep their result; a block has 100 kB a layer at most, a row at least."""
    params = init_mlp((2, width, 1), seed=1)
    X = np.random.standard_normal((n_samples, 2))
    seen = []

    def forward(X, params):
        seen.append(len(X))
        return forward_pass(X, params)

    y_prob = predict(X, params, forward=forward)
    assert seen == blocks
    assert y_prob.shape == (n_samples, 1)
    # The last digits may depend on how many rows a matrix product has.
    np.testing.assert_allclose(y_prob, forward_pass(X, params)[0], rtol=1e-13)


def outcome(one, function, case):
    """Return what a check observes of a function in a case, or the problem it has."""
    try:
        with np.errstate(all="ignore"):
            return one.observe(one.probe(function), case)
    except Problem as problem:
        return str(problem)


PROBES = [
    pytest.param(one, case, id=f"{name}-{number}")
    for name in ("forward_pass", "backward_pass")
    for one in [CHECKS[name]]
    for number, case in enumerate(one.cases)
]


@pytest.mark.parametrize(("one", "case"), PROBES)
def test_nothing_expected_of_a_probe_network_is_near_0(one, case):
    """A wrong entry shows only where the right one is not 0 by itself."""
    expected = one.observe(one.probe(inspect.unwrap(one.reference)), case)
    for name, values in expected.items():
        live = values[values != 0] if name[0] == "A" else values  # a ReLU gives 0
        assert np.abs(live).min() > 3e-4, name


@pytest.mark.parametrize(("one", "case"), PROBES)
def test_units_of_a_probe_network_are_on_and_off(one, case):
    """Each unit lives, and each hidden layer is switched off somewhere."""
    cache = (
        case.args[2]
        if one.name == "backward_pass"
        else forward_pass(*case.args, **case.options)[1]
    )
    for layer in range(1, len(cache) // 2):
        on = cache[f"Z{layer}"] > 0
        assert on.any(axis=0).all()
        assert not on.all()


@pytest.mark.parametrize(
    ("one", "mistake"),
    [
        pytest.param(CHECKS[name], mistake, id=f"{name}-{number}")
        for name in ("forward_pass", "backward_pass")
        for number, mistake in enumerate(CHECKS[name].mistakes)
    ],
)
def test_mistake_shows_in_more_than_one_network(one, mistake):
    """So no single network decides, except where another activation does."""
    wrong, right = mutant(one.reference, mistake.edits), inspect.unwrap(one.reference)
    shows = [
        not one.agree(outcome(one, wrong, case), outcome(one, right, case))
        for case in one.cases
    ]
    seen = [case for case, differs in zip(one.cases, shows, strict=True) if differs]
    assert len(seen) >= 2 or seen[0].options


def test_array_of_the_notebook_in_place_of_the_argument_is_noticed():
    """The name that the function was given is what it does not use."""
    text = (
        "X = np.ones((9, 2))\n"
        "def forward_pass(inputs, params):\n"
        "    Z = X @ params['W1'] + params['b1']\n"
        "    return Z, {}\n"
    )
    names = {"np": np, "__name__": "__main__"}
    exec(text, names)
    *_, last = check(names["forward_pass"])["forward_pass"].messages
    assert last == "The argument inputs is not used anywhere."
    assert "transpose" not in str(check(names["forward_pass"]))
