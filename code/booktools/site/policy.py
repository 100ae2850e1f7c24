"""Let a page run the scripts of its own site and no other, whatever gets into it.

A static site cannot send headers, so each page says it itself. Styles may stand within
a page: formulas and the editor have some.
"""

from base64 import b64encode
from hashlib import sha256

OWN = "'self'"
RULES = {
    "default-src": OWN,
    # Some browsers give a worker, in which Python runs, the policy of its page.
    "script-src": f"{OWN} 'wasm-unsafe-eval'",
    "style-src": f"{OWN} 'unsafe-inline'",
    # A cell that was run shows its figures without a file.
    "img-src": f"{OWN} data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": OWN,
}


def policy(*scripts):
    """Return the policy of a page, which may hold these scripts and runs no others."""
    digests = [b64encode(sha256(x.encode()).digest()).decode() for x in scripts if x]
    allowed = "".join(f" 'sha256-{digest}'" for digest in digests)
    rules = RULES | {"script-src": RULES["script-src"] + allowed}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def add_policy(app, pagename, templatename, context, doctree):
    """Hand it to the templates."""
    context["policy"] = policy


def setup(app):
    """Connect the handler."""
    app.connect("html-page-context", add_policy)
