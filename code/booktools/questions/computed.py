"""What a question asks, and the answers that the course and mistakes in it give."""

import random
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

import mlp
from mlp.checks.check import CHECKS
from mlp.checks.engine.mistakes import edited, mutant, text_of


@dataclass(frozen=True)
class Option:
    """An answer to choose, and what is said to whoever chooses it."""

    text: str
    is_right: bool
    verdict: str
    instead: str = ""  # how a line would be wrong
    message: str = ""  # that of the mistake
    is_code: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked about a function, and by which mistakes one goes wrong."""

    name: str
    function: str
    asks: str
    wrong: tuple
    made: str = ""
    because: str = ""
    code: str = ""

    @property
    def check(self):
        """The check of the function, which has its mistakes."""
        if self.function not in CHECKS:
            raise ValueError(f"there is no check of {self.function!r}")
        return CHECKS[self.function]

    def mistake(self, beginning):
        """Return the first mistake whose message begins so."""
        for mistake in self.check.mistakes:
            if beginning and mistake.message.startswith(beginning):
                return mistake
        raise ValueError(f"no mistake in {self.function} begins {beginning!r}")

    def options(self):
        """Return the answers, shuffled; lines in the order in which they stand."""
        by_line = self.asks == "line"
        made = self.mistake(self.made) if self.made or by_line else None
        mistakes = [made, *map(self.mistake, self.wrong)]
        options = [(self.line if by_line else self.value)(m, made) for m in mistakes]
        if len({option.text for option in options}) < len(options):
            shown = ", ".join(option.text for option in options)
            raise ValueError(f"two answers of {self.name} are the same: {shown}")
        if by_line:
            lines = self.shown().splitlines()
            return sorted(options, key=lambda o: _index(lines, o.text))
        random.Random(self.name).shuffle(options)
        return options

    def value(self, mistake, made):
        """Return the answer to which a mistake leads, or none."""
        edits = mistake.edits if mistake else ()
        names = {"np": np, "Fraction": Fraction, "SimpleNamespace": SimpleNamespace}
        names |= {"mlp": mlp, "curve": curve, **vars(mlp)}
        names[self.function] = mutant(self.check.reference, edits)
        np.random.seed(7)
        try:
            with np.errstate(all="ignore"):
                exec(self.code, names)
                text = shown(eval(self.asks, names))
        except Exception as error:
            what = repr(mistake.message) if mistake else "the right function"
            raise ValueError(f"{self.name}: with {what} {error!r}") from error
        if mistake is made:
            return Option(text, True, "Right.", "", mistake.message if mistake else "")
        verdict = f"No, this comes from {'another' if made else 'a'} mistake."
        return Option(text, False, verdict, "", mistake.message)

    def line(self, mistake, made):
        """Return the line in which a mistake lies: wrong if it is made, else right."""
        before, after = _changed(self.check.reference, mistake)
        if mistake is made:
            return Option(after, True, "Right.", "", mistake.message, True)
        verdict = "No, this line is right. It would be wrong as"
        return Option(before, False, verdict, after, mistake.message, True)

    def shown(self):
        """Return the function with the mistake made; long arguments are left out."""
        text = edited(self.check.reference, self.mistake(self.made).edits)
        head, colon, body = text.partition("):\n")
        return f"def {self.function}(...{colon}{body}" if "\n" in head else text


def _changed(reference, mistake):
    """Return the one line that a mistake changes, before and after."""
    texts = text_of(reference), edited(reference, mistake.edits)
    before, after = (text.splitlines() for text in texts)
    pairs = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    if len(before) != len(after) or len(pairs) != 1:
        raise ValueError(f"this mistake is not in one line: {mistake.message!r}")
    return [line.split("  #")[0].strip() for line in pairs[0]]


def _index(lines, text):
    """Return where a line stands, which has to be clear."""
    (index,) = [i for i, x in enumerate(lines) if x.split("  #")[0].strip() == text]
    return index


def shown(value):
    """Return a value as an answer shows it."""
    if isinstance(value, str | Fraction):
        return str(value)
    if np.ndim(value):
        return f"({', '.join(map(shown, np.ravel(value)))})"
    return f"{round(float(value), 4) + 0.0:g}".replace("-", "−")


def curve(losses):
    """Say what a curve does, in words."""
    first, last = losses[0], losses[-1]
    if np.ptp(losses) == 0:
        return f"It stays at {first:.3g} and does not move at all"
    if np.ptp(losses) < 0.1 * np.mean(losses):
        return f"It wavers between {min(losses):.3g} and {max(losses):.3g}"
    return f"It {'falls' if last < first else 'grows'} from {first:.3g} to {last:.3g}"
