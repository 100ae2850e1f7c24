"""On the site a replay is light: its frames are files that wait until they are seen."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from conftest import build, output
from small_book import PAGE, TOP, files_of, page_of, write_book

REPLAY = (
    TOP
    + """# Replay

```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-two-epochs
    caption: Two epochs.
  image:
    alt: The second of two epochs.
---
from functools import partial

import numpy as np
from mlp import make_moons_np, record_snapshots, replay_training, train_mlp

X, y = make_moons_np(40, 0.1)
snapshots = {}
_, history = train_mlp(
    X, y, X, y, epochs=2, log_every=0, rng=np.random.default_rng(0),
    on_epoch=partial(record_snapshots, snapshots=snapshots),
)
replay_training(snapshots, history, X, y)
```
"""
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a built book with a replay in its only chapter."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, {"index": PAGE, "replay": REPLAY})
    result = build(folder)
    assert result.returncode == 0, output(result)
    return folder


def frames(page):
    """Return what the player of a page reads about each frame."""
    return json.loads(re.search(r'class="replay-data">(.*?)</script>', page)[1])[
        "frames"
    ]


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
    figure = re.search(r"<figure.*?</figure>", page, re.DOTALL)[0]
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
    notebooks = files_of(book / "_build" / "html" / "notebooks")
    notebook = json.loads(notebooks["replay.ipynb"])
    code, description = notebook["cells"][-2:]
    assert code["source"][-1] == "replay_training(snapshots, history, X, y)"
    assert code["outputs"] == []
    assert "The second of two epochs." in "".join(description["source"])
    assert not any(b"base64" in content for content in notebooks.values())
