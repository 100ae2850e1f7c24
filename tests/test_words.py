"""Each word of the field and each symbol that a page uses is explained, and linked."""

import re

import pytest

from booktools import ROOT, glossary

BOOK = ROOT / "book"
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(BOOK.glob("*.md"))}
TERMS = sorted(
    {term for text in PAGES.values() if "---\n" in text for term in glossary(text)},
    key=lambda term: -len(term),  # "hidden layer" before "layer"
)
CHAPTERS = [name for name, text in PAGES.items() if "What you'll learn" in text]

# What is no prose: front matter, blocks of code, formulas, headings, tables, options of
# directives, links, and roles such as those that link a term already.
OTHER = re.compile(
    r"\A---\n.*?\n---\n|^(`{3,})[^`].*?^\1|^\$\$.*?^\$\$.*?$|^(?:#|\||:|%|\().*?$"
    r"|\[[^\]]*\]\([^)]*\)|\{[a-z:]+\}`[^`]*`|`[^`]*`|\$[^$]+\$|\(http[^)]*\)",
    re.MULTILINE | re.DOTALL,
)


def blank(match):
    """Replace text by as many spaces."""
    return re.sub(r"[^\n]", " ", match[0])


def first_uses(text):
    """Return where each term stands first in the prose of a page, and how."""
    prose, found = OTHER.sub(blank, text), {}
    for term in TERMS:
        words = re.escape(term).replace(r"\ ", r"\s")
        form = re.compile(rf"(?<![\w-]){words}(?:s|es)?(?![\w-])", re.IGNORECASE)
        if match := form.search(prose):
            found[term] = match
        prose = form.sub(blank, prose)
    return found


@pytest.mark.parametrize("name", sorted({*PAGES} - {"glossary", "notation", "api"}))
def test_first_use_of_a_term_is_linked(name):
    """A reader who meets a word of the field finds its meaning with one click."""
    text, missing = PAGES[name], []
    for term, use in first_uses(text).items():
        link = re.search(rf"\{{term\}}`(?:[^`<]*<)?{re.escape(term)}>?`", text, re.I)
        if link is None or link.start() > use.start():
            missing.append(f"line {text.count(chr(10), 0, use.start()) + 1}: {use[0]}")
    assert not missing


# Commands that lay out or calculate; what others write stands for a quantity.
LAYOUT = set(
    "approx begin big Big bigl bigr Bigl Bigr bullet cdot cdots cos dots ell end exp "
    "frac ge ne neq gg hspace in infty int le ldots left leftarrow Leftrightarrow "
    "lfloor ll log Longleftrightarrow lVert lvert mapsto max mid middle min odot "
    "partial phantom pi pm prod qquad quad rfloor right rightarrow Rightarrow rVert "
    "rvert sin sqrt substack sum text tfrac times to top underbrace".split()
)
FORMULA = re.compile(r"\$\$(.*?)\$\$|\$([^$]+)\$", re.DOTALL)
ALPHABETS = r"\\(mathcal|mathbb|operatorname|hat) ?\{?([A-Za-z]+)\}?"


def symbols(text):
    """Return the letters in the formulas of a page, and those with a word at them."""
    text = re.sub(r"^(`{3,})[^`].*?^\1|`[^`]*`", "", text, flags=re.M | re.S)
    found = set()
    for formula in map("".join, FORMULA.findall(text)):
        formula = re.sub(r"\\(?:begin|end)\{\w+\}", " ", formula)
        found |= set(re.findall(r"(?:\\[a-z]+|[A-Za-z])[_^]\\text\{\w+\}", formula))
        formula = re.sub(r"\\text\{[^}]*\}", " ", formula)
        found |= set(re.findall(ALPHABETS, formula))
        formula = re.sub(ALPHABETS, " ", formula)
        found |= set(re.findall(r"\\([A-Za-z]+)", formula)) - LAYOUT
        found |= set(re.findall(r"[A-Za-z]", re.sub(r"\\[A-Za-z]+", " ", formula)))
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_symbol_is_in_the_notation(name):
    """No page uses a letter that the table of symbols does not have."""
    assert symbols(PAGES[name]) - symbols(PAGES["notation"]) == set()
