"""Measure the course and print a table: ``python -m booktools.bench``."""

import contextlib
import io
import os
import platform

# At these sizes a second thread costs more than it brings, and how much depends on the
# machine. One thread for everybody; it has to be set before NumPy is imported.
os.environ |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}

from booktools.bench import builds, handins, pages, training  # noqa: E402

print(f"Python {platform.python_version()}, {os.cpu_count()} processors, one thread")
print("Median, and what a tenth of the values, taken in turns, lie below and above.")
for measure in (
    training.compare,
    training.time_checks,
    handins.measure,
    pages.measure,
    builds.measure,
):
    with contextlib.redirect_stdout(io.StringIO()):  # what checks say
        rows = list(measure())
    print("", *rows, sep="\n", flush=True)
