"""What builds this book. It is plumbing; the lesson is in `mlp`.

`building` executes pages and keeps builds strict, `downloads` writes notebooks and zip,
`site` gives pages their look. Each is a Sphinx extension. `bench` measures.
"""

from pathlib import Path

import yaml

CODE = Path(__file__).parents[1]
ROOT = CODE.parent


def glossary(page):
    """Return the terms that the text of a page explains in its front matter."""
    return yaml.safe_load(page.split("---\n")[1]).get("glossary", {})
