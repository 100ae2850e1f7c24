"""The gradient check passes what is right and shows the factor of what is wrong."""

import numpy as np
import pytest

from mlp import (
    GradientReport,
    backward_pass,
    compare_gradients,
    forward_pass,
    gradient_check,
    init_mlp,
    make_moons_np,
    numeric_gradients,
)

N = 8


@pytest.fixture
def case():
    """Return a few points and a small network with random biases."""
    X, y = make_moons_np(N, 0.44)
    params = init_mlp((2, 5, 4, 1), seed=1)
    for name in ("b1", "b2", "b3"):
        params[name] += np.random.normal(0, 0.3, params[name].shape)
    return X, y, params


def scaled(factors):
    """Return a backward pass whose arrays are multiplied by factors[name]."""

    def backward(y_true, params, cache):
        grads = backward_pass(y_true, params, cache)
        return {name: values * factors.get(name, 1) for name, values in grads.items()}

    return backward


ARRAYS = ("dW1", "db1", "dW2", "db2", "dW3", "db3")


def test_slopes_of_a_parabola_are_exact():
    """The central difference of a square has no error but rounding."""
    params = {"v": np.array([[1.0, -2.0], [3.0, 0.0]])}
    before = params["v"].copy()
    slopes = numeric_gradients(lambda p: float((p["v"] ** 2).sum()), params, 0.1)
    np.testing.assert_allclose(slopes["dv"], 2 * before, atol=1e-13)
    np.testing.assert_array_equal(params["v"], before)


def test_error_falls_with_the_square_of_the_step():
    """For x³ the error is exactly h²."""
    params = {"v": np.array([[2.0]])}
    for step in (0.1, 0.01):
        slope = numeric_gradients(lambda p: p["v"][0, 0] ** 3, params, step)["dv"]
        assert slope[0, 0] - 12 == pytest.approx(step**2, rel=1e-6)


def test_worked_example_by_hand(example):
    """The slope of W2's second entry is −0.5, whatever the step."""
    X, y, params = example

    def loss(params):
        z = forward_pass(X, params)[1]["Z2"][:, 0]
        return np.mean(np.logaddexp(0, [-z[0], z[1]]))

    slopes = numeric_gradients(loss, params, step=0.01)
    assert slopes["dW2"][1, 0] == pytest.approx(-0.5, abs=1e-12)
    assert gradient_check(X, y, params).passed


def test_right_backward_pass(case):
    """The reference passes, with an error far below the tolerance."""
    report = gradient_check(*case)
    assert report.passed
    assert [c.name for c in report.comparisons] == list(ARRAYS)
    assert max(c.relative_error for c in report.comparisons) < 1e-7
    assert report.n_samples == N


@pytest.mark.parametrize("factor", [N, -1.0, 2.0, 1 / N])
def test_one_factor_everywhere(case, factor):
    """Missing mean, sign, doubled: the ratio is the factor, in every array."""
    report = gradient_check(*case, scaled(dict.fromkeys(ARRAYS, factor)))
    assert not report.passed
    for c in report.comparisons:
        assert c.ratio == pytest.approx(factor, rel=1e-5)
        assert c.ratio_low == pytest.approx(c.ratio_high, rel=1e-4)
        assert c.problem == "wrong"


def test_one_wrong_array_is_the_only_one_reported(case):
    """A bias gradient that is off does not accuse the others."""
    report = gradient_check(*case, scaled({"db2": 1.001}))
    assert [c.name for c in report.comparisons if c.problem] == ["db2"]


def test_zero_missing_misshapen_and_nan(case):
    """What cannot be compared is said in words; zero shows as ratio 0."""

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
    assert found["db1"].problem == "has shape (5,)"
    assert found["dW2"].problem == "wrong"
    assert found["db2"].problem == "missing"
    assert found["dW3"].problem == found["db3"].problem == ""


def test_both_zero_agree():
    """Two gradients of zero are equal, and have no ratio."""
    c = compare_gradients("dW1", np.zeros((2, 2)), np.zeros((2, 2)))
    assert c.relative_error == 0
    assert c.problem == ""
    assert np.isnan(c.ratio)


def test_own_forward_pass(case):
    """The loss is measured through the forward pass that is handed over."""
    X, y, params = case

    def shifted(X, params):
        return forward_pass(X + 1, params)

    assert gradient_check(X, y, params, forward=shifted).passed


def test_parameters_stay(case):
    """The caller's parameters are the same afterwards, integers included."""
    X, y, params = case
    params["b1"] = np.ones((1, 5), dtype=int)
    copies = {name: values.copy() for name, values in params.items()}
    assert gradient_check(X, y, params).passed
    for name, values in copies.items():
        np.testing.assert_array_equal(params[name], values)
        assert params[name].dtype == values.dtype


def test_report_reads_well_as_text_and_html(case):
    """One line or row per array; right and wrong are told by sign and word."""
    report = gradient_check(*case, scaled({"dW2": N}))
    lines = str(report).splitlines()
    assert lines[0] == "Gradient check failed: 1 of 6 arrays differ (8 rows)."
    assert (
        lines[1].split()
        == "array shape relative error analytic / numeric verdict".split()
    )
    assert lines[4].split()[0] == "dW2"
    assert "8.000" in lines[4]
    assert lines[4].endswith("✗ wrong")
    assert lines[5].endswith("✓ right")
    html = report._repr_html_()
    assert html.count("<tr>") == 7
    assert "<td>✗ wrong</td>" in html
    assert lines[0] in html

    passed = str(gradient_check(*case))
    assert passed.startswith("Gradient check passed: all 6 arrays agree (8 rows).")
    assert isinstance(report, GradientReport)


def test_a_range_is_shown_where_no_factor_fits(case):
    """An array without a common factor shows its smallest and largest ratio."""

    def backward(y_true, params, cache):
        grads = backward_pass(y_true, params, cache)
        grads["dW1"] = grads["dW1"] * np.array([[1.0], [3.0]])
        return grads

    (line,) = [
        line
        for line in str(gradient_check(*case, backward)).splitlines()
        if line.startswith("dW1")
    ]
    assert "1 to 3" in line
