"""The gradient check passes what is right and shows the factor of what is wrong."""

import numpy as np
import pytest

from mlp import (
    backward_pass,
    compare_gradients,
    gradient_check,
    init_mlp,
    make_moons_np,
    numeric_gradients,
)
from mlp.checks import check

N = 8
ARRAYS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")


@pytest.fixture
def case():
    """Return a few points and a small network with biases, integers among them."""
    X, y = make_moons_np(N, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    params["b1"] = np.ones((1, 5), dtype=int)
    for name in ("b2", "b3"):
        params[name] += np.random.normal(0, 0.3, params[name].shape)
    return X, y, params


def scaled(factors):
    """Return a backward pass whose arrays are multiplied by factors[name]."""

    def backward(y_true, params, cache):
        grads = backward_pass(y_true, params, cache)
        return {name: values * factors.get(name, 1) for name, values in grads.items()}

    return backward


@pytest.mark.parametrize("step", [0.1, 0.01])
def test_measured_slope_is_a_central_difference(step):
    """For x² it is exact, for x³ its error is h²; the parameters are put back."""
    v = np.array([[1.0, -2.0], [3.0, 0.0]])
    params = {"v": v.copy()}
    slopes = numeric_gradients(lambda p: float((p["v"] ** 2).sum()), params, step)
    np.testing.assert_allclose(slopes["dv"], 2 * v, atol=1e-12)
    slopes = numeric_gradients(lambda p: float((p["v"] ** 3).sum()), params, step)
    np.testing.assert_allclose(slopes["dv"], 3 * v**2 + step**2, atol=1e-11)
    np.testing.assert_array_equal(params["v"], v)


def test_rounding_left_in_the_parameters_is_a_remark():
    """Adding and subtracting the step is right, but does not put the entry back."""

    def numeric_gradients(loss, params, step=1e-5):
        grads = {}
        for name, values in params.items():
            grads[f"d{name}"] = np.zeros(values.shape)
            for index in np.ndindex(values.shape):
                values[index] += step
                above = loss(params)
                values[index] -= 2 * step
                grads[f"d{name}"][index] = (above - loss(params)) / (2 * step)
                values[index] += step
        return grads

    (entry,) = check(numeric_gradients).entries
    assert entry.passed
    assert "rounding error" in entry.remarks[0]


def test_right_backward_pass(case):
    """The reference passes, with an error far below the tolerance."""
    report = gradient_check(*case)
    assert report.passed
    assert [c.name for c in report.comparisons] == list(ARRAYS)
    assert max(c.relative_error for c in report.comparisons) < 1e-7
    assert report.n_samples == N


@pytest.mark.parametrize("factor", [N, -1.0, 2.0, 1 / N, 1.001])
def test_one_factor_everywhere(case, factor):
    """Missing mean, sign, a thousandth too much: the ratio is the factor."""
    report = gradient_check(*case, scaled(dict.fromkeys(ARRAYS, factor)))
    assert not report.passed
    for c in report.comparisons:
        assert c.ratio == pytest.approx(factor, rel=1e-5)
        assert c.ratio_low == pytest.approx(c.ratio_high, rel=1e-4)
        assert c.problem == "wrong"


def test_zero_missing_misshapen_and_nan(case):
    """What cannot be compared is said in words; arrays that are right stay so."""

    def backward(y_true, params, cache):
        grads = backward_pass(y_true, params, cache)
        grads["dW1"] = np.zeros_like(grads["dW1"])
        grads["db1"] = grads["db1"][0]
        grads["dW2"] = np.full_like(grads["dW2"], np.nan)
        del grads["db2"]
        return grads

    found = {c.name: c for c in gradient_check(*case, backward).comparisons}
    assert found["dW1"].ratio == 0
    assert found["dW1"].relative_error == 1
    problems = [found[name].problem for name in ARRAYS]
    assert problems == ["wrong", "has shape (5,)", "wrong", "missing", "", ""]


def test_both_zero_agree():
    """Two gradients of zero are equal, and have no ratio."""
    c = compare_gradients("dW1", np.zeros((2, 2)), np.zeros((2, 2)))
    assert c.relative_error == 0
    assert c.problem == ""
    assert np.isnan(c.ratio)


def test_report_reads_well_as_text_and_html(case):
    """A line or row per array: sign and word, and a range where no factor fits."""
    factors = {"dW2": N, "dW1": np.array([[1.0], [3.0]])}
    report = gradient_check(*case, scaled(factors))
    assert report.comparisons[0].ratio == pytest.approx(2)  # of five 1s and five 3s
    headline, columns, *lines = str(report).splitlines()
    assert headline == "Gradient check failed: 2 of 6 arrays differ (8 rows)."
    assert columns.split() == [
        *("array", "shape", "relative", "error"),
        *("analytic", "/", "numeric", "verdict"),
    ]
    assert [line.split()[0] for line in lines] == list(ARRAYS)
    assert lines[0].endswith("1 to 3              ✗ wrong")
    assert lines[2].endswith("8.000               ✗ wrong")
    assert lines[3].endswith("1.000               ✓ right")
    html = report._repr_html_()
    assert html.count("<tr>") == 7
    assert "<td>✗ wrong</td>" in html
    assert headline in html
    passed = str(gradient_check(*case))
    assert passed.startswith("Gradient check passed: all 6 arrays agree (8 rows).")
