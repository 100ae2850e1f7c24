"""Time functions in turns and say what came out, a line for each quantity."""

import time

import numpy as np


def row(name, unit, values, limit=None, at_least=None):
    """Return a line: the median, and what a tenth of the values lie below and above.

    The median is meant to keep to the limit, or to be at least so much.
    """
    low, median, high = np.quantile(values, [0.1, 0.5, 0.9])
    line = f"{name:44}{median:10.3f}  {low:9.3f} – {high:9.3f}  {unit:9}"
    if limit:
        line += f" {'within' if median <= limit else 'ABOVE'} the limit of {limit}"
    if at_least:
        line += f" {'at' if median >= at_least else 'NOT at'} least {at_least}"
    return line.rstrip()


def interleave(contestants, repetitions, clock=time.process_time):
    """Time several functions in turns, so that a slow moment falls on all of them.

    Functions without arguments come by name, and so do their seconds, one for each turn
    but the first, which warms up. By default the clock does not count other programs.
    """
    seconds = {name: [] for name in contestants}
    for turn in range(repetitions + 1):
        for name, run in contestants.items():
            start = clock()
            run()
            if turn:
                seconds[name].append(clock() - start)
    return seconds
