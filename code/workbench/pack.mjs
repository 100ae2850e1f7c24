// Run pack.py with the Python that readers get, so that its byte code is right for them.
// Arguments: the folder of Pyodide, what to pack as JSON, and the folder to fill.
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [pyodide, archives, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
// Without chance in the order of sets, the same input gives the same bytes.
const env = { PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" };
const python = await loadPyodide({ env, args: ["-W", "error"] });
python.mountNodeFS("/host", "/");
python.globals.set("code", dirname(fileURLToPath(import.meta.url)));
python.globals.set("job", [archives, target]);
python.runPython(`
import json, sys
sys.path.append("/host" + code)
import pack
pack.main(json.loads(job[0]), job[1], "/host")
`);
