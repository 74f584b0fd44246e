"""Tells a service manager how the daemon is: systemd's sd_notify protocol, see sd_notify(3)."""

import os
import socket
from collections.abc import Callable, MutableMapping


def notifier(environment: MutableMapping[str, str]) -> Callable[[str], None]:
    """Return a function that sends a line, as "READY=1", to the service manager, if there is one.

    NOTIFY_SOCKET is taken out of ``environment``, so that child processes do not speak for us.
    What cannot be sent is lost: nothing depends on it but the manager's own view.
    """
    address = environment.pop("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return lambda _: None
    name = address.encode() if address[0] == "/" else b"\0" + address[1:].encode()

    def notify(line: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            try:
                channel.sendto(" ".join(line.split("\n")).encode(), name)
            except OSError:
                return

    return notify


def process_notifier() -> Callable[[str], None]:
    """Return the notifier that this process's environment names."""
    return notifier(os.environ)
