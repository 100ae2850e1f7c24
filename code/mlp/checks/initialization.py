"""Check of the starting weights: names, shapes, biases, variance, normal, seed."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, close, demand, entry
from mlp.checks.engine.probe import is_open
from mlp.initialization import init_mlp

SIZES = (40, 120, 120, 120, 50)  # enough weights to measure a variance by
SHAPES = {name: values.shape for name, values in init_mlp(SIZES).items()}


# fmt: off
def _variances(function, case):
    """Return the variance of each W, if names, shapes, biases and means are right."""
    params = function.value(*case.args)
    demand(isinstance(params, dict), f"The function must return a dict; got {type(params).__name__}.")
    demand("W0" not in params, "Layers count from 1, but there is a W0.")
    keys = ", ".join(map(str, list(params)[:4])) or "none"
    demand(SHAPES.keys() & params.keys(), f"The dict has the keys {keys}; it needs W1, b1, W2, b2 and so on. Is the f before the string missing?")
    for name, shape in SHAPES.items():
        found = params.get(name)
        demand(is_open(found) or isinstance(found, np.ndarray), f"{name} must be a NumPy array.")
        entry(params, name, shape, f"{name} is missing. There are {len(SIZES) - 1} layers: does a return or a new dict stand inside the loop?", transposed=": one row per input, one column per unit")
        demand(name[0] == "W" or not np.any(found), f"{name} is not 0. Random weights are enough.")
    extra = ", ".join(sorted(map(str, params.keys() - SHAPES.keys())))
    demand(not extra, f"{extra} does not belong in the dict: later chapters count its entries.")
    demand(np.var(params["W2"]) > 0, "All weights of a layer are equal, so its units stay copies.")
    weights = {name: params[name] for name in SHAPES if name[0] == "W"}
    for name, W in weights.items():
        demand(abs(W.mean()) <= 6 * W.std() / np.sqrt(W.size), f"The weights do not scatter around 0: the mean of {name} is {W.mean():.2g}. The standard deviation is a factor, not a summand.")
    return {name: float(np.var(W)) for name, W in weights.items()}


def _draws(probe):
    params, small = probe.value(SIZES, 3), (4, 6, 6, 2)
    within = np.mean(np.abs(params["W2"]) < np.std(params["W2"]))
    demand(abs(within - 0.683) <= 0.02, f"{within:.0%} of the weights lie within one standard deviation; with normal numbers it is 68%. Are they uniform, or cut off?")
    first, again, other = (probe.value(small, seed)["W1"] for seed in (3, 3, 4))
    demand(close(again, first), "Two calls with the same seed give different weights: draw from the generator that was made with the seed.")
    demand(not close(other, first), "The seed makes no difference: every network starts the same.")
    demand(not close(params["W2"], params["W3"]), "Two layers of the same shape start with the same numbers: make one generator before the loop, not a new one in it.")
    demand(close(*(probe.value(small)["W1"] for _ in range(2))), "Without a seed every call gives other weights: the default is 0.")
    rngs = map(np.random.default_rng, (1, 2))
    if probe.takes("rng") and close(*(probe.value(small, rng=rng)["W1"] for rng in rngs)):
        probe.remarks.append("The generator rng that is passed is not used.")
    if not close(params["W4"], init_mlp(SIZES, 3)["W4"]):
        probe.remarks.append("The weights are right, but others than those of default_rng(seed), layer by layer, so your numbers will differ a little from those of the page.")


NORMAL, SCALE = "rng.standard_normal((n_in, n_out))", "np.sqrt(2 / n_in)"

CHECKS = (
    Check(init_mlp, (Case((SIZES, 3), "The variance of W1 is {got[W1]:.3g}, with n_in = 40, and that of W2 is {got[W2]:.3g}, with n_in = 120. It should be 2 / n_in."),), (
        Mistake("2 / n_in", "1 / n_in", "The variance is 1 / n_in, half of what it should be: ReLU switches half of the signal off, hence the 2."),
        Mistake("2 / n_in", "2 / n_out", "The variance depends on the number of units instead of the number of inputs, n_in."),
        Mistake("2 / n_in", "1 / n_out", "The variance depends on the number of units instead of the number of inputs, n_in, and the 2 is missing."),
        Mistake("2 / n_in", "2 / (n_in + n_out)", "The variance is 2 / (n_in + n_out), a rule for other activations. For ReLU only n_in counts."),
        Mistake(SCALE, "(2 / n_in)", "2 / n_in was used as the standard deviation. It is the variance; the standard deviation is its root."),
        Mistake(f" * {SCALE}", "", "The weights are not scaled: their variance is 1."),
        Mistake(SCALE, "np.sqrt(2)", "The variance is 2 in every layer: divide by n_in."),
        Mistake(SCALE, "0.01", "The weights are scaled by 0.01, whatever the layer. Their variance should depend on n_in."),
        Mistake(NORMAL, "rng.uniform(-1, 1, (n_in, n_out))", "The variance is a third of what it should be: uniform numbers up to a have the variance a² / 3. Draw normal ones."),
        Mistake(SCALE, f"np.sqrt({SCALE})", "The variance is the root of 2 / n_in: the root was taken twice."),
        Mistake(f"* {SCALE}", f"/ {SCALE}", "The weights are divided by the standard deviation; multiply by it."),
        Mistake(SCALE, "np.sqrt(2) / n_in", "The root covers the 2 but not n_in."),
        Mistake(SCALE, "2 / np.sqrt(n_in)", "The root covers n_in but not the 2."),
        Mistake("2 / n_in", "2 * n_in", "The weights grow with n_in; divide by it instead."),
    ), observe=_variances, properties=_draws, agree=lambda got, right: all(abs(got[name] / right[name] - 1) < 0.12 for name in right)),
)
