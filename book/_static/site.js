/* What the pages do beyond links and forms. Without this script all is readable.
   The theme's own script measures every code block when a page opens, which makes a phone
   lay out all formulas at once; so the parts that are needed are here. */

const find = (selector) => document.querySelector(selector);
const findAll = (selector) => [...document.querySelectorAll(selector)];

// Colours: light, dark or those of the system. The head of the page has set them once.
const MODES = ["auto", "light", "dark"];
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const setMode = (mode) => {
  const { dataset } = document.documentElement;
  dataset.mode = mode;
  dataset.theme = mode === "auto" ? (systemIsDark.matches ? "dark" : "light") : mode;
  localStorage.setItem("mode", mode);
};
systemIsDark.addEventListener("change", () => setMode(document.documentElement.dataset.mode));
find(".theme-switch-button").addEventListener("click", () => {
  const current = MODES.indexOf(document.documentElement.dataset.mode);
  setMode(MODES[(current + 1) % MODES.length]);
});

// On a phone the contents open as a dialog, which keeps the focus and closes with Escape.
const sidebar = find("#pst-primary-sidebar");
const drawer = find("#pst-primary-sidebar-modal");
find(".primary-toggle").addEventListener("click", () => {
  drawer.append(...sidebar.childNodes);
  drawer.showModal();
});
drawer.addEventListener("close", () => sidebar.append(...drawer.childNodes));
drawer.ariaLabel = "Contents of the course";
matchMedia("(min-width: 901px)").addEventListener("change", () => drawer.close());

// Control or Command with K opens the search; so does its link, which works without too.
const search = find("#pst-search-dialog");
const openSearch = (event) => {
  event.preventDefault();
  if (!search.open) search.showModal();
};
find(".search-link").addEventListener("click", openSearch);
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) openSearch(event);
});

// A click beside a dialog closes it.
[drawer, search].forEach((dialog) => {
  dialog.addEventListener("click", (event) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y, detail } = event; // detail is 0 for a key
    if (detail && (x < left || x > right || y < top || y > bottom)) dialog.close();
  });
});

// The section that is being read is marked in the contents of the page.
const entries = new Map(
  findAll("#pst-page-toc-nav a").map((link) => [
    document.getElementById(decodeURIComponent(link.hash.slice(1))),
    link,
  ]),
);
const reading = new IntersectionObserver(
  (changes) => {
    const section = changes.filter((change) => change.isIntersecting).pop()?.target;
    if (!section) return;
    entries.forEach((link, target) => {
      link.classList.toggle("active", target === section);
      if (target === section) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  },
  { rootMargin: "-20% 0px -70% 0px" },
);
entries.forEach((link, target) => target && reading.observe(target));

// A hint's button is named after its hint. Formulas hold their text more than once.
addEventListener("DOMContentLoaded", () => {
  findAll(".admonition-title > .toggle-button").forEach((button) => {
    const title = button.parentElement.cloneNode(true);
    title.querySelectorAll(".toggle-button, .katex-html, annotation").forEach((x) => x.remove());
    button.ariaLabel = title.textContent.trim();
  });
});

// Copying takes the focus away from the button; it gets it back.
addEventListener("click", (event) => event.target.closest?.(".copybtn")?.focus());

// The contents show where this page is among them.
const here = find("#pst-primary-sidebar [aria-current]");
if (here && here.offsetTop > sidebar.clientHeight - 80) {
  sidebar.scrollTop = here.offsetTop - sidebar.clientHeight / 2;
}

// What scrolls within itself can be reached and scrolled by keyboard. What is not laid out
// yet might scroll; it is measured when it comes near, and again when fonts have arrived.
const SCROLLING =
  ".katex-display, .pst-scrollable-table-container, .bd-article pre, .cell_output > .output, .wide-figure";
const reach = (element) => {
  if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  else if (element !== document.activeElement) element.removeAttribute("tabindex");
};
const sizes = new ResizeObserver((changes) => changes.forEach((x) => reach(x.target)));
const reachScrolling = () => {
  sizes.disconnect();
  findAll(SCROLLING).forEach((element) => {
    element.tabIndex = 0;
    sizes.observe(element);
  });
};
reachScrolling();
document.fonts.addEventListener("loadingdone", reachScrolling);

// A menu closes with Escape and with a click elsewhere.
const openMenus = () => findAll("details.page-menu[open]");
addEventListener("click", (event) => {
  openMenus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.firstElementChild.focus();
  });
});

find(".page-menu .print")?.addEventListener("click", () => print());

// From a file, a page cannot load the scripts that see what readers have written.
if (location.protocol === "file:" && find("#work, #class-tool")) {
  find("#work [role=status], #class-tool [role=status]").textContent =
    "This page was opened as a file, and cannot do its work. Run “make serve”, or read it on the web.";
}

// On paper everything is open, and light; togglebutton.js sees to the hints.
let before = {};
addEventListener("beforeprint", () => {
  before = {
    theme: document.documentElement.dataset.theme,
    closed: findAll("article details:not([open])"),
  };
  document.documentElement.dataset.theme = "light";
  before.closed.forEach((details) => (details.open = true));
});
addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = before.theme;
  before.closed.forEach((details) => (details.open = false));
});
