// The worker in which Python runs. Matplotlib comes when cells are run; a check does
// without. All files come from the site itself.

const base = new URL("../python/", import.meta.url);
const SITE = "/lib/python3.12/site-packages"; // where Python looks for packages
const arrived = {}; // bytes that have come, by name of the file
const fetched = {}; // files on their way, by name
let step = "Loading Python";
let ready = false; // whether what still comes is not waited for
let sizes = {};
let python, page, current, tools;

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
  const names = Object.keys(arrived).filter((name) => sizes[name]);
  const [loaded, total] = [arrived, sizes].map((bytes) => names.reduce((sum, name) => sum + bytes[name], 0));
  postMessage({ step, loaded, total });
}

const file = (name) => (fetched[name] ??= fetch(new URL(name, base)).then((response) => response.arrayBuffer()));

async function install(name) {
  python.unpackArchive(await file(name), "zip", { extractDir: SITE });
  python.runPython("import importlib; importlib.invalidate_caches()");
}

async function load() {
  for (const name of ["numpy.zip", "mlp.zip", "workbench.zip"]) file(name);
  const { files } = await (await send(new URL("files.json", base))).json();
  sizes = Object.fromEntries(files.map(({ name, size }) => [name, size]));
  const { loadPyodide } = await import(new URL("pyodide.mjs", base));
  const stdLibURL = new URL("stdlib.zip", base).href;
  python = await loadPyodide({ indexURL: base.href, stdLibURL, env: { MPLBACKEND: "agg" } });
  tell("Starting Python");
  await install("numpy.zip");
  await install("mlp.zip");
  await install("workbench.zip");
  python.pyimport("workbench.runner");
  ready = true;
  tell("Ready");
}

// What a cell puts out goes to the call that runs it.
const emit = (piece) => postMessage({ id: current, piece: piece.toJs({ dict_converter: Object.fromEntries }) });

const toJs = (value) => value?.toJs?.({ dict_converter: Object.fromEntries, create_pyproxies: false }) ?? value;

const calls = {
  begin: (functions, draws) => {
    page = python.pyimport("workbench.runner").Page(emit, python.toPy(functions));
    tools = {};
    if (draws) file("matplotlib.zip"); // while the reader reads on
  },
  tool(name, method, ...args) {
    tools[name] ??= python.pyimport(`workbench.tools.${name}`).Tool(page.lesson);
    return toJs(tools[name][method](...args.map((arg) => python.toPy(arg))));
  },
  async run(...cell) {
    if (step !== "Drawing") {
      ready = false;
      tell("Loading Matplotlib");
      await install("matplotlib.zip");
      ready = true;
      tell("Ready");
      step = "Drawing";
    }
    return page.run(...cell);
  },
  check: (name, sources) => page.check(name, python.toPy(sources)),
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
      postMessage({ error: ready ? "Python has broken down. The next cell that you run starts it anew." : "The connection was lost while Python was loading. Run or check a cell to try again." });
    }
  });
};
