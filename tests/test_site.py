"""What the site makes of pages: formulas, figures, replays, words for shared links."""

import hashlib
import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import numpy as np
import pytest
from conftest import build, made_once, output
from docutils import nodes
from docutils.utils import new_document
from PIL import Image
from small_book import DRAWN, PAGE, files_of, page_of, write_book
from sphinx.errors import SphinxError

from booktools.site.mathematics import PINNED, KeepMarks, install

LOCKED = json.loads((PINNED / "package-lock.json").read_text())["packages"]
ADDRESS = "https://example.org/course"
TITLE = "A course & more"
LEAD = "Write a\n*network* & " + "more " * 50
SECOND = f"# Second\n\n{LEAD}\n\nWith $\\frac{{1}}{{N}}$.\n"
FIGURES = """# Figures

![two moons](first.png)

![three panels](wide.png)

![two moons](first.png)
"""


def configured(book, old, new):
    """Change the configuration of a book."""
    config = book / "_config.yml"
    assert old in config.read_text()
    config.write_text(config.read_text().replace(old, new))


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """Return a built book with all of it, which lies at an address."""

    def make(folder):
        pages = {"second": SECOND, "figures": FIGURES, "replay": DRAWN}
        write_book(folder, {"index": PAGE, **pages})
        configured(folder, 'baseurl: ""', f'baseurl: "{ADDRESS}"')
        configured(folder, "title: A neural network from scratch", f"title: {TITLE}")
        configured(folder, "author: The course's authors", "author: Ada Example")
        noise = np.random.default_rng(0).integers(0, 256, (150, 300, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / "book" / "first.png")
        Image.new("RGB", (963, 150)).save(folder / "book" / "wide.png")
        result = build(folder)
        assert result.returncode == 0, output(result)

    return made_once(tmp_path_factory, "pages", make)


@pytest.fixture
def copied(book, tmp_path):
    """Return a copy of the book that a test may change."""
    return shutil.copytree(book, tmp_path / "book")


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


def test_bad_formula_fails_every_build(copied):
    """Page and formula are named, at the second try as well as at the first."""
    with (copied / "book" / "second.md").open("a") as page:
        page.write("\nAnd $1 \\nonsense 1$.\n")
    for _ in range(2):
        result = build(copied)
        assert result.returncode != 0
        assert "second.md:8: WARNING: KaTeX parse error" in output(result)
        assert "in the formula 1 \\nonsense 1" in output(result)
        assert "SphinxError: 1 warning(s), see above" in output(result)
        assert "Extension error" not in output(result)


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
        install(PINNED, "KaTeX", SimpleNamespace(outdir=tmp_path / "html"), None)


def test_marks_stay_on_the_line_of_a_formula():
    """Formula and marks get one element, and no text is lost."""
    document = new_document("page")
    document.settings.env = SimpleNamespace(app=None)
    document += nodes.paragraph()
    document[0] += [nodes.emphasis("", "b"), nodes.Text(", a "), nodes.math("W", "W")]
    document[0] += nodes.Text(", a ")
    KeepMarks(document).run()
    assert [x.astext() for x in document[0]] == ["b", ", a ", "W,", " a "]
    assert document[0][2]["classes"] == ["unbroken"]


def test_figures_have_their_size_and_later_ones_wait(book):
    """Each keeps its description; one wider than 640 pixels scrolls within itself."""
    page = page_of(book, "figures")
    first = '<img alt="two moons" {}height="100" {}src="../_images/first.webp" '
    first += 'width="200" />'
    later = ('decoding="async" ', 'loading="lazy" ')
    assert page.count(first.format("", "")) == page.count(first.format(*later)) == 1
    assert '<div class="wide-figure"><img alt="three panels" decoding="async"' in page
    assert 'src="../_images/wide.webp" width="642"' in page


def test_served_figure_has_the_drawn_pixels(book):
    """Nothing is lost, and no PNG file is on the site."""
    served = book / "_build" / "html" / "_images"
    assert {path.suffix for path in served.iterdir()} == {".webp"}
    drawn = Image.open(book / "book" / "first.png")
    with Image.open(served / "first.webp") as got:
        np.testing.assert_array_equal(np.asarray(got), np.asarray(drawn))


def frames(page):
    """Return what the player of a page reads about each frame."""
    data = re.search(r'class="replay-data">(.*?)</script>', page)[1]
    return json.loads(data)["frames"]


def test_frames_are_files_named_after_their_content(book):
    """The page holds addresses only; each file is there, relative to the page."""
    page = page_of(book, "replay")
    assert "data:image" not in page
    assert [frame["epoch"] for frame in frames(page)] == [1, 2]
    for frame in frames(page):
        content = (book / "_build" / "html" / "book" / frame["src"]).read_bytes()
        assert hashlib.sha256(content).hexdigest().startswith(Path(frame["src"]).stem)


def test_last_frame_is_a_picture_without_a_script(book):
    """Within the figure stands the last frame, described as the cell says."""
    page = page_of(book, "replay")
    figure = re.findall(r"<figure.*?</figure>", page, re.DOTALL)[-1]
    image = re.search(r"<img[^>]*>", figure)[0]
    assert f'src="{frames(page)[-1]["src"]}"' in image
    assert 'alt="The second of two epochs."' in image
    assert 'loading="lazy"' in image
    assert 'data-key="two-epochs-epoch"' in figure
    assert "<figcaption>" in figure


def test_only_pages_with_a_replay_load_its_player(book):
    """Script and style are there, the script waits, other pages have neither."""
    page = page_of(book, "replay")
    for name in ("replay.css", "replay.js"):
        address = re.search(rf'(?:href|src)="([^"?]*{name})', page)[1]
        assert (book / "_build" / "html" / "book" / address).exists()
        assert name not in page_of(book)
    assert re.search(r"<script[^>]*defer[^>]*replay\.js", page)


def test_notebook_draws_its_own_replay(book):
    """A notebook has the code and the description, and no frame of ours."""
    content = files_of(book / "_build" / "html" / "notebooks")["replay.ipynb"]
    code, description = json.loads(content)["cells"][-2:]
    assert code["source"][-1] == "replay_training(snapshots, history, X, y)"
    assert code["outputs"] == []
    assert "The second of two epochs." in "".join(description["source"])
    assert b"base64" not in content


def test_title_and_author_come_from_the_configuration(book):
    """On every page, in the zip and its notebooks; nothing else has to be renamed."""
    site = book / "_build" / "html"
    for page in ("index.html", "404.html", "search.html", "book/index.html"):
        html = (site / page).read_text()
        assert "neural network from scratch" not in html, page
        assert "<title>" in html and "A course &amp; more</title>" in html, page
    assert "A course &amp; more<a" in page_of(book)  # the heading
    assert "© 2026 Ada Example.</p>" in page_of(book)
    with ZipFile(site / "downloads" / "mlp-course.zip") as archive:
        texts = [archive.read(f"mlp-course/{x}").decode() for x in
                 ("README.md", "notebooks/00-contents.ipynb")]  # fmt: skip
    assert all(f"# {TITLE}" in text for text in texts)
    assert not any("neural network from scratch" in text for text in texts)


def test_binder_takes_a_python_that_the_pins_allow(book):
    """Its rules: a name and a version of two parts, of those that it has."""
    with ZipFile(book / "_build" / "html" / "downloads" / "mlp-course.zip") as archive:
        runtime = archive.read("mlp-course/runtime.txt").decode()
        (wheel,) = [name for name in archive.namelist() if name.endswith(".whl")]
        listed = archive.read("mlp-course/requirements.txt").decode().split()
    assert re.fullmatch(r"python-3\.1[1-4]\n", runtime)
    assert f"./{Path(wheel).name}" in listed  # seen as local, so copied before


def said(page, name):
    """Return what the one meta element of a name says."""
    pattern = rf'<meta (?:name|property)="{name}" content="([^"]*)"'
    (found,) = re.findall(pattern, page)
    return found


def test_description_is_the_lead_paragraph(book):
    """Shortened between two words, and the same for a search and for a shared link."""
    page = page_of(book, "second")
    description = said(page, "description")
    assert description.startswith("Write a network &amp; more more")
    assert description.endswith("more …") and len(description) <= 164
    assert said(page, "og:description") == description


def test_shared_link_has_title_address_and_picture(book):
    """All of them name the page or the site, in full."""
    page = page_of(book, "second")
    assert said(page, "og:title") == "1. Second"
    assert said(page, "og:site_name") == TITLE
    assert said(page, "og:url") == f"{ADDRESS}/book/second.html"
    start = (book / "_build" / "html" / "index.html").read_text()
    preview = f"{ADDRESS}/_static/preview.png"
    assert said(page, "og:image") == said(start, "og:image") == preview


def test_sitemap_lists_the_pages(book):
    """In full, each page with a text and no other."""
    text = (book / "_build" / "html" / "sitemap.xml").read_text()
    assert sorted(re.findall(f"<loc>{ADDRESS}/book/(.*?).html</loc>", text)) == [
        "figures", "index", "replay", "second",
    ]  # fmt: skip
    assert text.count("<loc>") == 4


def test_site_without_address_names_none_and_shows_edited_pictures(copied):
    """It describes its pages, has no sitemap; a picture may change under its name."""
    configured(copied, ADDRESS, "")
    Image.new("RGB", (30, 15)).save(copied / "book" / "first.png")
    result = build(copied)
    assert result.returncode == 0, output(result)
    page, site = page_of(copied, "second"), copied / "_build" / "html"
    assert said(page, "description").startswith("Write a network")
    assert said(page, "og:url") == ""
    assert "og:image" not in page
    assert not (site / "sitemap.xml").exists()
    assert 'width="20"' in page_of(copied, "figures")
    with Image.open(site / "_images" / "first.webp") as picture:
        assert picture.size == (30, 15)
