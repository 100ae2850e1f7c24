"""Check a class in a page, as ``python -m mlp.checks --functions-only`` does.

The page has several Pythons. One keeps the gradebook, and runs nothing that was handed
in. The others judge one hand-in each, and end with it.
"""

import io
import json
import os
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile

from mlp.checks.handins import feedback, files, gradebook
from mlp.checks.handins.judging import ENDS_PYTHON, JUDGED_IN, LOOPS, SLOW, prepare
from mlp.checks.handins.notebook import NotANotebook, read
from mlp.checks.handins.parts import needed_by
from mlp.checks.handins.results import NOTHING_ASKED, Result
from mlp.checks.handins.tables import BadTable, read_class, read_points
from mlp.checks.handins.words import visible
from mlp.checks.report import WRONG, Entry

ENDINGS = {"ended": ENDS_PYTHON, "loops": LOOPS, "slow": SLOW}


class Tool:
    """What the page asks for: `lesson` is not used, since verdicts need none."""

    def __init__(self, lesson):
        self.texts = {}

    # The Python that keeps the gradebook.

    def look(self, found):
        """Take in the names of files; return those that are to be read.

        Parameters
        ----------
        found : list
            For each file its path, its size, and when it was last changed, in seconds.
        """
        paths = {PurePosixPath(path): about for path, *about in found}
        folders = {path.parts[0] for path in paths if len(path.parts) > 1}
        inside = len(folders) == 1 and all(len(path.parts) > 1 for path in paths)
        self.about, self.others, self.notebooks, wanted = {}, [], {}, []
        for path in sorted(paths):
            below = path.relative_to(*folders) if inside else path
            if files.is_noise(below):
                continue
            name, (size, saved) = str(path), paths[path]
            self.about[name] = str(below), saved
            if skipped := files.reason(path):
                self.others.append(Result(name, skipped=skipped))
            elif size > files.LARGEST:
                self.others.append(Result(name, problems=(files.TOO_LARGE,)))
            else:
                wanted.append(name)
        return wanted

    def read(self, name, text, problem=None):
        """Take in the text of a file, False if it is none, or why it was not read."""
        try:
            if text is False:
                raise NotANotebook(problem or files.NO_TEXT)
            self.notebooks[name] = read(text)
        except NotANotebook as error:
            self.others.append(Result(name, problems=(str(error),)))

    def begin(self, points, people, title):
        """Begin the gradebook.

        Parameters
        ----------
        points, people : str, False or None
            The tables: their text, False if they are none, None if nobody wants them.
        title : str
            What Moodle and Canvas call the grade.

        Returns
        -------
        dict
            What is to be judged, by hand-ins, the rows of all files, and the seconds
            that a function may take; or what is wrong with a table.
        """
        try:
            tables = []
            for kind, text, reader in (
                ("points", points, read_points),
                ("class list", people, read_class),
            ):
                what = f"The file with the {kind}: "
                if text is False:
                    raise BadTable(f"it {gradebook.NO_UTF8}")
                tables.append(reader(text) if text is not None else None)
        except BadTable as error:
            return {"error": f"{what}{error}."}
        self.group, self.book = gradebook.begin(
            self.notebooks, self.about, *tables, title
        )
        for result in self.others:
            self.book.add(result)
        return {
            "asked": {name: list(self.group.asked(name)) for name in self.notebooks},
            "rows": {name: self.row(name) for name in self.about},
            "missing": [visible(person.name) for person in self.book.missing()],
            "seconds": JUDGED_IN,
        }

    def add(self, name, findings, seconds):
        """Take in what is found in a hand-in, and return its row.

        Parameters
        ----------
        name : str
            The file.
        findings : list of dict
            For each of its functions, its ``entry``, or how it ``ended`` if it did not
            come that far, and its ``remarks``.
        seconds : float
            How long a function could take.
        """
        entries, remarks = [], []
        for finding in findings:
            function = finding["function"]
            if how := finding.get("ended"):
                text = ENDINGS[how].format(seconds)
                entries.append(Entry(function, WRONG, (text,)))
            else:
                found = json.loads(finding["entry"])
                texts = {kind: tuple(found[kind]) for kind in ("messages", "remarks")}
                entries.append(Entry(**found | texts))
            remarks += [f"{function}: {remark}" for remark in finding["remarks"]]
        self.book.add(self.group.result(name, entries, (), remarks))
        return self.row(name)

    def row(self, name):
        """Return what the page shows of a file."""
        line = self.book.lines[name]
        result, earned = line.result, self.book.earned(line.result)
        sources, notes = result.sources or {}, self.book.notes(line)
        if not (notes or result.entries):
            notes = [NOTHING_ASKED]
        return {
            "name": visible(name),
            "who": visible(line.owner.name) if line.owner else "",
            "looked": not result.skipped,
            "right": result.passed,
            "passed": sum(entry.passed for entry in result.entries),
            "points": gradebook.number(sum(earned.values())),
            "of": gradebook.number(sum(self.book.points.values())),
            "remarks": list(map(visible, notes)),
            "entries": [
                {
                    "name": entry.name,
                    "status": entry.status,
                    "messages": [visible(text) for text in entry.messages],
                    "source": visible(sources.get(entry.name, "")),
                }
                for entry in result.entries
            ],
        }

    def grades(self, form, title):
        """Return the gradebook as CSV, or what keeps it from being ``form``."""
        self.book.title = title
        try:
            if form:
                if not self.book.people:
                    raise BadTable(f"{form.title()} needs the class list of its own")
                gradebook.demand_columns(form, self.book.people)
        except BadTable as error:
            return {"error": f"{error}."}
        return {"text": "\ufeff" + self.book.text(form or None)}

    def feedback(self):
        """Return a zip file with a page for each hand-in."""
        file, pages = io.BytesIO(), feedback.names_of_pages(self.book.lines)
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, page in pages.items():
                text = feedback.page(self.book.lines[name], self.book)
                archive.writestr(
                    f"feedback/{page}", text.encode(errors="backslashreplace")
                )
        return file.getvalue()

    # The Pythons that judge.

    def open(self, text, functions):
        """Take in a notebook; return whether its functions stand on Matplotlib."""
        self.notebook = read(text)
        return any(
            "matplotlib" in part.text
            for name in functions
            for part in needed_by(name, self.notebook.parts)
        )

    def prepare(self, name):
        """Run what a function stands on, and return remarks on it."""
        with silence():
            remarks, self.judge_it = prepare(self.notebook, name)
        return remarks

    def judge(self):
        """Check the function that is prepared; its entry is JSON, for `add`."""
        with silence():
            entry = self.judge_it()
        return json.dumps(asdict(entry))


@contextmanager
def silence():
    """Let what is printed be lost."""
    with open(os.devnull, "w") as nowhere:
        with redirect_stdout(nowhere), redirect_stderr(nowhere):
            yield
