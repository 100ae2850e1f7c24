"""Tell those who share a link, and search engines, what each page is about.

sphinxext-opengraph and sphinx-sitemap write it. What they are told here is where the
site lies and that a page's lead paragraph describes it. Absolute addresses need
`html_baseurl`; without it the site still works, and only these are left out.
"""

from html import escape
from textwrap import shorten

from docutils import nodes


def use_address(app, config):
    """Hand the address of the site to all that write absolute ones."""
    if config.html_baseurl:
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"
        config.sitemap_url_scheme = "{link}"
        others = *config.html_additional_pages, "search"
        config.sitemap_excludes = [f"{page}.html" for page in others]
    else:
        config.ogp_image = None
    config.ogp_site_url = config.html_baseurl
    config.ogp_site_name = config.html_title
    config.html_context["html_baseurl"] = config.html_baseurl


def describe(app, pagename, templatename, context, doctree):
    """Describe a page by its lead paragraph; sphinxext-opengraph would read on."""
    if doctree is None:
        return
    paragraph = next(doctree.findall(nodes.paragraph), None)
    text = paragraph.astext() if paragraph else context["site_description"]
    text = escape(shorten(text, 160, placeholder=" …"))  # about what searches show
    context["metatags"] += f'<meta name="description" content="{text}">\n'
    # Without an address of the site that of a page is empty, which means this page.
    own = {"og:description": text, "og:url": context["pageurl"] or ""}
    context["meta"] = {**(context["meta"] or {}), **own}


def setup(app):
    """Set up the extensions and connect the handlers, which come before theirs."""
    app.setup_extension("sphinxext.opengraph")
    if app.config.html_baseurl:  # it warns without one
        app.setup_extension("sphinx_sitemap")
    app.connect("config-inited", use_address)
    app.connect("html-page-context", describe, priority=400)
