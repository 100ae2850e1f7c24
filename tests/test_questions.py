"""Each wrong answer of a question is what a named mistake gives, and says so."""

import inspect
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from browsing import PHONE, assert_no_barriers, assert_nothing_sticks_out
from pages import PARTS, by_night, elements

import mlp
from booktools.questions.computed import Question, curve, shown
from mlp.checks.check import CHECKS

ROOT = Path(__file__).parents[1]
BUILD_IT = PARTS[0]
FORM = re.compile(
    r"^:::\{question\} (\S+)\n((?::.+\n)+)\n([\s\S]*?)\n:::$", re.MULTILINE
)


def questions(slug):
    """Return the questions of a page."""
    found = []
    text = (ROOT / "book" / f"{slug}.md").read_text("utf-8")
    for name, options, body in FORM.findall(text):
        given = dict(re.findall(r"^:(\w+): (.*)$", options, re.MULTILINE))
        given["wrong"] = tuple(given["wrong"].split(" | "))
        code = "\n".join(re.findall(r"```python\n([\s\S]*?)```", body))
        found.append(Question(name, code=code, **given))
    return found


QUESTIONS = [
    pytest.param(asked, id=f"{slug}/{asked.name}")
    for slug in BUILD_IT
    for asked in questions(slug)
]


def source(function, edits=()):
    """Return a function's text, with edits."""
    text = inspect.getsource(inspect.unwrap(getattr(mlp, function)))
    for old, new in edits:
        text = text.replace(old, new)
    return text


def lines(text):
    """Return the lines of code, without what stands around them."""
    return [line.split("  #")[0].strip() for line in text.splitlines()]


def evaluated(asked, edits):
    """Return what a question asks for, with a function that is edited."""
    names = {**vars(inspect.getmodule(inspect.unwrap(getattr(mlp, asked.function))))}
    exec(source(asked.function, edits), names)
    names |= {name: getattr(mlp, name) for name in mlp.__all__} | {
        asked.function: inspect.unwrap(names[asked.function]),
        "mlp": mlp, "np": np, "curve": curve,
        "Fraction": Fraction, "SimpleNamespace": SimpleNamespace,
    }  # fmt: skip
    np.random.seed(7)
    with np.errstate(all="ignore"):
        exec(asked.code, names)
        return shown(eval(asked.asks, names))


@pytest.mark.parametrize("asked", QUESTIONS)
def test_answers_are_those_of_the_mistakes(asked):
    """They differ as shown, one is right, and mistakes explain the others."""
    options = asked.options()
    assert len({option.text for option in options}) == len(options) >= 3
    (right,) = [option for option in options if option.is_right]
    by_message = {m.message: m for m in reversed(CHECKS[asked.function].mistakes)}
    assert bool(right.message) == bool(asked.made)
    assert right.message or asked.because
    for option in options:
        edits = by_message[option.message].edits if option.message else ()
        if asked.asks != "line":
            assert evaluated(asked, edits) == option.text
            continue
        before = lines(source(asked.function))
        after = lines(source(asked.function, edits))
        wrong = option.text if option.is_right else option.instead
        assert wrong in after and wrong not in before
        assert option.is_right or option.text in before
        assert lines(asked.shown()).count(option.text) == 1


def test_every_chapter_asks_enough_and_in_each_way():
    """Three questions or more; numbers, lines and curves; the right one anywhere."""
    kinds, places = Counter(), Counter()
    for slug in BUILD_IT:
        asked = questions(slug)
        names = [question.name for question in asked]
        assert len(set(names)) == len(names) >= 3
        text = (ROOT / "book" / f"{slug}.md").read_text("utf-8")
        assert text.count("{question}") == len(names), slug
        for question in asked:
            options = [option.is_right for option in question.options()]
            places[options.index(True)] += 1
            kind = re.match(r"line$|curve\(|", question.asks)[0]
            kinds[kind or "value"] += 1
    assert min(kinds[kind] for kind in ("line", "curve(", "value")) >= 2
    assert len(places) >= 4 and max(places.values()) < sum(places.values()) / 2


STEP = {"function": "update_params", "asks": "params['w'][0, 0]", "code": (
    "params = {'w': np.ones((1, 1))}\nupdate_params(params, {'dw': params['w']}, 0.5)"
)}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"function": "guess"}, "no check of 'guess'"),
        ({"wrong": ("Nobody says this",)}, "no mistake in update_params begins"),
        ({"wrong": ("",)}, "no mistake in update_params begins ''"),
        (
            {"wrong": ("Only the sign", "The gradient plays")},
            "answers of q are",
        ),
        ({"wrong": ("Only the sign",), "asks": "1 / 0"}, "q: with .*ZeroDivisionError"),
        ({"asks": "line", "made": "The new parameters"}, "not in one line"),
    ],
)
def test_question_that_is_none_is_refused(changes, message):
    """It says what is wrong with it."""
    with pytest.raises(ValueError, match=message):
        Question("q", **{**STEP, "wrong": (), **changes}).options()


def test_numbers_and_curves_are_shown_in_few_characters():
    """Four decimals at most, a real minus, no minus before 0; a curve in words."""
    assert shown(np.array([[-0.0, -2.50001, 1 / 3]])) == "(0, −2.5, 0.3333)"
    assert curve([0.7, 0.5]) == "It falls from 0.7 to 0.5"
    assert curve([0.7, 12.345]) == "It grows from 0.7 to 12.3"
    assert curve([0.7, 0.69, 0.71]) == "It wavers between 0.69 and 0.71"
    assert curve([0.7, 0.7]) == "It stays at 0.7 and does not move at all"


@pytest.mark.parametrize("slug", BUILD_IT)
def test_page_shows_the_questions(site, slug):
    """In their order, with an answer to each option, and the right ones for paper."""
    page = elements(site / "book" / f"{slug}.html")
    found = page.select(".question")
    assert len(found) == len(questions(slug))
    printed = [item.strong.get_text() for item in page.select(".printed-answers li")]
    for asked, element, on_paper in zip(questions(slug), found, printed, strict=True):
        options = asked.options()
        texts = [x.get_text().strip() for x in element.select("label")]
        assert texts == [option.text for option in options]
        for option, item in zip(options, element.select("details li"), strict=True):
            assert item.strong.get_text() == option.text
            assert item.has_attr("data-right") == option.is_right
            assert option.message in item.get_text()
            assert not option.is_right or on_paper == option.text
    notebook = (site / "notebooks" / f"{slug}.ipynb").read_text("utf-8")
    assert notebook.count("<summary>Answer</summary>") == len(found)


def test_script_is_small_and_where_it_is_needed(site):
    """At most 5 KiB, and only pages with questions load it."""
    script = site / "_static" / "questions.js"
    assert script.stat().st_size <= 5 * 1024
    with_script = {
        path.stem
        for path in (site / "book").glob("*.html")
        if elements(path).select('script[src*="questions.js"]')
    }
    assert with_script == set(BUILD_IT)


def test_answer_is_judged_kept_and_shown_among_the_work(visit):
    """By keyboard: chosen, checked, changed; it is there again after a reload."""
    page = visit("book/forward.html", viewport=PHONE, locale="en-GB")
    question = page.locator(".question").first
    button, said = (
        question.get_by_role("button", name="Check"),
        question.locator("p[role]"),
    )
    group = page.get_by_role("group", name="Question 1")
    assert group.get_by_role("radio").count() == question.locator("li").count()
    button.press("Enter")
    assert said.text_content() == "Choose an answer first."
    group.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    assert said.text_content() == ""
    page.keyboard.press("Tab")
    while page.locator(":focus").text_content() != "Check answer":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    first = question.locator("li").first.text_content()
    assert said.text_content().startswith("✗ No, this comes from a mistake.")
    assert said.text_content().split("mistake. ")[1] in first
    assert not question.locator("details").is_visible()
    assert_nothing_sticks_out(page)
    assert_no_barriers(page)
    right = question.locator("li[data-right] strong").text_content()
    group.get_by_role("radio", name=right).check()
    assert said.text_content() == ""
    button.click()
    assert said.text_content().startswith("✓ Right.")
    page.reload()
    assert group.get_by_role("radio", name=right).is_checked()
    assert said.text_content().startswith("✓ Right.")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert_no_barriers(page, "color-contrast")

    page.goto(page.url.replace("forward", "work"))
    shown = page.locator("[data-questions]", has_text="of 3")
    assert shown.text_content() == "Questions: 1 of 3 right"
    assert page.locator("[data-questions]").count() == len(BUILD_IT)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete everything").click()
    assert shown.count() == 0
    assert (
        page.evaluate("localStorage.getItem('mlp-question:forward/hidden-layer')")
        is None
    )


@pytest.mark.parametrize("slug", by_night(BUILD_IT, "training"))
def test_questions_without_scripts_and_on_paper(visit, slug):
    """Without scripts the answers open on a click; on paper they stand at the end."""
    page = visit(f"book/{slug}.html", java_script_enabled=False)
    question = page.locator(".question").last
    answers = question.locator("details")
    assert answers.is_visible() and not answers.locator("li").first.is_visible()
    assert not page.locator(".printed-answers").is_visible()
    assert page.get_by_role("button", name="Check answer").count() == 0
    answers.locator("summary").click()
    assert answers.locator("li").first.is_visible()
    page = visit(f"book/{slug}.html")
    page.emulate_media(media="print")
    assert page.locator(".question label").first.is_visible()
    assert (
        page.locator(".question")
        .get_by_text("Check answer")
        .filter(visible=True)
        .count()
        == 0
    )
    assert page.locator(".printed-answers li").last.is_visible()
    assert not page.locator(".printed-answers .verdict").first.is_visible()
