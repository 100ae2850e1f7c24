/* Has the browser keep the site for reading offline, by the service worker in sw.js, and
   lets its reader see and change that in the menu Download. */
{
  const root = new URL(document.documentElement.dataset.content_root, location);
  const CHOICE = `offline:${root.pathname}`; // "no", or "yes" where data are saved
  const place = document.querySelector(".offline");
  const [more, change] = place?.querySelectorAll("button") ?? [];
  const PAUSE = 10_000; // milliseconds: whoever starts Python at once gets that first
  const wanted = () => (localStorage.getItem(CHOICE) ?? (navigator.connection?.saveData ? "no" : "yes")) === "yes";
  const say = (text) => place && (place.querySelector("[role=status]").textContent = text);

  const keep = () => navigator.serviceWorker.register(new URL("sw.js", root), { updateViaCache: "none" });
  const ask = async (what) => (await navigator.serviceWorker.ready).active.postMessage(what);

  async function forget() {
    await (await navigator.serviceWorker.getRegistration(root))?.unregister();
    await caches.delete(root.href);
  }

  function show() {
    if (!place) return;
    place.hidden = false;
    more.hidden = true;
    change.textContent = wanted() ? "Keep nothing offline" : "Keep the pages offline";
    say(wanted() ? "Your browser is fetching the pages, for reading offline." : "Offline, this site cannot be read.");
    if (wanted()) ask("state");
  }

  navigator.serviceWorker?.addEventListener("message", ({ data: { python, megabytes } }) => {
    if (!place) return;
    say(`Offline, you can read all pages${python ? " and run Python in them" : ""}.`);
    more.hidden = python || !megabytes;
    more.textContent = `Keep Python offline too (${megabytes} MB)`;
  });

  function start() {
    more?.addEventListener("click", () => { say("Your browser is fetching Python."); ask("python"); });
    change?.addEventListener("click", async () => {
      const no = wanted();
      localStorage.setItem(CHOICE, no ? "no" : "yes");
      await (no ? forget() : keep());
      show();
    });
    setTimeout(() => wanted() && keep(), PAUSE);
    show();
  }

  // Not before the page is there and its browser has nothing else to do.
  const later = window.requestIdleCallback ?? setTimeout;
  if (navigator.serviceWorker) addEventListener("load", () => later(start));
}
