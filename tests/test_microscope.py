"""The microscope: what it shows of functions, and which entries it calls wrong."""

import re

import numpy as np
import pytest
import yaml
from browsing import PHONE, WIDE, assert_no_barriers, assert_nothing_sticks_out
from conftest import ROOT

import mlp
from mlp.checks.backward import CHECKS
from mlp.checks.engine.mistakes import mutant, text_of
from workbench.tools.microscope import Run, Tool

NAMES = ["dW1", "db1", "dW2", "db2"]
(MISTAKES,) = [check.mistakes for check in CHECKS]
PAGE = ROOT / "code" / "workbench" / "page" / "microscope.js"
(NUMBERS,) = re.findall(r"const EXAMPLE = (\{.*?\});", PAGE.read_text(), re.DOTALL)
EXAMPLE = yaml.safe_load(NUMBERS)  # which reads what JavaScript may write as well


@pytest.fixture
def look(same_mlp):
    """Return a function that looks at a chapter's example."""
    tool = Tool(mlp)

    def look(chapter="backward", values=EXAMPLE, **sources):
        return tool.look(chapter, values, sources)

    return look


def arrays(values):
    return {name: np.array(rows, dtype=float) for name, rows in values.items()}


def blamed(backward, values):
    """Return which entries of a backward pass are called wrong, and which unsure."""
    run = Run(mlp, {}, arrays(values))
    _, cache = mlp.forward_pass(run.X, run.params)
    run.judge(backward(run.y, run.params, cache))
    found = {"right": set(), "wrong": set(), "unsure": set()}
    for entry in run.found["entries"]:
        found[entry["verdict"]].add((entry["array"], *entry["index"]))
    return found


def test_the_page_begins_with_the_worked_example(example):
    """It has the numbers that the chapters work out by hand."""
    X, y, params = example
    expected = {name: V.tolist() for name, V in {"X": X, "y": y, **params}.items()}
    assert expected == EXAMPLE


def test_wrong_entries_light_up_for_every_mistake_and_right_ones_never():
    """Every mistake of the checks, on the example: wrong is what differs from ours."""
    right_values = arrays(EXAMPLE)
    X, y = right_values.pop("X"), right_values.pop("y")
    lit = 0
    for mistake in MISTAKES:
        backward = mutant(mlp.backward_pass, mistake.edits)
        _, cache = mlp.forward_pass(X, right_values)
        right = mlp.backward_pass(y, right_values, cache)
        theirs = backward(y, right_values, mlp.forward_pass(X, right_values)[1])
        expected = {
            (name, *index)
            for name, values in right.items()
            for index in np.ndindex(values.shape)
            if np.shape(theirs[name]) != values.shape
            or not abs(theirs[name][index] - values[index]) < 1e-9
        }
        found = blamed(backward, EXAMPLE)
        assert found["wrong"] == expected, mistake.message
        assert not found["unsure"], mistake.message
        lit += bool(expected)
    assert lit > 0.9 * len(MISTAKES)  # some show in larger networks only


@pytest.mark.parametrize(
    ("change", "unsure"),
    [
        ({}, 0),
        ({"W2": [[60], [-3]]}, 9),  # a probability of 1
        ({"b1": [[-3, 1]]}, 3),  # Z1[0, 0] is 0, and three parameters move it
        ({"X": [[0, 0], [0, 0]], "W1": [[0, 0], [0, 0]], "b1": [[0, 0]]}, 2),
        ({"X": [[7.5, -9], [8, 0.3]], "y": [[0], [0]]}, None),
    ],
)
def test_right_entries_are_never_called_wrong(change, unsure):
    """Also where a corner of ReLU or the clipped loss spoils what is measured."""
    found = blamed(mlp.backward_pass, EXAMPLE | change)
    assert not found["wrong"]
    assert unsure is None or len(found["unsure"]) == unsure
    assert sum(map(len, found.values())) == 9


def test_steps_of_the_course_are_those_of_the_page(look):
    """Each array in its turn, with its line, what it reads, and its sums in full."""
    found = look()
    steps = {step["name"]: step for step in found["steps"]}
    names = ["Z1", "A1", "Z2", "A2", "L", "dZ2", "dW2", "db2", "dA1", "dZ1"]
    assert list(steps) == [*names, "dW1", "db1"]
    assert all(step["known"] and step["terms"] for step in found["steps"])
    assert steps["Z1"]["terms"][0] == "1·1 + 2·1 + 0 = 3"
    assert steps["Z1"]["terms"][3] == "2·(−1) + (−1)·1 + 1 = −2"
    assert steps["L"]["terms"] == ["−(log 0.5 + log(1 − 0.8808)) / 2 ≈ 1.4100"]
    assert steps["dW2"]["terms"][0] == "(3·(−0.5) + 1·0.8808) / 2 ≈ −0.3096"
    assert sorted(steps["dW1"]["inputs"]) == ["X", "dZ1"]
    first, last = steps["dZ1"]["lines"]
    (line,) = found["functions"]["backward_pass"]["lines"][first : last + 1]
    assert line.strip().startswith("dZ = dA_prev * d_activation(")
    page = (ROOT / "book" / "backward.md").read_text(encoding="utf-8")
    for row in steps["dZ2"]["value"] + steps["dW1"]["value"]:
        assert all(number.replace("−", "-") in page for number in row)
    assert {entry["verdict"] for entry in found["entries"]} == {"right"}


def test_steps_of_a_reader_have_the_readers_names(look):
    """What an equation gives is known by its numbers; what is wrong has no equation."""
    source = """def backward_pass(labels, params, cache):
    n = len(labels)
    delta = labels - cache["A2"]
    delta *= -1
    back = (delta @ params["W2"].T) * (cache["Z1"] > 0)
    return {"dW1": cache["A0"].T @ back / n, "db1": back.mean(axis=0)}
"""
    found = look(backward_pass=source)
    steps = [(s["name"], s["known"]) for s in found["steps"][5:]]
    assert steps == [("delta", False), ("dZ2", True), ("dZ1", True)]
    assert sorted(found["steps"][-1]["inputs"]) == ["W2", "Z1", "dZ2"]
    assert found["functions"]["backward_pass"]["own"]
    why = {e["array"]: (e["verdict"], e["why"]) for e in found["entries"]}
    assert why["dW1"] == ("right", "")
    assert why["db1"] == ("wrong", "shape (2,), not (1, 2)")
    assert why["db2"] == ("wrong", "missing")


def test_what_cannot_run_is_said_in_words(look, monkeypatch):
    """Errors with their line, endless loops, open gaps, and text that is no Python."""
    monkeypatch.setattr("mlp.checks.engine.deadline.SECONDS", 0.5)
    head = "def backward_pass(y, params, cache):\n    "
    for body, words in [
        ("dZ = cache['A2'] - y\n    return cache['A7']", "return cache['A7']\n"),
        ("while True: pass", "still running"),
        ("raise NotImplementedError('TODO: dW')", "Still to do: dW."),
        ("return 3", "a dict, not int"),
        ("return (", "cannot read"),
    ]:
        found = look(backward_pass=head + body)
        assert words in found["problem"]
        assert not found["entries"]
    wrong = text_of(mlp.forward_pass).replace("A @ W + b  #", "A @ W  #")
    found = look("forward", forward_pass=wrong)
    assert found["notes"][0].startswith("Your forward pass differs from ours: Z1, A1")


def test_nine_slopes_are_measured(look):
    """In the chapter on the check each slope is a step, with the losses beside it."""
    found = look("gradient-check")
    assert [step["name"] for step in found["steps"]] == [
        f"{entry['array']}{entry['index']}" for entry in found["entries"]
    ]
    assert len(found["steps"]) == 9
    assert "(2 · 0.00001) ≈ 1.2616" in found["steps"][0]["terms"][0]
    one_sided = text_of(mlp.numeric_gradients).replace("(2 * step)", "step")
    assert found["notes"] == []
    assert "differs" in look("gradient-check", numeric_gradients=one_sided)["notes"][0]


KEEP = """source => localStorage.setItem("mlp-work:backward_pass",
  JSON.stringify({ source, passed: false }))"""


def test_microscope_on_a_page(visit):
    """By keys, with a wrong function of the reader's, other numbers, in any view."""
    page = visit("book/backward.html", locale="en-AU")
    source = text_of(mlp.backward_pass)
    page.evaluate(KEEP, source.replace("A_prev.T @ dZ /", "-A_prev.T @ dZ /"))
    assert not [url for url in page.requested if "microscope" in url]
    page.get_by_role("button", name="Step through").press("Enter")
    now = page.locator(".micro-now")
    now.get_by_text(
        "Step 1 of 12: our forward_pass computes Z1 = 3, 2; 1, −2."
    ).wait_for(timeout=120_000)
    number = page.locator(".micro-equation a").text_content()
    equation = page.locator(".micro-equation a").get_attribute("href")
    assert equation == "forward.html#equation-eq-forward-hidden"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert "Step 12 of 12: your backward_pass computes db1" in now.text_content()
    page.keyboard.press("ArrowLeft")
    assert 'grads[f"dW{layer}"] = -' in page.locator(".micro-code .now").text_content()
    wrong = page.locator(".micro-table .wrong")
    assert wrong.locator("th").all_text_contents() == [
        *("dW1[0, 0]", "dW1[0, 1]", "dW1[1, 0]", "dW1[1, 1]"),
        *("dW2[0, 0]", "dW2[1, 0]"),
    ]
    assert wrong.first.locator("td").all_text_contents() == [
        "−1.261594", "1.261594", "✗ wrong",
    ]  # fmt: skip
    assert page.locator(".micro-board .wrong").all_text_contents()[0] == "✗ 0.3096"
    assert page.locator(".micro-table .right").count() == 3
    page.get_by_label("W2[1, 0]").fill("0")
    page.keyboard.press("Tab")
    page.locator(".micro-table td", has_text="−0.436690").first.wait_for()
    for viewport, scheme in ((WIDE, "light"), (PHONE, "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            f"document.documentElement.dataset.theme === '{scheme}'", polling=200
        )
        assert_no_barriers(page)
        assert_nothing_sticks_out(page)
    page.get_by_role("radio", name="ours", exact=True).check()
    page.get_by_text("✓ All 9 entries of the gradient agree").wait_for()
    page.evaluate(KEEP, "def backward_pass(y, params, cache):\n    while True: pass\n")
    page.get_by_role("radio", name="yours").check()
    page.get_by_role("button", name="Stop").click()
    now.get_by_text("Stopped").wait_for()
    page.evaluate(KEEP, source)
    page.get_by_role("button", name="Read mine again").click()
    page.get_by_text("Other numbers may still show a mistake").wait_for(timeout=120_000)
    assert number == "(4.1)"
