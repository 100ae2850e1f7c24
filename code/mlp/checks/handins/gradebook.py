"""A gradebook: one line a hand-in, and the forms that Moodle and Canvas import.

Their importers want these columns: https://docs.moodle.org/en/Grade_import and
https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb.
"""

import csv
import io
import time
from dataclasses import dataclass, replace

from mlp.checks.handins.results import Class, Result
from mlp.checks.handins.tables import BadTable, owners
from mlp.checks.handins.words import in_a_cell
from mlp.checks.report import PASSED

# Who a line is about: of these headings those that the class list has, in their order.
MOODLE = ("First name", "Last name", "ID number", "Username", "Email address")
MOODLE_KEYS = ("ID number", "Username", "Email address")  # Moodle finds people by one
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID",
          "Root Account", "Section")  # fmt: skip
CANVAS_KEYS = ("Student", "ID", "Section")  # without these it imports nothing
NOBODY = "nobody on the class list has a name or number of this file"
SEVERAL = "several people on the class list fit the name of this file"
NOT_YET = "its turn has not come"
NO_UTF8 = "is no text in UTF-8; save it as CSV UTF-8"


@dataclass(frozen=True)
class Line:
    """A hand-in and whose it is.

    Attributes
    ----------
    result : Result
        What was found in it.
    saved : str
        When the file was last changed.
    people : list of Person
        Those whom its name fits.
    """

    result: object
    saved: str = ""
    people: tuple = ()

    @property
    def owner(self):
        """Whose it is, if that is clear."""
        return self.people[0] if len(self.people) == 1 else None


class Gradebook:
    """The lines of a class.

    Parameters
    ----------
    points : dict of float
        The points of each task.
    people : list of Person or None
        The class list, if there is one.
    title : str
        What Moodle and Canvas call the grade.
    lines : dict of Line
        One for each hand-in by its name, before anything is found.
    """

    def __init__(self, points, people=None, title="Neural network", lines=()):
        self.points, self.people, self.title = points, people, title
        self.lines = dict(lines)

    def add(self, result):
        """Put what was found into the line of a hand-in."""
        name = result.notebook
        self.lines[name] = replace(self.lines[name], result=result)

    def earned(self, result):
        """Return the points of a hand-in by tasks; none if it was not looked at."""
        if result.skipped:
            return {}
        right = set(result.names(PASSED))
        return {task: n if task in right else 0 for task, n in self.points.items()}

    def notes(self, line):
        """Return all that is to be said about a hand-in."""
        result = line.result
        notes = [f"not looked at: {result.skipped}"] if result.skipped else []
        if self.people is not None and line.owner is None:
            notes.append(SEVERAL if line.people else NOBODY)
        return [*notes, *result.problems, *result.all_remarks()]

    def remarks(self, line):
        """Return all that is to be said about a hand-in, in one text."""
        return "; ".join(self.notes(line))

    def missing(self):
        """Return the people of whom nothing was handed in."""
        there = [line.owner for line in self.lines.values()]
        return [person for person in self.people or () if person not in there]

    def table(self):
        """Return the gradebook as rows: hand-ins, then who is missing."""
        who = ["name", "id"] if self.people is not None else []
        head = [*who, "notebook", "saved", *self.points, "total", "of", "remarks"]
        most = number(sum(self.points.values()))
        rows = []
        for line in [self.lines[name] for name in sorted(self.lines)]:
            earned = self.earned(line.result)
            person = line.owner
            about = [
                person.name if person else "",
                " ".join(person.ids) if person else "",
            ]
            total = number(sum(earned.values())) if earned else ""
            points = [number(earned[task]) if earned else "" for task in self.points]
            rows.append([*about[: len(who)], line.result.notebook, line.saved, *points,
                         total, most, self.remarks(line)])  # fmt: skip
        for person in self.missing():
            blanks = [""] * (len(self.points) + 3)
            ids = " ".join(person.ids)
            rows.append([person.name, ids, *blanks, most, "nothing handed in"])
        return [head, *rows]

    def totals(self):
        """Yield each person with the total of the best answer to each task, or None.

        None stands for nothing that was looked at. Their remarks come third.
        """
        for person in self.people:
            lines = [line for line in self.lines.values() if line.owner == person]
            earned = [e for e in (self.earned(line.result) for line in lines) if e]
            best = (
                sum(max(e[task] for e in earned) for task in self.points)
                if earned
                else None
            )
            notes = [self.remarks(line) for line in lines] or ["nothing handed in"]
            yield person, best, "; ".join(filter(None, notes))

    def moodle(self):
        """Return the rows that Moodle imports from a CSV file."""
        columns = self.columns(MOODLE)
        yield [*columns, self.title]
        for person, total, _ in self.totals():
            about = [person.columns.get(column, "") for column in columns]
            yield [*about, "-" if total is None else number(total)]

    def canvas(self):
        """Return the rows that Canvas imports from a CSV file."""
        columns = self.columns(CANVAS)
        yield [*columns, self.title]
        most = number(sum(self.points.values()))
        yield ["    Points Possible", *[""] * (len(columns) - 1), most]
        for person, total, _ in self.totals():
            about = [person.columns.get(column, "") for column in columns]
            yield [*about, "" if total is None else number(total)]

    def columns(self, wanted):
        """Return those headings that the class list has."""
        return [column for column in wanted if column in self.people[0].columns]

    def text(self, form=None):
        """Return the gradebook, or a form for "moodle" or "canvas", as CSV."""
        rows = {None: self.table, "moodle": self.moodle, "canvas": self.canvas}[form]()
        # What a form says of people must be what these systems have exported.
        return as_csv(rows, clean=in_a_cell if form is None else lambda cell: cell)


def begin(notebooks, files, points, people, title):
    """Return a class and its gradebook, before any notebook is judged.

    Parameters
    ----------
    notebooks : dict of Notebook
        What can be read, by the names of the files.
    files : dict of tuple
        For each file by its name: the part of its path that may say whose it is, and
        when it was last changed, in seconds, or None.
    points : dict of float or None
        The points of each task; without them each task counts 1.
    people : list of Person or None
        The class list, if there is one.
    title : str
        What Moodle and Canvas call the grade.
    """
    whose = {n: tuple(owners(below, people or ())) for n, (below, _) in files.items()}
    one_owner = {name: fits for name, fits in whose.items() if len(fits) == 1}
    group = Class(notebooks, points or (), one_owner)
    waiting = {
        name: Line(Result(name, skipped=NOT_YET), day_and_time(saved), whose[name])
        for name, (_, saved) in files.items()
    }
    points = points or dict.fromkeys(group.tasks, 1.0)
    return group, Gradebook(points, people, title, waiting)


def day_and_time(seconds):
    """Return when something was, or nothing."""
    moment = "%Y-%m-%d %H:%M"
    return "" if seconds is None else time.strftime(moment, time.localtime(seconds))


def demand_columns(form, people):
    """Raise BadTable unless a form can be made with a class list."""
    columns = people[0].columns
    if form == "canvas" and (lacks := [k for k in CANVAS_KEYS if k not in columns]):
        raise BadTable(f"Canvas needs the columns {', '.join(lacks)} of its own export")
    if form == "moodle":
        keys = [key for key in MOODLE_KEYS if key in columns]
        if not any(all(p.columns.get(key) for p in people) for key in keys):
            keys = ", ".join(MOODLE_KEYS)
            raise BadTable(f"Moodle needs one of these columns, filled for all: {keys}")


def as_csv(rows, clean=in_a_cell):
    """Return rows as CSV, safe in spreadsheets."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows(map(clean, row) for row in rows)
    return file.getvalue()


def number(points):
    """Return points without zeros that say nothing."""
    return int(points) if points == int(points) else round(points, 2)
