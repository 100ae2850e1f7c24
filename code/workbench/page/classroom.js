// The page “Check a class”. One Python keeps the gradebook; the hand-ins are judged side by
// side, each in a Python of its own, which is ended when nothing else can end a function.

import { button, element } from "./elements.js";
import { Python } from "./python.js";

const page = document.getElementById("classroom");
const find = (selector) => page.querySelector(selector);
const [progress, body] = [find("progress"), find("tbody")];
const SIGNS = { passed: "✓", open: "…", wrong: "✗" };
const LANES = Math.max(1, Math.min(4, navigator.hardwareConcurrency ?? 2));
let chosen = []; // files, each with its path
let keeper; // the Python that keeps the gradebook
let running = new Set(); // Pythons that judge

const say = (words) => { find("[role=status]").textContent = words; };
const ask = (method, ...args) => keeper.call("tool", ["classroom", method, ...args]);

// All files below what was dropped, with their paths.
async function* below(entry) {
  const get = (object, method) => new Promise((resolve, reject) => object[method](resolve, reject));
  if (entry.isFile) {
    yield { path: entry.fullPath.slice(1), file: await get(entry, "file") };
  } else {
    const reader = entry.createReader();
    for (let entries; (entries = await get(reader, "readEntries")).length;) { // it gives them by the hundred
      for (const each of entries) yield* below(each);
    }
  }
}

function choose(files) {
  chosen = files;
  say(`${files.length} ${files.length === 1 ? "file" : "files"} chosen.`);
  find("#class-check").disabled = !files.length;
}

// A table that may have been chosen: its text, or false if it is none.
async function table(selector) {
  const [file] = find(selector).files;
  return file ? text(file).then((found) => found ?? false) : null;
}

// What a file says, or null if it is no text.
async function text(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function check() {
  const [points, people, title] = [await table("#class-points"), await table("#class-people"), find("#class-title").value];
  keeper = new Python(({ step }) => { if (step !== "Ready") say(`${step} …`); });
  await keeper.call("begin", [{}]);
  const wanted = await ask("look", chosen.map(({ path, file }) => [path, file.size, file.lastModified / 1000]));
  const files = Object.fromEntries(chosen.map(({ path, file }) => [path, file]));
  const texts = {};
  for (const path of wanted) {
    try {
      texts[path] = await text(files[path]);
      await ask("read", path, texts[path]);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      await ask("read", path, null, "cannot be read: it is gone, or has changed since it was chosen");
    }
  }
  const begun = await ask("begin", points, people, title);
  if (begun.error) return say(begun.error);
  if (!begun.rows.length) return say("There is no file in this folder.");
  const seconds = Number(page.dataset.seconds ?? begun.seconds);
  const rows = Object.fromEntries(begun.rows.map((row) => [row.name, fill(element("tbody"), row)]));
  find("table").replaceChildren(find("thead"), ...Object.values(rows));
}
