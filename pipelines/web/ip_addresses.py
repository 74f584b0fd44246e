"""Which network addresses may be connected to: public ones, and those that the operator allows."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

ALLOWED_SCHEMES = frozenset({"http", "https"})
# The URL standard's "forbidden domain code points", and what templates leave: https://{{host}}/.
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"#/<>?@\[\\\]^`{|}]")
_LOCAL_NAMES = {"localhost": ("127.0.0.1", "::1")}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(host: str) -> bool:
    """Tell whether an IP literal is an address of the public internet.

    Private, loopback, link-local, shared (100.64/10), multicast and unspecified addresses are not,
    nor are IPv6 addresses that carry such an IPv4 address inside.
    """
    try:
        address = ipaddress.ip_address(host.strip("[]").split("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (address, *_carried(address)))


def is_ip(host: str) -> bool:
    """Tell whether ``host`` is an IP address written as such, and not a name."""
    try:
        ipaddress.ip_address(host.strip("[]").split("%")[0])
    except ValueError:
        return False
    return True


def _carried(address: Address) -> list[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in ipaddress.ip_network("64:ff9b::/96"):
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]


def allowed_peers(allow_private: Iterable[str]) -> frozenset[tuple[str, int]]:
    """Return the (IP, port) pairs that "host:port" entries allow; localhost is both loopbacks."""
    peers = set()
    for entry in allow_private:
        try:
            parts = urlsplit(f"//{entry}")
            host, port = parts.hostname or "", parts.port or 80
        except ValueError:
            continue
        for name in _LOCAL_NAMES.get(host, (host,)):
            peers.add((name, port))
    return frozenset(peers)


def may_connect(host: str, port: int, allowed: frozenset[tuple[str, int]]) -> bool:
    """Tell whether a connection to the IP literal ``host`` may be opened."""
    return (host.strip("[]").split("%")[0], port) in allowed or is_public(host)


def may_ask(url: str) -> bool:
    """Tell whether an address has a scheme that we speak and what may be the name of a host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = all(host.removesuffix(".").split(".")) and not _NO_HOST.search(host)
    return named and parts.scheme.lower() in ALLOWED_SCHEMES


def not_public(place: str) -> str:
    """Return in words why ``place`` ("host:port") is not connected to, and what would allow it."""
    return (
        f"{place} is not an address of the public internet; if it is to be read all the same, "
        f'write allow_private = ["{place}"] under [network]'
    )
