"""Let browsers keep the site, so that it can be read and worked with offline.

A service worker at the root of the site does it. It is written here with the hash of
each file, so that a browser fetches what has changed and takes over a build as a whole.
"""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

WORKER = Path(__file__).with_name("sw.js")
# What is fetched at a reader's wish only, and so is not kept either.
LEFT_OUT = ("downloads/", "notebooks/solved/", "_static/preview.png", "objects.inv",
            "sitemap.xml", "_static/python/licenses.txt", "sw.js")  # fmt: skip
# What runs Python, as large as all the rest: kept for those who use it.
PYTHON = "_static/python/"


def write_worker(site):
    """Write the service worker of a finished site."""
    pages, python, size = {}, {}, 0
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not name.startswith(LEFT_OUT):
            content = path.read_bytes()
            digest = b64encode(sha256(content).digest()).decode()
            (python if name.startswith(PYTHON) else pages)[name] = f"sha256-{digest}"
            size += len(content) * name.startswith(PYTHON)
    text = WORKER.read_text()
    for name, empty, value in (
        ("PAGES", "{}", pages),
        ("PYTHON", "{}", python),
        ("MEGABYTES", "0", round(size / 1e6)),
    ):
        start = f"const {name} = "
        text = text.replace(f"{start}{empty}", start + json.dumps(value, indent=0))
    (site / "sw.js").write_text(text)


def write(app, exception):
    """Write it when all else is written."""
    if exception is None and app.builder.name == "html":
        write_worker(Path(app.outdir))


def setup(app):
    """Connect the handler behind all that write files."""
    app.connect("build-finished", write, priority=990)
