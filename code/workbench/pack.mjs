// Run pack.py with the Python that readers get, so that its byte code is right for them.
// Arguments: the folder of Pyodide, the script, the folder it reads, the one it fills.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, script, source, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
// Sets have one order, so that packing twice gives the same bytes.
const python = await loadPyodide({ env: { PYTHONHASHSEED: "0" } });
python.mountNodeFS("/source", source);
python.mountNodeFS("/target", target);
python.runPython(readFileSync(script, "utf8"));
