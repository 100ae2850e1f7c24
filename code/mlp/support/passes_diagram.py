"""Both passes through a network as one picture: down on the left, back up beside it."""

from mlp.data import CLASS_COLORS
from mlp.support import pyplot as plt

FORWARD_COLOR, BACKWARD_COLOR = CLASS_COLORS
FORWARD, BACKWARD, PARAMETERS = 1.4, 2.75, 4.2  # where the columns stand, in inches
ROW, WIDTH, HEIGHT = 0.62, 0.56, 0.3  # from row to row; size of a box
ARRAYS = ("X", "Z1", "A1", "Z2", "A2", "Z3", "A3", "L")


def plot_passes(numbers):
    """Draw the forward and the backward pass of a network with three layers.

    Parameters
    ----------
    numbers : dict
        Numbers of the equations to write on the arrows, as text. The keys are
        ``hidden``, ``output`` and ``loss`` for the forward pass, and ``dZ output``,
        ``dW``, ``db``, ``dA`` and ``dZ`` for the backward pass.

    Returns
    -------
    matplotlib.figure.Figure
        On the left the forward pass from the input down to the loss. Beside it the
        backward pass from the loss up, and on the right the gradients that it leaves.
    """
    bottom = -ROW * (len(ARRAYS) - 1)
    fig, ax = plt.subplots(figsize=(5, 0.95 - bottom))
    for row, array in enumerate(ARRAYS):
        _forward(ax, -ROW * row, array, numbers)
    for layer in (3, 2, 1):
        _backward(ax, -ROW * (2 * layer - 1), layer, numbers)
    ax.plot(
        [FORWARD + WIDTH / 2, BACKWARD], [bottom] * 2, "-", c=BACKWARD_COLOR, lw=1.4
    )
    end = bottom + 2 * ROW - HEIGHT / 2
    _arrow(ax, (BACKWARD, bottom), (BACKWARD, end), BACKWARD_COLOR)
    _write(ax, BACKWARD, bottom + ROW, f"A3 − y {numbers['dZ output']}")
    for x, text in (
        (FORWARD, "forward"),
        (BACKWARD, "backward"),
        (PARAMETERS, "gradients"),
    ):
        ax.text(x, 0.4, text, ha="center", fontweight="bold")
    ax.set(xlim=(0, 5), ylim=(bottom - 0.3, 0.65), aspect="equal")
    ax.set_axis_off()
    return fig


def _forward(ax, y, array, numbers):
    """Draw an array of the forward pass, and how it comes from the one above."""
    _box(ax, FORWARD, y, array, FORWARD_COLOR)
    layer, kind = array[1:], "output" if array[1:] == "3" else "hidden"
    how = {
        "X": "",
        "Z": f"W{layer}, b{layer} {numbers[kind]}",
        "A": f"{'sigmoid' if kind == 'output' else 'ReLU'} {numbers[kind]}",
        "L": f"y {numbers['loss']}",
    }[array[0]]
    if how:
        _down(ax, FORWARD, y + ROW, FORWARD_COLOR, -1)
        _write(ax, FORWARD, y + ROW / 2, how, before=True)


def _backward(ax, y, layer, numbers):
    """Draw dZ of a layer, its gradients, and the way to dZ of the layer before."""
    _box(ax, BACKWARD, y, f"dZ{layer}", BACKWARD_COLOR)
    for name, place in ((f"dW{layer}", y + 0.18), (f"db{layer}", y - 0.18)):
        start, end = (BACKWARD + WIDTH / 2, y), (PARAMETERS - WIDTH / 2, place)
        _arrow(ax, start, end, BACKWARD_COLOR)
        _box(ax, PARAMETERS, place, name, BACKWARD_COLOR)
        ax.text(PARAMETERS + 0.33, place, numbers[name[:2]], va="center")
    if layer < 3:  # the gate
        start, end = (FORWARD + WIDTH / 2, y), (BACKWARD - WIDTH / 2, y)
        _arrow(ax, start, end, "0.45", linestyle="--")
    if layer > 1:
        _box(ax, BACKWARD, y + ROW, f"dA{layer - 1}", BACKWARD_COLOR)
        _down(ax, BACKWARD, y, BACKWARD_COLOR, 1)
        _write(ax, BACKWARD, y + ROW / 2, f"W{layer}.T {numbers['dA']}")
        _down(ax, BACKWARD, y + ROW, BACKWARD_COLOR, 1)
        _write(ax, BACKWARD, y + 1.5 * ROW, f"gate {numbers['dZ']}")


def _down(ax, x, y, color, direction):
    """Draw an arrow from the box at a place to the next below (-1) or above (1)."""
    start, end = y + direction * HEIGHT / 2, y + direction * (ROW - HEIGHT / 2)
    _arrow(ax, (x, start), (x, end), color)


def _arrow(ax, start, end, color, **style):
    """Draw an arrow from one point to another."""
    style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0} | style
    ax.annotate("", end, start, arrowprops={"linewidth": 1.4, **style})


def _box(ax, x, y, name, color):
    """Draw a box with the name of an array in it."""
    corner = x - WIDTH / 2, y - HEIGHT / 2
    ax.add_patch(plt.Rectangle(corner, WIDTH, HEIGHT, fill=False, edgecolor=color))
    ax.text(x, y, name, ha="center", va="center", fontweight="bold")


def _write(ax, x, y, text, before=False):
    """Write on the right of an arrow, or on its left."""
    side = {"x": x - 0.1, "ha": "right"} if before else {"x": x + 0.1, "ha": "left"}
    ax.text(y=y, s=text, va="center", **side)
