"""Notice changes by content, so that no change is missed whatever a file's date says.

Sphinx compares dates. It misses an older file that is put back, and an edit that is
saved while a build is under way.
"""

import hashlib
from pathlib import Path

from booktools import CODE


def digest(path):
    """Return the digest of a file, or None if it is not there."""
    path = Path(path)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def files_of(env, name):
    """Return the paths of what a page is made of."""
    included = [Path(env.srcdir, path) for path in env.dependencies[name]]
    return [Path(env.doc2path(name)), *included]


def find_changed(app, env, added, changed, removed):
    """Return the pages that are made of something else than when they were read."""
    app.digests = {}  # by path, as this build found them

    def found(path):
        key = str(path)
        if key not in app.digests:
            app.digests[key] = digest(path)
        return app.digests[key]

    for path in CODE.rglob("*.py"):  # what pages include
        found(path.resolve())
    known = getattr(env, "contents", {})
    return [
        name
        for name, digests in known.items()
        if name in env.found_docs
        and any(found(path) != value for path, value in digests.items())
    ]


def take_texts(app, env, docnames):
    """Take the texts of all pages now, before they are executed."""
    app.texts = {name: Path(env.doc2path(name)).read_bytes() for name in docnames}


def give_text(app, name, source):
    """Have Sphinx read the text that was executed, not one that was saved since."""
    source[0] = text_of(app, name)


def text_of(app, name):
    """Return the text of a page as it was when this build began to read."""
    return app.texts[name].decode("utf-8-sig").replace("\r\n", "\n")


def note_contents(app, env):
    """Keep the digests of what was read."""
    env.contents = {
        name: digests
        for name, digests in getattr(env, "contents", {}).items()
        if name in env.found_docs
    }
    for name, text in app.texts.items():
        page, *included = files_of(env, name)
        env.contents[name] = {str(page): hashlib.sha256(text).hexdigest()}
        for path in included:
            path = str(path.resolve())
            env.contents[name][path] = app.digests.get(path) or digest(path)


def setup(app):
    """Connect the handlers."""
    app.connect("env-get-outdated", find_changed)
    app.connect("env-before-read-docs", take_texts, priority=100)
    app.connect("source-read", give_text, priority=100)
    app.connect("env-updated", note_contents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
