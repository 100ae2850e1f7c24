// The workbench of a chapter: its cells become editable and run in the reader's browser.
//
// The cells are those of the learner's notebook, found by their ids. A cell that runs
// needs all above it; a change makes everything below it stale, so that no old function
// is used unknowingly.

import { defined, forget, keep, kept, temporary, watch } from "./keep.js";
import { Python } from "./python.js";

const DENSITY = 1.5; // pixels of a figure in one of the page, as on the page itself
let bench;

// Open the workbench, once, and go to a cell.
export async function open(panel, node) {
  bench ??= Bench.make(panel).catch((error) => { bench = null; throw error; });
  const { cells } = await bench;
  const cell = cells.find((cell) => cell.node === node);
  if (cell) cell.editor.focus();
  else panel.querySelector("button").focus();
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function button(text, onclick, properties = {}) {
  return element("button", { type: "button", textContent: text, onclick, ...properties });
}

class Bench {
  static async make(panel) {
    const address = panel.dataset.notebook;
    const [response, editor] = await Promise.all([
      fetch(address),
      import("./editor.js").then((module) => module.edit, () => plainEditor),
    ]);
    if (!response.ok) throw new Error(`${address} did not arrive`);
    const { cells } = await response.json();
    return new Bench(panel, cells.filter((cell) => cell.cell_type === "code"), editor);
  }

  constructor(panel, notebook, edit) {
    this.panel = panel;
    this.edit = edit;
    this.status = panel.querySelector("[role=status]");
    this.python = new Python((news) => this.tell(news));
    this.python.onstop = () => this.begun = null;
    this.cells = notebook
      .map((cell) => [cell, document.getElementById(cell.id)])
      .filter(([, node]) => node)
      .map(([cell, node], position) => new Cell(this, cell, node, position));
    this.names = panel.dataset.earlier.split(" ").filter((name) => kept(name));
    this.used = new Set(this.names.filter((name) => kept(name).use ?? kept(name).passed));
    this.show();
    watch((name) => this.changedElsewhere(name));
    this.begin().catch((error) => this.say(error.message));
  }

  // The bar of the page: what it does, what goes on, and whose functions are used.
  show() {
    document.head.append(element("link", { rel: "stylesheet", href: new URL("workbench.css", import.meta.url) }));
    document.documentElement.classList.add("at-work");
    this.loading = element("progress", { max: 1, ariaLabel: "Loading" });
    this.bytes = element("span", { className: "work-bytes", ariaHidden: "true" });
    this.whose = element("div");
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
    if (!this.names.length) return this.whose.replaceChildren();
    const names = [...this.used];
    const choices = this.names.map((name) => {
      const box = element("input", { type: "checkbox", checked: this.used.has(name) });
      box.onchange = () => this.use(name, box.checked);
      return element("label", {}, box, element("code", { textContent: name }), kept(name).passed ? "" : " (not passed)");
    });
    const open = this.whose.querySelector("details")?.open ?? false;
    this.whose.replaceChildren(element("details", { open },
      element("summary", { textContent: names.length
        ? `This page uses your ${names.join(", ")}; the rest is ours.`
        : "This page uses none of your functions; all are ours." }),
      ...choices));
  }

  use(name, own) {
    if (kept(name)) keep(name, { ...kept(name), use: own });
    this.used[own ? "add" : "delete"](name);
    this.showWhose();
    this.begun = null;
    for (const cell of this.cells) cell.outdate();
    this.say(`From now on this page uses ${own ? "your" : "our"} ${name}. Run its cells again.`);
  }

  changedElsewhere(name) {
    const cell = this.cells.find((cell) => cell.name === name);
    if (cell) cell.restore();
    else if (this.used.has(name)) this.use(name, Boolean(kept(name)?.passed));
  }

  say(text) {
    this.status.textContent = text;
  }

  // Show what Python is doing. A screen reader hears each step once, not each byte.
  tell({ step, loaded, total }) {
    const [done, all] = [loaded, total].map((bytes) => (bytes / 1e6).toFixed(1));
    this.loading.value = total ? loaded / total : 0;
    this.loading.hidden = step === "Ready";
    this.bytes.textContent = step.startsWith("Loading") ? `${done} of ${all} MB` : "";
    if (this.step !== step) this.say(step === "Ready" ? "Python is ready." : `${step} …`);
    this.step = step;
  }

  // Start with names of its own, and with the reader's functions of earlier chapters.
  begin() {
    const functions = Object.fromEntries([...this.used].map((name) => [name, kept(name).source]));
    for (const cell of this.cells) if (cell.state === "done") cell.state = "stale";
    return (this.begun ??= this.python.call("begin", [functions]));
  }

  // Run a cell, and first all above it that have not run as they now stand.
  async run(target, all = false) {
    try {
      await this.begin();
      this.say("Running …");
      for (const cell of this.cells.slice(0, target.position + 1)) {
        if (!all && cell !== target && cell.state === "done") continue;
        const result = await cell.run();
        if (result === "failed" && cell !== target) {
          this.say("A cell above could not be run; look there.");
          cell.node.scrollIntoView({ block: "center" });
          return;
        }
      }
      this.say("Done.");
    } catch (error) {
      this.say(error.message);
    }
  }

  async check(target) {
    try {
      await this.begin();
      const sources = this.cells.slice(0, target.position + 1).map((cell) => cell.source);
      target.startOutput();
      await this.python.call("check", [target.name, sources], (piece) => target.put(piece));
    } catch (error) {
      this.say(error.message);
    }
  }

  stop() {
    this.python.stop();
    for (const cell of this.cells) cell.outdate();
    this.say("Stopped. Python starts anew when you run a cell, and runs those above it again.");
  }

  // A check has spoken: keep what passed, and say it where the page asks for the check.
  report(piece) {
    for (const [name, status] of Object.entries(piece.found)) {
      const cell = this.cells.find((cell) => cell.name === name);
      if (cell) cell.judged(status === "passed");
      for (const other of this.cells) {
        if (other.source.trim() !== `check(${name})`) continue;
        other.startOutput();
        other.put(piece, true);
      }
      this.say(`${name}: ${{ passed: "passed", open: "not done yet", wrong: "not right yet" }[status]}.`);
    }
  }
}

class Cell {
  constructor(bench, { id, source, metadata }, node, position) {
    Object.assign(this, { bench, node, position, id });
    this.given = Array.isArray(source) ? source.join("") : source;
    this.isGap = (metadata.tags ?? []).includes("todo");
    this.name = this.isGap ? defined(this.given) : null;
    this.key = this.name ?? id;
    this.state = "new";
    this.input = node.querySelector(".cell_input") ?? node.insertBefore(element("div"), node.firstChild);
    this.ours = this.wrapOurs(node.querySelectorAll(".whose, .cell_output"));
    this.show();
    this.restore();
    if (this.isGap) this.openEditor();
  }

  // Put the course's output into one element that can be hidden and brought back.
  wrapOurs([first, ...rest]) {
    if (!first) return null;
    const ours = element("div", { className: "work-ours" });
    first.before(ours);
    ours.append(first, ...rest);
    if (!first.matches(".whose")) ours.prepend(element("p", { className: "whose", textContent: "Our output:" }));
    return ours;
  }

  get source() {
    return this.editor ? this.editor.text : kept(this.key)?.source ?? this.given;
  }

  show() {
    this.note = element("p", { className: "work-note", hidden: true });
    this.again = button("Run again", () => this.bench.run(this));
    this.change = button("Change", () => { this.openEditor(); this.editor.focus(); }, { hidden: this.isGap });
    this.reset = button("Reset this cell", () => this.setBack(), { hidden: true });
    this.bar = element("div", { className: "work-bar" },
      button("Run", () => this.bench.run(this)),
      ...(this.isGap ? [button("Check", () => this.bench.check(this))] : []),
      this.change, this.reset);
    const what = this.name ?? `cell ${this.position + 1}`;
    for (const each of this.bar.children) each.ariaLabel = `${each.textContent}: ${what}`;
    this.yours = element("div", { className: "work-output", hidden: true });
    this.swap = button("", () => this.showOurs(this.ours.hidden), { hidden: true });
    this.bar.append(this.swap);
    this.input.after(this.bar, this.note);
    (this.ours ?? this.note).after(this.yours);
    this.node.querySelector(".work-here")?.remove();
  }

  openEditor() {
    const label = this.name ? `Your ${this.name}` : `Cell ${this.position + 1}`;
    this.editor = this.bench.edit(this.input.parentElement.insertBefore(element("div", { className: "work-editor highlight" }), this.bar), this.source, {
      label: `${label}. Escape, then Tab leaves the editor.`,
      onChange: () => this.edited(),
      onRun: () => this.bench.run(this),
    });
    this.input.hidden = this.change.hidden = true;
  }

  // Take up what the browser has kept of this cell.
  restore() {
    const entry = kept(this.key);
    this.reset.hidden = !entry;
    if (entry && !this.editor && !this.isGap) this.openEditor();
    if (this.editor && this.editor.text !== (entry?.source ?? this.given)) {
      this.quiet = true;
      this.editor.text = entry?.source ?? this.given;
      this.quiet = false;
      this.stale();
    }
    const changed = entry?.given && entry.given !== this.given;
    this.say(changed ? "The course has changed this cell since you wrote this. “Reset this cell” shows its new text and forgets yours." : "");
  }

  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  edited() {
    if (this.quiet) return;
    const source = this.source;
    this.reset.hidden = source === this.given;
    const room = source === this.given ? (forget(this.key), true) : keep(this.key, { source, given: this.given, passed: false });
    this.say(room ? "" : "The browser has no more room for this: what you write now is lost when you close the page.");
    this.stale();
  }

  judged(passed) {
    const entry = kept(this.key);
    if (entry?.source === this.source) keep(this.key, { ...entry, passed });
    this.node.classList.toggle("work-passed", passed);
  }

  setBack() {
    forget(this.key);
    this.restore();
    if (!this.isGap && this.editor) {
      this.node.querySelector(".work-editor").remove();
      this.editor = null;
      this.input.hidden = this.change.hidden = false;
    }
    this.stale();
  }

  // The text has changed: what this cell and those below it have put out is old.
  stale() {
    for (const cell of this.bench.cells?.slice(this.position) ?? []) cell.outdate();
  }

  outdate() {
    if (this.state === "done" || this.state === "failed") {
      this.state = "stale";
      this.yours.classList.add("stale");
      this.label.replaceChildren("From before a change. ", this.again);
    }
  }

  async run() {
    const previous = this.bench.cells[this.position - 1]?.id;
    this.startOutput();
    this.yours.ariaBusy = "true";
    try {
      const result = await this.bench.python.call("run", [this.id, this.source, previous], (piece) => this.put(piece));
      this.state = result === "failed" ? "failed" : "done";
      if (this.yours.childElementCount === 1) this.label.textContent += this.ours ? ": nothing to show" : " has run.";
      return result;
    } finally {
      this.yours.ariaBusy = "false";
    }
  }

  startOutput() {
    this.figures = 0;
    this.label = element("p", { className: "work-label", textContent: this.isGap ? "Your code" : "Your output" });
    this.yours.replaceChildren(this.label);
    this.yours.classList.remove("stale");
    this.showOurs(false);
  }

  showOurs(ours) {
    this.yours.hidden = ours;
    if (!this.ours) return;
    this.ours.hidden = !ours;
    this.swap.hidden = false;
    this.swap.textContent = ours ? "Show your output" : "Show our output";
  }

  // Show a piece of what Python puts out.
  put(piece, echoed = false) {
    if (piece.kind === "text" || piece.kind === "error") {
      let block = this.yours.lastElementChild;
      if (!block.classList.contains(`work-${piece.kind}`)) {
        block = element("pre", { className: `work-${piece.kind}` });
        this.yours.append(block);
      }
      block.append(piece.text);
    } else if (piece.kind === "figure") {
      this.yours.append(this.figure(new Blob([piece.webp], { type: "image/webp" })));
    } else {
      const block = element("div", { className: "output text_html", innerHTML: piece.html });
      this.yours.append(block);
      // Scripts that come as text do not run; new ones with the same text do.
      for (const script of block.querySelectorAll("script:not([type])")) {
        script.replaceWith(element("script", { textContent: script.textContent }));
      }
      if (piece.kind === "report" && !echoed) this.bench.report(piece);
    }
  }

  // A figure gets the words and the caption of the one that it stands for.
  figure(blob) {
    const images = this.ours?.querySelectorAll("img") ?? [];
    const ours = images[this.figures++];
    const figure = ours?.closest("figure")?.cloneNode(true) ?? element("figure", {}, element("img"));
    for (const named of [figure, ...figure.querySelectorAll("[id]")]) named.removeAttribute("id");
    const image = figure.querySelector("img");
    image.alt = ours?.alt ?? "What this cell has drawn";
    image.removeAttribute("loading");
    image.onload = () => {
      image.width = image.naturalWidth / DENSITY;
      image.height = image.naturalHeight / DENSITY;
      URL.revokeObjectURL(image.src);
    };
    image.src = URL.createObjectURL(blob);
    return figure;
  }
}

// The editor of a browser that could not load the other one.
function plainEditor(parent, text, { label, onChange, onRun }) {
  const area = element("textarea", { value: text, ariaLabel: label, oninput: onChange, rows: text.split("\n").length + 1, spellcheck: false });
  area.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) onRun();
    else {
      const line = area.value.slice(0, area.selectionStart).split("\n").pop();
      area.setRangeText(`\n${/^ */.exec(line)[0]}`, area.selectionStart, area.selectionEnd, "end");
      onChange();
    }
    event.preventDefault();
  };
  parent.append(area);
  return {
    get text() { return area.value; },
    set text(to) { area.value = to; },
    focus() { area.focus(); },
  };
}
