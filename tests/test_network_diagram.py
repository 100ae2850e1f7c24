"""The diagram says what the arrays of a network really look like."""

from mlp import init_mlp, plot_network


def texts(fig):
    """Return everything that is written on a diagram."""
    return [text.get_text() for text in fig.axes[0].texts]


def test_diagram_has_the_shapes_of_the_parameters():
    """The shapes on the diagram are those of `init_mlp`, in order."""
    layer_sizes = (2, 32, 32, 1)
    written = texts(plot_network(layer_sizes))
    for name, values in init_mlp(layer_sizes).items():
        assert written[written.index(name) + 1] == str(values.shape)
    assert written[written.index("A0 = X") + 1] == "(N, 2)"
    assert written[written.index("A3") + 1] == "(N, 1)"


def test_diagram_draws_small_layers_in_full_and_dots_in_wide_ones():
    """Up to five units each has a circle; of more, four stand for all."""
    assert len(plot_network((2, 5, 1)).axes[0].patches) == 2 + 5 + 1
    assert len(plot_network((2, 6, 1)).axes[0].patches) == 2 + 4 + 1
