"""Formulas are finished when the site is built."""

import json
import re
from types import SimpleNamespace

import pytest
from conftest import build, output
from docutils import nodes
from docutils.utils import new_document
from small_book import PAGE, page_of, write_book
from sphinx.errors import SphinxError

from booktools.site.mathematics import PINNED, KeepMarks, install_katex

LOCKED = json.loads((PINNED / "package-lock.json").read_text())["packages"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a built book with formulas in a line and on a line of their own."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, {"index": PAGE, "second": "# Second\n\nWith $\\frac{1}{N}$.\n"})
    result = build(folder)
    assert result.returncode == 0, output(result)
    return folder


def test_formula_is_drawn_and_can_be_read_aloud(book):
    """The page has what is seen and, as MathML, what a screen reader says."""
    inline, displayed = page_of(book, "second"), page_of(book)
    assert "<mfrac><mn>1</mn><mi>N</mi></mfrac>" in inline
    assert '<span class="katex-html" aria-hidden="true">' in inline
    assert "katex-display" in displayed and "katex-display" not in inline


def test_styles_come_with_the_renderer_and_their_fonts(book):
    """The site has the sheet of the locked version and the fonts that browsers take."""
    styles = book / "_build" / "html" / "_static" / "katex"
    sheet = (styles / "katex.min.css").read_text()
    assert f'content:"{LOCKED["node_modules/katex"]["version"]}"' in sheet
    fonts = {f"fonts/{path.name}" for path in (styles / "fonts").iterdir()}
    assert fonts == set(re.findall(r"url\(([^)]+woff2)\)", sheet))


def test_bad_formula_fails_every_build(book):
    """Page and formula are named, at the second try as well as at the first."""
    page = book / "book" / "second.md"
    page.write_text(page.read_text() + "\nAnd $1 \\nonsense 1$.\n")
    for _ in range(2):
        result = build(book)
        assert result.returncode != 0
        assert "second.md:5: WARNING: KaTeX parse error" in output(result)
        assert "in the formula 1 \\nonsense 1" in output(result)
        assert "1 warning(s), see above" in output(result)


def test_lock_file_names_the_public_registry():
    """Anybody can install what it lists, and gets exactly that."""
    for name, package in LOCKED.items():
        if name:
            assert package["resolved"].startswith("https://registry.npmjs.org/"), name
            assert package["integrity"].startswith("sha512-"), name


def test_what_npm_misses_is_said(tmp_path, monkeypatch):
    """Without registry and cache the error names KaTeX."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(SphinxError, match="npm could not get KaTeX"):
        install_katex(SimpleNamespace(outdir=tmp_path / "html"), None)


def test_marks_stay_on_the_line_of_a_formula():
    """Formula and marks get one element, and no text is lost."""
    document = new_document("page")
    document.settings.env = SimpleNamespace(app=None)
    parts = ("See a", nodes.emphasis("", "b"), ", and ", nodes.math("W", "W"), ", and ")
    document += nodes.paragraph()
    document[0] += [nodes.Text(x) if isinstance(x, str) else x for x in parts]
    KeepMarks(document).run()
    assert [x.astext() for x in document[0]] == ["See a", "b", ", and ", "W,", " and "]
    assert document[0][3]["classes"] == ["unbroken"]
