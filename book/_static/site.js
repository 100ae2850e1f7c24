/* What the pages do beyond links and forms. Without this script all is readable. */

// A hint's button is named after its hint.
const nameHints = () => {
  document.querySelectorAll(".admonition-title > .toggle-button").forEach((button) => {
    button.setAttribute("aria-label", button.parentElement.firstChild.textContent);
  });
};

// What scrolls within itself can be reached and scrolled by keyboard.
const SCROLLING =
  ".katex-display, .pst-scrollable-table-container, .bd-article pre, .cell_output > .output";
const reachScrolling = () => {
  document.querySelectorAll(SCROLLING).forEach((element) => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  });
};

// A menu closes with Escape and with a click elsewhere.
const closeMenus = (event) => {
  document.querySelectorAll("details.page-menu[open]").forEach((menu) => {
    if (event.type === "keydown") {
      menu.querySelector("summary").focus();
      menu.open = false;
    } else if (!menu.contains(event.target)) menu.open = false;
  });
};

// On paper everything is open; togglebutton.js sees to the hints.
const folded = () => document.querySelectorAll("article details:not([open])");
let opened = [];

addEventListener("DOMContentLoaded", () => {
  nameHints();
  reachScrolling();
  document.fonts.ready.then(reachScrolling);
});
addEventListener("resize", reachScrolling);
addEventListener("click", (event) => {
  closeMenus(event);
  reachScrolling();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(event);
});
addEventListener("beforeprint", () => {
  opened = [...folded()];
  opened.forEach((details) => (details.open = true));
});
addEventListener("afterprint", () => {
  opened.forEach((details) => (details.open = false));
});
