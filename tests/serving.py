"""A server of sockets that answers from a thread for as long as a test needs it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ThreadedServer(socketserver.ThreadingTCPServer):
    """Answers each connection in a thread that does not keep the process alive."""

    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    """Let ``server`` answer for as long as the block runs, and close it."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
