"""Write everything anew in each build, and fail at its end if there was any warning.

So no build finds what another one left half-written, out of date or wrong. Only outputs
of pages are kept, see `booktools.building.outputs`.
"""

import shutil
from pathlib import Path

from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.errors import ConfigError, SphinxError

from booktools import ROOT

AFTER_OTHERS = 800


def remove_all(app, config):
    """Remove what earlier builds have written, before Sphinx looks for it."""
    if Path(app.confdir).resolve() != ROOT.resolve():
        raise ConfigError(
            f"this builds {app.confdir}, but with the code in {ROOT}; "
            "use the environment of this folder, which `make book` sets up"
        )
    site = Path(app.outdir)
    for folder in (site, Path(app.doctreedir), site.parent / "jupyter_execute"):
        if folder.exists():
            shutil.rmtree(folder)
    site.mkdir()


def fail_on_warnings(app, exception):
    """Turn a build that warned into a failed one, after all warnings are shown.

    Sphinx's own ``-W`` stops at the first warning.
    """
    if exception is None and app._warncount:  # Sphinx has no public count
        pages = NbMetadataCollector.get_doc_data(app.env).items()
        failed = [
            name for name, data in sorted(pages)
            if not data.get("exec_data", {"succeeded": True})["succeeded"]
        ]  # fmt: skip
        raise SphinxError(
            f"pages that failed: {', '.join(failed) or 'none'}; "
            f"{app._warncount} warning(s), see above; none is allowed"
        )


def setup(app):
    """Connect the handlers."""
    app.connect("config-inited", remove_all)
    app.connect("build-finished", fail_on_warnings, priority=AFTER_OTHERS)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
