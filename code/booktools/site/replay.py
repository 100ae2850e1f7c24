"""Turn a replay of training, as a cell of a page shows it, into files of the site.

In a notebook a replay carries its pictures inside. A page would be heavy with them, so
here each becomes a file that the browser loads when the replay comes into view.
"""

import hashlib
import json
import os
import posixpath
from base64 import b64decode
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

from booktools import CODE
from mlp.support.replay_player import player_html

PLAYER = CODE / "mlp" / "support"
FILES = ("replay.css", "replay.js")
DATA = 'class="replay-data">'  # what stands before the data in a cell's HTML


class replay(nodes.General, nodes.Element):  # noqa: N801 - named like other elements
    """A replay: what it says about each frame, and an image for each."""


class CollectReplays(SphinxTransform):
    """Put the pictures of every replay into files, before Sphinx collects images."""

    default_priority = 500

    def apply(self):
        """Replace the HTML that cells have returned."""
        for raw in list(self.document.findall(nodes.raw)):
            _, found, rest = raw.astext().partition(DATA)
            if found:
                data, _ = json.JSONDecoder().raw_decode(rest)
                images = [self.image(frame.pop("src")) for frame in data["frames"]]
                metadata = around(raw, "cell_metadata")
                images[-1]["alt"] = metadata["mystnb"]["image"]["alt"]
                key = f"{around(raw, 'names')[0].removeprefix('fig-')}-epoch"
                raw.replace_self(replay("", *images, data=data, key=key))

    def image(self, address):
        """Write one picture to a file named after its content."""
        content = b64decode(address.partition(",")[2])
        folder = Path(self.app.doctreedir, "replays")  # removed by the next build
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{hashlib.sha256(content).hexdigest()[:20]}.webp"
        path.write_bytes(content)
        return nodes.image(uri=f"/{os.path.relpath(path, self.app.srcdir)}")


def around(node, attribute):
    """Return an attribute of the next element around a node that has it."""
    return node.get(attribute) or around(node.parent, attribute)


def write_player(translator, node):
    """Write a replay as HTML that refers to the files of its pictures."""
    builder = translator.builder
    for frame, image in zip(node["data"]["frames"], node, strict=True):
        frame["src"] = posixpath.join(builder.imgpath, builder.images[image["uri"]])
    translator.body.append(player_html(node["data"], node[-1]["alt"], node["key"]))
    raise nodes.SkipNode


def add_player(app, pagename, templatename, context, doctree):
    """Load script and style on pages that have a replay, and on no other."""
    if doctree is not None and any(doctree.findall(replay)):
        app.add_css_file("replay.css")
        app.add_js_file("replay.js", loading_method="defer")


def add_static_files(app, config):
    """Have script and style copied from the package, whose notebooks use them too."""
    # Relative, so that the same sources give the same site in every folder.
    folder = os.path.relpath(PLAYER, app.confdir)
    config.html_static_path += [posixpath.join(folder, name) for name in FILES]


def setup(app):
    """Connect the handlers."""
    app.add_node(replay, html=(write_player, None))
    app.add_transform(CollectReplays)
    app.connect("config-inited", add_static_files)
    app.connect("html-page-context", add_player)
