"""A small book with the configuration and the code of this one, to build in tests."""

import shutil

from conftest import ROOT

TOP = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
"""
PAGE = f"""{TOP}(first)=
# First

```{{code-cell}} ipython3
from mlp import EPS

print("the constant is", EPS)
```

$$
1 + 1 = 2
$$ (eq-sum)
"""
DRAWN = f"""{TOP}# Drawn

```{{code-cell}} ipython3
---
mystnb: {{figure: {{name: fig-line, caption: A line.}}, image: {{alt: A line.}}}}
---
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([1, 2]);
```

```{{code-cell}} ipython3
---
mystnb:
  figure: {{name: fig-two-epochs, caption: Two epochs.}}
  image: {{alt: The second of two epochs.}}
---
import numpy as np
from mlp import init_mlp, replay_training

names = ("train_loss", "val_loss", "train_acc", "val_acc")
history, X, y = dict.fromkeys(names, [0.5, 0.4]), np.eye(2), np.array([[0], [1]])
snapshots = {{epoch: init_mlp((2, 4, 1), seed=epoch) for epoch in (1, 2)}}
replay_training(snapshots, history, X, y)
```
"""
SECOND = "# Second\n\nSee {eq}`eq-sum` and [](first).\n"


def write_book(folder, pages, live=False):
    """Write a book of some pages, the first of which is the landing page.

    Without Python in its pages it is built much faster.
    """
    (folder / "book").mkdir(parents=True, exist_ok=True)
    files = "_config.yml pyproject.toml README.md CHANGELOG.md LICENSE LICENSE-TEXT"
    for name in files.split():
        shutil.copy(ROOT / name, folder)
    if not live:
        with (folder / "_config.yml").open("a") as config:
            config.write("    live: false\n")
    left_out = shutil.ignore_patterns("*.egg-info", "__pycache__")
    for name in ("code", "book/_templates", "book/_static"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out, dirs_exist_ok=True)
    (folder / "book" / "references.bib").touch()
    for name, text in pages.items():
        (folder / "book" / f"{name}.md").write_text(text)
    root, *others = pages
    chapters = "".join(f"  - file: book/{name}\n" for name in others)
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: book/{root}\n"
        f"parts:\n- caption: All\n  numbered: true\n  chapters:\n{chapters}"
    )


def page_of(book, name="index"):
    """Return the text of a built page."""
    return (book / "_build" / "html" / "book" / f"{name}.html").read_text()


def files_of(folder):
    """Return the content of every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
