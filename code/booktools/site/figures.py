"""Show the figures of the pages at the right size, as small files, without a jump.

Code cells draw PNG. The site serves the same pixels as WebP, which takes half the room,
and tells the browser their size before they arrive. A figure that would be illegible in
the width of a phone gets a frame to scroll in. Notebooks are not touched.
"""

import re
from html import escape, unescape
from pathlib import Path

from PIL import Image

IMAGE = re.compile(r'<img [^>]*?src="([^"]*?)(_images/([^"/]+)\.png)"[^>]*>')
HASH = re.compile("[0-9a-f]{64}")
# Pixels of a figure in the width of one pixel of the page: sharp on dense screens.
DENSITY = 1.5
# Pixels of the page that make a figure too wide for a phone: several panels in a row.
WIDE = 640


def convert(source, target):
    """Write a PNG file as WebP with the same pixels; return its size.

    Parameters
    ----------
    source, target : pathlib.Path
        What to read, and what to write. If the source's name is a hash of its content,
        as with figures that cells draw, a target that exists is right.

    Returns
    -------
    tuple of int
        Width and height in pixels.
    """
    with Image.open(source) as picture:
        if not (target.exists() and HASH.fullmatch(source.stem)):
            target.parent.mkdir(parents=True, exist_ok=True)
            picture.save(target, lossless=True, quality=30, method=2)
        return picture.size


def show_figures(app, pagename, templatename, context, doctree):
    """Replace the figures of a page, and load those that are not in sight later."""
    if doctree is None or app.builder.name != "html":
        return
    sources = {name: app.srcdir / path for path, name in app.builder.images.items()}
    seen = []

    def replace(match):
        """Return the element of one figure."""
        tag, folder, path, stem = match.group(0, 1, 2, 3)
        source = sources[unescape(f"{stem}.png")]
        target = Path(app.outdir) / "_images" / f"{unescape(stem)}.webp"
        width, height = (round(n / DENSITY) for n in convert(source, target))
        later = ' loading="lazy" decoding="async"' if seen else ""
        seen.append(stem)
        src = escape(f"{folder}_images/{stem}.webp")
        tag = tag.replace(f'src="{folder}{path}"', f'src="{src}"')
        tag = f'{tag[:-2].rstrip()} width="{width}" height="{height}"{later}/>'
        return f'<div class="wide-figure">{tag}</div>' if width > WIDE else tag

    context["body"] = IMAGE.sub(replace, context["body"])


def remove_originals(app, exception):
    """Remove the PNG files that Sphinx has copied beside ours."""
    if exception is None and app.builder.name == "html":
        for picture in (Path(app.outdir) / "_images").glob("*.webp"):
            picture.with_suffix(".png").unlink(missing_ok=True)


def setup(app):
    """Connect the handlers."""
    app.connect("html-page-context", show_figures)
    app.connect("build-finished", remove_originals)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
