"""Formulas are finished when the site is built."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.errors import SphinxError
from sphinxcontrib import katex

from booktools.site.mathematics import KeepMarks, render

STYLES = Path(__file__).parents[1] / "book" / "_static" / "katex"


def test_formula_is_drawn_and_can_be_read_aloud():
    """The HTML has what is seen and, as MathML, what a screen reader says."""
    html = render(r"\frac{1}{N}", display=False)
    assert "<mfrac><mn>1</mn><mi>N</mi></mfrac>" in html
    assert '<span class="katex-html" aria-hidden="true">' in html
    assert "katex-display" not in html
    assert "katex-display" in render(r"\frac{1}{N}", display=True)


def test_unknown_command_is_an_error_that_names_the_formula():
    """A typing mistake stops the build, and later formulas are still rendered."""
    with pytest.raises(SphinxError, match="Undefined control sequence.*nonsense"):
        render(r"1 \nonsense 1", display=False)
    assert "<mn>2</mn>" in render("2", display=False)


def test_marks_stay_on_the_line_of_a_formula():
    """Formula and marks get one element, and no text is lost."""
    document = new_document("page")
    document.settings.env = SimpleNamespace(app=None)
    document += nodes.paragraph("", "", nodes.math("W", "W"), nodes.Text("), and"))
    KeepMarks(document).run()
    assert [child.astext() for child in document[0]] == ["W),", " and"]
    assert document[0][0]["classes"] == ["unbroken"]


def test_formula_may_break_at_its_signs():
    """Between its pieces, and only in a line of text."""
    assert render("a = b + c", display=False).count("<wbr>") == 2
    assert "<wbr>" not in render("a", display=False) + render("a = b", display=True)


def test_style_sheet_fits_the_renderer():
    """Both are of one version, and every font of the sheet is there."""
    sheet = (STYLES / "katex.min.css").read_text()
    assert f'content:"{katex.katex_version}"' in sheet
    fonts = set(re.findall(r"url\(([^)]+)\)", sheet))
    assert fonts == {f"fonts/{path.name}" for path in (STYLES / "fonts").iterdir()}
