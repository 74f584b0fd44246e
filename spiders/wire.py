"""The connection itself: what went over it is kept, and a flood of headers is hung up on."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.http import Response
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE
from twisted.web.client import HTTPConnectionPool, _RetryingHTTP11ClientProtocol

from pipelines.items import Exchange

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as WireRequest
    from twisted.web.iweb import IResponse

MOST_HEADER_BYTES = 256 * 1024
"""What Chromium takes (net/http/http_stream_parser.cc, kMaxHeaderBufSize)."""
_LOGIN = re.compile(rb"(?:Proxy-)?Authorization:[^\r\n]*\r\n", re.IGNORECASE)
_ANNOUNCED = re.compile(rb"(?:HTTP/\d\.\d 1\d\d[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n)+")


class HeaderFlood(Exception):
    """The head of an answer is longer than is read, as that of no honest server is."""


class Tape:
    """What one request and its answer were on the wire, while they come."""

    def __init__(self) -> None:
        self._sent: list[bytes] = []
        self._came: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Take what is sent, as a transport would."""
        self._sent.append(data)

    def writeSequence(self, data: Iterable[bytes]) -> None:
        """Take what is sent in parts, as a transport would."""
        self._sent.extend(data)

    def add(self, data: bytes) -> None:
        """Take what came."""
        self._came.append(data)

    def cut_off(self, count: int) -> None:
        """Take back the last ``count`` bytes, which belong to no answer."""
        if count and self._came:
            self._came[-1] = self._came[-1][:-count]

    def exchange(self, url: str, at: datetime, response: Response) -> Exchange:
        """Return the whole, without logins and without what was announced before (HTTP 1xx)."""
        request, came = _LOGIN.sub(b"", b"".join(self._sent)), b"".join(self._came)
        announced = _ANNOUNCED.match(came)
        answer = came[announced.end() :] if announced else came
        ip = str(response.ip_address or "")
        return Exchange(
            url, at, request, answer, response.status, ip, "download_stopped" in response.flags
        )


class TapedProtocol(_LenientHTTP11ClientProtocol):
    """Keeps what goes over the wire, and gives an answer up when its head does not end.

    Twisted would keep all of such a head in memory. What is announced before the answer itself
    (HTTP 1xx) counts towards its head.
    """

    _head_bytes = 0
    _tape: Tape | None = None

    def request(self, request: "WireRequest") -> "Deferred[IResponse]":
        """Send a request; return its answer, deferred, which has the ``tape``."""
        tape = self._tape = Tape()
        self._head_bytes = 0
        request.writeTo(tape)  # type: ignore[no-untyped-call]  # a head alone: we only ever GET
        answer = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = MOST_HEADER_BYTES  # one line may be as long as the whole
        return answer.addCallback(_with_tape, tape)

    def dataReceived(self, data: bytes) -> None:
        """Take in what came; hang up on a head that is too long."""
        if self._tape:
            self._tape.add(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # of Twisted
        if self._parser is None or self._parser.state in (BODY, DONE):
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEADER_BYTES:
            self._tape = None
            flood = HeaderFlood(f"more than {MOST_HEADER_BYTES // 1024} kB of headers")
            self._giveUp(Failure(flood))  # type: ignore[no-untyped-call]
            self.transport.abortConnection()  # type: ignore[union-attr]  # TCP and TLS have it

    def _finishResponse(self, rest: bytes) -> None:
        if self._tape:
            self._tape.cut_off(len(rest))
        self._tape = None
        super()._finishResponse(rest)


def _with_tape(answer: "IResponse", tape: Tape) -> "IResponse":
    answer.tape = tape
    return answer


class TapedFactory(_LenientHTTP11ClientFactory):
    """Makes connections that keep what goes over them."""

    def buildProtocol(self, addr: "IAddress | None") -> TapedProtocol:
        """Return the protocol of a new connection."""
        return TapedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class TapedAgent(_ScrapyAgent):
    """Makes one request; afterwards ``tape`` is what went over the wire."""

    tape: Tape | None = None

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        self.tape = result["txresponse"].tape
        return super()._cb_bodydone(result, url)


class PatientPool(HTTPConnectionPool):
    """Kept connections; what one of them broke off unanswered is asked again after a pause.

    Twisted asks again at once, which a host that closed on purpose sees as two requests in a row.
    ``pause_s`` tells the seconds between two requests to a host.
    """

    def __init__(self, reactor: Any, pause_s: Callable[[str], float]) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]  # Twisted
        self._pause_s = pause_s

    def getConnection(self, key: Any, endpoint: Any) -> "Deferred[Any]":
        """Return a connection to the host of ``key``: scheme, host and port."""
        return super().getConnection(key, endpoint).addCallback(self._patient, key[1])

    def _patient(self, connection: Any, host: bytes) -> Any:
        if isinstance(connection, _RetryingHTTP11ClientProtocol):
            at_once = connection._newConnection
            connection._newConnection = lambda: deferLater(
                self._reactor, self._pause_s(host.decode("latin-1")), at_once
            )
        return connection
