"""A browser for the built site: what readers see in it, and what they write."""

import os
import shutil
from contextlib import suppress
from functools import partial
from urllib.parse import urljoin

import pytest
from pages import served

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
BASE = "some/deep/path/"  # the site must not care where it lies
ONLINE = {"service_workers": "block"}
PATIENCE = 60_000  # milliseconds; on a busy machine a long page takes its time


# Not for the session: while it runs, no other test of this process can use asyncio.
@pytest.fixture(scope="module")
def browser():
    """Start a browser, or skip the tests that need one."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = filter(None, map(shutil.which, names))
    path = os.environ.get("CHROME") or next(found, None)
    if path is None:
        pytest.skip("no Chromium or Chrome found: the site was not looked at")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        # Shared: with its cache, a page opens much faster. What pages keep for reading
        # offline is looked at in tests of its own.
        browser.new_context(**ONLINE)
        yield browser


@pytest.fixture(scope="module")
def address(site, tmp_path_factory):
    """Serve the site below a long path."""
    folder = tmp_path_factory.mktemp("host")
    (folder / BASE).parent.mkdir(parents=True)
    (folder / BASE).symlink_to(site)
    with served(folder) as host:
        yield host + BASE


@pytest.fixture
def visit(browser, address):
    """Return a function that opens a page and minds what goes wrong on it.

    With options of its own, a page is opened as in a browser that was never used.
    """
    pages, wrong = [], []

    def open_page(path, viewport=WIDE, scheme="light", **options):
        own = ONLINE | options
        context = browser.new_context(**own) if options else browser.contexts[0]
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function = partial(until, page)
        page.requested = set()
        page.on("request", lambda request: page.requested.add(request.url))
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on(
            "console",
            lambda m: wrong.append(m.text) if alarming(m) else None,
        )
        page.goto(urljoin(address, path))
        return page

    yield open_page
    for page in pages:  # the console also says what a page did not get
        known = (address, "data:", "blob:")
        wrong += [url for url in page.requested if not url.startswith(known)]
        page.close()
    assert wrong == []


def until(page, expression, arg=None, polling=100, timeout=PATIENCE):
    """Wait until an expression is true on a page; both times are milliseconds.

    That of Playwright evaluates text within the page, which its policy forbids.
    """
    from playwright.sync_api import Error

    for _ in range(0, timeout, polling):
        with suppress(Error):  # a page that is just being left
            if page.evaluate(expression, arg):
                return
        page.wait_for_timeout(polling)
    pytest.fail(f"never true: {expression}")


def alarming(message):
    """Tell whether what the console says is about the page, and not about ONLINE."""
    return message.type in ("error", "warning") and "Playwright" not in message.text


def assert_no_barriers(page, *rules):
    """Have axe-core look at a page, by some rules or by all."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    from axe_playwright_python.sync_playwright import Axe

    # The inside of formulas is hidden from screen readers, which get MathML instead.
    found = Axe().run(page, {"exclude": [".katex-html"]}, options)
    assert found.violations_count == 0, found.generate_report()


def assert_nothing_sticks_out(page):
    """Insist that a page is no wider than what shows it."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
