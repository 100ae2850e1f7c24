"""Add the course as one PDF to the built site, hints open: ``python -m booktools.pdf``.

All pages are put into one, which Chromium prints in the form that print.css gives them.
So links lead from page to page, and headings become the outline.
"""

import os
import posixpath
import shutil
from urllib.parse import urldefrag, urlsplit

import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from booktools import ROOT
from booktools.site.offline import write_worker

NAME = "downloads/mlp-course.pdf"
LEFT_OUT = ["book/work"]  # it has nothing but buttons
FOOTER = """<p style="width: 100%; text-align: center; font-size: 8pt">
<span class="pageNumber"></span></p>"""


def pages():
    """Return the names of the pages in the order of the table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    chapters = [
        chapter["file"] for part in toc["parts"] for chapter in part["chapters"]
    ]
    return [name for name in (toc["root"], *chapters) if name not in LEFT_OUT]


def parsed(site, name):
    """Return a page as a tree."""
    return BeautifulSoup((site / f"{name}.html").read_text("utf-8"), "html.parser")


def place(name, anchor=""):
    """Return what a place of a page is called where all pages are one."""
    return f"{posixpath.basename(name)}--{anchor}"


def article(site, name, names):
    """Return the text of a page, ready to stand beside the others."""
    text = parsed(site, name).select_one("article")
    text["id"] = place(name)
    for tag in text.find_all(id=True):
        tag["id"] = place(name, tag["id"])
    for link in text.find_all("a", href=True):
        address, anchor = urldefrag(link["href"])
        if urlsplit(address).scheme:
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
        page = path.removesuffix(".html") if address else name
        if page in names:
            link["href"] = f"#{place(page, anchor)}"
        else:  # a file of the site, which paper does not have
            del link["href"]
    for fold in text.find_all("details"):
        fold["open"] = ""
    for image in text.find_all("img", loading=True):
        del image["loading"]
    return text


def together(site, names):
    """Return all pages as one, which lies beside the first of them."""
    whole = parsed(site, names[0])
    frame = whole.select_one("article")
    texts = [article(site, name, names) for name in names]
    about = whole.select_one(".site-footer p")
    about["class"] = "about"
    texts[0].h1.insert_after(about)
    frame.insert_before(*texts)
    frame.decompose()
    # A page has the styles that it needs; together they need those of all.
    sheets = "[rel=stylesheet]"
    first, *rest = whole.select(sheets)
    known = {sheet["href"] for sheet in (first, *rest)}
    for sheet in sum((parsed(site, name).select(sheets) for name in names), []):
        if sheet["href"] not in known:
            first.insert_before(sheet)
            known.add(sheet["href"])
    return str(whole)


def print_pages(site, names, path):
    """Print pages of the site into one file, by the browser that CHROME may name."""
    found = filter(None, map(shutil.which, ("chromium", "google-chrome")))
    browser = os.environ.get("CHROME") or next(found, None)
    file = site / f"{names[0]}-and-all.html"
    file.write_text(together(site, names), "utf-8")
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
            )
            page = chromium.new_page(java_script_enabled=False)
            page.set_default_timeout(0)
            page.goto(file.as_uri())
            page.pdf(
                path=path, format="A4", print_background=True, outline=True,
                prefer_css_page_size=True, tagged=True, display_header_footer=True,
                header_template="<p></p>", footer_template=FOOTER,
            )  # fmt: skip
    finally:
        file.unlink()


def offer(site):
    """Show in the menus of all pages what their template has in a comment."""
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        page.write_text(text.replace("<!--pdf ", "").replace(" pdf-->", ""), "utf-8")
    write_worker(site)


def main(site=ROOT / "_build" / "html"):
    """Print the course, and offer it."""
    print_pages(site, pages(), site / NAME)
    offer(site)
    print(f"{site / NAME}: {(site / NAME).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
