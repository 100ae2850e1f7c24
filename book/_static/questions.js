// Questions: says of a chosen answer whether it is right and why, and keeps it in the
// browser. Nothing of it is sent anywhere.
{
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  for (const question of document.querySelectorAll(".question")) {
    const key = `mlp-question:${question.dataset.question}`; // yours.js reads it, too
    const inputs = [...question.querySelectorAll("input")];
    const answers = [...question.querySelectorAll("details li")];
    const text = (input) => input.parentElement.textContent.trim();
    const button = make("button", { type: "button", textContent: "Check answer" });
    const said = make("p", { className: "question-said" });
    said.setAttribute("role", "status");
    question.querySelector("details").before(button, said);

    const clear = () => {
      said.replaceChildren();
      said.className = "question-said";
      for (const input of inputs) delete input.parentElement.dataset.mark;
    };

    // Show what the page says to an answer; its text is among the options already.
    const say = (input) => {
      clear();
      const answer = answers[inputs.indexOf(input)];
      const right = "right" in answer.dataset;
      const mark = make("span", { className: "mark", ariaHidden: "true", textContent: right ? "✓ " : "✗ " });
      said.replaceChildren(mark, ...[...answer.cloneNode(true).childNodes].slice(2));
      said.classList.add(right ? "is-right" : "is-wrong");
      input.parentElement.dataset.mark = right ? "✓" : "✗";
      return right;
    };

    const chosen = () => inputs.find((input) => input.checked);
    for (const input of inputs) input.onchange = clear;
    button.onclick = () => {
      if (!chosen()) return said.replaceChildren("Choose an answer first.");
      const kept = { right: say(chosen()), chosen: text(chosen()) };
      try {
        localStorage.setItem(key, JSON.stringify(kept));
      } catch { /* no more room: it is said all the same */ }
    };

    // What was chosen on another day, unless the course has another answer there now.
    const kept = JSON.parse(localStorage.getItem(key));
    for (const input of inputs) input.checked = text(input) === kept?.chosen;
    if (chosen()) say(chosen());
  }
}
