"""Write the parts of a resolved page as plain Markdown.

What comes out needs no MyST: JupyterLab, VS Code, Colab and nbconvert all render it. An
element that is not known here is an error, so that nothing is lost on the way.
"""

import re
from dataclasses import dataclass, field
from html import escape as escape_html
from textwrap import indent

from docutils import nodes
from docutils.utils import get_source_line
from sphinx.addnodes import download_reference
from sphinx.errors import SphinxError
from sphinx.locale import admonitionlabels

from booktools.questions import answers, choices, question


class UnknownElement(SphinxError):
    """An element of a page that has no form in a notebook."""

    def __init__(self, node):
        source, line = get_source_line(node)
        super().__init__(
            f"{source}:{line}: a notebook cannot show this {node.tagname}; "
            f"write it another way or teach {__name__}"
        )


@dataclass
class Writer:
    """Turns elements of one page into Markdown."""

    link: callable  # takes a reference element, returns its address if it has one
    anchors: set  # the ids on this page that something refers to
    numbers: dict  # those of equations and figures of this page, by id
    images: dict = field(default_factory=dict)  # paths of those written, by name

    def block(self, node):
        """Return a block element as Markdown."""
        match node:
            case nodes.target() | nodes.comment() | nodes.substitution_definition():
                return ""
            case nodes.paragraph():
                return protect(self.inline(node).strip())
            case nodes.math_block():
                return self.anchored(node, self.equation(node))
            case nodes.literal_block():
                return fenced(node.astext(), node.get("language", ""))
            case nodes.bullet_list() | nodes.enumerated_list():
                return self.items(node)
            case nodes.table():
                return self.table(node)
            case nodes.image():
                return self.image(node)
            case nodes.figure():
                return self.figure(node)
            case nodes.block_quote():
                return quoted(self.blocks(node.children))
            case nodes.Admonition():
                return self.admonition(node)
            case question():
                return f"**Question {node['number']}.**\n\n{self.blocks(node.children)}"
            case choices():
                return self.lines(node)
            case answers():
                return folded("Answer", self.lines(node))
        raise UnknownElement(node)

    def blocks(self, children):
        """Return block elements as Markdown, one blank line between them."""
        return "\n\n".join(filter(None, map(self.block, children)))

    def inline(self, node):
        """Return the children of an element as Markdown within a line."""
        return "".join(map(self.phrase, node.children))

    def phrase(self, node):
        """Return one inline element as Markdown."""
        match node:
            case nodes.Text():
                return escape(node.astext())
            case nodes.emphasis():
                return f"*{self.inline(node)}*"
            case nodes.strong():
                return f"**{self.inline(node)}**"
            case nodes.literal():
                return code(node.astext())
            case nodes.math():
                return f"${node.astext().strip()}$"
            case nodes.reference() if not isinstance(node, download_reference):
                address, text = self.link(node), self.inline(node)
                return f"[{text}]({address})" if address else text
            case nodes.image():
                return self.image(node)
            case nodes.inline():
                return self.inline(node)
        raise UnknownElement(node)

    def anchored(self, node, text):
        """Put an anchor for each id that is referred to in front of a block."""
        lines = [f'<a id="{i}"></a>' for i in node["ids"] if i in self.anchors]
        return "\n\n".join([*lines, text])

    def heading(self, title, level, number):
        """Return the heading of a section, with its number on the page."""
        text = f"{'#' * level} {number}{self.inline(title)}"
        return self.anchored(title.parent, text)

    def equation(self, node):
        """Return a displayed equation with its number on the page."""
        around = node.parent
        if "dropdown" in around.get("classes", ()):  # nothing is put before its lines
            around = around.parent
        if not isinstance(around, nodes.section):
            raise UnknownElement(node)  # `>` or indentation would get into it
        tag = f"\n\\tag{{{self.number(node)}}}" if self.number(node) else ""
        return f"$$\n{node.astext().strip()}{tag}\n$$"

    def number(self, node):
        """Return the number of an equation or figure on the page."""
        return self.numbers.get(node["ids"][0]) if node["ids"] else None

    def items(self, node):
        """Return a list; what belongs to an item is indented below it."""
        items = []
        for number, item in enumerate(node.children, node.get("start", 1)):
            mark = "- " if isinstance(node, nodes.bullet_list) else f"{number}. "
            text = indent(self.blocks(item.children), " " * len(mark))
            items.append(mark + text[len(mark) :])
        return "\n".join(items)

    def lines(self, node):
        """Return a list whose items are one line each."""
        return "\n".join(f"- {self.inline(item)}" for item in node.children)

    def table(self, node):
        """Return a table with one heading row."""
        head, *rows = node.findall(nodes.row)
        line = "|" + " --- |" * len(head)
        return "\n".join([self.row(head), line, *map(self.row, rows)])

    def row(self, row):
        """Return one row of a table; `|` inside a cell must not end it."""
        cells = []
        for entry in row:
            text = " ".join(self.inline(child) for child in entry)
            text = re.sub(r"\$[^$]*\$", math_with_bars, text)
            text = re.sub(r"`([^`]*\|[^`]*)`", code_with_bars, text)
            cells.append(text.replace("|", r"\|").replace("\n", " "))
        return f"| {' | '.join(cells)} |"

    def image(self, node):
        """Return a picture of the page as one that the cell carries along."""
        name = node["uri"].rsplit("/", 1)[-1]
        self.images[name] = node["uri"]
        return f"![{escape(node.get('alt', ''))}](attachment:{name})"

    def figure(self, node):
        """Return a figure that the text shows, with its caption."""
        pictures = [self.image(image) for image in node.findall(nodes.image)]
        return self.anchored(node, "\n\n".join([*pictures, self.caption(node)]))

    def drawn_figure(self, node):
        """Return what the page says about a figure that code draws.

        The figure itself is that code's output. Its description tells what to compare
        one's own with.
        """
        parts = [
            folded("The figure in words", escape(image["alt"]))
            for image in node.findall(nodes.image)
            if image.get("alt")
        ]
        return self.anchored(node, "\n\n".join([self.caption(node), *parts]))

    def caption(self, node):
        """Return the caption of a figure with its number on the page."""
        label = f"**{self.number(node)}** " if self.number(node) else ""
        return "".join(label + self.inline(c) for c in node.findall(nodes.caption))

    def admonition(self, node):
        """Return a box: folded where the page folds it, else a quotation."""
        if node.tagname in admonitionlabels:  # its kind is its title
            label = str(admonitionlabels[node.tagname])
            title, content = nodes.title(label, label), node.children
        else:
            title, *content = node.children
        if not isinstance(title, nodes.title):
            raise UnknownElement(node)
        if "dropdown" in node["classes"]:
            if any(not isinstance(child, nodes.Text) for child in title):
                raise UnknownElement(title)  # a summary is HTML, not Markdown
            return folded(title.astext(), self.blocks(content))
        return quoted(f"**{self.inline(title)}**\n\n{self.blocks(content)}")


def escape(text):
    """Return text in which nothing is taken for Markdown."""
    text = re.sub(r"([\\`*_$])", r"\\\1", text)
    text = re.sub(r"\](?=\()", r"\\]", text)
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    return text.replace("<", "&lt;")


def protect(text):
    """Return a paragraph of which no line starts like a heading, list or quotation."""
    text = re.sub(r"^([#>+-])", r"\\\1", text, flags=re.MULTILINE)
    return re.sub(r"^(\d+)([.)]\s)", r"\1\\\2", text, flags=re.MULTILINE)


def code(text):
    """Return text as inline code, whatever backticks it has."""
    fence = "`"
    while fence in text:
        fence += "`"
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced(text, language):
    """Return a block of code."""
    fence = "```"
    while fence in text:
        fence += "`"
    language = {"ipython3": "python", "none": ""}.get(language, language)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def folded(summary, text):
    """Return Markdown that opens on a click."""
    summary = escape_html(summary, quote=False)
    return f"<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>"


def quoted(text):
    """Return Markdown as a quotation."""
    return indent(text, "> ", lambda line: True).replace("> \n", ">\n")


def code_with_bars(found):
    r"""Return inline code that may stand in a table; not every reader undoes `\|`."""
    return f"<code>{escape_html(found[1]).replace('|', '&#124;')}</code>"


def math_with_bars(found):
    r"""Return mathematics without `|`, which would end the cell of a table."""
    return found[0].replace(r"\|", r"\Vert ").replace("|", r"\vert ")
