"""A class of hand-ins, and what has to be said of each.

The notebooks are as small as can be: one way of going wrong each.
"""

import json
from typing import NamedTuple

SIGMOID = "import numpy as np\ndef sigmoid(x):\n    return np.exp(-np.logaddexp(0, -x))"
MIRRORED = SIGMOID.replace(" -x", " x")
RELU = "import numpy as np\ndef relu(x):\n    return np.maximum(0, x)"
WRONG_RELU = RELU.replace("0, x", "x, 0.1 * x")
D_RELU = "def d_relu(x):\n    return (x > 0) * 1.0"
OPEN_D_RELU = "def d_relu(x):\n    raise NotImplementedError('TODO: d_relu')"
LEFT_OPEN = "*delete the line that raises this."
CHECK = "from mlp.checks import check"
GIVEN = """\
def accuracy(y_true, y_prob, threshold=0.5):
    y_pred = y_prob >= threshold
    return float(np.mean(y_pred == y_true))"""
GIVEN_IF_OPEN = """\
if check(relu).open:

    def relu(x):
        return np.maximum(x, 0.0)"""
HINT = """\
import numpy as np
def sigmoid(x):
    \"\"\"Squash.\"\"\"
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)"""
# Right, long, and no hint: two who write it alone do not write the same.
LONG = """\
import numpy as np
def iterate_minibatches(X, y, batch_size=64, shuffle=True, *, rng=None):
    rng = np.random if rng is None else rng
    rows_in_turn = np.arange(len(X))
    if shuffle:
        rows_in_turn = rng.permutation(len(X))
    n_batches = int(np.ceil(len(X) / batch_size))
    for number in range(n_batches):
        chosen = rows_in_turn[number * batch_size : (number + 1) * batch_size]
        yield X[chosen], y[chosen]"""
# Wrong in the same odd way, and nearly as long.
ODD = """\
import numpy as np
def moon(t, label):
    squeezed = 0.9 * np.sin(t) + 0.05 * np.cos(t)
    across = np.cos(t) - 0.5 * label
    return np.column_stack([across, squeezed])"""
DEAF = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
# Inside of one call, where no check can end it.
STUCK = "import itertools\ndef relu(x):\n    return sum(itertools.repeat(0))"
GROWING = "block = []\nwhile True:\n    block.append(np.empty(10**6))"
FORKING = "import os\nif os.fork():\n    os.wait()\n1 / 0"
LIMITED = "import resource\nassert resource.getrlimit(resource.RLIMIT_CPU)[0] == 10"
# What somebody tries who wants `return 0` to pass.
FORGED = """\
from importlib import import_module
c = import_module("mlp.checks.check")
from mlp.checks import Entry, check
from mlp.checks.engine import probe
c.CHECKS.clear()
c.guarded = probe.guarded = lambda *a, **k: None
c._check_one = lambda name, f, asked, entries: entries.update({name: Entry(name, "passed")})
import os, sys
line = '{"name": "sigmoid", "status": "passed", "messages": [], "remarks": []}\\n'
for number in range(3, 20):
    try:
        os.write(number, line.encode())
    except OSError:
        pass
print(line)"""
PATCHED = """\
def relu(x):
    from sys import modules
    c = modules["mlp.checks.check"]
    c.guarded = lambda *a: None
    return 0"""
STOPS_WATCHER = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"
STOPS_IN_FUNCTION = """\
def relu(x):
    import os, signal
    os.kill(os.getppid(), signal.SIGKILL)"""
ESCAPES = """\
import subprocess, sys
wait = "import time; time.sleep(86397)"
subprocess.Popen([sys.executable, "-c", wait], start_new_session=True)"""


def notebook(*sources, tags=(), metadata=None):
    """Return the text of a notebook with some code cells."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}}
        for source in sources
    ]
    metadata = {"mlp": metadata} if metadata else {}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4})


class HandIn(NamedTuple):
    """A file: its text, what is said of its functions, and of its cells when they run.

    The first stays the same without running the cells; the second is None where they
    do nothing of interest. ``*`` stands for any text.
    """

    name: str
    text: str
    judged: str
    ran: str = None


NOT_HERE = "not defined in this notebook"
OWN = "it uses the course's own"
CLASS = [HandIn(*row) for row in (
    ("mixed.ipynb", notebook(SIGMOID, WRONG_RELU, OPEN_D_RELU),
     f"✓ sigmoid ✗ relu: *leaky ReLU* … d_relu: {LEFT_OPEN}"),
    ("GREAT.IPYNB", notebook(SIGMOID), "✓ sigmoid"),
    ("=1+1.ipynb", notebook(SIGMOID, "raise OSError('\\x1b[31mred\\u202e')"),
     "✓ sigmoid", "! cell 2: OSError: *"),
    # Each function has a deadline of its own, as do the cells.
    ("loop.ipynb", notebook(SIGMOID, DEAF, WRONG_RELU),
     "✓ sigmoid ✗ relu: *leaky ReLU*", "! cell 2: stopped*"),
    ("loops-in-relu.ipynb", notebook("def relu(x):\n    while True:\n        pass", D_RELU),
     "✗ relu: No result after 2 seconds: is there an endless loop?* ✓ d_relu"),
    ("stuck.ipynb", notebook(STUCK, D_RELU),
     "✗ relu: No result after * is there an endless loop?* ✓ d_relu", ""),
    ("slow.ipynb", notebook("import time\nk = time.sleep(99)\ndef relu(x):\n    return k", D_RELU),
     "✗ relu: What it needs takes longer than * ✓ d_relu", "! cell 1: stopped*"),
    # What a decorator has made is judged as it is.
    ("vectorized.ipynb", notebook("import numpy as np\n@np.vectorize\ndef relu(x):\n    return x if x > 0 else 0.0"),
     "✓ relu"),
    ("vectorized-wrong.ipynb", notebook("import numpy as np\n@np.vectorize\ndef relu(x):\n    return 0.1 * x if x < 0 else x"),
     "✗ relu: *leaky ReLU*"),
    ("one-line.ipynb", notebook("a = (1,\n 2); relu = lambda x: x"), "✗ relu: *write it with def.*"),
    ("deep.ipynb", notebook(RELU, "total = " + " + ".join("x" * 900), f"def d_relu(x):\n    return {' + '.join('x' * 900)}"),
     "✓ relu ✗ d_relu: *"),
    ("lambda.ipynb", notebook("relu = lambda x: x"), "✗ relu: *write it with def.*"),
    # What the course gives is no answer, whatever tags an editor has lost.
    ("tagged.ipynb", notebook(SIGMOID, tags=["given"]), "", "! it has no function to check"),
    ("untouched.ipynb", notebook("import numpy as np", "def relu(x):\n    raise NotImplementedError('TODO: relu')",
                                 f"{CHECK}\ncheck(relu)", GIVEN, GIVEN_IF_OPEN),
     f"… relu: {LEFT_OPEN}", ""),
    ("bare-cell.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": [RELU]}]}), "✓ relu"),
    ("listed.ipynb", notebook("x = 1", metadata={"functions": ["sigmoid", "d_relu"]}),
     f"… sigmoid: {NOT_HERE} … d_relu: {NOT_HERE}"),
    ("unasked.ipynb", notebook("1 + 1", metadata={"functions": []}), "", ""),
    # Nobody passes with the course's own function, or by leaving one out.
    ("imported.ipynb", notebook("from mlp import relu", CHECK, "check(relu)"),
     f"… relu: {NOT_HERE} > relu: {OWN} relu"),
    ("alias.ipynb", notebook("from mlp import relu as theirs\ndef relu(x):\n    return theirs(x)"),
     f"✓ relu > relu: {OWN} relu"),
    ("assigned.ipynb", notebook("import mlp\nrelu = mlp.relu"),
     f"… relu: this is the course's own function > relu: {OWN} relu"),
    ("wrapper.ipynb", notebook("def relu(x):\n    from mlp.primitives import relu as f\n    return f(x)"),
     f"✓ relu > relu: {OWN} relu"),
    ("helper.ipynb", notebook("import mlp\nhelp_me = getattr(mlp, 'relu')\ndef relu(x):\n    return help_me(x)"),
     f"✓ relu > relu: {OWN} relu"),
    ("looked-at.ipynb", notebook("import mlp", RELU, f"{CHECK}\nassert (relu(3.0) == mlp.relu(3.0))"), "✓ relu"),
    ("copied-text.ipynb", notebook("import inspect, mlp\nexec(inspect.getsource(mlp.relu))", f"{CHECK}\ncheck(relu)"),
     f"… relu: {NOT_HERE} > it reads the text of functions (inspect.getsource)"),
    ("hint.ipynb", notebook(HINT), "✓ sigmoid > word for word the last hint: sigmoid"),
    ("solved.ipynb", notebook(RELU, tags=["todo"], metadata={"functions": ["relu"]}),
     "✓ relu > this is the course's solved notebook, or was made from it"),
    ("deleted.ipynb", notebook(CHECK, "check(sigmoid)"), f"… sigmoid: {NOT_HERE}", "! cell 2: NameError: *"),
    # Whoever hands in alike.
    ("long-a.ipynb", notebook(LONG), "✓ iterate_minibatches > iterate_minibatches: the same as in long-b.ipynb"),
    ("long-b.ipynb", notebook(LONG.replace("\n    for", "\n    # my own\n    for")),
     "✓ iterate_minibatches > iterate_minibatches: the same as in long-a.ipynb"),
    ("odd-a.ipynb", notebook(ODD), "✗ moon: * > moon: the same as in odd-b.ipynb"),
    ("odd-b.ipynb", notebook(ODD), "✗ moon: * > moon: the same as in odd-a.ipynb"),
    # The last definition counts.
    ("twice.ipynb", notebook(MIRRORED, SIGMOID), "✓ sigmoid"),
    ("twice-wrong.ipynb", notebook(SIGMOID, MIRRORED), "✗ sigmoid: *"),
    ("constant.ipynb", notebook("import numpy as np\nzero, X = 0.0, np.ones(3)", "def relu(x):\n    return np.maximum(zero, x)"), "✓ relu"),
    # What cannot run because of a gap is no problem of its own.
    ("gap.ipynb", notebook(OPEN_D_RELU, "a = d_relu(3)", "a + 1"), f"… d_relu: {LEFT_OPEN}", ""),
    ("indented.ipynb", notebook("def sigmoid(x):\nreturn 1"),
     "✗ sigmoid: Its cell does not run. IndentationError in line 2: *"),
    ("undefined.ipynb", notebook("def relu(x, least=zero):\n    return x"),
     "✗ relu: Its cell does not run. NameError: *", "! cell 1: NameError: *"),
    # What only Jupyter reads is left out, but not the Python around it.
    ("jupyter.ipynb", notebook(
        f"%matplotlib inline\n!ls\nfiles = !ls\nlen?\n{SIGMOID}", "%%time\np = sigmoid(0.0)",
        "%time q = sigmoid(0.0)", "assert p == q == 0.5", "get_ipython().run_line_magic('autoreload', '2')",
        "import asyncio\nawait asyncio.sleep(0)\nn = await asyncio.sleep(0, 3)", "assert n == 3\ndisplay(n)", "'\\d'"), "✓ sigmoid", ""),
    # Whatever a cell does, what is right counts.
    ("zero.ipynb", notebook(SIGMOID, "1 / 0"), "✓ sigmoid", "! cell 2: ZeroDivisionError: *"),
    ("syntax.ipynb", notebook(RELU, "for broken(:"), "✓ relu", "! cell 2: SyntaxError*"),
    ("exit.ipynb", notebook("import sys\nsys.exit(0)", SIGMOID), "✓ sigmoid", "! cell 1: SystemExit*"),
    ("leaves.ipynb", notebook("import os\nos._exit(3)", RELU), "✓ relu", "! cell 1: ended Python*"),
    ("leaves-in-relu.ipynb", notebook("def relu(x):\n    import os\n    os._exit(0)", D_RELU),
     "✗ relu: The function ends Python* ✓ d_relu > relu: it uses os, which no answer needs", ""),
    ("huge.ipynb", notebook(SIGMOID, "np.ones(10**11)", GROWING), "✓ sigmoid",
     "! cell 2: MemoryError: Unable* ! cell 3: MemoryError*"),
    ("long-error.ipynb", notebook(SIGMOID, "raise OSError('no' * 10**6)"), "✓ sigmoid", "! cell 2: OSError: *"),
    ("input.ipynb", notebook(RELU, "input('name?')"), "✓ relu", "! cell 2: EOFError*"),
    ("forks.ipynb", notebook(RELU, FORKING), "✓ relu", "! cell 2: ZeroDivisionError: *"),
    ("removes.ipynb", notebook(SIGMOID, "import os\nos.rmdir(os.getcwd())"), "✓ sigmoid", ""),
    ("limited.ipynb", notebook(RELU, LIMITED), "✓ relu", ""),
    ("stops-watcher.ipynb", notebook(RELU, STOPS_WATCHER), "✓ relu", "! it has ended the process that ran it*"),
    ("stops-in-relu.ipynb", notebook(STOPS_IN_FUNCTION, D_RELU), "✗ relu: The function ends Python* ✓ d_relu > relu: it uses os, which no answer needs", ""),
    ("escapes.ipynb", notebook(RELU, ESCAPES), "✓ relu", ""),
    # No notebook forms its own verdict.
    ("forged.ipynb", notebook(FORGED, "def sigmoid(x):\n    return 0", "check(sigmoid)"), "✗ sigmoid: *", "! cell 1: ended Python*"),
    ("patched.ipynb", notebook(PATCHED, "def d_relu(x):\n    return 0"),
     "* ✗ d_relu: * > relu: it uses sys, which no answer needs", ""),
    # A file may be no notebook at all.
    ("empty.ipynb", "", "", "! not a notebook: the file is empty"),
    ("words.ipynb", "cells", "", "! not a notebook: it is no JSON file"),
    ("brackets.ipynb", "{}", "", "! not a notebook: it has no cells"),
    ("three.ipynb", '{"cells": [3]}', "", "! not a notebook: it has no cells"),
    ("old.ipynb", '{"nbformat": 3, "worksheets": []}', "", "! its format is too old: open it*"),
    ("bare.ipynb", '{"cells": []}', "", "! it has no function to check"),
)]  # fmt: skip
# Without processes these would end or stop whoever judges them.
NEED_PROCESSES = {
    "stuck.ipynb", "slow.ipynb", "leaves-in-relu.ipynb", "stops-in-relu.ipynb",
    "patched.ipynb",
}  # fmt: skip
