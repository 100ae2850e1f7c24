"""Wrong answers are named, right ones pass, and nothing gets out of a check."""

import linecache
import re
import threading

import numpy as np
import pytest
from answers.right import RIGHT
from answers.wrong import BACKWARD, FORWARD, IN_A_LINE, WRONG, but, write
from truth import assert_true

import mlp
from mlp.checks import check
from mlp.checks.check import CHECKS
from mlp.checks.engine import deadline
from mlp.checks.engine.mistakes import edited, mutant, text_of

MISTAKES = [
    pytest.param(one, mistake, id=f"{one.name}-{number}")
    for one in CHECKS.values()
    for number, mistake in enumerate(one.mistakes)
]


def learner(*sources):
    """Run sources as a learner's notebook would, and return its names."""
    namespace = {"np": np, "__name__": "__main__"}
    namespace |= {name: getattr(mlp, name) for name in CHECKS}
    for source in sources:
        file = f"<cell {len(linecache.cache)}>"
        linecache.cache[file] = len(source), None, source.splitlines(True), file
        exec(compile(source, file, "exec"), namespace)
    return namespace


def entry_of(name, body):
    """Return what is said about a function that a learner wrote."""
    (entry,) = check(learner(write(name, body))[name]).entries
    return entry


def test_every_check_is_tested_with_wrong_answers():
    """They are edits of the course's function, or written by hand."""
    wrong = {name for name, *_ in WRONG} | {p.values[0].name for p in MISTAKES}
    assert wrong == set(CHECKS)


@pytest.mark.parametrize(("one", "mistake"), MISTAKES)
def test_whoever_makes_a_mistake_hears_its_message(one, mistake):
    """And no other one; the message does not give the answer away."""
    wrong = mutant(one.reference, mistake.edits)
    (entry,) = check(wrong).entries
    assert entry.messages[-1] == mistake.message
    assert not lines_given_away(one.name, mistake.message)
    assert_true(one.name, wrong, entry.messages)


def test_edit_that_does_not_apply_is_an_error():
    """A mistake would be lost when the function of the course is rewritten."""
    with pytest.raises(ValueError, match="relu has no 'np.minimum' in"):
        edited(mlp.relu, (("np.minimum", "np.maximum"),))


@pytest.mark.parametrize(
    ("name", "body", "message"),
    WRONG,
    ids=[f"{n}-{i}" for i, (n, *_) in enumerate(WRONG)],
)
def test_wrong_answer_is_named(name, body, message):
    """The one message says what the mistake is, and not the answer."""
    entry = entry_of(name, body)
    assert entry.status == "wrong"
    heard = "\n".join(entry.messages)
    assert any(piece in heard for piece in message.split("|")), entry
    assert not lines_given_away(name, re.sub(r"raises: .*", "", heard))
    assert_true(name, learner(write(name, body))[name], entry.messages)


def lines_given_away(name, message):
    """Return the lines of the course's function that a message holds."""
    lines = re.findall(r"return .+|.+ = .+", text_of(getattr(mlp, name)))
    return [line for line in lines if line.strip() in message]


@pytest.mark.parametrize(
    ("name", "body"), RIGHT, ids=[f"{n}-{i}" for i, (n, _) in enumerate(RIGHT)]
)
def test_right_answer_passes(name, body):
    """However it is written."""
    entry = entry_of(name, body)
    assert entry.passed, entry


def test_the_reference_passes_without_a_remark():
    """Every function of the course passes its own check."""
    report = check(*(getattr(mlp, name) for name in CHECKS))
    assert report.passed
    assert [entry.name for entry in report.entries] == list(CHECKS)
    assert all(entry.messages == entry.remarks == () for entry in report.entries)


@pytest.mark.parametrize("name", CHECKS)
def test_open_todo_is_told_apart_from_wrong(name):
    """A gap is not a mistake, nor is a function that returns nothing yet."""
    assert entry_of(name, 'raise NotImplementedError("TODO")').status == "open"
    if "update" not in name:  # these return nothing when they are done
        assert entry_of(name, "pass").status == entry_of(name, "return ...").status
        assert entry_of(name, "pass").status == "open"


def test_half_filled_gaps_are_open():
    """Computing with a gap that is still open raises; that is not a mistake."""
    for body in (
        but(FORWARD, "Z = A @ W + b", "Z = ..."),
        but(FORWARD, "A = activation(Z)", "A = ..."),
        but(FORWARD, "AL = sigmoid(ZL)", "AL = ..."),
    ):
        assert entry_of("forward_pass", body).status == "open"


def test_exception_is_reported_with_its_line():
    """The line of the learner's code is named, not one of ours or of NumPy's."""
    raised, error, *_ = entry_of(
        "sigmoid", "a = 1\nb = a + undefined\nreturn b"
    ).messages
    assert "Line 3 raises" in raised
    assert "NameError" in error
    wrong = but(BACKWARD, "A_prev.T @ dZ", "A_prev @ dZ")
    assert "Line 7 raises" in entry_of("backward_pass", wrong).messages[0]


@pytest.mark.parametrize(
    "body",
    [
        "raise SystemExit",
        "raise KeyboardInterrupt",
        "return sigmoid(x)",
        "exit()",
        "raise Exception",
        "return np.array([[1, 2], [3]], dtype=object)",
        "return object()",
        "return {}",
        "return lambda: 1",
        "yield 1",
        "return np.full(x.shape, np.nan)",
        "return np.full(x.shape, 1j)",
        "del x\nreturn x",
        "assert False",
    ],
)
def test_whatever_a_learner_writes_gives_a_report(body):
    """Nothing gets out."""
    with np.errstate(all="ignore"):
        entry = entry_of("sigmoid", body)
    assert not entry.passed
    assert entry.messages


@pytest.mark.parametrize("caught", ["", "except Exception", "except"])
def test_endless_loop_is_ended(caught, monkeypatch):
    """Whatever it catches, a loop without an end gives a message and runs no longer."""
    monkeypatch.setattr(deadline, "SECONDS", 0.2)
    before = threading.active_count()
    body = "x + 1" if not caught else f"try:\n    x + 1\n  {caught}:\n    pass"
    body = f"while True:\n  {body}".replace("\n    ", "\n      ")
    assert "endless loop" in entry_of("sigmoid", body).messages[0]
    assert threading.active_count() == before


def test_other_threads_go_on_when_a_loop_is_ended(monkeypatch):
    """A notebook has some, which must survive."""
    monkeypatch.setattr(deadline, "SECONDS", 0.1)
    ended, counts = threading.Event(), []

    def count():
        while not ended.is_set():
            counts.append(1)
        counts.append("to the end")

    thread = threading.Thread(target=count)
    thread.start()
    assert "endless loop" in entry_of("sigmoid", "while True:\n    pass").messages[0]
    ended.set()
    thread.join()
    assert counts[-1] == "to the end"


def test_global_random_state_is_left_alone():
    """Functions that draw or seed change nothing outside."""
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    entry_of("init_mlp", "np.random.seed(0)\nreturn np.random.rand(3)")
    check(mlp.iterate_minibatches)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_printed_lines_are_dropped(capsys):
    """A print for debugging does not flood the notebook."""
    assert entry_of("relu", "print('here')\nreturn np.maximum(x, 0)").passed
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("everywhere", ["warn", "ignore"])
def test_overflow_is_a_remark(everywhere):
    """A sigmoid that overflows is right, and hears of it where NumPy does not warn."""
    with np.errstate(all=everywhere):
        entry = entry_of("sigmoid", "return 1 / (1 + np.exp(-x))")
        assert entry.passed
        assert "overflow" in entry.remarks[0]
        assert entry_of("sigmoid", "return 0.5 * (1 + np.tanh(x / 2))").remarks == ()


@pytest.mark.parametrize(
    ("relu", "sigmoid", "forward", "entries"),
    [
        ("np.abs(x)", "0.5 * (1 + np.tanh(x / 2))", FORWARD,
         {"relu": "wrong", "forward_pass": "passed"}),
        ("np.maximum(x, 0)", "...", FORWARD,
         {"sigmoid": "open", "forward_pass": "passed"}),
        ("np.abs(x)", "...", but(FORWARD, "Z = A @ W + b", "Z = A @ W"),
         {"relu": "wrong", "sigmoid": "open", "forward_pass": "wrong"}),
    ],
)  # fmt: skip
def test_each_mistake_is_named_where_it_is(relu, sigmoid, forward, entries):
    """The function that is wrong or open is blamed, not the one that uses it."""
    names = learner(
        write("relu", f"return {relu}"),
        write("sigmoid", f"return {sigmoid}"),
        write("forward_pass", forward),
    )
    report = check(names["forward_pass"])
    assert {entry.name: entry.status for entry in report.entries} == entries


def test_functions_that_use_each_other():
    """Each is checked with the other of the course."""
    names = learner(
        write("tanh", "return 2 * sigmoid(2 * x) - 1"),
        write("sigmoid", "return (1 + tanh(x / 2)) / 2"),
    )
    assert check(names["sigmoid"]).passed
    assert check(names["sigmoid"], names["tanh"]).passed


def test_wrong_helpers_of_a_backward_pass():
    """A wrong slope is found behind a right backward pass, and behind the penalty."""
    names = learner(
        write("d_relu", "return np.ones_like(x)"),
        write("backward_pass", BACKWARD),
        write("backward_pass_l2", "return backward_pass(y_true, params, cache)"),
    )
    assert check(names["backward_pass"])["backward_pass"].passed
    report = check(names["backward_pass_l2"])
    assert report["d_relu"].status == "wrong"
    assert "Nothing is added" in report["backward_pass_l2"].messages[-1]


def test_wrong_helper_behind_another_helper():
    """Helpers are followed wherever they are: called, in a dict, in a closure."""
    wrong = write("relu", "return np.abs(x)")
    by_name = write("forward_pass", but(FORWARD, "activation(Z)", "hidden(Z)"))
    for source in (
        "def hidden(Z):\n    return relu(Z)\n",
        "USED = {'relu': relu}\ndef hidden(Z):\n    return USED['relu'](Z)\n",
        "def make(f):\n    def inner(Z):\n        return f(Z)\n    return inner\n"
        "hidden = make(relu)\n",
    ):
        report = check(learner(wrong, source, by_name)["forward_pass"])
        assert [(e.name, e.status) for e in report.entries] == [
            ("relu", "wrong"),
            ("forward_pass", "passed"),
        ]


def test_helper_with_other_parameters():
    """A right helper may have another signature than the course's."""
    names = learner(
        "def sigmoid(z, slope=False):\n"
        "    s = 1 / (1 + np.exp(-z))\n    return s * (1 - s) if slope else s\n",
        write(
            "forward_pass", but(FORWARD, "sigmoid(ZL)", "sigmoid(z=ZL, slope=False)")
        ),
    )
    assert check(names["forward_pass"]).passed


def test_numpys_tanh_is_not_the_learners():
    """An attribute of a module is not a helper, though it has the name of one."""
    names = learner(
        write("tanh", "raise NotImplementedError"),
        write("sigmoid", "return 0.5 * (1 + np.tanh(x / 2))"),
    )
    report = check(names["sigmoid"])
    assert [entry.name for entry in report.entries] == ["sigmoid"]
    assert report.passed


def test_an_older_definition_is_not_exchanged():
    """A wrong function behind a new one of the same name stays wrong."""
    names = learner(
        write("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W")),
        "old = forward_pass\ndef forward_pass(X, params, **options):\n"
        "    return old(X, params, **options)\n",
    )
    (_, meaning) = check(names["forward_pass"])["forward_pass"].messages
    assert "has no bias" in meaning


def test_surroundings_of_a_function_are_left_alone():
    """Lists, arrays and generators that a function uses are those it finds later."""
    names = learner(
        "log, A, rng = [], np.zeros(2), np.random.default_rng(0)\n"
        "def sigmoid(x, seen={}):\n"
        "    log.append(1); A[0] += 1; rng.normal(); seen['x'] = x\n"
        "    return 1 / (1 + np.exp(-x))\n"
    )
    assert check(names["sigmoid"]).passed
    assert names["log"] == []
    assert names["A"][0] == 0
    assert names["sigmoid"].__defaults__ == ({},)
    assert names["rng"].normal() == np.random.default_rng(0).normal()


def test_line_in_a_helper_is_named_with_the_helper():
    """Lines are counted from the function that raised."""
    names = learner(
        "def product(A, W):\n    B = A\n    return B * W\n",
        write("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = product(A, W) + b")),
    )
    message = check(names["forward_pass"])["forward_pass"].messages[0]
    assert "Line 3 of product raises" in message


def test_none_from_a_mistake_is_not_an_open_gap():
    """np.random.seed returns nothing; using its result is a mistake."""
    body = "rng = np.random.seed(seed)\nreturn {'W1': rng.normal(size=layer_sizes)}"
    entry = entry_of("init_mlp", body)
    assert entry.status == "wrong"
    assert "Something is None here" in "".join(entry.messages)


def heard(source, name):
    """Return what is said about a function in a learner's notebook, and its names."""
    names = learner(source)
    return "\n".join(check(names[name])[name].messages), names


def test_nothing_that_a_check_does_is_left_behind(capsys):
    """Neither shown things, nor figures, nor changed objects."""
    message, names = heard(
        "import matplotlib.pyplot as plt\n"
        "class Counter:\n    calls = []\n"
        "counter, shown = Counter(), []\ncounter.n = 0\n"
        "display = shown.append\n"
        "def relu(x):\n"
        "    plt.figure(); counter.n += 1; display(x)\n"
        "    return np.maximum(x, 0)\n",
        "relu",
    )
    assert message == ""
    assert names["plt"].get_fignums() == []
    assert (names["counter"].n, names["shown"]) == (0, [])


@pytest.mark.parametrize(
    ("body", "piece"),
    [
        ("return input()", "waits for somebody who types"),
        ("quit()", "ends Python"),
        ("r = np.maximum(x, 0)\nraise NotImplementedError('TODO')", "delete the line"),
        ("return list(np.maximum(x, 0))", "this is a list"),
        ("return map(abs, x)", "this is a map"),
        ("return np.matrix(np.maximum(x, 0))", "this is a matrix"),
        ("return np.maximum(x, 0) + 0j", "must be numbers; got complex ones"),
        ("return np.maximum(x, 0).astype(object)", "got an array of Python objects"),
        ("x[x < 0] = 0\nreturn x", "changes its argument x"),
        (
            "return np.maximum(np.ones((2, 4)), 0)",
            "The argument x is not used anywhere",
        ),
    ],
)
def test_way_of_going_wrong_is_named(body, piece):
    """What is odd about a function itself is said, whatever it should compute."""
    assert piece in "\n".join(entry_of("relu", body).messages)


def test_coroutine_is_no_result():
    """The word async is to blame."""
    assert "without async" in heard("async def relu(x):\n    return x", "relu")[0]


def test_flood_of_lines_is_not_taken_for_an_endless_loop(monkeypatch):
    """It takes as long as one."""
    monkeypatch.setattr(deadline, "SECONDS", 0.2)
    entry = entry_of("relu", "while True:\n    print('x' * 50)")
    assert "take print out" in entry.messages[0]


@pytest.mark.parametrize(("name", "body", "piece"), IN_A_LINE)
def test_piece_of_a_line_that_raises_is_named(name, body, piece):
    """Where the lines are known, as in a notebook, the piece that raised is, too."""
    source = write(name, body)
    linecache.cache["cell"] = len(source), None, source.splitlines(True), "cell"
    names = learner()
    exec(compile(source, "cell", "exec"), names)
    assert piece in "\n".join(check(names[name])[name].messages)


def test_keys_that_there_are_are_named():
    """A KeyError says what is missing, and the message what is there."""
    asks = "def backward_pass(y_true, params, cache):\n    return {1: cache['Z0']}"
    message, _ = heard(asks, "backward_pass")
    assert "cache has A0, Z1, A1" in message
    assert "only the input is A0" in message


def test_function_that_has_kept_an_older_one_says_so():
    """A default is taken when the cell runs, and stays when the helper is repaired."""
    names = learner(
        write("relu", "return np.abs(x)"),
        write("forward_pass", FORWARD),
        write("relu", "return np.maximum(x, 0)"),
    )
    (entry,) = check(names["forward_pass"]).entries
    assert entry.status == "wrong"
    assert "Run the cell that defines forward_pass again" in entry.messages[0]


def test_unknown_function():
    """The error lists the names that are known, and how to call it."""

    def softmax(x):
        return x

    def my_sigmoid(x):
        return x

    for unknown, hint in (
        (softmax, "called softmax. It knows"),
        (my_sigmoid, "Should it be called sigmoid?"),
        (lambda x: x, "write it with def"),
        ("relu", "without quotes: check(relu)"),
        (mlp.sigmoid(0.0), "without calling it"),
        (np.tanh, "tanh of a library"),
        (None, "without calling it"),
    ):
        with pytest.raises(ValueError, match="It knows .*sigmoid, relu") as error:
            check(unknown)
        assert hint in str(error.value)
    with pytest.raises(ValueError, match="check needs a function"):
        check()


def test_entries_that_are_wrong_are_shown():
    """A table has a sign for each entry of the arrays that have wrong ones."""
    wrong = but(
        BACKWARD, "d_activation(cache", "(1 if layer > 2 else 2) * d_activation(cache"
    )
    entry = entry_of("backward_pass", wrong)
    assert list(entry.wrong) == ["dW1", "db1"]
    report = check(learner(write("backward_pass", wrong))["backward_pass"])
    assert "dW1  ✗ ✗ ✗" in str(report)
    assert report._repr_html_().count("<table") == 2


def test_report_reads_well_as_text_and_html():
    """Sign and word say the same; HTML is escaped."""
    report = check(
        mlp.sigmoid,
        learner(write("relu", "raise NotImplementedError('TODO: <relu>')"))["relu"],
        learner(write("d_relu", "return np.sign(x)"))["d_relu"],
    )
    lines = str(report).splitlines()
    assert lines[0] == "✓ sigmoid: passed"
    assert lines[1] == "… relu: not done yet"
    assert lines[4] == "✗ d_relu: not right yet"
    html = report._repr_html_()
    assert html.count("<li") == 3
    assert "&lt;relu&gt;" in html
    for word in ("passed", "not done yet", "not right yet"):
        assert word in html
    with pytest.raises(KeyError):
        report["softmax"]
