"""How long readers wait for Python in a page, over a line of 20 Mbit/s."""

import gzip
import os
import shutil
import time
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from threading import Lock, Thread

from playwright.sync_api import sync_playwright

from booktools import ROOT
from booktools.bench.rows import row

SITE, BYTES_A_SECOND, TURNS = ROOT / "_build" / "html", 20e6 / 8, 5
LIMITS = {"empty": 8, "warm": 4, "training": 6, "replay": 8, "editor": 130, "start": 8,
          "class": 180}  # fmt: skip
HANDINS = 30
DRAWN_EPOCHS = 10  # at least, in a second
WORK = """
import time, numpy as np
from functools import partial
import mlp
np.random.seed(7)
data, snapshots = mlp.train_val_split(*mlp.make_moons_np(1200, 0.44)), {}
record, start = partial(mlp.record_snapshots, snapshots=snapshots), time.perf_counter()
history = mlp.train_mlp(*data, lr=0.03, log_every=0, on_epoch=record)[1]
training, start = time.perf_counter() - start, time.perf_counter()
"""
REPLAY = """mlp.replay_training(snapshots, history, *data[2:])
print(f"seconds {training} {time.perf_counter() - start}")
"""
IN_WORKER = """(source) => new Promise((resolve) => {
  const worker = new Worker("../_static/workbench/worker.js", { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.piece?.text?.includes("seconds")) resolve(data.piece.text);
  };
  worker.postMessage({ name: "begin", args: [{}] });
  worker.postMessage({ name: "run", args: ["work", source] });
})"""

# From the tenth epoch that is drawn on, when all is warm.
EPOCHS_A_SECOND = """() => new Promise((resolve) => {
  const drawn = document.querySelector("canvas[data-epoch]").dataset;
  let start;
  const look = () => {
    const now = performance.now();
    if (!start && drawn.epoch >= 10) start = { now, epoch: drawn.epoch };
    const seconds = start ? (now - start.now) / 1000 : 0;
    if (seconds > 4) resolve((drawn.epoch - start.epoch) / seconds);
    else setTimeout(look, 5);
  };
  look();
})"""


@cache
def sent(path):
    """Return a file as a host sends it, and how: archives are not zipped again."""
    data = Path(path).read_bytes()
    return (data, {}) if path.endswith(".zip") else (
        gzip.compress(data, 6), {"Content-Encoding": "gzip"})  # fmt: skip


class Host(SimpleHTTPRequestHandler):
    """Send files, all over one line."""

    line = Lock()

    def do_GET(self):
        """Send a file, which a browser may keep."""
        path = self.translate_path(self.path)
        data, headers = sent(path)[0], dict(sent(path)[1])
        headers |= {"Content-Type": self.guess_type(path), "Content-Length": len(data),
                    "Cache-Control": "max-age=600"}  # fmt: skip
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for start in range(0, len(data), 25_000):
            with self.line:
                time.sleep(25_000 / BYTES_A_SECOND)
                self.wfile.write(data[start : start + 25_000])

    def log_message(self, *args):
        """Say nothing."""


def seconds_to_verdict(context, address):
    """Return the seconds from the click to the first check's verdict, and the page."""
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    start = time.perf_counter()
    page.locator(".tag_todo [data-work]").first.click()
    page.get_by_label("Your sigmoid").fill("def sigmoid(x):\n    return x\n")
    page.get_by_label("Check: sigmoid").click()
    page.locator(".check-wrong").first.wait_for()
    return time.perf_counter() - start, page


def epochs_a_second(context, address):
    """Return how many epochs the playground draws in a second, as it opens."""
    page = context.new_page()
    page.goto(address)
    page.locator("[data-tool=playground]").click()
    page.locator("canvas[data-epoch]").wait_for()
    page.get_by_role("button", name="Train", exact=True).click()
    rate = page.evaluate(EPOCHS_A_SECOND)
    page.close()
    return rate


def seconds_for_class(context, address):
    """Return the seconds for solved notebooks, of all chapters in turn."""
    solved = sorted((SITE / "notebooks" / "solved").glob("*.ipynb"))
    files = [
        {"name": f"{n}.ipynb", "mimeType": "", "buffer": path.read_bytes()}
        for n, path in zip(range(HANDINS), cycle(solved))
    ]
    page = context.new_page()
    page.goto(address)
    page.locator("#class-files").set_input_files(files)
    start = time.perf_counter()
    page.locator("#class-check").click()
    page.get_by_text("Done.").wait_for(timeout=600_000)
    page.close()
    return time.perf_counter() - start


def measure():
    """Yield what a reader waits for, and what a page weighs, in a browser."""
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=SITE))
    Thread(target=host.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{host.server_port}/book/primitives.html"
    names, ratios, replay, rates = {}, [], [], []
    with sync_playwright() as playwright:
        path = os.environ.get("CHROME") or shutil.which("chromium")
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        cold, warm = [], []
        for _ in range(TURNS):
            context = chromium.new_context()
            for times in (cold, warm):
                seconds, page = seconds_to_verdict(context, address)
                times.append(seconds)
        for _ in range(TURNS):
            exec(WORK, names)
            *_, training, drawing = page.evaluate(IN_WORKER, WORK + REPLAY).split()
            ratios.append(float(training) / names["training"])
            replay.append(float(drawing))
        page.close()
        for _ in range(TURNS):
            training = address.replace("primitives", "training")
            rates.append(epochs_a_second(context, training))
        handed_in = seconds_for_class(
            context, address.replace("primitives", "classroom")
        )
    yield row("first verdict, empty cache", "s", cold, LIMITS["empty"])
    yield row("first verdict, warm cache", "s", warm, LIMITS["warm"])
    yield row("baseline run / outside of a browser", "", ratios, LIMITS["training"])
    yield row("replay of the baseline run", "s", replay, LIMITS["replay"])
    drawn = "drawn epochs a second, (2, 32, 32, 1)"
    yield row(drawn, "", rates, at_least=DRAWN_EPOCHS)
    checked = f"{HANDINS} hand-ins in the page"
    yield row(checked, "s", [handed_in], LIMITS["class"])
    for name in ("editor", "start"):
        (file,) = (SITE / "_static" / "workbench").glob(f"{name}*.js")
        yield row(f"{file.name}", "KiB", [len(sent(str(file))[0]) / 1024], LIMITS[name])
