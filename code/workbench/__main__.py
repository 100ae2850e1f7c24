"""Make the list of files in `lock.json` anew: ``python -m workbench``."""

import json

from booktools import ROOT
from workbench.supply import CACHE, HERE, LOCK, described, obtain

pyodide = ROOT / "_build" / "npm" / "workbench" / "node_modules" / "pyodide"
packages = json.loads((pyodide / "pyodide-lock.json").read_text())["packages"]
found = [packages[x["name"]] for x in LOCK["packages"] if x["name"] in packages]
files = [{"name": x["file_name"], "sha256": x["sha256"]} for x in found]
LOCK["files"] = [described(path) for path in obtain(files, CACHE / "wheels")]
(HERE / "lock.json").write_text(json.dumps(LOCK, indent=2) + "\n")
