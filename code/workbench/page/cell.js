// One code cell of a page: its text, its buttons, and what it has put out.

import { button, element } from "./elements.js";
import { defined, forget, keep, kept } from "./keep.js";

const DENSITY = 1.5; // pixels of a figure in one of the page, as on the page itself

export class Cell {
  constructor(bench, { id, source, metadata }, node, position) {
    Object.assign(this, { bench, id, node, position });
    this.given = [source].flat().join("");
    this.isGap = Boolean(metadata.tags?.includes("todo"));
    this.key = this.isGap ? defined(this.given) : id; // under which work is kept
    this.state = "new"; // then "done" or "failed", and "stale" after a change
    this.show();
    this.restore();
  }

  get source() { return this.editor?.value ?? this.given; }

  show() {
    const what = this.isGap ? this.key : `cell ${this.position + 1}`;
    const action = (text, act) => button(text, act, { ariaLabel: `${text}: ${what}` });
    this.change = action("Change", () => { this.openEditor(); this.editor.focus(); });
    this.reset = action("Reset this cell", () => { forget(this.key); this.restore(); });
    this.again = action("Run again", () => this.bench.run(this));
    this.swap = button("", () => this.showOurs(this.ours.hidden), { hidden: true });
    this.bar = element("div", { className: "work-bar" },
      action("Run", () => this.bench.run(this)),
      ...(this.isGap ? [action("Check", () => this.bench.check(this)), action("Put lines in order", () => this.toggleLines())] : []),
      this.change, this.reset, this.swap);
    this.note = element("p", { className: "work-note" });
    this.label = element("p", { className: "work-label" });
    this.pieces = element("div", { ariaLive: "polite" });
    this.yours = element("div", { className: "work-output", hidden: true }, this.label, this.pieces);
    this.input = this.node.querySelector(".cell_input");
    this.input.after(this.bar, this.note);
    this.ours = this.wrapOurs(this.node.querySelectorAll(".whose, .below-input, .cell_output:not(.below-input *)"));
    (this.ours ?? this.note).after(this.yours);
    this.node.querySelector(".work-here")?.remove();
  }

  // Put the course's output into one element that can be hidden and brought back.
  wrapOurs([first, ...rest]) {
    if (!first) return null;
    const ours = element("div");
    first.before(ours);
    if (!first.matches(".whose")) ours.append(element("p", { className: "whose" }, "Our output:"));
    ours.append(first, ...rest);
    return ours;
  }

  openEditor() {
    const place = element("div", { className: "work-editor highlight" });
    this.bar.before(place);
    this.editor = this.bench.edit(place, this.source, {
      label: `${this.isGap ? `Your ${this.key}` : `Cell ${this.position + 1}`}. Escape, then Tab leaves the editor.`,
      onChange: () => this.edited(),
      onRun: () => this.bench.run(this),
    });
    this.input.hidden = this.change.hidden = true;
  }

  // Show the easier way in, or hide it.
  async toggleLines() {
    if (this.lines) return this.lines.hidden = !this.lines.hidden;
    try {
      const { puzzle } = await import("./parsons.js");
      this.lines ??= await puzzle(this);
      this.note.after(this.lines);
      this.lines.querySelector("input").focus();
    } catch {
      this.bench.say("The connection was lost before the lines had arrived. Press the button again.");
    }
  }

  // Show what the browser has kept of this cell, or else its own text.
  restore() {
    const entry = kept(this.key);
    if (!this.editor && (entry || this.isGap)) this.openEditor();
    const source = entry?.source ?? this.given;
    if (this.source !== source) {
      this.restoring = true;
      this.editor.value = source;
      this.restoring = false;
      this.stale();
    }
    this.reset.hidden = !entry;
    this.node.classList.toggle("work-passed", Boolean(entry?.passed));
    const changed = entry?.given && entry.given !== this.given;
    this.note.textContent = changed ? "The course has changed this cell since you wrote this. “Reset this cell” shows its new text and forgets yours." : "";
  }

  edited() {
    if (this.restoring) return;
    const [source, { given }] = [this.source, this];
    const room = source === given ? forget(this.key) : keep(this.key, { source, given, passed: false });
    this.reset.hidden = source === given;
    this.node.classList.remove("work-passed");
    this.note.textContent = room ? "" : "The browser has no more room for this: what you write now is lost when you close the page.";
    this.stale();
  }

  judge(passed) {
    const entry = kept(this.key);
    if (entry?.source === this.source) keep(this.key, { ...entry, passed });
    this.node.classList.toggle("work-passed", passed);
  }

  // The text has changed: what this cell and those below it have put out is old.
  stale() {
    for (const cell of this.bench.cells.slice(this.position)) cell.outdate();
  }

  outdate() {
    if (this.state !== "new") this.state = "stale";
    if (this.yours.classList.contains("stale") || !this.label.textContent) return;
    this.yours.classList.add("stale");
    this.label.replaceChildren("From before a change. ", this.again);
  }

  async run() {
    const { source, bench, position } = this;
    this.clear();
    this.pieces.ariaBusy = "true";
    this.state = "running";
    const args = [this.id, source, bench.cells[position - 1]?.id];
    const result = await bench.python.call("run", args, (piece) => this.put(piece));
    this.pieces.ariaBusy = "false";
    if (this.state === "running") this.state = result === "failed" ? "failed" : "done";
    if (!this.pieces.childElementCount) this.label.append(" (nothing to show)");
    return result;
  }

  // Make room for new output.
  clear() {
    this.figures = 0;
    this.label.textContent = "Your output";
    this.pieces.replaceChildren();
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
    if (piece.kind === "figure") {
      this.pieces.append(this.figure(new Blob([piece.webp], { type: "image/webp" })));
    } else if (piece.html) {
      const block = element("div", { className: "output text_html", innerHTML: piece.html });
      this.pieces.append(block);
      // Scripts that come as text do not run; that of a replay is a file of the site.
      if (block.querySelector(".replay")) block.append(element("script", { src: new URL("../replay.js", import.meta.url) }));
      if (piece.found && !echoed) this.bench.report(piece);
    } else {
      const [last, className] = [this.pieces.lastElementChild, `work-${piece.kind}`];
      if (last?.className === className) last.append(piece.text);
      else this.pieces.append(element("pre", { className }, piece.text));
    }
  }

  // Return a figure with the words and the caption of the one that it stands for.
  figure(blob) {
    const ours = this.ours?.querySelectorAll("img")[this.figures++];
    const figure = ours?.closest("figure")?.cloneNode(true) ?? element("figure", {}, element("img"));
    for (const named of [figure, ...figure.querySelectorAll("[id]")]) named.removeAttribute("id");
    const image = figure.querySelector("img");
    image.alt = ours?.alt ?? "What this cell has drawn";
    image.loading = "eager";
    image.onload = () => {
      image.width = image.naturalWidth / DENSITY;
      image.removeAttribute("height");
      URL.revokeObjectURL(image.src);
    };
    image.src = URL.createObjectURL(blob);
    return figure;
  }
}
