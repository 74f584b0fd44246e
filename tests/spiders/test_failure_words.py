"""What a person reads when a connection failed."""

import socket
from typing import Any

import pytest
from OpenSSL.SSL import Error as EncryptionError
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import DownloadFailedError
from twisted.internet import error as net_errors
from twisted.python import failure
from twisted.web import _newclient

from pipelines.items import Failed
from spiders.failure_words import LONGEST_WORDS, failure_words
from spiders.outcomes import read_failure

# Twisted says nothing of its types.
NET: Any = net_errors
HTTP: Any = _newclient
FAILURE: Any = failure.Failure
CLOSED = "the host closed the connection before its answer was whole"
TLS = "the certificate or encryption is not in order: "


def never(cause: BaseException) -> BaseException:
    """Return an error as Scrapy raises it when no answer came, for a ``cause``."""
    inner: BaseException = HTTP.ResponseNeverReceived([FAILURE(cause)])
    error = DownloadFailedError(str(inner))
    error.__cause__ = inner
    return error


def encryption(*reasons: str) -> EncryptionError:
    """Return an error of OpenSSL with some reasons."""
    return EncryptionError([("SSL routines", "", reason) for reason in reasons])


WORDS: list[tuple[BaseException, str, str]] = [
    (never(NET.ConnectionDone()), "connection", CLOSED),
    (never(NET.ConnectionLost()), "connection", CLOSED),
    (never(NET.ConnectionAborted()), "connection", CLOSED),
    (never(HTTP.ResponseFailed([FAILURE(NET.ConnectionLost())])), "connection", CLOSED),
    (NET.ConnectError(string=FAILURE(NET.ConnectionLost())), "connection", CLOSED),
    (
        never(HTTP.ParseError("wrong number of parts", b"220 ftp")),
        "connection",
        "the host answers, but not in HTTP",
    ),
    (
        NET.NoRouteError(113, "No route to host"),
        "connection",
        "there is no way to the host through the network",
    ),
    (NET.TCPTimedOutError(110, "timed out"), "connection", "the host does not answer"),
    (NET.ConnectBindError(99, "in use"), "connection", "this machine could not open a connection"),
    (
        never(ConnectionResetError(104, "Connection reset by peer")),
        "connection",
        "the host broke the connection off",
    ),
    (never(HTTP.RequestNotSent()), "connection", "the request could not be sent"),
    (
        never(HTTP.RequestTransmissionFailed([FAILURE(OSError(9, "bad"))])),
        "connection",
        "the request could not be sent",
    ),
    (OSError(101, "Network is unreachable"), "connection", "Network is unreachable"),
    (socket.gaierror(-2, "Name or service not known"), "connection", "Name or service not known"),
    (never(encryption("certificate verify failed")), "tls", f"{TLS}certificate verify failed"),
    (never(encryption("wrong version", "wrong version")), "tls", f"{TLS}wrong version"),
    (never(encryption()), "tls", f"{TLS}error"),
    (
        TunnelError("no tunnel with proxy p:1 [{'status': 502, 'reason': b'Bad'}]"),
        "connection",
        "the proxy opens no way to the host (HTTP 502)",
    ),
    (TunnelError("no tunnel with proxy p:1"), "connection", "the proxy opens no way to the host"),
    (KeyError("tape"), "not_tried", "fault in khabardar: KeyError: 'tape'"),
    (
        RuntimeError(FAILURE(ValueError("bad chunk"))),
        "not_tried",
        "fault in khabardar: RuntimeError: bad chunk",
    ),
    (
        RuntimeError("[Failure instance: Traceback: x]"),
        "not_tried",
        "fault in khabardar: RuntimeError: runtime error",
    ),
]


@pytest.mark.parametrize(("error", "reason", "words"), WORDS)
def test_a_failure_is_told_in_words(error: BaseException, reason: str, words: str) -> None:
    found, _ = read_failure(FAILURE(error))

    assert (found.reason, found.detail) == (reason, words)


def test_words_are_short_and_without_logins() -> None:
    said = failure_words(OSError(f"cannot reach http://ann:secret@host/ {'x' * 1000}"))

    assert "secret" not in said
    assert len(said) <= LONGEST_WORDS


def test_an_error_that_holds_itself_ends() -> None:
    error = OSError("lost")
    error.__cause__ = error

    assert isinstance(read_failure(FAILURE(error))[0], Failed)
    assert failure_words(error) == "lost"
