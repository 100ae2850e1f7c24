/* A formula holds its text three times: for the eye, for screen readers, and as LaTeX. The
   lines that the search shows have it once. */
const toText = Search.htmlToText;
Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll(".katex-html, annotation").forEach((element) => element.remove());
  return toText(page.documentElement.outerHTML, anchor);
};
