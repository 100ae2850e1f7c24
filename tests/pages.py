"""The pages of the site: which there are, how tests read them, and who serves them."""

from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT

# The chapters of each part that has them, and all of them.
PARTS = [
    [Path(chapter["file"]).name for chapter in part["chapters"]]
    for part in yaml.safe_load((ROOT / "_toc.yml").read_text())["parts"]
    if part.get("numbered")
]
CHAPTERS = sum(PARTS, [])


def by_night(names, *examples):
    """Return parameters of a test: examples for always, the others for the night."""
    return [
        pytest.param(name, marks=() if name in examples else pytest.mark.nightly)
        for name in names
    ]


@contextmanager
def served(folder, port=0):
    """Serve a folder from a plain file server; yield its address."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@cache
def elements(path):
    """Return a file of HTML as a tree that can be searched."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
