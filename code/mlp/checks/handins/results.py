"""What was found in one hand-in, with all that is to be said about it."""

import ast
from collections import Counter
from dataclasses import dataclass

from mlp.checks.handins.judging import MISSING
from mlp.checks.handins.likeness import alike, from_the_hint, is_beyond_chance
from mlp.checks.handins.words import listed
from mlp.checks.report import OPEN, PASSED, Entry

NO_FUNCTION = "it has no function to check"
NOTHING_ASKED = "it asks for no function"


@dataclass(frozen=True)
class Result:
    """What was found in one hand-in.

    Attributes
    ----------
    notebook : str
        The file, as it was named.
    entries : tuple of Entry
        One per function, in the order of the notebook.
    problems : tuple of str
        What kept cells, or the whole notebook, from running.
    remarks : tuple of str
        What is worth a look, for whoever teaches; they are no verdicts.
    skipped : str
        Why the file was not looked at.
    other : bool
        Whether it asks for none of the functions that count: another chapter's.
    sources : dict of str
        The text of the functions by their names.
    """

    notebook: str
    entries: tuple = ()
    problems: tuple = ()
    remarks: tuple = ()
    skipped: str = ""
    other: bool = False
    sources: dict = None

    @property
    def passed(self):
        """Whether every function is right; without any to write, all cells have run."""
        if self.skipped or self.other:
            return False
        if not self.entries:
            return not self.problems
        return all(entry.passed for entry in self.entries)

    def all_remarks(self):
        """Return the remarks, those on functions that are right too."""
        on_functions = [f"{e.name}: {text}" for e in self.entries for text in e.remarks]
        return [*self.remarks, *on_functions]

    def names(self, status):
        """Return the functions that have a status."""
        return [entry.name for entry in self.entries if entry.status == status]


class Class:
    """The notebooks of a class, side by side, before any is judged.

    Parameters
    ----------
    notebooks : dict of Notebook
        What was handed in, by the names of the files.
    tasks : iterable of str
        The functions that count. By default those that most notebooks ask for, and if
        they do not agree, all that some notebook asks for.
    owners : dict
        Whose a notebook is, as far as that is known; nobody copies from oneself.
    """

    def __init__(self, notebooks, tasks=(), owners=()):
        self.notebooks, self.named = notebooks, bool(tasks)
        wanted = [notebook.asked for notebook in notebooks.values() if notebook.asked]
        most = Counter(map(frozenset, wanted)).most_common(1)
        self.agreed = bool(most) and most[0][1] > max(1, len(notebooks) / 2)
        every = dict.fromkeys(name for asked in wanted for name in asked)
        if self.agreed:
            every = [name for name in every if name in most[0][0]]
        self.tasks = tuple(tasks or every)
        self.answers = {
            handin: {n: text for n in self.asked(handin) if (text := book.source(n))}
            for handin, book in notebooks.items()
        }
        self.alike = alike(self.answers, dict(owners))

    def asked(self, handin):
        """Return the functions on which a notebook is judged."""
        return self.tasks if self.named else self.notebooks[handin].asked

    def result(self, handin, entries, problems=(), remarks=()):
        """Return the result of a notebook.

        Parameters
        ----------
        handin : str
            The name of the file.
        entries : list of Entry
            What was found about its functions; one that lacks is not defined.
        problems : list of str
            What kept its cells from running.
        remarks : list of str
            What was found about its functions besides.
        """
        book, answers = self.notebooks[handin], self.answers[handin]
        found = {entry.name: entry for entry in entries}
        entries = [
            found.get(n) or Entry(n, OPEN, (MISSING,)) for n in self.asked(handin)
        ]
        other = (self.named or self.agreed) and not set(book.asked) & set(self.tasks)
        notes = []
        if other:
            asks = (
                f"asks for {listed(book.asked)}" if book.asked else "asks for nothing"
            )
            notes.append(f"another chapter? It {asks}, not for {listed(self.tasks)}")
        if book.solved:
            notes.append("this is the course's solved notebook, or was made from it")
        if same := from_the_hint(answers):
            notes.append(f"word for word the last hint: {listed(same, 12)}")
        if reads_text(book):
            notes.append("it reads the text of functions (inspect.getsource)")
        notes += remarks
        for entry in entries:
            others, size = self.alike.get(handin, {}).get(entry.name, ((), 0))
            if others and is_beyond_chance(size, entry.status == PASSED):
                notes.append(f"{entry.name}: the same as in {listed(others)}")
        nothing = () if entries or book.listed else (NO_FUNCTION,)
        return Result(
            handin,
            tuple(entries),
            (*nothing, *problems),
            tuple(dict.fromkeys(notes)),
            other=other,
            sources=answers,
        )


def reads_text(notebook):
    """Whether a notebook asks for the text of functions, such as the course's."""
    return any(
        str(getattr(node, "attr", getattr(node, "id", ""))).startswith("getsource")
        for part in notebook.parts
        for node in ast.walk(part.node)
    )
