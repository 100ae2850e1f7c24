"""A page loads what it needs and nothing else."""

from types import SimpleNamespace

import pytest

from booktools.site.assets import defer, used


def asset(filename, **attributes):
    """Return a style sheet or script as Sphinx keeps it."""
    return SimpleNamespace(filename=filename, attributes=attributes)


@pytest.mark.parametrize(
    ("filename", "needs"),
    [("katex.min.css", '<span class="katex">'), ("togglebutton.js", "dropdown hint")],
)
def test_file_goes_where_it_has_something_to_do(filename, needs):
    """A page without formulas has no styles for them, and so on."""
    file = asset(f"_static/some/{filename}?v=123")
    assert used(file, f"<p>{needs}</p>")
    assert not used(file, "<p>plain</p>")


def test_thebe_goes_nowhere():
    """Neither its script nor the inline one that names another host."""
    assert not used(asset("_static/sphinx-thebe.js"), "")
    assert not used(asset(None, body='const THEBE_JS_URL = "https://…"'), "")
    assert used(asset(None, body="let toggleHintShow = 'Show';"), "")


def test_scripts_wait_for_the_page():
    """A file is deferred; an inline script, which cannot be, stays."""
    assert defer(asset("a.js", **{"async": "async"})).attributes == {"defer": "defer"}
    assert defer(asset(None, body="let a;")).attributes == {"body": "let a;"}
