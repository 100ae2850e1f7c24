"""Wrong answers are named, right ones pass, and nothing gets out of a check."""

import re
import threading
import time

import numpy as np
import pytest
from answers.right import RIGHT
from answers.wrong import BACKWARD, FORWARD, SIGNATURES, WRONG, but, write

import mlp
from mlp.checks import Report, check
from mlp.checks.check import CHECKS


def learner(*sources):
    """Run sources as a learner's notebook would, and return its names."""
    namespace = {"np": np, "__name__": "__main__"}
    namespace |= {name: getattr(mlp, name) for name in CHECKS}
    for source in sources:
        exec(source, namespace)
    return namespace


def answer(name, body):
    """Return the function that a learner wrote."""
    return learner(write(name, body))[name]


def test_the_suite_is_large_enough():
    """At least 80 wrong answers over all functions, and 30 right ones."""
    assert len({body for _, body, _ in WRONG}) >= 80
    assert len({(name, body) for name, body in RIGHT}) >= 30
    assert {name for name, _, _ in WRONG} == {n for n, _ in RIGHT} == set(CHECKS)
    assert set(SIGNATURES) == set(CHECKS)


@pytest.mark.parametrize(
    ("name", "body", "message"),
    WRONG,
    ids=[f"{n}-{i}" for i, (n, *_) in enumerate(WRONG)],
)
def test_wrong_answer_is_named(name, body, message):
    """The one message says what the mistake is."""
    (entry,) = check(answer(name, body)).entries
    assert entry.status == "wrong"
    assert len(entry.messages) == 1
    assert any(piece in entry.messages[0] for piece in message.split("|")), entry


@pytest.mark.parametrize(
    ("name", "body"), RIGHT, ids=[f"{n}-{i}" for i, (n, _) in enumerate(RIGHT)]
)
def test_right_answer_passes(name, body):
    """However it is written."""
    report = check(answer(name, body))
    assert report.passed, str(report)
    assert len(report.entries) == 1


def test_the_reference_passes_without_a_remark():
    """Every function of the course passes its own check."""
    report = check(*(getattr(mlp, name) for name in CHECKS))
    assert report.passed
    assert [entry.name for entry in report.entries] == list(CHECKS)
    assert all(entry.messages == entry.remarks == () for entry in report.entries)


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(
    "body", ['raise NotImplementedError("TODO")', "return ..."], ids=["raise", "dots"]
)
def test_open_todo_is_told_apart_from_wrong(name, body):
    """A gap is not a mistake."""
    (entry,) = check(answer(name, body)).entries
    assert entry.status == ("open" if "raise" in body else entry.status)
    assert not entry.passed
    if name not in ("update_params", "update_with_momentum", "early_stopping"):
        assert entry.status == "open"


@pytest.mark.parametrize(
    "name", [n for n in CHECKS if n not in ("update_params", "update_with_momentum")]
)
def test_nothing_returned_yet_is_open(name):
    """A function that returns None is not done yet."""
    assert check(answer(name, "pass")).entries[0].status == "open"


def test_half_filled_gaps_are_open():
    """Computing with a gap that is still open raises; that is not a mistake."""
    for body in (
        but(FORWARD, "Z = A @ W + b", "Z = ..."),
        but(FORWARD, "A = activation(Z)", "A = ..."),
        but(FORWARD, "AL = sigmoid(ZL)", "AL = ..."),
    ):
        assert check(answer("forward_pass", body)).entries[0].status == "open"


def test_exception_is_reported_with_its_line():
    """The line of the learner's code is named, not one of ours or of NumPy's."""
    source = write("sigmoid", "a = 1\nb = a + undefined\nreturn b")
    (entry,) = check(learner(source)["sigmoid"]).entries
    assert "Line 3 raises" in entry.messages[0]
    assert "NameError" in entry.messages[0]
    deep = write("backward_pass", but(BACKWARD, "A_prev.T @ dZ", "A_prev @ dZ"))
    (entry,) = check(learner(deep)["backward_pass"]).entries
    assert "Line 7 raises" in entry.messages[0]


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
        report = check(answer("sigmoid", body))
    assert isinstance(report, Report)
    assert not report.passed
    assert report.entries[0].messages


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n    pass",
        "while True:\n    try:\n        x + 1\n    except Exception:\n        pass",
    ],
)
def test_endless_loop_is_ended(body):
    """A loop without an end gives a message, and no thread goes on."""
    before = threading.active_count()
    (entry,) = check(answer("sigmoid", body)).entries
    assert "endless loop" in entry.messages[0]
    time.sleep(0.2)
    assert threading.active_count() == before


def test_global_random_state_is_left_alone():
    """Functions that draw or seed change nothing outside."""
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    check(
        answer("init_mlp", "np.random.seed(0)\nreturn np.random.rand(3)"),
        mlp.iterate_minibatches,
    )
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_printed_lines_are_dropped(capsys):
    """A print for debugging does not flood the notebook."""
    assert check(answer("relu", "print('here')\nreturn np.maximum(x, 0)")).passed
    assert capsys.readouterr().out == ""


def test_overflow_is_a_remark():
    """A sigmoid that is right and warns passes, and hears of it."""
    (entry,) = check(answer("sigmoid", "return 1 / (1 + np.exp(-x))")).entries
    assert entry.passed
    assert "overflow" in entry.remarks[0]
    (entry,) = check(answer("sigmoid", "return 0.5 * (1 + np.tanh(x / 2))")).entries
    assert entry.remarks == ()


def test_wrong_relu_in_a_right_forward_pass():
    """The function that is wrong is blamed, not the one that uses it."""
    names = learner(write("relu", "return np.abs(x)"), write("forward_pass", FORWARD))
    report = check(names["forward_pass"])
    assert not report.passed
    assert [(e.name, e.status) for e in report.entries] == [
        ("relu", "wrong"),
        ("forward_pass", "passed"),
    ]


def test_open_sigmoid_in_a_right_forward_pass():
    """A helper that is still open is reported as open."""
    names = learner(
        write("sigmoid", "raise NotImplementedError('TODO')"),
        write("forward_pass", FORWARD),
    )
    report = check(names["forward_pass"])
    assert report["sigmoid"].status == "open"
    assert report["forward_pass"].passed


def test_wrong_forward_pass_with_a_wrong_relu():
    """Both mistakes are named, each where it is."""
    names = learner(
        write("relu", "return np.abs(x)"),
        write("forward_pass", but(FORWARD, "Z = A @ W + b", "Z = A @ W")),
    )
    report = check(names["forward_pass"])
    assert report["relu"].status == "wrong"
    assert "has no bias" in report["forward_pass"].messages[0]


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
    assert "Nothing is added" in report["backward_pass_l2"].messages[0]


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
    assert "has no bias" in check(names["forward_pass"])["forward_pass"].messages[0]


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
    (entry,) = check(answer("init_mlp", body)).entries
    assert entry.status == "wrong"
    assert "Something is None here" in entry.messages[0]


def test_unknown_function():
    """The error lists the names that are known."""

    def softmax(x):
        return x

    for unknown in (softmax, lambda x: x, 3, None):
        with pytest.raises(ValueError, match="It knows sigmoid, relu, d_relu, binary"):
            check(unknown)
    with pytest.raises(ValueError, match="check needs a function"):
        check()


def test_report_reads_well_as_text_and_html():
    """Sign and word say the same; HTML is escaped."""
    report = check(
        mlp.sigmoid,
        answer("relu", "raise NotImplementedError('TODO: <relu>')"),
        answer("d_relu", "return np.sign(x)"),
    )
    lines = str(report).splitlines()
    assert lines[0] == "✓ sigmoid: passed"
    assert lines[1] == "… relu: not done yet"
    assert lines[3] == "✗ d_relu: not right yet"
    html = report._repr_html_()
    assert html.count("<li") == 3
    assert "&lt;relu&gt;" in html
    for word in ("passed", "not done yet", "not right yet"):
        assert word in html
    with pytest.raises(KeyError):
        report["softmax"]


def test_no_message_gives_the_answer_away():
    """No message holds a line of the reference's code."""
    for name, body, _ in WRONG:
        text = check(answer(name, body)).entries[0].messages[0]
        said = re.sub(r"raises: .*", "", text)
        for line in re.findall(r"return .+|.+ = .+", _reference_body(name)):
            assert line.strip() not in said, (name, line)


def _reference_body(name):
    """Return the reference's code without its docstring."""
    import inspect

    return inspect.getsource(getattr(mlp, name)).split('"""')[2]
