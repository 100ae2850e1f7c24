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
    ("sigmoid", "return 1 / (1 + np.exp(-np.abs(x)))", "should be below ½"),
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
    ("relu", "return np.clip(x, 0, 6)", "positive numbers have no limit"),
    ("d_relu", "return np.where(x > 0, 1.0, 0.01)", "where ReLU is flat"),
    ("d_relu", "return 1 if x > 0 else 0", "neither true nor false"),
    ("binary_cross_entropy", "return -np.mean(y_true * np.log(y_prob) + (1 - y_true) * np.log(1 - y_prob))", "Clip the probabilities"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-20, 1 - 1e-20)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "1 - eps must differ from 1"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-3, 1 - 1e-3)\nreturn -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "too coarse"),
    ("binary_cross_entropy", "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nreturn -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))", "one number per row"),
    ("init_mlp", but(INIT, "rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)", "rng.uniform(-np.sqrt(6 / n_in), np.sqrt(6 / n_in), (n_in, n_out))"), "Are they uniform"),
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
    ("backward_pass", but(BACKWARD, "A_prev.T @", "A_prev @"), "takes A as it is"),
    ("backward_pass", but(BACKWARD, "].T\n", "]\n"), "W is not transposed there"),
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
    ("numeric_gradients", but(NUMERIC, "values.shape)\n    for", "values.shape, dtype=int)\n    for"), "slopes are wrong"),
    ("numeric_gradients", but(NUMERIC, "original + step", "values[index] + step", "original - step", "values[index] - step"), "two steps to get"),
    ("numeric_gradients", but(NUMERIC, "original - step\n        below", "original\n        below", "(2 * step)", "step"), "on one side only"),
    ("numeric_gradients", but(NUMERIC, "(2 * step)", "step"), "twice what it should be"),
    ("numeric_gradients", but(NUMERIC, "(above - below)", "above - below"), "slopes are wrong"),
    ("numeric_gradients", but(NUMERIC, "(2 * step)", "2e-5"), "times as large as needed"),
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
    ("train_mlp", but(TRAINING, 'append(binary_cross_entropy(y_train, p_train))', 'append(loss / n)', "    for X_batch", "    loss = n = 0\n    for X_batch", "        grads =", "        loss, n = loss + binary_cross_entropy(y_batch, p), n + 1\n        grads ="), "train_loss is not"),
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
    ("train_val_split", "n = int(len(X) * 0.4)\nreturn X[n:], y[n:], X[:n], y[:n]", "3 rows are validation"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X, y, X[:n], y[:n]", "still has all rows"),
    ("train_val_split", "n = len(X) * val_fraction\nreturn X[n:], y[n:], X[:n], y[:n]", "slice indices must be integers"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:, 0], X[:n], y[:n, 0]", "y_train must have shape (8, 1)"),
    ("train_val_split", "n, i = int(len(X) * val_fraction), np.random.permutation(len(X))\nX, y = X[i], y[i]\nreturn X[n:], y[n:], X[:n], y[:n]", "must be the first rows"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nX = np.random.permutation(X)\nreturn X[n:], y[n:], X[:n], y[:n]", "other labels"),
    ("train_val_split", "np.random.shuffle(X)\nn = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "changes its arguments"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:]", "four arrays"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:].tolist(), y[n:], X[:n], y[:n]", "must be arrays"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:], y[n:], X[1:n + 1], y[1:n + 1]", "in both parts or in none"),
    ("train_val_split", "n = int(len(X) * (val_fraction if val_fraction != 0.2 else 0.1))\nreturn X[n:], y[n:], X[:n], y[:n]", "its default is 0.2"),
    ("moon", "import math\nreturn np.column_stack([math.cos(t), math.sin(t)])", "NumPy has functions"),
    ("moon", "if label == 0:\n    return np.column_stack([np.cos(t), np.sin(t)])", "With label 1 the function returns nothing"),
    ("moon", "if label == 1:\n    return np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])", "With label 0 the function returns nothing"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn x, y", "one row per coordinate"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn x", "must have shape (5, 2)"),
    ("moon", "x, y = np.sin(t), np.cos(t)\nreturn np.array([x, y])", "must have shape (5, 2)"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn np.column_stack([x, y, np.full(len(t), label)])", "must have shape (5, 2)"),
    ("moon", "x, y = np.cos(t), np.sin(t)\nreturn np.array([x, y]).reshape(-1, 2)", "noise comes later|another order"),
    ("moon", "t = np.sort(t)\nreturn np.column_stack([np.cos(t), np.sin(t)])", "in another order than their angles"),
    ("moon", "t.sort()\nreturn np.column_stack([np.cos(t), np.sin(t)])", "changes its arguments"),
    ("moon", "t = np.random.uniform(0, np.pi, len(t))\nreturn np.column_stack([np.cos(t), np.sin(t)])", "not at their angles"),
    ("moon", "return np.column_stack([np.cos(t), np.sin(t)]) + np.random.normal(0, 0.1, (len(t), 2))", "noise comes later"),
    ("moon", "return np.column_stack([np.cos(t), t])", "the first coordinate is right, the second is not"),
    ("moon", "if label == 0:\n    return np.column_stack([np.cos(t), np.sin(t)])\nreturn np.column_stack([2 - np.cos(t), 0.5 - np.sin(t)])", "the second coordinate is right, the first is not"),
    ("tanh", "return 2 * sigmoid(x) - 1", "too flat"),
    ("tanh", "return np.abs(2 * sigmoid(2 * x) - 1)", "where x is negative"),
    ("tanh", "e = np.exp(-2 * x)\nreturn (e - 1) / (1 + e)", "the sign is wrong"),
    ("tanh", "e = np.exp(-2 * x)\nreturn np.where(x >= 0, 1 - e, 1 - 1 / e) / (1 + e)", "and follow the equation"),
    ("tanh", "return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))", "exp(1000) is too large"),
    ("sigmoid", "return 1 / (1 + np.exp(-np.clip(x, -10, 10)))", "cut off"),
    ("sigmoid", "return np.log(-x)", "is nan"),
    ("relu", "return np.where(x < -1, 0, x)", "should be 0"),
    ("relu", "return [v for v in x.ravel() if v > 0]", "this is a list"),
    ("sigmoid", "return np.tanh", "Call it"),
    ("d_relu", "return np.where(x > 0, '1', '0')", "got text"),
    ("binary_cross_entropy", "return np.nan_to_num(-np.mean(y_true * np.log(y_prob)\n                     + (1 - y_true) * np.log(1 - y_prob)))", "Clip the probabilities"),
    ("init_mlp", but(INIT, "range(1, len(layer_sizes))", "range(len(layer_sizes))"), "there is a W0"),
    ("init_mlp", but(INIT, "params = {}", 'params = {"n_layers": len(layer_sizes) - 1}'), "does not belong"),
    ("init_mlp", but(INIT, 'f"W{layer}"', '"W{layer}"'), "missing"),
    ("init_mlp", but(INIT, "* np.sqrt(2 / n_in)", "+ np.sqrt(2 / n_in)"), "not a summand"),
    ("forward_pass", but(FORWARD, "A, cache = X", "global CACHE\nCACHE = globals().get('CACHE', {})\ncache = CACHE\nA, cache['A0'] = X", ', {"A0": X}', ", X"), "share one cache"),
    ("forward_pass", but(FORWARD, "return AL, cache", "return ZL, cache"), "first result"),
    ("backward_pass", but(BACKWARD, "len(y_true)", "64"), "come from the arguments"),
    ("update_params", "for V, g in zip(params.values(), grads.values()):\n    V -= lr * g", "broadcast"),
    ("update_params", 'for name in ("W1", "b1", "W2", "b2"):\n    params[name] -= lr * grads["d" + name]', "all of params"),
    ("iterate_minibatches", "n = len(X)\nstarts = np.arange(0, n, batch_size)\nif shuffle:\n    np.random.shuffle(starts)\nfor s in starts:\n    yield X[s:s + batch_size], y[s:s + batch_size]", "stay together"),
    ("iterate_minibatches", but(BATCHES, "range(0, len(X), batch_size)", "range(0, len(X) + 1, batch_size)"), "without any row"),
    ("iterate_minibatches", "import itertools\nreturn itertools.repeat((X[:batch_size], y[:batch_size]))", "no end of batches"),
    ("iterate_minibatches", but(BATCHES, "X[rows]", "X[rows, :1]"), "all columns"),
    ("train_val_split", "n = round(len(X) * val_fraction)\nreturn X[n:], y[n:], X[:n], y[:n]", "rather than round|instead of round"),
    ("train_val_split", "n = int(len(X) * val_fraction)\nreturn X[n:][::-1], y[n:][::-1], X[:n], y[:n]", "old order"),
    ("weight_l2_norm", "return np.sqrt(sum(np.sum(params[n]**2) for n in ('W1', 'W2', 'W3')))", "KeyError|whatever weights"),
    ("backward_pass_l2", but(L2, "lam / len(y_true)", "lam / 7"), "as if lam were divided by 7"),
    ("backward_pass_l2", but(L2, 'grads[f"d{name}"] =', "grads[name] ="), "called dW1"),
    ("early_stopping", but(STOPPING, "params.items()}", "params.items() if name[0] == 'W'}"), "it lacks"),
    ("early_stopping", STOPPING.replace("return epoch", "if epoch - best['epoch'] >= patience:\n    params.update(best['params'])\nreturn epoch"), "changes params"),
    ("early_stopping", but(STOPPING, "if val_loss < best", "if val_loss + 0.1 < best"), "a smallest difference asked for"),
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
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", 'grads[f"dW{layer}"].sum(axis=0, keepdims=True)'), "db is the sum of dW's rows"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", 'grads[f"dW{layer}"].mean(axis=0, keepdims=True)'), "db is the mean of dW's rows"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "(A_prev.T @ dZ).sum(axis=0, keepdims=True)"), "sum of the product's rows"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "np.max(dZ, axis=0, keepdims=True)"), "largest entry of dZ in each column instead"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "dZ[0:1]"), "first row of dZ"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "dZ / 1"), "has a row for each row of the data"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "dZ.std(axis=0, keepdims=True)"), "is right, so look at the sum for db3"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "dZ.mean()"), "db3 is a single number"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '-2 * (y_true - cache[f"A{L}"]) * sigmoid(cache[f"A{L}"]) * (1 - sigmoid(cache[f"A{L}"]))'), "and taken at A, which is a sigmoid already"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true) * sigmoid(cache[f"A{L}"]) * (1 - sigmoid(cache[f"A{L}"]))'), "has no place there: it has cancelled"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '2 * (cache[f"A{L}"] - y_true) * cache[f"A{L}"] * (1 - cache[f"A{L}"])'), "stand a 2 and the slope of the sigmoid"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true) * cache[f"A{L}"] * (1 - cache[f"A{L}"]) / 2'), "stand a ½ and the slope of the sigmoid"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '2 * (y_true - cache[f"A{L}"])'), "-2 times what it should be"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'cache[f"Z{L}"] - y_true'), "Z is compared with the label"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'sigmoid(cache[f"A{L}"]) - y_true'), "applied to A, which is a probability already"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'np.abs(cache[f"A{L}"] - y_true)'), "Rows with label 1 have the wrong sign"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '-(y_true / cache[f"A{L}"] + (1 - y_true) / (1 - cache[f"A{L}"])) * cache[f"A{L}"] * (1 - cache[f"A{L}"])'), "Rows with label 0 have the wrong sign"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '-(y_true / cache[f"A{L}"] + (1 - y_true) / (1 - cache[f"A{L}"]))'), "two things go wrong: rows with label 0"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '-(y_true / cache[f"A{L}"]) * cache[f"A{L}"] * (1 - cache[f"A{L}"])'), "Rows with label 0 count for nothing"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(1 - y_true) * cache[f"A{L}"]'), "Rows with label 1 count for nothing"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true) ** 2'), "the difference is squared"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '-y_true * np.log(cache[f"A{L}"]) - (1 - y_true) * np.log(1 - cache[f"A{L}"])'), "stands the loss of each row"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true) * d_activation(cache[f"Z{L}"])'), "The output layer has a gate as well"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true) * (1 + 2 * y_true)'), "only those with label 1 come out wrong"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'np.where(y_true == 0, 1, cache[f"A{L}"] - y_true)'), "only those with label 0 come out wrong"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'np.clip(cache[f"A{L}"] - y_true, -0.3, 0.3)'), "Look at dZ of the output layer."),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'dA * np.where(cache[f"Z{layer - 1}"] > 0, 1, 0.01)'), "leaky ReLU"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'dA * np.where(cache[f"Z{layer - 1}"] > 0, 1, 0.2)'), "slope where a unit is off is 0.2"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'np.where(cache[f"Z{layer - 1}"] <= 0, 0.01, dA)'), "dZ is set to 0.01"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'np.where(cache[f"Z{layer - 1}"] <= 0, 1, dA)'), "dZ is set to 1"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'np.where(cache[f"Z{layer - 1}"] <= 0, -2, dA)'), "Only units that are off in a row are wrong"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'dA * np.where(cache[f"Z{layer - 1}"] > 0, 1, np.exp(cache[f"Z{layer - 1}"]))'), "Only units that are off in a row are wrong"),
    ("backward_pass", but(BACKWARD, 'dZ @ params[f"W{layer}"].T', 'dZ @ (params[f"W{layer}"] + 0.1).T'), "Only units that are on in a row are wrong"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', "np.maximum(dA, 0)"), "ReLU is applied to the gradient"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', "d_activation(dA)"), "only 0 and 1 go back"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'np.maximum(dA * d_activation(cache[f"Z{layer - 1}"]), 0)'), "besides the gate, a ReLU"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', '1.0 * d_activation(cache[f"Z{layer - 1}"])'), "replaces the gradient"),
    ("backward_pass", but(BACKWARD, 'cache[f"Z{layer - 1}"]', 'cache[f"Z{max(1, layer - 2)}"]'), "looks at Z1, one layer too far back"),
    ("backward_pass", but(BACKWARD, 'cache[f"Z{layer - 1}"]', 'cache[f"Z{layer}"]'), "gates look at Z of the layer"),
    ("backward_pass", but(BACKWARD, 'dZ @ params[f"W{layer}"].T', 'dZ @ (params["W2"] if layer == 2 and L == 3 else params[f"W{layer}"].T)'), "W2 is not transposed. It is square"),
    ("backward_pass", but(BACKWARD, 'params[f"W{layer}"]', 'grads[f"dW{layer}"]'), "goes through dW instead of W"),
    ("backward_pass", but(BACKWARD, 'dZ @ params[f"W{layer}"].T', 'dZ @ params[f"W{layer}"].T + params[f"b{layer - 1}"]'), "biases are added"),
    ("backward_pass", but(BACKWARD, 'dZ @ params[f"W{layer}"].T', '2 * dZ @ params[f"W{layer}"].T'), "gains a factor of 2"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'dA * d_activation(cache[f"Z{layer - 1}"]) if layer == L else dA'), "look at the step from layer 2 to layer 1"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'dA * d_activation(cache[f"Z{layer - 1}"]) * (5 if layer < L - 1 else 1)'), "5 times as large as needed"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'dA * d_activation(cache[f"Z{layer - 1}"]) * (layer > L - 2)'), "are 0 everywhere"),
    ("backward_pass", but(BACKWARD, 'cache[f"Z{layer - 1}"]', 'cache[f"Z{layer - 1}"].mean(axis=0, keepdims=True)'), "one row alone it comes out right"),
    ("backward_pass", but(BACKWARD, 'f"A{layer - 1}"', 'f"A{layer}"'), "activations of the layer itself"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", "A_prev.T @ dZ / A_prev.shape[1]"), "divided by the number of units of the layer before"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", "(A_prev + 0.1).T @ dZ / N"), "db3 is right, so look at the product"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'cache[f"A{L}"] - y_true.ravel()'), "make N × N"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'cache[f"A{L}"][:, 0] - y_true'), "make N × N"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true).ravel()'), "dZ of the output layer is flat"),
    ("backward_pass", but(BACKWARD, "dA * d_activation", "dA @ d_activation"), "opens and closes entry by entry"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'np.dot(dA, d_activation(cache[f"Z{layer - 1}"]).T)'), "opens and closes entry by entry"),
    ("backward_pass", but(BACKWARD, 'dA * d_activation(cache[f"Z{layer - 1}"])', 'np.dot(d_activation(cache[f"Z{layer - 1}"]).T, dA)'), "opens and closes entry by entry"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", "A_prev.T * dZ / N"), "dW takes the matrix product"),
    ("backward_pass", but(BACKWARD, 'dZ @ params[f"W{layer}"].T', 'dZ * params[f"W{layer}"].T'), "step back through W takes the matrix product"),
    ("backward_pass", but(BACKWARD, 'dZ @ params[f"W{layer}"].T', 'np.dot(dZ, params[f"W{layer}"])'), "W is not transposed there"),
    ("backward_pass", but(BACKWARD, 'params[f"W{layer}"]', 'params[f"W{layer - 1}"]'), "W of the layer that the gradient goes to"),
    ("backward_pass", but(BACKWARD, "        dZ = dA", "        dZ_new = dA"), "start from the dZ that the step back makes"),
    ("backward_pass", but(BACKWARD, "range(L, 0, -1)", "range(L - 1, 0, -1)"), "starts with the last hidden layer"),
    ("backward_pass", 'N, L = len(y_true), len(params) // 2\ngrads, dZ = {}, cache[f"A{L}"] - y_true\nfor k in range(L, 0, -1):\n    if k > 1:\n        dZ = dZ @ params[f"W{k}"].T * d_activation(cache[f"Z{k - 1}"])\n    grads[f"dW{k}"] = cache[f"A{k - 1}"].T @ dZ / N\n    grads[f"db{k}"] = dZ.mean(axis=0, keepdims=True)\nreturn grads', "The step back is made before dW and db"),
    ("backward_pass", but(BACKWARD, 'grads[f"d', 'grads[f"'), "The gradient of W1 is called dW1"),
    ("backward_pass", but(BACKWARD, "dW{layer}", "dW{layer - 1}", "db{layer}", "db{layer - 1}"), "dW1, db1, dW0, db0. Layers count from 1"),
    ("backward_pass", but(BACKWARD, 'grads[f"', 'grads["'), "an f is missing before the string"),
    ("backward_pass", but(BACKWARD, "return grads", "return grads, dZ"), "a tuple with 2 things in it"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: g.tolist() for n, g in grads.items()}"), "this is a list"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: np.matrix(g) for n, g in grads.items()}"), "this is a matrix"),
    ("backward_pass", but(BACKWARD, "len(y_true)", "y_true.shape[1]"), "or N is the number of columns, 1"),
    ("backward_pass", but(BACKWARD, "len(y_true)", "len(y_true) + 1"), "as if divided by 8"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: 0.05 * g for n, g in grads.items()}"), "0.05 times what it should be"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: g.round(3) for n, g in grads.items()}"), "rounded to 3 decimals"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: g.round(1) for n, g in grads.items()}"), "rounded to 1 decimal;"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: g + 1e-4 for n, g in grads.items()}"), "It is nearly right"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: np.clip(g, -0.5, 0.5) for n, g in grads.items()}"), "cuts the gradients off"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: g / np.linalg.norm(g) for n, g in grads.items()}"), "Each array is a multiple"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'y_true - cache[f"A{L}"]', " / N", ""), "the wrong way round; and the division by N"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '2 * (cache[f"A{L}"] - y_true)', 'dA * d_activation(cache[f"Z{layer - 1}"])', "dA"), "there is a 2 at the output, as for a squared error; and no gate"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '(cache[f"A{L}"] - y_true) * cache[f"A{L}"] * (1 - cache[f"A{L}"])', 'dA * d_activation(cache[f"Z{layer - 1}"])', "dA"), "multiplied in at the output, where it has already cancelled; and no gate"),
    ("backward_pass", but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N", "dZ.sum(axis=0, keepdims=True)", 'dA * d_activation(cache[f"Z{layer - 1}"])', "dA"), "the division by N is missing in db; and no gate"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', '2 * (cache[f"A{L}"] - y_true)', " / N", ""), "there is a 2 at the output, as for a squared error; and the division by N"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "2 * lam * V"), "has a 2 too many"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / 2 * V"), "has a ½ too many"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / len(y_true) * V.sum()"), "made of the sum of the weights"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / (2 * len(y_true)) * np.sum(V**2)"), "penalty of a layer itself"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / (2 * len(y_true)) * sum(np.sum(params[f'W{k}'] ** 2) for k in range(1, len(params) // 2 + 1))"), "penalty itself"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / V.size * V"), "number of weights of the layer"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / len(V) * V"), "number of rows of W"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam**2 / len(y_true) * V"), "is squared in the term"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / len(y_true) * abs(V)"), "lost the sign"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / 32 * V"), "as if lam were divided by 32"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / len(y_true)"), "The same number, lam / N"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "lam / len(y_true) * (V + 1)"), "what is added to it is wrong"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "0.1 * V ** 3"), "lam makes no difference"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "-lam * V"), "The sign is wrong, so"),
    ("backward_pass_l2", but(L2, 'startswith("W")', 'startswith("b")'), "The biases are penalized instead"),
    ("backward_pass_l2", but(L2, 'if name.startswith("W")', "if True", "lam / len(y_true) * V", "lam * (V**3 if name[0] == 'b' else V / len(y_true))"), "Something is added to db"),
    ("backward_pass_l2", but(L2, "return grads", "return {n: 2 * g for n, g in grads.items()}"), "With lam = 0 it must be the gradient of the cross-entropy alone"),
    ("weight_l2_norm", "return np.sqrt(sum(np.linalg.norm(V, 2) ** 2 for n, V in params.items() if n[0] == 'W'))", "how much it stretches at most"),
    ("weight_l2_norm", "return sum(np.linalg.norm(V, 2) for n, V in params.items() if n[0] == 'W')", "added up without squares"),
    ("weight_l2_norm", "return sum(np.linalg.norm(V) for n, V in params.items() if n[0] == 'W')", "The root is taken per layer"),
    ("weight_l2_norm", "return np.sqrt(sum(V.sum() ** 2 for n, V in params.items() if n[0] == 'W'))", "the sum is squared"),
    ("weight_l2_norm", "return np.sqrt(sum(np.mean(V**2) for n, V in params.items() if n[0] == 'W'))", "averaged in each layer"),
    ("weight_l2_norm", "return np.sqrt(sum(np.max(V) ** 2 for n, V in params.items() if n[0] == 'W')) * 1.1", "over all layers"),
    ("weight_l2_norm", "return [np.linalg.norm(V) for n, V in params.items() if n[0] == 'W']", "single number"),
    ("early_stopping", but(STOPPING, 'if val_loss < best.get("val_loss", np.inf)', 'best["val_loss"] = min(val_loss, best.get("val_loss", val_loss))\nif val_loss < best.get("val_loss", np.inf)'), "it seems to be updated before the comparison"),
    ("early_stopping", but(STOPPING, 'if val_loss < best.get("val_loss", np.inf)', 'best["val_loss"] = val_loss\nif val_loss < best.get("val_loss", np.inf)'), "it seems to be updated before the comparison"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'if val_loss > best["val_loss"]:\n    best["wait"] += 1\nelif best["epoch"] == epoch:\n    best["wait"] = 0\nreturn best["wait"] >= patience'), "same loss as the best is not counted"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'h = history["val_loss"]\nbest["wait"] = 0 if len(h) == 1 or h[-1] < h[-2] else best["wait"] + 1\nreturn best["wait"] >= patience'), "It has to be lower than the best"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'h = history["val_loss"]\nreturn len(h) > patience and bool(np.all(np.diff(h[-patience - 1 :]) > 0))'), "only if every loss is higher"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', "return epoch >= patience"), "whatever the losses are"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'return epoch != best["epoch"]'), "the patience is not used"),
    ("early_stopping", but(STOPPING, 'return epoch - best.get("epoch", 0) >= patience', 'return epoch - best["epoch"] < patience'), "the wrong way round"),
    ("early_stopping", but(STOPPING, "np.inf", "0"), "larger than any"),
    ("early_stopping", but(STOPPING, '    best["epoch"] = epoch', '    best = {}\n    best["epoch"] = epoch'), "entry by entry"),
    ("early_stopping", but(STOPPING, "[-1]", "[0]"), "is at its end"),
    ("early_stopping", but(STOPPING, '["val_loss"][-1]', '["train_loss"][-1]'), "loss of the training data"),
    ("early_stopping", but(STOPPING, "= epoch\n", "= epoch - 1\n"), "one too low"),
    ("early_stopping", but(STOPPING, '    best["val_loss"] = val_loss\n', '    if "val_loss" not in best:\n        best["val_loss"] = val_loss\n'), "keeps the first loss"),
    ("early_stopping", but(STOPPING, "val_loss < best", "round(val_loss, 2) < best"), "a smallest difference asked for"),
    ("early_stopping", but(STOPPING, 'if val_loss < best.get("val_loss", np.inf)', 'if val_loss > best.get("val_loss", -1)'), "The highest loss"),
    ("early_stopping", but(STOPPING, '    best["params"] = {name: values.copy() for name, values in params.items()}\n', ""), "best has no params"),
    ("early_stopping", but(STOPPING, "{name: values.copy() for name, values in params.items()}", "dict(params)"), "holds the same arrays"),
    ("early_stopping", but(STOPPING, 'best.get("val_loss", np.inf)', 'best["val_loss"]'), "best is empty before the first epoch"),
    ("count_params", "s = layer_sizes\nreturn sum(a * (b + 1) for a, b in zip(s, s[1:]))", "that a layer's connections come from"),
    ("count_params", "s = layer_sizes\nreturn sum(a * b + 1 for a, b in zip(s, s[1:]))", "One bias is counted for each layer"),
    ("count_params", "s = layer_sizes\nreturn sum(a + b for a, b in zip(s, s[1:]))", "neighbouring layers are added"),
    ("count_params", "s = layer_sizes\nreturn sum(a * b + b + 1 for a, b in zip(s, s[1:]))", "One too many is counted for each"),
    ("count_params", "s = layer_sizes\nreturn sum((a + 1) * (b + 1) for a, b in zip(s, s[1:]))", "a 1 too many in each layer"),
    ("count_params", "s = layer_sizes\nreturn sum(b * b + b for b in s[1:])", "connected with itself"),
    ("count_params", "s = layer_sizes\nreturn 2 * (len(s) - 1)", "number of arrays"),
    ("count_params", "s = layer_sizes\nreturn len(s)", "number of layers, inputs included"),
    ("count_params", "s = layer_sizes\nreturn 37", "the same for every network"),
    ("count_params", "s = layer_sizes\nreturn [a * b + b for a, b in zip(s, s[1:])]", "add up what there is"),
    ("count_params", "s = layer_sizes\nreturn sum((a + 1) * b for a, b in zip(s, s[1:])) - s[0]", "too small by the number of inputs"),
    ("count_params", "s = layer_sizes\nreturn s[0] * s[1] + s[1] + s[1] * s[2] + s[2] + s[2] * s[3] + s[3]", "It does so for the network (4, 1)"),
    ("count_params", "s = layer_sizes\nreturn sum((a + 2) * b for a, b in zip(s, s[1:]))", "count their entries"),
    ("share_undecided", "return np.mean((y_prob >= 0.5 - margin) & (y_prob < 0.5 + margin))", "0.75 is left out"),
    ("share_undecided", "return np.mean((y_prob > 0.5 - margin) & (y_prob <= 0.5 + margin))", "0.25 is left out"),
    ("share_undecided", "return np.mean((y_prob >= 0.5 - margin) | (y_prob <= 0.5 + margin))", "Every row is counted"),
    ("share_undecided", "return np.mean((y_prob - 0.5) ** 2 <= margin)", "The distance is squared"),
    ("share_undecided", "return np.mean(np.abs(y_prob - margin) <= 0.5)", "changed places"),
    ("share_undecided", "return np.mean(np.abs(y_prob - np.mean(y_prob)) <= margin)", "from the mean of the prob"),
    ("share_undecided", "return round(float(np.mean(abs(y_prob - 0.5) <= margin)), 2)", "share is rounded"),
    ("share_undecided", "return np.sum(abs(y_prob - 0.5) <= margin) // len(y_prob)", "// rounds down"),
    ("share_undecided", "return np.sum(abs(y_prob - 0.5) <= margin) / 8", "divided by 8 as well"),
    ("share_undecided", "return len(y_prob[abs(y_prob - 0.5) <= margin])", "The result is a count"),
    ("share_undecided", "return np.mean(y_prob[abs(y_prob - 0.5) <= margin])", "mean probability of the undecided"),
    ("share_undecided", "return np.sum(abs(y_prob - 0.5) <= margin) / 20", "Count the rows whose"),
    ("share_undecided", "return abs(y_prob - 0.5) <= margin", "one entry per row"),
    ("numeric_gradients", but(NUMERIC, "/ (2 * step)", "* 2 * step"), "multiplied by the distance"),
    ("numeric_gradients", but(NUMERIC, "(2 * step)", "step**2"), "square of the step"),
    ("numeric_gradients", but(NUMERIC, "(2 * step)", "(2 + step)"), "2 + step"),
    ("numeric_gradients", but(NUMERIC, "(above - below)", "abs(above - below)"), "lost their sign"),
    ("numeric_gradients", but(NUMERIC, "+ step", "+ step / 2", "- step", "- step / 2"), "half a step to either side, so"),
    ("numeric_gradients", but(NUMERIC, "    grads[f", "        break\n    grads[f"), "Only the first entry"),
    ("numeric_gradients", but(NUMERIC, "        slopes[index] =", "        slopes = np.zeros(values.shape)\n        slopes[index] ="), "Only the last entry"),
    ("numeric_gradients", but(NUMERIC, "return grads", "    return grads"), "Does the return stand inside"),
    ("numeric_gradients", but(NUMERIC, 'f"d{name}"', '"d{name}"'), "an f is missing before"),
    ("numeric_gradients", but(NUMERIC, "return grads", "return {k: np.round(v, 2) for k, v in grads.items()}"), "Is something rounded"),
    ("numeric_gradients", but(NUMERIC, "slopes[index] =", "slopes[index] = 1 +"), "of 9 slopes are wrong"),
    ("numeric_gradients", but(NUMERIC, "slopes[index] =", "slopes ="), "is a single number"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", "A_prev.T * dZ.T / N"), "the matrix product is @"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", "(A_prev + 1).T @ dZ / N", "dZ.sum(axis=0, keepdims=True) / N", "np.median(dZ, axis=0, keepdims=True)"), "For one row alone db3 comes out right and dW3 does not"),
    ("backward_pass", but(BACKWARD, "return grads", "return {n: g / 0 for n, g in grads.items()}"), "nan or inf"),
    ("early_stopping", but(STOPPING, 'history["val_loss"]', 'history["loss"]'), "history has train_loss, val_loss"),
    ("backward_pass_l2", but(L2, "lam / len(y_true) * V", "(lam / len(y_true) + 0.1) * V"), "that lam does not scale"),
    ("backward_pass", but(BACKWARD, "A_prev.T @ dZ / N", 'A_prev.T @ dZ / N + 0.02 * params[f"W{layer}"]'), "To each dW 0.02 times W is added"),
    ("backward_pass", but(BACKWARD, "return grads", "    return grads"), "Does the return stand inside the loop"),
    ("backward_pass", but(BACKWARD, "dW{", "dw{"), "Capital letters"),
    ("backward_pass", but(BACKWARD, "- y_true", "- (1 - y_true)"), "The labels are exchanged"),
    ("backward_pass", but(BACKWARD, "- y_true", "- np.where(y_true == 0, -1, y_true)"), "as -1 and 1"),
    ("backward_pass", but(BACKWARD, "    if layer > 1", "    if layer < L:\n        dA = dA @ params[f\"W{layer}\"].T\n        dZ = dA * d_activation(cache[f\"Z{layer - 1}\"]) if layer > 1 else 0\n    elif layer > 1"), "before the gate of layer 2"),
    ("backward_pass", but(BACKWARD, 'cache[f"A{L}"] - y_true', 'y_true - cache[f"A{L}"]', " / N", "", 'dA * d_activation(cache[f"Z{layer - 1}"])', "dA"), "-7 times as large as needed, in every entry. There are 7 rows"),
    ("backward_pass_l2", but(L2, 'grads[f"d{name}"] =', 'grads["d{name}"] ='), "an f is missing before the string"),
    ("backward_pass_l2", but(L2, 'if name.startswith("W")', 'if name in ("W2", "W3")'), "Nothing is added to dW1"),
    ("backward_pass_l2", but(L2, 'if name.startswith("W")', 'if name == "W1"'), "Nothing is added to dW3, dW2"),
]  # fmt: skip
