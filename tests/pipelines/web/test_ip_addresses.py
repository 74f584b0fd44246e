"""Which peers may be connected to."""

import pytest

from pipelines.web.ip_addresses import allowed_peers, is_public, may_ask, may_connect

PRIVATE = [
    *(
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
    ),
    *(
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fe80::1%eth0",
    ),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"),
    "2001:0:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    assert not may_connect(address, 80, frozenset())


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "[2606:2800:220:1::1]"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_only_the_allowed_port_of_a_private_address_is_open() -> None:
    allowed = allowed_peers(["127.0.0.2:8080", "localhost:9", "[::1]:7", "bad:port", "10.0.0.1"])
    assert may_connect("127.0.0.2", 8080, allowed)
    assert not may_connect("127.0.0.2", 8081, allowed)
    assert may_connect("127.0.0.1", 9, allowed)
    assert may_connect("::1", 9, allowed)
    assert may_connect("::1", 7, allowed)
    assert may_connect("10.0.0.1", 80, allowed)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///x",
            "ftp://e.org",
            "javascript:x",
            "data:,x",
            "https://",
            "//e.org",
            "http://[x",
        ),
        *("https://not a name/", "https://e..org/", "https://.org/", "https://e<b>.org/"),
        *("https://{{host}}/x", "https://${HOST}/x", "https://e|f.org", "http://./"),
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    assert not may_ask(url)


def test_names_are_no_addresses() -> None:
    assert not is_public("example.org")
    for host in ("example.org", "example.org.", "a_b.example.org:81", "127.0.0.1", "[::1]:7"):
        assert may_ask(f"HTTPS://{host}/x")
    assert may_ask("http://\u062e\u0628\u0631.example/x")
