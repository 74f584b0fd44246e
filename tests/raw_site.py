"""A site on loopback that answers with the bytes it is told to, and keeps those it was sent."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager

from tests.serving import ThreadedServer, serving

_SIZED = re.compile(rb"^(?:content-length|transfer-encoding):", re.IGNORECASE | re.MULTILINE)
RawAnswer = bytes | tuple[bytes, bytes]
"""What is said to one path; of two, the second is said to who knows the page already."""


class RawSite:
    """Answers each path with raw bytes, on connections that stay open."""

    def __init__(self, host: str) -> None:
        self.answers: dict[str, RawAnswer] = {}
        self.asked: dict[str, list[bytes]] = {}
        site = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while first := self.rfile.readline():
                    lines = [first, *iter(self.rfile.readline, b"\r\n")]
                    request = b"".join(lines) + b"\r\n"
                    path = first.split()[1].decode()
                    site.asked.setdefault(path, []).append(request)
                    said = site.answer(path, request)
                    self.wfile.write(said)
                    if not _SIZED.search(said.partition(b"\n\r\n")[0]):
                        return  # the end of the connection is the end of the answer

        self._server = ThreadedServer((host, 0), Handler)
        self.at = f"{host}:{self._server.server_address[1]}"
        self.url = f"http://{self.at}"

    def answer(self, path: str, request: bytes) -> bytes:
        """Return what is said to a request."""
        said = self.answers.get(path, b"HTTP/1.1 404 Nope\r\nContent-Length: 0\r\n\r\n")
        if isinstance(said, tuple):
            return said[b"\r\nif-none-match:" in request.lower()]
        return said

    @contextmanager
    def open(self) -> Iterator["RawSite"]:
        """Answer for as long as the block runs."""
        with serving(self._server):
            yield self


def raw(status: str, body: bytes, *headers: str) -> bytes:
    """Return an answer whose length is told."""
    lines = "".join(f"{line}\r\n" for line in (*headers, f"Content-Length: {len(body)}"))
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def in_chunks(status: str, body: bytes, *headers: str) -> bytes:
    """Return an answer in chunks of odd sizes, one of them with an extension, and a trailer."""
    lines = "".join(f"{line}\r\n" for line in (*headers, "Transfer-Encoding: chunked"))
    parts = [body[at : at + 333] for at in range(0, len(body), 333)]
    chunks = b"".join(b"%x;n=1\r\n%b\r\n" % (len(part), part) for part in parts)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + chunks + b"0\r\nX-Sum: 1\r\n\r\n"
