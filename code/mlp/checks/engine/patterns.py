"""Say how numbers, shapes and names differ from right ones, as far as that is sure."""

import re

import numpy as np

from mlp.checks.engine.probe import Problem, demand


def flat(numbers):
    """Return the numbers of an array, or of several, as one row."""
    several = [numbers] if isinstance(numbers, np.ndarray) else [*numbers]
    return np.concatenate([np.ravel(part) for part in several]).astype(float)


def right_entries(got, expected):
    """Return which entries of an array are right."""
    return np.isclose(got, expected, rtol=1e-6, atol=1e-7, equal_nan=True)


def apart(got, expected):
    """Write two different numbers with as many digits as it takes to see that.

    >>> apart(0.53, 0.5291)
    ('0.53', '0.5291')
    """
    for digits in range(4, 18):
        texts = f"{got:.{digits}g}", f"{expected:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def place(name, index):
    """Write an entry of an array as Python does.

    >>> place("W1", (0, 2))
    'W1[0, 2]'
    """
    return f"{name}[{', '.join(map(str, index))}]" if len(index) else name


def are(names):
    """Write names before what is said of them.

    >>> are(["dW2", "db2"])
    'dW2, db2 are'
    """
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def right_ones(names):
    """Say which arrays are right, if any is."""
    verb = "is" if len(names) == 1 else "are"
    return f" Right {verb} {', '.join(names)}." if names else ""


def ratio(got, expected):
    """Return by which number all entries are multiplied, if three or more show it."""
    got, expected = flat(got), flat(expected)
    live = np.abs(expected) > 1e-9
    if live.sum() < 3:
        return None
    ratios = got[live] / expected[live]
    alike = np.ptp(ratios) < 1e-6 * np.abs(ratios).max()
    zeros = np.abs(got[~live]).max(initial=0) < 1e-7
    return float(np.mean(ratios)) if alike and zeros else None


def factor(got, expected):
    """Return by which number all entries are wrong, if it is one."""
    by = ratio(got, expected)
    return None if by is None or abs(by - 1) < 1e-5 else by


# fmt: off
def divided(by, rows):
    """Say what a mean may be divided by, if it is this many times what it should be."""
    n = round(rows / by)
    if close_to(abs(rows / by), rows**2):
        return f",{' with the wrong sign, and' * (by < 0)} as if divided by the number of rows, {rows}, twice"
    if close_to(rows / by, n) and 0 < n != rows:
        return f", as if divided by {n} instead of by the number of rows, {rows}"
    return f". There are {rows} rows" if close_to(abs(by), rows) or close_to(abs(1 / by), rows) else ""


def close_to(a, b):
    """Whether two numbers are the same, up to rounding."""
    return bool(np.isclose(a, b, rtol=1e-5, atol=0))


def rounding(got, expected):
    """Return how many digits are lost, in words, or nothing if none is."""
    got, expected = flat(got), flat(expected)
    if len(np.unique(got)) < 2:
        return ""
    for digits in range(7):
        decimals = f"{digits} decimal{'s' * (digits > 1)}"
        if np.allclose(got, np.round(expected, digits), rtol=0, atol=1e-12):
            return f"rounded to {decimals if digits else 'whole numbers'}: keep all digits"
        if np.allclose(got, np.trunc(expected * 10**digits) / 10**digits, rtol=0, atol=1e-12):
            return f"cut off after {decimals}: keep all digits" if digits else "without its decimals, as int() or // cut them off"
    return ""


def pattern(got, expected, each="Every result", rows=None):
    """Say what wrong numbers have in common, if anything; means are over so many rows."""
    got, expected = flat(got), flat(expected)
    if not np.isfinite(got).all():
        return ""
    if lost := rounding(got, expected):
        return f"{each} is right, but {lost}."
    if by := factor(got, expected):
        return f"{each} has the wrong sign." if close_to(by, -1) else f"{each} is {apart(by, 1)[0]} times what it should be{divided(by, rows) if rows else ''}."
    off = got - expected
    if len(off) > 2 and np.ptp(off) < 1e-9:
        return f"{each} is too {'large' if off[0] > 0 else 'small'} by {abs(off[0]):.6g}: is a number added, or one missing?"
    if len(np.unique(expected)) > 2:
        by, added = np.polyfit(expected, got, 1)
        if np.allclose(got, by * expected + added, rtol=0, atol=1e-9) and abs(by) > 1e-6:
            return f"{each} is {by:.4g} times the right one, {'plus' if added > 0 else 'minus'} {abs(added):.4g}."
    peak = np.abs(got).max()
    if peak and (np.abs(np.abs(got) - peak) < 1e-9).sum() > 1 and np.allclose(got, np.clip(expected, -peak, peak)):
        return f"No entry goes beyond {peak:.4g}, and the others are right: something cuts them off."
    return ""


def nearly(got, expected, each="Every result"):
    """Say so if numbers that nothing else explains are nearly right."""
    got, expected = flat(got), flat(expected)
    near = np.abs(got - expected) <= 0.02 * np.abs(expected)
    several = (~right_entries(got, expected)).sum() > 1
    return f"{each} is nearly right: is something rounded, approximated by a difference, or a small number added?" if near.all() and several else ""


def lines_wrong(got, expected):
    """Say which rows or columns of a table are wrong, if some are right."""
    wrong = ~right_entries(got, expected)
    for axis, what in ((1, "row"), (0, "column")):
        lines = np.flatnonzero(wrong.any(axis=axis))
        if len(lines) < wrong.shape[1 - axis]:
            return f"Only {what}{'s' * (len(lines) > 1)} {are([*map(str, lines)])} wrong, counted from 0."
    return ""


def shape_says(got, needed):
    """Say what may have gone wrong where an array has another shape, if that is plain."""
    if got == needed[::-1]:
        return " It is transposed."
    if not needed and len(got) == 2 and got[0] == got[1] > 1:
        return " A column times a row makes a table of all pairs; so does a column with a row of numbers. Each number of one belongs to the one at the same place in the other."
    if not needed:
        return " It is one number, still in an array: np.sum or .item() take it out." if np.prod(got) == 1 else ""
    if not got:
        return " Each entry needs its own: does something such as np.max or np.sum reduce the array, or does return stand inside a loop?"
    if got == needed[:1] and needed[1:] == (1,):
        return " Its column has been flattened."
    if got == (np.prod(needed),):
        return " All numbers are there, in one row: give them the shape that is needed."
    if len(got) > len(needed) and np.prod(got) == np.prod(needed):
        return " It has an axis too many: a pair of brackets adds one, and np.dstack does."
    if len(needed) == 2 and got in (needed[1:], (1, needed[1])):
        return " There is one number per column: does something such as np.max, a sum or a mean run over the rows, or is it one row only?"
    if len(needed) == 2 and got in (needed[:1], (needed[0], 1)):
        return " There is one number per row: does something such as np.max, a sum or a mean run over the columns, or is it one column only?"
    return ""


def there(keys):
    """Say which names a dict has."""
    return f"{', '.join(map(str, [*keys][:8])) or 'nothing'}{' and more' * (len(keys) > 8)}"


def insist_on_names(found, needed, what="The result"):
    """Raise Problem unless something is a dict with an array for each name."""
    demand(isinstance(found, dict), f"{what} must be a dict; got a {type(found).__name__}{f' with {len(found)} things in it. Return the dict alone' if isinstance(found, tuple) else ''}.")
    braces = [name for name in found if "{" in str(name)]
    demand(not braces, f"{what} has an entry {''.join(braces[:1])}, in which the braces were not filled in: an f is missing before the string.")
    lost = [name for name in needed if name not in found]
    if lost:
        raise Problem(f"{are(lost)} missing. {what} has {there(found)}.{_why_missing(found, lost, needed)}")


def _why_missing(found, lost, needed):
    """Say what is odd about the names that there are."""
    keys, needed = {str(key) for key in found}, [*needed]
    layers = [*dict.fromkeys(map(_layer, needed))]
    cut = {*map(_layer, lost)} - {"0"}
    layers = [layer for layer in layers if layer != "0"]
    if any(f"d{key}" in needed for key in keys):
        return " The gradient of W1 is called dW1."
    if any(re.fullmatch("d?[WbZ]0", key) for key in keys):
        return " Layers count from 1; only the input is A0."
    if {key.lower() for key in keys} >= {name.lower() for name in needed}:
        return " Capital letters are not the same as small ones."
    if keys and lost == [name for name in needed if "b" in name]:
        return " All of them belong to biases." + " Are these left out, or does a return stand inside the loop?" * (len(needed) == 2)
    if lost == needed[1:] or "" not in layers and cut == {*layers[1:]}:
        return " Does a return stand inside the loop?"
    fewer = f" Is it written for fewer layers? This network has {len(layers)}."
    if len(layers) > 2 and cut == {*layers[:1]} and layers[0] > layers[-1] or len(cut) > 1 and cut == {*layers[2:]}:
        return fewer
    if cut == {*layers[:-1]}:
        return " Is a new dict made inside the loop?"
    if cut != {*layers[-1:]} or len(lost) < sum(_layer(name) in cut for name in needed) or not keys:
        return " Is the last one stored?" if lost == needed[-1:] else ""
    return " Does the loop end one layer early?" + fewer * (layers[0] < layers[-1])


def _layer(name):
    """Return the number in a name."""
    return re.sub(r"\D", "", str(name))
