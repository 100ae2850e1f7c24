"""Measure what a learner waits for: ``python -m booktools.bench``."""

import statistics
import time

import mlp
from mlp.checks import check
from mlp.checks.check import CHECKS

REPETITIONS = 20


def time_checks():
    """Measure the check of every function.

    Returns
    -------
    dict of str to list of float
        Milliseconds by name, one for each repetition. Repetitions are interleaved, so
        that a slow moment of the machine does not fall on one function alone.
    """
    times = {name: [] for name in CHECKS}
    for _ in range(REPETITIONS):
        for name in CHECKS:
            start = time.perf_counter()
            check(getattr(mlp, name))
            times[name].append(1000 * (time.perf_counter() - start))
    return times


def main():
    """Print the figures as a table."""
    print(f"{'check of':24} {'median':>9} {'slowest':>9}")
    for name, values in time_checks().items():
        print(f"{name:24} {statistics.median(values):6.1f} ms {max(values):6.1f} ms")


if __name__ == "__main__":
    main()
