"""What a check found, readable as text and, in a notebook, as HTML."""

from dataclasses import dataclass
from html import escape

PASSED, OPEN, WRONG = "passed", "open", "wrong"
SIGNS = {PASSED: "✓", OPEN: "…", WRONG: "✗"}
WORDS = {PASSED: "passed", OPEN: "not done yet", WRONG: "not right yet"}


@dataclass(frozen=True)
class Entry:
    """What was found about one function.

    Attributes
    ----------
    name : str
        Name of the function.
    status : str
        "passed", "open" or "wrong".
    messages : tuple of str
        What is wrong or still open; empty for a function that passed.
    remarks : tuple of str
        What is worth knowing about a function that passed.
    """

    name: str
    status: str
    messages: tuple = ()
    remarks: tuple = ()

    @property
    def passed(self):
        """Whether the function is right."""
        return self.status == PASSED

    def _lines(self, name):
        """Return the verdict on the function, called `name`, and what explains it."""
        verdict = f"{SIGNS[self.status]} {name}: {WORDS[self.status]}"
        return [verdict, *self.messages, *(f"Remark: {text}" for text in self.remarks)]


@dataclass(frozen=True)
class Report:
    """What `check` found, one `Entry` per function.

    Attributes
    ----------
    entries : tuple of Entry
        In the order of the functions; one that others use comes before them.
    """

    entries: tuple

    @property
    def passed(self):
        """Whether every function is right."""
        return all(entry.passed for entry in self.entries)

    @property
    def open(self):
        """Whether a function still has a gap."""
        return any(entry.status == OPEN for entry in self.entries)

    def __getitem__(self, name):
        """Return the entry of a function by its name."""
        return {entry.name: entry for entry in self.entries}[name]

    def __str__(self):
        """Return the report as plain text."""
        return "\n".join("\n  ".join(e._lines(e.name)) for e in self.entries)

    __repr__ = __str__

    def _repr_html_(self):
        """Return the report as an HTML list, for notebooks."""
        items = []
        for entry in self.entries:
            verdict, *more = entry._lines(f"<code>{escape(entry.name)}</code>")
            text = "<br>".join([verdict, *map(escape, more)])
            items.append(f'<li class="check-{entry.status}">{text}</li>')
        style = "list-style: none; padding-left: 0"
        return f'<ul class="check-report" style="{style}">{"".join(items)}</ul>'
