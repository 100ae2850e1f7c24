"""Check of the starting weights."""

import numpy as np

from mlp.checks.probe import Problem, Unfinished, close
from mlp.initialization import init_mlp

SIZES = (40, 300, 300, 300, 5)


def check_init_mlp(probe):
    """Check `init_mlp`: names, shapes, biases, variance, distribution, seed."""
    params = probe.value(SIZES, 3)
    if not isinstance(params, dict):
        raise Problem(f"The function must return a dict; got {type(params).__name__}.")
    names = {f"{v}{layer}" for v in "Wb" for layer in range(1, len(SIZES))}
    if "W0" in params:
        raise Problem("Layers count from 1, but there is a W0.")
    if not names & params.keys():
        raise Problem(
            f"The dict has the keys {', '.join(map(str, list(params)[:4])) or 'none'}; "
            "it needs W1, b1, W2, b2 and so on. Is the f before the string missing?"
        )
    for layer in range(1, len(SIZES)):
        n_in, n_out = SIZES[layer - 1], SIZES[layer]
        for key, shape in ((f"W{layer}", (n_in, n_out)), (f"b{layer}", (1, n_out))):
            if key not in params:
                raise Problem(
                    f"{key} is missing. There are {len(SIZES) - 1} layers: does a "
                    "return or a new dict stand inside the loop?"
                )
            if params[key] is None or params[key] is Ellipsis:
                raise Unfinished(f"{key} is still open")
            if not isinstance(params[key], np.ndarray):
                raise Problem(f"{key} must be a NumPy array.")
            got = params[key].shape
            if got != shape:
                why = ""
                if got == shape[::-1] and key[0] == "W":
                    why = " It is transposed: one row per input, one column per unit."
                elif key[0] == "b":
                    why = (
                        " A bias is a row: np.zeros takes the shape as a tuple, (1, 3)."
                    )
                raise Problem(f"{key} must have shape {shape}; got {got}.{why}")
        if np.any(params[f"b{layer}"]):
            raise Problem(f"b{layer} is not 0. Random weights are enough.")
    extra = sorted(map(str, params.keys() - names))
    if extra:
        raise Problem(
            f"{', '.join(extra)} does not belong in the dict: later chapters count its "
            "entries."
        )
    _check_spread(params)
    _check_seed(probe, params)


def _check_spread(params):
    """Check mean, variance and distribution of the weights."""
    expected = {1: 2 / 40, 2: 2 / 300, 3: 2 / 300, 4: 2 / 300}
    found = {layer: float(np.var(params[f"W{layer}"])) for layer in expected}
    if found[2] == 0:
        raise Problem("All weights of a layer are equal, so its units stay copies.")
    for layer in expected:
        W = params[f"W{layer}"]
        if abs(W.mean()) > 6 * W.std() / np.sqrt(W.size):
            raise Problem(
                f"The weights do not scatter around 0: the mean of W{layer} is "
                f"{W.mean():.2g}. The standard deviation is a factor, not a summand."
            )

    def all_near(variance):
        return all(abs(found[k] / variance(k) - 1) < 0.12 for k in (1, 2, 4))

    fan = {1: (40, 300), 2: (300, 300), 4: (300, 5)}
    guesses = [
        (lambda k: 1 / fan[k][0], "The variance is 1 / n_in, half of what it should "
         "be: ReLU switches half of the signal off, hence the 2."),
        (lambda k: 2 / fan[k][1], "The variance depends on the number of units instead "
         "of the number of inputs, n_in."),
        (lambda k: 1 / fan[k][1], "The variance depends on the number of units instead "
         "of the number of inputs, n_in, and the 2 is missing."),
        (lambda k: 2 / sum(fan[k]), "The variance is 2 / (n_in + n_out), a rule for "
         "other activations. For ReLU only n_in counts."),
        (lambda k: (2 / fan[k][0]) ** 2, "2 / n_in was used as the standard deviation. "
         "It is the variance; the standard deviation is its root."),
        (lambda k: 1.0, "The weights are not scaled: their variance is 1."),
        (lambda k: 2.0, "The variance is 2 in every layer: divide by n_in."),
        (lambda k: 1e-4, "The weights are scaled by 0.01, whatever the layer. Their "
         "variance should depend on n_in."),
        (lambda k: 2 / fan[k][0] / 3, "The variance is a third of what it should be: "
         "uniform numbers up to a have the variance a² / 3. Draw normal ones."),
        (lambda k: np.sqrt(2 / fan[k][0]), "The variance is the root of 2 / n_in: the "
         "root was taken twice."),
        (lambda k: fan[k][0] / 2, "The weights are divided by the standard deviation; "
         "multiply by it."),
        (lambda k: 2 / fan[k][0] ** 2, "The root covers the 2 but not n_in."),
        (lambda k: 4 / fan[k][0], "The root covers n_in but not the 2."),
        (lambda k: 2 * fan[k][0], "The weights grow with n_in; divide by it instead."),
    ]  # fmt: skip
    if not all_near(expected.get):
        for variance, message in guesses:
            if all_near(variance):
                raise Problem(message)
        raise Problem(
            f"The variance of W1 is {found[1]:.3g}, with n_in = 40, and that of W2 is "
            f"{found[2]:.3g}, with n_in = 300. It should be 2 / n_in."
        )
    within = np.mean(np.abs(params["W2"]) < np.std(params["W2"]))
    if abs(within - 0.683) > 0.02:
        raise Problem(
            f"{within:.0%} of the weights lie within one standard deviation; with "
            "normal numbers it is 68%. Are they uniform, or cut off?"
        )


def _check_seed(probe, params):
    """Check what the weights depend on."""
    small = (4, 6, 6, 2)
    first, again, other = (probe.value(small, seed) for seed in (3, 3, 4))
    if not close(again["W1"], first["W1"]):
        raise Problem(
            "Two calls with the same seed give different weights: draw from the "
            "generator that was made with the seed."
        )
    if close(other["W1"], first["W1"]):
        raise Problem("The seed makes no difference: every network starts the same.")
    if close(params["W2"], params["W3"]):
        raise Problem(
            "Two layers of the same shape start with the same numbers: make one "
            "generator before the loop, not a new one in it."
        )
    if not close(probe.value(small)["W1"], probe.value(small)["W1"]):
        raise Problem(
            "Without a seed every call gives other weights: the default is 0."
        )
    if probe.takes("rng"):
        drawn = [probe.value(small, rng=np.random.default_rng(k))["W1"] for k in (1, 2)]
        if close(drawn[0], drawn[1]):
            probe.remarks.append("The generator rng that is handed over is not used.")
    if not close(params["W4"], init_mlp(SIZES, 3)["W4"]):
        probe.remarks.append(
            "The weights are right, but others than those of default_rng(seed), layer "
            "by layer, so your figures will differ a little from those of the page."
        )
