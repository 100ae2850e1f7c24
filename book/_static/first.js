/* What has to be known before anything is drawn, and before any other script. */

(function (root) {
  var mode = "auto";
  try {
    mode = localStorage.getItem("mode") || mode;
  } catch (blocked) {
    // A browser that may keep nothing: scripts remember for as long as the page is open.
    var kept = new Map();
    Object.defineProperty(window, "localStorage", { value: {
      temporary: true,
      getItem: function (key) { return kept.has(key) ? kept.get(key) : null; },
      setItem: function (key, text) { kept.set(key, text); },
      removeItem: function (key) { kept.delete(key); }
    } });
  }
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.mode = mode;
  root.dataset.theme = mode == "auto" ? (dark ? "dark" : "light") : mode;
  root.classList.add("js");
  if (!location.hash) root.classList.add("from-top");
})(document.documentElement);

// What togglebutton.js reads. Its extension would write this into every page.
var togglebuttonSelector = ".admonition.dropdown";
var toggleOpenOnPrint = "true";
var toggleHintShow = "Show";
var toggleHintHide = "Hide";
