"""A network drawn as circles and lines, with the shape of every array."""

from mlp.data import CLASS_COLORS
from mlp.support import pyplot as plt
from mlp.support.validation import validated

INPUT_COLOR, HIDDEN_COLOR, OUTPUT_COLOR = "0.45", *CLASS_COLORS
SHOWN = 5  # circles of a wide layer, the middle one replaced by dots
RADIUS = 0.2


@validated
def plot_network(layer_sizes):
    """Draw the layers of a network and write the shapes of its arrays on them.

    Parameters
    ----------
    layer_sizes : tuple of int
        Units per layer, inputs first.

    Returns
    -------
    matplotlib.figure.Figure
        One column of circles per layer. Above the lines stand the parameters, below the
        columns the activations.

    Raises
    ------
    ValueError
        If `layer_sizes` is not at least two positive integers.
    """
    gap, last = 1.75, len(layer_sizes) - 1
    fig, ax = plt.subplots(figsize=(1.4 + 1.25 * last, 3.6))
    columns = [
        [(layer * gap, height) for height in _heights(size)]
        for layer, size in enumerate(layer_sizes)
    ]
    for layer, (size, units) in enumerate(zip(layer_sizes, columns, strict=True)):
        color = {0: INPUT_COLOR, last: OUTPUT_COLOR}.get(layer, HIDDEN_COLOR)
        for unit in units:
            ax.add_patch(plt.Circle(unit, RADIUS, color=color, zorder=3))
        if len(units) < size:
            ax.plot([layer * gap] * 3, [-0.22, 0, 0.22], "o", color=color, markersize=3)
        name = "A0 = X" if layer == 0 else f"A{layer}"
        _write(ax, layer * gap, -1.75, name, f"(N, {size})")
        if layer:
            for start in columns[layer - 1]:
                for end in units:
                    ax.plot(*zip(start, end, strict=True), "-", color="0.75", lw=0.8)
            middle, n_in = (layer - 0.5) * gap, layer_sizes[layer - 1]
            _write(ax, middle, 2.5, f"W{layer}", f"({n_in}, {size})")
            _write(ax, middle, 1.85, f"b{layer}", f"(1, {size})")
    ax.set(xlim=(-0.65, last * gap + 0.65), ylim=(-2.3, 2.75), aspect="equal")
    ax.set_axis_off()
    return fig


def _heights(size):
    """Return where the circles of a layer stand; a wide layer has a hole for dots."""
    shown = min(size, SHOWN)
    heights = [0.55 * ((shown - 1) / 2 - number) for number in range(shown)]
    return [height for height in heights if size <= SHOWN or height != 0]


def _write(ax, x, y, name, shape):
    """Write the name of an array in bold and its shape below it."""
    ax.text(x, y, name, ha="center", va="center", fontweight="bold")
    ax.text(x, y - 0.3, shape, ha="center", va="center")
