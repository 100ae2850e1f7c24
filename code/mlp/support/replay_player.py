"""The HTML around the frames of a replay: slider, button, and the scores as text."""

import json
from base64 import b64encode
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, HEIGHT = 672, 648  # pixels of a frame, sharp on a phone
COLUMNS = {
    "train_loss": "training loss",
    "val_loss": "validation loss",
    "train_acc": "training accuracy",
    "val_acc": "validation accuracy",
}


def notebook_html(frames):
    """Write a replay that needs no other file.

    Parameters
    ----------
    frames : list of Frame
        What it shows.

    Returns
    -------
    str
        HTML with its pictures, its style and its script inside.
    """
    data = describe_frames(frames)
    for entry, frame in zip(data["frames"], frames, strict=True):
        picture = b64encode(frame.picture).decode()
        entry["src"] = f"data:image/webp;base64,{picture}"
    style, script = ((HERE / f"replay.{kind}").read_text() for kind in ("css", "js"))
    alt = f"Decision boundary and curves at {data['frames'][-1]['text']}"
    # A notebook that is not trusted is shown without style, script, empty attributes.
    controls = '<div class="replay-controls"'
    player = player_html(data, alt).replace(controls, f'{controls} hidden="hidden"')
    return f"<style>{style}</style>{player}<script>{script}</script>"


def describe_frames(frames):
    """Return what the player says about each frame, ready for JSON."""
    last = frames[-1].epoch
    entries = []
    for frame in frames:
        losses = ", ".join(
            f"{name} validation loss {scores['val_loss']:.4f}".strip()
            for name, scores in frame.scores.items()
        )
        entries.append(
            {
                "epoch": frame.epoch,
                "text": f"epoch {frame.epoch} of {last}, {losses}",
                "scores": [
                    f"{scores[column]:.4f}"
                    for scores in frame.scores.values()
                    for column in COLUMNS
                ],
            }
        )
    return {"runs": list(frames[-1].scores), "frames": entries}


def player_html(data, alt, key=""):
    """Write the player in the state of the last frame.

    Without the script this is a picture with its scores.

    Parameters
    ----------
    data : dict
        What `describe_frames` returned, with the address of each picture as ``src``.
    alt : str
        Alternative text of the last frame.
    key : str
        Under which name the address of the page keeps the epoch; nowhere if empty.

    Returns
    -------
    str
        The HTML. It refers to ``replay.css`` and ``replay.js``.
    """
    last = data["frames"][-1]
    position = len(data["frames"]) - 1
    content = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f"""\
<div class="replay" role="group" aria-label="Replay of training"
 data-key="{escape(key)}">
<img class="replay-frame" src="{last["src"]}" alt="{escape(alt)}"
 width="{WIDTH}" height="{HEIGHT}" loading="lazy" decoding="async">
<div class="replay-controls">
<button type="button" class="replay-play">Play</button>
<input type="range" class="replay-slider" min="0" max="{position}" value="{position}"
 autocomplete="off" aria-label="Epoch" aria-valuetext="{escape(last["text"])}">
</div>
{_table(data["runs"], last)}
<script type="application/json" class="replay-data">{content}</script>
</div>"""


def _table(runs, frame):
    """Write the scores of one frame, a line for each run."""
    named = len(runs) > 1
    head = [f'<th scope="col">{title}</th>' for title in COLUMNS.values()]
    lines, width = ["<td></td>" * named + "".join(head)], len(COLUMNS)
    for number, run in enumerate(runs):
        name = f'<th scope="row">{escape(run)}</th>' * named
        scores = frame["scores"][number * width : (number + 1) * width]
        cells = [f'<td class="replay-score">{score}</td>' for score in scores]
        lines.append(name + "".join(cells))
    first, *rest = [f"<tr>{line}</tr>" for line in lines]
    caption = f'Epoch <span class="replay-now">{frame["epoch"]}</span>'
    return (
        f'<table class="replay-scores"><caption>{caption} of {frame["epoch"]}</caption>'
        f"<thead>{first}</thead><tbody>{''.join(rest)}</tbody></table>"
    )
