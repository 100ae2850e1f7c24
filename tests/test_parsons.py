"""Each gap is also there as lines to be put in order, among them wrong ones."""

import json

import numpy as np
import pytest
from conftest import ROOT
from pages import CHAPTERS

import mlp
from mlp.checks import check
from mlp.checks.check import CHECKS
from mlp.checks.engine.mistakes import text_of
from workbench import GAP
from workbench.parsons import puzzle, write_puzzles

TEXTS = {c: (ROOT / "book" / f"{c}.md").read_text("utf-8") for c in CHAPTERS}
GAPS = [(c, name) for c, text in TEXTS.items() for name in GAP.findall(text)]


def judged(name, *lines):
    """Return what the check says of lines, as the page has it judged."""
    names = {"np": np, "__name__": "__main__"}
    names |= {other: getattr(mlp, other) for other in mlp.__all__}
    exec("\n".join(lines), names)
    (entry,) = check(names[name]).entries
    return entry.status


@pytest.mark.parametrize(("chapter", "name"), GAPS, ids=[name for _, name in GAPS])
def test_right_lines_pass_and_wrong_ones_do_not(chapter, name):
    """The right ones are the reference's; a wrong one in place of its line fails."""
    head, right, wrong = puzzle(chapter, name)
    assert f"\n{head}\n" in TEXTS[chapter]  # as the gap begins
    assert set(right) <= set(text_of(getattr(mlp, name)).splitlines())
    assert judged(name, head, *right) == "passed"
    assert len(wrong) == min(2, len(CHECKS[name].mistakes))
    for line, old in wrong.items():
        lines = right.copy()
        lines[right.index(old)] = line
        assert judged(name, head, *lines) == "wrong"


def test_wrong_lines_stand_for_different_ones():
    """Unless a function has but one line that people get wrong."""
    for chapter, name in GAPS:
        _, right, wrong = puzzle(chapter, name)
        one = name in ("sigmoid", "init_mlp") or len(right) == 1
        assert len(set(wrong.values())) == len(wrong) - (one and len(wrong) > 1)


def test_page_gets_mixed_lines(tmp_path):
    """The same at every build, with the wrong ones among them and not marked."""
    write_puzzles({"noise": [], "l2": ["weight_l2_norm"]}, tmp_path / "a")
    write_puzzles({"l2": ["weight_l2_norm"]}, tmp_path / "b")
    texts = [(tmp_path / x / "weight_l2_norm.json").read_text() for x in "ab"]
    head, right, wrong = puzzle("l2", "weight_l2_norm")
    data = json.loads(texts[0])
    assert texts[0] == texts[1]
    assert sorted(data.pop("lines")) == sorted([*right, *wrong])
    assert data == {"head": head, "wrong": 2}
