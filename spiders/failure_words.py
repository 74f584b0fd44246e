"""Says in words why a connection failed: the libraries' own texts are made for programmers."""

import re
from collections.abc import Iterator

from scrapy.core.downloader.handlers.http11 import TunnelError
from twisted.internet.error import (
    ConnectBindError,
    ConnectionClosed,
    NoRouteError,
    TCPTimedOutError,
)
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, RequestNotSent, RequestTransmissionFailed

from pipelines.web.logins import without_logins

LONGEST_WORDS = 300
MOST_CAUSES = 20
_WORDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((ParseError,), "the host answers, but not in HTTP"),
    ((NoRouteError,), "there is no way to the host through the network"),
    ((TCPTimedOutError,), "the host does not answer"),
    ((ConnectBindError,), "this machine could not open a connection"),
    ((ConnectionResetError, BrokenPipeError), "the host broke the connection off"),
    ((RequestNotSent, RequestTransmissionFailed), "the request could not be sent"),
    ((ConnectionClosed,), "the host closed the connection before its answer was whole"),
)
_STATUS = re.compile(r"'status': (\d{3})")
_OF_PROGRAMS = re.compile(r"\bFailure\b|Traceback|<class |<[\w.]+ (?:object|at) |^\W*$|^[\[({<]")
_ERRNO = re.compile(r"\[Errno -?\d+\] ?")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def causes_of(error: BaseException) -> list[BaseException]:
    """Return an error, and behind it whatever it was raised from or holds."""
    found = [error]
    for one in found:  # grows while it is gone through
        inner = (getattr(cause, "value", cause) for cause in _directly_behind(one))
        found += [cause for cause in inner if isinstance(cause, BaseException)]
        if len(found) > MOST_CAUSES:
            break
    return found


def _directly_behind(error: BaseException) -> Iterator[object]:
    yield error.__cause__
    yield from getattr(error, "reasons", ())
    yield from (part for part in error.args if isinstance(part, BaseException | Failure))


def failure_words(error: BaseException) -> str:
    """Return in plain words why a connection failed, without logins and at most 300 letters.

    The innermost cause that is known by its kind is told; of another what it says itself, if that
    is made for people; else what it is called.
    """
    causes = causes_of(error)[::-1]
    for kinds, words in _WORDS:
        if any(isinstance(one, kinds) for one in causes):
            return words
    for one in causes:
        said = _own_words(one)
        if said:
            return without_logins(said)[:LONGEST_WORDS]
    return _CAPITAL.sub(" ", type(causes[0]).__name__).lower()


def _own_words(error: BaseException) -> str:
    if isinstance(error, TunnelError):
        status = _STATUS.search(str(error))
        return f"the proxy opens no way to the host{f' (HTTP {status[1]})' if status else ''}"
    if "SSL" in type(error).__module__:
        return _of_encryption(error)
    said = " ".join(_ERRNO.sub("", str(error)).split())
    return "" if _OF_PROGRAMS.search(said) else said


def _of_encryption(error: BaseException) -> str:
    """Return what OpenSSL says, which are lists of (library, function, reason)."""
    listed = error.args[0] if error.args and isinstance(error.args[0], list) else []
    reasons = [str(one[-1]) for one in listed if isinstance(one, tuple) and one]
    return "; ".join(dict.fromkeys(filter(None, reasons)))
