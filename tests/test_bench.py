"""The benchmark compares like with like and reports what it measured."""

import json

import numpy as np
import pytest

from booktools.bench import __main__ as bench
from booktools.bench.inplace import train_in_place
from booktools.bench.rows import Row, format_table, interleave, summarize
from mlp import make_moons_np, train_mlp, train_val_split


@pytest.mark.parametrize("sizes", [(2, 1), (2, 32, 32, 1), (2, 64, 64, 64, 1)])
@pytest.mark.parametrize("n_samples", [1200, 777, 50])
def test_yardstick_does_the_same_work(sizes, n_samples):
    """The in-place loop ends with the weights and the history of `train_mlp`."""
    data = train_val_split(*make_moons_np(n_samples, 0.44))
    settings = (sizes, 3, 0.03, 64, 123)
    np.random.seed(1)
    params, history = train_in_place(*data, *settings)
    np.random.seed(1)
    expected_params, expected_history = train_mlp(*data, *settings, log_every=0)
    for name, values in expected_params.items():
        np.testing.assert_allclose(params[name], values, rtol=1e-10, atol=1e-13)
    for name, values in expected_history.items():
        np.testing.assert_allclose(history[name], values, rtol=1e-10)


def test_summary_has_median_and_spread():
    """Of 0 to 20 the median is 10; two values lie below 2 and two above 18."""
    row = summarize("g", "n", "ms", list(range(20, -1, -1)), limit=9)
    assert row == Row("g", "n", "ms", 10, 2, 18, 21, 9)


def test_contestants_take_turns_and_the_first_turn_does_not_count():
    """Each function runs once per turn, in order; the clock frames each run."""
    order, ticks = [], iter(range(100))
    contestants = {"a": lambda: order.append("a"), "b": lambda: order.append("b")}
    seconds = interleave(contestants, 2, clock=lambda: next(ticks))
    assert order == ["a", "b"] * 3
    assert seconds == {"a": [1, 1], "b": [1, 1]}


def test_table_says_when_a_limit_is_exceeded():
    """Groups have a heading; a row with a limit says whether it keeps to it."""
    rows = [
        Row("first", "fine", "", 1.0, 0.9, 1.1, 3, limit=1.2),
        Row("first", "slow", "", 1.3, 0.9, 1.4, 3, limit=1.2),
        Row("second", "other", "ms", 5.0, 4.0, 6.0, 3),
    ]
    lines = format_table(rows).splitlines()
    assert [line for line in lines if line in ("first", "second")] == [
        "first",
        "second",
    ]
    fine, slow, other = (
        next(line for line in lines if line.startswith(row.name)) for row in rows
    )
    assert fine.endswith("within the limit of 1.2")
    assert slow.endswith("ABOVE the limit of 1.2")
    assert other.split()[1:] == ["5.000", "4.000", "–", "6.000", "ms"]


def test_main_prints_and_writes_the_same_rows(tmp_path, monkeypatch, capsys):
    """The JSON holds every row of the table, and what it was measured on."""
    row = Row("group", "name", "ms", 1.0, 0.5, 2.0, 9)
    monkeypatch.setattr(bench, "collect", lambda: [row])
    monkeypatch.setattr(bench, "THREADS", {})  # NumPy is here already
    output = tmp_path / "new" / "bench.json"
    bench.main(["--output", str(output)])
    written = json.loads(output.read_text())
    assert [Row(**fields) for fields in written["rows"]] == [row]
    assert written["machine"]["numpy"] == np.__version__
    assert "name       1.000" in capsys.readouterr().out
