// Make elements of a page.
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Load the styles of a part of the page, which it does without until somebody asks.
export function style(name) {
  document.head.append(element("link", { rel: "stylesheet", href: new URL(`${name}.css`, import.meta.url) }));
}

// Save a file, as a download.
export function save(download, data) {
  element("a", { href: URL.createObjectURL(new Blob([data])), download }).click();
}

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, text);
}
