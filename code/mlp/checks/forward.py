"""Check of the forward pass."""

import numpy as np

from mlp.checks.probe import Problem, Unfinished, close, close_all, recognize
from mlp.forward import forward_pass
from mlp.initialization import init_mlp
from mlp.primitives import relu, sigmoid


def network(sizes, n_samples, seed=5):
    """Return points, labels and parameters with biases that are not zero."""
    rng = np.random.default_rng(seed)
    params = init_mlp(sizes, rng=rng)
    for name, values in params.items():
        if name.startswith("b"):
            values += rng.normal(0, 0.5, values.shape)
    X = 3 * rng.standard_normal((n_samples, sizes[0]))
    # Both signs at the output, so that a ReLU there cannot pass for a 0 or a sigmoid.
    Z = forward_pass(X, params)[1][f"Z{len(sizes) - 1}"]
    params[f"b{len(sizes) - 1}"] -= np.median(Z)
    y = (np.arange(n_samples) % 3 == 0).astype(float).reshape(-1, 1)
    return X, y, params


def check_forward_pass(probe):
    """Check `forward_pass` layer by layer, for networks of different depth."""
    for sizes in ((3, 4, 5, 1), (2, 4, 1), (2, 4, 3, 4, 1), (2, 1)):
        X, _, params = network(sizes, 6)
        result = probe.value(X, params)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise Problem("The function must return two things: y_prob and cache.")
        y_prob, cache = result
        if isinstance(y_prob, dict) and not isinstance(cache, dict):
            raise Problem("y_prob comes first, then the cache.")
        if not isinstance(cache, dict):
            raise Problem(f"The cache must be a dict; got {type(cache).__name__}.")
        _check_cache(cache, params, forward_pass(X, params)[1])
        n_layers = len(sizes) - 1
        if y_prob is None or y_prob is Ellipsis:
            raise Unfinished("y_prob is still open")
        if not close(y_prob, cache[f"A{n_layers}"]):
            raise Problem(
                f"The first result must be the activations of the last layer, "
                f"A{n_layers}, of shape ({len(X)}, 1); it has shape {np.shape(y_prob)} "
                "or holds something else."
            )
    _check_second_call(probe)
    _check_activation(probe)


def _check_second_call(probe):
    """Check that a second call does not change what the first one returned."""
    X, _, params = network((2, 4, 1), 6)
    _, first = probe.value(X, params)
    kept = {name: np.array(first[name]) for name in ("Z1", "A1", "Z2", "A2")}
    _, second = probe.value(X + 1, network((2, 3, 3, 1), 6)[2])
    if first is second or not close_all(first, kept):
        raise Problem(
            "Two calls share one cache: the second overwrites the first. Make a new "
            "dict inside the function."
        )


def _check_activation(probe):
    """Remark on a forward pass that works with ReLU alone."""
    X, _, params = network((3, 4, 5, 1), 6)
    expected, _ = forward_pass(X, params, activation=np.tanh)
    if probe.takes("activation"):
        y_prob, _ = probe.value(X, params, activation=np.tanh)
        if close(y_prob, expected):
            return
    probe.remarks.append(
        "It is right for ReLU, but does not use the argument activation, to which a "
        "later experiment hands over another function."
    )


def _check_cache(cache, params, expected):
    """Compare what the cache holds, in the order in which it is computed."""
    n_layers = len(params) // 2
    for name, values in expected.items():
        if name not in cache:
            raise Problem(
                f"The cache has no {name} for a network with {n_layers} layers. It "
                f"needs A0 and every Z and A up to {n_layers}."
            )
        if cache[name] is None or cache[name] is Ellipsis:
            raise Unfinished(f"{name} is still open")
        got = np.shape(cache[name])
        if got != values.shape:
            raise Problem(f"{name} must have shape {values.shape}; got {got}.")
        if close(cache[name], values):
            continue
        if name == "A0":
            raise Problem("A0 must be the input X.")
        layer = int(name[1:])
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        A_prev, Z = expected[f"A{layer - 1}"], expected[f"Z{layer}"]
        if name[0] == "Z":
            _explain_z(name, cache, A_prev, W, b, Z, expected)
        _explain_a(name, cache[name], Z, layer == n_layers)


def _explain_z(name, cache, A_prev, W, b, Z, expected):
    """Say what is wrong with pre-activations."""
    layer = int(name[1:])
    mistakes = [
        (A_prev @ W, f"{name} has no bias: after the product, b{layer} is added."),
        (A_prev @ W - b, f"{name}: the bias is subtracted instead of added."),
        (A_prev @ W + 2 * b, f"{name}: the bias is added twice."),
        (expected[f"A{layer}"], f"{name} holds activations. Either {name} and A{layer} "
         f"are mixed up, or the activation works in place and changes {name}."),
        (relu(Z), f"{name} has already been through an activation function."),
        (sigmoid(Z), f"{name} has already been through an activation function."),
    ]  # fmt: skip
    if layer > 1:
        Z_prev = expected[f"Z{layer - 1}"]
        mistakes.append(
            (Z_prev @ W + b, f"{name} is computed from Z{layer - 1}; the layer takes "
             f"the activations A{layer - 1}.")
        )  # fmt: skip
    recognize(cache[name], mistakes)
    raise Problem(
        f"{name} is not the pre-activation of layer {layer}. It is made of "
        f"A{layer - 1}, W{layer} and b{layer}, and of nothing else."
    )


def _explain_a(name, A, Z, is_output):
    """Say what is wrong with activations."""
    if is_output:
        recognize(
            A,
            [
                (Z, f"{name}: the sigmoid of the output layer is missing, so these are "
                 "no probabilities."),
                (relu(Z), f"{name}: the output layer uses ReLU. Its values must be "
                 "probabilities."),
                (sigmoid(sigmoid(Z)), f"{name}: the sigmoid is applied twice."),
                (sigmoid(relu(Z)), f"{name}: there is a ReLU before the sigmoid; all "
                 "probabilities are ½ or more."),
                (1 - sigmoid(Z), f"{name} is the probability of class 0."),
                (np.tanh(Z), f"{name}: the output layer uses tanh, which is negative "
                 "half of the time."),
                (np.ones_like(Z), f"{name} is 1 everywhere: a softmax over one unit."),
                ((sigmoid(Z) >= 0.5) * 1.0, f"{name} holds classes. The forward pass "
                 "returns probabilities."),
            ],
        )  # fmt: skip
        raise Problem(f"{name} is not the sigmoid of Z{name[1:]}.")
    recognize(
        A,
        [
            (Z, f"{name} is equal to Z{name[1:]}: the activation function is missing. "
             "Without it all layers together are one."),
            (sigmoid(Z), f"{name}: the hidden layers use the sigmoid instead of ReLU."),
            (np.tanh(Z), f"{name}: the hidden layers use tanh instead of ReLU."),
            (relu(-Z), f"{name}: ReLU keeps the wrong side."),
            (relu(Z) > 0, f"{name} is 0 or 1: this is the slope of ReLU."),
        ],
    )  # fmt: skip
    raise Problem(f"{name} is not the ReLU of Z{name[1:]}.")
