/* What the pages do beyond links and forms. Without this script all is readable. */

// A hint's button is named after its hint.
const nameHints = () => {
  document.querySelectorAll(".admonition-title > .toggle-button").forEach((button) => {
    button.setAttribute("aria-label", button.parentElement.firstChild.textContent);
  });
};

// What scrolls within itself can be reached and scrolled by keyboard. It is measured when
// it comes near, because measuring it makes the browser lay out all that is around it.
const SCROLLING =
  ".katex-display, .pst-scrollable-table-container, .bd-article pre, .cell_output > .output";
const reach = (element) => {
  if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  else element.removeAttribute("tabindex");
};
const sizes = new ResizeObserver((entries) => entries.forEach((x) => reach(x.target)));
const reachScrolling = () => {
  sizes.disconnect();
  document.querySelectorAll(SCROLLING).forEach((element) => sizes.observe(element));
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
});
document.fonts.addEventListener("loadingdone", reachScrolling); // formulas are wider now
addEventListener("click", closeMenus);
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
