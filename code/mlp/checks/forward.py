"""Check of the forward pass, layer by layer."""

import ast
import re
import traceback

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, close, demand, entry
from mlp.checks.engine.compare import difference, insist_on_array
from mlp.checks.engine.deadline import is_learners
from mlp.checks.engine.isolate import unused
from mlp.checks.engine.made_of import made_of
from mlp.checks.engine.mistakes import named
from mlp.checks.engine.patterns import (
    insist_on_names,
    lines_wrong,
    nearly,
    pattern,
    right_entries,
)
from mlp.checks.engine.probe import Unfinished, is_open, operands
from mlp.checks.primitives import CHECKS as CHECKED
from mlp.forward import forward_pass
from mlp.initialization import init_mlp
from mlp.primitives import relu, sigmoid

# With these no value and no gradient is near 0 anywhere, and layers have units on and off.
SEEDS = {
    (2, 1): 1, (2, 3, 1): 19, (2, 4, 1): 10, (3, 4, 4, 1): 25955,
    (3, 4, 5, 1): 42631, (2, 4, 3, 4, 1): 21436,
}  # fmt: skip


def network(sizes, n_samples, seed=None):
    """Return points, labels and parameters with biases that are not zero."""
    seed = SEEDS.get(sizes, 5) if seed is None else seed
    rng = np.random.default_rng(seed)
    params = init_mlp(sizes, rng=rng)
    for name, values in params.items():
        if name.startswith("b"):
            values += rng.normal(0, 0.5, values.shape)
    X = 3 * rng.standard_normal((n_samples, sizes[0]))
    # Both signs at the output, so that a ReLU there cannot pass for a 0 or a sigmoid.
    Z = np.sort(forward_pass(X, params)[1][f"Z{len(sizes) - 1}"], axis=None)
    middle = n_samples // 2  # between two values, so that none becomes 0
    params[f"b{len(sizes) - 1}"] -= (
        Z[middle - 1 : middle + 1].mean() if middle else Z[0]
    )
    y = np.isin(np.arange(n_samples) % 7, (0, 1, 4))  # not the same read backwards
    return X, y.astype(float).reshape(-1, 1), params


# fmt: off
def _layers(function, case):
    """Return what the cache holds, up to the first array that is wrong."""
    X, params = case.args
    try:
        result = function.value(X, params, **case.options)
    except Problem as problem:
        raise _shapes_met(problem, function, X, params) from None
    demand(isinstance(result, (tuple, list)) and len(result) == 2, "The function must return two things: y_prob and cache.")
    y_prob, cache = result
    demand(isinstance(cache, dict) or not isinstance(y_prob, dict), "y_prob comes first, then the cache.")
    _, right = forward_pass(*case.args, **case.options)
    seen = {}
    for name, values in right.items():
        if not isinstance(cache, dict) or name not in cache:
            insist_on_names(cache, right, "The cache")
        if isinstance(cache[name], np.ndarray) and cache[name].shape != values.shape:
            _wrong_shape(name, cache[name], right)
        seen[name] = entry(cache, name, values.shape, transposed=": one row per sample, one column per unit")
        if not close(seen[name], values):
            return seen
    demand(not is_open(y_prob), "y_prob is still open", Unfinished)
    insist_on_array(y_prob, "The first result")
    return seen | {"y_prob": y_prob}


def _wrong_shape(name, found, right):
    """Raise Problem with the array of the network that a shape belongs to, if any does."""
    shape = right[name].shape
    needed = f"{name} must have shape {shape}; got {found.shape}."
    demand(found.any(), f"{needed} {ALL_0}")
    others = [other for other in right if other[0] == name[0] and right[other].shape == found.shape]
    if others:
        raise Problem(f"{needed} That is the shape of {others[0]}: is {name} made from another layer, or stored under the wrong number?")
    if name != "A0" and found.ndim == 2 and len(found) > 1 and found.shape[1] == shape[1]:
        raise Problem(f"{needed} One row per sample: something else than the argument with {shape[0]} rows was used, or rows were put together.")


ALL_0 = "Every entry is 0. Is it np.argmax of a single column? That is always 0."

# What meets in a product or a sum that does not fit, as NumPy would calculate it, and
# what to say of it. n is the layer.
FORMS = (
    (("A * W",), "A{m} and W{n}, of shapes {A} and {W}, are put together entry by entry, which is what * does. The matrix product is @."),
    (("W * A",), "W{n} and A{m}, of shapes {W} and {A}, are put together entry by entry, which is what * does. The matrix product is @."),
    (("A @ W + b.T", "b.T + A @ W"), "The product is right, but the bias does not fit on it: b{n} is transposed. As it is in params, a row, NumPy adds it to every row."),
    (("(A + b) @ W", "A + b"), "b{n} is added to A{m}, before the product. It belongs after it."),
    (("W @ A", "np.dot(W, A)"), "The factors stand the wrong way round: here W{n}, of shape {W}, comes first. Samples are rows, so A{m} does."),
    (("A @ W.T", "np.dot(A, W.T)"), "A transpose too many: W{n} has shape {W}, one row per input, and needs none."),
    (("A.T @ W", "np.dot(A.T, W)"), "A transpose too many: A{m} has shape {A}, one row per sample, and needs none."),
    (("W.T @ A", "np.dot(W.T, A)"), "W{n}.T before A{m} is the rule for samples in columns. Here they are rows: A{m} comes first, and nothing is transposed."),
    (("W.T @ A.T + b", "W.T @ A.T + b.T + b"), "W{n}.T before A{m}.T is the rule for samples in columns. Here they are rows: A{m} comes first, and nothing is transposed."),
    (("W @ A.T", "np.dot(W, A.T)"), "The factors stand the wrong way round: A{m}, of shape {A}, comes first, and nothing is transposed."),
    (("X @ W", "np.dot(X, W)"), "The input meets W{n}, which takes the activations of the layer before it, A{m}. Is A given its new value in every layer?"),
    (("A @ after", "np.dot(A, after)", "A @ after + b"), "A{m} meets W{o}. It has the units of layer {m}, and takes W{n}; W{o} takes A{n}."),
    (("A @ before", "np.dot(A, before)"), "A{m} meets W{m}, which is that of the layer before. It takes W{n}. After a loop its number is still that of the last turn."),
    (("A @ W + next_b",), "The product with W{n} is right, but the bias that is added has the number {o}."),
    (("A @ W + last_b",), "The product with W{n} is right, but the bias that is added has the number {m}."),
    (("np.dot(A, W, b)",), "np.dot takes two arrays; a third one would be where to write the result. The bias is added with +."),
    (("A @ W @ b", "A @ W @ b.T", "np.dot(np.dot(A, W), b)"), "The product with W{n} is multiplied with b{n} as a matrix. A bias is added."),
    (("got @ W", "np.dot(got, W)"), "W{n} takes A{m}, of shape {A}; here it meets an array of another shape: {got}."),
)


def _shapes_met(problem, function, X, params):
    """Return a problem that says which arrays meet in an error of shapes, if that is sure."""
    error, lines = problem.__cause__, str(problem).split("\n  ")
    n_layers = len(params) // 2
    if not isinstance(error, ValueError) or not re.search("broadcast|aligned|matmul|output array", str(error)):
        return problem
    if unused(function.function):  # the engine says so
        return Problem("\n  ".join(lines[:2]))
    _, right = forward_pass(X, params)
    made, met = [*_arrays(error)], [part for _, part in operands(error)]
    for name in [*right][1:]:
        if any(_is(array, right[name].T) for array in made):
            return Problem("\n  ".join([*lines[:2], f"{name} is right before this line, but transposed. Samples are rows here, not columns: A{int(name[1:]) - 1} comes first in the product, and nothing is transposed."]))
    layers = []
    for n in range(1, n_layers + 1):
        again = n > 1 and any(_is(array, right[f"A{n - 1}"]) for array in made)
        names = {"np": np, "X": X if again else None, "A": right[f"A{n - 1}"], "W": params[f"W{n}"], "b": params[f"b{n}"]}
        names |= {"after": params.get(f"W{n + 1}"), "before": params.get(f"W{n - 1}"), "next_b": params.get(f"b{n + 1}"), "last_b": params.get(f"b{n - 1}"), "got": met[0] if met and np.ndim(met[0]) else None}
        layers.append((names, {"A": names["A"].shape, "W": names["W"].shape, "n": n, "m": n - 1, "o": n + 1, "got": np.shape(names["got"])}))
    for texts, message in FORMS:
        for names, numbers in layers:
            if any(_meet(text, names, met, "broadcast" in str(error)) for text in texts):
                return Problem("\n  ".join([*lines[:2], message.format(**numbers)]))
    return problem


def _meet(text, names, met, number_by_number):
    """Whether the two things that have met are those of a product or a sum."""
    form = ast.parse(text, mode="eval").body
    parts = form.args[:2] if isinstance(form, ast.Call) else (form.left, form.right)
    if number_by_number == (isinstance(form, ast.Call) or isinstance(form.op, ast.MatMult)):
        return False
    try:
        return met and all(_is(got, eval(ast.unparse(part), names)) for got, part in zip(met, parts, strict=True))
    except (ValueError, TypeError):  # not even its first part fits, or is there
        return False


def _arrays(error):
    """Yield the arrays that the learner's lines had when they raised, in dicts too."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if is_learners(frame.f_code.co_filename):
            for value in list(frame.f_locals.values()):
                given = isinstance(value, dict) and "W1" in value
                yield from value.values() if isinstance(value, dict) and not given else [value]


def _is(array, other):
    """Whether an array is another one, up to rounding."""
    return isinstance(array, np.ndarray) and close(array, other)


def _where(got, right, Z=None):
    """Say where an array is wrong, if that follows a pattern."""
    wrong, off = ~right_entries(got, right), got - right
    if said := pattern(got, right, "Every entry"):
        return f" {said}"
    if len(off) >= 3 and np.ptp(off, axis=0).max() < 1e-9:
        return " Every row is off by the same numbers: look at what is added to the rows."
    if Z is not None and not wrong[Z > 0].any():
        return " It is right where Z is positive, and wrong where Z is negative."
    if Z is not None and not wrong[Z < 0].any():
        return " It is right where Z is negative, and wrong where Z is positive."
    return f" {nearly(got, right, 'Every entry') or lines_wrong(got, right)}".rstrip()


def _part(Z, **parts):
    """Say which of the three parts of a pre-activation is another one, if that is sure."""
    A, W, b = parts.values()
    solved = [(Z - b) @ np.linalg.pinv(W), W, b]
    table = np.c_[A, np.ones(len(A))]
    if W.shape[0] >= W.shape[1] or not close(solved[0] @ W + b, Z):
        if len(A) <= table.shape[1] or np.linalg.matrix_rank(table) < table.shape[1]:
            return ""
        found = np.linalg.lstsq(table, Z, rcond=None)[0]
        if not close(table @ found, Z):
            return ""
        solved = [A, found[:-1], found[-1:]]
    wrong = {name: got for (name, right), got in zip(parts.items(), solved, strict=True) if not close(got, right)}
    said = (difference(got.round(9), parts[name], name) for name, got in wrong.items())
    return f" It would come out like this with another {' and '.join(wrong)}: {' '.join(said)}".replace("came out as", "would be")


def _explain(seen, expected, case):
    name, layer, n_layers = list(seen)[-1], len(seen) // 2, len(case.args[1]) // 2
    got, right = seen[name], expected[name]
    demand(name != "A0", "A0 must be the input X, as it is.")
    if name == "y_prob":
        first = f"The first result must be the activations of the last layer, A{n_layers}"
        demand(got.shape == right.shape, f"{first}, of shape {right.shape}; it has shape {got.shape}.")
        demand(not close(got, expected[f"Z{n_layers}"]), f"{first}; it is Z{n_layers}, before the activation.")
        demand(not np.isin(got, (0, 1)).all(), f"{first}, which are probabilities; it holds classes.")
        raise Problem(f"{first}; it holds something else than A{n_layers} in the cache, which is right.{_where(got, right)}")
    if name[0] == "Z":
        parts = {f"A{layer - 1}": expected[f"A{layer - 1}"], f"W{layer}": case.args[1][f"W{layer}"], f"b{layer}": case.args[1][f"b{layer}"]}
        raise Problem(f"{name} is not the pre-activation of layer {layer}. It is made of {', '.join(parts)}, and of nothing else.{_part(got, **parts) or _where(got, right)}")
    demand(layer < n_layers or got.any(), f"{name}: {ALL_0}")
    if layer < n_layers and close(got, sigmoid(expected[f"Z{layer}"])):
        raise Problem(f"{name} is the sigmoid of Z{layer}. This network has {n_layers} layers, so layer {layer} is a hidden one; only the last takes the sigmoid.")
    if layer == n_layers and close(got, np.maximum(expected[f"Z{layer}"], 0)):
        raise Problem(f"{name} is the ReLU of Z{layer}. This network has {n_layers} layer{'s' * (n_layers > 1)}; the last takes the sigmoid.")
    if layer == n_layers and (0 < got).all() and (got < 1).all():
        said = pattern(np.log(got / (1 - got)), expected[f"Z{layer}"], "Every number")
        demand(not said, f"{name} is the sigmoid of something else than Z{layer}: {said[0].lower()}{said[1:]}" if said else "")
    function = "what the argument activation makes" if case.options else "the ReLU"
    inside = relu if layer < n_layers else sigmoid
    said = "" if case.options else named(inside, next(one.mistakes for one in CHECKED if one.name == inside.__name__), expected[f"Z{layer}"], got)
    demand(not said, f"{name} is not made of Z{layer} as it should be. {said}")
    arrays = {f"the right {other}" if other == name else other: array for other, array in reversed(expected.items())}
    like = made_of(got, arrays)
    demand(not like, f"{name} is not {function if layer < n_layers else 'the sigmoid'} of Z{layer}. It is {like}.")
    raise Problem(f"{name} is not {function if layer < n_layers else 'the sigmoid'} of Z{layer}.{_where(got, right, expected[f'Z{layer}'] if layer < n_layers else None)}")


def _seen(seen, expected, case):
    """Say what came out first that is wrong, and in which layer of which network."""
    name, params = list(seen)[-1], case.args[1]
    sizes = (len(params["W1"]), *(params[f"W{n}"].shape[1] for n in range(1, len(params) // 2 + 1)))
    what = "y_prob" if name == "y_prob" else name
    text = difference(seen[name], expected[name], what)
    where = f"In layer {name[1:]} of" if name not in ("y_prob", "A0") else "In"
    return f"{where} a network with layer_sizes {sizes} {text}" if text else ""


def _second_call(probe):
    X, _, params = network((2, 4, 1), 6)
    _, first = probe.value(X, params)
    kept = {name: np.array(first[name]) for name in ("Z1", "A1", "Z2", "A2")}
    _, second = probe.value(X + 1, network((2, 3, 3, 1), 6)[2])
    demand(first is not second and agree(first, kept), "Two calls share one cache: the second overwrites the first. Make a new dict inside the function.")


def _pre_activations(Z, layer, activated):
    """Return what goes wrong before the activation, in hidden and output layers."""
    through = f"Z{layer} has already been through an activation function."
    found = (
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W", f"Z{layer} has no bias: after the product, b{layer} is added."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W - b", f"Z{layer}: the bias is subtracted instead of added."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W + 2 * b", f"Z{layer}: the bias is added twice."),
        Mistake(f"] = {Z}, A", f"] = A{Z[1:]}, A", f"Z{layer} holds activations. Either Z{layer} and A{layer} are mixed up, or the activation works in place and changes Z{layer}."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = {activated}(A @ W + b)", through),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ (W + b)", f"Z{layer}: the bias is added to the weights, before the product. It belongs after it."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W * b", f"Z{layer}: the bias is multiplied; it is added."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W + b.sum()", f"Z{layer}: the biases are summed up. Each unit has its own.") if layer == 1 else None,
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W + b.mean()", f"Z{layer}: one mean of the biases is added everywhere. Each unit has its own.") if layer == 1 else None,
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W + b[0, 0]", f"Z{layer}: the first bias is added everywhere. Each unit has its own.") if layer == 1 else None,
        Mistake(f"{Z} = A @ W + b", f"{Z} = A @ W / len(X) + b", f"Z{layer}: the product is divided by the number of rows."),
        Mistake(f"{Z} = A @ W + b", f"{Z} = -(A @ W + b)", f"Z{layer} has the wrong sign."),
    )
    return tuple(filter(None, found))


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
        Mistake(HIDDEN, "np.abs(Z)", "A1 holds absolute values. ReLU makes negative numbers 0."),
        Mistake(HIDDEN, "-activation(Z)", "A1 has the wrong sign."),
        Mistake(HIDDEN, "np.minimum(0, Z)", "A1: the negative numbers are kept, as minimum does it. ReLU keeps the positive ones."),
        Mistake(HIDDEN, "(Z > 0) * 1.0", "A1 is 0 or 1: this is the slope of ReLU."),
        Mistake(OUTPUT, "np.tanh(ZL)", "A3: the output layer uses tanh, which is negative where Z3 is. A probability never is."),
        Mistake(OUTPUT, "sigmoid(ZL) * (1 - sigmoid(ZL))", "A3 is the slope of the sigmoid, p (1 - p), instead of p."),
        Mistake(OUTPUT, "np.exp(ZL)", "A3 is exp(Z3). It grows beyond 1, so it is no probability."),
        Mistake(HIDDEN, "np.clip(Z, 0, 1)", "A1 is cut off at 1; ReLU has no upper limit."),
        Mistake(HIDDEN, "np.where(Z > 0, Z, 0.01 * Z)", "A1: where Z1 is negative, A1 is 0.01 times Z1 (leaky); ReLU gives 0."),
        Mistake(HIDDEN, "sigmoid(activation(Z))", "A1: there is a sigmoid after the ReLU in the hidden layers."),
        Mistake(HIDDEN, "activation(activation(Z))", "The activation is applied twice. A ReLU of a ReLU is the same, but with another function, which a later experiment passes, it is not."),
        Mistake(HIDDEN, "activation(Z) + b", "A1: the bias is added again after the activation."),
        Mistake(OUTPUT, "ZL", "A3: the sigmoid of the output layer is missing, so these are no probabilities."),
        Mistake(OUTPUT, "relu(ZL)", "A3: the output layer uses ReLU. Its values must be probabilities."),
        Mistake(OUTPUT, "sigmoid(sigmoid(ZL))", "A3: the sigmoid is applied twice."),
        Mistake(OUTPUT, "sigmoid(relu(ZL))", "A3: there is a ReLU before the sigmoid; all probabilities are ½ or more."),
        Mistake(OUTPUT, "1 - sigmoid(ZL)", "A3 is the probability of class 0. If you wrote out the sigmoid yourself: has its exponent the minus?"),
        Mistake(OUTPUT, "np.exp(ZL) / np.exp(ZL).sum(axis=1, keepdims=True)", "A3 is 1 everywhere: each value is divided by the sum over the units of its row, and there is one unit."),
        Mistake(OUTPUT, "(sigmoid(ZL) >= 0.5) * 1.0", "A3 holds classes. The forward pass returns probabilities."),
    ), _explain, _second_call, _layers, seen=_seen),
)
