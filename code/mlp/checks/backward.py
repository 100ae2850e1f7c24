"""Check of the backward pass: known mistakes first, then the pattern of the ratios."""

import numpy as np

from mlp.backward import backward_pass
from mlp.checks.forward import network
from mlp.checks.probe import Problem, Unfinished, close, close_all, recognize
from mlp.forward import forward_pass
from mlp.primitives import relu, sigmoid

N = 7


def backward_with(
    y_true,
    params,
    cache,
    *,
    output=lambda A, y: A - y,
    left=lambda cache, layer: cache[f"A{layer - 1}"],
    gate=lambda cache, layer: cache[f"Z{layer - 1}"] > 0,
    bias=lambda dZ: dZ.mean(axis=0, keepdims=True),
    back=1.0,
    scale=1.0,
    scale_w=1.0,
):
    """Compute gradients with one step of the derivation exchanged for another."""
    n_layers = len(params) // 2
    dZ, grads = output(cache[f"A{n_layers}"], y_true), {}
    for layer in range(n_layers, 0, -1):
        A_prev = left(cache, layer)
        grads[f"dW{layer}"] = scale * scale_w * A_prev.T @ dZ / len(y_true)
        grads[f"db{layer}"] = scale * bias(dZ)
        if layer > 1:
            dZ = back * (dZ @ params[f"W{layer}"].T) * gate(cache, layer)
    return grads


def _z_or_input(cache, layer):
    return cache["A0"] if layer == 1 else cache[f"Z{layer - 1}"]


def _slope_of_sigmoid(cache, layer):
    s = sigmoid(cache[f"Z{layer - 1}"])
    return s * (1 - s)


def _all_units(dZ):
    return np.full((1, dZ.shape[1]), dZ.sum() / len(dZ))


# What to exchange, and what a learner who did so should hear.
MISTAKES = [
    ({"scale": N}, f"Every gradient is {N} times too large, and there are {N} rows: "
     "the division by N is missing."),
    ({"scale": -1}, "Every gradient has the wrong sign: look at the difference between "
     "prediction and label at the output."),
    ({"scale": -N}, f"Every gradient has the wrong sign and is {N} times too large: "
     "the difference at the output is the wrong way round, and the division by N is "
     "missing."),
    ({"scale_w": N}, f"Every db is right, and every dW is {N} times too large: the "
     "division by N is missing there."),
    ({"scale_w": 1 / N}, f"Every db is right, and every dW is {N} times too small: it "
     "is divided by N twice."),
    ({"gate": lambda cache, layer: cache[f"Z{layer - 1}"]}, "Going back, the gradient "
     "is multiplied by Z itself instead of the slope there."),
    ({"scale": 2}, "Every gradient is twice too large: a 2 from a squared error has no "
     "place here."),
    ({"scale": 0.5}, "Every gradient is half of what it should be."),
    ({"scale": 1 / N}, f"Every gradient is {N} times too small, and there are {N} "
     "rows: 1/N is applied twice, perhaps in dZ and again in dW and db."),
    ({"output": lambda A, y: (A - y) * A * (1 - A)}, "The slope of the sigmoid, "
     "p (1 - p), is multiplied in at the output, where it has already cancelled."),
    ({"output": lambda A, y: (A - y) / (A * (1 - A))}, "dZ of the output layer is "
     "still the derivative by the probability; the slope of the sigmoid is missing, "
     "and with it something cancels."),
    ({"output": lambda A, y: A}, "The labels play no part in the gradient."),
    ({"output": lambda A, y: A + y}, "At the output the labels are added instead of "
     "subtracted."),
    ({"output": lambda A, y: (A >= 0.5) - y}, "At the output the predicted class is "
     "compared with the label; it has to be the probability."),
    ({"gate": lambda cache, layer: 1.0}, "The output layer is right, the layers before "
     "it are not: the slope of the activation is missing, or it is a mask that is "
     "always true, such as A >= 0."),
    ({"gate": _slope_of_sigmoid}, "The output layer is right, the layers before it are "
     "not: they use the slope of the sigmoid, but the hidden layers are ReLUs."),
    ({"gate": lambda cache, layer: relu(cache[f"Z{layer - 1}"])}, "Going back, the "
     "gradient is multiplied by the activation itself instead of its slope."),
    ({"gate": lambda cache, layer: cache[f"Z{layer - 1}"] < 0}, "The gates are the "
     "wrong way round: they are open where the units are switched off."),
    ({"gate": lambda cache, layer: cache[f"Z{layer}"] > 0}, "The gates look at Z of "
     "the layer that the gradient comes from. They belong to the one that it goes to."),
    ({"left": _z_or_input}, "Every db is right and dW is not, except in the first "
     "layer: dW is computed with Z of the layer before instead of A."),
    ({"back": 1 / N}, "The output layer is right, and each layer back loses another "
     f"factor of {N}, the number of rows: 1/N is applied again on the way back."),
    ({"back": N}, "The output layer is right, and each layer back gains another factor "
     f"of {N}, the number of rows."),
    ({"back": -1}, "The sign changes with every layer back."),
    ({"bias": lambda dZ: dZ.sum(axis=0, keepdims=True)}, "Every dW is right, and every "
     f"db is {N} times too large: the biases are summed over the rows, not averaged."),
    ({"bias": lambda dZ: dZ.mean(axis=0, keepdims=True) / N}, "Every dW is right, and "
     f"every db is {N} times too small: a mean of a mean."),
    ({"bias": _all_units}, "Every dW is right, but all biases of a layer get the same "
     "gradient: the sum runs over the units as well. It belongs to axis 0."),
    ({"bias": lambda dZ: np.full((1, dZ.shape[1]), dZ.mean())}, "Every dW is right, "
     "but all biases of a layer get the same gradient: the mean runs over the units as "
     "well. It belongs to axis 0."),
]  # fmt: skip


def check_backward_pass(probe):
    """Check `backward_pass`, for networks of different depth and batch size."""
    cases = (((3, 4, 4, 1), N), ((2, 3, 1), N), ((2, 4, 3, 4, 1), 5), ((2, 1), 4))
    for sizes, n_samples in cases:
        X, y, params = network(sizes, n_samples)
        _, cache = forward_pass(X, params)
        grads = probe.value(y, params, cache)
        expected = backward_pass(y, params, cache)
        mistakes = (
            (backward_with(y, params, cache, **exchange), message)
            for exchange, message in (MISTAKES if n_samples == N else ())
        )
        check_gradients(grads, expected, mistakes)
        if grads is probe.value(y, params, cache):
            raise Problem(
                "Two calls share one dict: the second overwrites the gradients of the "
                "first. Make a new one inside the function."
            )
    _check_activation(probe)


def _check_activation(probe):
    """Check the use of `d_activation`, with a slope that is not that of ReLU."""

    def d_tanh(x):
        return 1 - np.tanh(x) ** 2

    X, y, params = network((3, 4, 4, 1), N)
    _, cache = forward_pass(X, params, activation=np.tanh)
    if probe.takes("d_activation"):
        grads = probe.value(y, params, cache, d_activation=d_tanh)
        if close_all(grads, backward_pass(y, params, cache, d_activation=d_tanh)):
            return
        at_a = backward_with(
            y, params, cache, gate=lambda cache, k: d_tanh(cache[f"A{k - 1}"])
        )
        if close_all(grads, at_a):
            raise Problem(
                "The slope of the activation is taken at A; it belongs at Z. For ReLU "
                "both are the same, for other activations they are not."
            )
    probe.remarks.append(
        "It is right for ReLU, but does not use the argument d_activation, to which a "
        "later experiment hands over another function."
    )


def check_gradients(grads, expected, mistakes):
    """Compare gradients: names, shapes, then values.

    Parameters
    ----------
    grads : object
        What the learner's function returned.
    expected : dict
        The right gradients.
    mistakes : iterable of (dict, str)
        Gradients that a known mistake gives, and what to say about it.
    """
    if not isinstance(grads, dict):
        raise Problem(f"The function must return a dict; got {type(grads).__name__}.")
    if not grads:
        raise Unfinished("the dict of gradients is still empty")
    for name, values in expected.items():
        if name not in grads:
            raise Problem(f"{name} is missing from the result.")
        if grads[name] is None or grads[name] is Ellipsis:
            raise Unfinished(f"{name} is still open")
        got = np.shape(grads[name])
        if got != values.shape:
            why = ""
            if name.startswith("db"):
                why = (
                    " Sum over the rows, axis 0, and keep the axis with keepdims=True."
                )
            elif got == values.shape[::-1]:
                why = " It is transposed."
            raise Problem(
                f"{name} must have the shape of {name[1:]}, {values.shape}; got {got}."
                + why
            )
    if close_all(grads, expected):
        return
    recognize(grads, mistakes, agree=close_all)
    _describe_pattern(grads, expected)


def _describe_pattern(grads, expected):
    """Say which arrays are wrong, from the output back, and by which factor."""
    wrong = [name for name in expected if not close(grads[name], expected[name])]
    right = [name for name in expected if name not in wrong]
    zero = [name for name in wrong if not np.any(grads[name])]
    if zero == wrong:
        raise Problem(
            f"{', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} 0 everywhere: "
            "never computed, or the loop stops too early."
        )
    first = wrong[0]
    live = np.abs(expected[first]) > 1e-9
    ratios = np.asarray(grads[first])[live] / expected[first][live]
    factor = ""
    if ratios.size and np.ptp(ratios) < 1e-6 * np.abs(ratios).max():
        factor = (
            f" It is {ratios[0]:.4g} times what it should be, in every entry. Is a "
            "number of rows or layers written down that should come from the arguments?"
        )
    known = f" Right are {', '.join(right)}." if right else ""
    raise Problem(
        f"Going back from the output, {first} is the first gradient that is wrong."
        f"{factor}{known}"
    )
