"""Notebooks are executed several at a time, in order, whatever fails."""

import nbformat
import pytest

from booktools.building.kernels import execute_all


def notebook(*sources):
    """Return a notebook of code cells."""
    return nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
    )


def run(tmp_path, sources, workers=1, timeout=60):
    """Return the outcomes of notebooks by name, in the order in which they ended."""
    notebooks = {name: notebook(*cells) for name, cells in sources.items()}
    folders = dict.fromkeys(notebooks, str(tmp_path))
    return dict(execute_all(notebooks, folders, timeout, workers))


def printed(outcome):
    """Return what the last cell printed."""
    return outcome.notebook.cells[-1].outputs[0].text.strip()


def test_pages_start_in_the_order_that_is_given(tmp_path):
    """One at a time they also end in that order, not in that of their names."""
    done = run(tmp_path, {"b": ["print(1)"], "a": ["print(2)"], "c": ["print(3)"]})
    assert list(done) == ["b", "a", "c"]
    assert [printed(outcome) for outcome in done.values()] == ["1", "2", "3"]


WAIT = """
import pathlib, time

pathlib.Path({mine!r}).touch()
while not pathlib.Path({other!r}).exists():
    time.sleep(0.01)
"""


def test_two_pages_run_at_the_same_time(tmp_path):
    """Each waits for a sign of the other."""
    one = WAIT.format(mine="one", other="two")
    two = WAIT.format(mine="two", other="one")
    done = run(tmp_path, {"one": [one], "two": [two]}, workers=2)
    assert [outcome.error for outcome in done.values()] == ["", ""]


@pytest.mark.parametrize(
    ("source", "message", "timeout"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero", 60),
        ("while True: pass", "timed out", 2),
        ("import os; os._exit(1)", "Kernel died", 60),
    ],
)
def test_a_failure_names_its_cell_and_stops_nothing_else(
    tmp_path, source, message, timeout
):
    """An error, an endless loop and a dying kernel; the next page runs."""
    done = run(
        tmp_path, {"bad": ["x = 1", source, "y = 1"], "good": ["print(5)"]}, 1, timeout
    )
    assert message in done["bad"].error
    assert done["bad"].cell == 1
    assert done["bad"].notebook.cells[2].execution_count is None
    assert not done["good"].error
    assert printed(done["good"]) == "5"


def test_a_kernel_has_one_thread_and_no_random_seed(tmp_path, monkeypatch):
    """Results do not depend on cores, seeds or a backend set outside."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONHASHSEED", "MPLBACKEND"]
    cell = f"import os\nprint([os.environ.get(name) for name in {names}])"
    outcome = run(tmp_path, {"page": [cell]})["page"]
    assert printed(outcome)[:15] == "['1', '1', '0',"
    assert "agg" not in printed(outcome)


def test_printed_text_is_one_output_however_it_arrives(tmp_path):
    """Pieces of a line are joined without a break between them."""
    cell = "import time\nprint('a', end='', flush=True)\ntime.sleep(0.5)\nprint('b')"
    (output,) = run(tmp_path, {"page": [cell]})["page"].notebook.cells[0].outputs
    assert output.text == "ab\n"


def test_own_settings_of_matplotlib_do_not_count(tmp_path, monkeypatch):
    """A figure looks the same whoever builds the book."""
    (tmp_path / "own").write_text("axes.facecolor: yellow")
    monkeypatch.setenv("MATPLOTLIBRC", str(tmp_path / "own"))
    source = "import matplotlib\nprint(matplotlib.rcParams['axes.facecolor'])"
    assert printed(run(tmp_path, {"page": [source]})["page"]) == "white"
