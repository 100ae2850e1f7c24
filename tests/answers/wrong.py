"""Wrong answers, as learners write them, each with a piece of what they should hear.

An answer is the body of the function; `write` puts the signature above it.
"""

import ast
from textwrap import indent

import mlp
from mlp.checks.engine.mistakes import text_of

FORWARD = """
n_layers = len(params) // 2
A, cache = X, {"A0": X}
for layer in range(1, n_layers):
    W, b = params[f"W{layer}"], params[f"b{layer}"]
    Z = A @ W + b
    A = activation(Z)
    cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
W, b = params[f"W{n_layers}"], params[f"b{n_layers}"]
ZL = A @ W + b
AL = sigmoid(ZL)
cache[f"Z{n_layers}"], cache[f"A{n_layers}"] = ZL, AL
return AL, cache
"""

BACKWARD = """
N, L = len(y_true), len(params) // 2
grads = {}
dZ = cache[f"A{L}"] - y_true
for layer in range(L, 0, -1):
    A_prev = cache[f"A{layer - 1}"]
    grads[f"dW{layer}"] = A_prev.T @ dZ / N
    grads[f"db{layer}"] = dZ.sum(axis=0, keepdims=True) / N
    if layer > 1:
        dA = dZ @ params[f"W{layer}"].T
        dZ = dA * d_activation(cache[f"Z{layer - 1}"])
return grads
"""

NUMERIC = """
grads = {}
for name, values in params.items():
    slopes = np.zeros(values.shape)
    for index in np.ndindex(values.shape):
        original = values[index]
        values[index] = original + step
        above = loss(params)
        values[index] = original - step
        below = loss(params)
        values[index] = original
        slopes[index] = (above - below) / (2 * step)
    grads[f"d{name}"] = slopes
return grads
"""

INIT = """
rng = np.random.default_rng(seed)
params = {}
for layer in range(1, len(layer_sizes)):
    n_in, n_out = layer_sizes[layer - 1], layer_sizes[layer]
    params[f"W{layer}"] = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)
    params[f"b{layer}"] = np.zeros((1, n_out))
return params
"""

BATCHES = """
order = np.random.permutation(len(X)) if shuffle else np.arange(len(X))
for start in range(0, len(X), batch_size):
    rows = order[start : start + batch_size]
    yield X[rows], y[rows]
"""

DRAW = "rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)"
ZEROS = "np.zeros((1, n_out))"
STEP = "update(params, grads, lr)"

TRAINING = """
from mlp import after_epoch, predict

params = init_mlp(layer_sizes, seed)
history = {"train_loss": [], "val_loss": [], "train_acc": [], "val_acc": []}
for epoch in range(1, epochs + 1):
    for X_batch, y_batch in iterate_minibatches(X_train, y_train, batch_size, rng=rng):
        p, cache = forward(X_batch, params)
        grads = backward(y_batch, params, cache)
        update(params, grads, lr)
    p_train, _ = forward(X_train, params)
    p_val, _ = forward(X_val, params)
    history["train_loss"].append(binary_cross_entropy(y_train, p_train))
    history["val_loss"].append(binary_cross_entropy(y_val, p_val))
    history["train_acc"].append(accuracy(y_train, p_train))
    history["val_acc"].append(accuracy(y_val, p_val))
    if after_epoch(epoch, params, history, lr=lr, log_every=log_every, on_epoch=on_epoch):
        break
return params, history
"""

# The lines that measure, and those that end an epoch.
MEASURED = TRAINING[TRAINING.index("    p_train, _") : TRAINING.index("    if after")]
END = TRAINING[TRAINING.index("    if after") :]

STOPPING = """
val_loss = history["val_loss"][-1]
if val_loss < best.get("val_loss", np.inf):
    best["epoch"] = epoch
    best["val_loss"] = val_loss
    best["params"] = {name: values.copy() for name, values in params.items()}
return epoch - best.get("epoch", 0) >= patience
"""

L2 = """
grads = backward_pass(y_true, params, cache)
for name, V in params.items():
    if name.startswith("W"):
        grads[f"d{name}"] = grads[f"d{name}"] + lam / len(y_true) * V
return grads
"""

MOMENTUM = """
for name in params:
    velocity[name] = beta * velocity.get(name, 0.0) + grads[f"d{name}"]
    params[name] -= lr * velocity[name]
"""


def but(body, *changes):
    """Return a right body with some pieces exchanged for wrong ones."""
    for right, wrong in zip(changes[::2], changes[1::2], strict=True):
        assert right in body, right
        body = body.replace(right, wrong)
    return body


def write(name, body):
    """Return the source of a function with this body."""
    text = text_of(getattr(mlp, name))
    (function,) = ast.parse(text).body
    signature = text.splitlines()[: function.body[0].lineno - 1]
    return "\n".join([*signature, indent(body.strip("\n"), "    "), ""])


# (function, body, a piece of the message). Mistakes that are edits of the course's
# functions stand in `mlp.checks`.
WRONG = [
    ("sigmoid", "return 1 / (1 - np.exp(-x))", "between 0 and 1"),
    ("sigmoid", "return np.exp(x) / (1 + np.exp(x))", "only of numbers that are not"),
    ("sigmoid", "return 1 / (1 + np.exp(-np.abs(x)))", "its sign is lost"),
    ("sigmoid", "import math\nreturn 1 / (1 + math.exp(-x))", "NumPy has functions"),
    ("sigmoid", "x *= -1\nreturn 1 / (1 + np.exp(x))", "changes its argument"),
    ("sigmoid", "return 1 / (1 + np.exp(-x.mean()))", "Each entry needs its own"),
    ("sigmoid", "return '0.5'", "this is a str"),
    ("relu", "return max(x, 0)", "neither true nor false"),
    ("relu", "return np.max(x)", "np.max"),
    ("relu", "return np.where(x > 0, x, 0.01 * x)", "leaky"),
    ("relu", "x[x < 0] = 0\nreturn x", "changes its argument"),
    ("relu", "return x if x > 0 else 0", "neither true nor false"),
    ("relu", "return [[max(v, 0) for v in row] for row in x]", "this is a list"),
    ("relu", "return np.clip(x, 0, 6)", "Positive numbers have no limit"),
    ("d_relu", "return np.where(x > 0, 1.0, 0.01)", "ReLU is flat there"),
    ("d_relu", "return 1 if x > 0 else 0", "neither true nor false"),
    ("binary_cross_entropy", "return -np.mean(y_true * np.log(y_prob) + (1 - y_true) * np.log(1 - y_prob))", "Clip the probabilities"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-20, 1 - 1e-20)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "1 - eps must differ from 1"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-3, 1 - 1e-3)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "too coarse"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "one number per row"),
    ("init_mlp", but(INIT, "rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)", "rng.uniform(-np.sqrt(6 / n_in), np.sqrt(6 / n_in), (n_in, n_out))"), "The variance is right, but the numbers are uniform"),
    ("init_mlp", but(INIT, "rng.standard_normal((n_in", "np.random.standard_normal((n_in"), "same seed give different"),
    ("init_mlp", but(INIT, "default_rng(seed)", "default_rng(0)"), "no difference"),
    ("init_mlp", but(INIT, "    n_in, n_out", "    rng = np.random.default_rng(seed)\n    n_in, n_out"), "one generator before the loop"),
    ("init_mlp", but(INIT, "((n_in, n_out))", "((n_out, n_in))"), "transposed"),
    ("init_mlp", but(INIT, "np.zeros((1, n_out))", "np.zeros(n_out)"), "as a tuple"),
    ("init_mlp", but(INIT, "np.zeros((1, n_out))", "rng.standard_normal((1, n_out))"), "b1 is not 0"),
    ("init_mlp", but(INIT, "rng.standard_normal", "np.zeros"), "stay copies"),
    ("forward_pass", but(FORWARD, "return AL, cache", "return AL"), "two things"),
    ("forward_pass", but(FORWARD, '{"A0": X}', "{}"), "no A0"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A * W + b"), "Line 6 raises"),
    ("forward_pass", but(FORWARD, "n_layers = len(params) // 2", "n_layers = 3"), "KeyError"),
    ("backward_pass", but(BACKWARD, ", keepdims=True", ""), "keepdims=True"),
    ("backward_pass", but(BACKWARD, "A_prev.T @", "A_prev @"), "product do not fit"),
    ("backward_pass", but(BACKWARD, "].T\n", "]\n"), "A transpose may be missing"),
    ("backward_pass", but(BACKWARD, "range(L, 0, -1)", "range(L, 1, -1)"), "missing"),
    ("backward_pass", but(BACKWARD, "return grads", 'grads["dW1"] = 0 * grads["dW1"]\nreturn grads'), "0 everywhere"),
    ("backward_pass", but(BACKWARD, "return grads", "for name in params:\n    params[name] -= 0.1 * grads['d' + name]\nreturn grads"), "changes its argument"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", "(A_prev.T @ dZ / N).T"), "transposed"),
    ("numeric_gradients", but(NUMERIC, "        values[index] = original\n", ""), "put each entry back"),
    ("numeric_gradients", but(NUMERIC, "original = values", "old, original = values, values", "values[index] = original\n", "values = old\n"), "W1 is not what it was"),
    ("numeric_gradients", but(NUMERIC, "original = values", "row, original = values[index[0]], values", "values[index] = original\n", "values[index[0]] = row\n"), "put each entry back"),
    ("numeric_gradients", but(NUMERIC, "    slopes = np", "    values = values.copy()\n    slopes = np"), "Every slope is 0"),
    ("numeric_gradients", "grads = {}\nfor name, V in params.items():\n    slopes = np.zeros(V.shape)\n    for i in np.ndindex(V.shape):\n        up, down = ({n: W.copy() for n, W in params.items()} for _ in range(2))\n        up[name][i] += step\n        down[name][i] -= step\n        slopes[i] = (loss(params) - loss(params)) / (2 * step)\n    grads[f'd{name}'] = slopes\nreturn grads", "Every slope is 0"),
    ("numeric_gradients", but(NUMERIC, "original - step", "original + step"), "move to both sides"),
    ("numeric_gradients", but(NUMERIC, "values.shape)\n    for", "values.shape, dtype=int)\n    for"), "central difference is"),
    ("numeric_gradients", but(NUMERIC, "original + step", "values[index] + step", "original - step", "values[index] - step"), "two steps to get"),
    ("numeric_gradients", but(NUMERIC, "original - step\n        below", "original\n        below", "(2 * step)", "step"), "on one side only"),
    ("numeric_gradients", but(NUMERIC, "(2 * step)", "step"), "twice what it should be"),
    ("numeric_gradients", but(NUMERIC, "(above - below)", "above - below"), "central difference is"),
    ("numeric_gradients", but(NUMERIC, "(2 * step)", "2e-5"), "central difference is"),
    ("numeric_gradients", but(NUMERIC, 'f"d{name}"', "name"), "no dW1"),
    ("numeric_gradients", but(NUMERIC, "return grads", "return list(grads.values())"), "must return a dict"),
    ("numeric_gradients", but(NUMERIC, "= slopes", "= slopes.T"), "dW1 must have shape"),
    ("numeric_gradients", but(NUMERIC, "= slopes", "= slopes.ravel()"), "dW1 must have shape"),
    ("numeric_gradients", but(NUMERIC, "loss(params)", "loss(values)"), "Line 8 raises"),
    ("numeric_gradients", but(NUMERIC, "params.items()", "[(n, params[n]) for n in ('W1', 'b1')]"), "no dW2"),
    ("update_params", 'for i in range(1, len(params) // 2):\n    params[f"W{i}"] -= lr * grads[f"dW{i}"]\n    params[f"b{i}"] -= lr * grads[f"db{i}"]', "W2, b2 do not change"),
    ("update_params", 'for name in params:\n    grads[f"d{name}"] *= lr\n    params[name] -= grads[f"d{name}"]', "changes its argument"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield X[rows], y[np.random.permutation(rows)]"), "own order|shuffled apart"),
    ("iterate_minibatches", "i, j = np.arange(len(X)), np.arange(len(X))\nif shuffle:\n    i, j = np.random.permutation(i), np.random.permutation(j)\nfor k in range(0, len(X), batch_size):\n    yield X[i[k:k + batch_size]], y[j[k:k + batch_size]]", "shuffled apart"),
    ("iterate_minibatches", but(BATCHES, "range(0, len(X), batch_size)", "range(0, len(X) - batch_size + 1, batch_size)"), "smaller batch is dropped"),
    ("iterate_minibatches", but(BATCHES, "range(0, len(X), batch_size)", "range(0, len(X), batch_size - 1)"), "exactly once"),
    ("iterate_minibatches", but(BATCHES, " if shuffle else np.arange(len(X))", ""), "shuffle=False"),
    ("iterate_minibatches", but(BATCHES, "np.random.permutation(len(X)) if shuffle else np.arange(len(X))", "np.arange(len(X))"), "still come in their own order"),
    ("iterate_minibatches", "if shuffle:\n    np.random.shuffle(X)\nfor k in range(0, len(X), batch_size):\n    yield X[k:k + batch_size], y[k:k + batch_size]", "changes its argument"),
    ("iterate_minibatches", but(BATCHES, "order =", "np.random.seed(0)\norder ="), "Every epoch has the same order"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield X[rows]"), "pair"),
    ("iterate_minibatches", "order = np.random.permutation(len(X)) if shuffle else np.arange(len(X))\nrows = order[:batch_size]\nreturn [(X[rows], y[rows])]", "exactly once"),
    ("iterate_minibatches", "while True:\n    yield X[:batch_size], y[:batch_size]", "no end of batches"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "return X[rows], y[rows]"), "a single batch"),
    ("iterate_minibatches", "order = np.random.permutation(len(X)) if shuffle else np.arange(len(X))\nX = X[order]\nfor k in range(0, len(X), batch_size):\n    yield X[k:k + batch_size], y[k:k + batch_size]", "shuffled apart"),
    ("update_params", "for name in params:\n    params[name] -= lr * grads[name]", "KeyError"),
    ("train_mlp", but(TRAINING, MEASURED, indent(MEASURED, "    ")), "not after each batch"),
    ("train_mlp", but(TRAINING, END, "return params, history"), "on_epoch was not called"),
    ("train_mlp", but(TRAINING, MEASURED, "\n"), "one of them has none"),
    ("train_mlp", but(TRAINING, "return params, history", "return params"), "two things"),
    ("train_mlp", but(TRAINING, "return params, history", "return history, params"), "params comes first"),
    ("train_mlp", but(TRAINING, "return params, history", "    return params, history"), "After 3 epochs"),
    ("train_mlp", but(TRAINING, "range(1, epochs + 1)", "range(1, epochs)"), "has 0 values"),
    ("train_mlp", but(TRAINING, "range(1, epochs + 1)", "range(epochs + 1)"), "has 2 values"),
    ("train_mlp", but(TRAINING, "range(1, epochs + 1)", "range(epochs)"), "they count from 1"),
    ("train_mlp", but(TRAINING, "        break", "        pass"), "needs one for each epoch|training ends when"),
    ("train_mlp", but(TRAINING, "update(params, grads, lr)", "params = update(params, grads, lr)"), "got None"),
    ("train_mlp", but(TRAINING, "update(params, grads, lr)", "update({n: V.copy() for n, V in params.items()}, grads, lr)"), "still those of init_mlp"),
    ("train_mlp", but(TRAINING, 'append(binary_cross_entropy(y_train, p_train))', 'append(loss / n)', "    for X_batch", "    loss = n = 0\n    for X_batch", "        grads =", "        loss, n = loss + binary_cross_entropy(y_batch, p), n + 1\n        grads ="), "a mean over the batches"),
    ("train_mlp", but(TRAINING, "init_mlp(layer_sizes, seed)", "init_mlp((2, 32, 32, 1), seed)"), "W1 must have shape (2, 3)"),
    ("train_mlp", but(TRAINING, 'history["val_acc"].append(accuracy(y_val, p_val))', 'history["train_acc"].append(accuracy(y_val, p_val))'), "one of them has none"),
    ("train_mlp", but(TRAINING, "accuracy(y_val, p_val)", "accuracy(y_val, p_train)"), "as many rows"),
    ("train_mlp", but(TRAINING, "accuracy(y_train, p_train)", "accuracy(p_train, y_train)"), "must hold only 0 and 1"),
    ("train_mlp", but(TRAINING, 'history["val_loss"].append(binary_cross_entropy(y_val, p_val))', 'history["val_loss"] = binary_cross_entropy(y_val, p_val)'), "one of them has none"),
    ("train_mlp", but(TRAINING, 'history = {"train_loss": [], ', "history = {"), "KeyError"),
    ("train_mlp", but(TRAINING, "y_batch in iterate_minibatches(X_train, y_train, batch_size, rng=rng)", "y_batch in [(X_train, y_train)]"), "one step with all"),
    ("train_mlp", but(TRAINING, "backward(y_batch,", "backward(y_train[:len(y_batch)],"), "labels of other rows"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[:-n], y[:-n], X[-n:], y[-n:]", "must be the first rows"),
    ("train_val_split", "n = int(len(X) * 0.2)\nreturn X[n:], y[n:], X[:n], y[:n]", "use the argument"),
    ("train_val_split", "n = int(len(X) * 0.4)\nreturn X[n:], y[n:], X[:n], y[:n]", "whatever val_fraction is"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X, y, X[:n], y[:n]", "still has all rows"),
    ("train_val_split", "n = len(X) * val_fraction\nreturn X[n:], y[n:], X[:n], y[:n]", "slice indices must be integers"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:, 0], X[:n], y[:n, 0]", "y_train must have shape (9, 1)"),
    ("train_val_split", "n, i = int(len(X) * val_fraction), np.random.permutation(len(X))\nX, y = X[i], y[i]\nreturn X[n:], y[n:], X[:n], y[:n]", "must be the first rows"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nX = np.random.permutation(X)\nreturn X[n:], y[n:], X[:n], y[:n]", "other labels"),
    ("train_val_split", "np.random.shuffle(X)\nn = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "changes its argument X"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:]", "four arrays"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:].tolist(), y[n:], X[:n], y[:n]", "X_train must be a NumPy array; this is a list"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X[1:n + 1], y[1:n + 1]", "in both parts or in none"),
    ("train_val_split", "n = int(len(X) * (val_fraction if val_fraction != 0.2 else 0.1))\nreturn X[n:], y[n:], X[:n], y[:n]", "default of val_fraction is 0.2"),
    ("moon", "import math\nreturn np.column_stack([math.cos(t), math.sin(t)])", "NumPy has functions"),
    ("moon", "if label == 0:\n    return np.column_stack([np.cos(t), np.sin(t)])", "With label 1 the function returns nothing"),
    ("moon", "if label == 1:\n    return np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])", "With label 0 the function returns nothing"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn x, y", "a tuple of two rows of numbers, one per coordinate"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn x", "must have shape (5, 2)"),
    ("moon", "x, y = np.sin(t), np.cos(t)\nreturn np.array([x, y])", "must have shape (5, 2)"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn np.column_stack([x, y, np.full(len(t), label)])", "must have shape (5, 2)"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn np.array([x, y]).reshape(-1, 2)", "reshape fills row after row"),
    ("moon", "t = np.sort(t)\nreturn np.column_stack([np.cos(t), np.sin(t)])", "in another order than their angles"),
    ("moon", "t.sort()\nreturn np.column_stack([np.cos(t), np.sin(t)])", "changes its argument t"),
    ("moon", "t = np.random.uniform(0, np.pi, len(t))\nreturn np.column_stack([np.cos(t), np.sin(t)])", "two calls with the same angles"),
    ("moon", "return np.column_stack([np.cos(t), np.sin(t)]) + np.random.normal(0, 0.1, (len(t), 2))", "noise comes later"),
    ("moon", "return np.column_stack([np.cos(t), t])", "The first coordinate is right, the second is not"),
    ("moon", "if label == 0:\n    return np.column_stack([np.cos(t), np.sin(t)])\nreturn np.column_stack([2 - np.cos(t), 0.5 - np.sin(t)])", "it is too large by 1 in every point"),
    ("tanh", "return 2 * sigmoid(x) - 1", "too flat"),
    ("tanh", "return np.abs(2 * sigmoid(2 * x) - 1)", "Where x is negative"),
    ("tanh", "e = np.exp(-2 * x)\nreturn (e - 1) / (1 + e)", "The sign is wrong everywhere"),
    ("tanh", "e = np.exp(-2 * x)\nreturn np.where(x >= 0, 1 - e, 1 - 1 / e) / (1 + e)", "and follow the equation"),
    ("tanh", "return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))", "exp(1000) is too large"),
    ("sigmoid", "return 1 / (1 + np.exp(-np.clip(x, -10, 10)))", "cut off"),
    ("sigmoid", "return np.log(-x)", "no result for this number"),
    ("relu", "return np.where(x < -1, 0, x)", "should be 0"),
    ("relu", "return [v for v in x.ravel() if v > 0]", "this is a list"),
    ("sigmoid", "return np.tanh", "Call it"),
    ("d_relu", "return np.where(x > 0, '1', '0')", "got text"),
    ("binary_cross_entropy", "return np.nan_to_num(-np.mean(y_true * np.log(y_prob)\n                     + (1 - y_true) * np.log(1 - y_prob)))", "Clip the probabilities"),
    ("init_mlp", but(INIT, "range(1, len(layer_sizes))", "range(len(layer_sizes))"), "there is a W0"),
    ("init_mlp", but(INIT, "params = {}", 'params = {"n_layers": len(layer_sizes) - 1}'), "does not belong"),
    ("init_mlp", but(INIT, 'f"W{layer}"', '"W{layer}"'), "missing"),
    ("init_mlp", but(INIT, "* np.sqrt(2 / n_in)", "+ np.sqrt(2 / n_in)"), "Is something added to them?"),
    ("forward_pass", but(FORWARD, "A, cache = X", "global CACHE\nCACHE = globals().get('CACHE', {})\ncache = CACHE\nA, cache['A0'] = X", ', {"A0": X}', ", X"), "share one cache"),
    ("forward_pass", but(FORWARD, "return AL, cache", "return ZL, cache"), "first result"),
    ("backward_pass", but(BACKWARD, "len(y_true)", "64"), "come from the arguments"),
    ("update_params", "for V, g in zip(params.values(), grads.values()):\n    V -= lr * g", "broadcast"),
    ("update_params", 'for name in ("W1", "b1", "W2", "b2"):\n    params[name] -= lr * grads["d" + name]', "all of params"),
    ("iterate_minibatches", "n = len(X)\nstarts = np.arange(0, n, batch_size)\nif shuffle:\n    np.random.shuffle(starts)\nfor s in starts:\n    yield X[s:s + batch_size], y[s:s + batch_size]", "stay together"),
    ("iterate_minibatches", but(BATCHES, "range(0, len(X), batch_size)", "range(0, len(X) + 1, batch_size)"), "without any row"),
    ("iterate_minibatches", "import itertools\nreturn itertools.repeat((X[:batch_size], y[:batch_size]))", "no end of batches"),
    ("iterate_minibatches", but(BATCHES, "X[rows]", "X[rows, :1]"), "all columns"),
    ("train_val_split", "n = round(len(X) * val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "rounded to the nearest"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:][::-1], y[n:][::-1], X[:n], y[:n]", "old order"),
    ("weight_l2_norm", "return np.sqrt(sum(np.sum(params[n]**2) for n in ('W1', 'W2', 'W3')))", "KeyError|whatever weights"),
    ("backward_pass_l2", but(L2, "lam / len(y_true)", "lam / 7"), "from the arguments"),
    ("backward_pass_l2", but(L2, 'grads[f"d{name}"] =', "grads[name] ="), "called dW1"),
    ("early_stopping", but(STOPPING, "params.items()}", "params.items() if name[0] == 'W'}"), "it lacks"),
    ("early_stopping", STOPPING.replace("return epoch", "if epoch - best['epoch'] >= patience:\n    params.update(best['params'])\nreturn epoch"), "changes params"),
    ("early_stopping", but(STOPPING, "if val_loss < best", "if val_loss + 0.1 < best"), "it should stop|It stops although"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'h = history["val_loss"]\nreturn len(h) > patience and h[-1] > h[-1 - patience]'), "epoch|never stops"),
    ("early_stopping", but(STOPPING, "return epoch", "return best or epoch"), "True or Fal"),
    ("d_tanh", "e = np.exp(2 * x)\nreturn 4 * e / (e + 1) ** 2", "too large"),
    ("update_with_momentum", "for name in ('W1', 'b1', 'W2', 'b2'):\n    velocity[name] = beta * velocity.get(name, 0) + grads['d' + name]\n    params[name] -= lr * velocity[name]", "four layers"),
    ("update_with_momentum", "for name in params:\n    if name in velocity:\n        velocity[name] *= beta\n        velocity[name] += grads['d' + name]\n    else:\n        velocity[name] = grads['d' + name]\n    params[name] -= lr * velocity[name]", "gradients are changed"),
    ("early_stopping", but(STOPPING, "values.copy()", "values"), "dict.copy() copies only the dict"),
    ("early_stopping", but(STOPPING, "if val_loss <", "if True or val_loss <"), "best holds the last epoch"),
    ("early_stopping", but(STOPPING, 'best.get("val_loss", np.inf)', '(history["val_loss"][-2] if epoch > 1 else np.inf)'), "compared with the epoch before"),
    ("early_stopping", but(STOPPING, "val_loss < best", "val_loss <= best"), "An equal loss counts"),
    ("early_stopping", but(STOPPING, ">= patience", ">= patience - 1"), "It stops one epoch early"),
    ("early_stopping", but(STOPPING, ">= patience", ">= max(patience, 3)"), "patience makes no difference"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'best["bad"] = best.get("bad", 0) + (best["epoch"] != epoch)\nreturn best["bad"] >= patience'), "does not reset the patience"),
    ("early_stopping", but(STOPPING, '    best["val_loss"] = val_loss\n', '    pass\nbest["val_loss"] = val_loss\n', '    best["params"]', 'if best["epoch"] == epoch:\n    best["params"]'), "best holds the last epoch"),
    ("early_stopping", but(STOPPING, ">= patience", ">= max(patience, 2)"), "With patience 1 training should stop at epoch 3; it stops at epoch 4"),
    # The starting weights.
    ("init_mlp", but(INIT, DRAW, "rng.random((n_in, n_out)) * 0.1"), "All weights of W1 are positive"),
    ("init_mlp", but(INIT, DRAW, "np.random.rand(n_in, n_out) * np.sqrt(2 / n_in)"), "as np.random.rand"),
    ("init_mlp", but(INIT, DRAW, f"np.abs({DRAW})"), "All weights of W1 are positive"),
    ("init_mlp", but(INIT, DRAW, f"-np.abs({DRAW})"), "All weights of W1 are negative"),
    ("init_mlp", but(INIT, DRAW, "rng.random((n_in, n_out)) - 0.5"), "uniform numbers from -½ to ½, not scaled"),
    ("init_mlp", but(INIT, DRAW, "(2 * rng.random((n_in, n_out)) - 1) * np.sqrt(6 / (n_in + n_out))"), "uniform, with the variance 2 / (n_in + n_out)"),
    ("init_mlp", but(INIT, DRAW, "rng.uniform(-1, 1, (n_in, n_out)) / np.sqrt(n_in)"), "uniform numbers up to"),
    ("init_mlp", but(INIT, DRAW, "np.full((n_in, n_out), 0.05)"), "are equal, 0.05"),
    ("init_mlp", but(INIT, DRAW, "np.ones((n_in, n_out))"), "are equal, 1"),
    ("init_mlp", but(INIT, DRAW, "np.ones((n_in, n_out)) * rng.standard_normal()"), "are equal"),
    ("init_mlp", but(INIT, DRAW, "np.ones((n_in, 1)) * rng.standard_normal((1, n_out))"), "whole rows or columns are equal"),
    ("init_mlp", but(INIT, "np.sqrt(2 / n_in)", "2 / (n_in + n_out)"), "2 / (n_in + n_out) was used as the standard deviation"),
    ("init_mlp", but(INIT, DRAW, "rng.normal(0, 1 / n_in, (n_in, n_out))"), "The standard deviation is 1 / n_in"),
    ("init_mlp", but(INIT, DRAW, "rng.normal(scale=1 / n_out, size=(n_in, n_out))"), "1 / n_out was used as the standard deviation"),
    ("init_mlp", but(INIT, "np.sqrt(2 / n_in)", "0.05"), "It is the same in every layer"),
    ("init_mlp", but(INIT, "np.sqrt(2 / n_in)", "3 * np.sqrt(2 / n_in)"), "9 times what it should be"),
    ("init_mlp", but(INIT, "2 / n_in", "2 / layer_sizes[0]"), "It is wrong in W2, W3, W4 only"),
    ("init_mlp", but(INIT, "2 / n_in", "2 / n_in**2"), "The variance is 2 / n_in²"),
    ("init_mlp", but(INIT, DRAW, f"np.clip({DRAW}, -0.15, 0.15)"), "Nor are the numbers normal"),
    ("init_mlp", but(INIT, ZEROS, "np.zeros((1, n_out), dtype=int)"), "Integer biases cannot take steps"),
    ("init_mlp", but(INIT, ZEROS, "np.full((1, n_out), 0)"), "Integer biases cannot take steps"),
    ("init_mlp", but(INIT, ZEROS, "np.array([n_out * [0]])"), "Integer biases cannot take steps"),
    ("init_mlp", but(INIT, DRAW, "rng.integers(-1, 2, (n_in, n_out))"), "Integer weights cannot take steps"),
    ("init_mlp", but(INIT, "params = {}", "params = {}\nzeros = {n: np.zeros((1, n)) for n in layer_sizes}", ZEROS, "zeros[n_out]"), "b1 and b2 share"),
    ("init_mlp", but(INIT, "params = {}", "params, zeros = {}, np.zeros((1, max(layer_sizes)))", ZEROS, "zeros[:, :n_out]"), "b1 and b2 share"),
    ("init_mlp", "params = {}\nnone = np.zeros((1, 120))\nrng = np.random.default_rng(seed)\nfor layer, (n_in, n_out) in enumerate(zip(layer_sizes, layer_sizes[1:]), 1):\n    params['W%d' % layer] = rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)\n    params['b%d' % layer] = none if n_out == 120 else np.zeros((1, n_out))\nreturn params", "b1 and b2 share"),
    ("init_mlp", but(INIT, ZEROS, "np.broadcast_to(0.0, (1, n_out))"), "cannot be written to"),
    ("init_mlp", but(INIT, DRAW, f"np.asmatrix({DRAW})"), "W1 must be a NumPy array; this is a matrix"),
    ("init_mlp", but(INIT, ZEROS, "np.matrix(np.zeros(n_out))"), "b1 must be a NumPy array; this is a matrix"),
    ("init_mlp", but(INIT, ZEROS, "[[0.0] * n_out]"), "b1 must be a NumPy array; this is a list"),
    ("init_mlp", but(INIT, DRAW, f"({DRAW}).tolist()"), "W1 must be a NumPy array; this is a list"),
    ("init_mlp", but(INIT, ZEROS, "0.0"), "b1 must be a NumPy array; this is a float"),
    ("init_mlp", but(INIT, "((n_in, n_out))", "(n_in, n_out)"), "The shape is one argument: a tuple"),
    ("init_mlp", but(INIT, DRAW, "rng.normal(0, np.sqrt(2 / n_in), n_in, n_out)"), "The shape is one argument: a tuple"),
    ("init_mlp", but(INIT, ZEROS, "np.zeros(1, n_out)"), "The shape is one argument: a tuple"),
    ("init_mlp", but(INIT, DRAW, "np.random.randn((n_in, n_out))"), "sizes one by one"),
    ("init_mlp", but(INIT, DRAW, "rng.rand(n_in, n_out)"), "has other names: standard_normal"),
    ("init_mlp", but(INIT, 'f"b{layer}"', 'f"B{layer}"'), "No biases are found under their names"),
    ("init_mlp", but(INIT, 'f"W{layer}"', '"W{layer}"'), "Is the f before the string missing?"),
    ("init_mlp", but(INIT, "len(layer_sizes))", "len(layer_sizes) - 1)"), "does the loop end one layer early?"),
    ("init_mlp", but(INIT, "return params", "    return params"), "does a return stand inside the loop?"),
    ("init_mlp", but(INIT, "    n_in, n_out", "    params = {}\n    n_in, n_out"), "a new dict made inside the loop?"),
    # The forward pass.
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A * W + b"), "entry by entry, which is what * does"),
    ("forward_pass", but(FORWARD, "ZL = A @ W + b", "ZL = A * W + b"), "A2 and W3, of shapes (6, 5) and (5, 1)"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = W * A + b"), "entry by entry, which is what * does"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.multiply(A, W) + b"), "entry by entry, which is what * does"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.dot(W, A) + b"), "The factors stand the wrong way round: here W1"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = W @ A + b"), "The factors stand the wrong way round: here W1"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.matmul(W, A) + b"), "The factors stand the wrong way round: here W1"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.dot(W.T, A) + b"), "the rule for samples in columns"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = W.T @ A.T + b"), "the rule for samples in columns"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = W.T @ A.T + b.T"), "but transposed"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W + b.T"), "b1 is transposed"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.dot(A, W) + np.transpose(b)"), "b1 is transposed"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W + b.reshape(-1, 1)"), "b1 is transposed"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = (A + b) @ W"), "before the product"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.dot(A + b, W)"), "before the product"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.matmul(A + b, W)"), "before the product"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ (W + b)"), "added to the weights, before the product"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W.T + b"), "W1 has shape (3, 4), one row per input"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A.T @ W + b"), "A0 has shape (6, 3), one row per sample"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = np.dot(A, W, b)"), "np.dot takes two arrays"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W @ b"), "A bias is added"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = X @ W + b"), "Is A given its new value in every layer?"),
    ("forward_pass", but(FORWARD, "A = activation(Z)", "H = activation(Z)", "= Z, A\n", "= Z, H\n"), "Is A given its new value in every layer?"),
    ("forward_pass", but(FORWARD, 'params[f"W{layer}"], ', 'params[f"W{layer + 1}"], '), "A0 meets W2"),
    ("forward_pass", but(FORWARD, 'params[f"b{layer}"]', 'params[f"b{layer + 1}"]'), "the bias that is added has the number 2"),
    ("forward_pass", but(FORWARD, "len(params) // 2", "len(params)"), "This network has 3 layers"),
    ("forward_pass", but(FORWARD, "sigmoid(ZL)", "sigmoid(ZL).ravel()"), "Its column has been flattened"),
    ("forward_pass", but(FORWARD, "sigmoid(ZL)", "sigmoid(Z)"), "That is the shape of A2"),
    ("forward_pass", but(FORWARD, '= Z, A\n', '= Z, cache[f"A{layer - 1}"]\n'), "That is the shape of A0"),
    ("forward_pass", but(FORWARD, 'cache[f"Z{layer}"]', 'cache["Z{layer}"]'), "Is the f before the string missing?"),
    ("forward_pass", but(FORWARD, 'cache[f"Z{layer}"]', 'cache[f"z{layer}"]'), "It has A0, z1, A1"),
    ("forward_pass", but(FORWARD, "A, cache = X", "A, cache = X[:5]"), "rows were put together|rows was used"),
    ("forward_pass", but(FORWARD, "A, cache = X", "A, cache = np.matrix(X)"), "Z1 must be a NumPy array; this is a matrix"),
    ("forward_pass", but(FORWARD, '{"A0": X}', '{"A0": np.matrix(X)}'), "A0 must be a NumPy array; this is a matrix"),
    ("forward_pass", but(FORWARD, '{"A0": X}', '{"A0": X.tolist()}'), "A0 must be a NumPy array; this is a list"),
    ("forward_pass", but(FORWARD, "= ZL, AL", "= ZL, list(AL)"), "A3 must be a NumPy array; this is a list"),
    ("forward_pass", but(FORWARD, "return AL, cache", "return np.matrix(AL), cache"), "The first result must be a NumPy array; this is a matrix"),
    ("forward_pass", but(FORWARD, "return AL, cache", "return AL > 0.5, cache"), "it holds classes"),
    ("forward_pass", but(FORWARD, "return AL, cache", "return AL.ravel(), cache"), "it has shape (6,)"),
    ("forward_pass", but(FORWARD, "activation(Z)", "np.where(Z > 0, Z, 0.2 * Z)"), "right where Z is positive, and wrong where Z is negative"),
    ("forward_pass", but(FORWARD, "activation(Z)", "np.where(Z > 0, 2 * Z, 0)"), "It is 2 times what it should be"),
    ("forward_pass", but(FORWARD, "activation(Z)", "np.round(activation(Z), 3)"), "are the numbers rounded?"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W + 3 * b"), "Every row is off by the same numbers"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = 2 * (A @ W + b)"), "In layer 1 of a network with layer_sizes (3, 4, 5, 1) Z1[0, 0] came out as"),
    ("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W + b\n    Z[2] = 0"), "Only row 2 is wrong"),
    # Steps.
    ("update_params", "for i in range(len(params) // 2):\n    params[f'W{i}'] -= lr * grads[f'dW{i}']\n    params[f'b{i}'] -= lr * grads[f'db{i}']", "Layers count from 1"),
    ("update_params", "L = len(params) // 2\nfor i in range(L + 1):\n    params['W' + str(i)] = params['W' + str(i)] - lr * grads['dW' + str(i)]", "Layers count from 1"),
    ("update_params", "i = 0\nwhile i < len(params) // 2:\n    params[f'b{i}'] -= lr * grads[f'db{i}']\n    i += 1", "Layers count from 1"),
    ("update_params", "for name in params:\n    params[name] -= lr / 3 * grads['d' + name]", "times 0.05667 that was subtracted; lr is 0.17"),
    ("update_params", "for name in params:\n    params[name] -= lr * np.clip(grads['d' + name], -1, 1)", "Right are W1, b2"),
    ("update_params", "for name in params:\n    params[name] = np.asmatrix(params[name]) - lr * grads['d' + name]", "this is a matrix"),
    ("update_params", "for name in params:\n    params[name] = (params[name] - lr * grads['d' + name]).tolist()", "this is a list"),
    ("update_params", "import copy\nparams = copy.deepcopy(params)\nfor name in params:\n    params[name] -= lr * grads['d' + name]", "a copy is not the dict"),
    ("update_params", "for i in range(1, len(params) // 2 + 1):\n    params[f'W{i}'] -= lr * grads[f'dW{i}']\n    params[f'b{i}'] += lr * grads[f'db{i}']", "times -0.17 that was subtracted"),
    ("update_params", "for i in range(1, len(params) // 2 + 1):\n    params[f'W{i}'] -= lr * grads[f'dW{i}']\n    params[f'b{i}'] -= lr * grads[f'dW{i}'].sum(axis=0, keepdims=True)", "Right are W1, W2"),
    ("update_params", "for name in params:\n    params[name] -= 2 * lr * grads['d' + name]", "with the gradient"),
    # Batches.
    ("iterate_minibatches", but(BATCHES, "    yield", "yield"), "Only one batch comes, with 2 of 50 rows"),
    ("iterate_minibatches", "found = []\n" + but(BATCHES, "    yield X[rows], y[rows]", "found.append((X[rows], y[rows]))\nreturn found"), "Only one batch comes, with 2 of 50 rows"),
    ("iterate_minibatches", "found = []\n" + but(BATCHES, "yield X[rows], y[rows]", "found.append((X[rows], y[rows]))\n    return found"), "Only one batch comes, with 8 of 50 rows"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield X[rows], y[rows]\n    return"), "Only one batch comes, with 8 of 50 rows"),
    ("iterate_minibatches", but(BATCHES, "batch_size", "64"), "All 50 rows come as one batch, though batch_size is 8"),
    ("iterate_minibatches", "def made():\n" + indent(BATCHES.strip(), "    ") + "\nreturn made(), -(-len(X) // batch_size)", "a tuple with a number in it"),
    ("iterate_minibatches", "found = []\n" + but(BATCHES, "yield X[rows], y[rows]", "found.append((X[rows], y[rows]))") + "return found, len(found)", "a tuple with a number in it"),
    ("iterate_minibatches", "found = []\n" + but(BATCHES, "yield X[rows], y[rows]", "found.append((X[rows], y[rows]))") + "return batch_size, found", "a tuple with a number in it"),
    ("iterate_minibatches", "def made():\n" + indent(BATCHES.strip(), "    ") + "\nreturn [made()]", "holds a generator"),
    ("iterate_minibatches", "parts, labels = [], []\n" + but(BATCHES, "yield X[rows], y[rows]", "parts.append(X[rows])\n    labels.append(y[rows])") + "return parts, labels", "All parts of X come in one list"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield rows, X[rows], y[rows]"), "got a tuple of 3"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield {'X': X[rows], 'y': y[rows]}"), "got a dict"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield np.hstack([X[rows], y[rows]])"), "got a single array"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows]", "yield list(X[rows])"), "X_batch is a list of 8"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows]", "yield np.asmatrix(X[rows])"), "this is a matrix"),
    ("iterate_minibatches", but(BATCHES, "y[rows]", "y[rows].ravel()"), "got (8,)"),
    ("iterate_minibatches", but(BATCHES, "np.random.permutation(len(X))", "np.random.randint(0, len(X), len(X))"), "drawn with replacement"),
    ("iterate_minibatches", but(BATCHES, "np.random.permutation(len(X))", "np.random.choice(len(X), len(X))"), "drawn with replacement"),
    ("iterate_minibatches", but(BATCHES, "len(X), batch_size)", "len(X))"), "50 batches, where 7 are due, bring 372 rows"),
    ("iterate_minibatches", but(BATCHES, "start + batch_size]", "batch_size]"), "6 of 7 batches have no row at all"),
    ("iterate_minibatches", "order = np.random.permutation(len(X)) if shuffle else np.arange(len(X))\nfor rows in np.array_split(order, 7):\n    yield X[rows], y[rows]", "8, 7, 7, 7, 7, 7, 7 rows"),
    # Momentum.
    ("update_with_momentum", but(MOMENTUM, "velocity.get(name, 0.0)", "velocity[name]"), "velocity is empty before the first step, so there is no W1"),
    ("update_with_momentum", but(MOMENTUM, "velocity.get(name, 0.0)", "velocity['d' + name]"), "velocity is empty before the first step, so there is no dW1"),
    ("update_with_momentum", "for k in params:\n    velocity[k] *= beta\n    velocity[k] += grads['d' + k]\n    params[k] -= lr * velocity[k]", "velocity is empty before the first step, so there is no W1"),
    ("update_with_momentum", but(MOMENTUM, 'grads[f"d{name}"]', "grads[name]"), "KeyError"),
    ("update_with_momentum", "for name in params:\n    before = velocity.get(name, 0.0)\n    velocity[name] = beta * before - lr * grads['d' + name]\n    params[name] += (1 + beta) * velocity[name] - beta * before", "Nesterov"),
    ("update_with_momentum", "for name, g in grads.items():\n    v = velocity.setdefault(name[1:], 0 * g)\n    velocity[name[1:]] = v = beta * v + g\n    params[name[1:]] -= lr * g + lr * beta * v", "Nesterov"),
    ("update_with_momentum", MOMENTUM + "    params[name] -= lr * grads['d' + name]", "The gradient enters twice"),
    ("update_with_momentum", "for k in params:\n    velocity.setdefault(k, grads['d' + k].copy())\n    velocity[k] = beta * velocity[k] + grads['d' + k]\n    params[k] -= lr * velocity[k]", "Its step is 1.8 times"),
    ("update_with_momentum", "for k in ('W1', 'W2'):\n    velocity[k] = beta * velocity.get(k, 0.0) + grads['d' + k]\n    params[k] -= lr * velocity[k]", "It has not changed"),
    ("update_with_momentum", "for k in params:\n    velocity[k] = beta * velocity.get(k, 0.0) - lr * grads['d' + k]\n    params[k] -= velocity[k]", "goes up the slope"),
    ("update_with_momentum", "for k in params:\n    velocity[k] = beta * velocity.get(k, 0.0) - (1 - beta) * grads['d' + k]\n    params[k] -= lr * velocity[k]", "up the slope; and the gradient is multiplied by 1 - beta"),
    ("update_with_momentum", "for k in params:\n    velocity[k] = 0.9 * velocity.get(k, 0.0) + 0.1 * grads['d' + k]\n    params[k] -= lr * velocity[k]", "beta is 0.9 whatever is passed, and"),
    ("update_with_momentum", but(MOMENTUM, "params[name] -=", "params[name] = np.asmatrix(params[name]) -"), "this is a matrix"),
    # Training.
    ("train_mlp", but(TRAINING, STEP, "update(params, grads, 3 * lr)"), "That of W1 is 3 times what it should be"),
    ("train_mlp", but(TRAINING, STEP, "update({n: V for n, V in params.items() if n[0] == 'W'}, grads, lr)"), "b1, b2 are still as init_mlp made them"),
    ("train_mlp", but(TRAINING, STEP, "for n in params:\n            params[n] += lr * grads['d' + n]"), "go up the slope"),
    ("train_mlp", but(TRAINING, STEP, "update(params, grads, lr * 0.5 ** (epoch - 1))"), "One step with all rows is right"),
    ("train_mlp", but(TRAINING, "        p, cache", "        if len(X_batch) != batch_size:\n            continue\n        p, cache"), "smaller, takes no step"),
    ("train_mlp", but(TRAINING, "append(accuracy(y_val, p_val))", "append([accuracy(y_val, p_val)])"), "it holds a list"),
    ("train_mlp", but(TRAINING, "append(binary_cross_entropy(y_val, p_val))", "append(p_val)"), "a whole array instead of a single number"),
    ("train_mlp", but(TRAINING, "    for X_batch", "    history = {n: [] for n in ('train_loss', 'val_loss', 'train_acc', 'val_acc')}\n    for X_batch"), "is history made anew"),
    ("train_mlp", but(TRAINING, "binary_cross_entropy(y_train, p_train)", "np.mean((y_train - p_train) ** 2)"), "all rows of the training part"),
    ("train_mlp", but(TRAINING, "binary_cross_entropy(y_val, p_val)", "binary_cross_entropy(y_val, p_val) / 2"), "all rows of the validation part"),
    ("train_mlp", but(TRAINING, "params = init_mlp", "y_train = y_train[::-1]\nparams = init_mlp"), "After 1 epoch with 12 rows in batches of 12"),
    ("train_mlp", but(TRAINING, "return params, history", "params = {n: np.asmatrix(V) for n, V in params.items()}\nreturn params, history"), "this is a matrix"),
    ("train_mlp", but(TRAINING, "return params, history", "params = {n: V.tolist() for n, V in params.items()}\nreturn params, history"), "this is a list"),
    ("forward_pass", "A = X\ncache = {'A0': A}\nL = len(params) // 2\nfor k in range(1, L + 1):\n    Z = A @ params[f'W{k}'] + params[f'b{k}']\n    A = sigmoid(Z) if k >= L - 1 else relu(Z)\n    cache[f'Z{k}'], cache[f'A{k}'] = Z, A\nreturn A, cache", "A2 is the sigmoid of Z2"),
    ("forward_pass", "Z1 = X @ params['W1'] + params['b1']\nA1 = activation(Z1)\nZ2 = A1 @ params['W2'] + params['b2']\nA2 = sigmoid(Z2)\nreturn A2, {'A0': X, 'Z1': Z1, 'A1': A1, 'Z2': Z2, 'A2': A2}", "This network has 3 layers, so layer 2 is a hidden one"),
    ("forward_pass", but(FORWARD, "activation(Z)", "np.max(Z, 0)"), "All rows have become one"),
    ("forward_pass", but(FORWARD, "activation(Z)", "activation"), "a function that is not called"),
    ("init_mlp", but(INIT, "2 / n_in", "2 // n_in"), "// cuts off"),
    ("init_mlp", but(INIT, DRAW, "rng.normal(np.sqrt(2 / n_in), size=(n_in, n_out))"), "the first argument is the mean"),
    ("init_mlp", but(INIT, "range(1, len(layer_sizes))", "range(1, len(layer_sizes) + 1)"), "each lies between two of them"),
    ("init_mlp", but(INIT, "np.sqrt(2 / n_in)", "2 / np.sqrt(n_in + n_out)"), "The variance is 4 / (n_in + n_out)"),
    ("update_params", "lr = 0.01\nfor name in params:\n    params[name] -= lr * grads['d' + name]", "times 0.01 that was subtracted; lr is 0.17"),
    ("update_params", "for name in params:\n    params[name] -= lr * grads['d' + name]\n    return params", "does a return stand inside the loop?"),
    ("iterate_minibatches", but(BATCHES, "yield X[rows], y[rows]", "yield y[rows], X[rows]"), "y comes first"),
    ("iterate_minibatches", but(BATCHES, "range(0,", "range(1,"), "Missing is row 0"),
    ("iterate_minibatches", but(BATCHES, "    rows =", "    order = np.random.permutation(len(X)) if shuffle else np.arange(len(X))\n    rows ="), "or anew for each batch"),
    ("iterate_minibatches", but(BATCHES, "range(0, len(X), batch_size)", "range(0, batch_size * batch_size, batch_size)"), "There are 8 batches; 7 are due"),
    ("forward_pass", but(FORWARD, "= Z, A\n", "= Z, A\n    return A, cache\n"), "Does a return stand inside the loop?"),
    ("forward_pass", "A = X\nL = len(params) // 2\nfor k in range(1, L + 1):\n    Z = A @ params[f'W{k}'] + params[f'b{k}']\n    A = sigmoid(Z) if k == L else relu(Z)\n    cache = {'A0': X, f'Z{k}': Z, f'A{k}': A}\nreturn A, cache", "Is a new dict made inside the loop?"),
    ("init_mlp", but(INIT, "np.sqrt(2 / n_in)", "(2 / n_in) ** 1 / 2"), "as ** 1 / 2 it needs parentheses"),
    ("init_mlp", but(INIT, "np.sqrt(2 / n_in)", "np.square(2 / n_in)"), "the square of 2 / n_in"),
    ("iterate_minibatches", but(BATCHES, "range(0, len(X), batch_size)", "range(len(X) // batch_size)"), "6 batches, where 7 are due, bring 48 rows, 13 of them different"),
    ("iterate_minibatches", but(BATCHES, "y[rows]", "y[order][:batch_size]"), "shuffled apart|In batch 7 y_batch must have shape (2, 1)"),
    ("iterate_minibatches", but(BATCHES, "permutation(len(X))", "permutation(batch_size)"), "are all rows in the order?"),
    ("update_params", "for name in grads:\n    params[name] = params.get(name, 0.0) - lr * grads[name]", "has gained dW1, dW2, db1, db2"),
    ("update_params", "for i in range(1, len(params) // 2 + 1):\n    params[f'W{i}'] -= lr * grads[f'dW{i}']\n    params[f'b{i}'] = lr * grads[f'db{i}']", "the old value is lost"),
    ("update_with_momentum", "for name in params:\n    velocity[name] = beta * velocity.get(name, 0.0) + (1 - beta) * grads['d' + name]\n    params[name] += lr * velocity[name]", "goes up the slope; and the gradient"),
    ("update_with_momentum", "for name in velocity:\n    velocity[name] = beta * velocity[name] + grads['d' + name]\n    params[name] -= lr * velocity[name]", "velocity is empty at first"),
    ("sigmoid", "return 1 / (1 + np.exp(-3 * x))", "results for 3 * x in place of x"),
    ("sigmoid", "return 1 / (1 + np.exp(-x / 2))", "results for 0.5 * x in place of x"),
    ("sigmoid", "return 1 / (1 + np.exp(-(x + 1)))", "results for x + 1 in place of x"),
    ("sigmoid", "return 1 / (1 + np.exp(5 * x))", "results for -5 * x in place of x"),
    ("sigmoid", "return 1 / (1 + 2.718 ** -x)", "those for e = 2.718, as if it were rounded"),
    ("sigmoid", "e = 2.72\nreturn 1 / (1 + e ** -x)", "those for e = 2.72, as if it were rounded"),
    ("sigmoid", "return 1 / (1 + 10.0 ** -x)", "base 10"),
    ("sigmoid", "return 1 / (1 + np.exp2(-x))", "base 2"),
    ("tanh", "return (2.718 ** x - 2.718 ** -x) / (2.718 ** x + 2.718 ** -x)", "those for e = 2.718, as if it were rounded"),
    ("tanh", "e = np.exp(4 * x)\nreturn (e - 1) / (e + 1)", "results for 2 * x in place of x"),
    ("tanh", "e = 2.0 ** (2 * x)\nreturn (e - 1) / (e + 1)", "base 2"),
    ("sigmoid", "return np.round(1 / (1 + np.exp(-x)), 3)", "rounded to 3 decimals"),
    ("sigmoid", "return np.round(1 / (1 + np.exp(-x)))", "rounded to whole numbers"),
    ("sigmoid", "return (1 / (1 + np.exp(-x))).astype(np.float16)", "16 bits"),
    ("sigmoid", "out = np.zeros(x.shape, dtype=int)\nout[:] = 1 / (1 + np.exp(-x))\nreturn out", "their decimals are cut off"),
    ("relu", "return np.round(np.maximum(x, 0), 1)", "rounded to 1 decimal"),
    ("relu", "return np.vectorize(max)(x, 0)", "takes the type of its first result"),
    ("relu", "return np.vectorize(lambda v: v if v > 0 else 0)(x)", "takes the type of its first result"),
    ("relu", "return np.maximum(x, 0).astype(int)", "their decimals are cut off"),
    ("relu", "return np.floor(np.maximum(x, 0))", "as int() or // cut them off"),
    ("tanh", "return np.round(np.tanh(x), 2)", "rounded to 2 decimals"),
    ("tanh", "return np.trunc(100 * np.tanh(x)) / 100", "cut off after 2 decimals"),
    ("d_tanh", "return np.round(1 - np.tanh(x) ** 2, 4)", "rounded to 4 decimals"),
    ("d_tanh", "return (np.tanh(x + 1e-4) - np.tanh(x)) / 1e-4", "approximated by a difference"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.round(np.column_stack([x1, x2]), 3)", "rounded to 3 decimals"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x1, x2]).astype(int)", "made of integers"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn round(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)), 3)", "rounded to 3 decimals"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn float(f'{-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)):.2f}')", "rounded to 2 decimals"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn int(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))", "as int() or // cut them off"),
    ("binary_cross_entropy", "p = np.clip(np.round(y_prob, 1), 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "nearly right"),
    ("accuracy", "return round(np.mean((y_prob >= threshold) == y_true), 1)", "rounded to 1 decimal"),
    ("accuracy", "return np.round(np.mean((y_prob >= threshold) == y_true), 4)", "rounded to 4 decimals"),
    ("accuracy", "return np.floor(100 * np.mean((y_prob >= threshold) == y_true)) / 100", "cut off after 2 decimals"),
    ("sigmoid", "return tuple(1 / (1 + np.exp(-x)))", "this is a tuple"),
    ("sigmoid", "A = 1 / (1 + np.exp(-x))\ncache = x\nreturn A, cache", "returns 2 things in a tuple"),
    ("sigmoid", "A = 1 / (1 + np.exp(-x))\nreturn A, {'Z': x}", "Number 1 of them is right"),
    ("sigmoid", "return (1 / (1 + np.exp(-v)) for v in x)", "this is a generator"),
    ("relu", "return map(lambda row: np.maximum(row, 0), x)", "this is a map"),
    ("relu", "A = np.maximum(0, x)\nassert A.shape == x.shape\nreturn A, x", "returns 2 things in a tuple"),
    ("relu", "return [np.maximum(0, x), x]", "returns 2 things in a list"),
    ("d_relu", "return np.where(x > 0)", "tuple of positions"),
    ("d_relu", "return np.nonzero(x > 0)", "tuple of positions"),
    ("d_relu", "return (x > 0) * 1.0, x", "Number 1 of them is right"),
    ("d_relu", "return np.matrix((x > 0) * 1.0)", "this is a matrix"),
    ("d_relu", "return [row > 0 for row in x]", "this is a list"),
    ("tanh", "return np.tanh(x), x", "Number 1 of them is right"),
    ("tanh", "return np.tanh(x).tolist()", "this is a list"),
    ("tanh", "return {'A': np.tanh(x)}", "this is a dict"),
    ("d_tanh", "t = np.tanh(x)\nreturn t, 1 - t**2", "Number 2 of them is right"),
    ("d_tanh", "return np.asmatrix(1 - np.tanh(x) ** 2)", "this is a matrix"),
    ("d_tanh", "return [1 - np.tanh(row) ** 2 for row in x]", "this is a list"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)), p", "returns 2 things in a tuple"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn [-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))]", "returns 1 things in a list|one number"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn sum(-(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))) / len(p)", "still in an array"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn str(-np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))", "got text"),
    ("accuracy", "p = y_prob >= threshold\nreturn np.mean(p == y_true), p", "returns 2 things in a tuple"),
    ("accuracy", "return np.mean((y_prob >= threshold) == y_true, axis=0)", "still in an array"),
    ("accuracy", "return f'{np.mean((y_prob >= threshold) == y_true):.2%}'", "got text"),
    ("accuracy", "return (y_prob >= threshold) == y_true", "one number per row"),
    ("moon", "import math\nif label == 0:\n    return [(math.cos(v), math.sin(v)) for v in t]\nreturn [(1 - math.cos(v), 0.5 - math.sin(v)) for v in t]", "this is a list"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x1, x2]), label", "returns 2 things in a tuple"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.matrix([x1, x2]).T", "this is a matrix"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn zip(x1, x2)", "this is a zip"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn list(X[n:]), y[n:], X[:n], y[:n]", "X_train must be a NumPy array; this is a list"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:], np.matrix(X[:n]), y[:n]", "X_val must be a NumPy array; this is a matrix"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X[:n], tuple(y[:n])", "y_val must be a NumPy array; this is a tuple"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn (X[n:], y[n:]), (X[:n], y[:n])", "Here are 2"),
    ("sigmoid", "return (1 / (1 + np.exp(-x))).ravel()", "all in one row"),
    ("sigmoid", "for v in x.ravel():\n    return 1 / (1 + np.exp(-v))", "does return stand inside a loop"),
    ("relu", "return x[x > 0]", "only some of the entries"),
    ("relu", "return np.array([max(v, 0) for v in x.ravel()])", "all in one row"),
    ("relu", "return np.max(x, 1)", "one number per row"),
    ("relu", "return np.maximum(x, 0).T", "It is transposed"),
    ("d_relu", "return np.any(x > 0)", "a single number"),
    ("d_relu", "return np.all(x > 0, axis=0)", "one number per column"),
    ("tanh", "return np.array([np.tanh(v) for row in x for v in row])", "all in one row"),
    ("d_tanh", "return 1 - np.sum(np.tanh(x) ** 2)", "a single number"),
    ("d_tanh", "return 1 - np.tanh(x).T ** 2", "It is transposed"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X[n], y[n]", "a single index, in place of a slice"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:].T, y[n:].T, X[:n].T, y[:n].T", "It is transposed"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[:, n:], y[n:], X[:, :n], y[:n]", "Cut the rows"),
    ("moon", "for v in t:\n    return np.array([[np.cos(v), np.sin(v)]])", "only one point"),
    ("sigmoid", "out = np.zeros(x.shape)\nfor i in range(len(x)):\n    out[i] = 1 / (1 + np.exp(-x[i]))\n    return out", "Only the first row is computed"),
    ("sigmoid", "out = np.zeros(x.shape)\nup = x >= 0\nout[up] = 1 / (1 + np.exp(-x[up]))\nreturn out", "are these entries never filled"),
    ("tanh", "out = x.copy()\nout[0] = np.tanh(x[0])\nreturn out", "Only the first row is computed"),
    ("d_tanh", "out = np.zeros(x.shape)\nout[x < 0] = 1 - np.tanh(x[x < 0]) ** 2\nout[x == 0] = 1\nreturn out", "Where x is above 0 all results are 0"),
    ("moon", "P = np.zeros((len(t), 2))\nfor i, v in enumerate(t):\n    P[i] = np.cos(v), np.sin(v)\n    return P", "Only the first point is right"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\ntotal = 0\nfor y, q in zip(y_true, p):\n    total -= (y * np.log(q) + (1 - y) * np.log(1 - q)).item()\n    return total / len(p)", "Only the first row counts, divided"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nfor y, q in zip(y_true, p):\n    total = -(y * np.log(q) + (1 - y) * np.log(1 - q)).item()\nreturn total / len(p)", "Only the last row counts, divided"),
    ("accuracy", "hits = 0\nfor y, p in zip(y_true, y_prob):\n    hits += (p >= threshold) == y\n    return hits.item() / len(y_true)", "Only the first row counts, divided"),
    ("accuracy", "for y, p in zip(y_true, y_prob):\n    hits = 0\n    hits += int(((p >= threshold) == y).item())\nreturn hits / len(y_true)", "Only the last row counts, divided"),
    ("sigmoid", "e = np.exp(-np.abs(x))\nreturn np.where(x >= 0, e, 1) / (1 + e)", "which of its two branches stands first"),
    ("sigmoid", "return np.where(x >= 0, np.exp(x) / (1 + np.exp(x)), 1 / (1 + np.exp(-x)))", "two branches in the right order"),
    ("relu", "return np.where(x > 0, 0, x)", "which branch belongs to which"),
    ("d_relu", "return np.where(x > 0, 0.0, 1.0)", "two branches of np.where"),
    ("tanh", "e = np.exp(-2 * np.abs(x))\nreturn np.where(x > 0, e - 1, 1 - e) / (1 + e)", "two branches of np.where"),
    ("sigmoid", "return 1 / (1 + np.exp(-x)) + 0.1", "too large by 0.1"),
    ("sigmoid", "return 2 / (1 + np.exp(-x))", "Every result is 2 times"),
    ("sigmoid", "return 2 / (1 + np.exp(-x)) - 1", "2 times the right one, minus 1"),
    ("sigmoid", "return np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)", "each row together make 1"),
    ("sigmoid", "e = np.exp(x - x.max())\nreturn e / e.sum()", "All results together make 1"),
    ("relu", "return 3 * np.maximum(x, 0)", "Every result is 3 times"),
    ("relu", "return np.maximum(x, 0) - 1", "too small by 1"),
    ("relu", "return np.maximum(-x, 0)", "the results for -x"),
    ("tanh", "return np.tanh(x) + 1", "twice the sigmoid|too large by 1"),
    ("tanh", "return np.tanh(x) / 2", "Every result is 0.5 times"),
    ("d_tanh", "return 1 - np.exp(np.tanh(x))", "e to the power a"),
    ("d_tanh", "return 1 - np.exp(2) * np.tanh(x)", "should be|squared"),
    ("d_tanh", "return 1 - np.tanh(x) * 2", "2 times tanh(x)"),
    ("d_tanh", "return 1 - np.tanh(x) ^ 2", "^ is no power"),
    ("d_tanh", "return 0.5 * (1 - np.tanh(x) ** 2)", "Every result is 0.5 times"),
    ("d_tanh", "return np.tanh(x) ** 2 - 1", "the difference is the wrong way round"),
    ("d_relu", "return relu(x) / x", "0 / 0 is nan"),
    ("d_relu", "x = x.copy()\nx[x > 0] = 1\nreturn x", "where x is negative it returns x"),
    ("d_relu", "return np.where(x == 0, -1, x > 0)", "any slope from 0 to 1"),
    ("binary_cross_entropy", "return -np.mean(y_true * np.log(y_prob + 0.1) + (1 - y_true) * np.log(1.1 - y_prob))", "as if 0.1 were added"),
    ("binary_cross_entropy", "e = 1e-3\nreturn -np.mean(y_true * np.log(y_prob + e) + (1 - y_true) * np.log(1 - y_prob + e))", "as if 0.001 were added"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p + 0.05) + (1 - y_true) * np.log(1.05 - p))", "as if 0.05 were added"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) / y_true.shape[1]", "the number of columns, 1"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) / 5", "divided by 5, whatever the number of rows"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) + 0.25", "too large by 0.25"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -3 * np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "3 times what it should be"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.sum(y_true.ravel() * np.log(p) + (1 - y_true.ravel()) * np.log(1 - p)) / len(p) ** 2", "table of N times N"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log10(1 - p))", "look at the term that counts for label 0"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log2(p) + (1 - y_true) * np.log(1 - p))", "look at the term that counts for label 1"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nk = y_true.sum()\nreturn -np.sum(y_true * np.log(p)) / k - np.sum((1 - y_true) * np.log(1 - p)) / (len(p) - k)", "the count of a label"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(p - 1))", "Which number does np.log get"),
    ("binary_cross_entropy", "p = 1 / (1 + np.exp(-y_prob))\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "as if the sigmoid were applied"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-3, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "a larger one: the clipping is too coarse"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-4)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "a smaller one: the clipping is too coarse|costs too much"),
    ("accuracy", "return np.mean(np.argmax(y_true, axis=1) == np.argmax(y_prob, axis=1))", "single column, where it is always 0"),
    ("accuracy", "return np.mean(y_true.ravel() == np.argmax(y_prob, axis=1))", "share of rows with label 0"),
    ("accuracy", "return np.mean(np.argmax(y_true, axis=0) == np.argmax(y_prob, axis=0))", "np.argmax looks for a row"),
    ("accuracy", "p = (y_prob >= threshold) * 1.0\nreturn (p == y_true).all(axis=0).mean()", "Is .all() asked"),
    ("accuracy", "return float(np.array_equal(y_prob >= threshold, y_true))", "1 if every row is right and 0 otherwise"),
    ("accuracy", "return np.sum((y_prob >= threshold) == y_true) // len(y_true)", "rounded down by // or int()"),
    ("accuracy", "y_true, y_prob = y_prob, y_true\nreturn np.mean((y_prob >= threshold) == y_true)", "have changed places"),
    ("accuracy", "return np.mean(y_prob == y_true)", "before the threshold has made them 0 or 1"),
    ("accuracy", "return np.mean((y_prob >= threshold) is y_true)", "The word is asks for the same object"),
    ("accuracy", "return np.sum((y_prob >= threshold) == y_true) / y_true.shape[1]", "a count of rows"),
    ("accuracy", "return np.sum((y_prob >= threshold) == y_true) / 7", "divided by 7, whatever the number of rows"),
    ("accuracy", "return np.mean(np.abs(y_prob - y_true) < threshold)", "distance between label and probability"),
    ("accuracy", "return np.mean((y_prob > 1 - threshold) == y_true)", "1 - threshold|a passed threshold|With the threshold 0.5 it is right"),
    ("accuracy", "return np.mean(np.round(y_prob) == y_true)", "threshold that is passed makes no difference"),
    ("accuracy", "return np.mean((y_prob >= threshold) - y_true)", "1 and -1 cancel"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x1, x2]) + np.random.normal(0, 0.05, (len(t), 2))", "two calls with the same angles"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x1, x2]) + np.random.RandomState(1).normal(0, 0.01, (len(t), 2))", "or is noise added"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.concatenate([x1, x2]).reshape(-1, 2)", "reshape fills row after row"),
    ("moon", "return np.column_stack([2 * np.cos(t), 2 * np.sin(t)])", "the radius 2 instead of 1"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x1 + 0.3, x2 - 0.2])", "moved by (0.3, -0.2)"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x1, x2])[::-1]", "in another order than their angles"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, 0.5 - x2\nreturn np.column_stack([x2, x1])", "Sine and cosine are exchanged"),
    ("train_val_split", "n = round(len(X) * val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "rounded to the nearest"),
    ("train_val_split", "n = int(np.ceil(len(X) * val_fraction))\nreturn X[n:], y[n:], X[:n], y[:n]", "rounded up"),
    ("train_val_split", "n = int(len(X) * (1 - val_fraction))\nreturn X[:n], y[:n], X[n:], y[n:]", "stands at the end, and its number of rows is rounded up"),
    ("train_val_split", "n = int(val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "The validation part is empty"),
    ("train_val_split", "n = int(len(X) / val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "divided by val_fraction"),
    ("train_val_split", "n = int(len(X) * val_fraction)\ni = np.random.permutation(len(X))\nreturn X[i[n:]], y[i[n:]], X[i[:n]], y[i[:n]]", "Two calls give different parts"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:] / X.max(), y[n:], X[:n] / X.max(), y[:n]", "The numbers in X are changed"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[:n], X[n:], y[:n], y[n:]", "the four results must come in the order"),
    ("sigmoid", "return 1 / (1 + np.exp(-np.clip(x, -1, 1)))", "0.2689 or 0.7311. Is something cut off there"),
    ("sigmoid", "return 1 / (1 + np.exp(-np.maximum(x, 0)))", "are 0.5. Is something cut off there"),
    ("sigmoid", "return np.minimum(1 / (1 + np.exp(-x)), 0.7)", "are 0.7. Is something cut off there"),
    ("relu", "out = np.zeros(x.shape)\nfor i in range(len(x)):\n    for j in range(len(x)):\n        out[i, j] = max(x[i, j], 0)\nreturn out", "From column 2 on, counted from 0, nothing is computed"),
    ("tanh", "out = np.zeros(x.shape)\nfor j in range(x.shape[1] - 1):\n    out[:, j] = np.tanh(x[:, j])\nreturn out", "From column 3 on, counted from 0, nothing is computed"),
    ("d_tanh", "out = x.copy()\nfor i in range(2):\n    for j in range(2):\n        out[i, j] = 1 - np.tanh(x[i, j]) ** 2\nreturn out", "From column 2 on"),
    ("tanh", "return np.maximum(np.tanh(x), 0)", "never filled, or cut off"),
    ("sigmoid", "return 1 / 1 + np.exp(x)", "the results of 1 + exp(x)"),
    ("sigmoid", "return x / (1 + np.exp(-x))", "x times the sigmoid"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(p * np.log(p) + (1 - p) * np.log(1 - p))", "the labels belong there"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\ntotal = 0\nfor i in range(len(p) - 1):\n    total -= (y_true[i] * np.log(p[i]) + (1 - y_true[i]) * np.log(1 - p[i])).item()\nreturn total / len(p)", "The last row does not count"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\ntotal = 0\nfor i in range(1, len(p)):\n    total -= (y_true[i] * np.log(p[i]) + (1 - y_true[i]) * np.log(1 - p[i])).item()\nreturn total / len(p)", "The first row does not count"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) ** 2", "The loss is negative for all rows"),
    ("accuracy", "p = y_prob.copy()\np[p >= threshold] = 1\nreturn np.mean(p == y_true)", "below the threshold stay as they are"),
    ("accuracy", "p = y_prob.copy()\np[p < threshold] = 0\nreturn np.mean(p == y_true)", "above the threshold stay as they are"),
    ("accuracy", "return np.mean(y_prob.astype(int) == y_true)", "as if int() or np.floor cut it off"),
    ("accuracy", "return np.mean(np.ceil(y_prob) == y_true)", "as if np.ceil rounded it up"),
    ("accuracy", "hits = 0\nfor i in range(len(y_true) - 1):\n    hits += ((y_prob[i] >= threshold) == y_true[i]).item()\nreturn hits / len(y_true)", "The last row does not count"),
    ("accuracy", "return np.mean((y_true - y_prob) ** 2)", "mean squared error"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = x1 - 1, 0.5 - x2\nreturn np.column_stack([x1, x2])", "is a difference the wrong way round"),
    ("moon", "x1, x2 = np.cos(t), np.sin(t)\nif label == 1:\n    x1, x2 = 1 - x1, x2 - 0.5\nreturn np.column_stack([x1, x2])", "is a difference the wrong way round"),
    ("moon", "P = np.column_stack([np.cos(t), np.sin(t)])\nreturn P * (1 - label)", "All points are the same"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nn = n + 1\nreturn X[n:], y[n:], X[:n], y[:n]", "is 1 added"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:].ravel(), y[n:], X[:n].ravel(), y[:n]", "It is flat"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X, y", "The validation part has all rows"),
    ("sigmoid", "return 1 / (1 + np.exp(-x.astype(int)))", "x without its decimals"),
    ("tanh", "return np.tanh(np.round(x))", "x rounded to a whole number"),
    ("d_tanh", "return 1 - np.tanh(np.trunc(x)) ** 2", "x without its decimals"),
    ("d_tanh", "return 1 - np.tanh(x ** 2) ** 2", "the square of x"),
    ("sigmoid", "z = (x - x.mean()) / x.std()\nreturn 1 / (1 + np.exp(-z))", "0.6352 * x - 0.02033 in place of x"),
    ("accuracy", "return np.median((y_prob >= threshold) == y_true)", "the median of the rows"),
    ("accuracy", "return 100 * np.mean(np.round(y_prob) == y_true)", "a percentage, and the threshold"),
    ("train_val_split", "n = int(len(X) * 1 - val_fraction)\nreturn X[:n], y[:n], X[n:], y[n:]", "val_fraction times that of all rows"),
]  # fmt: skip
