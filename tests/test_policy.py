"""What gets into a page does not run there: only scripts of the site do."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from pages import elements

from booktools.site.policy import policy


def test_policy_allows_the_scripts_that_it_names_and_no_others():
    """The rest of an allowed script's page stays as it was; none may be inline."""
    digest = b64encode(sha256("let a = '\u2019';".encode()).digest()).decode()
    assert "unsafe-inline" not in re.search("script-src[^;]*", policy())[0]
    allowed = policy("let a = '\u2019';", "")
    assert allowed.replace(f" 'sha256-{digest}'", "") == policy()


def test_no_page_has_a_script_or_a_handler_within(site):
    """Each says its policy before it loads anything; only the 404 page has a script."""
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    assert len(pages) > 20
    for page in pages:
        html = elements(page)
        scripts = [s.string for s in html.select("script:not([src], [type$=json])")]
        assert bool(scripts) == (page.name == "404.html"), page
        (said,) = html.select("[http-equiv=Content-Security-Policy]")
        assert said["content"] == policy(*scripts), page
        before = said.find_all_previous(["script", "link", "style", "img"])
        assert before == [], page
        handlers = [name for tag in html() for name in tag.attrs if name[:2] == "on"]
        links = html.select("[href^='javascript:']")
        assert handlers == links == [], page


# That pages pass their policy every test in a browser sees: the console says if not.
INJECT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
  const image = "<img src='data:,' onerror='window.ran = true'>";
  document.body.insertAdjacentHTML("beforeend", image);
  document.body.lastElementChild.setAttribute("onclick", "window.ran = true");
  document.body.lastElementChild.click();
}"""


@pytest.mark.parametrize("path", ["book/l2.html", "404.html", "a file"])
def test_what_is_injected_does_not_run(browser, address, site, path):
    """Not a script, nor a handler; the page's own scripts do, also from a file."""
    page = browser.contexts[0].new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    file = (site / "book" / "index.html").as_uri()
    page.goto(file if path == "a file" else f"{address}{path}")
    if path == "404.html":
        page.locator("#home[href$='book/index.html']").wait_for()
    else:
        page.locator("html.js").wait_for()
    assert not [text for text in said if "Content Security Policy" in text]
    page.evaluate(INJECT)
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert len([text for text in said if "Content Security Policy" in text]) >= 2
    page.close()
