// The page “Your work”: what is done, and ways to take it along, bring it or delete it.

import { save } from "./elements.js";
import { defined, entries, forget, keep, kept } from "./keep.js";
import { Python } from "./python.js";

const page = document.getElementById("work");
const items = [...page.querySelectorAll("[data-function]")];
const names = items.map((item) => item.dataset.function);
const answered = (name) => JSON.parse(localStorage.getItem(`mlp-question:${name}`)); // from questions.js
const text = (cell) => [cell.source].flat().join("");

function say(words) {
  page.querySelector("[role=status]").textContent = words;
  for (const item of items) {
    const entry = kept(item.dataset.function);
    item.querySelector("span").textContent = !entry ? "not begun" : entry.passed ? "✓ passed" : "not passed yet";
  }
  for (const item of page.querySelectorAll("[data-questions]")) {
    const asked = item.dataset.questions.split(" ");
    const right = asked.filter((name) => answered(name)?.right).length;
    item.querySelector("span").textContent = asked.some(answered) ? `${right} of ${asked.length} right` : "not begun";
  }
}

// Save a notebook in which the gaps hold the reader's answers.
async function saveNotebook(address) {
  const notebook = await (await fetch(address)).json();
  for (const cell of notebook.cells) {
    const entry = cell.metadata.tags?.includes("todo") && kept(defined(text(cell)));
    if (entry) cell.source = entry.source;
  }
  save(`my-${address.split("/").pop()}`, `${JSON.stringify(notebook, null, 1)}
`);
}

// Take over the answers of a notebook; a gap that is still open there is no answer.
async function load(file) {
  try {
    const { cells } = JSON.parse(await file.text());
    const answers = cells
      .filter((cell) => cell.cell_type === "code" && !cell.metadata.tags?.includes("given"))
      .map(text)
      .filter((source) => names.includes(defined(source)) && !source.includes('NotImplementedError("TODO'));
    if (!answers.every((source) => keep(defined(source), { source, passed: false }))) {
      return say("The browser has no more room; some answers were not loaded.");
    }
    say(answers.length ? `Loaded: ${answers.map(defined).join(", ")}. “Check all” says which are right.` : "This notebook has no answers to the gaps of the course.");
  } catch {
    say("This file is not a notebook. Choose one whose name ends in .ipynb.");
  }
}

async function check() {
  const python = new Python(({ step }) => say(`${step} …`));
  const own = names.filter(kept);
  try {
    await python.call("begin", [{}]);
    for (const name of own) {
      const sources = [...own.filter((other) => other !== name), name].map((each) => kept(each).source);
      let passed = false;
      await python.call("check", [name, sources], ({ found }) => { passed = found?.[name] === "passed"; });
      keep(name, { ...kept(name), passed });
    }
    python.stop();
    say("All answers are checked.");
  } catch (error) {
    say(error.message);
  }
}

page.querySelector("#work-load").onchange = ({ target }) => load(target.files[0]);
page.querySelector("#work-check").onclick = check;
page.querySelector("#work-delete").onclick = () => {
  if (!confirm("Delete everything that you have written on this site?")) return;
  entries().forEach(forget);
  for (const item of page.querySelectorAll("[data-questions]")) {
    for (const name of item.dataset.questions.split(" ")) localStorage.removeItem(`mlp-question:${name}`);
  }
  say("Everything is deleted.");
};
for (const button of page.querySelectorAll("[data-save]")) button.onclick = () => saveNotebook(button.dataset.save);
addEventListener("storage", () => say(""));
say("");
