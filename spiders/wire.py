"""The connection itself: how much of a head is read before it counts as a flood."""

from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request
    from twisted.web.iweb import IResponse

MOST_HEADER_BYTES = 256 * 1024
"""What Chromium takes (net/http/http_stream_parser.cc, kMaxHeaderBufSize)."""


class HeaderFlood(Exception):
    """The head of an answer is longer than is read, as that of no honest server is."""


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives an answer up when its head does not end; Twisted would keep all of it in memory.

    What is announced before the answer itself (HTTP 1xx) counts towards its head.
    """

    _head_bytes = 0

    def request(self, request: "Request") -> "Deferred[IResponse]":
        """Send a request; return its answer, deferred."""
        answer = super().request(request)
        self._head_bytes = 0
        if self._parser is not None:
            self._parser.MAX_LENGTH = MOST_HEADER_BYTES  # one line may be as long as the whole
        return answer

    def dataReceived(self, data: bytes) -> None:
        """Take in what came; hang up on a head that is too long."""
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # of Twisted
        if self._parser is None or self._parser.state in (BODY, DONE):
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEADER_BYTES:
            flood = HeaderFlood(f"more than {MOST_HEADER_BYTES // 1024} kB of headers")
            self._giveUp(Failure(flood))  # type: ignore[no-untyped-call]
            self.transport.abortConnection()  # type: ignore[union-attr]  # TCP and TLS have it


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes connections that give a flood of headers up."""

    def buildProtocol(self, addr: "IAddress | None") -> BoundedProtocol:
        """Return the protocol of a new connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
