"""Reads what came of a request: which reason an answer or a failure is filed under."""

import email.utils
from datetime import UTC, datetime, timedelta

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionClosed, SSLError
from twisted.python.failure import Failure

from pipelines.discovery.mining_refusals import header_refusal
from pipelines.items import Dropped, Failed, Page
from pipelines.web.logins import without_logins
from pipelines.web.urls import is_front_page
from spiders.failure_words import causes_of, failure_words
from spiders.guard import (
    PROXY_LOGIN,
    Forbidden,
    Held,
    ProxyRefused,
    RefusedAddress,
    RobotsUnknown,
    TooLarge,
    TooManyRedirects,
)
from spiders.wire import HeaderFlood

LONGEST_HOLD = timedelta(hours=24)
DEFAULT_HOLD = timedelta(minutes=15)


def outcome_of(response: Response, asked: str, *, listing: bool = False) -> Dropped | Failed | None:
    """Return why ``response`` brings no page, or None if it brings one.

    A page that leads to the front page of a site is gone; a listing may lead anywhere.
    """
    status, said = response.status, f"HTTP {response.status}"
    if "cut" in response.flags:
        return Failed("cut", "the compressed body ends in the middle, or cannot be unpacked")
    if "packed" in response.flags:
        encoding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
        return Failed("unknown_encoding", f"the body is packed as {encoding[:80]!r}, unasked")
    if status in (404, 410):
        return Dropped("gone" if status == 410 else "not_found", said)
    if status in (401, 403, 429, 451):
        return Failed("blocked", said)
    if status == 407:
        return Failed("connection", PROXY_LOGIN)
    if status >= 500:
        return Failed("http_5xx", said)
    if 300 <= status < 400:
        return Dropped("redirect", f"{said} to an address that is not followed")
    if status >= 400 or status < 200:
        return Dropped("error", said)
    if not listing and is_front_page(response.url) and not is_front_page(asked):
        return Dropped("redirect", f"led to the front page {response.url}")
    return None


def page_of(response: Response, asked: str, now: datetime) -> Page:
    """Return a response as the value that the pipe works on."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    etag, modified = marks_of(response)
    return Page(
        response.url,
        response.status,
        kind,
        response.body,
        now,
        asked,
        etag=etag,
        last_modified=modified,
        refusal=header_refusal(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name in (b"tdm-reservation", b"x-robots-tag")
            for value in response.headers.getlist(name)
        ),
        exchange=response.meta.get("exchange"),
    )


def marks_of(response: Response) -> tuple[str, str]:
    """Return the ETag and Last-Modified headers of a response, "" for one that it has not."""
    etag, modified = (response.headers.get(name) or b"" for name in ("ETag", "Last-Modified"))
    return etag.decode("latin-1"), modified.decode("latin-1")


def read_failure(failure: Failure) -> tuple[Dropped | Failed, bool]:
    """Return the reason of a request that got no answer, and whether its host asked for a pause."""
    error = failure.value or RuntimeError("a failure without a cause")
    said = without_logins(str(error))[:300]
    match error:
        case RefusedAddress():
            return Dropped("refused_address", said), False
        case Forbidden():
            return Dropped("robots", said), False
        case RobotsUnknown():
            return Failed("http_5xx", f"{said}; what may be read is not known"), False
        case Held():
            return Failed("blocked", said), True
        case ProxyRefused():
            return Failed("connection", said), False
        case TooLarge():
            return Dropped("too_large", said), False
        case TooManyRedirects():
            return Dropped("redirect", said), False
        case UnsupportedURLSchemeError():
            return Dropped("refused_address", said), False
        case CannotResolveHostError():
            return Failed("dns", "the host name is not known"), False
        case DownloadTimeoutError():
            return Failed("timeout", "no whole answer in time"), False
        case ResponseDataLossError():
            return Failed("cut", "the connection ended in the middle of the page"), False
        case DownloadCancelledError():  # the one thing for which a download is cancelled
            return Dropped("too_large", "larger than is read"), False
        case DownloadConnectionRefusedError():
            return Failed("connection", "the host refuses connections"), False
        case TunnelError():
            login = "'status': 407" in said
            return Failed("connection", PROXY_LOGIN if login else failure_words(error)), False
        case DownloadFailedError() if flood := _cause(error, HeaderFlood):
            return Failed("headers_too_large", str(flood)), False
        case DownloadFailedError() if _is_tls(error):
            words = failure_words(error)
            return Failed("tls", f"the certificate or encryption is not in order: {words}"), False
        case DownloadFailedError() | OSError() | ConnectError() | ConnectionClosed():
            return Failed("connection", failure_words(error)), False
    # Nothing is known of the site then, so it must not count towards "this machine is offline".
    words = f"{type(error).__name__}: {failure_words(error)}"
    return Failed("not_tried", f"fault in khabardar: {words}"), False


def _cause(error: BaseException, kind: type[Exception]) -> BaseException | None:
    return next((one for one in causes_of(error) if isinstance(one, kind)), None)


def _is_tls(error: BaseException) -> bool:
    return any(
        isinstance(one, SSLError) or "SSL" in type(one).__module__ or "certificate" in str(one)
        for one in causes_of(error)
    )


def hold_until(response: Response, now: datetime) -> datetime | None:
    """Return until when a 429 or 503 asks to be left alone, at most a day; None if it does not."""
    if response.status not in (429, 503):
        return None
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if not said:
        return now + DEFAULT_HOLD if response.status == 429 else None
    if said.lstrip("-").isdigit():
        wait = timedelta(seconds=min(max(int(said[:12]), 0), LONGEST_HOLD.total_seconds()))
        return now + max(wait, timedelta(minutes=1))
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return now + DEFAULT_HOLD
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment, now + timedelta(minutes=1)), now + LONGEST_HOLD)
