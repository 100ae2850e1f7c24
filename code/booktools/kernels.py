"""Talk to the kernels through files of this user, not through open network ports.

Kernels listen on TCP by default, where other users of a shared computer could read
along; ipykernel warns of it for every page. Sockets in a folder of one's own need no
port and no encryption. Windows has no such sockets, so there TCP stays.
"""

import os
import tempfile
import uuid

from jupyter_client.connect import ConnectionFileMixin


def use_private_sockets(app):
    """Keep the sockets of this build in a new folder that only this user can read.

    By default they lie in the working folder, which differs between a kernel and the
    build. The folder is in /tmp because the path of a socket must be short.
    """
    app.sockets = tempfile.TemporaryDirectory(prefix="book-", dir="/tmp")
    folder = app.sockets.name
    ConnectionFileMixin.transport.default_value = "ipc"
    ConnectionFileMixin._ip_default = lambda self: f"{folder}/{uuid.uuid4().hex}"


def remove_sockets(app, exception):
    """Leave nothing behind."""
    app.sockets.cleanup()


def setup(app):
    """Connect the handlers where the system has local sockets."""
    if os.name == "posix":
        app.connect("builder-inited", use_private_sockets)
        app.connect("build-finished", remove_sockets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
