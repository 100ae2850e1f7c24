"""Whether what a check says of an answer is true, and in words that were taught."""

import re
import sys
import warnings
from functools import cache

import numpy as np
import yaml

import mlp
from booktools import ROOT, glossary
from mlp.checks.check import CHECKS

NEVER_TAUGHT = ("mask", "softmax", "summand", "inner sizes")
CAME_OUT = r"came out as (\S+) and should be (near )?(\S+?)[.,;]?(?:\s|$)"


def assert_true(name, function, messages):
    """Recompute what messages say of a function, but for lines that Python wrote."""
    text = "\n".join(m for m in messages if not re.match(r"\w+Error|Line \d+", m))
    assert [word for word in untaught(name) if re.search(word, text, re.I)] == []
    for x, value in re.findall(rf"{name}\((-?[\d.]+)\) is (-?\d[\d.]*)", text):
        result = np.ravel(function(np.array([[float(x)] * 2] * 2)))[0]
        assert shows(value.rstrip("."), result, 0.05), (x, value)
    for got, near, expected in re.findall(CAME_OUT, text):
        far = 0.15 if near else 5e-3
        places = (p for case in observed(name, function) for p in numbers(*case))
        assert any(shows(got, a) and shows(expected, b, far) for a, b in places), got


@cache
def untaught(name):
    """Return patterns of words that no page up to that of a function has explained."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
    chapters = [c["file"] for p in parts if p.get("numbered") for c in p["chapters"]]
    module = getattr(mlp, name).__module__.split(".")[-1].replace("_", "-")
    words = {*NEVER_TAUGHT}
    for chapter in chapters[chapters.index(f"book/{module}") + 1 :]:
        words |= glossary((ROOT / f"{chapter}.md").read_text("utf-8")).keys()
    return [rf"\b{word}s?\b" for word in words]


def shows(text, value, rtol=5e-3):
    """Whether a text is a number, up to its rounding."""
    number = float(text)
    if "e+308" in text:  # its digits have been rounded up, beyond the largest number
        number = min(number, sys.float_info.max)
    return np.isclose(number, value, rtol=rtol, atol=1e-12, equal_nan=True)


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
