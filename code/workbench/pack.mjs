// Run pack.py with the Python that readers get, so that its byte code is right for them.
// Arguments: the folder of Pyodide, what to pack as JSON, and the folder to fill.
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const [pyodide, archives, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const env = { PYTHONDONTWRITEBYTECODE: "1", PYTHONHASHSEED: "0" }; // always the same bytes
const python = await loadPyodide({ env });
python.mountNodeFS("/code", fileURLToPath(new URL(".", import.meta.url)));
python.mountNodeFS("/target", target);
const { pack } = python.runPython("import sys; sys.path.append('/code'); import pack; pack");
// Matplotlib comes after NumPy, which it needs to list its fonts.
for (const [name, paths] of Object.entries(JSON.parse(archives))) {
  for (const path of paths) {
    const archive = new Uint8Array(readFileSync(path));
    python.unpackArchive(archive, "zip", { extractDir: `/source/${name}` });
  }
  pack(python.pyimport("pathlib").Path(`/source/${name}`), `/target/${name}.zip`);
}
