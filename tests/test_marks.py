"""The pages name the gaps that their notebooks have, and say where to work."""

import json

import pytest
from conftest import build, output
from pages import CHAPTERS, elements
from small_book import PAGE, TOP, page_of, write_book

CELL = '```{code-cell} ipython3\n:tags: [todo]\n\ndef relu(x):\n    "..."\n```\n'
HINT = "```python\ndef relu(x):\n    return x\n```\n"
GAP = f"{TOP}# Gap\n\n{CELL}\n:::{{admonition}} Hint\n:class: hint\n{HINT}:::\n"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_gaps_and_cells_are_those_of_the_notebook(site, chapter):
    """The workbench finds each code cell of the notebook on the page, by its id."""
    notebook = json.loads((site / "notebooks" / f"{chapter}.ipynb").read_text())
    asked = notebook["metadata"]["mlp"]["functions"]
    page = elements(site / "book" / f"{chapter}.html")
    assert page.select("#workbench")[0]["data-gaps"].split() == asked
    assert len(page.select(".cell [data-work]")) == len(asked)
    _, *code = [c["id"] for c in notebook["cells"] if c["cell_type"] == "code"]
    shown = [cell["id"] for cell in page.select(".cell[id]")]
    assert [name for name in shown if name in code] == code


def test_site_without_workbench(tmp_path):
    """`live: false` leaves out buttons, scripts and Python."""
    write_book(tmp_path, {"index": PAGE, "gap": GAP})
    result = build(tmp_path)
    assert result.returncode == 0, output(result)
    assert "data-work" not in page_of(tmp_path, "gap")
    static = tmp_path / "_build" / "html" / "_static"
    assert not (static / "python").exists() and not (static / "workbench").exists()
