// The worker in which Python runs. Matplotlib comes when cells are run; a check does
// without. All files come from the site itself.

const base = new URL("../python/", import.meta.url);
const SITE = "/lib/python3.12/site-packages"; // where Python looks for packages
const arrived = {}; // bytes that have come, by name of the file
const fetched = {}; // archives on their way, by name
let step = "Loading Python";
let ready = false; // what comes now is not waited for
let drawing = false; // whether Matplotlib is there
let sizes, python, page, current;

// Pyodide fetches some files itself, so bytes are counted wherever they come from.
const send = self.fetch.bind(self);
self.fetch = async (address, options) => {
  const response = await send(address, options);
  if (!response.ok) throw new Error(`${address} did not arrive`);
  const name = new URL(address, base).pathname.split("/").pop();
  arrived[name] = 0;
  const counter = new TransformStream({
    transform(chunk, stream) {
      arrived[name] += chunk.length;
      if (!ready) tell(step);
      stream.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), response);
};

// Say what goes on, with the bytes that have come of all that are on their way.
function tell(now) {
  step = now;
  const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
  const names = Object.keys(arrived).filter((name) => sizes?.[name]);
  postMessage({ step, loaded: sum(names.map((n) => arrived[n])), total: sum(names.map((n) => sizes[n])) });
}

function archive(name) {
  return (fetched[name] ??= fetch(new URL(name, base)).then((response) => response.arrayBuffer()));
}

async function install(name) {
  python.unpackArchive(await archive(name), "zip", { extractDir: SITE });
  python.runPython("import importlib; importlib.invalidate_caches()");
}

async function load() {
  const { loadPyodide } = await import(new URL("pyodide.mjs", base));
  const list = await (await send(new URL("files.json", base))).json();
  sizes = Object.fromEntries(list.files.map(({ name, size }) => [name, size]));
  archive("numpy.zip");
  archive("mlp.zip");
  const runner = archive("runner.py");
  python = await loadPyodide({ indexURL: base.href, stdLibURL: new URL("stdlib.zip", base).href, env: { MPLBACKEND: "agg" } });
  tell("Starting Python");
  await install("numpy.zip");
  await install("mlp.zip");
  python.FS.writeFile(`${SITE}/runner.py`, new Uint8Array(await runner));
  python.registerJsModule("page", { emit: (piece) => postMessage({ id: current, piece: piece.toJs({ dict_converter: Object.fromEntries }) }) });
  python.runPython("import json, runner");
  ready = true;
  tell("Ready");
  archive("matplotlib.zip"); // while the reader reads on
}

const calls = {
  // Begin anew, with functions of the reader's own in place of the course's.
  begin(functions) {
    page = python.runPython("lambda functions: runner.Page(__import__('page').emit, json.loads(functions))")(JSON.stringify(functions));
  },
  async run(cell, source, previous) {
    if (!drawing) {
      ready = false;
      tell("Loading Matplotlib");
      await install("matplotlib.zip");
      ready = drawing = true;
      tell("Ready");
    }
    return page.run(cell, source, previous);
  },
  check(name, sources) {
    return page.check(name, python.toPy(sources));
  },
};

let turn = Promise.resolve();
self.onmessage = ({ data: { id, name, args } }) => {
  turn = turn.then(async () => {
    try {
      if (!python) await load();
      current = id;
      postMessage({ id, result: await calls[name](...args) });
    } catch (error) {
      console.info(error);
      postMessage({ id, error: ready ? "Python has broken down. It starts anew with the next cell that you run." : "The connection was lost while Python was loading. Run or check a cell to try again." });
    }
  });
};
