"""Draw the picture of the README from the code of the landing page.

``python -m booktools.picture`` writes it; a test fails when it is out of date.
"""

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import matplotlib
from myst_nb.core.read import read_myst_markdown_notebook

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "book" / "_static" / "result.png"


def draw(path):
    """Run the cell of the landing page that draws, and save its figure.

    Parameters
    ----------
    path : str or pathlib.Path
        Where to write the PNG file.
    """
    matplotlib.use("agg")
    page = (ROOT / "book" / "index.md").read_text(encoding="utf-8")
    cells = read_myst_markdown_notebook(page).cells
    cell = next(cell for cell in cells if "mystnb" in cell.metadata)
    namespace = {}
    with redirect_stdout(StringIO()):
        exec(cell.source, namespace)
    namespace["fig"].savefig(path, metadata={"Software": None})


if __name__ == "__main__":
    draw(PICTURE)
    print(f"wrote {PICTURE.relative_to(ROOT)}")
