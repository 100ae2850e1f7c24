"""Write what the HTML of other tools says wrongly to screen readers.

Each visitor names what is wrong. It can go when the tool's next version has it right.
"""

from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.writers.html5 import HTML5Translator


def visit_fold(translator, node):
    """Open a fold.

    MyST-NB gives all folds one name, over the text that is seen on them, and all open
    ones one text; here each says what it hides. No issue there asks for it yet.
    """
    show = escape(node["prompt_show"])
    hide = f"Hide {show.removeprefix('Show ')}"
    translator.body.append(
        f'<details class="admonition hide {" ".join(node["classes"])}">\n<summary>\n'
        f'<p class="collapsed admonition-title">{show}</p>\n'
        f'<p class="expanded admonition-title">{hide}</p>\n</summary>\n'
    )


def visit_citation(translator, node):
    """Open an entry of a list of references, and before the first of them the list.

    Docutils gives them roles that ARIA has given up: https://github.com/w3c/dpub-aria/pull/22
    """
    if not isinstance(node.previous_sibling(), nodes.citation):
        translator.body.append('<div class="citation-list">\n')
    translator.body.append(translator.starttag(node, "div", classes=["citation"]))


def setup(app):
    """Write these elements this way."""
    visitors = visit_citation, HTML5Translator.depart_citation
    app.add_node(nodes.citation, override=True, html=visitors)
    visitors = visit_fold, depart_HideCellInput
    app.add_node(HideCodeCellNode, override=True, html=visitors)
