"""Check of the backward pass: known mistakes first, then the pattern of the ratios."""

import numpy as np

from mlp.backward import backward_pass
from mlp.checks.engine import Case, Check, Mistake, Problem, close, demand, entry
from mlp.checks.engine.probe import Unfinished
from mlp.checks.forward import network
from mlp.forward import forward_pass

N = 7


def gradient_case(sizes, n_samples, **options):
    """Return labels, parameters and cache of a network."""
    X, y, params = network(sizes, n_samples)
    return y, params, forward_pass(X, params, **options)[1]


# fmt: off
def explain_gradients(grads, expected, case):
    """Say what is wrong with gradients: names, shapes, then values."""
    demand(isinstance(grads, dict), f"The function must return a dict; got {type(grads).__name__}.")
    demand(grads, "the dict of gradients is still empty", Unfinished)
    for name, values in expected.items():
        entry(grads, name, values.shape, f"{name} is missing from the result.", f"the shape of {name[1:]},")
    if case.message:
        return
    wrong = [name for name in expected if not close(grads[name], expected[name])]
    right = [name for name in expected if name not in wrong]
    demand(any(np.any(grads[name]) for name in wrong), f"{', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} 0 everywhere: never computed, or the loop stops too early.")
    live = np.abs(expected[wrong[0]]) > 1e-9
    ratios = np.asarray(grads[wrong[0]])[live] / expected[wrong[0]][live]
    factor, known = "", f" Right are {', '.join(right)}." if right else ""
    if ratios.size and np.ptp(ratios) < 1e-6 * np.abs(ratios).max():
        factor = f" It is {ratios[0]:.4g} times what it should be, in every entry. Is a number of rows or layers written down that should come from the arguments?"
    raise Problem(f"Going back from the output, {wrong[0]} is the first gradient that is wrong.{factor}{known}")


def _second_call(probe):
    case = gradient_case((2, 1), 4)
    demand(probe.value(*case) is not probe.value(*case), "Two calls share one dict: the second overwrites the gradients of the first. Make a new one inside the function.")


OUTPUT = 'cache[f"A{n_layers}"] - y_true'
A_OUT = 'cache[f"A{n_layers}"]'
LEFT, GATE = 'cache[f"A{layer - 1}"]', 'd_activation(cache[f"Z{layer - 1}"])'
BIAS = "dZ.sum(axis=0, keepdims=True)"
WHOLE = f"{BIAS} / n_samples"

CHECKS = (
    Check(backward_pass, (
        *(Case(gradient_case(*network)) for network in (
            ((3, 4, 4, 1), N), ((2, 3, 1), N), ((2, 4, 3, 4, 1), 5), ((2, 1), 4))),
        Case(gradient_case((3, 4, 4, 1), N, activation=np.tanh),
             options={"d_activation": lambda x: 1 - np.tanh(x) ** 2}, remark="It is right for ReLU, but does not use the argument d_activation, to which a later experiment passes another function."),
    ), (  # those with a name are suspects of the bug hunt, too
        Mistake(" / n_samples", "", f"Every gradient is {N} times too large, and there are {N} rows: the division by N is missing."),
        Mistake(OUTPUT, f"y_true - {A_OUT}", "Every gradient has the wrong sign: look at the difference between prediction and label at the output."),
        Mistake(OUTPUT, f"y_true - {A_OUT}", " / n_samples", "", f"Every gradient has the wrong sign and is {N} times too large: the difference at the output is the wrong way round, and the division by N is missing."),
        Mistake("@ dZ / n_samples", "@ dZ", f"Every db is right, and every dW is {N} times too large: the division by N is missing there."),
        Mistake("@ dZ / n_samples", "@ dZ / n_samples**2", f"Every db is right, and every dW is {N} times too small: it is divided by N twice."),
        Mistake(GATE, 'cache[f"Z{layer - 1}"]', "Going back, the gradient is multiplied by Z itself instead of the slope there."),
        DOUBLED := Mistake(OUTPUT, f"2 * ({OUTPUT})", "Every gradient is twice too large: a 2 from a squared error has no place here."),
        Mistake(OUTPUT, f"0.5 * ({OUTPUT})", "Every gradient is half of what it should be."),
        Mistake(OUTPUT, f"({OUTPUT}) / n_samples", f"Every gradient is {N} times too small, and there are {N} rows: 1/N is applied twice, perhaps in dZ and again in dW and db."),
        SLOPE_OF_THE_OUTPUT_TWICE := Mistake(OUTPUT, f"({OUTPUT}) * {A_OUT} * (1 - {A_OUT})", "The slope of the sigmoid, p (1 - p), is multiplied in at the output, where it has already cancelled."),
        Mistake(OUTPUT, f"({OUTPUT}) / ({A_OUT} * (1 - {A_OUT}))", "dZ of the output layer is still the derivative with respect to the probability; the slope of the sigmoid is missing, and with it something cancels."),
        Mistake(OUTPUT, A_OUT, "The labels play no part in the gradient."),
        Mistake(OUTPUT, f"{A_OUT} + y_true", "At the output the labels are added instead of subtracted."),
        Mistake(OUTPUT, f"({A_OUT} >= 0.5) - y_true", "At the output the predicted class is compared with the label; it has to be the probability."),
        Mistake(f"dA_prev * {GATE}", "dA_prev", "The output layer is right, the layers before it are not: the slope of the activation is missing, or it is a mask that is always true, such as A >= 0."),
        SLOPE_OF_THE_SIGMOID_INSIDE := Mistake(GATE, 'sigmoid(cache[f"Z{layer - 1}"]) * (1 - sigmoid(cache[f"Z{layer - 1}"]))', "The output layer is right, the layers before it are not: they use the slope of the sigmoid, but the hidden layers are ReLUs."),
        Mistake(GATE, 'np.maximum(cache[f"Z{layer - 1}"], 0)', "Going back, the gradient is multiplied by the activation itself instead of its slope."),
        Mistake(GATE, '(cache[f"Z{layer - 1}"] < 0)', "The gates are the wrong way round: they are open where the units are switched off."),
        Mistake(GATE, '(cache[f"Z{layer}"] > 0)', "The gates look at Z of the layer that the gradient comes from. They belong to the one that it goes to."),
        PRE_ACTIVATIONS_INSTEAD_OF_ACTIVATIONS := Mistake(LEFT, 'cache[f"Z{layer - 1}" if layer > 1 else "A0"]', "Every db is right and dW is not, except in the first layer: dW is computed with Z of the layer before instead of A."),
        AVERAGED_AGAIN_IN_EACH_LAYER := Mistake("= dZ @ ", "= dZ / n_samples @ ", f"The output layer is right, and each layer back loses another factor of {N}, the number of rows: 1/N is applied again on the way back."),
        Mistake("= dZ @ ", "= dZ * n_samples @ ", f"The output layer is right, and each layer back gains another factor of {N}, the number of rows."),
        Mistake("= dZ @ ", "= -dZ @ ", "The sign changes with every layer back."),
        Mistake(WHOLE, BIAS, f"Every dW is right, and every db is {N} times too large: the biases are summed over the rows, not averaged."),
        BIASES_AVERAGED_TWICE := Mistake(WHOLE, "dZ.mean(axis=0, keepdims=True) / n_samples", f"Every dW is right, and every db is {N} times too small: a mean of a mean."),
        Mistake(BIAS, "np.full((1, dZ.shape[1]), dZ.sum())", "Every dW is right, but all biases of a layer get the same gradient: the sum runs over the units as well. It belongs to axis 0."),
        Mistake(WHOLE, "np.full((1, dZ.shape[1]), dZ.mean())", "Every dW is right, but all biases of a layer get the same gradient: the mean runs over the units as well. It belongs to axis 0."),
        FIRST_LAYER_FROZEN := Mistake("return grads", 'return grads | {n: 0 * grads[n] for n in ("dW1", "db1")}', "dW1, db1 are 0 everywhere: never computed, or the loop stops too early."),
        Mistake(GATE, GATE.replace("Z", "A"), "The slope of the activation is taken at A; it belongs at Z. For ReLU both are the same, for other activations they are not."),
    ), explain_gradients, _second_call),
)
