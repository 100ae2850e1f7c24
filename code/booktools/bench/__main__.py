"""Measure the course: ``python -m booktools.bench`` prints a table and writes JSON."""

import argparse
import contextlib
import dataclasses
import io
import json
import os
import platform
from pathlib import Path

# At these sizes a second thread costs more than it brings, and how much depends on the
# machine. One thread for everybody; it has to be set before NumPy is imported.
THREADS = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
OUTPUT = Path("_build") / "bench.json"


def collect():
    """Run every benchmark.

    Returns
    -------
    list of Row
        The rows of all of them.
    """
    from booktools.bench import builds, checks, training

    rows = []
    for module in (training, checks, builds):
        with contextlib.redirect_stdout(io.StringIO()):  # what the checks say
            rows += module.rows()
    return rows


def describe_machine():
    """Say what the figures were measured on.

    Returns
    -------
    dict of str to str
        Versions, processors and threads.
    """
    import numpy
    import sklearn

    return {
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scikit-learn": sklearn.__version__,
        "machine": platform.machine(),
        "processors": str(os.cpu_count()),
        "threads": "1 for every contestant",
    }


def main(arguments=None):
    """Print the figures as a table and write them as JSON.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line by default.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the JSON file")
    output = parser.parse_args(arguments).output

    os.environ |= THREADS
    from booktools.bench.rows import format_table

    rows, machine = collect(), describe_machine()
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print("Spread: a tenth of the repetitions lie below the first number and above the")
    print("second. Ratios are taken turn by turn, all contestants in one process.\n")
    print(format_table(rows))
    output.parent.mkdir(parents=True, exist_ok=True)
    result = {"machine": machine, "rows": [dataclasses.asdict(row) for row in rows]}
    output.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nThe same figures are in {output}.")


if __name__ == "__main__":
    main()
