"""Check of the count of parameters."""

from mlp.checks.engine import Case, Check, Mistake, number
from mlp.width_depth import count_params

SUMMAND, PAIRS = "(n_in + 1) * n_out", "layer_sizes[:-1], layer_sizes[1:]"

CHECKS = (
    Check(count_params, (
        Case(((2, 5, 3, 1),), "(2, 5, 3, 1) came out as {got:.0f}. Write down the shapes of W1, b1, W2, b2, W3 and b3 and count their entries."),
        Case(((4, 1),), "For a network without hidden layers, (4, 1), the count is wrong."),
    ), (
        Mistake(SUMMAND, "n_in * n_out", "The biases are missing: one for each unit."),
        Mistake(SUMMAND, "n_out", "Only the biases are counted."),
        Mistake("return total", "return sum(layer_sizes)", "These are the units; count the connections between them."),
        Mistake("return total", "return int(np.prod(layer_sizes))", "This is the product of all sizes; add up the layers."),
        Mistake("total = 0", "total = layer_sizes[0]", "The inputs have no biases."),
        Mistake(PAIRS, "layer_sizes[:-2], layer_sizes[1:-1]", "The last layer is left out."),
        Mistake("return total", "return total - layer_sizes[-1]", "The biases of the last layer are left out."),
        Mistake("    return total", "        return total", "Only one layer is counted."),
        Mistake("return total", "return total + 1", "One too many: what is added at the end?"),
        Mistake("+=", "=", "Only the last layer is left: add up, do not replace."),
        Mistake(PAIRS, "layer_sizes[1:-1], layer_sizes[2:]", "The first layer is left out."),
    ), number("The count")),
)  # fmt: skip
