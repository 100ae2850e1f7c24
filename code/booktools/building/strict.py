"""Fail the build on any warning, at the second try as well as at the first."""

from sphinx.errors import SphinxError

AFTER_OTHERS = 800


def fail_on_warnings(app, exception):
    """Turn a build that warned into a failed one, after all warnings are shown.

    Sphinx's own ``-W`` stops at the first warning. Raising here, at the end, shows them
    all. `booktools.building.anew` then has the next build read every page again
    instead of taking the broken ones for good.
    """
    if exception is None and app._warncount:  # Sphinx has no public count
        failed = f"pages that failed: {', '.join(app.failed_pages)}; "
        raise SphinxError(
            f"{failed if app.failed_pages else ''}"
            f"{app._warncount} warning(s), see above; none is allowed"
        )


def note_reading(app, env, docnames):
    """Remember whether this build reads any page."""
    app.reads_pages = bool(docnames)


def rewrite_all(app, env):
    """Write every page when one was read, so that every link is checked anew.

    A label removed from one page breaks links on others that Sphinx would not look at.
    """
    return sorted(env.found_docs) if app.reads_pages else []


def setup(app):
    """Connect the handlers."""
    app.connect("build-finished", fail_on_warnings, priority=AFTER_OTHERS)
    app.connect("env-before-read-docs", note_reading)
    app.connect("env-updated", rewrite_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
