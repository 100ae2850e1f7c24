"""How long a learner waits for an answer."""

import time
from functools import partial

import mlp
from booktools.bench.rows import interleave, summarize
from mlp.checks import check
from mlp.checks.check import CHECKS

REPETITIONS = 20


def rows():
    """Time the check of every function.

    Returns
    -------
    list of Row
        One for each check, in milliseconds.
    """
    contestants = {name: partial(check, getattr(mlp, name)) for name in CHECKS}
    # Real time: a check that waits makes the learner wait.
    seconds = interleave(contestants, REPETITIONS, time.perf_counter)
    return [
        summarize("Time of a check", name, "ms", [1000 * s for s in values])
        for name, values in seconds.items()
    ]
