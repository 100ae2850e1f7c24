"""Tell search engines and those who share a link what each page is about.

Addresses are absolute, so those of the pages and the sitemap need `html_baseurl`.
Without it the site still works; only these are left out.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from docutils import nodes

LONGEST = 160  # search engines show about so many characters


def description(doctree):
    """Return the lead paragraph of a page, shortened between two words.

    Parameters
    ----------
    doctree : docutils.nodes.document or None
        The page.

    Returns
    -------
    str
        Empty if the page has no paragraph.
    """
    if doctree is None:
        return ""
    paragraph = next(doctree.findall(nodes.paragraph), None)
    text = " ".join(paragraph.astext().split()) if paragraph else ""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def describe(app, pagename, templatename, context, doctree):
    """Hand a page's description and the address of its picture to the template."""
    base = app.config.html_baseurl.rstrip("/")
    context["description"] = description(doctree) or app.config.site_description
    context["html_baseurl"] = app.config.html_baseurl
    context["preview"] = f"{base}/_static/{app.config.site_preview}" if base else None


def write_sitemap(app, exception):
    """List the addresses of all pages."""
    base = app.config.html_baseurl.rstrip("/")
    if exception is not None or app.builder.name != "html" or not base:
        return
    pages = sorted(app.env.found_docs)
    lines = [f"<url><loc>{escape(f'{base}/{page}.html')}</loc></url>" for page in pages]
    head = '<?xml version="1.0" encoding="utf-8"?>'
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = "\n".join([head, f'<urlset xmlns="{namespace}">', *lines, "</urlset>", ""])
    (Path(app.outdir) / "sitemap.xml").write_text(text, encoding="utf-8")


def setup(app):
    """Connect the handlers."""
    app.add_config_value("site_description", "", "html")
    app.add_config_value("site_preview", "preview.png", "html")
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
