"""Check of the backward pass: known mistakes first, then the place of an unknown one."""

import itertools

import numpy as np

from mlp.backward import backward_pass
from mlp.checks.engine import (
    Case,
    Check,
    Mistake,
    Problem,
    agree,
    close,
    demand,
    entry,
)
from mlp.checks.engine.compare import Found, difference, insist_on_array
from mlp.checks.engine.made_of import made_of, of_probability
from mlp.checks.engine.mistakes import mutant
from mlp.checks.engine.patterns import (
    apart,
    are,
    close_to,
    divided,
    factor,
    insist_on_names,
    nearly,
    pattern,
    ratio,
    right_entries,
    right_ones,
    there,
)
from mlp.checks.engine.probe import Unfinished, is_open, operands
from mlp.checks.forward import network
from mlp.checks.primitives import CHECKS as CHECKED
from mlp.forward import forward_pass
from mlp.primitives import d_relu

D_RELU = next(one for one in CHECKED if one.name == "d_relu")

N = 7
MOST_SURE = 3.0  # the largest Z of an output


def gradient_case(sizes, n_samples, seed=None, **options):
    """Return labels, parameters and cache of a network that is sure of nothing.

    Where a probability is near 0 or 1, a right answer with a small eps would differ.
    """
    X, y, params = network(sizes, n_samples, seed)
    last = len(sizes) - 1
    Z = forward_pass(X, params, **options)[1][f"Z{last}"]
    for name in (f"W{last}", f"b{last}"):
        params[name] *= MOST_SURE / np.abs(Z).max()
    return y, params, forward_pass(X, params, **options)[1]


# fmt: off
def gradients(probe, case):
    """Return the dict of gradients, under the names that they should have."""
    try:
        grads = probe.value(*case.args, **case.options)
    except Problem as problem:
        why = _why_shapes_do_not_fit(probe) if "shapes" in str(problem) or "mismatch" in str(problem) else ""
        if "to unpack" in str(problem):
            why = "If it is cache or params that is taken apart here: a dict gives its names, not its arrays. Ask for each array by its name."
        single = [text for text, V in operands(problem.__cause__) if np.ndim(V) == 2 and len(V) == 1 and not any(close(V, P) or close(V, P.T) for P in case.args[1].values())]
        why = why or "".join(f"{text} has a single row, and there are {len(case.args[0])}: are they put together too soon?" for text in single[:1])
        if not why:
            raise
        raise Problem("\n  ".join([*str(problem).split("\n  ")[:2], why])) from None
    demand(not isinstance(grads, dict) or grads, "the dict of gradients is still empty", Unfinished)
    names = [f"{kind}{layer}" for layer in range(len(case.args[1]) // 2, 0, -1) for kind in ("dW", "db")]
    insist_on_names(grads, names)
    for name in names:
        demand(not is_open(grads[name]), f"{name} is still open", Unfinished)
        insist_on_array(grads[name], name)
    return Found(grads, again=probe)


def _why_shapes_do_not_fit(probe):
    """Try networks in which more shapes fit, to see what goes wrong in others."""
    if _fits_columns(probe):
        return "It would be right if each sample were a column, and each W had a row for each of its units. Here each sample is a row, and W has a column for each unit, so factors and axes are exchanged."
    if _fits_turned_weights(probe):
        return "It would be right if each W had been transposed before, so the step back is to blame: W is not transposed there."
    y, *rest = gradient_case((2, 1), 4)
    shapes = _shapes(probe, y, *rest)
    if shapes.get("dW1") == (2, len(y)) and shapes.get("db1") in ((1, len(y)), (len(y),)):
        return "Already dZ of the output layer is a square table, with one column for each row: a column (N, 1) and flat numbers (N,) make N × N. So do a column and a row (1, N). Were the labels or the probabilities flattened or transposed?"
    if shapes.get("dW1") == (2,) and shapes.get("db1") in ((1,), ()):
        return "dZ of the output layer is flat, of shape (N,). It needs the shape (N, 1), that of the labels."
    square, narrow = gradient_case((4, 4, 4, 1), 4, 290), gradient_case((2, 1, 1, 1), 5, 4164)
    for case in (square, narrow, gradient_case((1, 1, 1, 1), 5, 1169)):
        try:
            got = probe.value(*case)
        except (Problem, Unfinished):
            continue
        if agree(got, backward_pass(*case)):
            return "With one unit in each layer it is right: a product or a sum does not go together with several units." if case is narrow else ""
        for mistake in SHAPES:
            try:
                mine = mutant(backward_pass, mistake.edits)(*case)
            except (ValueError, KeyError):
                continue
            if agree(got, mine):
                return mistake.message
    return ""


def _fits_columns(probe):
    """Whether the function is right, but for N, if all arrays are transposed."""
    y, *dicts = case = gradient_case((3, 4, 5, 1), 6, 2509)
    turned = ({name: V.T.copy() for name, V in arrays.items()} for arrays in dicts)
    try:
        got = {name: np.transpose(dV) for name, dV in probe.value(y.T.copy(), *turned).items()}
    except (Problem, Unfinished, AttributeError, ValueError):
        return False
    right = backward_pass(*case)
    fits = got.keys() == right.keys() and all(got[name].shape == right[name].shape for name in right)
    return fits and (agree(got, right) or close(factor([got[name] for name in right], right.values()) or 0, float(len(y))))


def _fits_turned_weights(probe):
    """Whether the function is right if it gets each W transposed."""
    y, params, cache = case = gradient_case((3, 4, 5, 1), 6, 2509)
    turned = {name: V.T.copy() if name[0] == "W" else V for name, V in params.items()}
    try:
        return agree(probe.value(y, turned, cache), backward_pass(*case))
    except (Problem, Unfinished, AttributeError, ValueError):
        return False


def _shapes(probe, *args):
    """Return the shapes of what a function returns for these arguments."""
    try:
        return {name: np.shape(values) for name, values in probe.value(*args).items()}
    except (Problem, Unfinished, AttributeError, ValueError):
        return {}


def seen_gradient(got, expected, case):
    """Say what came out and what should have, going back from the output."""
    try:
        return difference(got, expected, "The result")
    except (TypeError, ValueError, AttributeError):
        return ""


def explain_gradients(grads, expected, case):
    """Say what is wrong with gradients: shapes, then where the values go wrong."""
    for name, values in expected.items():
        try:
            entry(grads, name, values.shape, f"the shape of {name[1:]},")
        except Problem as problem:
            other = [n for n, V in expected.items() if close(grads[name], V)]
            demand(not other, f"{problem} It is what {other[0] if other else ''} should be. Are the layers numbered the other way round?")
            raise Problem(f"{problem} {_why_shapes_do_not_fit(grads.again)}".strip()) from None
    if case.message:
        return
    wrong, rows = [name for name in expected if not close(grads[name], expected[name])], len(case.args[0])
    demand(all(np.isfinite(grads[name]).all() for name in wrong), f"{wrong[0]} has entries that are nan or inf. Is there a division by 0, or a logarithm of 0?")
    demand(any(np.any(grads[name]) for name in wrong), f"{are(wrong)} 0 everywhere: never computed, or the loop stops too early.")
    both = [grads[name] for name in expected], [*expected.values()]
    if said := pattern(*both, "Every gradient", rows):
        y, params, cache = case.args
        counted = {"arrays in params": len(params), "arrays in cache": len(cache), "columns of X": cache["A0"].shape[1], "layers": len(params) // 2}
        like = [what for what, count in counted.items() if close_to(rows / (factor(*both) or 1), count)]
        like = f" There are so many {there(like)}." if like else " Is a number written down, for N or besides it?"
        raise Problem(said + f"{like} N has to come from the arguments, as the number of rows." * bool(factor(*both)))
    weights = [name for name in expected if name[1] == "W"]
    by = ratio([grads[name] - expected[name] for name in weights], [case.args[1][name[1:]] for name in weights])
    demand(not by, f"To each dW {by or 0:.4g} times W is added. The gradient of the cross-entropy has no such part.")
    factors = {name: factor(grads[name], expected[name]) for name in expected if expected[name].size > 2}
    if len(factors) > 2 and all(factors.values()):
        shown = ", ".join(f"{name} {apart(by, 1)[0]}" for name, by in factors.items())
        raise Problem(f"Each array is a multiple of what it should be, but not all the same: {shown} times. What are they divided by, besides the number of rows?")
    known = _known(grads, case, [*expected], (*AT_THE_OUTPUT, *ON_THE_WAY_BACK))
    demand(not known, f"{'Two mistakes at once: ' if 'besides' in known else 'At one place: '}{known}.")
    raise Problem(nearly(*both, "Every gradient") or _place(grads, expected, case, wrong))


def _place(grads, expected, case, wrong):
    """Say where, going back, gradients are wrong first, and in which rows or units."""
    layer, n_layers = int(wrong[0][2:]), len(case.args[1]) // 2
    here = [name for name in wrong if name[2:] == str(layer)]
    right = [name for name in expected if name not in wrong]
    text = f"Going back from the output, {' and '.join(here)} {'is' if len(here) == 1 else 'are'} wrong first."
    said = pattern([grads[name] for name in here], [expected[name] for name in here], "Every entry", len(case.args[0]))
    if not any(np.any(grads[name]) for name in here):
        said = "There every entry is 0."
    text += f" {said}" if said else ""
    rows = _row_by_row(grads, case)
    alone = [name for name in here if rows and all(close(one[name], whole[name]) for one, whole in rows)]
    if alone == here:
        counts = [i for i, (_, whole) in enumerate(rows) if any(all(close(n * grads[name], whole[name]) for name in here) for n in (1, len(rows)))]
        text += " For one row alone it comes out right: look at how the rows are put together, and at N."
        text += f" All of it comes from row {counts[0]}, counted from 0; the rows have to be added up." if counts else ""
    elif alone:
        (other,) = (name for name in here if name not in alone)
        text += f" For one row alone {alone[0]} comes out right and {other} does not: look at both, one by one."
    elif here == [f"dW{layer}"]:
        text += f" db{layer} is right, so look at the product for dW{layer}.{_product(grads, layer, case)}"
    elif here == [f"db{layer}"]:
        text += f" dW{layer} is right, so look at the sum for db{layer}."
    elif layer == n_layers:
        known = _at_the_output(grads, case, [name for name in expected if name in here])
        besides = "" if all(name in here for name in wrong) else " The layers before have another mistake besides."
        text += f" In them, {known}.{besides}" if known else " Look at dZ of the output layer."
        text += "" if said or known else _single_rows(rows, layer, case)
    else:
        text += f" What comes before is right, so look at the step from layer {layer + 1} to layer {layer}." + ("" if said else _gate(rows, grads, layer, case) or _slope(grads, here, case) or _units(rows, here[-1], case))
    return text + right_ones(right)


def _alone(case):
    """Yield the arguments for each row alone."""
    y, params, cache = case.args
    for i in range(len(y)):
        yield y[i : i + 1], params, {name: values[i : i + 1] for name, values in cache.items()}


def _row_by_row(grads, case):
    """Return the gradients of each row alone, with the right ones, if they come out."""
    rows, options = [], {k: v for k, v in case.options.items() if k == "lam"}
    for args in _alone(case):
        whole = backward_pass(*args, **({} if options else case.options))
        try:
            one = grads.again.value(*args, **case.options)
            for name, values in whole.items():
                entry(one, name, values.shape)
        except (Problem, Unfinished, AttributeError, TypeError, KeyError):
            return []
        rows.append((one, whole))
    return rows


def _at_the_output(grads, case, names):
    """Name what gives the gradients of the last layer, if those before it differ."""
    if len(case.args[1]) == 2:
        return ""
    averages = IN_THE_AVERAGES[:3]
    pairs = [(f"{one}; and {two}", *edits, *more) for one, *edits in AT_THE_OUTPUT for two, *more in averages]
    return _known(grads, case, names, (*AT_THE_OUTPUT, *averages, *pairs))


def _known(grads, case, names, suspects):
    """Name the mistake of several that gives some of the gradients, but for a factor."""
    rows, found = len(case.args[0]), {}
    for text, *edits in suspects:
        try:
            mine = mutant(backward_pass, tuple(zip(edits[::2], edits[1::2], strict=True)))(*case.args)
        except ValueError:  # it does not fit this network
            continue
        if by := ratio([grads[name] for name in names], [mine[name] for name in names]):
            found.setdefault(abs(round(np.log(abs(by)) / np.log(rows), 6)) not in (0, 1), (text, by))
    if not found:
        return ""
    text, by = found[min(found)]  # N itself as a factor says more than 2 / N
    return text if close_to(by, 1) else f"{text}; and everything is, besides, {apart(by, 1)[0]} times what it should be{divided(by, rows)}"


def _single_rows(rows, layer, case):
    """Show dZ of the output for one row of each label, if it alone is to blame."""
    y, A, p, found = case.args[0], case.args[2][f"A{layer - 1}"], case.args[2][f"A{layer}"], {}
    if not rows or not all(close(one[f"dW{layer}"], A[i : i + 1].T @ one[f"db{layer}"]) for i, (one, _) in enumerate(rows)):
        return ""
    got, right = _dZ(rows, layer)
    for label in np.unique(y):
        here = np.flatnonzero((y == label) & ~right_entries(got, right))
        if len(here):
            i, like = here[0], of_probability(got[y == label], p[y == label])
            texts = apart(got[i].item(), right[i].item())
            found[label] = f"{texts[0]} instead of {texts[1]} for the label {label:.0f} and the probability {p[i, 0]:.4g}" + f", p; with this label it is {like}" * bool(like)
    alike = [f"right for the label {label:.0f}" for label in np.unique(y) if label not in found]
    return f" In single rows it is {', and '.join([*found.values(), *alike])}." if found else ""


def _dZ(rows, layer):
    """Return dZ of a layer as it came out and as it should be, from single rows."""
    return tuple(np.vstack([grads[f"db{layer}"] for grads in version]) for version in zip(*rows, strict=True))


def _gate(rows, grads, layer, case):
    """Say by what the gradient is multiplied on the step back, if that is sure."""
    if not rows or not close(sum(one[f"db{layer}"] for one, _ in rows) / len(rows), grads[f"db{layer}"]):
        return ""
    (got, _), (_, after) = _dZ(rows, layer), _dZ(rows, layer + 1)
    dA = after @ case.args[1][f"W{layer + 1}"].T
    said = made_of(got, {**case.args[2], f"dZ{layer + 1}": after, f"dA{layer}": dA}, lambda part: dA * part)
    return f" There dA{layer} is multiplied by {said}." if said else ""


def _product(grads, layer, case):
    """Say of which array a wrong dW is made, if that is sure."""
    dZ = np.vstack([backward_pass(*args)[f"db{layer}"] for args in _alone(case)])
    said = made_of(grads[f"dW{layer}"], case.args[2], lambda part: part.T @ dZ / len(dZ))
    return f" It comes out like this with {said} in place of what comes into the layer." if said else ""


def _slope(grads, names, case):
    """Say which wrong slope stands on the step back, if it is one that d_relu may have."""
    for mistake in () if case.options else D_RELU.mistakes:
        mine = backward_pass(*case.args, d_activation=mutant(d_relu, mistake.edits))
        if all(close(grads[name], mine[name]) for name in names):
            return f" The slope that is used there: {mistake.message[0].lower()}{mistake.message[1:]}"
    return ""


def _units(rows, name, case):
    """Say whether only units that are on, or off, are wrong in single rows."""
    Z, wrong = case.args[2][f"Z{name[2:]}"], {False: set(), True: set()}
    if name[:2] != "db" or case.options:
        return ""
    for z, (one, whole) in zip(Z, rows, strict=False):
        alike = right_entries(one[name], whole[name])[0]
        for on, fits in zip(z > 0, alike, strict=True):
            wrong[bool(on)].add(bool(fits))
    if wrong[True] == {True}:
        return " Only units that are off in a row are wrong: nothing goes back through them."
    if wrong[False] == {True}:
        return " Only units that are on in a row are wrong."
    return ""


def _second_call(probe):
    case = gradient_case((2, 1), 4)
    demand(probe.value(*case) is not probe.value(*case), "Two calls share one dict: the second overwrites the gradients of the first. Make a new one inside the function.")


OUTPUT = 'cache[f"A{n_layers}"] - y_true'
A_OUT, Z_OUT = 'cache[f"A{n_layers}"]', 'cache[f"Z{n_layers}"]'
SLOPE, SLOPE_AT_A = f"{A_OUT} * (1 - {A_OUT})", f"sigmoid({A_OUT}) * (1 - sigmoid({A_OUT}))"
LEFT, GATE, Z_HIDDEN = 'cache[f"A{layer - 1}"]', 'd_activation(cache[f"Z{layer - 1}"])', 'cache[f"Z{layer - 1}"]'
GATED, W, BACK = f"dA_prev * {GATE}", 'params[f"W{layer}"].T', 'dZ @ params[f"W{layer}"].T'
BIAS, PRODUCT = "dZ.sum(axis=0, keepdims=True)", "A_prev.T @ dZ"
WHOLE = f"{BIAS} / n_samples"
RESHAPED = "reshape gives a product its shape. It keeps all numbers in their order, so they land in other rows and columns; what exchanges these is .T."
NO_N = (" / n_samples", "")

# What goes wrong at the output, in the averages and on the way back, to be combined.
TURNED = "the difference at the output is the wrong way round"
CANCELLED = "the slope of the sigmoid is multiplied in at the output, where it has already cancelled"
AT_THE_OUTPUT = (
    (TURNED, OUTPUT, f"y_true - {A_OUT}"),
    ("there is a 2 at the output, as for a squared error", OUTPUT, f"2 * ({OUTPUT})"),
    (f"{TURNED} and doubled", OUTPUT, f"2 * (y_true - {A_OUT})"),
    ("the difference at the output is halved", OUTPUT, f"({OUTPUT}) / 2"),
    (CANCELLED, OUTPUT, f"({OUTPUT}) * {SLOPE}"),
    (f"{TURNED} and has the slope of the sigmoid, which has already cancelled", OUTPUT, f"(y_true - {A_OUT}) * {SLOPE}"),
    ("at the output stand a 2 and the slope of the sigmoid, as for a squared error", OUTPUT, f"2 * ({OUTPUT}) * {SLOPE}"),
    ("at the output a denominator 1 - A has no parentheses", OUTPUT, f"(-(y_true / {A_OUT}) + (1 - y_true) / 1 - {A_OUT}) * {SLOPE}"),
    ("at the output the gradient is still that of the probability, without the slope of the sigmoid", OUTPUT, f"({OUTPUT}) / ({SLOPE})"),
)
IN_THE_AVERAGES = (
    ("the division by N is missing, or N is the number of columns, 1", *NO_N),
    ("the division by N is missing in dW", f"{PRODUCT} / n_samples", PRODUCT),
    ("the division by N is missing in db", WHOLE, BIAS),
    ("1/N is applied again on the way back", "= dZ @ ", "= dZ / n_samples @ "),
)
ON_THE_WAY_BACK = (
    ("no gate is applied on the way back, or one that is always open", GATED, "dA_prev"),
    ("hidden layers use the slope of the sigmoid instead of ReLU's", GATE, f"sigmoid({Z_HIDDEN}) * (1 - sigmoid({Z_HIDDEN}))"),
    ("hidden layers use A (1 - A), the slope of the sigmoid, instead of ReLU's", GATE, f"{LEFT} * (1 - {LEFT})"),
    ("the gates look at Z of the layer that the gradient comes from", GATE, '(cache[f"Z{layer}"] > 0)'),
)
GROUPS = AT_THE_OUTPUT, IN_THE_AVERAGES, ON_THE_WAY_BACK
PAIRS = tuple(
    Mistake(*one[1:], *other[1:], f"Two mistakes at once: {one[0]}; and {other[0]}.")
    for first, second in itertools.combinations(GROUPS, 2)
    for one, other in itertools.product(first, second)
)

# Tried where a product does not fit, in a network in which it does.
NEVER_UPDATED = "dZ stays that of the output layer: the next turn of the loop has to start from the dZ that the step back makes."
TOO_SOON = "The step back is made before dW and db: those of a layer are made of the dZ of the layer before."
FIRST_BACK = "        A_prev = " + LEFT
MADE_SOON = f"""        if layer > 1:
            dZ = ({BACK}) * {GATE}
{FIRST_BACK}"""
ONLY_ENTRY_BY_ENTRY = "On the way back the gate is a factor of a matrix product (@ or np.dot). It opens and closes entry by entry, which is *."
WITHOUT_TRANSPOSE = "The product for dW takes A as it is; one factor has to be transposed, so that the rows are summed over."
SHAPES = (
    Mistake("dA_prev * ", "dA_prev @ ", ONLY_ENTRY_BY_ENTRY),
    Mistake(GATED, f"dA_prev @ {GATE}.T", ONLY_ENTRY_BY_ENTRY),
    Mistake(GATED, f"{GATE} @ dA_prev", ONLY_ENTRY_BY_ENTRY),
    Mistake(GATED, f"{GATE}.T @ dA_prev", ONLY_ENTRY_BY_ENTRY),
    Mistake("A_prev.T @", "A_prev @", WITHOUT_TRANSPOSE),
    Mistake("A_prev.T @", "A_prev.T *", "dW takes the matrix product, @; * multiplies entry by entry."),
    Mistake("A_prev.T @", "A_prev *", "dW takes the matrix product, @, with one factor transposed; * multiplies entry by entry."),
    Mistake(GATED, "dZ", NEVER_UPDATED),
    Mistake(GATED, "dZ", FIRST_BACK, MADE_SOON, TOO_SOON),
    *(Mistake(W, f'params[f"W{{layer - 1}}"]{turned}', "The step back goes through W of the layer that the gradient goes to. It belongs to the layer that it comes from.") for turned in ("", ".T")),
    Mistake(LEFT, 'cache[f"A{layer}"]', "dW is made of the activations of the layer itself. It needs those that come into the layer."),
    Mistake(LEFT, 'cache["A0"]', "Each dW is made of A0, the inputs of the network. It needs what comes into its own layer."),
    Mistake("range(n_layers, 0, -1)", "range(1, n_layers + 1)", "The loop starts with the first layer. The way back starts at the output, with the last one."),
    Mistake("range(n_layers, 0", "range(n_layers - 1, 0", "The loop starts with the last hidden layer. dW and db of the output layer come first."),
    Mistake(BACK, 'params[f"W{layer}"].T @ dZ', "In the step back W.T stands before dZ, as for samples in columns. Here they are rows: dZ comes first."),
    Mistake(BACK, BACK.replace("@", "*").replace(".T", ""), "The step back through W takes the matrix product, @, and W transposed; * multiplies entry by entry."),
    Mistake(BACK, BACK.replace("@", "*"), "The step back through W takes the matrix product, @; * multiplies entry by entry."),
)


def _leaky(slope):
    return Mistake(GATE, f"np.where({Z_HIDDEN} > 0, 1.0, {slope})", f"The slope where a unit is off is {slope} instead of 0: these are the gates of a leaky ReLU.")


def _set(number):
    return Mistake(GATED, f"np.where({Z_HIDDEN} > 0, dA_prev, {number})", f"Where a unit is off, dZ is set to {number}. Nothing goes back through such a unit.")


CHECKS = (
    Check(backward_pass, (
        *(Case(gradient_case(*network)) for network in (
            ((3, 4, 4, 1), N), ((2, 3, 1), N), ((2, 4, 3, 4, 1), 6), ((2, 1), 4))),
        Case(gradient_case((3, 4, 4, 1), N, activation=np.tanh),
             options={"d_activation": lambda x: 1 - np.tanh(x) ** 2}, remark="It is right for ReLU, but does not use the argument d_activation, to which a later experiment passes another function."),
    ), (  # those with a name are suspects of the bug hunt, too
        Mistake(*NO_N, f"Every gradient is {N} times too large, and there are {N} rows: the division by N is missing, or N is the number of columns, 1."),
        Mistake(OUTPUT, f"y_true - {A_OUT}", "Every gradient has the wrong sign: look at the difference between prediction and label at the output."),
        Mistake("@ dZ / n_samples", "@ dZ", f"Every db is right, and every dW is {N} times too large: the division by N is missing there."),
        Mistake("@ dZ / n_samples", "@ dZ / n_samples**2", f"Every db is right, and every dW is {N} times too small: it is divided by N twice."),
        Mistake(PRODUCT, f"-{PRODUCT}", "Every db is right, and every dW has the wrong sign."),
        Mistake("@ dZ / n_samples", "@ dZ / A_prev.shape[1]", "Every db is right, and dW is not: it is divided by the number of units of the layer before instead of by the number of rows."),
        Mistake(" / n_samples", ' / cache["A0"].shape[1]', "Every gradient is divided by 3 instead of by 7, the number of rows. There are 3 layers and 3 inputs: is one of these meant for N?"),
        *(Mistake(" / n_samples", f" / {what}.shape[1]", f"Each layer is divided by the number of {text} instead of by the number of rows.") for what, text in (("A_prev", "units of the layer before"), ("dZ", "its units"))),
        Mistake("@ dZ / n_samples", "@ dZ / dZ.size", WHOLE, f"{BIAS} / dZ.size", "Each layer is divided by all entries of its dZ, rows times units; the mean is over the rows alone."),
        Mistake(" / n_samples", " / (2 * n_samples)", "Every gradient is half of what it should be."),
        Mistake(" / n_samples", " / (n_samples - 1)", f"Every gradient is divided by {N - 1}, but there are {N} rows: is N - 1 meant for N, or the number of arrays in params?"),
        Mistake(GATE, Z_HIDDEN, "Going back, the gradient is multiplied by Z itself instead of the slope there."),
        DOUBLED := Mistake(OUTPUT, f"2 * ({OUTPUT})", "Every gradient is twice too large: a 2 from a squared error has no place here."),
        Mistake(OUTPUT, f"-2 * ({OUTPUT})", "Every gradient is -2 times what it should be: the difference at the output is the wrong way round, and a 2 from a squared error has no place here."),
        Mistake(OUTPUT, f"({OUTPUT}) / n_samples", f"Every gradient is {N} times too small, and there are {N} rows: 1/N is applied twice, perhaps in dZ and again in dW and db."),
        SLOPE_OF_THE_OUTPUT_TWICE := Mistake(OUTPUT, f"({OUTPUT}) * {A_OUT} * (1 - {A_OUT})", "The slope of the sigmoid, p (1 - p), is multiplied in at the output, where it has already cancelled."),
        *(Mistake(OUTPUT, f"{number} * ({OUTPUT}) * {SLOPE}", f"At the output stand {text} and the slope of the sigmoid, p (1 - p), as for a squared error. For the cross-entropy the slope has already cancelled.") for number, text in ((2, "a 2"), (0.5, "a ½"), (-1, "a minus"), (-2, "a minus, a 2"))),
        *(Mistake(OUTPUT, f"{number} * ({OUTPUT}) * {SLOPE_AT_A}", f"At the output {text}the slope of the sigmoid is multiplied in, and taken at A, which is a sigmoid already. It has no place there: it has cancelled.") for number, text in ((1, ""), (2, "stands a 2, and "), (-1, "stands a minus, and "), (-2, "stand a minus and a 2, and "))),
        Mistake(OUTPUT, f"({OUTPUT}) / ({A_OUT} * (1 - {A_OUT}))", "dZ of the output layer is still the derivative with respect to the probability; the slope of the sigmoid is missing, and with it something cancels."),
        Mistake(OUTPUT, f"({OUTPUT}) / ({SLOPE}) * {SLOPE_AT_A}", "At the output the slope of the sigmoid is taken at A, which is a sigmoid already; it belongs at Z."),
        Mistake(OUTPUT, f"({OUTPUT}) * d_activation({Z_OUT})", "The output layer has a gate as well, the slope of ReLU. Its activation is the sigmoid, whose slope has already cancelled."),
        Mistake(OUTPUT, f"({OUTPUT}) * (1 - {A_OUT} ** 2)", "At the output A - y is multiplied by 1 - A². That is the slope of tanh, and the activation there is the sigmoid, whose slope has already cancelled; or, in a derivative written out with fractions, a 1 - A below the line has no parentheses."),
        Mistake(OUTPUT, A_OUT, "The labels play no part in the gradient."),
        Mistake(OUTPUT, "1 - y_true", "At the output the probability counts as 1 in each row. Is it divided by the sum of its row? That is 1 for a single column."),
        Mistake(OUTPUT, SLOPE, "At the output stands the slope of the sigmoid alone: the labels play no part in the gradient."),
        Mistake(OUTPUT, "-y_true", "The prediction plays no part in the gradient."),
        Mistake(OUTPUT, f"{A_OUT} - (1 - y_true)", "The labels are exchanged at the output: 1 stands for 0 and 0 for 1."),
        Mistake(OUTPUT, f"{A_OUT} - (2 * y_true - 1)", "At the output the labels are taken as -1 and 1; they are 0 and 1, as the probability is."),
        Mistake(OUTPUT, f"({OUTPUT}) / ({SLOPE}) * d_activation({Z_OUT})", "The output layer has the slope of ReLU in place of that of its own activation, the sigmoid."),
        Mistake(OUTPUT, f"{A_OUT} + y_true", "At the output the labels are added instead of subtracted."),
        Mistake(OUTPUT, f"{Z_OUT} - y_true", "At the output Z is compared with the label; it has to be the probability, A."),
        Mistake(OUTPUT, f"y_true - {Z_OUT}", "At the output Z is compared with the label, and the wrong way round; it has to be the probability, A."),
        Mistake(OUTPUT, f"sigmoid({A_OUT}) - y_true", "At the output the sigmoid is applied to A, which is a probability already."),
        Mistake(OUTPUT, f"({A_OUT} >= 0.5) - y_true", "At the output the predicted class is compared with the label; it has to be the probability."),
        Mistake(OUTPUT, f"np.abs({OUTPUT})", "Rows with label 1 have the wrong sign at the output, where dZ is never negative: an absolute value, or a wrong sign in the part of the loss's derivative that belongs to label 1."),
        Mistake(OUTPUT, f"-np.abs({OUTPUT})", "Rows with label 0 have the wrong sign at the output, where dZ is never positive: an absolute value, or a wrong sign in the part of the loss's derivative that belongs to label 0."),
        *(Mistake(OUTPUT, f"{sign}np.abs({OUTPUT}) / ({SLOPE})", f"At the output two things go wrong: rows with label {label} have the wrong sign, and the slope of the sigmoid is missing.") for sign, label in (("", 1), ("-", 0))),
        Mistake(OUTPUT, f"({OUTPUT}) ** 2", "At the output the difference is squared. The gradient takes the derivative, not the error itself."),
        Mistake(OUTPUT, f"y_true * ({OUTPUT})", "Rows with label 0 count for nothing at the output: half of the loss's derivative is missing."),
        Mistake(OUTPUT, f"(1 - y_true) * ({OUTPUT})", "Rows with label 1 count for nothing at the output: half of the loss's derivative is missing."),
        Mistake(OUTPUT, f"-(y_true * np.log({A_OUT}) + (1 - y_true) * np.log(1 - {A_OUT}))", "At the output stands the loss of each row. The way back starts from the loss's derivative."),
        Mistake(GATED, "dA_prev", "The output layer is right, the layers before it are not: the slope of the activation is missing, or it is a gate that is always open, such as A >= 0."),
        SLOPE_OF_THE_SIGMOID_INSIDE := Mistake(GATE, 'sigmoid(cache[f"Z{layer - 1}"]) * (1 - sigmoid(cache[f"Z{layer - 1}"]))', "The output layer is right, the layers before it are not: they use the slope of the sigmoid, but the hidden layers are ReLUs."),
        Mistake(GATE, f"{LEFT} * (1 - {LEFT})", "The output layer is right, the layers before it are not: they use A (1 - A), the slope of the sigmoid, but the hidden layers are ReLUs."),
        Mistake(GATE, f"sigmoid({LEFT}) * (1 - sigmoid({LEFT}))", "The output layer is right, the layers before it are not: they use the slope of the sigmoid, taken at A, but the hidden layers are ReLUs."),
        Mistake(GATE, f"(1 - {LEFT} ** 2)", "The output layer is right, the layers before it are not: they use 1 - A², the slope of tanh, but the hidden layers are ReLUs."),
        Mistake(GATE, f"(1 - np.tanh({Z_HIDDEN}) ** 2)", "The output layer is right, the layers before it are not: they use the slope of tanh, but the hidden layers are ReLUs."),
        Mistake(GATE, f"np.maximum({Z_HIDDEN}, 0)", "Going back, the gradient is multiplied by the activation itself instead of its slope."),
        *(Mistake(GATE, f"({Z_HIDDEN} > {limit})", f"The gates open above {limit}. ReLU is flat up to 0 only.") for limit in (0.5, 1)),
        Mistake(GATE, f"({Z_HIDDEN} < 0)", "The gates are the wrong way round: they are open where the units are switched off."),
        Mistake(GATE, f"np.sign({Z_HIDDEN})", "The gates turn the sign where a unit is off; nothing goes back through such a unit."),
        Mistake(GATE, '(cache[f"Z{layer}"] > 0)', "The gates look at Z of the layer that the gradient comes from. They belong to the one that it goes to."),
        Mistake(GATE, 'd_activation(cache[f"Z{max(layer - 2, 1)}"])', "dW2 and db2 are wrong, though dW3 and db3 are right: the gate on the step from layer 3 to layer 2 looks at Z1, one layer too far back."),
        *map(_leaky, (0.01, 0.1, 0.2)),
        *map(_set, (0.01, 1.0, 0.1)),
        Mistake(GATED, "np.maximum(dA_prev, 0)", "ReLU is applied to the gradient: what is negative gets lost. The gate asks about Z, not about the gradient."),
        Mistake(GATED, "dA_prev * (dA_prev < 0)", "The gate asks about the gradient, and lets through what is negative. It has to ask about Z."),
        Mistake(GATED, "(dA_prev > 0) * 1.0", "The slope of ReLU is taken of the gradient, so only 0 and 1 go back. It belongs at Z, as a factor."),
        Mistake(GATED, f"np.maximum({GATED}, 0)", "What is negative gets lost on the way back: besides the gate, a ReLU is applied to the gradient."),
        Mistake(GATED, f"({LEFT} - y_true) * {GATE}", "Each layer's activations are compared with the labels. Only the output has labels; the gradient of the others comes back through W."),
        Mistake(GATED, f"{LEFT} - y_true", "Each layer's activations are compared with the labels. Only the output has labels; the gradient of the others comes back through W."),
        Mistake(GATED, f"{GATE} * 1.0", "The slope of ReLU replaces the gradient on the way back. It is a factor."),
        Mistake(BACK, BACK.replace("dZ", "(dZ if layer == n_layers else dA_prev)"), "dW1 and db1 are wrong, though those of layers 3 and 2 are right: the step back to layer 1 starts from the gradient before the gate of layer 2. It has to start from dZ."),
        Mistake("= dA_prev * ", "= dA_prev + ", "The gate is added on the way back. It is a factor."),
        Mistake("= dZ @ ", "= (dZ if layer == n_layers else dZ * d_activation(cache[f\"Z{layer}\"])) @ ", GATED, "dA_prev", "The gates come one step too late: dW and db of a hidden layer are made of its gradient from before the gate."),
        Mistake(W, 'W', "dA_prev = ", 'W = params[f"W{layer}"] if 1 < layer < n_layers else params[f"W{layer}"].T\n            dA_prev = ', "dW3, db3, dW2 and db2 are right, dW1 and db1 are not: on the step from layer 2 to layer 1, W2 is not transposed. It is square, so nothing raises."),
        Mistake('params[f"W{layer}"].T', 'grads[f"dW{layer}"].T', "The way back goes through dW instead of W."),
        Mistake(BACK, f'{BACK} + params[f"b{{layer - 1}}"]', "On the way back the biases are added. They have no part in it."),
        *(Mistake(BACK, BACK.replace("dZ", f'cache[f"{name}{{layer}}"]'), f"On the way back {name} of a layer goes through W. It has to be dZ, the gradient there.") for name in "AZ"),
        Mistake(BACK, f"np.abs({BACK})", "On the way back there is an absolute value: the gradient loses its sign."),
        PRE_ACTIVATIONS_INSTEAD_OF_ACTIVATIONS := Mistake(LEFT, 'cache[f"Z{layer - 1}" if layer > 1 else "A0"]', "Every db is right and dW is not, except in the first layer: dW is computed with Z of the layer before instead of A."),
        Mistake(LEFT, 'cache[f"A{layer}"]', "Every db is right, and dW is made of the activations of the layer itself. It needs those that come into the layer."),
        AVERAGED_AGAIN_IN_EACH_LAYER := Mistake("= dZ @ ", "= dZ / n_samples @ ", f"The output layer is right, and each layer back loses another factor of {N}, the number of rows: 1/N is applied again on the way back."),
        Mistake("= dZ @ ", "= dZ * n_samples @ ", f"The output layer is right, and each layer back gains another factor of {N}, the number of rows."),
        Mistake("= dZ @ ", "= -dZ @ ", "The sign changes with every layer back."),
        Mistake("= dZ @ ", "= 2 * dZ @ ", "The output layer is right, and each layer back gains a factor of 2."),
        Mistake(WHOLE, BIAS, f"Every dW is right, and every db is {N} times too large: the biases are summed over the rows, not averaged."),
        BIASES_AVERAGED_TWICE := Mistake(WHOLE, "dZ.mean(axis=0, keepdims=True) / n_samples", f"Every dW is right, and every db is {N} times too small: a mean of a mean."),
        Mistake(WHOLE, f"-{WHOLE}", "Every dW is right, and every db has the wrong sign."),
        Mistake(WHOLE, "dZ.max(axis=0, keepdims=True)", "Every dW is right, and every db is the largest entry of dZ in each column instead of their mean: max for sum."),
        Mistake(BIAS, "dZ.max(axis=0, keepdims=True)", "Every dW is right, and every db is the largest entry of dZ in each column, divided by N: max for sum."),
        Mistake(WHOLE, f"np.abs({WHOLE})", "Every dW is right, and every db has lost its sign: there is an absolute value."),
        Mistake(WHOLE, "np.abs(dZ).mean(axis=0, keepdims=True)", "Every dW is right, and every db is the mean of absolute values."),
        Mistake(BACK, '(params[f"W{layer}"] @ dZ.T).reshape(len(dZ), -1)', f"On the way back {RESHAPED}"),
        Mistake(PRODUCT, "(dZ.T @ A_prev).reshape(A_prev.shape[1], -1)", f"Every db is right, and in dW {RESHAPED}"),
        *(Mistake(WHOLE, f"({PRODUCT} / n_samples).{how}(axis=0, keepdims=True){after}", f"Every dW is right, and every db is the {how} of dW's rows{text}. It is made of dZ.") for how, after, text in (("sum", "", ""), ("mean", "", ""), ("sum", " / n_samples", ", divided by N"))),
        Mistake(WHOLE, f"({PRODUCT}).sum(axis=0, keepdims=True)", "Every dW is right, and every db is the sum of the product's rows, the one for dW. It is made of dZ."),
        Mistake(WHOLE, "dZ[:1]", "Every dW is right, and every db is the first row of dZ instead of their mean."),
        Mistake(WHOLE, "dZ[-1:]", "Every dW is right, and every db is the last row of dZ instead of their mean."),
        Mistake(WHOLE, "dZ", "db has a row for each row of the data: dZ itself. All rows of a layer share one bias, so they are summed up."),
        Mistake(BIAS, "np.full((1, dZ.shape[1]), dZ.sum())", "Every dW is right, but all biases of a layer get the same gradient: the sum runs over the units as well. It belongs to axis 0."),
        Mistake(WHOLE, "np.full((1, dZ.shape[1]), dZ.mean())", "Every dW is right, but all biases of a layer get the same gradient: the mean runs over the units as well. It belongs to axis 0."),
        FIRST_LAYER_FROZEN := Mistake("return grads", 'return grads | {n: 0 * grads[n] for n in ("dW1", "db1")}', "dW1, db1 are 0 everywhere: never computed, or the loop stops too early."),
        Mistake(GATE, GATE.replace("Z", "A"), "The slope of the activation is taken at A; it belongs at Z. For ReLU both are the same, for other activations they are not."),
        *PAIRS,
    ), explain_gradients, _second_call, gradients, seen=seen_gradient, shows_entries=True),
)
