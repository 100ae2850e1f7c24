"""Mend what the HTML of other tools says to screen readers.

Each entry names what is wrong; it can go when the tool's next version has it right.
"""

import re

CORRECTIONS = (
    # MyST-NB gives the same name to every fold, over the text that is seen on it.
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
    # The sign of a permanent link is no name for it.
    (
        'title="Link to this heading">',
        'title="Link to this heading" aria-label="Link">',
    ),
    # Docutils marks entries of a list with a role that ARIA has given up, and the list
    # with a role that it no longer fits.
    (' role="doc-biblioentry"', ""),
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
)

# MyST-NB has one text for all folds that are open. Each says what it hides.
FOLD = re.compile(
    r'(<p class="collapsed[^>]*>)Show ([^<]*)(</p>\s*<p class="expanded[^>]*>)[^<]*'
)


def correct(app, pagename, templatename, context, doctree):
    """Apply the corrections to the content of a page."""
    if "body" not in context:
        return
    for wrong, right in CORRECTIONS:
        context["body"] = context["body"].replace(wrong, right)
    context["body"] = FOLD.sub(r"\1Show \2\3Hide \2", context["body"])


def setup(app):
    """Connect the handler."""
    app.connect("html-page-context", correct)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
