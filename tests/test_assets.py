"""A page loads what it needs and nothing else."""

from types import SimpleNamespace

import pytest

from booktools.site.assets import choose, used


def asset(filename, **attributes):
    """Return a style sheet or script as Sphinx keeps it."""
    return SimpleNamespace(filename=filename, attributes=attributes)


@pytest.mark.parametrize(
    ("filename", "needs"),
    [("katex.min.css", '<span class="katex">'), ("togglebutton.js", "dropdown hint")],
)
def test_file_goes_where_it_has_something_to_do(filename, needs):
    """A page without formulas has no styles for them, and so on."""
    assert used(asset(f"_static/some/{filename}"), f"<p>{needs}</p>")
    assert not used(asset(f"_static/some/{filename}"), "<p>plain</p>")


def test_scripts_are_needed_and_wait_for_the_page():
    """A file is deferred; an inline script, which cannot be, stays."""
    ours, inline = asset("a.js"), asset(None, body="let a;")
    themes = asset("_static/scripts/sphinx-book-theme.js")
    switch = asset(None, body="DOCUMENTATION_OPTIONS.pagename = 'a';")
    context = {"css_files": [], "script_files": [ours, inline, themes, switch]}
    choose(None, "a", None, context, None)
    assert context["script_files"] == [ours, inline]
    assert ours.attributes == {"defer": "defer"}
    assert inline.attributes == {"body": "let a;"}
