"""What a benchmark reports: rows of one table and of one JSON file."""

import dataclasses
import statistics
import time


@dataclasses.dataclass(frozen=True)
class Row:
    """One measured quantity.

    Attributes
    ----------
    group : str
        What the quantity belongs to; rows of a group stand together in the table.
    name : str
        What was measured.
    unit : str
        Unit of the values; empty for a ratio.
    median, low, high : float
        The middle value, and those that a tenth of the repetitions lie below and above.
    repetitions : int
        How many values there were.
    limit : float or None
        What the median is meant not to exceed.
    """

    group: str
    name: str
    unit: str
    median: float
    low: float
    high: float
    repetitions: int
    limit: float | None = None


def summarize(group, name, unit, values, limit=None):
    """Turn repetitions into a row.

    Parameters
    ----------
    group, name, unit : str
        As in `Row`.
    values : list of float
        One for each repetition.
    limit : float, optional
        What the median is meant not to exceed.

    Returns
    -------
    Row
        Median and spread of the values.
    """
    ordered = sorted(values)
    tenth = len(ordered) // 10
    median = statistics.median(ordered)
    low, high = ordered[tenth], ordered[-1 - tenth]
    return Row(group, name, unit, median, low, high, len(ordered), limit)


def interleave(contestants, repetitions, clock=time.process_time):
    """Time several functions in turns.

    A slow moment of the machine then falls on all of them alike. The first turn warms
    up and does not count.

    Parameters
    ----------
    contestants : dict of str to callable
        Functions without arguments, by name.
    repetitions : int
        Turns that count.
    clock : callable, optional
        Returns seconds. By default those of the processor on this process, so that
        other programs do not count; `time.perf_counter` for what starts processes.

    Returns
    -------
    dict of str to list of float
        Seconds by name, one for each turn.
    """
    seconds = {name: [] for name in contestants}
    for turn in range(repetitions + 1):
        for name, run in contestants.items():
            start = clock()
            run()
            if turn:
                seconds[name].append(clock() - start)
    return seconds


def format_table(rows):
    """Lay rows out for reading.

    Parameters
    ----------
    rows : list of Row
        In the order of the table.

    Returns
    -------
    str
        One line per row, under a heading for each group.
    """
    width = max(len(row.name) for row in rows)
    lines, group = [], None
    for row in rows:
        if row.group != group:
            group = row.group
            lines += ["", group, f"{'':{width}}      median        tenth to tenth"]
        line = f"{row.name:{width}}  {row.median:10.3f}"
        line += f"  {row.low:8.3f} – {row.high:8.3f}"
        if row.unit:
            line += f"  {row.unit}"
        if row.limit is not None:
            verdict = "within" if row.median <= row.limit else "ABOVE"
            line += f"  {verdict} the limit of {row.limit}"
        lines.append(line)
    return "\n".join(lines[1:])
