"""What a check found, readable as text and, in a notebook, as HTML."""

from dataclasses import dataclass, field
from html import escape

PASSED, OPEN, WRONG = "passed", "open", "wrong"
SIGNS = {PASSED: "✓", OPEN: "…", WRONG: "✗"}
ENTRIES = {  # of an array: right or wrong
    False: '<span style="color: #00704f" title="right">✓</span>',
    True: '<b style="color: #b3261e" title="wrong">✗</b>',
}
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
        What came out and what was expected, what that means, where to look; or what is
        still open. Empty for a function that passed.
    remarks : tuple of str
        What is worth knowing about a function that passed.
    wrong : dict
        Which entries are wrong in arrays that the function returned, by their names.
    """

    name: str
    status: str
    messages: tuple = ()
    remarks: tuple = ()
    wrong: dict = field(default_factory=dict)

    @property
    def passed(self):
        """Whether the function is right."""
        return self.status == PASSED

    def _lines(self, name):
        """Return the verdict on the function, called `name`, and what explains it."""
        verdict = f"{SIGNS[self.status]} {name}: {WORDS[self.status]}"
        return [verdict, *self.messages, *(f"Remark: {text}" for text in self.remarks)]

    def _tables(self):
        """Return the lines that show which entries are wrong."""
        for name, wrong in self.wrong.items():
            for number, row in enumerate(wrong):
                signs = " ".join(SIGNS[WRONG if entry else PASSED] for entry in row)
                yield f"{name if number == 0 else '':4} {signs}"

    def _html_tables(self):
        """Return tables that show which entries are wrong, by sign and colour."""
        for name, wrong in self.wrong.items():
            rows = (
                "".join(f"<td>{ENTRIES[bool(entry)]}</td>" for entry in row)
                for row in wrong
            )
            body = "".join(f"<tr>{row}</tr>" for row in rows)
            yield f'<table class="check-entries"><caption>{name}</caption>{body}</table>'


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
        return "\n".join(
            "\n  ".join([*e._lines(e.name), *e._tables()]) for e in self.entries
        )

    __repr__ = __str__

    def _repr_html_(self):
        """Return the report as an HTML list, for notebooks."""
        items = []
        for entry in self.entries:
            verdict, *more = entry._lines(f"<code>{escape(entry.name)}</code>")
            text = "<br>".join([verdict, *map(escape, more)])
            text += "".join(entry._html_tables())
            items.append(f'<li class="check-{entry.status}">{text}</li>')
        style = "list-style: none; padding-left: 0"
        return f'<ul class="check-report" style="{style}">{"".join(items)}</ul>'
