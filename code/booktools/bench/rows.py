"""Time functions in turns and say what came out, a line for each quantity."""

import statistics
import time
from typing import NamedTuple


class Row(NamedTuple):
    """A quantity: its median, and what a tenth of the values lie below and above."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    limit: float | None = None

    def __str__(self):
        """Return a line of the table."""
        verdict = "within" if self.median <= (self.limit or 0) else "ABOVE"
        verdict = f"{verdict} the limit of {self.limit}" if self.limit else ""
        spread = f"{self.low:9.3f} – {self.high:9.3f}"
        line = f"{self.name:44}{self.median:10.3f}  {spread}  {self.unit:9} {verdict}"
        return line.rstrip()


def summarize(name, unit, values, limit=None):
    """Turn measured values into a row; the median is meant to keep to the limit."""
    ordered = sorted(values)
    tenth = len(ordered) // 10
    low, high = ordered[tenth], ordered[-1 - tenth]
    return Row(name, unit, statistics.median(ordered), low, high, limit)


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
