// The editor of a browser that could not load the other one.

import { element } from "./elements.js";

export function edit(parent, text, { label, onChange, onRun }) {
  const area = element("textarea", { value: text, ariaLabel: label, oninput: onChange, rows: 20, spellcheck: false });
  area.onkeydown = (event) => {
    if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onRun();
  };
  parent.append(area);
  return {
    get text() { return area.value; },
    set text(to) { area.value = to; },
    focus() { area.focus(); },
  };
}
