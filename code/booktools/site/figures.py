"""Show the figures of the pages at the right size, as small files, without a jump.

Code cells draw PNG. The site serves the same pixels as WebP, which takes half the room,
and tells the browser their size before they arrive. A figure that would be illegible in
the width of a phone gets a frame to scroll in. Notebooks are not touched. Of all this
only lazy loading is wished for upstream: https://github.com/sphinx-doc/sphinx/issues/6706
"""

import hashlib
import posixpath
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from PIL import Image

# Pixels of a figure in the width of one pixel of the page: sharp on dense screens.
DENSITY = 1.5
# Pixels of the page that make a figure too wide for a phone: several panels in a row.
WIDE = 640


def convert(source, folder):
    """Return the same pixels as a WebP file, made once, and their width and height."""
    served = folder / f"{hashlib.sha256(source.read_bytes()).hexdigest()}.webp"
    with Image.open(source) as picture:
        if not served.exists():
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = served.with_suffix(".unfinished")
            picture.save(unfinished, "webp", lossless=True, quality=30, method=2)
            unfinished.rename(served)
        return served, picture.size


def visit_image(translator, node):
    """Write a figure with its size; load those that are not in sight later."""
    builder, uri = translator.builder, node["uri"]
    if not uri.endswith(".png"):
        return type(translator).visit_image(translator, node)
    source = Path(builder.srcdir, uri)
    served, pixels = convert(source, Path(builder.outdir).parent / "figures")
    width, height = (round(n / DENSITY) for n in pixels)
    name = Path(builder.env.images[uri][1]).with_suffix(".webp").name
    builder.images.pop(uri, None)
    builder.images[str(served)] = name  # what Sphinx copies, and how it is called then
    attributes = {"alt": node.get("alt", uri), "width": width, "height": height,
                  "src": posixpath.join(builder.imgpath, quote(name))}  # fmt: skip
    if node is not next(translator.document.findall(nodes.image)):
        attributes |= {"loading": "lazy", "decoding": "async"}
    tag = translator.emptytag(node, "img", **attributes)
    wide = f'<div class="wide-figure">{tag}</div>\n'
    translator.body.append(wide if width > WIDE else tag)


def setup(app):
    """Write images this way."""
    app.add_node(nodes.image, override=True, html=(visit_image, None))
