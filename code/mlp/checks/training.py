"""Check of the training loop: what comes out of a few epochs on a few points."""

import traceback
from functools import partial

import numpy as np

from mlp.backward import backward_pass
from mlp.checks.engine import (
    Case,
    Check,
    Mistake,
    Problem,
    agree,
    as_array,
    close,
    demand,
)
from mlp.checks.engine.compare import Found, difference
from mlp.checks.engine.patterns import are, insist_on_names, right_ones
from mlp.checks.forward import network
from mlp.checks.updates import step_says
from mlp.forward import forward_pass
from mlp.initialization import init_mlp
from mlp.training import train_mlp
from mlp.updates import update_params

N, N_VAL = 12, 5
X, Y, _ = network((2, 3, 1), N + N_VAL)
DATA = X[N_VAL:], Y[N_VAL:], X[:N_VAL], Y[:N_VAL]
PARTS = {"train": "training", "val": "validation"}
SCORES = ("train_loss", "val_loss", "train_acc", "val_acc")


def run(batch_size, epochs=1, remark="", **options):
    """Return a case: further arguments of the loop, on the same few points."""
    args = *DATA, (2, 3, 1), epochs, 0.3, batch_size, 5
    return Case(args, options=options, remark=remark)


ONE_STEP = run(N)


# fmt: off
def _train(function, case, state=1):
    """Return the parameters, the history and the epochs that on_epoch was told."""
    np.random.seed(state)
    options, told = {"log_every": 0, **case.options}, []
    if "rng" in options:
        options["rng"] = np.random.RandomState(options["rng"])
    if "last" in options:
        last = options.pop("last")
        options["on_epoch"] = lambda epoch, *_: told.append(epoch) or epoch == last
    try:
        result = function.value(*case.args, **options)
    except Problem as problem:
        if "got None" in str(problem):
            raise Problem(f"{problem}\n  What was given there is None: does it come from a function that returns nothing, such as one that changes params in place?") from None
        raise _without_scores(problem) from None
    demand(isinstance(result, (tuple, list)) and len(result) == 2, "The function must return two things: params and history.")
    params, history = result
    demand(all(isinstance(part, dict) for part in result), "params and history must both be dicts.")
    demand("W1" in params, "params comes first, then history: the first result has no W1.")
    start = init_mlp(case.args[4])
    insist_on_names(params, start, "params")
    for name, values in start.items():
        as_array(params[name], values.shape, name)
    _measured(history, told, case)
    history = {name: [*values] for name, values in history.items() if name in SCORES}
    return Found({"params": params, "history": history, "told": told}, again=function)


def _told(function, case):
    """Return what backward and update are given in one step after the other."""
    told = []

    def backward(y, params, cache):
        told.append(("backward", len(y), "rows"))
        return backward_pass(y, params, cache)

    def update(params, grads, lr):
        told.append(("update", lr, "as lr"))
        update_params(params, grads, lr)

    _train(function, Case(case.args, options={**case.options, "backward": backward, "update": update}))
    return told


def _measured(history, told, case):
    """Insist on one value of each score for each epoch, and on the calls of on_epoch."""
    last = case.options.get("last")
    n_epochs = last or case.args[5]
    n_batches = n_epochs * -(-N // case.args[7])
    expected = [*range(1, last + 1)] if last else []
    demand(told or not last, "on_epoch was not called: keep the lines with after_epoch at the end of each epoch.")
    demand(told == expected, f"on_epoch was told the epochs {told} and should have been told {expected}: they count from 1, and training ends when after_epoch returns True.")
    insist_on_names(history, SCORES, "history")
    for name in SCORES:
        values = history[name]
        demand(isinstance(values, (list, tuple, np.ndarray)), f'history["{name}"] must be a list with a value for each epoch; got {type(values).__name__}.')
        if len(values) != n_epochs:
            each = " There were as many batches: measure when the epoch is over, not after each batch." if len(values) == n_batches else ""
            early = " Does a return or break end the training too early, or is history made anew in each epoch?" if len(values) == 1 else ""
            raise Problem(f'After {n_epochs} epoch{"s" * (n_epochs > 1)} history["{name}"] has {len(values)} value{"s" * (len(values) != 1)}; it needs one for each epoch.{each}{early}')
        odd = [v for v in values if np.ndim(v) or np.asarray(v).dtype.kind not in "biuf"]
        demand(not odd, f'history["{name}"] must hold a number for each epoch; it holds a {type(odd[0]).__name__ if odd else ""}.')


def _without_scores(problem):
    """Return what to say if after_epoch has not found the scores of the epoch."""
    error = problem.__cause__
    frames = [frame for frame, _ in traceback.walk_tb(error and error.__traceback__)]
    # A comprehension has a frame of its own in Python 3.11 only.
    inside = [f.f_code.co_name for f in frames if f.f_code.co_name[0] != "<"][-1:]
    if inside == ["after_epoch"] and isinstance(error, (IndexError, KeyError, TypeError)):
        return Problem("When an epoch ends, after_epoch looks at the last value of each of the four lists in history; one of them has none.")
    if inside == ["after_epoch"] and isinstance(error, ValueError):
        return Problem("When an epoch ends, after_epoch looks at the last value of each of the four lists in history; one of them is a whole array instead of a single number.")
    return problem


def _seen(got, expected, case):
    """Say which number came out first that is wrong, and after how much training."""
    text = difference(got, expected, "")
    epochs = case.options.get("last") or case.args[5]
    return f"After {epochs} epoch{'s' * (epochs > 1)} with {N} rows in batches of {case.args[7]} {text}" if text else ""


def _explain(got, expected, case):
    params, history = got["params"], got["history"]
    if agree(params, expected["params"]):
        wrong = [name for name in SCORES if not agree(list(history[name]), expected["history"][name])]
        parts = {name.split("_")[0]: PARTS[name.split("_")[0]] for name in wrong}
        rows = f" of the {' and the '.join(parts.values())} part" if len(parts) == 1 else " of their part"
        raise Problem(f"The parameters are right, but in history {are(wrong)} wrong. They are measured with the parameters after the epoch, on all rows{rows}.")
    start = init_mlp(case.args[4], case.args[8])
    demand(not agree(params, start), "After training the parameters are still those of init_mlp: no step has changed them.")
    wrong = [name for name, values in expected["params"].items() if not close(params[name], values)]
    known = right_ones([name for name in start if name not in wrong])
    still = [name for name in wrong if close(params[name], start[name])]
    demand(not still, f"{are(still)} still as init_mlp made {'it' if len(still) == 1 else 'them'}.")
    if case is ONE_STEP:
        how = step_says(params[wrong[0]], start[wrong[0]], expected["params"][wrong[0]]).replace("Its step", f"That of {wrong[0]}")
        raise Problem(f"All rows are one batch here, so there is one step.{how}{known} Go through forward, backward and update, in this order, once for each batch.")
    if "rng" not in case.options and agree(_train(got.again, case, 2)["params"], params):
        raise Problem("The batches do not depend on NumPy's random state: their order is seeded inside, by np.random.seed or a generator of its own, or there is none. seed is for the starting weights; pass rng on to iterate_minibatches, and nothing else.")
    if case.args[5] > 1 and "last" not in case.options:
        once = Case((*case.args[:5], 1, *case.args[6:]), options=case.options)
        if agree(_train(got.again, once)["params"], _train(expected.again, once)["params"]):
            raise Problem(f"One epoch is right, but not {case.args[5]}.{known} What is different in a later epoch, and should not be: lr, the rows, or what the steps start from?")
    mine, right = (_told(one.again, case) for one in (got, expected))
    for number, (one, other) in enumerate(zip(mine, right, strict=False), 2):
        demand(one == other or one[0] != other[0], f"In step {number // 2} {one[0]} gets {one[1]:.6g} {one[2]} and should get {other[1]:.6g}.")
    raise Problem(f"One step with all rows is right, but not this.{known} Go through forward, backward and update, in this order, once for each batch, with the rows of that batch.")


def _in_each_epoch(text, *edits):
    """Return the edits of a mistake that makes something at the start of each epoch."""
    start = "        batches = iterate"
    return (start, f"        {text}\n{start}", *edits)


def _measured_on_the_way(how, both):
    """Return the edits of a mistake that takes the training loss, or both scores, from the batches."""
    scores = "binary_cross_entropy(y, y_prob)", "accuracy(y, y_prob)"
    taken = [(f"append({score})", f'append({how}[{k}] if split == "train" else {score})') for k, score in enumerate(scores[: 1 + both])]
    kept = "_prob, cache = forward(X_batch, params)\n            scores.append((binary_cross_entropy(y_batch, _prob), accuracy(y_batch, _prob)))"
    return _in_each_epoch("scores = []", FORWARD, kept, *(text for edit in taken for text in edit))


def _before_all_epochs(made, loop):
    """Return the edits of a mistake that draws batches once and for all."""
    start = "    for epoch in"
    return (start, f"    made = {made}\n{start}", "in batches:", f"in {loop}:")


DRAWN = "iterate_minibatches(X_train, y_train, batch_size, rng=rng)"
FORWARD, BACKWARD, UPDATE = "_, cache = forward(X_batch, params)", "backward(y_batch, params, cache)", "update(params, grads, lr)"
STEP = f"{FORWARD}\n            grads = {BACKWARD}\n            {UPDATE}"
VALIDATION_TOO = "The validation rows are trained on, too. They are there to be measured, and the batches come from the training rows alone."
LAST_BATCH = "The training loss and accuracy are those of the last batch alone; measure all training rows."

CHECKS = (
    Check(train_mlp, (
        ONE_STEP,  # one batch: the order of its rows makes no difference
        run(4),
        run(5, epochs=3),
        run(4, epochs=3, last=2),
        run(4, rng=9, remark="It is right, but does not pass its argument rng on to iterate_minibatches."),
        run(4, epochs=2, forward=partial(forward_pass, activation=np.tanh), backward=partial(backward_pass, d_activation=lambda x: 1 - np.tanh(x) ** 2), update=lambda params, grads, lr: update_params(params, grads, 2 * lr), remark="It is right, but does not use its arguments forward, backward and update everywhere. Later experiments plug other functions in there."),
    ), (
        Mistake(*_in_each_epoch("kept = {n: V.copy() for n, V in params.items()}", "predict(X, params", "predict(X, kept"), "The losses and accuracies are those from before the epoch. Measure when its steps are done."),
        Mistake("iterate_minibatches(X_train, y_train,", "iterate_minibatches(X_val, y_val,", "The network trains on the validation rows. They are there to be measured; the batches come from the training rows."),
        Mistake("iterate_minibatches(X_train, y_train,", "iterate_minibatches(np.vstack([X_train, X_val]), np.vstack([y_train, y_val]),", VALIDATION_TOO),
        Mistake("in batches:", "in [*batches, *iterate_minibatches(X_val, y_val, batch_size, rng=rng)]:", VALIDATION_TOO),
        Mistake(FORWARD, "_, cache = forward(X_train, params)", "forward gets all training rows, and backward the labels of the batch. Both need the rows of the batch."),
        Mistake(BACKWARD, "backward(y_train, params, cache)", "The gradient of a batch is computed with the labels of other rows. The labels of its own rows come with it from iterate_minibatches."),
        Mistake('(("train", X_train, y_train), ("val", X_val, y_val))', '(("train", X_val, y_val), ("val", X_train, y_train))', "Training and validation are exchanged in history: train_loss and train_acc are those of the validation rows."),
        Mistake('("val", X_val, y_val)', '("val", X_train, y_train)', "What stands in history as validation is measured on the training rows."),
        Mistake('("train", X_train, y_train)', '("train", X_val, y_val)', "What stands in history as training is measured on the validation rows."),
        Mistake("_loss", "_x", "_acc", "_loss", "_x", "_acc", '"train_acc": [], "val_acc": [], "train_loss": [], "val_loss": []', '"train_loss": [], "val_loss": [], "train_acc": [], "val_acc": []', "Losses and accuracies are exchanged in history."),
        Mistake("append(accuracy(y, y_prob))", "append(binary_cross_entropy(y, y_prob))", "The accuracies in history are losses."),
        Mistake("binary_cross_entropy(y, y_prob)", "binary_cross_entropy(y, (y_prob >= 0.5) * 1.0)", "The losses in history are those of classes, 0 or 1. The loss takes the probabilities."),
        Mistake("append(binary_cross_entropy(y, y_prob))", "append(accuracy(y, y_prob))", "The losses in history are accuracies."),
        Mistake(UPDATE, "update(params, grads)", "The steps have the default length, whatever lr is: pass it on to update."),
        Mistake(UPDATE, f"{UPDATE}\n            {UPDATE}", "Each batch takes its step twice."),
        Mistake("init_mlp(layer_sizes, seed)", "init_mlp(layer_sizes)", "The starting weights do not depend on seed: pass it on to init_mlp."),
        Mistake("init_mlp(layer_sizes, seed)", "init_mlp(layer_sizes, 123)", "The starting weights are those of seed 123, whatever seed is."),
        Mistake("rng=rng", "shuffle=False", "The batches come in the order of the rows: they are not shuffled."),
        Mistake("(X_train, y_train, batch_size, rng=rng)", "(X_train, y_train, rng=rng)", "The epoch takes one step with all training rows; with batch_size 4 a step has 4 of them."),
        Mistake(f"            {UPDATE}", f"        {UPDATE}", "Only the last batch of an epoch takes its step: update belongs inside the loop over the batches."),
        Mistake(UPDATE, f"{UPDATE}\n            break", "Only the first batch of an epoch takes its step."),
        Mistake(*_in_each_epoch("_, cache = forward(X_train, params)", FORWARD, "pass", BACKWARD, "backward(y_train, params, cache)"), "Every step of an epoch uses one gradient, that of all training rows before the epoch. Each batch needs its own, forward and backward."),
        Mistake(FORWARD, "_, cache = forward(X_train, params)", BACKWARD, "backward(y_train, params, cache)", "Every step uses all training rows instead of those of its batch."),
        Mistake(*_in_each_epoch("old = None", STEP, f"{FORWARD}\n            grads = {BACKWARD}\n            update(params, old or grads, lr)\n            old = grads"), "A step uses the gradient of the batch before instead of its own."),
        Mistake(*_in_each_epoch("old = {n: V.copy() for n, V in params.items()}", FORWARD, "_, cache = forward(X_batch, old)", BACKWARD, "backward(y_batch, old, cache)"), "The gradients of an epoch are all computed with the parameters from before it, as if there were one step for all. Each batch goes on from where the one before it has left off."),
        Mistake('("train", X_train, y_train)', '("train", X_batch, y_batch)', LAST_BATCH),
        *(Mistake(*_measured_on_the_way(how, both), f"The training loss is {text} measured before its step. Measure all training rows when the epoch is over.") for how, text in (("np.mean(scores, axis=0)", "a mean over the batches, each"), ("scores[-1]", "that of the last batch alone,")) for both in (False, True)),
        Mistake("in batches:", "in (all_batches := [*batches]):", UPDATE, "update(params, grads, lr / len(all_batches))", "The step is divided by the number of batches; lr is the length of every step."),
        Mistake(UPDATE, "update(params, grads, lr * len(X_batch))", "The step is multiplied by the number of rows of its batch. The gradient is a mean over them, and lr is for every step."),
        Mistake(UPDATE, "update(params, grads, lr / len(X_batch))", "The step is divided by the number of rows of its batch. backward has done that already."),
        Mistake(UPDATE, "update(params, grads, lr / epoch)", "The steps get shorter with each epoch; lr is for all of them."),
        Mistake(UPDATE, f"if len(X_batch) == batch_size:\n                {UPDATE}", "The last batch, which is smaller, takes no step."),
        Mistake(*_in_each_epoch("total = {}", UPDATE, "total = {n: total.get(n, 0) + dV for n, dV in grads.items()}\n            update(params, total, lr)"), "The gradients of the batches are added up from step to step. Each step takes that of its own batch."),
        Mistake(UPDATE, "update(params, {n: -dV for n, dV in grads.items()}, lr)", "The steps go up the slope instead of down."),
        Mistake(UPDATE, f"params = init_mlp(layer_sizes, seed)\n            {UPDATE}", "Every batch starts again from the weights of init_mlp, which belongs before both loops."),
        Mistake("    for epoch in range(1, epochs + 1):\n", "    for epoch in range(1, epochs + 1):\n        params = init_mlp(layer_sizes, seed)\n", "Every epoch starts again from the weights of init_mlp, which belongs before the loop."),
        Mistake(*_before_all_epochs(f"list({DRAWN})", "made"), "Every epoch has the same batches. Call iterate_minibatches anew in each epoch."),
        Mistake(*_before_all_epochs(DRAWN, "made"), "From the second epoch on no step is taken: the generator of batches is used up. Call iterate_minibatches anew in each epoch."),
    ), _explain, observe=_train, seen=_seen),
)
