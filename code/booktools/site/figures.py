"""Show the figures of the pages at the right size, as small files, without a jump.

Code cells draw PNG. The site serves the same pixels as WebP, which takes half the room,
and tells the browser their size before they arrive. A figure that would be illegible in
the width of a phone gets a frame to scroll in. Notebooks are not touched.
"""

import posixpath
import re
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from PIL import Image

HASH = re.compile("[0-9a-f]{64}")
# Pixels of a figure in the width of one pixel of the page: sharp on dense screens.
DENSITY = 1.5
# Pixels of the page that make a figure too wide for a phone: several panels in a row.
WIDE = 640


def convert(source, target):
    """Write a PNG file as WebP with the same pixels; return width and height in them.

    The name of a figure that a cell draws is a hash of its content; so a target that
    exists is right. It appears only when it is complete.
    """
    with Image.open(source) as picture:
        if not (target.exists() and HASH.fullmatch(source.stem)):
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_suffix(".unfinished")
            picture.save(unfinished, "webp", lossless=True, quality=30, method=2)
            unfinished.replace(target)
        return picture.size


def visit_image(translator, node):
    """Write a figure with its size; load those that are not in sight later."""
    builder, uri = translator.builder, node["uri"]
    if uri not in builder.env.images or not uri.endswith(".png"):
        type(translator).visit_image(translator, node)
        return
    name = Path(builder.env.images[uri][1]).with_suffix(".webp").name
    served = Path(builder.outdir).parent / "figures" / name
    pixels = convert(Path(builder.srcdir, uri), served)
    width, height = (round(n / DENSITY) for n in pixels)
    # Sphinx copies what is listed here.
    builder.images.pop(uri, None)
    builder.images[str(served)] = name
    attributes = {
        "alt": node.get("alt", uri),
        "src": posixpath.join(builder.imgpath, quote(name)),
        "width": width,
        "height": height,
    }
    if node is not next(translator.document.findall(nodes.image)):
        attributes |= {"loading": "lazy", "decoding": "async"}
    tag = translator.emptytag(node, "img", **attributes)
    wide = f'<div class="wide-figure">{tag}</div>\n'
    translator.body.append(wide if width > WIDE else tag)


def setup(app):
    """Write images this way; Sphinx has no setting for any of it."""
    app.add_node(nodes.image, override=True, html=(visit_image, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
