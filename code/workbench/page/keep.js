// What the browser keeps of a reader's work: one entry for each function, and one for
// each other cell that was changed. Nothing of it is sent anywhere.

const PREFIX = "mlp-work:";

// Whether it is forgotten when the page is closed; the head of the page says so.
export const temporary = Boolean(localStorage.temporary);

export const kept = (name) => JSON.parse(localStorage.getItem(PREFIX + name));

// Whether the reader's function takes the place of the course's in later chapters.
export const isUsed = (name) => kept(name)?.use ?? kept(name)?.passed;

// Keep an entry. Returns false where there is no more room.
export function keep(name, entry) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

export const entries = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));

export function forget(name) {
  localStorage.removeItem(PREFIX + name);
  return true;
}

// Call back with the name of an entry that another tab has changed.
export function watch(changed) {
  addEventListener("storage", ({ key }) => key?.startsWith(PREFIX) && changed(key.slice(PREFIX.length)));
}

// The first function that a cell defines.
export const defined = (source) => /^def (\w+)/m.exec(source)?.[1];
