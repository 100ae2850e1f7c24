"""What a check says is true of the answer, and in words that have been taught."""

import re
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import yaml
from answers.wrong import WRONG, write
from test_checks import learner

import mlp
from mlp.checks import check
from mlp.checks.check import CHECKS
from mlp.checks.engine.mistakes import mutant

ROOT = Path(__file__).parents[1]
PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
CHAPTERS = [
    c["file"] for part in PARTS if part.get("numbered") for c in part["chapters"]
]
GLOSSARY = [
    yaml.safe_load((ROOT / f"{c}.md").read_text("utf-8").split("---\n")[1]).get(
        "glossary", {}
    )
    for c in CHAPTERS
]
NEVER_TAUGHT = ("mask", "softmax", "summand", "inner sizes")

ANSWERS = [
    pytest.param(one.name, mutant(one.reference, mistake.edits), id=f"{one.name}-{n}")
    for one in CHECKS.values()
    for n, mistake in enumerate(one.mistakes)
] + [
    pytest.param(name, learner(write(name, body))[name], id=f"{name}-by-hand-{n}")
    for n, (name, body, _) in enumerate(WRONG)
]


def said(name, function):
    """Return what is said of a function, without the lines that Python wrote."""
    messages = check(function)[name].messages
    return [m for m in messages if not re.match(r"\w+Error|Line \d+", m)]


def numbers(got, expected):
    """Yield the pairs of numbers that stand at the same place in two observations."""
    if isinstance(expected, dict):
        for name in expected:
            if isinstance(got, dict) and name in got:
                yield from numbers(got[name], expected[name])
    elif isinstance(expected, (tuple, list)):
        for a, b in zip(got, expected, strict=False):
            yield from numbers(a, b)
    elif np.shape(got) == np.shape(expected) and np.asarray(got).dtype.kind in "biuf":
        yield from zip(np.ravel(got), np.ravel(expected), strict=True)


def observed(name, function):
    """Yield what a wrong and the right function give in each case of a check."""
    one = CHECKS[name]
    wrong, right = one.probe(function), one.probe(getattr(mlp, name))
    for case in one.cases:
        try:
            with warnings.catch_warnings(action="ignore"):
                pair = one.observe(wrong, case), one.observe(right, case)
        except Exception:  # it fails in this case
            return
        yield pair


@pytest.mark.parametrize(("name", "function"), ANSWERS)
def test_what_is_said_to_have_come_out_has(name, function):
    """So has what is said to be right: both stand at one place of one case."""
    pattern = r"came out as (\S+) and should be (near )?(\S+?)[.,;]?(?:\s|$)"
    for got, near, expected in re.findall(pattern, "\n".join(said(name, function))):
        pairs = [p for case in observed(name, function) for p in numbers(*case)]
        far = 0.15 if near else 5e-3
        shown = [p for p in pairs if _shows(got, p[0]) and _shows(expected, p[1], far)]
        assert shown, (got, expected)


def _shows(text, value, rtol=5e-3):
    number = min(float(text), sys.float_info.max)  # its own digits are rounded up
    return np.isclose(number, value, rtol=rtol, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize(("name", "function"), ANSWERS)
def test_value_of_a_function_in_a_message_is_its_value(name, function):
    """Such as relu(-2.0), which is 2."""
    for x, value in re.findall(
        rf"{name}\((-?[\d.]+)\) is (-?\d[\d.]*)", "\n".join(said(name, function))
    ):
        result = np.ravel(function(np.array([[float(x)] * 2] * 2)))[0]
        assert result == pytest.approx(float(value.rstrip(".")), abs=0.01)


@pytest.mark.parametrize(("name", "function"), ANSWERS)
def test_message_has_no_word_that_comes_later(name, function):
    """A learner has met every word of the field by the page of the function."""
    home = f"book/{getattr(mlp, name).__module__.split('.')[-1].replace('_', '-')}"
    later = {t for terms in GLOSSARY[CHAPTERS.index(home) + 1 :] for t in terms}
    text = " ".join(said(name, function))
    words = [w for w in (*later, *NEVER_TAUGHT) if re.search(rf"\b{w}s?\b", text, re.I)]
    assert words == []
