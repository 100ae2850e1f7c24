"""The pages keep to their pattern, and what they show is the tested code."""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from myst_nb.core.read import read_myst_markdown_notebook

import mlp
from mlp.checks.check import CHECKS

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "book"
PAGES = {path.stem: path.read_text() for path in sorted(BOOK.glob("*.md"))}
BUILD_IT = [
    "data",
    "primitives",
    "initialization",
    "forward",
    "backward",
    "gradient-check",
    "updates",
    "training",
    "decision-boundary",
]
TRY_IT = [
    "experiments",
    "width-depth",
    "tanh",
    "l2",
    "early-stopping",
    "noise",
    "momentum",
]
CHAPTERS = [*BUILD_IT, *TRY_IT]

# What the lesson uses without teaching it: comparing, laying out, repeating.
HELPERS = {
    "EPS",
    "GradientReport",
    "REPLAY_EPOCHS",
    "Replay",
    "Run",
    "compare_gradients",
    "plot_boundaries",
    "plot_losses",
    "plot_network",
    "print_luck",
    "print_results",
    "record_snapshots",
    "repeat_experiment",
    "replay_comparison",
    "replay_training",
}
# Modules that hold nothing else.
HELPER_MODULES = ["network_diagram", "replay"]


def cells(slug):
    """Return the cells of a page as MyST-NB reads them."""
    return read_myst_markdown_notebook(PAGES[slug]).cells


def code_cells(slug, tag=None):
    """Return the code cells of a page, or those with a tag."""
    return [
        cell
        for cell in cells(slug)
        if cell.cell_type == "code" and (tag is None or tag in tags(cell))
    ]


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def functions(source):
    """Return the functions that a source defines at its top level, by name."""
    return {
        node.name: node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


def text_of(source, node):
    """Return a function's text, without its decorators."""
    return "\n".join(source.splitlines()[node.lineno - 1 : node.end_lineno])


def reference(name):
    """Return the text of a function of `mlp`, without its decorator."""
    source = inspect.getsource(getattr(mlp, name))
    return text_of(source, ast.parse(source).body[0])


TODOS = [
    (slug, position, name)
    for slug in PAGES
    for position, cell in enumerate(cells(slug))
    if "todo" in tags(cell)
    for name in functions(cell.source)
]


def test_every_todo_of_the_course_is_there():
    """The functions that the learner writes, in the order of the chapters."""
    found = {slug: [n for s, _, n in TODOS if s == slug] for slug in CHAPTERS}
    assert {slug: names for slug, names in found.items() if names} == {
        "primitives": ["sigmoid", "relu", "d_relu"],
        "initialization": ["init_mlp"],
        "forward": ["forward_pass"],
        "backward": ["backward_pass"],
        "width-depth": ["count_params"],
        "tanh": ["tanh", "d_tanh"],
        "l2": ["weight_l2_norm", "backward_pass_l2"],
        "early-stopping": ["early_stopping"],
        "noise": ["share_undecided"],
        "momentum": ["update_with_momentum"],
    }


@pytest.mark.parametrize(("slug", "position", "name"), TODOS)
def test_todo_is_a_unit(slug, position, name):
    """A TODO cell, three hints, the solution and the check; hint 3 is the reference."""
    todo, hints, solution, checked = cells(slug)[position : position + 4]

    assert "TODO" in todo.source
    assert "raise NotImplementedError" in todo.source
    todo_node = functions(todo.source)[name]
    (reference_node,) = functions(reference(name)).values()
    assert ast.unparse(todo_node.args) == ast.unparse(reference_node.args)

    boxes = re.findall(
        r":::\{admonition\} (.*?)\n:class: dropdown hint\n\n(.*?)\n:::",
        hints.source,
        re.DOTALL,
    )
    titles = [title for title, _ in boxes]
    assert titles == [
        "Hint 1: the idea",
        "Hint 2: in NumPy terms",
        "Hint 3: the solution",
    ]
    include = re.search(
        r"literalinclude\} (\S+)\n(?::.*\n)*:pyobject: (\w+)", boxes[2][1]
    )
    assert include.group(2) == name
    module = (BOOK / include.group(1)).resolve()
    assert module == Path(inspect.getsourcefile(inspect.unwrap(getattr(mlp, name))))
    assert not any("literalinclude" in body for _, body in boxes[:2])

    assert {"solution", "remove-cell"} <= set(tags(solution))
    assert solution.source == f"from mlp import {name}"

    assert tags(checked) == ["check"]
    assert checked.source == f"check({name})"
    assert name in CHECKS


@pytest.mark.parametrize(("slug", "position", "name"), TODOS)
def test_todo_starts_like_its_reference(slug, position, name):
    """The docstring of the TODO is that of the reference, without what it raises."""
    todo = functions(cells(slug)[position].source)[name]
    full = inspect.getdoc(getattr(mlp, name))
    shown = inspect.cleandoc(ast.get_docstring(todo))
    assert shown == re.split(r"\n\n(?:Raises|Notes)\n-+", full)[0]


@pytest.mark.parametrize("slug", CHAPTERS)
def test_given_code_is_the_reference(slug):
    """What a page gives in full is the text of the module, to the letter."""
    for cell in code_cells(slug, "given"):
        found = functions(cell.source)
        assert found
        for name, node in found.items():
            assert text_of(cell.source, node) == reference(name), name
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.Assign):
                source = ast.get_source_segment(cell.source, node)
                module = inspect.getmodule(inspect.unwrap(getattr(mlp, name)))
                assert source in inspect.getsource(module)


def test_every_function_is_taught_once():
    """Each public function is given, or left open, in exactly one chapter."""
    taught = [name for _, _, name in TODOS if name != "backward_pass"]
    for slug in CHAPTERS:
        for cell in code_cells(slug, "given"):
            taught += functions(cell.source)
    assert sorted(taught) == sorted(set(mlp.__all__) - HELPERS)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_one_standalone_cell_imports_earlier_chapters(slug):
    """At most one cell, with nothing but imports from `mlp` of earlier chapters."""
    found = code_cells(slug, "standalone")
    assert len(found) <= 1
    earlier = {s.replace("-", "_") for s in CHAPTERS[: CHAPTERS.index(slug)]}
    for cell in found:
        for node in ast.parse(cell.source).body:
            assert isinstance(node, ast.ImportFrom)
            for alias in node.names:
                thing = getattr(mlp, alias.name)
                assert inspect.getmodule(thing).__name__.split(".")[1] in earlier


@pytest.mark.parametrize("slug", CHAPTERS)
def test_other_cells_do_not_import_what_the_learner_writes(slug):
    """Only standalone and solution cells bring in functions of the lesson."""
    for cell in code_cells(slug):
        # The bug hunt borrows the training loop from a later chapter, and says so.
        if not {"standalone", "solution", "borrowed"} & set(tags(cell)):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.ImportFrom) and node.module.startswith("mlp"):
                    names = {alias.name for alias in node.names}
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
    """No page is forgotten, none is listed twice, and the parts are in order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    parts = {
        part["caption"]: [chapter["file"] for chapter in part["chapters"]]
        for part in toc["parts"]
    }
    assert list(parts) == ["Start", "Build it", "Try it", "Reference"]
    assert parts["Build it"] == [f"book/{slug}" for slug in BUILD_IT]
    assert parts["Try it"] == [f"book/{slug}" for slug in TRY_IT]
    listed = [toc["root"], *(file for files in parts.values() for file in files)]
    assert sorted(listed) == [f"book/{slug}" for slug in sorted(PAGES)]


@pytest.mark.parametrize("slug", CHAPTERS)
def test_page_follows_the_template(slug):
    """Title, overview, at least one prediction and prompt, mistakes, summary."""
    page = PAGES[slug]
    body = page.split("---\n", 2)[2]
    assert body.startswith(f"({slug})=\n# ")
    for field in (
        "**What you'll do.**",
        "**What you'll learn**",
        "**What you'll need.**",
    ):
        assert page.count(field) == 1
    bullets = re.search(r"What you'll learn\*\*\n\n((?:- .*\n)+)", page).group(1)
    assert 2 <= bullets.count("\n") <= 5
    assert "{admonition} Predict first" in page
    prompts = len(re.findall(r"\{admonition\} Try it", page))
    assert prompts <= 2
    if slug in BUILD_IT:
        assert prompts >= 1
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings[-3:] == ["Common mistakes", "Summary", "Further reading"]
    mistakes = page.split("## Common mistakes\n")[1].split("\n## ")[0]
    assert 2 <= len(re.findall(r"^- \*\*", mistakes, re.MULTILINE)) <= 4


def test_worked_example_is_the_same_everywhere(example):
    """Forward, backward and gradient check start from the numbers of the tests."""
    found = {slug: code_cells(slug, "worked-example") for slug in PAGES}
    sources = {slug: cell[0].source for slug, cell in found.items() if cell}
    assert set(sources) == {"forward", "backward", "gradient-check"}
    assert len(set(sources.values())) == 1
    namespace = {"np": np}
    exec(sources["forward"], namespace)
    X, y, params = example
    np.testing.assert_array_equal(namespace["X_example"], X)
    np.testing.assert_array_equal(namespace["y_example"], y)
    for name, values in params.items():
        np.testing.assert_array_equal(namespace["params_example"][name], values)


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
        if not {"given", "todo", "remove-cell"} & set(tags(cell)):
            assert len(cell.source.splitlines()) <= 20, cell.source


def test_api_page_lists_every_module():
    """Each chapter's module has its section; those that help the pages come last."""
    modules = re.findall(r"automodule:: mlp\.(\w+)", PAGES["api"])
    taught = [slug.replace("-", "_") for slug in CHAPTERS]
    assert modules == taught + HELPER_MODULES


@pytest.mark.parametrize("slug", TRY_IT[1:])
def test_solution_stays_closed(slug):
    """Below the heading everything that is shown is folded, the reading too."""
    page = PAGES[slug]
    positions = [
        i for i, cell in enumerate(cells(slug)) if "\n## The solution" in cell.source
    ]
    after = cells(slug)[positions[0] + 1 :]
    for cell in after:
        if cell.cell_type == "code":
            assert {"hide-input", "hide-cell", "remove-cell"} & set(tags(cell))
            if "hide-input" in tags(cell):
                assert "remove-stdout" in tags(cell)
    assert ":::{admonition} Reading\n:class: dropdown" in page
    reading = page.split("{admonition} Reading")[1].split("\n:::\n")[0]
    assert "**What these figures do not show.**" in reading
    # Numbers with decimals come from the run, not from the keyboard.
    typed = re.sub(r"\{glue:text\}`[^`]*`|\$[^$]*\$", "", reading)
    assert re.findall(r"\d+\.\d+", typed) == []
