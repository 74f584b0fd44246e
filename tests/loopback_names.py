"""Makes the names of a simulated press lead to this machine; imported before what looks names up.

Names that end in .example, and t.me, are 127.0.0.1 here, but for those in the file that the
environment names as ``PRESS_GONE``, a name a line: they are not known.
"""

import os
import socket
from pathlib import Path
from typing import Any

_FOUND, _NAMED = socket.getaddrinfo, socket.gethostbyname


def _here(host: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if not isinstance(name, str) or not (name.endswith(".example") or name == "t.me"):
        return host
    gone = os.environ.get("PRESS_GONE")
    if gone and name in Path(gone).read_text(encoding="utf8").split():
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return "127.0.0.1"


def _getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    return _FOUND(_here(host), *args, **kwargs)


def _gethostbyname(host: Any) -> str:
    return _NAMED(_here(host))


socket.getaddrinfo = _getaddrinfo
socket.gethostbyname = _gethostbyname
