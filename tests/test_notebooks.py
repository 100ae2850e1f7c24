"""Each chapter as a notebook: what learners download is complete, and it works."""

import ast
import base64
import functools
import html
import http.server
import io
import re
import shutil
import socket
import threading
from html.parser import HTMLParser
from pathlib import Path
from textwrap import indent
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
import yaml
from conftest import ROOT, build, made_once, new_computer, output
from docutils import nodes
from docutils.utils import new_document
from nbconvert import HTMLExporter
from PIL import Image
from small_book import TOP, write_book
from sphinx import addnodes
from sphinx.errors import SphinxError

from booktools.downloads.cells import PageReader
from booktools.downloads.markdown import UnknownElement, Writer

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
BUILD_IT, TRY_IT = (
    [Path(chapter["file"]).name for chapter in part["chapters"]]
    for part in TOC["parts"]
    if part.get("numbered")
)
CHAPTERS = [*BUILD_IT, *TRY_IT]
WHOLE = "mlp-from-scratch"
NOTEBOOKS = [*CHAPTERS, WHOLE]


def mostly_by_night(*examples):
    """Have a test run for some notebooks always, and for the others in nightly runs."""
    names = [
        pytest.param(name, marks=() if name in examples else pytest.mark.nightly)
        for name in NOTEBOOKS
    ]
    return pytest.mark.parametrize("name", names)


def read(folder, name):
    """Return a notebook."""
    return nbformat.read(folder / f"{name}.ipynb", as_version=4)


def tags(cell):
    """Return the tags of a cell."""
    return cell.metadata.get("tags", [])


def code_cells(notebook, tag=None):
    """Return the code cells of a notebook, or those with a tag."""
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and (tag is None or tag in tags(cell))
    ]


def without_magics(source):
    """Return code without the lines that only a notebook understands."""
    return re.sub(r"^%.*", "", source, flags=re.MULTILINE)


def functions(source):
    """Return the functions that code defines at its top level, by name."""
    return {
        node.name: node
        for node in ast.parse(without_magics(source)).body
        if isinstance(node, ast.FunctionDef)
    }


def replace_function(cell, name, text):
    """Put another text in place of a function of a cell."""
    node, lines = functions(cell.source)[name], cell.source.splitlines()
    cell.source = "\n".join(
        [*lines[: node.lineno - 1], text, *lines[node.end_lineno :]]
    )


def gaps(notebook):
    """Return the cell of each open function, by name."""
    return {
        name: cell
        for cell in code_cells(notebook, "todo")
        for name in functions(cell.source)
    }


def fill_in(notebook):
    """Copy the last hint of each gap into it, as a learner would."""
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    hints = {}
    for block in re.findall(r"<summary>Hint 3.*?```python\n(.*?)```", text, re.DOTALL):
        hints |= {name: block.rstrip() for name in functions(block)}
    for name, cell in gaps(notebook).items():
        replace_function(cell, name, hints[name])
    return notebook


def executed(computer, notebook, folder):
    """Return a notebook after all its cells were run on a computer."""
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    run_notebook(computer, path)
    return nbformat.read(path, as_version=4)


def run_notebook(computer, path, **options):
    """Run all cells of a notebook file where it lies."""
    return computer.run(
        *("python", "-m", "nbconvert", "--execute", "--inplace", "--to=notebook"),
        *("--ExecutePreprocessor.timeout=600", path),
        cwd=path.parent,
        **options,
    )


def text_of(cell):
    """Return what a cell has printed and returned, as text."""
    return "\n".join(
        part.text if part.output_type == "stream" else part.data.get("text/plain", "")
        for part in cell.outputs
        if part.output_type != "error"
    )


def errors(notebook):
    """Return the errors that were shown in a notebook."""
    return [
        f"{part.ename}: {part.evalue}"
        for cell in code_cells(notebook)
        for part in cell.outputs
        if part.output_type == "error"
    ]


def pixels(data):
    """Return a picture as an array, whatever its format."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def figures(notebook):
    """Return the pictures that a notebook drew."""
    return [
        pixels(base64.b64decode(part.data["image/png"]))
        for cell in code_cells(notebook)
        for part in cell.outputs
        if "image/png" in part.get("data", {})
    ]


def figures_on_page(site, slug):
    """Return the pictures that code drew on a page, without those of a replay."""
    page = (site / "book" / f"{slug}.html").read_text()
    images = re.findall(r"<img [^>]*>", page)
    drawn = [image for image in images if "replay-frame" not in image]
    names = [re.search(r'src="\.\./(_images/[^"]+)"', image)[1] for image in drawn]
    return [pixels((site / name).read_bytes()) for name in names]


@mostly_by_night("forward")
def test_untouched_notebook_says_what_is_to_do(site, computer, tmp_path, name):
    """Everything before the first gap runs; after it there are only kind sentences."""
    notebook = executed(computer, read(site / "notebooks", name), tmp_path)
    assert errors(notebook) == []
    still_open = False
    for cell in code_cells(notebook):
        still_open |= "todo" in tags(cell)
        if not still_open:
            assert "Still to do" not in text_of(cell)
        if "Still to do" in text_of(cell):  # and no axes that nothing was drawn in
            assert not any("data" in part for part in cell.outputs)
        if "check" in tags(cell):
            assert text_of(cell).startswith("…")
            assert "not done yet" in text_of(cell)


@mostly_by_night("primitives", WHOLE)
def test_filled_in_notebook_passes_and_draws_the_page(site, computer, tmp_path, name):
    """With each hint in its gap all checks pass and the figures are the page's."""
    notebook = executed(computer, fill_in(read(site / "notebooks", name)), tmp_path)
    assert errors(notebook) == []
    for cell in code_cells(notebook, "check"):
        assert text_of(cell).startswith("✓")
        assert "passed" in text_of(cell)
    slugs = BUILD_IT if name == WHOLE else [name]
    drawn = [figure for slug in slugs for figure in figures_on_page(site, slug)]
    assert len(drawn) > 0
    for own, shown in zip(figures(notebook), drawn, strict=True):
        np.testing.assert_array_equal(own, shown)
    if name == WHOLE:
        assert_baseline(notebook)


def assert_baseline(notebook):
    """Insist on the numbers of the baseline run: epoch, losses, accuracies."""
    numbers = [re.findall(r"[\d.]+", line) for line in training_lines(notebook)]
    for expected in (
        ["1", "0.4801", "0.4795", "0.8125", "0.8000"],
        ["50", "0.3975", "0.3805", "0.8208", "0.8000"],
        ["200", "0.3789", "0.3604", "0.8292", "0.8250"],
        ["400", "0.3684", "0.3528", "0.8229", "0.8333"],
    ):
        assert expected in numbers


def training_lines(notebook):
    """Return the lines that the learner's training loop printed first."""
    (defined,) = (
        position
        for position, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and "train_mlp" in functions(cell.source)
    )
    return next(
        text_of(cell).splitlines()
        for cell in notebook.cells[defined + 1 :]
        if cell.cell_type == "code" and "train_mlp(" in cell.source
    )


def test_right_wrong_and_open_functions_are_told_apart(site, computer, tmp_path):
    """In one notebook each check says what is so for its function."""
    notebook = fill_in(read(site / "notebooks", "primitives"))
    leaky = "def relu(x):\n    return np.maximum(x, 0.1 * x)"
    replace_function(gaps(notebook)["relu"], "relu", leaky)
    still_open = gaps(read(site / "notebooks", "primitives"))["d_relu"]
    gaps(notebook)["d_relu"].source = still_open.source
    notebook = executed(computer, notebook, tmp_path)
    said = {cell.source: text_of(cell) for cell in code_cells(notebook, "check")}
    assert said["check(sigmoid)"].startswith("✓")
    assert "not right yet" in said["check(relu)"]
    assert "leaky ReLU" in said["check(relu)"]
    assert "not done yet" in said["check(d_relu)"]


def test_mistake_of_a_learner_shows_in_the_curve_of_the_whole_lesson(
    site, computer, tmp_path
):
    """Nothing of ours trains in place of what the learner wrote."""
    notebook = fill_in(read(site / "notebooks", WHOLE))
    text = "def relu(x):\n    return np.maximum(x, 0.5 * x)"
    replace_function(gaps(notebook)["relu"], "relu", text)
    # What hunts bugs, and what follows the training, takes long and is not needed here.
    cells = [cell for cell in notebook.cells if "SUSPECTS" not in cell.source]
    cells = [cell for cell in cells if "wrong.items()" not in cell.source]
    end = next(i for i, cell in enumerate(cells) if "= train_mlp(" in cell.source)
    notebook.cells = cells[: end + 1]
    lines = training_lines(executed(computer, notebook, tmp_path))
    assert lines[-1].startswith("epoch  400")
    assert "train_loss 0.3684" not in lines[-1]


def test_whole_lesson_imports_no_function_that_the_learner_writes(site):
    """The bug hunt borrows a training loop; the rest compares, records and draws."""
    taken = set()
    for cell in code_cells(read(site / "notebooks", WHOLE)):
        for node in ast.walk(ast.parse(without_magics(cell.source))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("mlp"):
                taken |= {alias.name for alias in node.names}
    assert taken == {
        "check", "GradientReport", "SUSPECTS", "compare_gradients", "plot_network",
        "record_snapshots", "replay_training", "run_experiment",
    }  # fmt: skip


def test_cell_keeps_its_id_wherever_it_stands(site):
    """An id depends on the text of its cell alone, so notebooks can be compared."""
    whole = {cell.source: cell.id for cell in read(site / "notebooks", WHOLE).cells}
    shared = [
        (cell.id, whole[cell.source])
        for slug in BUILD_IT
        for cell in read(site / "notebooks", slug).cells
        if cell.source in whole and "-" not in cell.id + whole[cell.source]
    ]
    assert len(shared) > 100
    assert [(own, other) for own, other in shared if own != other] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_myst_is_left(site, name):
    """No directive, role, label or option of MyST is in the text of any cell."""
    for cell in read(site / "notebooks", name).cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)
            text = re.sub(r"`[^`\n]*`|\$\$.*?\$\$|\$[^$]*\$", "", text, flags=re.DOTALL)
            left = re.findall(
                r":::|`{3,}\{|\{[a-z:]+\}|^\([\w-]+\)=$|^:[\w-]+:|^%",
                text,
                re.MULTILINE,
            )
            assert left == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_is_valid_and_has_no_outputs(site, name):
    """Both notebooks follow the format, ids are unique, nothing has been run.

    Whoever opens all hints gets, cell by cell, what the solved notebook has.
    """
    learners, solved = (read(site / "notebooks" / f, name) for f in ("", "solved"))
    for notebook in (learners, solved):
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
        assert notebook.metadata.mlp.functions == list(gaps(learners))
        for cell in code_cells(notebook):
            assert cell.outputs == []
            assert cell.execution_count is None
            assert not {"solution", "numbers"} & set(tags(cell))
            assert "glue" not in cell.source
    filled_in = fill_in(learners)
    assert [c.source for c in filled_in.cells] == [c.source for c in solved.cells]


class Elements(HTMLParser):
    """What a reader of a converted notebook gets to see."""

    def __init__(self, text):
        super().__init__()
        self.counts, self.ids, self.links, self.images = {}, set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Count an element and keep where it leads."""
        attributes = dict(attributes)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.ids |= {attributes[key] for key in ("id", "name") if key in attributes}
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.images.append(attributes.get("src", ""))


@functools.cache
def converted(folder, name):
    """Return a notebook as nbconvert shows it, and its elements."""
    exporter = HTMLExporter(template_name="basic")
    text, _ = exporter.from_notebook_node(read(folder, name))
    return text, Elements(text)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_text_renders_outside_of_myst(site, name):
    """Mathematics, tables, boxes and links survive the way through nbconvert."""
    folder = site / "notebooks"
    text, elements = converted(folder, name)
    source = "\n".join(
        re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)
        for cell in read(folder, name).cells
        if cell.cell_type == "markdown"
    )
    tables = re.findall(r"^\|(?: --- \|)+$", source, re.MULTILINE)
    assert elements.counts.get("table", 0) == len(tables)
    assert elements.counts.get("details", 0) == source.count("<details>")
    assert "&lt;details" not in text
    equations = re.findall(r"^\$\$\n.*?\n\$\$$", source, re.DOTALL | re.MULTILINE)
    shown = html.unescape(text)
    assert all(equation in shown for equation in equations)
    for formula in re.findall(r"(?<![\\$])\$[^$\n]+\$(?!\$)", source):
        assert formula in shown
    for link in elements.links:
        target, _, anchor = link.partition("#")
        if re.match(r"https?://", target):
            continue
        place = (
            elements if not target else converted(folder, target[: -len(".ipynb")])[1]
        )
        assert not anchor or anchor in place.ids, link


@pytest.mark.parametrize("slug", CHAPTERS)
def test_notebook_has_everything_that_the_page_has(site, slug):
    """Headings, equations, boxes and code of the page are all there.

    The first code cell is the notebook's own. A line may name what the page folds, and
    what is given may wait for a challenge.
    """
    source = (ROOT / "book" / f"{slug}.md").read_text().split("---\n", 2)[2]
    prose = re.sub(r"```\{code-cell\}.*?\n```", "", source, flags=re.DOTALL)
    notebook = read(site / "notebooks", slug)
    text = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    for heading in re.findall(r"^#+ (.*)$", prose, re.MULTILINE):
        assert re.search(rf"^#+ [\d.]+ {re.escape(heading)}$", text, re.MULTILINE)
    labels = re.findall(r"^\$\$ \(eq-[\w-]+\)$", prose, re.MULTILINE)
    assert text.count(r"\tag{") == len(labels)
    for title in re.findall(r"\{admonition\} (.*)", prose):
        assert title.replace("'", "’") in text

    page = (site / "book" / f"{slug}.html").read_text()
    cells = re.findall(r'<div class="cell_input.*?<pre>(.*?)</pre>', page, re.DOTALL)
    setup, *own = code_cells(notebook)
    assert "%load_ext mlp.checks" in setup.source
    for cell, shown in zip(own, cells, strict=True):
        code = html.unescape(re.sub(r"<[^>]*>", "", shown)).strip()
        assert cell.source.endswith((code, indent(code, "    ")))


@pytest.mark.parametrize("slug", CHAPTERS)
def test_page_offers_its_notebooks_the_zip_and_print(site, slug):
    """The menu has exactly that, every file exists, and no source is shipped."""
    page = (site / "book" / f"{slug}.html").read_text()
    links = re.findall(r'<a [^>]*href="([^"]+)"[^>]* download="[^"]+"', page)
    assert links == [
        f"../notebooks/{slug}.ipynb",
        f"../notebooks/solved/{slug}.ipynb",
        "../downloads/mlp-course.zip",
    ]
    assert all((site / "book" / link).resolve().is_file() for link in links)
    assert "window.print()" in page
    assert "colab" not in page
    assert "binder" not in page
    assert "_sources" not in page
    assert not (site / "_sources").exists()


def test_checks_of_many_notebooks_run_from_the_zip(computer):
    """Staff can check notebooks with nothing but what the zip gives."""
    path = "notebooks/solved/primitives.ipynb"
    result = computer.run("python", "-m", "mlp.checks", path, "notebooks/forward.ipynb",
                          check=False)  # fmt: skip
    assert "✓ sigmoid, relu, d_relu" in result.stdout
    assert "… forward_pass" in result.stdout


def test_zip_holds_the_course(site, computer):
    """All notebooks, the package, requirements, licences and a README that is right."""
    there = {
        path.relative_to(computer.course).as_posix()
        for path in computer.course.rglob("*")
        if path.is_file()
    }
    (wheel,) = (site / "downloads").glob("*.whl")
    both = {f"{f}{name}.ipynb" for name in NOTEBOOKS for f in ("", "solved/")}
    assert there == {f"notebooks/{name}" for name in both} | {
        "README.md", "requirements.txt", "LICENSE", "LICENSE-TEXT", wheel.name,
    }  # fmt: skip
    for name in both:
        assert (computer.course / "notebooks" / name).read_bytes() == (
            site / "notebooks" / name
        ).read_bytes()
    readme = (computer.course / "README.md").read_text()
    assert wheel.name in readme
    assert "WHEEL" not in readme


PAGE = f"""{TOP}(start)=
# First

```{{code-cell}} ipython3
import numpy as np

from mlp.checks import check
```

```{{code-cell}} ipython3
:tags: [todo]

def sigmoid(x):
    raise NotImplementedError("TODO: sigmoid")
```

:::{{admonition}} Hint 3: the solution
:class: dropdown hint

```{{literalinclude}} ../code/mlp/primitives.py
:language: python
:pyobject: sigmoid
:start-at: def sigmoid
```
:::

```{{code-cell}} ipython3
:tags: [solution, remove-cell]

from mlp import sigmoid
```

```{{code-cell}} ipython3
:tags: [check]

check(sigmoid)
```
"""


EVERYTHING = """
## Every form

A *soft* and a **strong** word, `code | with ``` ticks`, $a < b$, a $\\$5$ price,
2. not a list, # no heading, \\<b>no tag\\</b>, an
[outer link](https://example.org/a_b_c) and [itself](first.md).

![A blue dot](_static/dot.png)

```{figure} _static/dot.png
:name: fig-dot
:alt: The same dot

A caption with $x_1$.
```

- one
  - inside

    a second paragraph
- two

1. first
2. second

> quoted

:::{tip}
Try it.
:::

:::{admonition} Opened by *hand*
Inside, with a list

- of one

```python
x = 1
```
:::

| a | b |
| --- | --- |
| $\\|x\\|$ | `p \\| q` |
"""


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """Return a book of one chapter, with an address and a repository, and its site."""

    def make(folder):
        write_book(
            folder,
            {"index": "# Start\n\nSee [](first.md).\n", "first": PAGE + EVERYTHING},
        )
        dot = Image.new("RGB", (1, 1), "blue")
        dot.save(folder / "book" / "_static" / "dot.png")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = yaml.safe_load((folder / "_config.yml").read_text())
        config["html"]["baseurl"] = f"http://127.0.0.1:{port}/"
        config["repository"] = {"url": "https://github.com/someone/course"}
        (folder / "_config.yml").write_text(yaml.safe_dump(config))
        result = build(folder)
        assert result.returncode == 0, output(result)

    return made_once(tmp_path_factory, "small", make) / "_build" / "html"


def test_first_cell_helps_where_mlp_is_missing(site, small_site, packages, tmp_path):
    """One sentence helps if the site has no address; otherwise `mlp` comes from it."""
    archive = site / "downloads" / "mlp-course.zip"
    computer = new_computer(tmp_path / "bare", archive, packages)
    shutil.copy(site / "notebooks" / "forward.ipynb", tmp_path)
    result = run_notebook(computer, tmp_path / "forward.ipynb", check=False)
    assert result.returncode != 0
    assert "mlp is missing: unzip mlp-course.zip" in result.stderr

    config = yaml.safe_load((small_site.parents[1] / "_config.yml").read_text())
    port = int(re.search(r":(\d+)/", config["html"]["baseurl"])[1])
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=small_site
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        notebook = fill_in(read(small_site / "notebooks", "first"))
        notebook = executed(computer, notebook, tmp_path)
        server.shutdown()
    assert errors(notebook) == []
    (checked,) = code_cells(notebook, "check")
    assert "✓ sigmoid" in text_of(checked)
    # Once mlp is there, the first cell does nothing.
    again = executed(computer, read(small_site / "notebooks", "first"), tmp_path)
    assert code_cells(again)[0].outputs == []


def test_configured_repository_brings_links_to_run_online(small_site):
    """Colab and Binder open the learner's notebook, from the branch that holds it."""
    page = (small_site / "book" / "first.html").read_text()
    colab, binder = re.findall(r'href="(https://[^"]*(?:colab|binder)[^"]*)"', page)
    assert colab == (
        "https://colab.research.google.com/github/someone/course/blob/notebooks/"
        "notebooks/first.ipynb"
    )
    assert binder == (
        "https://mybinder.org/v2/gh/someone/course/notebooks"
        "?urlpath=lab%2Ftree%2Fnotebooks%2Ffirst.ipynb"
    )


def test_every_form_of_text_becomes_plain_markdown(small_site):
    """Each element that pages may use has its form in Markdown."""
    folder = small_site / "notebooks"
    text, elements = converted(folder, "first")
    cell = read(folder, "first").cells[-1]
    assert list(cell.attachments) == ["dot.png"]
    assert elements.counts["table"] == 1
    assert [src.startswith("data:image/png") for src in elements.images] == [True, True]
    shown = html.unescape(re.sub(r"<[^>]*>", "", text))
    for words in (
        "code | with ``` ticks", "$a < b$", "2. not a list, # no heading",
        "<b>no tag</b>", "Fig. 1.1 A caption with $x_1$.", "a second paragraph", "Tip",
        "Opened by hand", "x = 1", r"$\vert x\vert $", "p | q",
    ):  # fmt: skip
        assert words in shown, words
    assert elements.links[-2:] == ["https://example.org/a_b_c", "first.ipynb"]


def test_element_without_a_form_fails_the_build(tmp_path):
    """What a notebook cannot show is named with its page and line."""
    text = f"{PAGE}\nA note[^n].\n\n[^n]: below\n"
    write_book(tmp_path, {"index": "# Start\n", "first": text})
    result = build(tmp_path)
    assert result.returncode != 0
    found = re.search(
        r"first\.md:(\d+): a notebook cannot show this (\w+)", output(result)
    )
    assert found, output(result)
    assert found[2] == "footnote_reference"
    assert abs(int(found[1]) - text.count("\n") + 2) <= 1
    assert not list((tmp_path / "_build" / "html").glob("notebooks/*"))


@pytest.mark.parametrize(
    "element",
    [
        nodes.definition_list(),
        addnodes.versionmodified("", nodes.paragraph()),
        nodes.paragraph("", "", nodes.footnote_reference()),
        nodes.paragraph("", "", addnodes.download_reference()),
    ],
    ids=str,
)
def test_element_without_a_form_is_refused(element):
    """Neither a block nor a phrase that is not known gets lost."""
    with pytest.raises(UnknownElement, match="a notebook cannot show this"):
        Writer(lambda reference: None, set(), {}).block(element)


def test_gap_without_a_solution_is_refused():
    """A function that no hint solves would leave the solved notebook open."""
    code = nodes.literal_block("", "def sigmoid(x):\n    raise NotImplementedError")
    source = nodes.container("", code, nb_element="cell_code_source")
    gap = nodes.container("", source, nb_element="cell_code")
    gap["cell_metadata"] = {"tags": ["todo"]}
    document = new_document("first")
    document += gap
    course = SimpleNamespace(doctrees={"first": document}, numbers=lambda name: {})
    with pytest.raises(SphinxError, match="first: no hint has the solution of sigmoid"):
        PageReader(course, "first", lambda reference: None, set())
