"""The site in a real browser: what readers see, press and load.

These tests need Chromium or Chrome. They are skipped where there is none, unless the
environment variable CHROME names one, as it does where they must run.
"""

import gzip
import http.server
import io
import os
import re
import shutil
import threading
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import axe_playwright_python
import numpy as np
import pytest
from conftest import ROOT
from PIL import Image
from playwright.sync_api import sync_playwright
from test_notebooks import CHAPTERS

PAGES = [
    *(f"book/{path.stem}.html" for path in sorted((ROOT / "book").glob("*.md"))),
    "search.html",
    "404.html",
]
# Between them they have all that pages consist of; the others are looked at by night.
EXAMPLES = ["book/index.html", "book/training.html", "book/l2.html"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
BASE = "/some/deep/path/"  # the site must not care where it lies
KIB = 1024
PATIENCE = 60_000  # milliseconds; on a busy machine a long page takes its time
# What a browser does that is told to keep nothing.
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  configurable: true,
  get() { throw new DOMException("denied", "SecurityError"); },
});"""
# Moves down the whole page, so that everything is loaded and laid out.
SCROLL_THROUGH = """async () => {
  document.documentElement.style.scrollBehavior = "auto";
  for (let top = 0; top < document.documentElement.scrollHeight; top += 600) {
    scrollTo(0, top);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
  }
}"""
MEASURE_SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => {
  list.getEntries().forEach((entry) => { window.shift += entry.value; });
}).observe({type: "layout-shift", buffered: true});"""
OPEN_ALL = """document.querySelectorAll("details").forEach((d) => { d.open = true; });
document.querySelectorAll(".toggle-button-hidden").forEach((b) => b.click());"""


def chromium():
    """Return the path of a Chromium or Chrome, or None."""
    named = os.environ.get("CHROME")
    if named:
        assert Path(named).exists(), f"CHROME names {named}, which is not there"
        return named
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser():
    """Start a browser, or skip the tests that need one."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium or Chrome found: the site was not looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profile(browser):
    """Return what most tests share: with its cache, a page opens eight times faster."""
    return browser.new_context()


@pytest.fixture(scope="session")
def address(site):
    """Serve the site from a plain file server below a long path."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=site)

        def translate_path(self, path):
            if not path.startswith(BASE):
                return str(site / "outside-of-the-site")
            return super().translate_path("/" + path.removeprefix(BASE))

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}{BASE}"
        server.shutdown()


@pytest.fixture
def visit(browser, profile, address):
    """Return a function that opens a page and minds what goes wrong on it.

    At the end of the test the page must have asked no other host, got everything that
    it asked for, and left no error in the console. With options of its own, a page is
    opened as in a browser that was never used.
    """
    pages, wrong = [], []

    def open_page(path, viewport=WIDE, scheme="light", storage=True, **options):
        page = (browser.new_context(**options) if options else profile).new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        if not storage:
            page.add_init_script(NO_STORAGE)
        page.requested = []

        def note_response(response):
            page.requested.append(response.url)
            if not response.url.startswith((address, "data:", "blob:")):
                wrong.append(f"asked another host: {response.url}")
            elif response.status >= 400:
                wrong.append(f"{response.status}: {response.url}")

        def note_failure(request):
            if request.failure != "net::ERR_ABORTED":  # not needed any more
                wrong.append(f"{request.failure}: {request.url}")

        page.on("response", note_response)
        page.on("requestfailed", note_failure)
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on(
            "console",
            lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None,
        )
        page.goto(urljoin(address, path))
        return page

    yield open_page
    for page in pages:
        if page.context == profile:
            page.evaluate("try { localStorage.clear(); } catch {}")
            page.close()
        else:
            page.context.close()
    assert wrong == []


# What depends on colours; the rest of a page is the same in the dark.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


def violations(page, rules=None):
    """Return what axe-core finds wrong with a page, by some rules or by all.

    The inside of formulas is hidden from screen readers, which get MathML instead, and
    has the colour of the text around it.
    """
    page.evaluate(f"if (!window.axe) {{ {AXE} }}")
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = page.evaluate(
        "options => axe.run({exclude: ['.katex-html']}, options)", options
    )["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def too_wide(page):
    """Return by how many pixels a page is wider than what shows it."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_page_is_light_steady_and_without_barriers(visit, site, path):
    """At most 250 KiB before the figures; nothing moves or sticks out; axe is content.

    It opens on a phone, where places are kept while one scrolls, and is then seen wide.
    """
    page = visit(path, viewport=PHONE)
    page.evaluate(MEASURE_SHIFTS)
    page.wait_for_load_state("networkidle")
    weight = 0
    for url in set(page.requested):
        file = site / unquote(urlsplit(url).path.removeprefix(BASE))
        if file.is_file() and file.suffix not in (".webp", ".png"):
            content = file.read_bytes()
            packed = file.suffix == ".woff2"
            weight += len(content if packed else gzip.compress(content, 6))
    if path.removeprefix("book/").removesuffix(".html") in CHAPTERS:
        assert 0 < weight <= 250 * KIB
    page.evaluate(SCROLL_THROUGH)
    assert page.evaluate("window.shift") < 0.1  # above, browsers call it unsteady
    for image in page.locator("article img").all():
        assert int(image.get_attribute("width")) > 0
        assert int(image.get_attribute("height")) > 0
    page.evaluate(OPEN_ALL)
    assert too_wide(page) <= 0
    page.set_viewport_size(WIDE)
    page.evaluate(SCROLL_THROUGH)
    page.wait_for_load_state("networkidle")
    assert too_wide(page) <= 0
    assert violations(page) == []


@pytest.mark.parametrize(
    "path",
    [
        *EXAMPLES,
        *(pytest.param(p, marks=pytest.mark.nightly) for p in PAGES
          if p not in EXAMPLES),
    ],
)  # fmt: skip
def test_page_has_no_barriers_in_any_view(visit, path):
    """On a phone, and in the dark by either size, axe is content as well."""
    page = visit(path, viewport=PHONE)
    page.evaluate(OPEN_ALL)
    page.evaluate(SCROLL_THROUGH)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    if path != "404.html":  # which follows the system by style alone
        page.wait_for_function(
            "document.documentElement.dataset.theme == 'dark'",
            polling=200,  # not by frames, which a busy browser may not draw
        )
    assert violations(page, COLOUR_RULES) == []
    page.set_viewport_size(WIDE)
    assert violations(page, COLOUR_RULES) == []


def test_hint_opens_and_closes_by_mouse_and_keyboard(visit):
    """A hint is closed at first; a click, Enter and Space each change that."""
    page = visit("book/forward.html")
    hint = page.locator(".admonition.hint", has_text="Hint 1").first
    text = hint.locator("p").nth(1)
    button = hint.locator("button")
    assert not text.is_visible()
    hint.locator(".admonition-title").click()
    assert text.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    hint.locator(".admonition-title").click()
    assert not text.is_visible()
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    for key in ("Enter", "Space"):
        page.keyboard.press(key)
        assert text.is_visible(), key
        page.keyboard.press(key)
        assert not text.is_visible(), key


def test_solution_of_an_experiment_opens(visit):
    """What a page folds is closed at first, opens by keyboard, and says what it is."""
    page = visit("book/tanh.html")
    fold = page.locator("article details").first
    assert fold.get_attribute("open") is None
    assert fold.locator(".collapsed").text_content() == "Show the code of the two runs"
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is not None
    assert fold.locator("pre, img").first.is_visible()
    assert fold.locator(".expanded").text_content() == "Hide the code of the two runs"


def test_downloads_arrive(visit, site):
    """Each file of the menu is the one of the site; the menu works by keyboard."""
    page = visit("book/forward.html")
    page.locator("details.page-menu summary").first.focus()
    page.keyboard.press("Enter")
    links = page.locator("details.page-menu a")
    assert links.count() == 3
    for link in links.all():
        with page.expect_download() as download:
            link.click()
        target = urljoin(page.url, link.get_attribute("href"))
        file = site / urlsplit(target).path.removeprefix(BASE)
        assert Path(download.value.path()).read_bytes() == file.read_bytes()
        prefix = "solved-" if "solved" in file.parts else ""
        assert download.value.suggested_filename == prefix + file.name


def test_search_finds(visit):
    """From any page, words of a chapter lead to it, and formulas are legible."""
    page = visit("book/index.html")
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input").fill("binary cross-entropy")
    page.keyboard.press("Enter")
    result = page.locator("#search-results a", has_text="primitives").first
    result.wait_for()
    page.locator("#search-results .context", has_text="cross-entropy").first.wait_for()
    assert "\\" not in page.locator("#search-results").text_content()
    result.click()
    page.wait_for_load_state()
    assert "/book/primitives.html" in page.url


def test_copying_by_keyboard_keeps_the_place(visit):
    """The button of a code cell is seen when it has the focus, and keeps it."""
    page = visit("book/training.html")
    button = page.locator("button.copybtn").nth(4)
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.wait_for_function(
        "element => getComputedStyle(element).opacity === '1'",
        arg=button.element_handle(),
    )
    assert button.evaluate("x => getComputedStyle(x).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("button.copybtn.success")
    assert button.evaluate("x => x === document.activeElement")


def test_controls_and_places_have_names(visit):
    """A hint with a formula in its title, and this page among the contents."""
    page = visit("book/teaching.html")
    buttons = page.locator(".toggle-button").all()
    names = "\n".join(button.get_attribute("aria-label") for button in buttons)
    assert re.search(r"^The gradient at the output is A.y for .*$", names, re.M)
    here = page.locator("#pst-primary-sidebar [aria-current=page]")
    assert here.text_content().strip() == "Teach with this course"
    assert here.bounding_box()["y"] < WIDE["height"]


def test_browser_that_keeps_nothing_shows_the_page(visit):
    """Colours follow the system and the button when storage is not allowed."""
    page = visit("book/forward.html", scheme="dark", storage=False)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator(".theme-switch-button").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_wide_figure_scrolls_within_itself_on_a_phone(visit):
    """Its panels stay legible, and the keyboard reaches the last of them."""
    page = visit("book/training.html", viewport=PHONE)
    frame = page.locator(".wide-figure").first
    frame.scroll_into_view_if_needed()
    assert frame.locator("img").bounding_box()["width"] > 500
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def brightness(element):
    """Return the mean brightness of what an element looks like, from 0 to 1."""
    picture = Image.open(io.BytesIO(element.screenshot())).convert("L")
    return np.asarray(picture).mean() / 255


def test_dark_mode_takes_the_figures_along(visit):
    """The button switches page and figures, and the choice stays."""
    page = visit("book/training.html")
    figure = page.locator("#fig-training img, figure img").first
    background = "getComputedStyle(document.body).backgroundColor"
    assert brightness(figure) > 0.8
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    button = page.locator("button.theme-switch-button")
    button.focus()
    while page.evaluate("document.documentElement.dataset.mode") != "dark":
        page.keyboard.press("Enter")
    assert brightness(figure) < 0.3
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    level = float(re.findall(r"\d+", page.evaluate(background))[0]) / 255
    corner = Image.open(io.BytesIO(figure.screenshot())).convert("L").getpixel((2, 2))
    assert corner / 255 == pytest.approx(level, abs=0.03)


REPLAYS = [("training", "replay-epoch"), ("l2", "l2-replay-epoch")]


@pytest.mark.parametrize(("slug", "key"), REPLAYS)
def test_replay_loads_late_and_moves_picture_numbers_and_address(
    visit, site, slug, key
):
    """Out of view it is one picture; then the slider works by keyboard.

    All frames are 600 KiB. Picture, text and fragment follow the slider. What is around
    a replay, such as JupyterLab, gets only the keys with Ctrl.
    """
    page = visit(f"book/{slug}.html", locale="en-US")
    player = page.locator(".replay")
    data = player.locator(".replay-data").text_content()
    frames = [name.rpartition("/")[2] for name in re.findall(r'"src": "([^"]*)"', data)]
    asked = """(frames) => {
      const asked = performance.getEntriesByType("resource").map((entry) => entry.name);
      return frames.filter((name) => asked.some((url) => url.endsWith(name))).length;
    }"""
    page.wait_for_load_state("networkidle")
    assert page.evaluate(asked, frames) <= 1
    page.evaluate(OPEN_ALL)
    page.wait_for_function(  # what is laid out late may move it out of view again
        f"""(frames) => {{
          document.querySelector(".replay").scrollIntoView({{behavior: "instant"}});
          return ({asked})(frames) == frames.length;
        }}""",
        arg=frames,
        polling=200,
    )
    assert len(frames) >= 25
    size = sum((site / "_images" / name).stat().st_size for name in frames)
    assert size <= 600 * KIB

    slider, frame = player.locator("input"), player.locator("img")
    last = frame.get_attribute("src")
    slider.focus()
    page.keyboard.press("Home")
    assert player.locator(".replay-now").inner_text() == "1"
    assert frame.get_attribute("src") != last
    assert slider.get_attribute("aria-valuetext").startswith("epoch 1 of 400")
    assert page.url.endswith(f"#{key}=1")
    page.evaluate(
        "window.keys = [];"
        "document.addEventListener('keydown', (event) => keys.push(event.key))"
    )
    page.keyboard.press("ArrowRight")
    assert page.url.endswith(f"#{key}=2")
    page.keyboard.press("End")
    assert frame.get_attribute("src") == last
    page.keyboard.press("Control+b")
    assert page.evaluate("keys") == ["Control", "b"]


@pytest.mark.parametrize(("slug", "key"), REPLAYS)
def test_replay_opens_at_the_epoch_of_the_address(visit, slug, key):
    """A shared address shows its epoch, in view, even within a closed box."""
    page = visit(f"book/{slug}.html#{key}=50")
    assert page.locator(".replay-now").text_content() == "50"
    page.wait_for_function(
        """() => {
          const box = document.querySelector(".replay").getBoundingClientRect();
          return box.top < innerHeight && box.bottom > 0;
        }"""
    )
    assert page.locator(".replay").is_visible()


def test_replay_plays_and_pauses(visit):
    """The button moves from frame to frame until it is pressed again."""
    page = visit("book/training.html")
    page.clock.install()  # seconds pass when the test says so
    now, button = page.locator(".replay-now"), page.locator(".replay-play")
    button.click()
    assert now.inner_text() == "1"
    page.clock.run_for(1000)
    assert now.inner_text() == "3"
    button.click()
    page.clock.run_for(5000)
    assert now.inner_text() == "3"


def test_page_works_without_scripts(visit):
    """Hints are open, code has colours, the replay its last frame; no dead control."""
    page = visit("book/training.html", java_script_enabled=False)
    frame = page.locator(".replay img")
    frame.scroll_into_view_if_needed()
    assert frame.is_visible()
    assert not page.locator(".replay-controls").is_visible()
    page = visit("book/forward.html", java_script_enabled=False)
    assert page.locator(".admonition.hint p").nth(1).is_visible()
    assert not page.locator(".theme-switch-button").is_visible()
    keyword, other = (
        page.locator(f".highlight {part}").first.evaluate(
            "element => getComputedStyle(element).color"
        )
        for part in (".k, .kn", "pre")
    )
    assert keyword != other


@pytest.mark.parametrize("slug", ["forward", "l2"])
def test_print_opens_everything_and_leaves_the_frame_out(visit, slug):
    """On paper hints and folds are open; menus, contents and buttons are gone."""
    page = visit(f"book/{slug}.html", scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for box in page.locator(".admonition.dropdown").all():
        assert box.locator("p:not(.admonition-title), pre").first.is_visible()
    for fold in page.locator("article details").all():
        assert fold.get_attribute("open") is not None
    for chrome in (".site-header", "#pst-primary-sidebar", ".page-menu", ".site-footer",
                   ".prev-next-area", ".replay-controls"):  # fmt: skip
        for element in page.locator(chrome).all():
            assert not element.is_visible(), chrome
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    hint = page.locator(".admonition.dropdown p:not(.admonition-title)")
    assert hint.count() == 0 or not hint.first.is_visible()


def test_contents_open_and_close_on_a_phone(visit):
    """The menu of chapters is a dialog that Escape closes, and it leads on."""
    page = visit("book/forward.html", viewport=PHONE)
    page.locator(".primary-toggle").focus()
    page.keyboard.press("Enter")
    link = page.locator("dialog[open] a", has_text="Update the parameters")
    assert link.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not link.is_visible()
    # The page takes the contents back once the browser says that the dialog closed.
    page.wait_for_selector("#pst-primary-sidebar a", state="attached")
    page.keyboard.press("Enter")
    page.set_viewport_size(WIDE)
    page.wait_for_selector("#pst-primary-sidebar a")
    page.set_viewport_size(PHONE)
    page.locator(".primary-toggle").focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] a", has_text="Update the parameters").click()
    page.wait_for_load_state()
    assert page.url.endswith("/book/updates.html")


def test_start_leads_to_the_first_chapter_in_one_click(visit):
    """The landing page has one button, and it opens the first chapter."""
    page = visit("index.html")
    page.wait_for_url("**/book/index.html")
    page.get_by_text("Start with the data").click()
    page.wait_for_load_state()
    assert page.url.endswith("/book/data.html")


def test_keyboard_reaches_the_text_first(visit):
    """The first stop of the Tab key skips the menus, and its focus is visible."""
    page = visit("book/forward.html")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the text"
    assert focused.is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


class Addresses(HTMLParser):
    """What a page links to and shows, and the places on it that links may name."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], Counter()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Collect addresses and ids."""
        for key, value in attributes:
            if key in ("href", "src") and value is not None:
                self.links.append(value)
            elif key == "id" or (key == "name" and tag == "a"):
                self.ids[value] += 1


@pytest.fixture(scope="session")
def addresses(site):
    """Return what each page of the site links to."""
    return {
        path.relative_to(site).as_posix(): Addresses(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
        if "_static" not in path.parts  # pieces of the theme, no pages
    }


def test_no_link_of_the_site_is_broken(site, addresses):
    """Every file and every anchor that a page names is there, and no id twice."""
    broken = []
    for page, found in addresses.items():
        broken += [f"{page}: id {name} twice" for name, n in found.ids.items() if n > 1]
        for link in found.links:
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, anchor = urldefrag(urljoin(page, link))
            target = unquote(urlsplit(target).path).lstrip("/") or "index.html"
            if not (site / target).is_file():
                broken.append(f"{page}: {link} leads nowhere")
            elif anchor and target.endswith(".html") and "=" not in anchor:
                if unquote(anchor) not in addresses[target].ids:
                    broken.append(f"{page}: {link} has no such place")
    assert broken == []


def test_every_page_says_what_it_is(site, addresses):
    """Title, description, language, favicon and preview are on each page, by itself."""
    titles = Counter()
    for page in addresses:
        text = (site / page).read_text(encoding="utf-8")
        if page in ("index.html", "404.html"):
            continue
        titles[re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]] += 1
        assert '<html lang="en"' in text, page
        assert re.search(r'<meta name="description" content="[^"]{20,}"', text), page
        assert 'rel="icon"' in text, page
        assert 'property="og:title"' in text, page
    assert titles.most_common(1)[0][1] == 1
