"""Each chapter as a notebook: what learners download is complete, and it works."""

import base64
import io
import os
import re
import shutil
import socket
from functools import cache
from pathlib import Path
from textwrap import indent
from urllib.parse import urldefrag
from zipfile import ZipFile

import nbformat
import numpy as np
import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT, build, learner_runs, made_once, output
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.docutils_ import Parser
from nbconvert import HTMLExporter
from pages import CHAPTERS, PARTS, by_night, elements, served
from PIL import Image
from small_book import PAGE, write_book
from sphinx import addnodes

from booktools.downloads.cells import functions, with_function
from booktools.downloads.markdown import UnknownElement, Writer
from booktools.version import version

BUILD_IT = PARTS[0]
WHOLE = "mlp-from-scratch"
NOTEBOOKS = [*CHAPTERS, WHOLE]


def read(folder, name):
    """Return a notebook."""
    return nbformat.read(folder / f"{name}.ipynb", as_version=4)


def code_cells(notebook, tag=None):
    """Return the code cells of a notebook, or those with a tag."""
    return [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code"
        and (tag is None or tag in cell.metadata.get("tags", ()))
    ]


def markdown(notebook):
    """Return all text of a notebook."""
    cells = notebook.cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def gaps(notebook):
    """Return the cell of each open function, by name."""
    return {
        name: cell
        for cell in code_cells(notebook, "todo")
        for name in functions(cell.source)
    }


def fill_in(notebook, name, text):
    """Write a function of a cell anew, as a learner would."""
    cell = gaps(notebook)[name]
    cell.source = with_function(cell.source, name, text.rstrip())


def run(computer, notebook, folder, **options):
    """Run all cells of a notebook; return what became of that, and the notebook."""
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    result = learner_runs(
        computer,
        *("-m", "nbconvert", "--execute", "--inplace", "--to=notebook"),
        *("--ExecutePreprocessor.timeout=600", path),
        **options,
    )
    return result, nbformat.read(path, as_version=4)


def text_of(cell):
    """Return what a cell has printed and returned, as text."""
    return "\n".join(
        part.text if part.output_type == "stream" else part.data.get("text/plain", "")
        for part in cell.outputs
    )


def pixels(data):
    """Return a picture as an array, whatever its format."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("name", by_night(NOTEBOOKS, "forward"))
def test_untouched_notebook_says_what_is_to_do(site, computer, tmp_path, name):
    """Everything before the first gap runs; after it there are only kind sentences."""
    _, notebook = run(computer, read(site / "notebooks", name), tmp_path)
    setup, *cells = code_cells(notebook)
    assert setup.outputs == []  # mlp is there
    still_open = False
    for cell in cells:
        still_open |= "todo" in cell.metadata.get("tags", ())
        if not still_open:
            assert "Still to do" not in text_of(cell)
        if "Still to do" in text_of(cell):  # and no axes that nothing was drawn in
            assert not any("data" in part for part in cell.outputs)
        if "check" in cell.metadata.get("tags", ()):
            assert text_of(cell).startswith("…")
            assert "not done yet" in text_of(cell)


BASELINE = """\
epoch    1  train_loss 0.4801  val_loss 0.4795  train_acc 0.8125  val_acc 0.8000
epoch   50  train_loss 0.3975  val_loss 0.3805  train_acc 0.8208  val_acc 0.8000
epoch  200  train_loss 0.3789  val_loss 0.3604  train_acc 0.8292  val_acc 0.8250
epoch  400  train_loss 0.3684  val_loss 0.3528  train_acc 0.8229  val_acc 0.8333"""


@pytest.mark.parametrize("name", by_night(NOTEBOOKS, "primitives"))
def test_solved_notebook_passes_and_draws_the_page(site, computer, tmp_path, name):
    """All checks pass, the figures are the page's, and the baseline has its numbers."""
    _, notebook = run(computer, read(site / "notebooks" / "solved", name), tmp_path)
    for cell in code_cells(notebook, "check"):
        assert text_of(cell).startswith("✓")
        assert "passed" in text_of(cell)
    outputs = [part for cell in code_cells(notebook) for part in cell.outputs]
    drawn = [part.data.get("image/png") for part in outputs if "data" in part]
    shown = []
    for slug in BUILD_IT if name == WHOLE else [name]:
        page = elements(site / "book" / f"{slug}.html")
        shown += [image["src"] for image in page.select("img:not(.replay-frame)")]
    assert len(shown) > 0
    for own, source in zip(filter(None, drawn), shown, strict=True):
        on_page = pixels((site / "book" / source).read_bytes())
        np.testing.assert_array_equal(pixels(base64.b64decode(own)), on_page)
    if name == WHOLE:
        printed = "\n".join(map(text_of, code_cells(notebook))).splitlines()
        assert set(BASELINE.splitlines()) <= set(printed)


def test_mistake_of_a_learner_shows_in_the_curve_of_the_whole_lesson(
    site, computer, tmp_path
):
    """The check names it, and nothing of ours trains in place of the learner's code."""
    notebook = read(site / "notebooks" / "solved", WHOLE)
    fill_in(notebook, "relu", "def relu(x):\n    return np.maximum(x, 0.1 * x)")
    # What hunts bugs, and what follows the training, takes long and is not needed here.
    hunt = r"SUSPECTS|\bwrong\}?\.items"
    cells = [cell for cell in notebook.cells if not re.search(hunt, cell.source)]
    end = next(i for i, cell in enumerate(cells) if "= train_mlp(" in cell.source)
    notebook.cells = cells[: end + 1]
    _, notebook = run(computer, notebook, tmp_path)
    said = {cell.source: text_of(cell) for cell in code_cells(notebook)}
    assert said["check(sigmoid)"].startswith("✓")
    assert "not right yet" in said["check(relu)"]
    assert "leaky ReLU" in said["check(relu)"]
    last_line = text_of(notebook.cells[-1]).splitlines()[-1]
    assert last_line.startswith("epoch  400")
    assert "train_loss 0.3684" not in last_line


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_is_valid_and_has_no_outputs(site, name):
    """Ids are unique, nothing has been run, and all hints make the solved notebook."""
    learners, solved = (read(site / "notebooks" / f, name) for f in ("", "solved"))
    for notebook in (learners, solved):
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(set(ids)) == len(ids)
        assert notebook.metadata.mlp.functions == list(gaps(learners))
        for cell in code_cells(notebook):
            assert cell.outputs == []
            assert cell.execution_count is None
            assert not {"solution", "numbers"} & set(cell.metadata.get("tags", ()))
            assert "glue" not in cell.source
    hint = r"<summary>Hint 3.*?```python\n(.*?)```"
    for text in re.findall(hint, markdown(learners), re.DOTALL):
        for function in functions(text):
            fill_in(learners, function, text)
    assert [c.source for c in learners.cells] == [c.source for c in solved.cells]


@cache
def converted(folder, name):
    """Return a notebook as nbconvert shows it."""
    exporter = HTMLExporter(template_name="basic")
    text, _ = exporter.from_notebook_node(read(folder, name))
    return BeautifulSoup(text, "html.parser")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_text_renders_outside_of_myst(site, name):
    """No MyST is left; mathematics, tables, boxes and links survive nbconvert."""
    folder = site / "notebooks"
    shown = converted(folder, name)
    source = re.sub(r"```.*?```", "", markdown(read(folder, name)), flags=re.DOTALL)
    formula = r"^\$\$\n.*?\n\$\$$|(?<![\\$])\$[^$\n]+\$(?!\$)"
    formulas = re.findall(formula, source, re.DOTALL | re.MULTILINE)
    text = shown.get_text()
    assert [formula for formula in formulas if formula not in text] == []
    words = re.sub(r"`[^`\n]*`|\$\$.*?\$\$|\$[^$]*\$", "", source, flags=re.DOTALL)
    myst = r":::|`{3,}\{|\{[a-z:]+\}|^\([\w-]+\)=$|^:[\w-]+:|^%"
    assert re.findall(myst, words, re.MULTILINE) == []
    tables = re.findall(r"^\|(?: --- \|)+$", source, re.MULTILINE)
    assert len(shown.select("table")) == len(tables)
    assert len(shown.select("details")) == source.count("<details>")
    assert "<details" not in text
    for link in shown.select("a[href]"):
        target, anchor = urldefrag(link["href"])
        if not target.startswith(("http://", "https://")):
            place = converted(folder, target.removesuffix(".ipynb") or name)
            assert not anchor or place.find(attrs={"id": anchor}), link


@pytest.mark.parametrize("slug", CHAPTERS)
def test_notebook_has_everything_that_the_page_has(site, slug):
    """Headings, equations, boxes and code of the page are all there."""
    source = (ROOT / "book" / f"{slug}.md").read_text().split("---\n", 2)[2]
    prose = re.sub(r"```(\{code-cell\}|python).*?\n```", "", source, flags=re.DOTALL)
    notebook = read(site / "notebooks", slug)
    text = markdown(notebook)
    for heading in re.findall(r"^#+ (.*)$", prose, re.MULTILINE):
        assert re.search(rf"^#+ [\d.]+ {re.escape(heading)}$", text, re.MULTILINE)
    labels = re.findall(r"^\$\$ \(eq-[\w-]+\)$", prose, re.MULTILINE)
    assert text.count(r"\tag{") == len(labels)
    for title in re.findall(r"\{admonition\} (.*)", prose):
        assert title.replace("'", "’") in text

    cells = elements(site / "book" / f"{slug}.html").select(".cell_input pre")
    setup, *own = code_cells(notebook)
    assert "%load_ext mlp.checks" in setup.source
    # A line may name what the page folds, and what is given may wait for a challenge.
    for cell, shown in zip(own, cells, strict=True):
        code = shown.get_text().strip()
        assert cell.source.endswith((code, indent(code, "    ")))


@pytest.mark.parametrize("slug", CHAPTERS)
def test_page_offers_its_notebooks_the_zip_and_print(site, slug):
    """The menu has exactly that, every file exists, and no source is shipped."""
    page = elements(site / "book" / f"{slug}.html")
    menu = page.select_one("details.page-menu").select("a")
    assert {link["href"]: link["download"] for link in menu} == {
        f"../notebooks/{slug}.ipynb": f"{slug}.ipynb",
        f"../notebooks/solved/{slug}.ipynb": f"solved-{slug}.ipynb",
        "../downloads/mlp-course.zip": "mlp-course.zip",
    }
    assert all((site / "book" / link["href"]).resolve().is_file() for link in menu)
    assert not re.search(r"colab|binder|_sources", str(page))
    assert page.select_one(".page-menu button.print")
    assert not (site / "_sources").exists()


def test_zip_holds_the_course(site, computer):
    """It holds all that is needed, and staff can check notebooks with nothing more."""
    course = computer / "mlp-course"
    (wheel,) = (site / "downloads").glob("*.whl")
    expected = {
        "README.md",
        "requirements.txt",
        "runtime.txt",
        "LICENSE",
        "LICENSE-TEXT",
        wheel.name,
    }
    for name in (f"{f}{name}.ipynb" for name in NOTEBOOKS for f in ("", "solved/")):
        expected.add(f"notebooks/{name}")
        packed = (course / "notebooks" / name).read_bytes()
        assert packed == (site / "notebooks" / name).read_bytes()
    expected.add("notebooks/00-contents.ipynb")
    files = filter(Path.is_file, course.rglob("*"))
    assert {file.relative_to(course).as_posix() for file in files} == expected
    contents = markdown(read(course / "notebooks", "00-contents"))
    places = [contents.index(f"]({name}.ipynb)") for name in (WHOLE, *CHAPTERS)]
    assert places == sorted(places)  # what Jupyter lists first leads through the course
    readme = (course / "README.md").read_text()
    assert wheel.name in readme
    assert not re.search("WHEEL|VERSION", readme)

    paths = "notebooks/solved/primitives.ipynb", "notebooks/forward.ipynb"
    result = learner_runs(computer, "-m", "mlp.checks", *paths, check=False)
    assert "✓ sigmoid, relu, d_relu" in result.stdout
    assert "… forward_pass" in result.stdout


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """Return the site of one chapter, which has an address and a repository."""

    def make(folder):
        picture = "\n![A picture](_static/preview.png)\n"
        write_book(folder, {"index": "# Start\n", "first": PAGE + picture})
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (folder / "port").write_text(str(port))
        config = yaml.safe_load((folder / "_config.yml").read_text())
        config["html"]["baseurl"] = f"http://127.0.0.1:{port}/"
        config["repository"] = {"url": "https://github.com/someone/course"}
        (folder / "_config.yml").write_text(yaml.safe_dump(config))
        result = build(folder)
        assert result.returncode == 0, output(result)

    return made_once(tmp_path_factory, "small", make) / "_build" / "html"


def install_other(computer, name, number):
    """Install a package `mlp` of somebody else, or another version of the course's."""
    info = f"{name.replace('-', '_')}-{number}.dist-info"
    wheel = computer / f"{info.removesuffix('.dist-info')}-py3-none-any.whl"
    files = {
        "mlp/__init__.py": "raise RuntimeError('not the mlp of the course')",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in files)
    with ZipFile(wheel, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    learner_runs(computer, "-m", "pip", "install", "--no-index", str(wheel))


def test_first_cell_helps_where_the_right_mlp_is_missing(
    site, computer, small_site, tmp_path
):
    """One sentence helps if the site has no address; otherwise `mlp` comes from it.

    So it does where there is PyPI's package of that name, or another version.
    """
    copy = {"symlinks": True, "copy_function": os.link, "dirs_exist_ok": True}
    computer = shutil.copytree(computer, tmp_path, **copy)
    learner_runs(computer, "-m", "pip", "uninstall", "--yes", "mlp-from-scratch")
    notebook = read(site / "notebooks", "forward")
    result, _ = run(computer, notebook, tmp_path, check=False)
    assert result.returncode != 0
    assert "mlp is missing. It comes with mlp-course.zip" in result.stderr

    with served(small_site, int((small_site.parents[1] / "port").read_text())):
        ours = f"mlp-from-scratch {version()}"
        for here, *other in (
            ("no mlp",),
            (f"{ours}, mlp 1.1", "mlp", "1.1"),
            ("mlp-from-scratch 0.9", "mlp-from-scratch", "0.9"),
        ):
            if other:
                install_other(computer, *other)
            notebook = read(small_site / "notebooks" / "solved", "first")
            _, notebook = run(computer, notebook, tmp_path)
            first, *_, last = code_cells(notebook)
            said = f"This notebook needs {ours}, and here is {here}.\n"
            assert text_of(first).startswith(said)
            assert text_of(last) == "the constant is 1e-08\n"


def test_page_with_a_picture_and_a_repository(small_site):
    """The picture is within the notebook, and two links open that to run it online."""
    cell = read(small_site / "notebooks", "first").cells[-1]
    assert "![A picture](attachment:preview.png)" in cell.source
    picture = base64.b64decode(cell.attachments["preview.png"]["image/png"])
    assert picture == (ROOT / "book" / "_static" / "preview.png").read_bytes()
    page = elements(small_site / "book" / "first.html")
    links = page.select('a[href*="colab"], a[href*="binder"]')
    assert [link["href"] for link in links] == [
        "https://colab.research.google.com/github/someone/course/blob/notebooks/"
        "notebooks/first.ipynb",
        "https://mybinder.org/v2/gh/someone/course/notebooks"
        "?urlpath=lab%2Ftree%2Fnotebooks%2Ffirst.ipynb",
    ]


# What a notebook shows as it stands on a page ...
SAME = """\
A *soft* and a **strong** word, $a < b$, a $\\$5$ price,
2\\. not a list, an [outer link](https://example.org/a_b_c).

- one

  - inside

    a second paragraph
- two

1. first
2. second

> quoted
"""
# ... and what it shows in another form.
WRITTEN = {
    "`code with ``` ticks`": "````code with ``` ticks````",
    "1 \\# no heading, \\<b>no tag": "1 # no heading, &lt;b>no tag",
    "![A dot](_static/dot.png)": "![A dot](attachment:dot.png)",
    ":::{tip}\nTry it.\n:::": "> **Tip**\n>\n> Try it.",
    ":::{admonition} By *hand*\nA list\n\n- of one\n:::": (
        "> **By *hand***\n>\n> A list\n>\n> - of one"
    ),
    "| \\| b | c |\n| --- | --- |\n| $\\|x\\|$ | `p \\| q` |": (
        "| \\| b | c |\n| --- | --- |\n| $\\vert x\\vert $ | <code>p &#124; q</code> |"
    ),
    "```{figure} dot.png\n:alt: A dot\n\nA caption.\n```": (
        "![A dot](attachment:dot.png)\n\nA caption."
    ),
}


@pytest.mark.parametrize(("form", "expected"), [(SAME, SAME), *WRITTEN.items()])
def test_every_form_of_text_becomes_plain_markdown(form, expected):
    """Each element that pages may use has its form in Markdown."""
    settings = {"myst_enable_extensions": ["dollarmath", "colon_fence"]}
    page = publish_doctree(form, parser=Parser(), settings_overrides=settings)
    writer = Writer(lambda reference: reference["refuri"], set(), {})
    assert writer.blocks(page.children).strip() == expected.strip()


@pytest.mark.parametrize(("box", "shown"), [("dropdown", True), ("tip", False)])
def test_equation_stands_where_nothing_gets_into_its_lines(box, shown):
    """A folded box may hold one; in a quotation each line would begin with a sign."""
    settings = {"myst_enable_extensions": ["dollarmath", "colon_fence"]}
    box = f":::{{admonition}} Why\n:class: {box}\n\n$$\na = b\n$$\n:::"
    form = f"# First\n\n{box}\n\n# Second\n\nText."
    page = publish_doctree(form, parser=Parser(), settings_overrides=settings)
    writer = Writer(lambda reference: reference["refuri"], set(), {})
    (folded,) = page.findall(nodes.admonition)
    if shown:
        assert "</summary>\n\n$$\na = b\n$$\n\n</details>" in writer.block(folded)
    else:
        with pytest.raises(UnknownElement, match="cannot show this math_block"):
            writer.block(folded)


UNKNOWN = nodes.footnote_reference(), addnodes.download_reference()


@pytest.mark.parametrize(
    "element",
    [nodes.definition_list(), *(nodes.paragraph("", "", node) for node in UNKNOWN)],
    ids=str,
)
def test_element_without_a_form_is_refused(element):
    """Neither a block nor a phrase that is not known gets lost; its place is named."""
    element.source, element.line = "first.md", 7
    with pytest.raises(UnknownElement, match="first.md:7: a notebook cannot show this"):
        Writer(lambda reference: None, set(), {}).block(element)
