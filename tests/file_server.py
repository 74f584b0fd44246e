"""A server on loopback that gives large files in parts, as archives of the web do, or fails to."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FileServer:
    """Files by their paths; for a part that begins at one of ``fails_at`` it answers 500, once.

    ``ranges`` has what was asked for: the path, and the header Range.
    """

    def __init__(self, host: str = "127.0.0.71") -> None:
        self.files: dict[str, bytes] = {}
        self.fails_at: set[int] = set()
        self.knows_parts = True
        self.etags: dict[str, str] = {}
        self.ranges: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer((host, 0), _handler(self))
        self.place = f"{host}:{self._server.server_address[1]}"
        self.url = f"http://{self.place}"

    @contextmanager
    def open(self) -> Iterator["FileServer"]:
        """Answer for as long as the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def _handler(server: FileServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, etag = server.files.get(self.path), server.etags.get(self.path, '"1"')
            if body is None:
                self.send_error(404)
                return
            asked = self.headers.get("Range", "")
            server.ranges.append((self.path, asked))
            part = re.fullmatch(r"bytes=(\d+)-(\d+)", asked)
            first = int(part[1]) if part else 0
            if asked and first in server.fails_at:
                server.fails_at.discard(first)
                self.send_error(500)
                return
            whole = not part or not server.knows_parts
            if self.headers.get("If-Range", etag) != etag:
                whole = True
            sent = body if whole or part is None else body[first : int(part[2]) + 1]
            self.send_response(200 if whole else 206)
            if not whole:
                last = first + len(sent) - 1
                self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
            self.send_header("Content-Length", str(len(sent)))
            self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
