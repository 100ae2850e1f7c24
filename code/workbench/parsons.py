"""Each gap as lines that are put in order: the right ones, and up to two wrong ones.

Both come from elsewhere: the right ones from the chapter's module, the wrong ones from
the mistakes that the check of the function knows.
"""

import ast
import json
import random
from difflib import SequenceMatcher

from booktools.derived import given
from mlp.checks.check import CHECKS
from mlp.checks.engine.mistakes import edited, text_of


def puzzle(chapter, name):
    """Return how a function begins, its right lines, and wrong ones.

    The wrong ones are a dict: each has the right line that it takes the place of.
    """
    text = given(chapter, [name])
    lines, docstring = text.splitlines(), ast.parse(text).body[0].body[0]
    below = lines[docstring.end_lineno :]
    right = [x for x in below if x.strip() and not x.lstrip().startswith("#")]
    return "\n".join(lines[: docstring.end_lineno]), right, wrong(CHECKS[name], right)


def wrong(check, right):
    """Return two lines of which mistakes consist, if there are so many, as a dict.

    They stand for different lines if they can, and are close to what they stand for.
    """
    text, found = text_of(check.reference).splitlines(), []
    for mistake in check.mistakes:
        new = edited(check.reference, mistake.edits).splitlines()
        changed = {n: o for n, o in zip(new, text, strict=False) if n != o}
        if len(new) == len(text) and len(changed) == 1:
            ((line, old),) = changed.items()
            if old in right and line not in right:
                found.append((line, old))
    found.sort(key=lambda pair: -SequenceMatcher(None, *pair).ratio())
    others = [pair for pair in found[1:] if pair[1] != found[0][1]]
    return dict((found[:1] + others + found[1:])[:2])


def write_puzzles(gaps, folder):
    """Write a file for each function that a chapter asks for."""
    folder.mkdir(parents=True)
    for chapter, names in gaps.items():
        for name in names:
            head, right, others = puzzle(chapter, name)
            lines = [*right, *others]
            random.Random(name).shuffle(lines)
            data = {"head": head, "lines": lines, "wrong": len(others)}
            (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
