"""A replay shows the true run, in few bytes, and the same bytes every time."""

import json
import re
from functools import partial
from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from mlp import (
    REPLAY_EPOCHS,
    make_moons_np,
    record_snapshots,
    replay_comparison,
    replay_training,
    train_mlp,
    train_val_split,
)

KIB = 1024


def train(epochs, shown, **settings):
    """Train on the moons; return snapshots, history and the validation points."""
    np.random.seed(7)
    data = train_val_split(*make_moons_np(1200, 0.44))
    snapshots = {}
    on_epoch = partial(record_snapshots, snapshots=snapshots, epochs=shown)
    _, history = train_mlp(
        *data, epochs=epochs, lr=0.03, log_every=0, on_epoch=on_epoch, **settings
    )
    return snapshots, history, *data[2:]


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


def test_recording_changes_nothing(short):
    """A recorded run has the history of one that was not recorded."""
    _, history, *_ = short
    np.random.seed(7)
    data = train_val_split(*make_moons_np(1200, 0.44))
    _, unrecorded = train_mlp(*data, epochs=3, lr=0.03, log_every=0)
    assert history == unrecorded


def test_snapshots_are_copies_of_their_epoch(short):
    """What was kept after epoch 1 is what a run of one epoch ends with."""
    snapshots, *_ = short
    assert sorted(snapshots) == [1, 3]
    np.random.seed(7)
    data = train_val_split(*make_moons_np(1200, 0.44))
    params, _ = train_mlp(*data, epochs=1, lr=0.03, log_every=0)
    for name, values in params.items():
        np.testing.assert_array_equal(snapshots[1][name], values)


def test_frames_have_the_scores_of_the_true_run(baseline):
    """Each frame's scores are those of its epoch in the history."""
    (_, history, *_), replay = baseline
    assert tuple(frame.epoch for frame in replay.frames) == REPLAY_EPOCHS
    for frame in replay.frames:
        assert frame.scores == {
            "": {name: values[frame.epoch - 1] for name, values in history.items()}
        }
    last = replay.frames[-1].scores[""]
    assert round(last["val_loss"], 4) == 0.3528
    assert round(last["train_acc"], 4) == 0.8229


def test_player_says_the_scores_of_each_frame(baseline):
    """Epoch, end of the run and the scores stand in the text of each frame."""
    _, replay = baseline
    frames = player_data(replay._repr_html_())["frames"]
    assert frames[-1]["text"] == "epoch 400 of 400, validation loss 0.3528"
    assert frames[-1]["scores"] == ["0.3684", "0.3528", "0.8229", "0.8333"]
    assert frames[0]["text"].startswith("epoch 1 of 400, validation loss 0.4795")
    assert [entry["epoch"] for entry in frames] == list(REPLAY_EPOCHS)


def test_pictures_are_small(baseline):
    """All frames of the baseline together have at most 600 KiB, none more than 25."""
    _, replay = baseline
    sizes = [len(frame.picture) for frame in replay.frames]
    assert sum(sizes) <= 600 * KIB
    assert max(sizes) <= 25 * KIB


def test_pictures_of_a_comparison_are_small(baseline):
    """Two planes side by side need no more than 600 KiB either."""
    (snapshots, history, X_val, y_val), _ = baseline
    recordings = {name: (snapshots, history) for name in ("one", "the same")}
    with plt.style.context("mlp.lesson"):
        replay = replay_comparison(recordings, X_val, y_val)
    assert sum(len(frame.picture) for frame in replay.frames) <= 600 * KIB


def test_pictures_have_the_size_that_the_page_reserves(baseline):
    """Width and height in the HTML are those of each WebP file."""
    _, replay = baseline
    html = replay._repr_html_()
    size = re.search(r'width="(\d+)" height="(\d+)"', html).groups()
    for frame in replay.frames:
        with Image.open(BytesIO(frame.picture)) as picture:
            assert picture.format == "WEBP"
            assert picture.size == tuple(map(int, size))


def test_every_frame_is_another_picture(baseline):
    """No two epochs look the same."""
    _, replay = baseline
    assert len({frame.picture for frame in replay.frames}) == len(REPLAY_EPOCHS)


def test_same_run_gives_the_same_bytes(short):
    """Nothing but the run goes into the HTML: no date, no random name."""
    again = train(3, (1, 3))
    first = replay_training(*short)._repr_html_()
    assert first == replay_training(*again)._repr_html_()


def test_notebook_needs_no_other_file(short):
    """Pictures, style and script are inside; no address leads anywhere else."""
    html = replay_training(*short)._repr_html_()
    addresses = re.findall(r'(?:src|href)="?([^">]*)', html)
    addresses += [entry["src"] for entry in player_data(html)["frames"]]
    assert len(addresses) == 3
    assert all(text.startswith("data:image/webp;base64,") for text in addresses)
    assert "http" not in html
    assert "<style>" in html
    assert "IntersectionObserver" in html
    assert re.search(r"\son\w+=", html) is None  # no handler within a tag


def test_notebook_that_is_not_trusted_has_no_dead_controls(short):
    """Jupyter then drops style and script; what would not work is not shown."""
    html = replay_training(*short)._repr_html_()
    assert '<div class="replay-controls" hidden="hidden">' in html
    assert ".hidden = false" in html


def test_replay_describes_itself(short):
    """In plain text a replay says what it is."""
    assert repr(replay_training(*short)) == "Replay of 2 epochs up to 3"


def test_comparison_shows_each_run(short):
    """Each run has its scores in the frame, a line in the table, and its name."""
    snapshots, history, X_val, y_val = short
    other_snapshots, other, *_ = train(3, (1, 3), seed=124)
    replay = replay_comparison(
        {"a < b": (snapshots, history), "other": (other_snapshots, other)},
        X_val,
        y_val,
    )
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


def test_epoch_before_the_first_is_named(short):
    """Epochs count from 1."""
    snapshots, *rest = short
    message = r"^each epoch of snapshots must be a whole number, 1 or more; got 0\.$"
    with pytest.raises(ValueError, match=message):
        replay_training({0: snapshots[1]}, *rest)


def test_comparison_needs_the_same_epochs(short):
    """Runs that move together were recorded at the same epochs."""
    snapshots, history, X_val, y_val = short
    recordings = {"a": (snapshots, history), "b": ({1: snapshots[1]}, history)}
    message = r"^recordings\['b'\] must hold the epochs of recordings\['a'\], \[1, 3\]"
    with pytest.raises(ValueError, match=message):
        replay_comparison(recordings, X_val, y_val)
