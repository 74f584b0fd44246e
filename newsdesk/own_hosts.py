"""Answers only to names of its own: a web page elsewhere must not read the desk under another.

A page on a stranger's site can have the stranger's name lead to 127.0.0.1 (DNS rebinding); the
browser then lets it read what the desk answers. The Host header still has the stranger's name.
"""

import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

REFUSED = (
    "The pages of khabardar are not known under the name {name}.\n"
    "If this name is right, start them with: khabardar serve --name {name}\n"
)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach what listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_names(host: str, further: Iterable[str] = ()) -> frozenset[str]:
    """Return the names that who listens on ``host`` is called by, ``further`` ones among them."""
    machine = () if is_loopback(host) else (socket.gethostname(), socket.getfqdn())
    return frozenset(_plain(name) for name in ("localhost", host, *machine, *further))


def only_under(app: App, names: frozenset[str]) -> App:
    """Return ``app`` for requests to one of ``names``, or to an IP; it refuses all others.

    Nobody can make an IP lead elsewhere. A request without a Host header is from no browser.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            said = next((value for name, value in scope["headers"] if name == b"host"), b"")
            name = _plain(said.decode("latin-1"))
            if name and name not in names and not _is_ip(name):
                await _refuse(name, send)
                return
        await app(scope, receive, send)

    return guarded


async def _refuse(name: str, send: Send) -> None:
    shown = "".join(letter for letter in name[:100] if letter.isalnum() or letter in ".-")
    body = REFUSED.format(name=shown).encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": 421, "headers": [kind]})
    await send({"type": "http.response.body", "body": body})


def _plain(name: str) -> str:
    """Return a host without its port, in lower case."""
    name = name.strip().lower()
    bare = name[1:].partition("]")[0] if name.startswith("[") else name
    host = bare if bare.count(":") > 1 else bare.partition(":")[0]
    return host.rstrip(".")


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
