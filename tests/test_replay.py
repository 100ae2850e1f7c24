"""A replay shows the true run, in few bytes, and the same bytes every time."""

import json
import re
import sys
from functools import partial
from io import BytesIO

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from mlp import (
    REPLAY_EPOCHS,
    record_snapshots,
    replay_comparison,
    replay_training,
    run_experiment,
)
from mlp.support.progress import reported

LARGEST = 600 * 1024  # bytes of all pictures of a replay


def train(epochs, shown, **settings):
    """Train on the moons; return snapshots, history and the validation points."""
    snapshots = {}
    record = partial(record_snapshots, snapshots=snapshots, epochs=shown)
    run = run_experiment(epochs=epochs, log_every=0, on_epoch=record, **settings)
    return snapshots, run.history, *run.data[2:]


@pytest.fixture(scope="module")
def short():
    """Return what a short run leaves behind."""
    return train(3, (1, 3))


@pytest.fixture(scope="module")
def baseline():
    """Return what the baseline run leaves behind, and its replay as on the page."""
    recorded = train(400, REPLAY_EPOCHS)
    with plt.style.context("mlp.lesson"):
        return recorded, replay_training(*recorded)


def player_data(html):
    """Return what a player's script reads."""
    return json.loads(re.search(r'class="replay-data">(.*?)</script>', html)[1])


def test_epochs_are_dense_at_first():
    """The steps from frame to frame never get shorter; they go from 1 to 400."""
    steps = np.diff(REPLAY_EPOCHS)
    assert REPLAY_EPOCHS[:5] == (1, 2, 3, 5, 8)
    assert REPLAY_EPOCHS[-1] == 400
    assert 25 <= len(REPLAY_EPOCHS) <= 30
    assert (steps > 0).all()
    assert steps[:5].max() < steps[-5:].min()


def test_snapshots_are_copies_of_their_epoch(short):
    """What was kept is what shorter runs end with; recording changes no run."""
    snapshots, history, *_ = short
    assert sorted(snapshots) == [1, 3]
    for epoch, params in snapshots.items():
        run = run_experiment(epochs=epoch, log_every=0)
        np.testing.assert_equal(params, run.params)
    assert history == run.history


def test_frames_have_the_scores_of_the_true_run(baseline):
    """Scores of each epoch stand in its frame; the player reads them out."""
    (_, history, *_), replay = baseline
    assert tuple(frame.epoch for frame in replay.frames) == REPLAY_EPOCHS
    for frame in replay.frames:
        assert frame.scores == {
            "": {name: values[frame.epoch - 1] for name, values in history.items()}
        }
    frames = player_data(replay._repr_html_())["frames"]
    assert [entry["epoch"] for entry in frames] == list(REPLAY_EPOCHS)
    assert frames[0]["text"].startswith("epoch 1 of 400, validation loss 0.4795")
    assert frames[-1]["text"] == "epoch 400 of 400, validation loss 0.3528"
    assert frames[-1]["scores"] == ["0.3684", "0.3528", "0.8229", "0.8333"]


def test_pictures_are_small_and_have_the_size_that_the_page_reserves(baseline):
    """Each epoch has a WebP of its own, of 25 KiB at most, and all of them 600."""
    _, replay = baseline
    html = replay._repr_html_()
    size = re.search(r'width="(\d+)" height="(\d+)"', html).groups()
    for frame in replay.frames:
        with Image.open(BytesIO(frame.picture)) as picture:
            assert picture.format == "WEBP"
            assert picture.size == tuple(map(int, size))
    pictures = {frame.picture for frame in replay.frames}
    assert len(pictures) == len(REPLAY_EPOCHS)
    assert max(map(len, pictures)) <= 25 * 1024
    assert sum(map(len, pictures)) <= LARGEST


def test_pictures_of_a_comparison_are_small(baseline):
    """A frame of two planes takes no more than its share of the 600 KiB."""
    (snapshots, history, X_val, y_val), _ = baseline
    shown = {epoch: snapshots[epoch] for epoch in (1, 400)}
    recordings = {name: (shown, history) for name in ("one", "the same")}
    with plt.style.context("mlp.lesson"):
        replay = replay_comparison(recordings, X_val, y_val)
    sizes = [len(frame.picture) for frame in replay.frames]
    assert max(sizes) <= LARGEST / len(REPLAY_EPOCHS)


def test_same_run_gives_the_same_bytes(short):
    """Nothing but the run goes into the HTML: no date, no random name."""
    first = replay_training(*short)._repr_html_()
    assert first == replay_training(*train(3, (1, 3)))._repr_html_()


def test_notebook_needs_no_other_file(short):
    """Pictures, style and script are inside; without trust no dead control shows."""
    replay = replay_training(*short)
    assert repr(replay) == "Replay of 2 epochs up to 3"
    html = replay._repr_html_()
    addresses = re.findall(r'(?:src|href)="?([^">]*)', html)
    addresses += [entry["src"] for entry in player_data(html)["frames"]]
    assert len(addresses) == 3
    assert all(text.startswith("data:image/webp;base64,") for text in addresses)
    assert "http" not in html
    assert "<style>" in html
    assert "IntersectionObserver" in html
    assert re.search(r"\son\w+=", html) is None  # no handler within a tag
    # A notebook that is not trusted loses style and script, and keeps what is hidden.
    assert '<div class="replay-controls" hidden="hidden">' in html
    assert ".hidden = false" in html


DRAWS = """
from functools import partial
from mlp import record_snapshots, replay_training, run_experiment

snapshots = {}
record = partial(record_snapshots, snapshots=snapshots, epochs=(1, 2))
run = run_experiment(epochs=2, log_every=0, on_epoch=record)
replay_training(snapshots, run.history, *run.data[2:])
"""


def test_notebook_says_how_far_it_is_and_keeps_nothing_of_it():
    """What stands below the cell in the end is the replay alone, also on a page."""
    said = []

    class Client(NotebookClient):
        def process_message(self, message, cell, number):
            said.append(message["content"].get("text", ""))
            return super().process_message(message, cell, number)

    cell = nbformat.v4.new_code_cell(DRAWS)
    Client(nbformat.v4.new_notebook(cells=[cell])).execute()
    assert "".join(said) == "Drawing epoch 1 of 2 …\nDrawing epoch 2 of 2 …\n"
    assert [output.output_type for output in cell.outputs] == ["execute_result"]


def test_terminal_shows_how_far_it_is_and_a_file_nothing(capsys, monkeypatch):
    """Each sentence takes the place of the one before, and the last leaves none."""
    assert list(reported([1, 4], "at {step} of {last}")) == [1, 4]
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(reported([1, 4], "at {step} of {last}")) == [1, 4]
    start = "\r\x1b[K"
    assert capsys.readouterr().err == f"{start}at 1 of 4{start}at 4 of 4{start}"
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert list(reported([1, 4], "at {step} of {last}")) == [1, 4]
    assert capsys.readouterr() == ("at 1 of 4\nat 4 of 4\n", "")


def test_comparison_shows_each_run(short):
    """Each run has its scores in the frame, a line in the table, and its name."""
    snapshots, history, *points = short
    other_snapshots, other, *_ = train(3, (1, 3), seed=124)
    recordings = {"a < b": (snapshots, history), "other": (other_snapshots, other)}
    replay = replay_comparison(recordings, *points)
    scores = replay.frames[-1].scores
    assert scores["a < b"]["val_loss"] == history["val_loss"][-1]
    assert scores["other"]["val_loss"] == other["val_loss"][-1]
    html = replay._repr_html_()
    assert html.count('<th scope="row">') == 2
    assert "a &lt; b" in html
    assert "a < b" not in html  # neither as markup nor within the data
    frame = player_data(html)["frames"][-1]
    assert len(frame["scores"]) == 8
    assert frame["text"] == (
        f"epoch 3 of 3, a < b validation loss {history['val_loss'][-1]:.4f}, "
        f"other validation loss {other['val_loss'][-1]:.4f}"
    )


def test_epochs_that_cannot_be_shown_are_named(short):
    """Epochs count from 1; runs that move together were recorded at the same ones."""
    snapshots, history, *points = short
    message = r"^each epoch of snapshots must be a whole number, 1 or more; got 0\.$"
    with pytest.raises(ValueError, match=message):
        replay_training({0: snapshots[1]}, history, *points)
    recordings = {"a": (snapshots, history), "b": ({1: snapshots[1]}, history)}
    message = r"^recordings\['b'\] must hold the epochs of recordings\['a'\], \[1, 3\]"
    with pytest.raises(ValueError, match=message):
        replay_comparison(recordings, *points)
