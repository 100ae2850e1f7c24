"""What a browser keeps of the site: all of it, never anything old, or nothing."""

import re
import shutil
from urllib.parse import urlsplit

import pytest
from browsing import PATIENCE, until
from pages import served
from playwright.sync_api import Error
from test_workbench import checked, opened, reference

from booktools.site.offline import write_worker

KEPT = """async (hash) => {
  const keys = await (await caches.open(new URL("..", location).href)).keys();
  return keys.some(({ url }) => url.endsWith(hash));
}"""
SHOWN = "[...document.images].every((image) => image.complete && image.naturalWidth)"


@pytest.fixture
def page(browser):
    """Return a page of a browser that was never used and may keep the site."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def says(page, text):
    """Wait until the menu Download says what can be done offline."""
    page.locator(".offline [role=status]", has_text=text).wait_for(state="attached")


def lose_cache(page):
    """Take away what a browser would have by chance, and may lose at any time."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def kept_hash(site):
    """Return the hash under which a browser keeps a page."""
    return re.search('"book/noise.html": "(.*?)"', (site / "sw.js").read_text())[1]


def renamed(site, title):
    """Change the title of a page as a new build would."""
    file = site / "book" / "noise.html"
    file.write_text(
        re.sub("<title>.*?</title>", f"<title>{title}</title>", file.read_text())
    )
    write_worker(site)


def keep_python(page):
    """Ask for Python without using it."""
    page.locator("summary", has_text="Download").click()
    page.get_by_role("button", name="Keep Python offline too").click()
    says(page, "run Python")


def test_everything_works_offline_after_one_visit(page, site):
    """Any page, the search and Python."""
    with served(site.parent) as host:
        home = f"{host}{site.name}/"
        page.goto(f"{home}book/noise.html")
        says(page, "read all pages.")
        opened(page)
        says(page, "run Python")
    lose_cache(page)
    page.goto(f"{home}book/l2.html#l2-replay-epoch=50")
    page.evaluate("[...document.images].forEach((x) => { x.loading = 'eager'; })")
    until(page, SHOWN)
    assert page.locator(".replay-now").text_content() == "50"
    page.goto(home)
    page.wait_for_url("**/book/index.html")
    page.goto(f"{home}search.html?q=sigmoid")
    page.locator("#search-results a").first.wait_for()
    page.goto(f"{home}book/noise.html?new#page")
    opened(page)
    name = "share_undecided"
    assert "passed" in checked(page, name, reference(name))


# Not after a page that was left while it fetched Python: then Chromium may let go of
# the old build only when the reader goes to another page.
def test_new_build_shows_at_once_and_is_kept_whole(page, site, tmp_path):
    """The one after it comes too late for this reader."""
    course = shutil.copytree(site, tmp_path / "deep" / "course")
    with served(tmp_path) as host:
        address = f"{host}deep/course/book/noise.html"
        page.goto(address)
        says(page, "read all pages.")
        keep_python(page)
        old = kept_hash(course)
        renamed(course, "The new build")
        page.goto(address)
        assert page.title() == "The new build"
        until(page, f"async (hash) => !(await ({KEPT})(hash))", old)
        says(page, "run Python")
        renamed(course, "One newer still")
    lose_cache(page)
    page.reload()
    assert page.title() == "The new build"


def test_reader_who_wants_nothing_kept_has_nothing_kept(page, site):
    """Neither at once nor at the next visit, until asked for; Python comes if asked."""
    with served(site) as host:
        page.goto(f"{host}book/index.html")
        says(page, "read all pages.")
        page.locator("summary", has_text="Download").click()
        page.get_by_role("button", name="Keep nothing offline").click()
        says(page, "cannot be read")
        page.reload()
        says(page, "cannot be read")
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("navigator.serviceWorker.getRegistrations()") == []
    lose_cache(page)
    with pytest.raises(Error):
        page.goto(f"{host}book/l2.html")
    page.wait_for_url("chrome-error:**")
    with served(site, urlsplit(host).port):
        page.goto(f"{host}book/index.html")
        page.locator("summary", has_text="Download").click()
        page.get_by_role("button", name="Keep the pages offline").click()
        says(page, "read all pages.")
        page.get_by_role("button", name="Keep Python offline too").click()
        says(page, "run Python")


def test_what_readers_fetch_by_themselves_is_not_kept(site):
    """Every other file is; the lists are those of the site."""
    listed = set(re.findall('"(.*?)": "sha256-', (site / "sw.js").read_text()))
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert listed < files
    kinds = {re.sub(r"[^/]*\.", ".", name) for name in files - listed}
    assert kinds == {
        "downloads/.whl", "downloads/.zip", "notebooks/solved/.ipynb", ".js", ".inv",
        "_static/.png", "_static/python/.txt",
    }  # fmt: skip
