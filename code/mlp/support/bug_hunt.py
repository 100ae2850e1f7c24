"""Backward passes with one mistake each, for the hunt in the gradient-check chapter.

Do not read on if you want to find them yourself.
"""

from mlp.backward import backward_pass
from mlp.checks import backward as known
from mlp.checks.mistakes import mutant

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
