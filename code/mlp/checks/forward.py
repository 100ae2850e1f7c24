"""Check of the forward pass, layer by layer."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, close, demand, entry
from mlp.checks.engine.probe import Unfinished, is_open
from mlp.forward import forward_pass
from mlp.initialization import init_mlp


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


# fmt: off
def _layers(function, case):
    """Return what the cache holds, up to the first array that is wrong."""
    result = function.value(*case.args, **case.options)
    demand(isinstance(result, (tuple, list)) and len(result) == 2, "The function must return two things: y_prob and cache.")
    y_prob, cache = result
    demand(isinstance(cache, dict) or not isinstance(y_prob, dict), "y_prob comes first, then the cache.")
    demand(isinstance(cache, dict), f"The cache must be a dict; got {type(cache).__name__}.")
    _, right = forward_pass(*case.args, **case.options)
    n_layers, seen = len(right) // 2, {}
    for name, values in right.items():
        seen[name] = entry(cache, name, values.shape, f"The cache has no {name} for a network with {n_layers} layers. It needs A0 and every Z and A up to {n_layers}.")
        if not close(seen[name], values):
            return seen
    demand(not is_open(y_prob), "y_prob is still open", Unfinished)
    return seen | {"y_prob": y_prob}


def _explain(seen, expected, case):
    name, layer, n_layers = list(seen)[-1], len(seen) // 2, len(case.args[1]) // 2
    demand(name != "A0", "A0 must be the input X.")
    demand(name != "y_prob", f"The first result must be the activations of the last layer, A{n_layers}, of shape ({len(case.args[0])}, 1); it has shape {np.shape(seen[name])} or holds something else.")
    demand(name[0] != "Z", f"{name} is not the pre-activation of layer {layer}. It is made of A{layer - 1}, W{layer} and b{layer}, and of nothing else.")
    raise Problem(f"{name} is not the {'ReLU' if layer < n_layers else 'sigmoid'} of Z{layer}.")


def _second_call(probe):
    X, _, params = network((2, 4, 1), 6)
    _, first = probe.value(X, params)
    kept = {name: np.array(first[name]) for name in ("Z1", "A1", "Z2", "A2")}
    _, second = probe.value(X + 1, network((2, 3, 3, 1), 6)[2])
    demand(first is not second and agree(first, kept), "Two calls share one cache: the second overwrites the first. Make a new dict inside the function.")


def _pre_activations(Z, layer, activated):
    """Return what goes wrong before the activation, in hidden and output layers."""
    through = f"Z{layer} has already been through an activation function."
    return (
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W", f"Z{layer} has no bias: after the product, b{layer} is added."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W - b", f"Z{layer}: the bias is subtracted instead of added."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W + 2 * b", f"Z{layer}: the bias is added twice."),
        Mistake(f"] = {Z}, A", f"] = A{Z[1:]}, A", f"Z{layer} holds activations. Either Z{layer} and A{layer} are mixed up, or the activation works in place and changes Z{layer}."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = {activated}(A @ W + b)", through),
    )


HIDDEN, OUTPUT = "activation(Z)", "sigmoid(ZL)"

CHECKS = (
    Check(forward_pass, (
        *(Case(network(sizes, 6)[::2])
          for sizes in ((3, 4, 5, 1), (2, 4, 1), (2, 4, 3, 4, 1), (2, 1))),
        Case(network((3, 4, 5, 1), 6)[::2], options={"activation": np.tanh}, remark="It is right for ReLU, but does not use the argument activation, to which a later experiment passes another function."),
    ), (
        *_pre_activations("Z", 1, "sigmoid"),
        *_pre_activations("ZL", 3, "relu"),
        Mistake("A = activation(Z)", "A, previous = activation(Z), Z", "Z = A @ W", "Z = (A if layer == 1 else previous) @ W", "Z2 is computed from Z1; the layer takes the activations A1."),
        Mistake("ZL = A @ W", "ZL = (Z if n_layers > 1 else A) @ W", "Z3 is computed from Z2; the layer takes the activations A2."),
        Mistake(HIDDEN, "Z", "A1 is equal to Z1: the activation function is missing. Without it all layers together are one."),
        Mistake(HIDDEN, "sigmoid(Z)", "A1: the hidden layers use the sigmoid instead of ReLU."),
        Mistake(HIDDEN, "np.tanh(Z)", "A1: the hidden layers use tanh instead of ReLU."),
        Mistake(HIDDEN, "activation(-Z)", "A1: ReLU keeps the wrong side."),
        Mistake(HIDDEN, "(Z > 0) * 1.0", "A1 is 0 or 1: this is the slope of ReLU."),
        Mistake(OUTPUT, "ZL", "A3: the sigmoid of the output layer is missing, so these are no probabilities."),
        Mistake(OUTPUT, "relu(ZL)", "A3: the output layer uses ReLU. Its values must be probabilities."),
        Mistake(OUTPUT, "sigmoid(sigmoid(ZL))", "A3: the sigmoid is applied twice."),
        Mistake(OUTPUT, "sigmoid(relu(ZL))", "A3: there is a ReLU before the sigmoid; all probabilities are ½ or more."),
        Mistake(OUTPUT, "1 - sigmoid(ZL)", "A3 is the probability of class 0."),
        Mistake(OUTPUT, "np.tanh(ZL)", "A3: the output layer uses tanh, which is negative half of the time."),
        Mistake(OUTPUT, "np.exp(ZL) / np.exp(ZL).sum(axis=1, keepdims=True)", "A3 is 1 everywhere: a softmax over one unit."),
        Mistake(OUTPUT, "(sigmoid(ZL) >= 0.5) * 1.0", "A3 holds classes. The forward pass returns probabilities."),
    ), _explain, _second_call, _layers),
)
