"""Read the small tables that a teacher writes: points per task, and who is in a class."""

import csv
import difflib
import re
import unicodedata
from dataclasses import dataclass

from mlp.checks.check import CHECKS
from mlp.checks.handins.notebook import GIVEN

# What columns are called, in small letters; the first two are from Moodle and Canvas.
NAME = ("name", "student", "full name", "student name")
FIRST, LAST = ("first name", "given name", "firstname"), (
    "last name", "surname", "family name", "lastname",
)  # fmt: skip
IDS = (
    "id", "id number", "idnumber", "student id", "sis user id", "sis login id",
    "login", "username", "email", "email address", "e-mail",
)  # fmt: skip
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
IN_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


class BadTable(ValueError):
    """A table that makes no sense; the text says where and why."""


@dataclass(frozen=True)
class Person:
    """One line of a class list.

    Attributes
    ----------
    name : str
        As it stands there.
    ids : tuple of str
        Numbers, user names and addresses.
    columns : dict of str
        The whole line, by the headings.
    """

    name: str
    ids: tuple = ()
    columns: dict = None


def rows_of(text):
    """Return the lines of a table that are not empty, each a list of cells."""
    text = text.removeprefix("\ufeff")
    head = text.lstrip().split("\n")[0]
    delimiter = max(",;\t", key=head.count)
    lines = csv.reader(text.splitlines(), delimiter=delimiter)
    rows = [[cell.strip() for cell in row] for row in lines]
    return [row for row in rows if any(row)]


def read_points(text):
    """Return the points of each task.

    Parameters
    ----------
    text : str
        A table with the columns ``task`` and ``points``.

    Returns
    -------
    dict of float
        By the names of functions, in the order of the table.
    """
    points = {}
    for number, row in enumerate(rows_of(text), start=1):
        if number == 1 and row[0].lower() in ("task", "function"):
            continue
        name, *cells = row
        if name not in CHECKS or name in GIVEN:
            near = difflib.get_close_matches(name, set(CHECKS) - set(GIVEN), 1)
            known = "nobody writes it" if name in GIVEN else "there is no such function"
            hint = f"; is it {near[0]}?" if near and name not in GIVEN else ""
            raise BadTable(f"line {number}: {name!r} is no task, {known}{hint}")
        if name in points:
            raise BadTable(f"line {number}: {name} has points already")
        try:
            points[name] = float(cells[0].replace(",", "."))
        except (IndexError, ValueError):
            points[name] = -1
        if not 0 <= points[name] < 1e6:
            raise BadTable(f"line {number}: {name} needs a number of points, 0 or more")
    if not points:
        raise BadTable("it has no task; a line is a function and its points: relu,2")
    return points


def read_class(text):
    """Return the people of a class list.

    Parameters
    ----------
    text : str
        A table with a line of headings, such as Moodle and Canvas export it, or one
        name a line.

    Returns
    -------
    list of Person
    """
    rows = rows_of(text)
    if not rows:
        raise BadTable("it is empty")
    headings = [heading.lower() for heading in rows[0]]
    found = {kind: [h for h in headings if h in known] for kind, known in
             (("name", NAME), ("first", FIRST), ("last", LAST), ("id", IDS))}  # fmt: skip
    people = []
    if not any(found.values()):
        if any(len(row) > 1 for row in rows):
            raise BadTable(
                f"none of its columns has names: {', '.join(rows[0])}; "
                "one has to be called name, or two first name and last name"
            )
        people = [Person(row[0], (), {"name": row[0]}) for row in rows]
    elif not (found["name"] or found["first"] and found["last"]):
        raise BadTable(
            "it has no names: a column called name, or first name and last name"
        )
    for row in rows[1:] if not people else ():
        cells = dict(zip(headings, row, strict=False))
        parts = found["name"][:1] or [found["first"][0], found["last"][0]]
        name = " ".join(filter(None, (cells.get(part, "") for part in parts)))
        if name and "points possible" not in name.lower():
            ids = tuple(filter(None, (cells.get(heading) for heading in found["id"])))
            columns = dict(zip(rows[0], row, strict=False))
            people.append(Person(name, ids, columns))
    if not people:
        raise BadTable("it has headings and no names below them")
    return people


def spellings(text):
    """Return how text may be spelled in the names of files, in small letters."""
    text = unicodedata.normalize("NFC", text).casefold()
    for letters in ({}, IN_TWO):
        plain = unicodedata.normalize(
            "NFKD", text.translate(letters).translate(LETTERS)
        )
        yield "".join(c for c in plain if not unicodedata.combining(c))


def words(text):
    """Return the words and numbers of a text, each in all its spellings."""
    return [re.findall(r"[^\W_]+", spelling) for spelling in spellings(text)]


def owners(path, people):
    """Return whose file it is: of the people with the longest name in its path.

    That is one of their numbers, or all words of their name, in any order.
    """
    there = {word for spelling in words(path) for word in spelling}
    text = next(spellings(path))
    fits = {}
    for person in people:
        for number in person.ids:
            if (
                number.casefold() in there
                or "@" in number
                and number.casefold() in text
            ):
                fits[person.name, person.ids] = 100, person
        for spelling in words(person.name):
            first, *more = spelling or [""]
            glued = {"".join(spelling), "".join([*more, first])}
            glued.add("".join(spelling[-1:] + spelling[:-1]))
            if spelling and (there.issuperset(spelling) or glued & there):
                fits.setdefault((person.name, person.ids), (len(spelling), person))
    best = max((fit[0] for fit in fits.values()), default=0)
    return [person for length, person in fits.values() if length == best]
