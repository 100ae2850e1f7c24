"""Check of the starting weights: names, shapes, biases, variance, normal, seed."""

import itertools

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, close, demand, entry
from mlp.checks.engine.patterns import insist_on_names, there
from mlp.initialization import init_mlp

SIZES = (40, 120, 120, 120, 50)  # enough weights to measure a variance by
SHAPES = {name: values.shape for name, values in init_mlp(SIZES).items()}
N_LAYERS = len(SIZES) - 1


# fmt: off
def _within(W):
    """Return the share of the numbers that lie within one standard deviation."""
    return float(np.mean(np.abs(W - W.mean()) < W.std()))


def _spreads(function, case):
    """Return how the weights scatter, if names, shapes, biases and means are right."""
    try:
        params = function.value(*case.args)
    except Problem as problem:
        more = f"\n  layer_sizes has {len(SIZES)} entries here, for {N_LAYERS} layers: each lies between two of them." if isinstance(problem.__cause__, IndexError) else ""
        raise Problem(f"{problem}{more}") from problem.__cause__
    insist_on_names(params, SHAPES)
    extra = params.keys() - SHAPES.keys()
    demand(not extra, f"{there(sorted(map(str, extra)))} {'does' if len(extra) == 1 else 'do'} not belong in the dict: later chapters count its entries.{' Layers count from 1.' if 'W0' in params or 'b0' in params else ''}")
    for name, shape in SHAPES.items():
        found = params[name]
        inputs = name[0] == "W" and isinstance(found, np.ndarray) and found.shape == (SIZES[0], shape[1]) != shape
        demand(not inputs, f"{name} must have shape {shape}; got {np.shape(found)}. Only the first layer gets the {SIZES[0]} inputs; each other one gets what the layer before it gives.")
        entry(params, name, shape, transposed=": one row per input, one column per unit")
        what = "biases" if name[0] == "b" else "weights"
        demand(found.dtype.kind == "f", f"{name} holds {'integers' if found.dtype.kind in 'iub' else found.dtype}. Integer {what} cannot take steps: in training -= fails. Make them of floats.")
        demand(found.flags.writeable, f"{name} cannot be written to, so it cannot take steps in place.")
        demand(name[0] == "W" or not np.any(found), f"{name} is not 0. Random weights are enough.")
    for (name, values), (other, more) in itertools.combinations(params.items(), 2):
        demand(not np.shares_memory(values, more), f"{name} and {other} share the same numbers in memory, so a step of one changes the other. Make a new one for each layer.")
    weights = {name: params[name] for name in SHAPES if name[0] == "W"}
    for name, W in weights.items():
        draw = "Draw them at random." if W.any() else "Are they drawn, and is the factor not 0? // cuts off what is behind the point."
        demand(np.ptp(W) > 1e-12, f"All weights of {name} are equal, {W.flat[0]:g}, so its units stay copies of one another. {draw}")
        demand(not (np.ptp(W, axis=0) < 1e-12).all() and not (np.ptp(W, axis=1) < 1e-12).all(), f"In {name} whole rows or columns are equal. Draw a number for each weight: the shape is (n_in, n_out).")
        sign = "positive" if W.min() >= 0 else "negative" if W.max() <= 0 else ""
        demand(not sign, f"All weights of {name} are {sign}, from {W.min():.2g} to {W.max():.2g}, as np.random.rand, rng.random or an absolute value would give them. They should be normal numbers around 0, of both signs.")
        demand(abs(W.mean()) <= 6 * W.std() / np.sqrt(W.size), f"The weights do not scatter around 0: the mean of {name} is {W.mean():.2g}. Is something added to them? The standard deviation is a factor, and in normal the first argument is the mean.")
    return {name: float(np.var(W)) for name, W in weights.items()} | {"within": _within(weights["W2"])}


def _same_spreads(got, right):
    """Whether variances agree, and how many of the numbers are near the middle."""
    near = abs(got["within"] - right["within"]) <= 0.02
    return near and all(abs(got[name] / right[name] - 1) < 0.12 for name in right if name != "within")


def _wrong(got, right):
    """Return the layers whose variance is wrong."""
    return [name for name in right if name != "within" and abs(got[name] / right[name] - 1) >= 0.12]


def _seen(got, right, case):
    """Say which variance came out, or that the numbers are not normal."""
    for name in _wrong(got, right):
        n_in, n_out = SHAPES[name]
        return f"With {n_in} inputs and {n_out} units the variance of {name} came out as {got[name]:.3g} and should be near {2 / n_in:.3g}, which is 2 / n_in."
    return f"{got['within']:.0%} of the weights lie within one standard deviation of 0; of normal numbers 68% do."


def _explain(got, right, case):
    wrong = _wrong(got, right)
    demand(wrong, "The variance is right, but the numbers are not normal. Are they uniform, or cut off?")
    names = [name for name in right if name != "within"]
    shape = "" if abs(got["within"] - right["within"]) <= 0.02 else " Nor are the numbers normal; they may be uniform or cut off."
    values = [got[name] for name in names]
    demand(max(values) >= 1.15 * min(values) or wrong[0] == "W1", f"It is the same in every layer, and right in W1 alone: is its n_in, {SIZES[0]}, taken for all?{shape}")
    demand(len(wrong) == len(names), f"It is wrong in {', '.join(wrong)} only. One rule holds for all layers.{shape}")
    factors = [got[name] / right[name] for name in names]
    if max(factors) < 1.15 * min(factors):
        raise Problem(f"In every layer the variance is {factors[1]:.2g} times what it should be, so n_in is used as it should be, and a constant factor is wrong.{shape}")
    demand(max(values) >= 1.15 * min(values), f"It is the same in every layer, so it does not depend on n_in.{shape}")
    raise Problem(f"In W2, with 120 inputs, it is {got['W2']:.3g}. Variance times n_in is {got['W1'] * 40:.3g} in W1 and {got['W2'] * 120:.3g} in W2, and should be 2. The factor of normal numbers is the standard deviation, the root of the variance.{shape}")


def _draws(probe):
    params, small = probe.value(SIZES, 3), (4, 6, 6, 2)
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
DRAWN = f"{NORMAL} * {SCALE}"
UNIFORM, HALF = "rng.uniform(-1, 1, (n_in, n_out))", "rng.uniform(-0.5, 0.5, (n_in, n_out))"
ROOT = "was used as the standard deviation. The rule gives the variance; the standard deviation is its root."
BOTH = "The rule with n_in + n_out is for other activations; for ReLU only n_in counts."
FIXED = "whatever the layer. Their variance should depend on n_in."

CHECKS = (
    Check(init_mlp, (Case((SIZES, 3)),), (
        Mistake("2 / n_in", "1 / n_in", "The variance is 1 / n_in, half of what it should be: ReLU switches half of the signal off, hence the 2."),
        Mistake("2 / n_in", "2 / n_out", "The variance depends on the number of units instead of the number of inputs, n_in."),
        Mistake("2 / n_in", "1 / n_out", "The variance depends on the number of units instead of the number of inputs, n_in, and the 2 is missing."),
        Mistake("2 / n_in", "2 / (n_in + n_out)", "The variance is 2 / (n_in + n_out), a rule for other activations. For ReLU only n_in counts."),
        Mistake("2 / n_in", "1 / (n_in + n_out)", f"The variance is 1 / (n_in + n_out). {BOTH}"),
        Mistake("2 / n_in", "6 / (n_in + n_out)", f"The variance is 6 / (n_in + n_out). {BOTH}"),
        Mistake("2 / n_in", "2 / (n_in * n_out)", "The variance is 2 / (n_in * n_out); only n_in counts."),
        Mistake("2 / n_in", "6 / n_in", "The variance is 6 / n_in: the 6 belongs to the limits of uniform numbers."),
        Mistake("2 / n_in", "4 / (n_in + n_out)", f"The variance is 4 / (n_in + n_out). {BOTH}"),
        Mistake(SCALE, "(2 / n_in)", "2 / n_in was used as the standard deviation. It is the variance; the standard deviation is its root."),
        Mistake(SCALE, "(1 / n_in)", "The standard deviation is 1 / n_in. It should be the root of 2 / n_in; as ** 1 / 2 it needs parentheses, for the power comes before the division."),
        Mistake(SCALE, "(2 / n_in) ** 2", "The standard deviation is the square of 2 / n_in; it is the root."),
        Mistake(SCALE, "(2 / n_out)", f"2 / n_out {ROOT} And it depends on the number of inputs, n_in."),
        Mistake(SCALE, "(1 / n_out)", f"1 / n_out {ROOT} And it depends on the number of inputs, n_in."),
        Mistake(SCALE, "(2 / (n_in + n_out))", f"2 / (n_in + n_out) {ROOT} {BOTH}"),
        Mistake(SCALE, "(1 / (n_in + n_out))", f"1 / (n_in + n_out) {ROOT} {BOTH}"),
        Mistake(f" * {SCALE}", "", "The weights are not scaled: their variance is 1."),
        Mistake(SCALE, "np.sqrt(2)", "The variance is 2 in every layer: divide by n_in."),
        Mistake(SCALE, "2", "The weights are multiplied by 2 in every layer: n_in plays no part."),
        Mistake(SCALE, "0.1", f"The weights are scaled by 0.1, {FIXED}"),
        Mistake(SCALE, "0.01", "The weights are scaled by 0.01, whatever the layer. Their variance should depend on n_in."),
        Mistake(SCALE, "0.001", f"The weights are scaled by 0.001, {FIXED}"),
        Mistake(NORMAL, UNIFORM, "The variance is a third of what it should be: uniform numbers up to a have the variance a² / 3. Draw normal ones."),
        Mistake(NORMAL, HALF, "The variance is a twelfth of what it should be, as that of uniform numbers from -½ to ½ is 1 / 12. Draw normal ones."),
        Mistake(DRAWN, UNIFORM, "The weights are uniform numbers from -1 to 1, not scaled. Draw normal ones, and scale them."),
        Mistake(DRAWN, HALF, "The weights are uniform numbers from -½ to ½, not scaled. Draw normal ones, and scale them."),
        Mistake(DRAWN, f"{UNIFORM} * np.sqrt(6 / n_in)", "The variance is right, but the numbers are uniform. Draw normal ones."),
        Mistake(DRAWN, f"{UNIFORM} * np.sqrt(6 / (n_in + n_out))", "The weights are uniform, with the variance 2 / (n_in + n_out), a rule for other activations. Draw normal ones; for ReLU only n_in counts."),
        Mistake(DRAWN, f"{UNIFORM} / np.sqrt(n_in)", "The weights are uniform numbers up to 1 / √n_in. Draw normal ones, and with the 2."),
        Mistake(SCALE, f"np.sqrt({SCALE})", "The variance is the root of 2 / n_in: the root was taken twice."),
        Mistake(f"* {SCALE}", f"/ {SCALE}", "The weights are divided by the standard deviation; multiply by it."),
        Mistake(SCALE, "np.sqrt(2) / n_in", "The variance is 2 / n_in²: does the root cover the 2 but not n_in?"),
        Mistake(SCALE, "2 / np.sqrt(n_in)", "The variance is 4 / n_in: does the root cover n_in but not the 2?"),
        Mistake("2 / n_in", "2 * n_in", "The weights grow with n_in; divide by it instead."),
        Mistake(SCALE, "np.sqrt(n_in)", "The variance is near n_in, so it grows with the number of inputs; it should become smaller."),
    ), _explain, observe=_spreads, properties=_draws, agree=_same_spreads, seen=_seen),
)
