// The microscope: the worked example of a chapter, one operation at a time, with the
// functions of the course or the reader's own.

import { button, element, style } from "./elements.js";
import { kept } from "./keep.js";
import { Python } from "./python.js";

const EXAMPLE = {
  X: [[1, 2], [2, -1]], y: [[1], [0]], W1: [[1, -1], [1, 1]], b1: [[0, 1]], W2: [[2], [-3]], b2: [[0]],
};
const FORWARD = ["sigmoid", "relu", "binary_cross_entropy", "forward_pass"];
const FUNCTIONS = {
  forward: FORWARD,
  backward: [...FORWARD, "d_relu", "backward_pass"],
  "gradient-check": ["d_relu", "backward_pass", "numeric_gradients"],
};
const SIGNS = { right: "✓ right", wrong: "✗ wrong", unsure: "? not measured" };
const KEYS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

export async function open(panel, place) {
  new Microscope(panel, place).load();
}

class Microscope {
  constructor(panel, place) {
    this.chapter = /([\w-]+)\.ipynb/.exec(panel.dataset.notebook)[1];
    this.python = new Python((news) => this.tell(news), () => { this.begun = null; });
    this.equations = new Map([...place.querySelector("template").content.querySelectorAll("li")].map((item) => {
      const [name, ...rest] = item.querySelector("p, :scope").childNodes;
      return [name.textContent, rest];
    }));
    this.at = 0;
    this.show(place);
  }

  // What does not change when other functions or numbers run.
  show(place) {
    style("microscope");
    this.now = element("p", { className: "micro-now", ariaLive: "polite" });
    this.bytes = element("span", { className: "micro-bytes", ariaHidden: "true" });
    this.halt = button("Stop", () => this.stop());
    this.back = button("← Back", () => this.go(this.at - 1));
    this.next = button("Next →", () => this.go(this.at + 1));
    this.choice = element("fieldset", { className: "micro-choice" });
    this.problem = element("p", { className: "micro-problem", role: "status" });
    this.notes = element("ul", { className: "micro-notes" });
    this.equation = element("p", { className: "micro-equation" });
    this.terms = element("ul", { className: "micro-terms" });
    this.code = element("div", { className: "micro-code" });
    this.board = element("ul", { className: "micro-board" });
    this.table = element("table", { className: "micro-table" });
    this.node = element("div", { className: "micro", role: "group", ariaLabel: "The example, step by step" },
      this.choice, this.givenNumbers(),
      element("div", { className: "micro-bar" }, this.back, this.next, button("Reset the numbers", () => this.reset()), this.halt, this.bytes),
      this.now, this.problem, this.notes,
      this.board, this.equation, this.terms, this.code, this.table);
    this.node.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.target.matches("input, select") || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.go(this.at + KEYS[event.key]);
    });
    place.replaceChildren(this.node);
    this.next.focus();
  }

  // The given arrays, as numbers that can be changed.
  givenNumbers() {
    const change = () => this.load();
    const field = (name, value, i, j) => {
      const ariaLabel = `${name}[${i}, ${j}]`;
      if (name !== "y") return element("input", { type: "number", step: "any", min: -100, max: 100, required: true, value, ariaLabel, onchange: change });
      const select = element("select", { ariaLabel, onchange: change }, ...[0, 1].map((label) => element("option", {}, label)));
      select.value = value;
      return select;
    };
    this.fields = Object.fromEntries(Object.entries(EXAMPLE).map(([name, rows]) => [name, rows.map((row, i) => row.map((value, j) => field(name, value, i, j)))]));
    return element("div", { className: "micro-given" }, ...Object.entries(this.fields).map(([name, rows]) => this.box(name, rows)));
  }

  reset() {
    for (const [name, rows] of Object.entries(EXAMPLE)) rows.forEach((row, i) => row.forEach((value, j) => { this.fields[name][i][j].value = value; }));
    this.load();
  }

  // An array with its name.
  box(name, rows, tag = "div") {
    const cells = element("span", { className: "micro-cells" }, ...rows.flat());
    cells.style.gridTemplateColumns = `repeat(${rows[0].length}, auto)`;
    const box = element(tag, { className: "micro-box" }, element("code", {}, name), cells);
    box.dataset.name = name;
    return box;
  }

  // The reader's functions that this example uses.
  get own() {
    return FUNCTIONS[this.chapter].filter(kept);
  }

  showChoice() {
    const option = (own, ...words) => element("label", {}, element("input", { type: "radio", name: "micro-whose", checked: own === this.yours, onchange: () => { this.yours = own; this.load(); } }), " ", ...words);
    const names = this.own.flatMap((name, i) => [i ? ", " : "", element("code", {}, name), kept(name).passed ? "" : " (not passed)"]);
    this.choice.replaceChildren(element("legend", {}, "Whose functions run?"), ...this.own.length
      ? [option(true, "yours: ", ...names), option(false, "ours"), button("Read mine again", () => this.load())]
      : ["Ours. Once you have written yours, they can run here."]);
  }

  tell({ step, loaded, total }) {
    const [done, all] = [loaded, total].map((bytes) => (bytes / 1e6).toFixed(1));
    this.bytes.textContent = step.startsWith("Loading") ? `${done} of ${all} MB` : "";
    if (step !== "Ready") this.say(`${step} …`);
  }

  say(text) {
    if (this.now.textContent !== text) this.now.textContent = text;
  }

  stop() {
    this.python.stop("Stopped. To run it again, change a number or say whose functions run.");
  }

  // Run the example anew, with the numbers and functions of this moment.
  async load() {
    this.yours ??= this.own.length > 0;
    this.showChoice();
    const fields = Object.values(this.fields).flat(2);
    if (!fields.every((field) => field.reportValidity())) return;
    const values = Object.fromEntries(Object.entries(this.fields).map(([name, rows]) => [name, rows.map((row) => row.map((field) => Number(field.value)))]));
    const sources = Object.fromEntries(this.yours ? this.own.map((name) => [name, kept(name).source]) : []);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.halt.hidden = false;
    this.node.ariaBusy = "true";
    try {
      await (this.begun ??= this.python.call("begin", [{}]));
      const found = await this.python.call("tool", ["microscope", "look", this.chapter, values, sources]);
      if (turn === this.turn) this.showAll(found);
    } catch ({ message }) {
      this.say(message);
    } finally {
      if (turn === this.turn) {
        this.halt.hidden = true;
        this.node.ariaBusy = "false";
      }
    }
  }

  showAll(found) {
    Object.assign(this, { found });
    this.problem.textContent = found.problem;
    this.notes.replaceChildren(...found.notes.map((note) => element("li", {}, note)));
    this.showBoard();
    this.showTable();
    this.go(this.at);
  }

  // A box for each step. Those that the book has a name for stand as in its picture.
  showBoard() {
    const { steps, entries } = this.found;
    this.board.hidden = this.chapter === "gradient-check";
    const wrong = new Set(entries.filter(({ verdict }) => verdict === "wrong").map(({ array, index }) => `${array}${index}`));
    this.boxes = this.board.hidden ? [] : steps.map(({ name, value }) => this.box(name, value.map((row, i) => row.map((number, j) => {
      const isWrong = wrong.has(`${name}${[i, j]}`);
      return element("span", { className: isWrong ? "wrong" : "" }, isWrong ? `✗ ${number}` : number);
    })), "li"));
    this.board.classList.toggle("picture", new Set(steps.map(({ name }) => name)).size === steps.length && steps.every(({ name }) => this.equations.has(name)));
    this.board.replaceChildren(...this.boxes);
  }

  showTable() {
    const { entries } = this.found;
    this.table.hidden = !entries.length;
    const wrong = entries.filter(({ verdict }) => verdict === "wrong");
    const unsure = entries.filter(({ verdict }) => verdict === "unsure");
    const words = wrong.length ? `✗ ${wrong.length} of ${entries.length} entries of the gradient are wrong.`
      : unsure.length ? "No entry of the gradient is wrong as far as it can be measured here."
      : `✓ All ${entries.length} entries of the gradient agree with the measured slopes.${this.yours ? " Other numbers may still show a mistake." : ""}`;
    this.rows = entries.map(({ array, index, analytic, numeric, verdict, why }) => element("tr", { className: verdict },
      element("th", { scope: "row" }, element("code", {}, `${array}[${index.join(", ")}]`)),
      ...[analytic, numeric, why ? `${SIGNS[verdict]}: ${why}` : SIGNS[verdict]].map((text) => element("td", {}, text))));
    this.table.replaceChildren(element("caption", {}, words),
      element("thead", {}, element("tr", {}, ...["entry", "backward pass", "measured", "verdict"].map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...this.rows));
  }

  // Show a step.
  go(to) {
    const { steps, functions } = this.found ?? { steps: [] };
    this.at = Math.max(0, Math.min(to, steps.length - 1));
    const step = steps[this.at];
    this.back.ariaDisabled = `${this.at === 0}`;
    this.next.ariaDisabled = `${this.at >= steps.length - 1}`;
    for (const part of [this.equation, this.terms, this.code]) part.hidden = !step;
    if (!step) return this.say(this.found ? "No step has been taken." : this.now.textContent);
    const { name, known, value, terms, inputs, lines: [first, last] } = step;
    const whose = functions[step.function].own ? "your" : "our";
    this.say(`Step ${this.at + 1} of ${steps.length}: ${whose} ${step.function} ${this.rows?.length && this.board.hidden ? "measures" : "computes"} ${name} = ${value.map((row) => row.join(", ")).join("; ")}.`);
    const equation = known && (this.equations.get(name) ?? this.equations.get("slope"));
    this.equation.replaceChildren(...(equation || []).map((node) => node.cloneNode(true)));
    const places = value.flatMap((row, i) => row.map((_, j) => `${name}[${i}, ${j}]`));
    this.terms.replaceChildren(...terms.map((text, i) => element("li", {}, terms.length > 1 ? element("code", {}, places[i]) : "", ` ${text}`)));
    this.code.replaceChildren(element("p", {}, `${whose === "your" ? "Your" : "Our"} `, element("code", {}, step.function)),
      element("pre", {}, ...functions[step.function].lines.map((text, i) => element("span", { className: first <= i && i <= last ? "now" : "" }, `${text}\n`))));
    this.boxes.forEach((box, i) => {
      box.classList.toggle("later", i > this.at);
      box.classList.toggle("now", i === this.at);
    });
    for (const box of this.node.querySelectorAll(".micro-box")) box.classList.toggle("read", inputs.includes(box.dataset.name) && !box.matches(".later, .now"));
    if (this.board.hidden) this.rows.forEach((row, i) => row.classList.toggle("now", i === this.at));
  }
}
