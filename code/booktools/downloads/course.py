"""The course as Sphinx has resolved it: its chapters, their numbers and their links."""

import posixpath
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from docutils import nodes


@dataclass(frozen=True)
class Course:
    """The chapters that an application has built, as it resolved them.

    The numbered parts of the table of contents are the chapters, and the first of those
    parts is the whole lesson.
    """

    app: object

    @cached_property
    def parts(self):
        """The numbered parts of the table of contents."""
        return [tree for tree in self.app.env.external_site_map.root.subtrees
                if tree.numbered]  # fmt: skip

    @cached_property
    def chapters(self):
        """The document names of all chapters, in their order."""
        return [name for part in self.parts for name in part.files()]

    @cached_property
    def doctrees(self):
        """The resolved doctree of every page, by document name."""
        env, builder = self.app.env, self.app.builder
        return {n: env.get_and_resolve_doctree(n, builder) for n in env.found_docs}

    @cached_property
    def citations(self):
        """The entries of the list of references, by document name and id."""
        return {
            (name, node["ids"][0]): node
            for name, doctree in self.doctrees.items()
            for node in doctree.findall(nodes.citation)
        }

    @cached_property
    def anchors(self):
        """The ids that chapters refer to, by document name."""
        found = defaultdict(set)
        for name in self.chapters:
            for reference in self.doctrees[name].findall(nodes.reference):
                page, node_id = target(name, reference)
                found[page].add(node_id)
        return found

    def numbers(self, name):
        """Return the numbers of a page's equations and figures as shown, by id."""
        shown = {"displaymath": "%s", "figure": self.app.config.numfig_format["figure"]}
        return {
            node_id: shown[kind] % ".".join(map(str, number))
            for kind, by_id in self.app.env.toc_fignumbers.get(name, {}).items()
            if kind in shown
            for node_id, number in by_id.items()
        }

    def section_number(self, name, section=None):
        """Return the number in front of a heading, by default that of the page."""
        numbers = self.app.env.toc_secnumbers.get(name, {})
        anchor = f"#{section['ids'][0]}" if section else ""
        number = numbers.get(anchor, numbers.get(""))
        return ".".join(map(str, number)) + ". " if number else ""


def target(name, reference):
    """Return what a reference on a page leads to: document name and id.

    Outside of the course there is no name.
    """
    if not reference.get("internal"):
        return None, reference.get("refuri")
    if "refid" in reference:
        return name, reference["refid"]
    path, _, fragment = reference["refuri"].partition("#")
    page = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    return page.removesuffix(".html") if path else name, fragment


def slug(name):
    """Return the last part of a document name."""
    return posixpath.basename(name)
