"""What the checks of single numbers say beside right and wrong."""

import re

import numpy as np
import pytest
from test_checks import entry_of

from mlp.checks import check
from mlp.checks.check import CHECKS
from mlp.checks.engine.compare import apart
from mlp.checks.engine.mistakes import mutant

ELEMENTWISE = ("sigmoid", "relu", "d_relu", "tanh", "d_tanh")


@pytest.mark.parametrize(
    ("name", "body", "piece"),
    [
        ("sigmoid", "e = np.ones(x.shape)\nreturn e / (e + np.exp(-x))", "'shape'"),
        ("sigmoid", "z = x.copy()\nz *= -1\nreturn 1 / (1 + np.exp(z))", "'copy'"),
        ("relu", "x = x.copy()\nx[x < 0] = 0\nreturn x", "'copy'"),
        ("relu", "return np.array([np.maximum(v, 0) for v in x])", "not iterable"),
        ("tanh", "return np.array([np.tanh(row) for row in x])", "not iterable"),
        ("d_tanh", "return np.ones(x.shape) - np.tanh(x) ** 2", "'shape'"),
    ],
)  # fmt: skip
def test_right_answer_for_arrays_alone_hears_of_plain_numbers(name, body, piece):
    """It passes, for only arrays come in this course."""
    entry = entry_of(name, body)
    assert entry.passed, entry
    (remark,) = [text for text in entry.remarks if "plain number" in text]
    assert f"{name}(2.0) raises" in remark
    assert piece in remark


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("sigmoid", "return 0.5 + 0.5 * np.tanh(x / 2)"),
        ("sigmoid", "return 1 / (1 + np.exp(-np.clip(x, -500, 500)))"),
        ("relu", "return np.where(x > 0, x, 0)"),
        ("d_relu", "out = np.zeros(x.shape)\nout[x > 0] = 1\nreturn out"),
        ("tanh", "return np.tanh(x)"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_plain_numbers_that_work_or_are_not_promised(name, body):
    """The docstring of d_relu promises arrays alone."""
    entry = entry_of(name, body)
    assert entry.passed, entry
    assert entry.remarks == ()


@pytest.mark.parametrize(
    "form", ["x >= 0", "np.heaviside(x, 0.5)", "(np.sign(x) + 1) / 2"]
)
def test_other_slope_at_the_corner_is_a_remark(form):
    """It is right, and differs from the docstring's."""
    entry = entry_of("d_relu", f"return {form}")
    assert entry.passed
    assert "At exactly 0" in entry.remarks[0]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_what_is_shown_is_what_comes_out(name):
    """For each mistake: the function at the shown number gives the shown results."""
    one, shown = CHECKS[name], 0
    for mistake in one.mistakes:
        wrong = mutant(one.reference, mistake.edits)
        sentence, *_ = check(wrong)[name].messages
        if "came out as" not in sentence:
            continue
        shown += 1
        number, rest = sentence.removeprefix(f"{name}(").split(") came out as ")
        got, needed = rest.removesuffix(".").split(" and should be ")
        table = [x for case in one.cases for x in case.args if float(number) in x]
        with np.errstate(all="ignore"):
            both = wrong, one.reference
            pairs = [[f(x)[x == float(number)][0] for f in both] for x in table]
        assert (got, needed) in [apart(*map(float, pair)) for pair in pairs]
    assert shown > len(one.mistakes) / 2


def numbers(text):
    """Return numbers that stand in brackets, with spaces or commas between them."""
    return [float(number) for number in text.replace(",", " ").split()]


@pytest.mark.parametrize("name", ["binary_cross_entropy", "accuracy"])
def test_score_that_is_shown_is_that_of_the_rows_shown(name):
    """For each mistake the labels and probabilities give both shown numbers."""
    one = CHECKS[name]
    form = r"y_true = \[(.*?)\].* y_prob = \[(.*?)\](?: and threshold = (\S+))? the .*"
    for mistake in one.mistakes:
        wrong = mutant(one.reference, mistake.edits)
        sentence, *_ = check(wrong)[name].messages
        y, p, threshold, got, needed = re.search(
            form + r" came out as (\S+) and should be (\S+)\.$", sentence
        ).groups()
        rows = [np.array([numbers(text)]).T for text in (y, p)]
        options = {} if threshold is None else {"threshold": float(threshold)}
        with np.errstate(all="ignore"):
            results = [f(*rows, **options) for f in (wrong, one.reference)]
        assert (got, needed) == apart(*map(float, results))


def test_point_that_is_shown_is_that_of_its_angle():
    """For each mistake that gives points at all."""
    one, shown = CHECKS["moon"], 0
    form = r"label (.) .* t = (\S+) came out as \((.*)\) and should be \((.*)\)\.$"
    for mistake in one.mistakes:
        wrong = mutant(one.reference, mistake.edits)
        sentence, *_ = check(wrong)["moon"].messages
        if found := re.search(form, sentence):
            shown += 1
            label, angle, *points = found.groups()
            t = one.cases[0].args[0]
            for f, point in zip((wrong, one.reference), points, strict=True):
                computed = f(t, int(label))[t == float(angle)][0]
                np.testing.assert_allclose(numbers(point), computed, rtol=5e-4)
    assert shown > len(one.mistakes) - 3
