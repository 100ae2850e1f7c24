"""Check filled-in notebooks from the command line.

``python -m mlp.checks NOTEBOOK...`` prints a table; ``--help`` says the rest.
"""

import argparse
import csv
import json
import sys
from pathlib import Path

from mlp.checks.grading import grade
from mlp.checks.report import OPEN, PASSED, SIGNS, WRONG

DESCRIPTION = """\
Run filled-in notebooks of the course and say, for each, which functions are right,
which are still open, and what is wrong with the others. Each notebook runs in a
process of its own, with a limit on time and memory; what it writes is thrown away.
Only run notebooks of people you trust: the process is not locked in."""
STATUS = """\
The exit status is 0 if every function of every notebook is right, 1 if not, 2 if the
command makes no sense, and 130 after Ctrl+C, which prints what was found until then."""
NOTHING_FOUND, INTERRUPTED = 2, 130
NOTHING_ASKED = "it asks for no function"


def main(arguments=None):
    """Check notebooks and print what was found.

    Returns
    -------
    int
        The exit status that ``--help`` describes.
    """
    options = parse(arguments)
    for folder in filter(Path.is_dir, options.notebooks):
        if not any(notebooks([folder])):
            print(f"{folder}: there is no notebook in this folder", file=sys.stderr)
    paths = list(notebooks(options.notebooks))
    if not paths:
        return NOTHING_FOUND
    found = []

    def progress(result):
        found.append(result)
        count = f"{len(found)}/{len(paths)}"
        print(f"{count} {result.notebook}", file=sys.stderr, flush=True)

    try:
        results = grade(
            paths,
            seconds=options.seconds,
            megabytes=options.megabytes,
            workers=options.workers,
            progress=progress,
        )
        status = 0 if all(result.passed for result in results) else 1
    except KeyboardInterrupt:
        print("stopped; this was found until then:", file=sys.stderr)
        results, status = found, INTERRUPTED
    # A sign or the name of a file must not be lost because of where the output goes.
    encoding = None if sys.stdout.isatty() else "utf-8"
    sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
    options.write(results)
    return status


def parse(arguments):
    """Return the options of a call."""
    parser = argparse.ArgumentParser(
        "python -m mlp.checks", description=DESCRIPTION, epilog=STATUS
    )
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK",
                        help="a notebook, or a folder with notebooks")  # fmt: skip
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="write", action="store_const", const=write_json,
                      default=write_table, help="print JSON instead")  # fmt: skip
    form.add_argument("--csv", dest="write", action="store_const", const=write_csv,
                      help="print one line per function instead")  # fmt: skip
    parser.add_argument("--seconds", type=positive(float), default=120.0,
                        help="how long one notebook may run (%(default)g)")  # fmt: skip
    parser.add_argument("--megabytes", type=positive(int), default=2048,
                        help="how much memory it may use (%(default)d)")  # fmt: skip
    parser.add_argument("--workers", type=positive(int),
                        help="how many run at once (one per core)")  # fmt: skip
    return parser.parse_args(arguments)


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


def notebooks(paths):
    """Yield notebooks, and those in folders in the order of their names."""
    for path in paths:
        if path.is_dir():
            for found in sorted(path.rglob("*.ipynb")):
                if ".ipynb_checkpoints" not in found.parts:
                    yield found
        else:
            yield path


def write_table(results):
    """Print a line per notebook, and below it what has to be said about it."""
    width = max([len(result.notebook) for result in results] + [len("notebook")])
    print(f"{'notebook':{width}}  passed  open  wrong")
    for result in results:
        counts = [len(result.names(status)) for status in (PASSED, OPEN, WRONG)]
        print(f"{result.notebook:{width}}  {'{:6}  {:4}  {:5}'.format(*counts)}")
        if counts[0]:
            print(f"    {SIGNS[PASSED]} {', '.join(result.names(PASSED))}")
        for entry in result.entries:
            if not entry.passed:
                text = "\n      ".join(" ".join(entry.messages).splitlines())
                print(f"    {SIGNS[entry.status]} {entry.name}: {text}")
        for problem in result.problems:
            print(f"    ! {problem}")
        if not (result.entries or result.problems):
            print(f"    {NOTHING_ASKED}")


def write_json(results):
    """Print everything as one list, a dictionary per notebook."""
    content = [
        {
            "notebook": result.notebook,
            "passed": result.passed,
            "functions": {
                entry.name: {"status": entry.status, "messages": entry.messages}
                for entry in result.entries
            },
            "problems": result.problems,
        }
        for result in results
    ]
    print(json.dumps(content, indent=2, ensure_ascii=False))


def write_csv(results):
    """Print one line per function, and one per problem of a notebook."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["notebook", "function", "status", "message"])
    for result in results:
        for entry in result.entries:
            message = " ".join(entry.messages)
            writer.writerow([result.notebook, entry.name, entry.status, message])
        for problem in result.problems:
            writer.writerow([result.notebook, "", "problem", problem])
        if not (result.entries or result.problems):
            writer.writerow([result.notebook, "", PASSED, NOTHING_ASKED])


if __name__ == "__main__":
    sys.exit(main())
