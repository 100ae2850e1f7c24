"""Figures are served small, with the same pixels, and with their size."""

import numpy as np
import pytest
from conftest import build, output
from PIL import Image
from small_book import PAGE, page_of, write_book

FIGURES = """# Figures

![two moons](first.png)

![three panels](wide.png)

![two moons](first.png)
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a built book with a figure, a wide one, and the first once more."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, {"index": PAGE, "figures": FIGURES})
    pixels = np.random.default_rng(0).integers(0, 256, (150, 300, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(folder / "book" / "first.png")
    Image.new("RGB", (963, 150)).save(folder / "book" / "wide.png")
    result = build(folder)
    assert result.returncode == 0, output(result)
    return folder


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
    """Nothing is lost, and the PNG files are not on the site."""
    served = book / "_build" / "html" / "_images"
    assert {path.name for path in served.iterdir()} == {"first.webp", "wide.webp"}
    drawn = Image.open(book / "book" / "first.png")
    with Image.open(served / "first.webp") as got:
        np.testing.assert_array_equal(np.asarray(got), np.asarray(drawn))


def test_edited_picture_is_shown(book):
    """A picture of an author keeps its name when it changes."""
    Image.new("RGB", (30, 15)).save(book / "book" / "first.png")
    page = book / "book" / "figures.md"
    page.write_text(page.read_text() + "\nMore.\n")
    assert build(book).returncode == 0
    assert 'width="20"' in page_of(book, "figures")
    with Image.open(book / "_build/html/_images/first.webp") as picture:
        assert picture.size == (30, 15)
