"""Backward passes with one mistake each, for the hunt in the gradient-check chapter.

Do not read on if you want to find them yourself.
"""

from difflib import ndiff

from mlp.backward import backward_pass
from mlp.checks import backward as known
from mlp.checks.engine.mistakes import edited, mutant, text_of

MISTAKES = {
    "A": known.SLOPE_OF_THE_OUTPUT_TWICE,
    "B": known.BIASES_AVERAGED_TWICE,
    "C": known.DOUBLED,
    "D": known.PRE_ACTIVATIONS_INSTEAD_OF_ACTIVATIONS,
    "E": known.FIRST_LAYER_FROZEN,
    "F": known.AVERAGED_AGAIN_IN_EACH_LAYER,
    "G": known.SLOPE_OF_THE_SIGMOID_INSIDE,
}
SUSPECTS = {
    letter: mutant(backward_pass, mistake.edits) for letter, mistake in MISTAKES.items()
}


def changes(name):
    """Return the right lines that a suspect lacks, and what it has instead.

    Parameters
    ----------
    name : str
        Letter of the suspect.

    Returns
    -------
    str
        Lines that begin with ``-`` or ``+``.
    """
    wrong = edited(backward_pass, MISTAKES[name].edits)
    lines = ndiff(text_of(backward_pass).splitlines(), wrong.splitlines())
    changed = (line for line in lines if line[0] in "-+")
    return "\n".join(f"{line[0]} {line[2:].strip()}" for line in changed)
