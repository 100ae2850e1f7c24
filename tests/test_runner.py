"""The Python of the pages, without a browser: what cells put out, and what they see."""

import pytest

from mlp.checks.engine import deadline
from mlp.support import replay
from workbench.runner import Page

OPEN = 'def relu(x):\n    raise NotImplementedError("TODO: relu")\n'
WRONG = "def relu(x):\n    return 0 * x\n"
RIGHT = "def relu(x):\n    return np.maximum(x, 0)\n"
DRAWS = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"


@pytest.fixture
def page(monkeypatch, same_mlp):
    """Return a function that starts a page; afterwards all is as it was before."""
    monkeypatch.setattr(deadline, "SECONDS", deadline.SECONDS)

    def start(**functions):
        made = Page(lambda piece: made.pieces.append(piece), functions)
        made.pieces = []
        return made

    return start


def ran(page, *sources):
    """Run cells one after the other; return the last result and all that is printed."""
    page.pieces.clear()
    *_, result = [page.run(source, source) for source in sources]
    return result, "".join(piece.get("text", "") for piece in page.pieces)


def found(page, *sources):
    """Check relu; return what is found of it, or else the last piece."""
    page.pieces.clear()
    page.check("relu", sources)
    return page.pieces[-1].get("found", page.pieces[-1]).get("relu")


def test_pieces_come_in_order(page):
    """What is printed, also as an error, then what the last line gives, and how."""
    cell, page = "import sys\nprint(1)\nprint(2, file=sys.stderr)\n", page()
    assert ran(page, cell + "3") == ("done", "1\n2\n3\n")
    assert ran(page, cell + "3;") == ran(page, cell) == ("done", "1\n2\n")
    ran(page, f"from mlp.checks import check\nimport numpy as np\n{RIGHT}check(relu)")
    assert [piece["found"] for piece in page.pieces] == [{"relu": "passed"}]
    ran(page, "class Bold:\n    _repr_html_ = lambda self: '<b>!</b>'\nBold()")
    assert page.pieces == [{"kind": "html", "html": "<b>!</b>"}]


def test_cell_that_runs_again_draws_the_same_numbers(page):
    """It begins where the cell above it has left off, whatever has run meanwhile."""
    page = page()
    page.run("a", "import numpy as np\nnp.random.seed(1)")
    for cell, above in ("ba", "cb", "ba", "cb"):
        page.run(cell, "np.random.rand()", above)
    first, second, *again = "".join(piece["text"] for piece in page.pieces).split()
    assert first != second and again == [first, second]


def test_open_gap_is_told_in_one_sentence(page):
    """Where it is used, and where what it would have made is missing."""
    page = page()
    told = "open", "Still to do: relu. Fill in its gap above, then run this again.\n"
    assert ran(page, OPEN, "y = relu(1)") == ran(page, "print(y)") == told
    assert ran(page, WRONG, "y = relu(1)", "y / 0")[0] == "failed"


@pytest.mark.parametrize("end", ["exit()", "1 / 0", "raise KeyboardInterrupt"])
def test_error_names_the_readers_lines_alone(page, end):
    """None of ours; and the page goes on."""
    result, text = ran(page := page(), f"def f():\n    {end}\n", "print(1)", "f()")
    frames = "1\nyour cell, line 1:\n    f()\nyour cell, line 2:\n"
    assert result == "failed" and text.startswith(frames) and "runner" not in text
    assert "grow on?" in ran(page, "raise MemoryError")[1]


def test_functions_travel_to_what_uses_them(page):
    """Later chapters call them and have them as defaults; what judges does not."""
    wrong = "def sigmoid(x):\n    return 0 * x + 0.25\n"
    work = page(sigmoid=wrong, relu=WRONG)
    forward = """import mlp, numpy as np
X, params = np.ones((1, 2)), mlp.init_mlp((2, 3, 1))
y, cache = mlp.forward_pass(X, params)\n"""
    assert ran(work, forward + "print(y, cache['A1'].any())")[1] == "[[0.25]] False\n"
    assert "your sigmoid, line 2:\n    return 0 * x" in ran(work, "mlp.sigmoid('')")[1]
    uses = "def relu(x):\n    return x * (sigmoid(x) > 0.5)\n"
    assert found(work, WRONG) == "wrong" and found(work, uses) == "passed"
    assert deadline.SECONDS > 2 and replay.MOST_FRAMES > 20  # a browser takes longer
    assert int(ran(work, "mlp.checks and mlp.support.replay.MOST_FRAMES")[1]) < 20
    assert ran(page(), forward + "y > 0.25") == ("done", "array([[ True]])\n")
    same = page(forward_pass="def forward_pass(X, params):\n    return X, 0\n")
    assert "[[1., 1.]]" in ran(same, f"{forward}mlp.training.predict(X, params)")[1]


def test_check_sees_definitions_alone(page):
    """Functions, imports and constants above; no names of the page, and no plots."""
    page, above = page(), ("import math", "LOW = 0", "def least():\n    return LOW")
    uses = "def relu(x):\n    return np.maximum(x, math.floor(least()))\n"
    assert found(page, *above, "1 / 0", "1 +", uses) == "passed"
    ran(page, *above)
    assert found(page, uses) == "wrong"
    assert found(page, "from matplotlib import no_such_module", RIGHT) == "passed"
    assert found(page, "exit()") is None and page.pieces[-1]["kind"] == "error"


def test_figure_arrives_as_picture(page):
    """It is closed afterwards, also when its cell fails; a check hands over none."""
    ran(page := page(), DRAWS)
    assert [piece["webp"][8:12] for piece in page.pieces] == [b"WEBP"]
    assert ran(page, f"{DRAWS}\n1 / 0", "print(1)") and "webp" not in page.pieces[-1]
    assert found(page, DRAWS, RIGHT) == "passed" and len(page.pieces) == 1
