"""Check of the count of parameters."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, demand, number
from mlp.checks.engine.compare import first_wrong
from mlp.checks.engine.patterns import pattern
from mlp.width_depth import count_params

SUMMAND, PAIRS = "(n_in + 1) * n_out", "layer_sizes[:-1], layer_sizes[1:]"
NETWORKS = (
    (2, 5, 3, 1),
    (4, 1),
    (3, 6, 2, 4, 1),
)  # tried together: no two mistakes agree


# fmt: off
def _counts(function, case):
    """Return the count for each network."""
    counts = []
    for sizes in case.args:
        try:
            result = function.value(sizes)
            demand(isinstance(result, str) or not np.ndim(result), "The count is one number for the whole network; add up what there is.")
            counts.append(number("The count")(result, None, case))
        except Problem as problem:
            where = f"\n  It does so for the network {sizes}." if counts else ""
            raise Problem(f"{problem}{where}") from problem.__cause__
    return counts


def _seen(counts, expected, case):
    i = first_wrong(counts, expected)
    return f"For the network {case.args[i]} the count came out as {counts[i]:g} and should be {expected[i]:g}."


def _explain(counts, expected, case):
    sizes = case.args[first_wrong(counts, expected)]
    arrays = ", ".join(f"W{layer}, b{layer}" for layer in range(1, len(sizes)))
    demand(len(set(counts)) > 1, "It is the same for every network: take the sizes from the argument.")
    more = " For networks of another depth it is right." if any(map(agree, counts, expected)) else ""
    raise Problem(f"{pattern(counts, expected, 'Every count')} Write down the shapes of {arrays} and count their entries.{more}".strip())


CHECKS = (
    Check(count_params, (Case(NETWORKS),), (
        Mistake(SUMMAND, "n_in * n_out", "The biases are missing: one for each unit."),
        Mistake(SUMMAND, "n_out", "Only the biases are counted."),
        Mistake(SUMMAND, "n_in * (n_out + 1)", "One bias is counted for each unit that a layer's connections come from. It belongs to those that they go to."),
        Mistake(SUMMAND, "n_in * n_out + 1", "One bias is counted for each layer; there is one for each unit."),
        Mistake(SUMMAND, "n_in + n_out", "The sizes of neighbouring layers are added. Each unit of one is connected to each of the other."),
        Mistake(SUMMAND, "n_in + n_out + n_out", "The sizes of neighbouring layers are added. Each unit of one is connected to each of the other."),
        Mistake(SUMMAND, "n_in + 1", "The rows of the arrays are counted, not their entries."),
        Mistake(SUMMAND, f"{SUMMAND} + 1", "One too many is counted for each layer."),
        Mistake(SUMMAND, "(n_in + 1) * (n_out + 1)", "There is a 1 too many in each layer: one more input, for the bias, but not one more unit."),
        Mistake(SUMMAND, "n_in * n_out + n_in + n_out", "The biases of the layer that the connections come from are counted with those of the layer that they go to, so some are counted twice."),
        Mistake(SUMMAND, "(n_out + 1) * n_out", "Each layer is connected with itself: the layer that its connections come from is another."),
        Mistake(SUMMAND, "(n_in + 1) * n_in", "Each layer is connected with itself: the layer that its connections go to is another."),
        Mistake("return total", "return 2 * total", "Everything is counted twice."),
        Mistake("return total", "return len(layer_sizes)", "This is the number of layers, inputs included; count the connections and biases."),
        Mistake("return total", "return 2 * (len(layer_sizes) - 1)", "This is the number of arrays in params; count their entries."),
        Mistake("return total", "return sum(layer_sizes)", "These are the units; count the connections between them."),
        Mistake("return total", "n = 1\n    for size in layer_sizes:\n        n *= size\n    return n", "This is the product of all sizes; add up the layers."),
        *(Mistake("return total", "n = 1\n    for size in layer_sizes:\n        n *= size\n    return n" + more, "This is the product of all sizes, plus something: weights are counted layer by layer, each from its own two sizes, and added up.")
          for more in (" + sum(layer_sizes)", " + sum(layer_sizes[1:])", " + len(layer_sizes) - 1")),
        Mistake("total = 0", "total = layer_sizes[0]", "The count is too large by the number of inputs, which have no biases."),
        Mistake("total = 0", "total = (layer_sizes[-1] + 1) * layer_sizes[0]", "The last layer is connected with the inputs, too: layer_sizes[-1] is its last entry. Does a loop start at 0 and look one back?"),
        Mistake("total = 0", "total = -layer_sizes[0]", "The count is too small by the number of inputs."),
        Mistake(PAIRS, "layer_sizes[:-2], layer_sizes[1:-1]", "The last layer is left out."),
        Mistake("return total", "return total - layer_sizes[-1]", "The biases of the last layer are left out."),
        Mistake("return total", "return total - layer_sizes[1]", "The biases of the first layer are left out."),
        Mistake("return total", "return total - sum(layer_sizes[1:-1])", "The biases of the hidden layers are left out."),
        Mistake("    return total", "        return total", "Only one layer is counted: the return stands inside the loop."),
        Mistake("return total", "return total + 1", "The count is one too large for every network, however many layers it has: does it start from 0?"),
        Mistake("+=", "=", "Only the last layer is left: add up, do not replace."),
        Mistake(PAIRS, "layer_sizes[1:-1], layer_sizes[2:]", "The first layer is left out."),
    ), _explain, observe=_counts, seen=_seen),
)
