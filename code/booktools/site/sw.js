// Keeps the site for reading offline. What is on the network always comes first, so that
// nothing old is shown while there is a connection. The build fills in the two lists.

const PAGES = {}; // the hash of each file that is kept, by path
const PYTHON = {}; // files that come only when Python is used, or asked for
const MEGABYTES = 0; // of these

const scope = self.registration.scope;
const pathOf = (url) => new URL(url).pathname.slice(new URL(scope).pathname.length).replace(/(^|\/)$/, "$1index.html");
const keyOf = (path, hash) => `${scope}${path}?${hash}`;
const hashOf = (path) => PAGES[path] ?? PYTHON[path];
const opened = () => caches.open(scope);

async function has(files) {
  const cache = await opened();
  const found = await Promise.all(Object.entries(files).map((file) => cache.match(keyOf(...file))));
  return found.every(Boolean);
}

// One after the other, so that what the reader opens meanwhile does not have to wait.
// The hash makes sure that each file is of the same build; a file that is kept stays.
async function fill(files) {
  const cache = await opened();
  for (const [path, hash] of Object.entries(files)) {
    const key = keyOf(path, hash);
    if (await cache.match(key)) continue;
    const response = await fetch(scope + path, { cache: "no-cache", integrity: hash });
    if (!response.ok) throw new Error(`${path} did not arrive`);
    await cache.put(key, response);
  }
}

// A new build takes over when all of it has arrived; until then the old one is kept.
async function install() {
  const kept = await (await opened()).keys();
  const python = kept.some(({ url }) => pathOf(url) in PYTHON);
  await fill(python ? { ...PAGES, ...PYTHON } : PAGES);
  await self.skipWaiting();
}

async function activate() {
  const cache = await opened();
  const keys = await cache.keys();
  const old = keys.filter(({ url }) => new URL(url).search !== `?${hashOf(pathOf(url))}`);
  await Promise.all(old.map((key) => cache.delete(key)));
  await self.clients.claim();
}

async function answer(request, path) {
  try {
    return await fetch(request, { cache: "no-cache" }); // a server may not say how long it holds
  } catch (error) {
    const kept = await (await opened()).match(keyOf(path, hashOf(path)));
    if (kept) return kept;
    throw error;
  }
}

async function report(client, wanted) {
  if (wanted === "python") await fill(PYTHON).catch(() => {});
  client.postMessage({ python: await has(PYTHON), megabytes: MEGABYTES });
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => event.waitUntil(report(event.source, event.data)));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const path = pathOf(request.url);
  if (hashOf(path)) event.respondWith(answer(request, path));
});
