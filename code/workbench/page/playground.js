// The playground: a network is trained an epoch at a time, and each epoch is drawn.

import { contour } from "./contour.js";
import { button, element, style } from "./elements.js";
import { isUsed, kept } from "./keep.js";
import { drawCurves, drawPlane } from "./pictures.js";
import { Python } from "./python.js";
import { SETTINGS, START, read, said, write } from "./settings.js";

// What the playground calls; each may be the reader's.
const CALLED = "moon train_val_split sigmoid relu d_relu init_mlp forward_pass backward_pass update_params iterate_minibatches tanh d_tanh backward_pass_l2".split(" ");
const EPOCHS = 400; // in one go
const PATIENCE = 10_000; // milliseconds that an epoch may take
const PAUSE = 2000; // milliseconds between pictures, for who wants no motion
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const list = new Intl.ListFormat("en");

let playground;

export function open(panel, place) {
  playground ??= new Playground(place);
  playground.toggle.focus();
}

class Playground {
  constructor(place) {
    this.settings = read(location.hash) ?? { ...START };
    this.python = new Python((news) => this.tell(news), () => { this.sources = null; this.stale = true; });
    this.stale = true; // whether the network has to start over
    this.left = 0; // epochs to go
    this.show(place);
    addEventListener("hashchange", () => this.follow());
    this.work();
  }

  show(place) {
    style("playground");
    const picture = (words, draw) => {
      const canvas = element("canvas", { role: "img", ariaLabel: words });
      new ResizeObserver(() => this.data && draw(canvas)).observe(canvas);
      return canvas;
    };
    this.plane = picture("The plane, shaded by the probability of class 1, with points, boundary and dashed folds. “Describe” says in words where the network stands.", () => this.draw());
    this.curves = picture("Training and validation loss over the epochs, and two level lines for the Bayes classifier on the same points.", () => this.draw());
    this.toggle = button("Train", () => this.train(this.left > 0 ? 0 : Infinity));
    this.status = element("p", { className: "playground-status", role: "status" });
    this.caption = element("caption");
    this.scores = element("tbody");
    this.loading = element("progress", { max: 1, ariaLabel: "Loading", hidden: true });
    this.own = element("input", { type: "checkbox", checked: true, onchange: () => this.again(this.left > 0) });
    this.mine = element("label", {}, this.own, "Use my functions");
    this.whose = element("span");
    const key = (className, words) => element("li", {}, element("span", { className, ariaHidden: "true" }), words);
    const keys = (...items) => element("ul", { className: "playground-keys" }, ...items);
    const head = ["", "loss", "accuracy", "Bayes loss"].map((text) => (text ? element("th", { scope: "col" }, text) : element("td")));
    place.classList.add("playground");
    place.replaceChildren(
      element("div", { className: "playground-bar" },
        this.toggle,
        button("Step", () => this.train(1), { ariaLabel: "Step: one epoch" }),
        button("Start over", () => this.again(false)),
        button("Describe", () => this.describe()),
        button("Copy link", () => this.copy())),
      this.loading, this.status,
      element("div", { className: "playground-pictures" },
        element("div", {}, this.plane, keys(key("key-point zero", "class 0"), key("key-point one", "class 1"), key("key-boundary", "boundary"), key("key-fold", "fold"))),
        element("div", {}, this.curves, keys(key("key-curve training", "training"), key("key-curve validation", "validation"), key("key-floor", "thin: Bayes classifier")),
          element("table", {}, this.caption, element("thead", {}, element("tr", {}, ...head)), this.scores))),
      element("p", { className: "playground-whose" }, this.whose, this.mine),
      element("div", { className: "playground-settings" }, ...Object.keys(SETTINGS).map((name) => this.control(name))));
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.refresh();
  }

  // One setting: a native control, its value, and what to look for.
  control(name) {
    const { label, values, start, question, more } = SETTINGS[name];
    const id = `playground-${name}`;
    let input;
    if (name === "seed") {
      input = element("input", { type: "number", min: values[0], max: values.at(-1), inputMode: "numeric" });
    } else if (typeof start === "string" || name === "folds") {
      input = element("select", {}, ...values.map((value) => element("option", { value }, said(name, value))));
    } else {
      input = element("input", { type: "range", min: 0, max: values.length - 1 });
    }
    input.id = id;
    const value = input.type === "range" ? element("span", { className: "playground-value", ariaHidden: "true" }) : "";
    const box = element("div", { className: "playground-setting" }, element("label", { htmlFor: id }, label), value, input);
    if (question) {
      const words = element("p", { id: `${id}-question` }, question);
      if (more) words.append(" ", element("a", { href: more[0] }, more[1]), ".");
      input.setAttribute("aria-describedby", words.id);
      box.append(words);
    }
    const chosen = () => (input.type === "range" ? values[input.value] : read(write({ [name]: input.value }))[name]);
    const show = () => {
      const now = this.settings[name];
      input.value = input.type === "range" ? values.indexOf(now) : now;
      if (!value) return;
      value.textContent = said(name, now);
      input.setAttribute("aria-valuetext", said(name, now));
    };
    input.oninput = () => { if (value) input.setAttribute("aria-valuetext", (value.textContent = said(name, chosen()))); };
    input.onchange = () => this.set({ ...this.settings, [name]: chosen() });
    (this.controls ??= []).push(show);
    return box;
  }

  // Show the settings as they are, and whose functions are used.
  refresh() {
    for (const show of this.controls) show();
    for (const option of document.getElementById("playground-folds").options) option.disabled = Number(option.value) > this.settings.depth;
    const yours = CALLED.filter(isUsed);
    this.functions = this.own.checked ? Object.fromEntries(yours.map((name) => [name, kept(name).source])) : {};
    this.mine.hidden = !yours.length;
    this.whose.textContent = !yours.length ? "It trains with our functions. Those of yours that pass their checks take their place." : this.own.checked ? `It trains with your ${list.format(yours)}; the rest is ours.` : "It trains with our functions alone.";
    this.toggle.textContent = this.left > 0 ? "Pause" : "Train";
  }

  // Take over new settings. All but what is merely shown make the network start over.
  set(settings) {
    const [before, shown] = [this.settings, ["folds", "points"]];
    this.settings = settings;
    history.replaceState(history.state, "", write(settings));
    if (Object.keys(settings).some((name) => settings[name] !== before[name] && !shown.includes(name))) return this.again(this.left > 0);
    this.refresh();
    this.looking = true;
    this.work();
  }

  follow() {
    const settings = read(location.hash);
    if (settings) this.set(settings);
  }

  again(goOn = false) {
    this.stale = true;
    this.left = goOn ? EPOCHS : 0;
    this.unblock();
    this.work();
  }

  train(epochs) {
    this.left = Math.min(epochs, EPOCHS - (this.stale ? 0 : this.epoch % EPOCHS));
    if (epochs > 1) this.say("Training …");
    if (!epochs) this.unblock();
    this.work();
  }

  // What does not answer cannot be asked to pause, only ended.
  unblock() {
    if (this.asked && performance.now() - this.asked > 1000) this.halt("Python was stopped in the middle of an epoch. The next one starts it anew, with the starting weights.");
  }

  halt(words) {
    this.words = words;
    this.python.stop(words);
  }

  // Do what there is to do, one thing after the other.
  async work() {
    this.refresh();
    if (this.working) return;
    this.working = true;
    this.words = null;
    try {
      while (this.stale || this.left > 0 || this.looking) await this.next();
      if (this.epoch) this.describe();
    } catch (error) {
      console.info(error);
      this.left = 0;
      this.say(this.words ?? "Python has ended or did not arrive. Press Train to start it again.");
    } finally {
      this.working = false;
      this.refresh();
    }
  }

  async next() {
    if (this.stale) return this.begin();
    this.looking = false;
    const frame = await this.ask(this.left > 0 ? "epoch" : "look", this.settings.folds);
    if (this.stale) return;
    if (frame.epoch > this.epoch) this.left -= 1;
    this.take(frame);
    const now = performance.now();
    if (calm.matches && this.left > 0 && now - this.drawn < PAUSE) return;
    this.drawn = now;
    await new Promise(requestAnimationFrame);
    this.draw();
  }

  // Start over, with what the settings and the reader's functions now are.
  async begin() {
    this.refresh();
    this.stale = this.looking = false;
    const sources = JSON.stringify(this.functions);
    if (this.sources !== sources) {
      this.sources = sources;
      await this.python.call("begin", [this.functions]);
    }
    const data = await this.ask("begin", this.settings);
    if (this.stale) return;
    this.data = data;
    this.history = [];
    this.take(data.frame);
    this.draw();
    this.say(this.left ? "Training …" : "The network has its starting weights. Train, or take one step.");
  }

  // Call a method of the tool, which gets so much time and no more.
  async ask(method, argument) {
    this.asked = performance.now();
    const timer = setTimeout(() => this.halt(`An epoch did not end within ${PATIENCE / 1000} seconds, so Python was stopped. Does a loop in one of your functions never end?`), PATIENCE);
    try {
      const answer = await this.python.call("tool", ["playground", method, argument]);
      if (!answer.error) return answer;
      this.words = answer.error;
      this.stale = true;
      throw new Error(answer.error);
    } finally {
      clearTimeout(timer);
      this.asked = null;
    }
  }

  take(frame) {
    this.frame = frame;
    this.epoch = frame.epoch;
    if (frame.epoch > this.history.length) this.history.push(frame);
  }

  draw() {
    if (!this.data) return;
    const { columns, rows, floors } = this.data;
    const { grid, sums } = this.frame;
    const units = sums.length / grid.length;
    const folds = Array.from({ length: units }, (_, unit) => contour(sums, columns, rows, 0, unit * grid.length));
    this.folded = folds.filter((pieces) => pieces.length).length;
    drawPlane(this.plane, { ...this.data, grid, folds: folds.flat(), boundary: contour(grid, columns, rows, 0.5), points: this.data[this.settings.points] });
    drawCurves(this.curves, this.history, floors);
    const number = (value, digits) => (value === undefined ? "–" : value.toFixed(digits));
    const row = (name, part, i) => element("tr", {}, element("th", { scope: "row" }, name), ...[number(this.frame[`${part}_loss`], 4), number(this.frame[`${part}_acc`], 3), number(floors[i], 4)].map((text) => element("td", {}, text)));
    this.scores.replaceChildren(row("training", "train", 0), row("validation", "val", 1));
    this.caption.textContent = `Epoch ${this.epoch}`;
    this.plane.dataset.epoch = this.epoch;
  }

  // Say in words where the network stands.
  describe() {
    if (!this.data) return;
    const { epoch, train_loss, val_loss, train_acc, val_acc, sums, grid } = this.frame;
    const loss = (value) => value.toFixed(4);
    const share = (value) => `${(100 * value).toFixed(1)}%`;
    const floors = `The Bayes classifier has ${loss(this.data.floors[0])} on the training points and ${loss(this.data.floors[1])} on the validation points.`;
    const scores = epoch ? `Epoch ${epoch}. Training loss ${loss(train_loss)}, validation loss ${loss(val_loss)}. ${floors} Right are ${share(train_acc)} of the training points and ${share(val_acc)} of the validation points.` : `Epoch 0, the starting weights. ${floors}`;
    const units = sums.length / grid.length;
    const layer = Math.min(this.settings.folds, this.settings.depth);
    this.say(scores + (units ? ` Folds of ${this.folded} of the ${units} units of hidden layer ${layer} cross the picture.` : ""));
  }

  // A screen reader hears what is new; the same words again are new after a while.
  say(words) {
    this.status.textContent = "";
    setTimeout(() => { this.status.textContent = words; });
  }

  async copy() {
    history.replaceState(history.state, "", write(this.settings));
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    this.say(copied ? "The link is copied. It opens the playground with these settings." : "The address of this page is now the link to these settings.");
  }

  // Show how far loading has come. A screen reader hears each step once, not each byte.
  tell({ step, loaded, total }) {
    this.loading.hidden = step === "Ready";
    this.loading.value = total ? loaded / total : 0;
    if (this.step !== step && step !== "Ready") this.say(`${step} …`);
    this.step = step;
  }
}
