"""Check filled-in notebooks from the command line.

``python -m mlp.checks NOTEBOOK...`` prints a table; ``--help`` says the rest.
"""

import argparse
import os
import sys
from pathlib import Path

from mlp.checks import grading, printed
from mlp.checks.handins import feedback, gradebook
from mlp.checks.handins.gradebook import NO_UTF8, demand_columns
from mlp.checks.handins.tables import BadTable, read_class, read_points
from mlp.checks.handins.words import visible

DESCRIPTION = """\
Judge filled-in notebooks of the course, and run them: say, for each, which functions
are right, which are still open, and what is wrong with the others. Each runs in
processes of its own, with a limit on time and memory; what it writes is thrown away.
Only run notebooks of people you trust: the processes are not locked in."""
STATUS = """\
The exit status is 0 if every function of every notebook is right, 1 if not, 2 if the
command makes no sense, and 130 after Ctrl+C, which keeps what was found until then."""
NOTHING_FOUND, INTERRUPTED = 2, 130


def main(arguments=None):
    """Check notebooks and print what is found.

    Returns
    -------
    int
        The exit status that ``--help`` describes.
    """
    options = parse(arguments)
    files = [
        file
        for file in grading.find(options.notebooks)
        if is_handed_in(file[0], options)
    ]
    for folder in filter(Path.is_dir, options.notebooks):
        if not any(folder in path.parents and not why for path, why in files):
            print(f"{folder}: there is no notebook in this folder", file=sys.stderr)
    if not files:
        return NOTHING_FOUND
    notebooks, others = grading.read_all(files)
    about = {str(path): (below(path, options), saved(path)) for path, _ in files}
    tables = options.points, options.people
    group, book = gradebook.begin(notebooks, about, *tables, options.title)
    keep = Keeper(options, book)
    # A sign or the name of a file must not be lost because of where the output goes.
    encoding = None if sys.stdout.isatty() else "utf-8"
    sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    form, results = options.form(book.lines), []

    def done(result):
        results.append(result)
        form.add(result)
        keep.result(result)
        count = f"{len(results)}/{len(files)}"
        print(count, visible(result.notebook), file=sys.stderr, flush=True)

    interrupted = False
    try:
        for result in others:
            done(result)
        grading.grade(
            group,
            run=not options.functions_only,
            seconds=options.seconds,
            megabytes=options.megabytes,
            workers=options.workers,
            progress=done,
        )
    except KeyboardInterrupt:
        print("stopped; this was found until then", file=sys.stderr)
        interrupted = True
    form.end(book.missing())
    if interrupted:
        return INTERRUPTED
    return 0 if all(r.passed for r in results if not r.skipped) else 1


class Keeper:
    """Writes the gradebook and the pages of feedback, as far as they are asked for.

    A file is always whole: whatever ends this process, what was found is in it.
    """

    def __init__(self, options, book):
        self.options, self.book = options, book
        self.pages = feedback.names_of_pages(map(os.path.abspath, book.lines))
        if options.feedback:
            options.feedback.mkdir(parents=True, exist_ok=True)
        self.grades()

    def result(self, result):
        """Keep a result."""
        book, name = self.book, result.notebook
        book.add(result)
        self.grades()
        if self.options.feedback:
            text = feedback.page(book.lines[name], book)
            page = self.pages[os.path.abspath(name)]
            write(self.options.feedback / page, text)

    def grades(self):
        """Write the gradebook; a byte order mark tells spreadsheets about umlauts."""
        if self.options.grades:
            write(self.options.grades, "\ufeff" + self.book.text(self.options.form_for))


def write(path, text):
    """Write a file as a whole, or leave it as it is."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def saved(path):
    """Return when a file was last changed, in seconds."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def is_handed_in(path, options):
    """Whether a file is none of those that the call itself names."""
    own = [options.grades, options.points_file, options.class_file, options.feedback]
    path = path.resolve()
    return not any(o and o.resolve() in (path, *path.parents) for o in own)


def below(path, options):
    """Return the part of a path that may say whose the file is."""
    for folder in options.notebooks:
        if folder in path.parents:
            return str(path.relative_to(folder))
    return os.sep.join(path.parts[-2:])


def parse(arguments):
    """Return the options of a call, with the tables that it names."""
    parser = argparse.ArgumentParser(
        "python -m mlp.checks", description=DESCRIPTION, epilog=STATUS
    )
    add = parser.add_argument
    add("notebooks", nargs="+", type=Path, metavar="NOTEBOOK",
        help="a notebook, or a folder with notebooks")  # fmt: skip
    add("--functions-only", action="store_true",
        help="judge the functions, but do not run the cells: seconds instead of minutes")  # fmt: skip
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const=printed.Json,
                      default=printed.Table, help="print JSON instead")  # fmt: skip
    form.add_argument("--csv", dest="form", action="store_const", const=printed.Csv,
                      help="print one line per function instead")  # fmt: skip
    add("--grades", type=Path, metavar="FILE.csv",
        help="write a gradebook, one line per file")  # fmt: skip
    add("--points", dest="points_file", type=Path, metavar="FILE",
        help="a table of the tasks and their points; without it each counts 1")  # fmt: skip
    add("--class", dest="class_file", type=Path, metavar="FILE",
        help="who is in the class, by name and number; then it says who is missing")  # fmt: skip
    add("--for", dest="form_for", choices=("moodle", "canvas"),
        help="write the gradebook as one of these imports it, a line per person")  # fmt: skip
    add(
        "--title",
        default="Neural network",
        help="what it calls the grade (%(default)s)",
    )
    add("--feedback", type=Path, metavar="FOLDER", help="write a page for each learner")
    add("--seconds", type=positive(float), default=120.0,
        help="how long the cells of one notebook may run (%(default)g)")  # fmt: skip
    add("--megabytes", type=positive(int), default=2048,
        help="how much memory it may use (%(default)d)")  # fmt: skip
    add("--workers", type=positive(int), help="how many run at once (one per core)")
    options = parser.parse_args(arguments)
    options.points = table(parser, "--points", options.points_file, read_points)
    options.people = table(parser, "--class", options.class_file, read_class)
    if options.form_for and not (options.grades and options.people):
        parser.error("argument --for: needs --grades and --class")
    if options.form_for:
        try:
            demand_columns(options.form_for, options.people)
        except BadTable as error:
            parser.error(f"argument --class: {options.class_file}: {error}")
    if options.grades and not options.grades.resolve().parent.is_dir():
        parser.error(f"argument --grades: there is no folder {options.grades.parent}")
    if options.grades and options.grades.is_dir():
        parser.error(f"argument --grades: {options.grades} is a folder")
    if options.feedback and options.feedback.is_file():
        parser.error(f"argument --feedback: {options.feedback} is no folder")
    return options


def table(parser, option, path, read):
    """Return what a table says, or end with what is wrong with it."""
    if path is None:
        return None
    try:
        return read(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        parser.error(f"argument {option}: {path}: {error.strerror}")
    except UnicodeDecodeError:
        parser.error(f"argument {option}: {path}: {NO_UTF8}")
    except BadTable as error:
        parser.error(f"argument {option}: {path}: {error}")


def positive(kind):
    """Return a reader of numbers above 0."""

    def read(text):
        try:
            number = kind(text)
        except ValueError:
            number = 0
        if not number > 0:
            raise argparse.ArgumentTypeError(f"needs a number above 0, got {text!r}")
        return number

    return read


if __name__ == "__main__":
    sys.exit(main())
