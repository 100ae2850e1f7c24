"""Figures are served small, with the same pixels, and with their size."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from booktools.site.figures import remove_originals, show_figures


@pytest.fixture
def app(tmp_path):
    """Return what the handlers need of Sphinx, with one figure of 300 by 150 pixels."""
    pixels = np.random.default_rng(0).integers(0, 256, (150, 300, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "drawn.png")
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "abc.png").write_bytes(
        (tmp_path / "drawn.png").read_bytes()
    )
    builder = SimpleNamespace(name="html", images={"drawn.png": "abc.png"})
    return SimpleNamespace(srcdir=tmp_path, outdir=str(tmp_path), builder=builder)


def shown(app, body):
    """Return the content of a page after its figures were replaced."""
    context = {"body": body}
    show_figures(app, "page", "page.html", context, doctree=True)
    return context["body"]


def test_only_the_first_figure_is_loaded_at_once(app):
    """Each figure has its size and keeps its description; later ones may wait."""
    image = '<img alt="two moons" src="../_images/abc.png" />'
    assert shown(app, image + image) == (
        '<img alt="two moons" src="../_images/abc.webp" width="200" height="100"/>'
        '<img alt="two moons" src="../_images/abc.webp" width="200" height="100"'
        ' loading="lazy" decoding="async"/>'
    )


def test_edited_picture_is_shown(app):
    """A picture of an author keeps its name when it changes, one of a cell does not."""
    image = '<img alt="two moons" src="_images/abc.png" />'
    shown(app, image)
    Image.new("RGB", (30, 15)).save(app.srcdir / "drawn.png")
    assert 'width="20"' in shown(app, image)
    with Image.open(app.srcdir / "_images" / "abc.webp") as picture:
        assert picture.size == (30, 15)


def test_figure_of_several_panels_scrolls_within_itself(app):
    """A figure wider than 640 pixels of the page gets a frame of its own."""
    Image.new("RGB", (963, 150)).save(app.srcdir / "drawn.png")
    image = '<img alt="two moons" src="_images/abc.png" />'
    assert shown(app, image) == (
        '<div class="wide-figure"><img alt="two moons" src="_images/abc.webp"'
        ' width="642" height="100"/></div>'
    )


def test_served_figure_has_the_drawn_pixels(app):
    """Nothing is lost, and the copy that Sphinx made is gone."""
    shown(app, '<img alt="" src="_images/abc.png" />')
    remove_originals(app, None)
    served = Path(app.outdir) / "_images" / "abc.webp"
    assert [path.name for path in served.parent.iterdir()] == ["abc.webp"]
    with Image.open(served) as got, Image.open(app.srcdir / "drawn.png") as drawn:
        np.testing.assert_array_equal(np.asarray(got), np.asarray(drawn))


def test_other_images_stay(app):
    """An image that no cell has drawn is left as it is."""
    image = '<img alt="logo" src="_static/logo.png" />'
    assert shown(app, image) == image
