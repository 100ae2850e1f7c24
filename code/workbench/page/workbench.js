// The workbench of a chapter. Its cells are those of the learner's notebook, found by
// their ids. A cell that runs needs all above it; a change puts all below it out of date.

import { Cell } from "./cell.js";
import { button, element, style } from "./elements.js";
import { isUsed, keep, kept, temporary, watch } from "./keep.js";
import { Python } from "./python.js";

let bench;

// Open the workbench, once, and go to a cell.
export async function open(panel, node) {
  bench ??= make(panel).catch((error) => { bench = null; throw error; });
  const { cells } = await bench;
  const cell = cells.find((cell) => cell.node === node);
  (cell?.editor ?? panel.querySelector("button")).focus();
}

async function make(panel) {
  const [{ cells }, { edit }] = await Promise.all([
    fetch(panel.dataset.notebook).then((response) => response.json()),
    import("./editor.js").catch(() => import("./plain.js")),
  ]);
  return new Bench(panel, cells, edit);
}

class Bench {
  constructor(panel, notebook, edit) {
    this.panel = panel;
    this.edit = edit;
    this.status = panel.querySelector("[role=status]");
    this.python = new Python((news) => this.tell(news), () => this.anew());
    this.cells = [];
    for (const cell of notebook) {
      const node = cell.cell_type === "code" && document.getElementById(cell.id);
      if (node) this.cells.push(new Cell(this, cell, node, this.cells.length));
    }
    this.used = new Set(this.names.filter(isUsed));
    this.show();
    watch((name) => this.changedElsewhere(name));
    this.begin().catch(({ message }) => this.say(message));
  }

  // The functions of earlier chapters that the reader has written.
  get names() {
    return this.panel.dataset.earlier.split(" ").filter(kept);
  }

  // The bar of the page: what it does, what goes on, and whose functions are used.
  show() {
    style("workbench");
    document.documentElement.classList.add("at-work");
    this.loading = element("progress", { max: 1, ariaLabel: "Loading" });
    this.bytes = element("span", { className: "work-bytes", ariaHidden: "true" });
    this.whose = element("details");
    this.panel.querySelector("[data-work]").replaceWith(
      button("Run the page", () => this.run(this.cells.at(-1), true)),
      button("Stop", () => this.stop()),
    );
    this.panel.append(this.bytes, this.loading);
    this.panel.after(element("div", { className: "work-about" }, this.whose, element("p", {},
      temporary ? "This browser keeps nothing: what you write is lost when you close the page. " : "What you write stays in this browser, for all chapters. ",
      "Ctrl+Enter or Shift+Enter runs a cell. Escape and then Tab leave an editor. ",
      element("a", { href: this.panel.dataset.list, textContent: "See all your work" }), ".")));
    this.showWhose();
  }

  showWhose() {
    const choices = this.names.map((name) => {
      const box = element("input", { type: "checkbox", checked: this.used.has(name) });
      box.onchange = () => this.use(name, box.checked);
      return element("label", {}, box, element("code", {}, name), kept(name).passed ? "" : " (not passed)");
    });
    const yours = [...this.used].join(", ");
    const words = yours ? `This page uses your ${yours}; the rest is ours.` : "This page uses none of your functions; all are ours.";
    this.whose.hidden = !choices.length;
    this.whose.replaceChildren(element("summary", {}, words), ...choices);
  }

  // Use the reader's function of an earlier chapter, or the course's.
  use(name, own) {
    if (kept(name)) keep(name, { ...kept(name), use: own });
    this.used[own ? "add" : "delete"](name);
    this.showWhose();
    this.anew();
    this.say(`From now on this page uses ${own ? "your" : "our"} ${name}. Run its cells again.`);
  }

  changedElsewhere(name) {
    const cell = this.cells.find((cell) => cell.key === name);
    if (cell) cell.restore();
    else if (this.used.has(name)) this.use(name, Boolean(kept(name)?.passed));
  }

  say = (text) => { this.status.textContent = text; };

  // Show what Python is doing. A screen reader hears each step once, not each byte.
  tell({ step, loaded, total }) {
    const [done, all] = [loaded, total].map((bytes) => (bytes / 1e6).toFixed(1));
    this.loading.value = total ? loaded / total : 0;
    this.loading.hidden = step === "Ready";
    this.bytes.textContent = step.startsWith("Loading") ? `${done} of ${all} MB` : "";
    if (this.step !== step) this.say(step !== "Ready" ? `${step} …` : this.running ? "Running …" : "Python is ready.");
    this.step = step;
  }

  // Python has to start anew, so nothing that has run is there any more.
  anew() {
    this.begun = null;
    for (const cell of this.cells) cell.outdate();
  }

  // Give the page names of its own, and the reader's functions of earlier chapters.
  begin() {
    const functions = Object.fromEntries([...this.used].map((name) => [name, kept(name).source]));
    return (this.begun ??= this.python.call("begin", [functions, true]));
  }

  // Run a cell, and first all above it that have not run as they now stand.
  async run(target, all = false) {
    if (this.running) return this.say("Python is still running. Stop ends it.");
    this.running = true;
    try {
      await this.begin();
      this.say("Running …");
      const above = this.cells.slice(0, target.position);
      for (const cell of [...above.filter((cell) => all || cell.state !== "done"), target]) {
        const changed = this.cells.slice(0, cell.position).some((cell) => cell.state === "stale");
        const result = changed ? "changed" : await cell.run();
        if (changed || (cell !== target && result === "failed")) {
          cell.node.scrollIntoView({ block: "center" });
          return this.say(changed ? "A cell has changed meanwhile. Run again." : "A cell above could not be run; look here.");
        }
      }
      this.say("Done.");
    } catch (error) {
      this.say(error.message);
    } finally {
      this.running = false;
    }
  }

  async check(target) {
    try {
      await this.begin();
      const sources = this.cells.slice(0, target.position + 1).map((cell) => cell.source);
      target.clear();
      await this.python.call("check", [target.key, sources], (piece) => target.put(piece));
    } catch (error) {
      this.say(error.message);
    }
  }

  stop() {
    if (!this.python.calls.size) this.say("Nothing is running.");
    else this.python.stop("Stopped. The next cell starts Python anew, and runs those above it again.");
  }

  // A check has spoken: keep what passed, and say it where the page asks for the check.
  report(piece) {
    for (const [name, status] of Object.entries(piece.found)) {
      this.cells.find((cell) => cell.key === name)?.judge(status === "passed");
      for (const other of this.cells.filter(({ source }) => source.trim() === `check(${name})`)) {
        other.clear();
        other.put(piece, true);
      }
      this.say(`${name}: ${{ passed: "passed", open: "not done yet", wrong: "not right yet" }[status]}.`);
    }
  }
}
