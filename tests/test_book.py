"""The pages keep to their pattern, and what they show is the tested code."""

import ast
import inspect
import re
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import yaml
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.errors import SphinxError

import mlp
from booktools.derived import GIVEN as GIVEN_LINE
from booktools.derived import given
from mlp.checks.check import CHECKS

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "book"
PAGES = {path.stem: path.read_text() for path in sorted(BOOK.glob("*.md"))}
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
PARTS = {
    part["caption"]: [Path(chapter["file"]).name for chapter in part["chapters"]]
    for part in TOC["parts"]
}
BUILD_IT, TRY_IT = PARTS["Build it"], PARTS["Try it"]
CHAPTERS = [*BUILD_IT, *TRY_IT]


@cache
def cells(slug):
    """Return the cells of a page as MyST-NB reads them."""
    return read_myst_markdown_notebook(PAGES[slug]).cells


def code_cells(slug):
    """Return the code cells of a page."""
    return [cell for cell in cells(slug) if cell.cell_type == "code"]


def tags(cell):
    """Return the tags of a cell."""
    return set(cell.metadata.get("tags", []))


def functions(source):
    """Return the functions that a source defines at its top level, by name."""
    nodes = ast.parse(source).body
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def reference(name):
    """Return a function of `mlp` as Python reads its text."""
    return functions(inspect.getsource(getattr(mlp, name)))[name]


def home(name):
    """Return the module that defines a public function or class."""
    return inspect.unwrap(getattr(mlp, name)).__module__


TODOS = [
    (slug, position, name)
    for slug in PAGES
    for position, cell in enumerate(cells(slug))
    if "todo" in tags(cell)
    for name in functions(cell.source)
]
GIVEN = [
    (slug, name)
    for slug in PAGES
    for cell in code_cells(slug)
    for line in GIVEN_LINE.findall(cell.source)
    for name in line.split(", ")
]
TAUGHT = [(slug, name) for slug, _, name in TODOS] + GIVEN
CHALLENGES = {
    name
    for slug, position, name in TODOS
    if slug in BUILD_IT and "challenge" in tags(cells(slug)[position])
}
# What pages use without teaching it: comparing, laying out, repeating.
HELPERS = set(mlp.__all__) - {name for _, name in TAUGHT}


def test_every_function_is_taught_once_in_its_own_chapter():
    """Each public function is given or left open; a challenge is both."""
    for name in HELPERS:
        assert not callable(getattr(mlp, name)) or home(name).startswith(
            ("mlp.support.", "mlp.experiments")
        ), f"the page of {home(name)} gives {name} or leaves it open"
    names = [name for _, name in TAUGHT]
    assert {name for name in names if names.count(name) > 1} == CHALLENGES
    for slug, name in TAUGHT:
        if callable(getattr(mlp, name, None)):
            assert home(name) == f"mlp.{slug.replace('-', '_')}"


@pytest.mark.parametrize(("slug", "position", "name"), TODOS)
def test_todo_is_a_unit(slug, position, name):
    """A TODO that starts like its reference, three hints, solution and check."""
    todo, hints, solution, checked = cells(slug)[position : position + 4]

    assert "TODO" in todo.source
    assert "raise NotImplementedError" in todo.source
    node = functions(todo.source)[name]
    assert ast.unparse(node.args) == ast.unparse(reference(name).args)
    (shown,) = functions(given(f"book/{slug}", [name])).values()
    assert ast.get_docstring(node) == ast.get_docstring(shown)

    box = r":::\{admonition\} (.*?)\n:class: dropdown hint\n\n(.*?)\n:::"
    titles, bodies = zip(*re.findall(box, hints.source, re.DOTALL), strict=True)
    assert titles == (
        "Hint 1: the idea",
        "Hint 2: in NumPy terms",
        "Hint 3: the solution",
    )
    assert "# given" not in bodies[0] + bodies[1]
    assert bodies[2].endswith(f"```python\n# given: {name}\n```")

    assert {"solution", "remove-cell"} <= tags(solution)
    assert solution.source == f"from mlp import {name}"
    assert tags(checked) == {"check"}
    assert checked.source == f"check({name})"
    assert name in CHECKS, f"the checks of {slug} need a check of {name}"


@pytest.mark.parametrize("name", sorted(CHALLENGES))
def test_answer_to_a_challenge_is_folded(name):
    """The given function does not stand open below the question."""
    (slug,) = {slug for slug, taught in GIVEN if taught == name}
    (cell,) = [c for c in code_cells(slug) if c.source == f"# given: {name}"]
    assert tags(cell) == {"given", "hide-input"}
    assert cell.metadata["mystnb"]["code_prompt_show"].startswith("Show ")


@pytest.mark.parametrize(("slug", "name"), GIVEN)
def test_given_code_is_short(slug, name):
    """It is the module's code with a line of docstring, and a second one on shapes."""
    for node in functions(given(f"book/{slug}", [name])).values():
        shown = ast.get_docstring(node).splitlines()
        assert shown[0] == inspect.getdoc(getattr(mlp, name)).splitlines()[0]
        assert shown[1:] == [] or len(shown) == 2 and shown[1].startswith("Shapes: ")
        full = reference(name)
        assert ast.unparse(node.body[1:]) == ast.unparse(full.body[1:])
        assert ast.unparse(node.args) == ast.unparse(full.args)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_code_is_not_hidden_by_its_docstrings(slug):
    """Less than 15 of 100 lines of code on a page say what the others do."""
    n_lines = n_shown = 0
    for cell in code_cells(slug):
        source = GIVEN_LINE.sub(
            lambda m: given(f"book/{slug}", m[1].split(", ")), cell.source
        )
        n_lines += sum(bool(line.strip()) for line in source.splitlines())
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
                n_shown += node.body[0].end_lineno - node.body[0].lineno + 1
    assert n_shown < 0.15 * n_lines


@pytest.mark.parametrize("slug", CHAPTERS)
def test_figure_stays_closed_until_the_reader_has_predicted_it(slug):
    """The next figure after a prediction is folded, and the fold says what it holds."""
    asked = 0
    for cell in cells(slug):
        asked += cell.cell_type == "markdown" and "{admonition} Predict" in cell.source
        if asked and "figure" in cell.metadata.get("mystnb", {}):
            assert {"hide-output", "hide-cell"} & tags(cell), cell.source
            assert cell.metadata["mystnb"]["code_prompt_show"].startswith("Show ")
            asked = 0


def test_given_code_that_is_not_there_is_named():
    """A name that the chapter's module does not define stops the build."""
    with pytest.raises(SphinxError, match="book/data: .* does not define make_suns"):
        given("book/data", ["make_moons_np", "make_suns"])


@pytest.mark.parametrize("slug", CHAPTERS)
def test_functions_of_earlier_chapters_come_in_one_standalone_cell(slug):
    """It has nothing but imports; other cells bring in no function of the lesson."""
    assert sum("standalone" in tags(cell) for cell in code_cells(slug)) <= 1
    earlier = {f"mlp.{s.replace('-', '_')}" for s in CHAPTERS[: CHAPTERS.index(slug)]}
    for cell in code_cells(slug):
        tree = ast.parse(cell.source)
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        imports = [node for node in imports if node.module.startswith("mlp")]
        names = {alias.name for node in imports for alias in node.names}
        if "standalone" in tags(cell):
            assert imports == tree.body
            assert {home(name) for name in names} <= earlier
        # The bug hunt borrows the training loop from a later chapter, and says so.
        elif not {"solution", "borrowed"} & tags(cell):
            assert names <= HELPERS | {"check"}


@pytest.mark.parametrize("slug", PAGES)
def test_every_figure_has_its_own_alternative_text(slug):
    """A cell that draws has a name, a caption and a description of its picture."""
    descriptions = []
    for cell in code_cells(slug):
        draws = re.search(r"plt\.subplots\(|fig = plot_|^replay_", cell.source, re.M)
        if not draws or "given" in tags(cell):
            continue
        figure = cell.metadata["mystnb"]["figure"]
        assert figure["name"].startswith("fig-")
        assert figure["caption"]
        descriptions.append(cell.metadata["mystnb"]["image"]["alt"])
    assert len(descriptions) == PAGES[slug].count("  figure:\n")
    assert len(set(descriptions)) == len(descriptions)
    assert all(len(text) > 60 for text in descriptions)


def test_every_page_is_in_the_table_of_contents():
    """No page is forgotten, none is listed twice."""
    listed = [Path(TOC["root"]).name, *chain.from_iterable(PARTS.values())]
    assert sorted(listed) == sorted(PAGES)


@pytest.mark.parametrize("slug", [*BUILD_IT, "experiments"])
def test_chapter_is_announced(slug):
    """The landing page and the page for teachers have a line in their tables."""
    for page in ("index", "teaching"):
        line = rf"^\| \[.*\]\({slug}\.md\) \|"
        assert re.search(line, PAGES[page], re.M), f"the table of book/{page}.md"


@pytest.mark.parametrize("name", sorted({name for _, _, name in TODOS}))
def test_quantities_have_a_symbol(name):
    """Every number that a learner's function takes has its line in the notation."""
    doc = inspect.getdoc(getattr(mlp, name)).split("\n\nReturns")[0]
    for quantity in re.findall(r"^(\w+) : (?:int|float)\b", doc, re.MULTILINE):
        assert f"`{quantity}`" in PAGES["notation"], f"notation.md lacks {quantity}"


@pytest.mark.parametrize("slug", CHAPTERS)
def test_page_follows_the_template(slug):
    """Title, overview, at least one prediction and prompt, mistakes, summary."""
    page = PAGES[slug]
    body = page.split("---\n", 2)[2]
    assert body.startswith(f"({slug})=\n# ")
    for field in ("do.", "learn", "need."):
        assert page.count(f"**What you'll {field}**") == 1
    bullets = re.search(r"What you'll learn\*\*\n\n((?:- .*\n)+)", page).group(1)
    assert 2 <= bullets.count("\n") <= 5
    assert "{admonition} Predict first" in page
    assert 1 <= len(re.findall(r"\{admonition\} Try it", page)) <= 2
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    questions = ["Check yourself"] if slug in BUILD_IT else []
    ends = ["Common mistakes", *questions, "Summary", "Further reading"]
    assert headings[-len(ends) :] == ends
    mistakes = page.split("## Common mistakes\n")[1].split("\n## ")[0]
    assert 2 <= len(re.findall(r"^- \*\*", mistakes, re.MULTILINE)) <= 4


def test_worked_example_is_the_same_everywhere(example):
    """Forward, backward and gradient check start from the numbers of the tests."""
    for slug in ("forward", "backward", "gradient-check"):
        (cell,) = [c for c in code_cells(slug) if "worked-example" in tags(c)]
        found = {"np": np}
        exec(cell.source, found)
        shown = found["X_example"], found["y_example"], found["params_example"]
        np.testing.assert_equal(shown, example)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_displayed_equations_have_labels_that_are_used_or_name_a_step(slug):
    """Every displayed equation carries a label, and no label occurs twice."""
    closings = re.findall(r"^\$\$(.*)$", PAGES[slug], re.MULTILINE)[1::2]
    labels = [re.fullmatch(r" \((eq-[a-z0-9-]+)\)", text) for text in closings]
    assert all(labels), closings
    names = [label.group(1) for label in labels]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_cells_are_short(slug):
    """A cell that is not a whole function of the lesson has at most 20 lines."""
    for cell in code_cells(slug):
        if not {"given", "todo", "remove-cell"} & tags(cell):
            assert len(cell.source.splitlines()) <= 20, cell.source


@pytest.mark.parametrize("slug", TRY_IT[1:])
def test_experiment_asks_for_a_function_and_its_solution_stays_closed(slug):
    """Below the heading everything that is shown is folded, the reading too."""
    page = PAGES[slug]
    assert slug in {todo[0] for todo in TODOS}
    folded = False
    for cell in cells(slug):
        folded = folded or "\n## The solution" in cell.source
        if folded and cell.cell_type == "code" and "own-run" not in tags(cell):
            assert {"hide-input", "hide-cell", "remove-cell"} & tags(cell)
            assert "hide-input" not in tags(cell) or "remove-stdout" in tags(cell)
    assert folded
    assert ":::{admonition} Reading\n:class: dropdown" in page
    reading = page.split("{admonition} Reading")[1].split("\n:::\n")[0]
    assert "**What these figures do not show.**" in reading
    # Numbers with decimals come from the run, not from the keyboard.
    typed = re.sub(r"\{glue:text\}`[^`]*`|\$[^$]*\$", "", reading)
    assert re.findall(r"\d+\.\d+", typed) == []


@pytest.mark.parametrize("slug", TRY_IT)
def test_there_is_a_cell_for_a_run_of_ones_own(slug):
    """One short cell; in an experiment it stands where the text asks for the run."""
    (own,) = [n for n, cell in enumerate(cells(slug)) if "own-run" in tags(cell)]
    source = cells(slug)[own].source
    assert source.startswith("# ") and len(source.splitlines()) <= 10
    if slug in TRY_IT[1:]:
        asking = cells(slug)[own - 1].source
        assert "\nRun it yourself first" in asking.split("## The solution")[1]
