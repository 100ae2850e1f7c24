"""Pages say what they are about."""

from types import SimpleNamespace

from docutils import nodes
from docutils.utils import new_document

from booktools.site.discovery import LONGEST, description, write_sitemap


def page(*paragraphs):
    """Return the doctree of a page with some paragraphs."""
    document = new_document("page")
    document += [nodes.paragraph("", text) for text in paragraphs]
    return document


def test_description_is_the_lead_paragraph():
    """Line breaks become spaces, and the second paragraph is left out."""
    assert description(page("Write a\nnetwork.", "More.")) == "Write a network."
    assert description(page()) == description(None) == ""


def test_long_description_ends_between_words():
    """It is cut after a whole word, and says so."""
    text = description(page("forward " * 50))
    assert text.endswith("forward …")
    assert len(text) <= LONGEST + 2


def test_sitemap_needs_an_address(tmp_path):
    """It lists every page in order, and is not written for a site without address."""
    app = SimpleNamespace(
        builder=SimpleNamespace(name="html"),
        config=SimpleNamespace(html_baseurl=""),
        env=SimpleNamespace(found_docs={"book/b", "book/a"}),
        outdir=tmp_path,
    )
    write_sitemap(app, None)
    assert list(tmp_path.iterdir()) == []
    app.config.html_baseurl = "https://example.org/course/"
    write_sitemap(app, None)
    text = (tmp_path / "sitemap.xml").read_text()
    first = text.index("<loc>https://example.org/course/book/a.html</loc>")
    assert first < text.index("<loc>https://example.org/course/book/b.html</loc>")
