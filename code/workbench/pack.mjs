// Run pack.py with the Python that readers get, so that its byte code is right for them.
// Arguments: the folder of Pyodide, what to pack as JSON, and the folder to fill.
import { fileURLToPath, pathToFileURL } from "node:url";

const [pyodide, archives, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
// Without chance in the order of sets, the same input gives the same bytes.
const env = { PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" };
const python = await loadPyodide({ env });
const mounted = { code: fileURLToPath(new URL(".", import.meta.url)), target, root: "/" };
for (const [name, folder] of Object.entries(mounted)) {
  python.mountNodeFS(`/${name}`, folder);
}
python.globals.set("archives", archives);
python.runPython(`
import json, sys
sys.path.append("/code")
import pack
named = json.loads(archives)
pack.main({name: ["/root" + path for path in named[name]] for name in named}, "/target")
`);
