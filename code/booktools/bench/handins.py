"""How long it takes to judge a class."""

import shutil
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from booktools import ROOT
from booktools.bench.rows import row

HANDINS, LIMIT = 40, 60  # and seconds, on two cores


def measure():
    """Yield the seconds for forty solved notebooks, of all chapters in turn."""
    solved = sorted((ROOT / "_build" / "html" / "notebooks" / "solved").glob("*.ipynb"))
    command = [sys.executable, "-m", "mlp.checks", "--functions-only", "--workers", "2"]
    with TemporaryDirectory() as folder:
        for number, notebook in zip(range(HANDINS), cycle(solved)):
            shutil.copy(notebook, Path(folder, f"{number}.ipynb"))
        start = time.perf_counter()
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, folder], **silent)
        seconds = time.perf_counter() - start
    yield row(f"{HANDINS} hand-ins, functions only", "s", [seconds], LIMIT)
