"""An HTTP proxy on loopback that wants a user and password, for plain requests and tunnels."""

import http.client
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from pipelines.web.logins import Login
from tests.serving import ThreadedServer, serving


class TollProxy:
    """Hands requests on to who asks with the right login, and answers 407 to all others.

    ``places`` tells where a host name leads, as the proxy alone knows it.
    """

    def __init__(self, host: str, user: str, password: str, places: Mapping[str, int]) -> None:
        self.host = host
        self.places = dict(places)
        self.right = Login("", user, password).basic_auth
        self.passed: list[str] = []
        self.refused: list[str] = []
        proxy = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while proxy.serve(self):
                    pass

        self._server = ThreadedServer((host, 0), Handler)
        self.port = int(self._server.server_address[1])
        self.at = f"{host}:{self.port}"

    @contextmanager
    def open(self) -> Iterator["TollProxy"]:
        """Answer for as long as the block runs."""
        with serving(self._server):
            yield self

    def serve(self, handler: socketserver.StreamRequestHandler) -> bool:
        """Answer one request; False at the end of the connection."""
        first = handler.rfile.readline()
        if not first.strip():
            return False
        lines = list(iter(handler.rfile.readline, b"\r\n"))
        method, target = first.decode().split()[:2]
        headers = dict(line.decode().rstrip().split(": ", 1) for line in lines)
        if headers.pop("Proxy-Authorization", "") != self.right:
            self.refused.append(target)
            handler.wfile.write(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
            return True
        self.passed.append(f"{method} {target}")
        if method == "CONNECT":
            handler.wfile.write(b"HTTP/1.1 200 Open\r\n\r\n")
            self._join(handler.connection, target.rpartition(":")[0])
            return False
        handler.wfile.write(self._asked(method, target.removeprefix("http://"), headers))
        return True

    def _asked(self, method: str, target: str, headers: dict[str, str]) -> bytes:
        """Return what a site answers, of which nothing is in chunks."""
        host, _, path = target.partition("/")
        site = http.client.HTTPConnection(self.host, self.places[host])
        site.request(method, f"/{path}", headers=headers)
        answer = site.getresponse()
        body = answer.read()
        site.close()
        said = {**dict(answer.getheaders()), "Content-Length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        return f"HTTP/1.1 {answer.status} X\r\n{lines}\r\n".encode() + body

    def _join(self, client: socket.socket, host: str) -> None:
        with socket.create_connection((self.host, self.places[host])) as site:
            back = threading.Thread(target=_pump, args=(site, client))
            back.start()
            _pump(client, site)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
