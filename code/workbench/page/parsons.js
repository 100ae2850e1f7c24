// An easier way into a gap: the lines of its function are there, among them wrong ones,
// and are put in order. The check judges the result as it judges everything else.

import { button, element } from "./elements.js";

const WRONG = ["All are needed.", "One of them is wrong and stays out.", "Two of them are wrong and stay out."];

// Return the lines of a gap, with all that puts them in order.
export async function puzzle(cell) {
  const name = cell.key;
  const { head, lines, wrong } = await fetch(new URL(`parsons/${name}.json`, import.meta.url)).then((response) => response.json());
  const [yours, rest] = [element("ol"), element("ul")];
  const act = button("", use);
  const box = element("div", { className: "work-lines" },
    element("p", {}, `These are the lines of ${name}. ${WRONG[wrong]} Select a line, then press a button below; or press Enter to use it or take it out, Alt with an arrow key to move it.`),
    element("p", { className: "work-label" }, "Your lines"),
    element("pre", {}, head), yours,
    element("p", { className: "work-label" }, "Lines to choose from"), rest,
    element("div", { className: "work-bar" }, act,
      button("Up", () => move("up")), button("Down", () => move("down")),
      button("Check these lines", check)),
    element("p", { className: "work-label" }, "“Check these lines” writes them into the editor, in place of what stands there."));
  rest.append(...lines.map(row));
  rest.querySelector("input").checked = true;
  box.onchange = label;
  box.onkeydown = (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.altKey && event.key];
    if (event.target.type !== "radio" || !(way || event.key === "Enter")) return;
    event.preventDefault();
    if (way) move(way);
    else use();
  };
  label();
  return box;

  function row(line) {
    const code = element("code", {}, line.trim());
    code.style.marginLeft = `${line.search(/\S/)}ch`;
    return element("li", { line }, element("label", {}, element("input", { type: "radio", name: `line of ${name}` }), code));
  }

  function chosen() { return box.querySelector(":checked").closest("li"); }

  // Say of each line where it stands, as far as one who does not see it needs to hear.
  function label() {
    for (const [place, words] of [[yours, "Line"], [rest, "To choose"]]) {
      [...place.children].forEach(({ firstChild, line }, i) => {
        const depth = line.search(/\S/) / 4;
        firstChild.firstChild.ariaLabel = `${words} ${i + 1} of ${place.children.length}${depth > 1 ? `, ${depth} steps in` : ""}: ${line.trim()}`;
      });
    }
    act.textContent = chosen().parentNode === yours ? "Take out" : "Use";
  }

  function tell(row, what, focused) {
    label();
    const input = row.querySelector("input");
    if (focused) input.focus();
    row.scrollIntoView({ block: "nearest" });
    cell.bench.say(`${input.ariaLabel}, ${what}.`);
  }

  function use() {
    const [row, focused] = [chosen(), document.activeElement.type === "radio"];
    const out = row.parentNode === yours;
    (out ? rest : yours).append(row);
    tell(row, out ? "taken out" : "used", focused);
  }

  function move(way) {
    const [row, focused] = [chosen(), document.activeElement.type === "radio"];
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (row.parentNode !== yours) return cell.bench.say("Only your lines have an order. Use this one first.");
    if (!other) return cell.bench.say(`It is your ${way === "up" ? "first" : "last"} line already.`);
    other[way === "up" ? "before" : "after"](row);
    tell(row, `moved ${way}`, focused);
  }

  function check() {
    cell.editor.value = [head, ...[...yours.children].map(({ line }) => line)].join("\n");
    cell.edited();
    cell.bench.check(cell);
  }
}
