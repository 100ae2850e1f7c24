"""`matplotlib.pyplot`, loaded when something is drawn and not before.

It takes several times as long to load as NumPy, and most of `mlp` does without.
"""

import importlib


def __getattr__(name):
    """Return what `matplotlib.pyplot` has under this name."""
    if name.startswith("__"):  # tools look for such names in every module they meet
        raise AttributeError(name)
    return getattr(importlib.import_module("matplotlib.pyplot"), name)
