"""Draw the pictures of the README and of shared links by the code of the landing page.

``python -m booktools.site.picture`` writes them; a test fails when they are old.
"""

from contextlib import redirect_stdout
from io import StringIO

import matplotlib
import matplotlib.pyplot as plt
from myst_nb.core.read import read_myst_markdown_notebook

from booktools import ROOT
from mlp import plot_decision_boundary

PICTURE = ROOT / "book" / "_static" / "result.png"
PREVIEW = ROOT / "book" / "_static" / "preview.png"


def run_landing_page():
    """Return what the cell of the landing page that draws has defined."""
    matplotlib.use("agg")
    page = (ROOT / "book" / "index.md").read_text(encoding="utf-8")
    cells = read_myst_markdown_notebook(page).cells
    cell = next(cell for cell in cells if "mystnb" in cell.metadata)
    namespace = {}
    with redirect_stdout(StringIO()):
        exec(cell.source, namespace)
    return namespace


def draw(path):
    """Save the figure of the landing page.

    Parameters
    ----------
    path : str or pathlib.Path
        Where to write the PNG file.
    """
    run_landing_page()["fig"].savefig(path, metadata={"Software": None})


def draw_preview(path):
    """Draw the title of the course beside what its network learned, 1200 by 630 pixels.

    Parameters
    ----------
    path : str or pathlib.Path
        Where to write the PNG file.
    """
    run = run_landing_page()
    fig = plt.figure(figsize=(12, 6.3), dpi=100, layout="none")
    ax = fig.add_axes((0.5, 0, 0.5, 1))
    plot_decision_boundary(run["X_val"], run["y_val"], run["params"], ax=ax,
                           colorbar=False)  # fmt: skip
    ax.get_legend().remove()
    ax.set(title="", aspect="auto")
    ax.set_axis_off()
    fig.text(0.05, 0.47, "A neural\nnetwork\nfrom scratch", size=52, weight="bold",
             linespacing=1.15)  # fmt: skip
    fig.text(0.053, 0.3, "Write it, train it and understand\nevery line, with NumPy.",
             size=21, color="0.35")  # fmt: skip
    fig.savefig(path, dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    draw(PICTURE)
    draw_preview(PREVIEW)
    print("wrote", *(path.relative_to(ROOT) for path in (PICTURE, PREVIEW)))
