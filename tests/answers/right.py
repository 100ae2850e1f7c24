"""Right answers that look different from the reference; all of them must pass."""

from answers.wrong import BACKWARD, BATCHES, FORWARD, INIT, MOMENTUM, STOPPING, but

RIGHT = [
    ("sigmoid", "return 1 / (1 + np.exp(-x))"),
    ("sigmoid", "return 0.5 * (1 + np.tanh(0.5 * x))"),
    ("sigmoid", "return 1 / (1 + np.exp(-np.clip(x, -500, 500)))"),
    (
        "sigmoid",
        "out = np.empty(x.shape)\npos = x >= 0\n"
        "out[pos] = 1 / (1 + np.exp(-x[pos]))\n"
        "e = np.exp(x[~pos])\nout[~pos] = e / (1 + e)\nreturn out",
    ),
    ("sigmoid", "return np.exp(-np.logaddexp(0, -x))"),
    ("relu", "return np.maximum(0, x)"),
    ("relu", "return x * (x > 0)"),
    ("relu", "return np.where(x > 0, x, 0)"),
    ("relu", "return (np.abs(x) + x) / 2"),
    ("relu", "x = x.copy()\nx[x < 0] = 0\nreturn x"),
    ("relu", "return np.array([max(v, 0) for v in x.ravel()]).reshape(x.shape)"),
    ("d_relu", "return x > 0"),
    ("d_relu", "return (x > 0).astype(int)"),
    ("d_relu", "return x >= 0"),
    ("d_relu", "return np.heaviside(x, 0.5)"),
    ("d_relu", "return np.where(x > 0, 1, 0)"),
    (
        "binary_cross_entropy",
        "p = np.clip(y_prob, 1e-12, 1 - 1e-12)\n"
        "return np.mean(-np.log(np.where(y_true == 1, p, 1 - p)))",
    ),
    (
        "binary_cross_entropy",
        "p = np.clip(y_prob, 1e-8, 1 - 1e-8)\nN = len(y_true)\n"
        "return -(y_true.T @ np.log(p) + (1 - y_true).T @ np.log(1 - p)).item() / N",
    ),
    (
        "binary_cross_entropy",
        "return -np.mean(y_true * np.log(y_prob + 1e-8)\n"
        "                + (1 - y_true) * np.log(1 - y_prob + 1e-8))",
    ),
    ("accuracy", "return np.mean((y_prob >= threshold).astype(float) == y_true)"),
    ("accuracy", "return 1 - np.mean(np.abs((y_prob >= threshold) - y_true))"),
    ("accuracy", "return np.sum((y_prob >= threshold) == y_true) / len(y_true)"),
    (
        "init_mlp",
        but(
            INIT,
            "rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)",
            "rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))",
        ),
    ),
    (
        "init_mlp",
        but(INIT, "* np.sqrt(2 / n_in)", "* np.sqrt(2) / np.sqrt(n_in)"),
    ),
    (
        "init_mlp",
        but(INIT, "np.random.default_rng(seed)", "np.random.RandomState(seed)"),
    ),
    ("forward_pass", but(FORWARD, "A @ W + b", "np.dot(A, W) + b")),
    ("forward_pass", but(FORWARD, "activation(Z)", "np.maximum(0, Z)")),
    ("forward_pass", but(FORWARD, "sigmoid(ZL)", "1 / (1 + np.exp(-ZL))")),
    ("forward_pass", but(FORWARD, "return AL, cache", "return [AL, cache]")),
    ("backward_pass", BACKWARD),
    (
        "backward_pass",
        but(BACKWARD, " / N", "", 'cache[f"A{L}"] - y_true',
            '(cache[f"A{L}"] - y_true) / N'),
    ),
    (
        "backward_pass",
        but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N",
            "np.mean(dZ, axis=0, keepdims=True)"),
    ),
    (
        "backward_pass",
        but(BACKWARD, 'd_activation(cache[f"Z{layer - 1}"])', "(A_prev > 0)"),
    ),
    (
        "backward_pass",
        but(BACKWARD, "dZ.sum(axis=0, keepdims=True) / N",
            "(np.ones((1, N)) @ dZ) / N"),
    ),
    (
        "backward_pass",
        but(BACKWARD, "A_prev.T @ dZ / N", "np.einsum('ij,ik->jk', A_prev, dZ) / N"),
    ),
    (
        "update_params",
        'for name in params:\n    params[name] = params[name] - lr * grads["d" + name]',
    ),
    (
        "update_params",
        'for i in range(1, len(params) // 2 + 1):\n    for v in "Wb":\n'
        '        params[f"{v}{i}"] -= lr * grads[f"d{v}{i}"]\nreturn params',
    ),
    ("iterate_minibatches", BATCHES),
    (
        "iterate_minibatches",
        "order = np.arange(len(X))\nif shuffle:\n    np.random.shuffle(order)\n"
        "return [(X[order[i:i + batch_size]], y[order[i:i + batch_size]])\n"
        "        for i in range(0, len(X), batch_size)]",
    ),
    (
        "iterate_minibatches",
        "rng = np.random.default_rng()\n"
        "order = rng.permutation(len(X)) if shuffle else np.arange(len(X))\n"
        "n = int(np.ceil(len(X) / batch_size))\n"
        "for k in range(n):\n    rows = order[k * batch_size:(k + 1) * batch_size]\n"
        "    yield [X[rows], y[rows]]",
    ),
    (
        "train_val_split",
        "n = int(val_fraction * len(y))\n"
        "val, train = np.arange(n), np.arange(n, len(y))\n"
        "return [X[train], y[train], X[val], y[val]]",
    ),
    (
        "count_params",
        "total = 0\nfor i in range(1, len(layer_sizes)):\n"
        "    total += layer_sizes[i - 1] * layer_sizes[i] + layer_sizes[i]\n"
        "return total",
    ),
    ("tanh", "return 2 / (1 + np.exp(-2 * x)) - 1"),
    ("tanh", "return 2 * sigmoid(2 * x) - 1"),
    ("d_tanh", "return 1 / np.cosh(np.clip(x, -300, 300)) ** 2"),
    ("d_tanh", "t = tanh(x)\nreturn (1 - t) * (1 + t)"),
    (
        "weight_l2_norm",
        "flat = [params[k].ravel() for k in params if 'W' in k]\n"
        "return np.linalg.norm(np.concatenate(flat))",
    ),
    (
        "backward_pass_l2",
        "grads = backward_pass(y_true, params, cache)\nN = y_true.shape[0]\n"
        "for i in range(1, len(params) // 2 + 1):\n"
        "    grads[f'dW{i}'] += (lam / N) * params[f'W{i}']\nreturn grads",
    ),
    ("early_stopping", STOPPING),
    (
        "early_stopping",
        "losses = history['val_loss']\n"
        "if not best or losses[-1] < best['val_loss']:\n"
        "    import copy\n"
        "    best.update(epoch=epoch, val_loss=losses[-1], params=copy.deepcopy(params))\n"
        "    return False\n"
        "return bool(epoch - best['epoch'] > patience - 1)",
    ),
    ("share_undecided", "return ((y_prob >= 0.5 - margin) & (y_prob <= 0.5 + margin)).mean()"),
    ("update_with_momentum", MOMENTUM),
    (
        "update_with_momentum",
        "for name, V in params.items():\n"
        "    if name not in velocity:\n        velocity[name] = np.zeros_like(V)\n"
        "    velocity[name] *= beta\n    velocity[name] += grads['d' + name]\n"
        "    params[name] = V - lr * velocity[name]",
    ),
]  # fmt: skip
