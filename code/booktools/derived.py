"""Write into pages what other files say, so that nobody keeps two copies in step.

Each is a line, or a part of one, that is replaced when a page is read. So the page, its
executed cells and its notebooks all get the text.

- ``# given: update_params`` in a code cell becomes that function, or constant, of the
  chapter's module; several names stand with commas between them.
- ``(number of eq-dz)`` becomes the number of that equation of a chapter, as the site
  shows it, where a link cannot stand: on a figure.
- ``% modules`` becomes a section for each chapter's module, with its docstrings.
- ``% terms`` becomes the entries of the glossary that chapters have in their front
  matter, in alphabetical order.
- The title of the landing page becomes that of ``_config.yml``.
- ``% suspects`` becomes the lines in which the suspects of the bug hunt are wrong.
"""

import ast
import re
from pathlib import Path
from textwrap import fill, indent

from sphinx.errors import SphinxError

from booktools import CODE, glossary
from booktools.downloads.course import Course, slug
from mlp.support.bug_hunt import SUSPECTS, changes

GIVEN = re.compile(r"^# given: (.+)$", re.MULTILINE)
# "X : ndarray of shape (N, 2)", without a name if it is the result; "``W1`` of shape …"
SHAPE = re.compile(
    r"(?:^([\w, ]*)(?: : )?ndarray|``(\S+)``)\s+of\s+shape\s+(\(.*?\))", re.MULTILINE
)
TITLE = re.compile(r"^# .+$", re.MULTILINE)
EQUATION = re.compile(r"^\$\$ \((eq-[\w-]+)\)$", re.MULTILINE)
NUMBER = re.compile(r"\(number of (eq-[\w-]+)\)")
MODULE = """\
## `mlp.{module}`

From the chapter [](/{chapter}.md).

```{{eval-rst}}
.. automodule:: mlp.{module}
   :members:
   :member-order: bysource
```"""


def module_of(chapter):
    """Return the file with a chapter's functions."""
    return CODE / "mlp" / f"{slug(chapter).replace('-', '_')}.py"


def given(chapter, names):
    """Return functions and constants of a chapter's module as its page shows them.

    They have no decorators, and of a docstring only the first line and the shapes.
    """
    source, found = module_of(chapter).read_text(encoding="utf-8"), {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = shortened(source.splitlines(), node)
        elif isinstance(node, ast.Assign):
            found[node.targets[0].id] = ast.get_source_segment(source, node)
    if missing := [name for name in names if name not in found]:
        raise SphinxError(f"{chapter}: its module does not define {', '.join(missing)}")
    return "\n".join(found[name] for name in names).strip()


def shortened(lines, function):
    """Return the text of a function with a docstring of one or two lines."""
    text, docstring = ast.get_docstring(function), function.body[0]
    shapes = {f"{a or b or 'result'} {c}": None for a, b, c in SHAPE.findall(text)}
    short = f'    """{text.splitlines()[0]}'
    if shapes:
        line = f"Shapes: {'; '.join(shapes)}."
        short += f"\n{indent(fill(line, 81), '    ')}"
    head = lines[function.lineno - 1 : docstring.lineno - 1]
    body = lines[docstring.end_lineno : function.end_lineno]
    return "\n".join(["\n", *head, f'{short}"""', *body])


def equation_numbers(chapters):
    """Return the numbers of all equations by label, given the chapters' texts in order.

    Sphinx counts them chapter by chapter, but only after every page has been read.
    """
    return {
        label: f"{chapter}.{number}"
        for chapter, text in enumerate(chapters, start=1)
        for number, label in enumerate(EQUATION.findall(text), start=1)
    }


def numbered(text, chapters):
    """Return a text with the numbers of equations in place of what stands for them."""
    numbers = equation_numbers(chapters)
    if missing := set(NUMBER.findall(text)) - numbers.keys():
        raise SphinxError(f"no chapter has an equation {', '.join(sorted(missing))}")
    return NUMBER.sub(lambda found: f"({numbers[found[1]]})", text)


def modules(course):
    """Return a section for the module of each chapter."""
    names = {chapter: module_of(chapter).stem for chapter in course.chapters}
    return "\n\n".join(MODULE.format(module=m, chapter=c) for c, m in names.items())


def sources(course):
    """Return the texts of all chapters in their order."""
    paths = (Path(course.app.env.doc2path(chapter)) for chapter in course.chapters)
    return [path.read_text(encoding="utf-8") for path in paths]


def terms(course):
    """Return the entries of the glossary."""
    found = {}
    for text in sources(course):
        found |= glossary(text)
    return "\n\n".join(f"{n}\n  {found[n]}" for n in sorted(found, key=str.lower))


def suspects(course):
    """Return what each suspect of the bug hunt has in place of right lines."""
    blocks = (f"Suspect {name}:\n\n```diff\n{changes(name)}\n```" for name in SUSPECTS)
    return "\n\n".join(blocks)


def derive(app, name, source):
    """Replace the lines that stand for other text."""
    course, text = Course(app), source[0]
    if name == app.config.root_doc:
        text = TITLE.sub(lambda _: f"# {app.config.html_title}", text, count=1)
    text = GIVEN.sub(lambda line: given(name, line[1].split(", ")), text)
    if NUMBER.search(text):
        text = numbered(text, sources(course))
    for write in (modules, terms, suspects):
        line = f"\n% {write.__name__}\n"
        if line in text:
            text = text.replace(line, f"\n{write(course)}\n")
    source[0] = text


def setup(app):
    """Connect the handler."""
    app.connect("source-read", derive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
