"""Check of the count of parameters."""

from mlp.checks.probe import Problem, as_array, recognize


def check_count_params(probe):
    """Check `count_params`."""
    count = float(as_array(probe.value((2, 5, 3, 1)), (), "The count"))
    recognize(
        count,
        [
            (28, "The biases are missing: one for each unit."),
            (9, "Only the biases are counted."),
            (11, "These are the units; count the connections between them."),
            (30, "This is the product of all sizes; add up the layers."),
            (39, "The inputs have no biases."),
            (33, "The last layer is left out."),
            (36, "The biases of the last layer are left out."),
            (15, "Only one layer is counted."),
            (38, "One too many: what is added at the end?"),
            (4, "Only the last layer is left: add up, do not replace."),
            (22, "The first layer is left out."),
        ],
    )  # fmt: skip
    if count != 37:
        raise Problem(
            f"(2, 5, 3, 1) came out as {count:.0f}. Write down the shapes of W1, b1, "
            "W2, b2, W3 and b3 and count their entries."
        )
    if probe.value((4, 1)) != 5:
        raise Problem(
            "For a network without hidden layers, (4, 1), the count is wrong."
        )
