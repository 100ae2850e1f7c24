"""What a check consists of, and how a learner's function is held against it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mlp.checks.engine.compare import agree, difference, wrong_entries
from mlp.checks.engine.deadline import Watch
from mlp.checks.engine.mistakes import mutant
from mlp.checks.engine.probe import Probe, Problem, Unfinished

CHANGES = "The same arguments give another result in a second call: something is drawn at random, or left over from the call before."  # fmt: skip


@dataclass(frozen=True, eq=False)
class Case:
    """Arguments to try, and what to say of a wrong result that no mistake explains.

    The message shows results as ``{got}`` and ``{expected}``. With a remark instead,
    the function still passes.
    """

    args: tuple
    message: str = ""
    options: dict = field(default_factory=dict)
    remark: str = ""
    agree: Callable = None  # whether a result is right, if not as in the other cases


@dataclass(frozen=True)
class Check:
    """How to judge a learner's version of a function.

    Cases are tried in their order, up to the first that is wrong. The first mistake
    that gives the learner's results up to there is named; of several, one that gives
    those of the other cases, too. If none does, `explain` says what is wrong, or returns
    the result as the message of the case shows it. At the end `properties` raises
    Problem or adds remarks.
    """

    reference: Callable  # the function of the course
    cases: tuple = ()
    mistakes: tuple = ()
    explain: Callable = lambda got, expected, case: got
    properties: Callable = lambda probe: None
    observe: Callable = lambda probe, case: probe.value(*case.args, **case.options)
    agree: Callable = agree  # whether what is observed is right
    # What came out and what should have, in one sentence; empty if nothing can say it.
    seen: Callable = lambda got, expected, case: difference(got, expected, "The result")
    shows_entries: bool = False  # whether to show which entries of arrays are wrong

    @property
    def name(self):
        """The name of the function."""
        return self.reference.__name__

    def probe(self, function):
        """Return a version of the function as the check calls it."""
        parameters = inspect.signature(self.reference).parameters.values()
        optional = {p.name for p in parameters if p.default is not p.empty}
        return Probe(self.name, function, optional)

    def examine(self, probe):
        """Raise Problem or Unfinished unless a learner's function is right."""
        right, expected = self.probe(inspect.unwrap(self.reference)), []
        for case in self.cases:
            got = self.observe(probe, case)
            expected.append(self.observe(right, case))
            if (case.agree or self.agree)(got, expected[-1]):
                continue
            if meaning := self._meaning(probe, got, expected, case):
                self._raise(meaning, got, expected[-1], case)
            probe.remarks.append(case.remark)
        self.properties(probe)

    def _meaning(self, probe, got, expected, case):
        """Return what a wrong result means, or nothing if only a remark is due."""
        others = self.cases[len(expected) :]
        rest = [self._outcome(probe, other) for other in others]
        named = ""
        with Watch.stopped():
            for mistake in self.mistakes:
                if self._explains(mistake, got, expected):
                    named = named or mistake.message
                    wrong = self.probe(mutant(self.reference, mistake.edits))
                    also = [self._outcome(wrong, other) for other in others]
                    if all(map(self._alike, rest, also)):
                        return mistake.message
        if named:
            return named
        if case.remark:
            return ""
        try:
            shown = self.explain(got, expected[-1], case)
            said = case.message.format(got=shown, expected=expected[-1])
        except Problem as problem:
            said = str(problem)
        draws = "rng" in inspect.signature(self.reference).parameters
        if not draws and self.agree(got, got):  # else they cannot be compared
            if not self.agree(self.observe(probe, case), got):
                said = f"{said}\n  {CHANGES}"
        return said

    def _outcome(self, probe, case):
        """Return what a function gives in a case, or nothing if it fails there."""
        try:
            with np.errstate(all="ignore"):
                return self.observe(probe, case)
        except (Problem, Unfinished):
            return None

    def _alike(self, got, also):
        """Whether two functions give the same, or both nothing."""
        if got is None or also is None:
            return got is also
        return self.agree(got, also) and self.agree(also, got)

    def _raise(self, meaning, got, expected, case):
        """Say what came out, and then what that means."""
        wrong = wrong_entries(got, expected) if self.shows_entries else {}
        seen = self.seen(got, expected, case)
        raise Problem("\n  ".join(filter(None, [seen, meaning])), wrong)

    def _explains(self, mistake, got, expected):
        """Whether a mistake gives this in the last case and is right in those before."""
        wrong = self.probe(mutant(self.reference, mistake.edits))
        *before, (last, _) = zip(self.cases, expected, strict=False)
        try:
            with np.errstate(all="ignore"):
                return self.agree(got, self.observe(wrong, last)) and all(
                    self.agree(self.observe(wrong, case), right)
                    for case, right in before
                )
        except (Problem, Unfinished):  # it fails where the learner's does not
            return False
