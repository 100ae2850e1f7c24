// The settings of the playground: what each may be, how it is said, what to look for,
// and how an address spells them all. What an address must not ask for is not listed.

const noise = Array.from({ length: 36 }, (_, i) => (10 + 2 * i) / 100);
const many = (word) => (number) => `${number} ${word}${number === 1 ? "" : "s"}`;

export const SETTINGS = {
  noise: { label: "Noise", values: noise, start: 0.44, question: "Raise it: where do the level lines of the Bayes classifier go, and how near to them do the curves end?" },
  width: { label: "Units in each hidden layer", values: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], start: 32, text: many("unit"), question: "Take fewer: with how few does the boundary still follow both moons?" },
  depth: { label: "Hidden layers", values: [0, 1, 2, 3, 4], start: 2, text: many("layer"), question: "Go from 0 to 3: which layer changes the boundary most?" },
  lr: { label: "Learning rate", values: [0.003, 0.01, 0.03, 0.05, 0.06, 0.1, 0.3, 1, 3, 5], start: 0.03, question: "Take 0.3: which curve goes on falling, and what does the other one do?" },
  batch: { label: "Rows in a batch", values: [8, 16, 32, 64, 128, 240, 480, 960], start: 64, text: (rows) => `${rows} of 960 rows`, question: "Take all rows at once: how far does the loss get in as many epochs?" },
  activation: { label: "Activation", values: ["relu", "tanh"], start: "relu", text: (name) => ({ relu: "ReLU", tanh: "tanh" })[name], question: "Exchange it: what becomes of the corners of the boundary?", more: ["tanh.html", "The chapter on tanh"] },
  lambda: { label: "Penalty on large weights, λ", values: [0, 0.02, 0.1, 0.2, 0.5, 1, 2], start: 0, question: "Raise it: what does the training loss do, and what becomes of the bends?", more: ["l2.html", "The chapter on this penalty"] },
  seed: { label: "Seed of the starting weights", values: Array.from({ length: 1000 }, (_, i) => i), start: 123, question: "Change nothing else: by how much do the final numbers differ?" },
  folds: { label: "Folds: where the weighted sum of a unit is 0", values: [0, 1, 2, 3, 4], start: 1, text: (layer) => (layer ? `of hidden layer ${layer}` : "none") },
  points: { label: "Points in the picture", values: ["training", "validation"], start: "validation" },
};

export const START = Object.fromEntries(Object.entries(SETTINGS).map(([name, { start }]) => [name, start]));

export const said = (name, value) => SETTINGS[name].text?.(value) ?? String(value);

const PREFIX = "#playground?";

// Return the settings of an address, or nothing if it names none. Each is the nearest of
// those that there are; what makes no sense is as at the start.
export function read(hash) {
  if (!hash.startsWith(PREFIX)) return null;
  const asked = new URLSearchParams(hash.slice(PREFIX.length));
  return Object.fromEntries(Object.entries(SETTINGS).map(([name, { values, start }]) => {
    const text = asked.get(name)?.trim();
    if (typeof start === "string") return [name, values.includes(text) ? text : start];
    const number = text ? Number(text) : NaN;
    if (Number.isNaN(number)) return [name, start];
    const kept = Math.min(Math.max(number, values[0]), values.at(-1));
    return [name, values.reduce((best, value) => (Math.abs(value - kept) < Math.abs(best - kept) ? value : best))];
  }));
}

export const write = (settings) => PREFIX + new URLSearchParams(settings);
