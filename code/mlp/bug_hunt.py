"""Backward passes with one mistake each, for the hunt in the gradient-check chapter.

Do not read on if you want to find them yourself.
"""

import numpy as np

from mlp.backward import backward_pass
from mlp.primitives import sigmoid


def doubled(y_true, params, cache):
    """Carry along the 2 of a squared error."""
    grads = backward_pass(y_true, params, cache)
    return {name: 2 * values for name, values in grads.items()}


def slope_of_the_output_twice(y_true, params, cache):
    """Multiply by p (1 − p), which has already cancelled."""
    p = cache[f"A{len(params) // 2}"]
    return backward_pass(p - (p - y_true) * p * (1 - p), params, cache)


def slope_of_the_sigmoid_inside(y_true, params, cache):
    """Use the sigmoid's derivative in the hidden layers, which are ReLUs."""

    def d_sigmoid(x):
        return sigmoid(x) * (1 - sigmoid(x))

    return backward_pass(y_true, params, cache, d_activation=d_sigmoid)


def first_layer_frozen(y_true, params, cache):
    """Stop one layer too early."""
    grads = backward_pass(y_true, params, cache)
    return grads | {name: np.zeros_like(grads[name]) for name in ("dW1", "db1")}


def averaged_again_in_each_layer(y_true, params, cache):
    """Divide by N once more at every layer back."""
    grads = backward_pass(y_true, params, cache)
    n_layers = len(params) // 2
    return {
        name: values / len(y_true) ** (n_layers - int(name[2:]))
        for name, values in grads.items()
    }


def biases_averaged_twice(y_true, params, cache):
    """Take the mean of a mean for the biases."""
    grads = backward_pass(y_true, params, cache)
    return {
        name: values / len(y_true) if name.startswith("db") else values
        for name, values in grads.items()
    }


def pre_activations_instead_of_activations(y_true, params, cache):
    """Use Z where the gradient of the weights needs A."""
    hidden = range(1, len(params) // 2)
    mixed_up = cache | {f"A{layer}": cache[f"Z{layer}"] for layer in hidden}
    return backward_pass(y_true, params, mixed_up)


SUSPECTS = {
    "A": slope_of_the_output_twice,
    "B": biases_averaged_twice,
    "C": doubled,
    "D": pre_activations_instead_of_activations,
    "E": first_layer_frozen,
    "F": averaged_again_in_each_layer,
    "G": slope_of_the_sigmoid_inside,
}
