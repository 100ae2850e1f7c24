"""Say how far something that takes long has come, where somebody may be waiting."""

import sys


def reported(steps, words):
    """Yield steps one by one, and say before each what is being done.

    In a notebook and in a terminal the words are gone in the end, so no page that is
    built from a notebook shows them. In a page where Python runs in the browser they
    stay above the result. Elsewhere nothing is said.

    Parameters
    ----------
    steps : sequence
        What there is to do.
    words : str
        What is said, with ``{step}`` and ``{last}``.
    """
    say = _teller()
    for step in steps:
        say(words.format(step=step, last=steps[-1]))
        yield step
    say("")


def _teller():
    """Return what says a sentence in place of the one before, or takes it away."""
    notebook = (
        sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    )
    if hasattr(notebook, "kernel"):
        return _in_a_notebook
    if sys.platform == "emscripten":
        return _in_a_browser
    return _in_a_terminal if sys.stderr.isatty() else lambda sentence: None


def _in_a_notebook(sentence):
    from IPython.display import clear_output

    clear_output(wait=bool(sentence))
    if sentence:
        print(sentence)


def _in_a_browser(sentence):
    if sentence:
        print(sentence)


def _in_a_terminal(sentence):
    print(f"\r\x1b[K{sentence}", end="", file=sys.stderr, flush=True)
