"""Pages say what they are about."""

import re

import pytest
from conftest import build, output
from small_book import PAGE, page_of, write_book

LEAD = "Write a\n*network* & " + "more " * 50
SECOND = f"# Second\n\n{LEAD}\n\nAnother paragraph.\n"


def built(folder, address):
    """Return a built book that lies at an address."""
    write_book(folder, {"index": PAGE, "second": SECOND})
    config = folder / "_config.yml"
    config.write_text(
        config.read_text().replace('baseurl: ""', f'baseurl: "{address}"')
    )
    result = build(folder)
    assert result.returncode == 0, output(result)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a book whose address is known."""
    return built(tmp_path_factory.mktemp("book"), "https://example.org/course")


def content(page, name):
    """Return what the one meta element of a name says."""
    pattern = rf'<meta (?:name|property)="{name}" content="([^"]*)"'
    (found,) = re.findall(pattern, page)
    return found


def test_description_is_the_lead_paragraph(book):
    """Shortened between two words, and the same for a search and for a shared link."""
    page = page_of(book, "second")
    description = content(page, "description")
    assert description.startswith("Write a network &amp; more more")
    assert description.endswith("more …") and len(description) <= 164
    assert content(page, "og:description") == description


def test_shared_link_has_title_address_and_picture(book):
    """All of them name the page or the site, in full."""
    page = page_of(book, "second")
    assert content(page, "og:title") == "1. Second"
    assert content(page, "og:site_name") == "A neural network from scratch"
    assert content(page, "og:url") == "https://example.org/course/book/second.html"
    preview = "https://example.org/course/_static/preview.png"
    start = (book / "_build" / "html" / "index.html").read_text()
    assert content(page, "og:image") == content(start, "og:image") == preview


def test_sitemap_lists_the_pages(book):
    """In full, each page with a text and no other."""
    text = (book / "_build" / "html" / "sitemap.xml").read_text()
    assert re.findall("<loc>(.*?)</loc>", text) == [
        f"https://example.org/course/book/{name}.html" for name in ("index", "second")
    ]


def test_site_without_address_names_none(tmp_path):
    """It builds without a warning, describes its pages, and has no sitemap."""
    book = built(tmp_path, "")
    page = page_of(book, "second")
    assert content(page, "description").startswith("Write a network")
    assert content(page, "og:url") == ""
    assert "og:image" not in page
    assert not (book / "_build" / "html" / "sitemap.xml").exists()
