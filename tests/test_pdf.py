"""The course on paper: all pages in one file, with links and an outline."""

import re
import shutil
from collections import Counter

from pages import CHAPTERS, elements

from booktools.pdf import NAME, offer, pages, print_pages, together


def test_all_pages_become_one(site):
    """In their order; hints and folds are open, and every link leads somewhere."""
    assert [name for name in pages() if name[5:] in CHAPTERS] == [
        f"book/{name}" for name in CHAPTERS
    ]
    whole = elements_of(together(site, ["book/index", "book/data", "book/l2"]))
    titles = [text.h1.get_text() for text in whole.select("article")]
    assert len(titles) == 3 and titles[1].startswith("1. ")
    assert whole.select("article details")
    assert not whole.select("article details:not([open])")
    ids = Counter(tag["id"] for tag in whole.select("[id]"))
    assert max(ids.values()) == 1
    links = [tag["href"] for tag in whole.select("article [href]")]
    assert {link[1:] for link in links if link.startswith("#")} <= ids.keys()
    assert all(re.match("#|https?:", link) for link in links)
    sheets = [tag["href"].split("?")[0] for tag in whole.select("[rel=stylesheet]")]
    assert {"../_static/katex/katex.min.css", "../_static/replay.css"} < set(sheets)


def elements_of(text):
    """Return HTML as a tree."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "html.parser")


def test_printed_file_has_an_outline_and_is_offered(site, tmp_path):
    """Two pages are printed like all of them; only then a menu shows the file."""
    site = shutil.copytree(site, tmp_path / "site")
    menu = "[href$='.pdf']"
    assert not elements(site / "book" / "noise.html").select(menu)
    before = set(site.rglob("*"))
    print_pages(site, ["book/noise", "book/setup"], site / NAME)
    printed = (site / NAME).read_bytes()
    assert len(re.findall(rb"/Type /Page\b", printed)) > 5
    assert b"/Outlines" in printed and b"/MarkInfo" in printed
    offer(site)
    assert set(site.rglob("*")) - before == {site / NAME}
    for name in ("noise", "l2"):
        (link,) = elements_of((site / f"book/{name}.html").read_text()).select(menu)
        assert (site / "book" / link["href"]).resolve() == (site / NAME).resolve()
