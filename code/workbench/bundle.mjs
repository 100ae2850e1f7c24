// Bundle what pages load, with what it imports. Arguments: the folder of packages that
// npm has installed, and the folder to fill.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const [packages, outdir] = process.argv.slice(2);
const names = ["start.js", "workbench.js", "worker.js", "yours.js", "workbench.css"];
createRequire(`${packages}/`)("esbuild").buildSync({
  entryPoints: names.map((name) => fileURLToPath(new URL(`page/${name}`, import.meta.url))),
  nodePaths: [packages],
  absWorkingDir: packages, // the names of parts depend on paths from here
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  logLevel: "warning",
});
