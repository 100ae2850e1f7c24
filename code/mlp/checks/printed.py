"""Print what is found in hand-ins, each as soon as it is there."""

import json

from mlp.checks.handins.gradebook import as_csv
from mlp.checks.handins.results import NOTHING_ASKED
from mlp.checks.handins.words import visible
from mlp.checks.report import OPEN, PASSED, SIGNS, WRONG


def show(text, end="\n"):
    """Print text, without what would steer a terminal, at once."""
    print(visible(text), end=end, flush=True)


class Table:
    """A line per file, and below it what has to be said about it."""

    def __init__(self, names):
        self.width = max(map(len, ("notebook", *names)))
        self.passed = self.skipped = self.count = 0
        show(f"{'notebook':{self.width}}  passed  open  wrong")

    def add(self, result):
        """Print a result."""
        self.count += 1
        self.passed += result.passed
        self.skipped += bool(result.skipped)
        if result.skipped:
            return show(
                f"{result.notebook:{self.width}}  not looked at: {result.skipped}"
            )
        counts = [len(result.names(status)) for status in (PASSED, OPEN, WRONG)]
        lines = [
            f"{result.notebook:{self.width}}  {'{:6}  {:4}  {:5}'.format(*counts)}"
        ]
        if counts[0]:
            lines.append(f"    {SIGNS[PASSED]} {', '.join(result.names(PASSED))}")
        for entry in result.entries:
            if not entry.passed:
                text = "\n      ".join(" ".join(entry.messages).splitlines())
                lines.append(f"    {SIGNS[entry.status]} {entry.name}: {text}")
        lines += [f"    ! {problem}" for problem in result.problems]
        lines += [f"    > {remark}" for remark in result.all_remarks()]
        if not (result.entries or result.problems):
            lines.append(f"    {NOTHING_ASKED}")
        show("\n".join(lines))

    def end(self, missing):
        """Print how many there were, and who is missing."""
        looked = self.count - self.skipped
        skipped = f"; {self.skipped} not looked at" * bool(self.skipped)
        show(f"\n{self.passed} of {looked} passed{skipped}")
        for person in missing:
            show(f"missing: {person.name}")


class Json:
    """Everything as one list, a dictionary per file."""

    def __init__(self, names):
        self.before = "["

    def add(self, result):
        """Print a result."""
        content = {
            "notebook": result.notebook,
            "passed": result.passed,
            "functions": {
                entry.name: {"status": entry.status, "messages": entry.messages}
                for entry in result.entries
            },
            "problems": result.problems,
            "remarks": result.all_remarks(),
            "skipped": result.skipped,
        }
        text = json.dumps(content, indent=2, ensure_ascii=False)
        text = visible(text, spelled=lambda character: json.dumps(character)[1:-1])
        print(f"{self.before}\n{text}", end="", flush=True)
        self.before = ","

    def end(self, missing):
        """End the list; who is missing stands in a gradebook."""
        show("\n]")


class Csv:
    """A line per function, per problem and per remark."""

    def __init__(self, names):
        print("\ufeffnotebook,function,status,message", flush=True)

    def add(self, result):
        """Print a result."""
        rows = [(e.name, e.status, " ".join(e.messages)) for e in result.entries]
        rows += [("", "problem", problem) for problem in result.problems]
        rows += [("", "remark", remark) for remark in result.all_remarks()]
        if result.skipped:
            rows = [("", "not looked at", result.skipped)]
        rows = rows or [("", PASSED, NOTHING_ASKED)]
        show(as_csv([(result.notebook, *row) for row in rows]), end="")

    def end(self, missing):
        """Add nothing; who is missing stands in a gradebook."""
