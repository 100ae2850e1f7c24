"""What the tests of the build share: a small book, and how to build it."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
(first)=
# First

```{code-cell} ipython3
from mlp import EPS

print("the constant is", EPS)
```

$$
1 + 1 = 2
$$ (eq-sum)
"""
SECOND = "# Second\n\nSee {eq}`eq-sum` and [](first).\n"


def build(folder):
    """Run `jupyter-book build` on the sources and the code in a folder."""
    return subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", folder],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder / "code"), "NO_COLOR": "1"},
        timeout=600,
    )


def output(result):
    """Return everything that a build printed, without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", result.stdout + result.stderr)


def site(book, page="index"):
    """Return the text of a built page."""
    return (book / "_build" / "html" / "book" / f"{page}.html").read_text()
