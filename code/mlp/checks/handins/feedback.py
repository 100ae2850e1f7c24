"""One page for each learner: what is right, what is not, and why."""

import os.path
import re
from html import escape

from mlp.checks.handins.gradebook import number
from mlp.checks.handins.words import visible
from mlp.checks.report import Entry, Report

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: .5rem; border: 1px solid; }
table { border-collapse: collapse; }
th, td { padding: .1rem 1rem .1rem 0; text-align: left; }
li span, li b { background: white; padding: 0 .2rem; }"""


def names_of_pages(handins):
    """Return what to call the page of each file: by its path, below what all share."""
    paths = {name: name.replace("\\", "/").split("/") for name in handins}
    folders = [path[:-1] for path in paths.values()]
    shared = len(os.path.commonprefix(folders))
    pages, taken = {}, set()
    for name, path in paths.items():
        page = "_".join(path[shared:])
        page = re.sub(r"\.ipynb$", "", page)
        if page in taken:
            page = f"{page}-{len(taken)}"
        taken.add(page)
        pages[name] = f"{page}.html"
    return pages


def page(line, gradebook):
    """Return the feedback on a hand-in as one HTML page that needs nothing else.

    What is said to whoever teaches is not in it.

    Parameters
    ----------
    line : Line
        The hand-in.
    gradebook : Gradebook
        What its tasks are worth.
    """
    result, earned = line.result, gradebook.earned(line.result)
    name = line.owner.name if line.owner else result.notebook
    body = [f"<h1>{shown(name)}</h1>"]
    if line.owner:
        body.append(f"<p>{shown(result.notebook)}</p>")
    if result.skipped:
        body.append(f"<p>This file was not looked at: {shown(result.skipped)}.</p>")
    elif earned:
        rows = [
            (task, number(got), number(gradebook.points[task]))
            for task, got in earned.items()
        ]
        rows.append(
            (
                "total",
                number(sum(earned.values())),
                number(sum(gradebook.points.values())),
            )
        )
        cells = "".join(
            f'<tr><th scope="row">{shown(task)}</th><td>{got} of {most}</td></tr>'
            for task, got, most in rows
        )
        body.append(f"<h2>Points</h2><table>{cells}</table>")
    for entry in result.entries:
        body.append(
            f"<h2>{shown(entry.name)}</h2>{Report((cleaned(entry),))._repr_html_()}"
        )
        if source := (result.sources or {}).get(entry.name):
            body.append(
                "<details><summary>What was handed in</summary>"
                f"<pre>{shown(source)}</pre></details>"
            )
    if result.problems:
        items = "".join(f"<li>{shown(problem)}</li>" for problem in result.problems)
        body.append(f"<h2>Cells that did not run</h2><ul>{items}</ul>")
    return "\n".join(
        [
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{shown(name)}</title><style>{STYLE}</style></head><body><main>",
            *body,
            "</main></body></html>\n",
        ]
    )


def shown(text):
    """Return text as a page shows it."""
    return escape(visible(text))


def cleaned(entry):
    """Return an entry without characters that steer something."""
    texts = (tuple(map(visible, kind)) for kind in (entry.messages, entry.remarks))
    return Entry(entry.name, entry.status, *texts, entry.wrong)
