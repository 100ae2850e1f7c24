"""What builds this book. It is plumbing; the lesson is in `mlp`.

`building` executes pages and keeps builds strict, `downloads` writes notebooks and zip,
`site` gives pages their look. Each is a Sphinx extension. `bench` measures.
"""

from pathlib import Path

CODE = Path(__file__).parents[1]
ROOT = CODE.parent
