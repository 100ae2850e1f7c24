"""The site in Chromium or Chrome, which CHROME may name: what readers see and press."""

import gzip
import io
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import numpy as np
import pytest
from browsing import BASE, PHONE, WIDE, assert_no_barriers, assert_nothing_sticks_out
from conftest import ROOT
from pages import CHAPTERS, by_night, elements
from PIL import Image

PAGES = [
    *(f"book/{path.stem}.html" for path in sorted((ROOT / "book").glob("*.md"))),
    "search.html",
    "404.html",
]
# Between them they have all that pages consist of; the others are looked at by night.
EXAMPLES = ["book/index.html", "book/training.html", "book/l2.html"]
IMAGES = (".webp", ".png")
THEME = "document.documentElement.dataset.theme"
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


@pytest.mark.parametrize("path", PAGES)
def test_page_is_light_steady_and_without_barriers(visit, site, path):
    """At most 250 KiB before the figures; nothing moves or sticks out; axe is happy."""
    page = visit(path, viewport=PHONE)
    page.evaluate(MEASURE_SHIFTS)
    page.wait_for_load_state("networkidle")
    if Path(path).stem in CHAPTERS:
        paths = [urlsplit(url).path.removeprefix(f"/{BASE}") for url in page.requested]
        files = [site / unquote(path) for path in paths if not path.endswith(IMAGES)]
        weight = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
        assert 0 < weight <= 250 * 1024
    page.evaluate(SCROLL_THROUGH)
    assert page.evaluate("window.shift") < 0.1  # above, browsers call it unsteady
    assert page.locator("article img:not([width][height])").count() == 0
    page.evaluate(OPEN_ALL)
    assert_nothing_sticks_out(page)
    page.set_viewport_size(WIDE)
    page.evaluate(SCROLL_THROUGH)
    page.wait_for_load_state("networkidle")
    assert_nothing_sticks_out(page)
    assert_no_barriers(page)


@pytest.mark.parametrize("path", by_night(PAGES, *EXAMPLES))
def test_page_has_no_barriers_in_any_view(visit, path):
    """On a phone, and in the dark by either size, axe is content as well."""
    page = visit(path, viewport=PHONE)
    page.evaluate(OPEN_ALL)
    page.evaluate(SCROLL_THROUGH)
    assert_no_barriers(page)
    page.emulate_media(color_scheme="dark")
    if path != "404.html":  # which follows the system by style alone
        # Not by frames, which a busy browser may not draw.
        page.wait_for_function(f"{THEME} == 'dark'", polling=200)
    for viewport in (PHONE, WIDE):  # the rest of a page is the same in the dark
        page.set_viewport_size(viewport)
        assert_no_barriers(page, "color-contrast", "link-in-text-block")


def test_hints_and_folds_open_and_close(visit):
    """Both are closed at first and change by mouse and keyboard; a fold says how."""
    page = visit("book/forward.html")
    hint = page.locator(".admonition.hint", has_text="Hint 1").first
    text, button = hint.locator("p").nth(1), hint.locator("button")
    assert not text.is_visible()
    for is_open in (True, False):
        hint.locator(".admonition-title").click()
        assert text.is_visible() == is_open
        assert button.get_attribute("aria-expanded") == str(is_open).lower()
    button.focus()
    for key, is_open in (("Enter", True), ("Space", False)):
        page.keyboard.press(key)
        assert text.is_visible() == is_open, key

    page = visit("book/tanh.html")
    fold = page.locator("article details").first
    assert fold.get_attribute("open") is None
    assert fold.locator(".collapsed").text_content() == "Show the code of the two runs"
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.locator("pre, img").first.is_visible()
    assert fold.locator(".expanded").text_content() == "Hide the code of the two runs"


def test_start_and_search_lead_to_chapters(visit):
    """One click opens the first; words lead to theirs, with formulas made legible."""
    page = visit("index.html")
    page.wait_for_url("**/book/index.html")
    page.get_by_text("Start with the data").click()
    page.wait_for_url("**/book/data.html")
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input").fill("binary cross-entropy")
    page.keyboard.press("Enter")
    result = page.locator("#search-results a", has_text="primitives").first
    result.wait_for()
    page.locator("#search-results .context", has_text="cross-entropy").first.wait_for()
    assert "\\" not in page.locator("#search-results").text_content()
    result.click()
    page.wait_for_url("**/book/primitives.html*")


def test_keyboard_reaches_the_text_and_the_copy_buttons(visit):
    """The first stop skips the menus; a button is seen when it has the focus."""
    page = visit("book/training.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the text"
    assert page.locator(":focus").is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
    button = page.locator("button.copybtn:visible").nth(4)
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
    names = [button.get_attribute("aria-label") for button in buttons]
    assert any(re.match("The gradient at the output is A.y for ", n) for n in names)
    here = page.locator("#pst-primary-sidebar [aria-current=page]")
    assert here.text_content().strip() == "Teach with this course"
    assert here.bounding_box()["y"] < WIDE["height"]


def test_wide_figure_scrolls_within_itself_on_a_phone(visit):
    """Its panels stay legible, and the keyboard reaches the last of them."""
    page = visit("book/training.html", viewport=PHONE)
    page.evaluate(OPEN_ALL)
    frame = page.locator(".wide-figure").first
    frame.scroll_into_view_if_needed()
    assert frame.locator("img").bounding_box()["width"] > 500
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def grey(element):
    """Return what an element looks like, from 0 for black to 1 for white."""
    picture = Image.open(io.BytesIO(element.screenshot())).convert("L")
    return np.asarray(picture) / 255


def test_dark_mode_takes_the_figures_along(visit):
    """The button switches page and figures, and the choice stays."""
    page = visit("book/data.html", locale="en-US")
    figure = page.locator("#fig-data img")
    background = "getComputedStyle(document.body).backgroundColor"
    assert grey(figure).mean() > 0.8
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.locator("button.theme-switch-button").focus()
    while page.evaluate("document.documentElement.dataset.mode") != "dark":
        page.keyboard.press("Enter")
    assert grey(figure).mean() < 0.3
    page.reload()
    assert page.evaluate(THEME) == "dark"
    level = float(re.findall(r"\d+", page.evaluate(background))[0]) / 255
    assert grey(figure)[2, 2] == pytest.approx(level, abs=0.03)


def test_browser_that_keeps_nothing_shows_the_page(visit):
    """Colours follow the system and the button when storage is not allowed."""
    page = visit("book/forward.html", scheme="dark")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { configurable: true,"
        " get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    page.reload()
    assert page.evaluate(THEME) == "dark"
    page.locator(".theme-switch-button").click()
    assert page.evaluate(THEME) == "light"


REPLAYS = [("training", "replay-epoch"), ("l2", "l2-replay-epoch")]


@pytest.mark.parametrize(("slug", "key"), REPLAYS)
def test_replay_loads_late_and_moves_with_the_keyboard(visit, slug, key):
    """Out of view it is one picture; then picture, text and address follow the keys."""
    page = visit(f"book/{slug}.html", locale="en-US")
    player = page.locator(".replay")
    data = player.locator(".replay-data").text_content()
    frames = {urljoin(page.url, src) for src in re.findall(r'"src": "([^"]*)"', data)}
    page.wait_for_load_state("networkidle")
    assert len(frames & page.requested) <= 1
    page.evaluate(OPEN_ALL)
    for _ in range(300):  # what is laid out late may move it out of view again
        player.evaluate("replay => replay.scrollIntoView({behavior: 'instant'})")
        page.wait_for_timeout(100)
        if frames <= page.requested:
            break
    else:
        pytest.fail("some frames were not loaded")
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
    page.keyboard.press("Control+b")  # is for what is around it, such as JupyterLab
    assert page.evaluate("keys") == ["Control", "b"]


@pytest.mark.parametrize(("slug", "key"), REPLAYS)
def test_replay_opens_at_the_epoch_of_the_address_and_plays(visit, slug, key):
    """A shared address shows its epoch, in view; a button plays until pressed again."""
    page = visit(f"book/{slug}.html#{key}=50")
    now, button = page.locator(".replay-now"), page.locator(".replay-play")
    assert now.text_content() == "50"
    page.wait_for_function(
        """() => {
          const box = document.querySelector(".replay").getBoundingClientRect();
          return box.top < innerHeight && box.bottom > 0;
        }"""
    )
    assert page.locator(".replay").is_visible()
    page.clock.install(time=0)
    page.clock.pause_at(3_600_000)  # from now on, time passes when the test says so
    page.locator(".replay input").press("End")
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
    page.locator(".replay img").scroll_into_view_if_needed()
    assert page.locator(".replay img").is_visible()
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
    assert page.locator("article details:not([open])").count() == 0
    for chrome in (".site-header", "#pst-primary-sidebar", ".page-menu", ".site-footer",
                   ".prev-next-area", ".replay-controls"):  # fmt: skip
        assert page.locator(chrome).filter(visible=True).count() == 0, chrome
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.evaluate(THEME) == "dark"
    hints = page.locator(".admonition.dropdown p:not(.admonition-title)")
    assert hints.filter(visible=True).count() == 0


def test_contents_open_and_close_on_a_phone(visit):
    """The menu of chapters is a dialog that Escape closes, and it leads on."""
    page = visit("book/forward.html", viewport=PHONE)
    page.locator(".primary-toggle").press("Enter")
    link = page.locator("dialog[open] a", has_text="Update the parameters")
    assert link.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not link.is_visible()
    # The page takes the contents back once the browser says that the dialog closed.
    page.wait_for_selector("#pst-primary-sidebar a", state="attached")
    page.locator(".primary-toggle").press("Enter")
    page.set_viewport_size(WIDE)
    page.wait_for_selector("#pst-primary-sidebar a")
    page.set_viewport_size(PHONE)
    page.locator(".primary-toggle").press("Enter")
    link.click()
    page.wait_for_url("**/book/updates.html")


def test_no_link_of_the_site_is_broken(site):
    """Every file and every anchor that a page names is there, and no id twice."""
    broken, ids = [], {}
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    for page in pages:
        named = elements(page).select("[id], a[name]")
        ids[page] = Counter(tag.get("id") or tag["name"] for tag in named)
        broken += [f"{page}: id {name} twice" for name, n in ids[page].items() if n > 1]
    for page in pages:
        for tag in elements(page).select("[href], [src]"):
            link, anchor = urldefrag(unquote(tag.get("href") or tag.get("src")))
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            path = urlsplit(link).path.lstrip("/")
            target = (page.parent / path).resolve() if path else page
            if not target.is_file():
                broken.append(f"{page}: {link} leads nowhere")
            elif anchor and target.suffix == ".html" and "=" not in anchor:
                if anchor not in ids[target]:
                    broken.append(f"{page}: {link} has no place {anchor}")
    assert broken == []
