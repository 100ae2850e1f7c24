"""Make text safe to show: in a terminal, in a line, in a spreadsheet."""

import unicodedata

LONGEST = 300  # characters that are kept of an error
JOINER = "\u200d"  # emoji are put together with it
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text):
    """Return text in one line, not too long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def visible(
    text, spelled=lambda character: character.encode("unicode_escape").decode()
):
    """Return text in which nothing steers a terminal: such characters are spelled."""
    return "".join(
        character
        if character in (*"\n\t", JOINER) or unicodedata.category(character)[0] != "C"
        else spelled(character)
        for character in str(text)
    )


def in_a_cell(value):
    """Return a value for a spreadsheet, which must not take it for a formula."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(FORMULA) and text[1:] else text


def listed(names, most=3):
    """Return names as in a sentence, and how many there are more."""
    names = list(names)
    if len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
