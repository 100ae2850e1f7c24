// The page “Check a class”. One Python keeps the gradebook. The hand-ins are judged side by
// side, each in a Python of its own: to end that is the only way out of some functions.

import { button, element, save } from "./elements.js";
import { Python } from "./python.js";

const page = document.getElementById("class-tool");
const find = (selector) => page.querySelector(selector);
const SIGNS = { passed: "✓", open: "…", wrong: "✗" };
const LANES = Math.max(1, Math.min(4, navigator.hardwareConcurrency));
let chosen = []; // files, each with its path
let keeper; // the Python with the gradebook
let run; // what is judged now

const say = (words) => { if (find("[role=status]").textContent !== words) find("[role=status]").textContent = words; };
const ask = (method, ...args) => keeper.call("tool", ["classroom", method, ...args]);

class Run {
  constructor() {
    this.pythons = new Set();
  }

  stop() {
    this.stopped = true;
    for (const python of this.pythons) python.stop("stopped");
  }

  // A Python that has read a notebook.
  async open(text, functions) {
    const python = new Python(() => {}, () => this.pythons.delete(python));
    this.pythons.add(python);
    await python.call("begin", [{}]);
    const draws = await python.call("tool", ["classroom", "open", text, functions]);
    if (draws) await python.call("run", ["", "", null]); // which brings Matplotlib
    return python;
  }

  // What is found about each function of a notebook.
  async judge(text, functions, seconds) {
    const findings = [];
    let python;
    for (const name of functions) {
      python ??= await this.open(text, functions);
      const finding = { function: name, remarks: [] };
      let [stage, late] = ["slow", false];
      const timer = setTimeout(() => { late = true; python.stop("late"); }, seconds * 1000);
      try {
        finding.remarks = await python.call("tool", ["classroom", "prepare", name]);
        stage = "loops";
        finding.entry = await python.call("tool", ["classroom", "judge"]);
      } catch (error) {
        if (this.stopped) throw error;
        finding.ended = late ? stage : "ended";
      } finally {
        clearTimeout(timer);
      }
      findings.push(finding);
      // What reaches further than an answer needs may have changed what judges the next.
      if (finding.ended || finding.remarks.length) {
        python.stop("");
        python = null;
      }
    }
    python?.stop("");
    return findings;
  }
}

// A row of the table, and below it one with the messages.
class Row {
  constructor(found) {
    this.row = element("tr");
    this.more = element("tr", { className: "class-more", hidden: true });
    this.fill(found);
  }

  fill({ name, who, looked, right, passed, points, of, remarks, entries }) {
    this.found = { looked, right };
    const cell = (...content) => element("td", {}, ...content);
    const title = element("th", { scope: "row" }, entries.length ? this.opener(name) : name);
    if (who) title.append(element("br"), who);
    const counts = looked && entries.length;
    this.row.replaceChildren(
      title,
      cell(counts ? `${passed} of ${entries.length}` : ""),
      cell(looked ? `${points} of ${of}` : ""),
      cell(remarks.length ? element("ul", {}, ...remarks.map((text) => element("li", {}, text))) : ""),
    );
    this.row.className = right && counts ? "class-right" : "";
    const all = element("td", { colSpan: 4 });
    for (const { name, status, messages, source } of entries) {
      all.append(element("p", {}, `${SIGNS[status]} `, element("code", {}, name), messages.length ? `: ${messages.join(" ")}` : ""));
      if (source) all.append(element("details", {}, element("summary", {}, `What was handed in as ${name}`), element("pre", { tabIndex: 0 }, source)));
    }
    this.more.replaceChildren(all);
  }

  opener(name) {
    const opener = button(name, () => {
      this.more.hidden = !this.more.hidden;
      opener.ariaExpanded = String(!this.more.hidden);
    }, { ariaExpanded: "false", className: "class-open" });
    return opener;
  }
}

// All files in what was dropped, with their paths.
async function* below(entry) {
  const get = (object, method) => new Promise((resolve, reject) => { object[method](resolve, reject); });
  if (entry.isFile) {
    yield { path: entry.fullPath.slice(1), file: await get(entry, "file") };
    return;
  }
  const reader = entry.createReader();
  for (let some; (some = await get(reader, "readEntries")).length;) { // a hundred at a time
    for (const each of some) yield* below(each);
  }
}

function choose(files, input) {
  chosen = files;
  for (const other of [find("#class-folder"), find("#class-files")]) if (other !== input) other.value = "";
  say(`Chosen: ${files.length} ${files.length === 1 ? "file" : "files"}.`);
  find("#class-check").disabled = !files.length;
}

// What a file says, or false if it is no text.
async function text(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
}

// What a table says, or null if none was chosen.
const table = async (selector) => (find(selector).files.length ? text(find(selector).files[0]) : null);

// Take in the files; return the texts of those that are read.
async function read() {
  const files = Object.fromEntries(chosen.map(({ path, file }) => [path, file]));
  const about = chosen.map(({ path, file }) => [path, file.size, file.lastModified / 1000]);
  const texts = {};
  for (const path of await ask("look", about)) {
    try {
      texts[path] = await text(files[path]);
      await ask("read", path, texts[path]);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      await ask("read", path, false, "cannot be read: it is gone, or has changed since it was chosen");
    }
  }
  return texts;
}

async function check() {
  keeper?.stop("");
  keeper = new Python(({ step }) => { if (step !== "Ready") say(`${step} …`); });
  await keeper.call("begin", [{}]);
  const texts = await read();
  const begun = await ask("begin", await table("#class-points"), await table("#class-people"), find("#class-title").value);
  if (begun.error) return say(begun.error);
  const seconds = Number(page.dataset.seconds ?? begun.seconds);
  const rows = Object.fromEntries(Object.entries(begun.rows).map(([path, row]) => [path, new Row(row)]));
  const all = Object.values(rows);
  if (!all.length) return say("None of these files was handed in.");
  find("tbody").replaceChildren(...all.flatMap(({ row, more }) => [row, more]));
  find("#class-missing").textContent = begun.missing.length ? `Missing: ${begun.missing.join(", ")}.` : "";
  find("#class-found").hidden = false;
  const queue = Object.entries(begun.asked);
  const [bar, count] = [find("progress"), find("#class-count")];
  Object.assign(bar, { max: queue.length, value: 0 });
  say(`Checking ${queue.length} ${queue.length === 1 ? "notebook" : "notebooks"} …`);
  const lane = async () => {
    for (let next; !run.stopped && (next = queue.shift());) {
      const [path, functions] = next;
      const findings = await run.judge(texts[path], functions, seconds);
      rows[path].fill(await ask("add", path, findings, seconds));
      bar.value += 1;
      count.textContent = `${bar.value} of ${bar.max}`;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (run.stopped) throw new Error("stopped");
  const looked = all.filter(({ found }) => found.looked);
  const skipped = all.length - looked.length;
  say(`Done. ${looked.filter(({ found }) => found.right).length} of ${looked.length} passed${skipped ? `; ${skipped} not looked at` : ""}.`);
}

// What is at work can be stopped, and nothing else be begun.
function work(busy) {
  for (const input of page.querySelectorAll("input[type=file], #class-check")) input.disabled = busy;
  for (const each of [find("#class-stop"), find("#class-progress")]) each.hidden = !busy;
}

find("#class-check").onclick = async () => {
  run = new Run();
  work(true);
  try {
    await check();
  } catch (error) {
    console.info(error);
    say(run.stopped ? "Stopped. What was found until then stays." : "Python has not arrived, or has broken down. Press “Check” to try again.");
    run.stop();
  }
  work(false);
};
find("#class-stop").onclick = () => run.stop();
find("#class-folder").onchange = ({ target }) => choose([...target.files].map((file) => ({ path: file.webkitRelativePath, file })), target);
find("#class-files").onchange = ({ target }) => choose([...target.files].map((file) => ({ path: file.name, file })), target);
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", async (event) => {
  event.preventDefault();
  if (find("#class-folder").disabled) return;
  const files = [];
  // What was dropped is there only now; that of a script has no entries.
  const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  for (const each of dropped.filter(Boolean)) {
    if (each instanceof File) files.push({ path: each.name, file: each });
    else for await (const found of below(each)) files.push(found);
  }
  choose(files);
});

find("#class-grades").onclick = async () => {
  const { text, error } = await ask("grades", find("#class-form").value, find("#class-title").value);
  if (error) return say(error);
  save("grades.csv", text);
};
find("#class-feedback").onclick = async () => save("feedback.zip", await ask("feedback"));
