"""Follows what leads on from a URL: HTTP redirects, and pages that only send readers on."""

from typing import Self
from urllib.parse import urldefrag, urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from pipelines.web.ip_addresses import may_ask
from pipelines.web.logins import without_logins
from pipelines.web.refresh import refresh_target
from spiders.guard import RefusedAddress, TooManyRedirects, policy_of

MOST_REDIRECTS = 8
PRIORITY_GAIN = 2
"""What is on its way comes before what is not yet."""
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class RedirectMiddleware:
    """Asks for the URL that an answer leads to, in place of the answer.

    It is ours, since Scrapy's drops loops without a word that can be told from other refusals,
    raises ValueError on ``javascript:``, keeps to the delay of the host that led away, and does
    not look into noscript.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._policy = policy_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for ``crawler``, as Scrapy asks for."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the request for where ``response`` leads, or the response if it leads nowhere.

        Raises:
            RefusedAddress: it leads to a URL that is not read.
            TooManyRedirects: it is one redirect too many.
        """
        target = _location(response) if response.status in _REDIRECTS else _refresh(response)
        if not target:
            return response
        if exchange := request.meta.pop("exchange", None):
            self._policy.keep_exchange(exchange)
        target = without_logins(target)
        if not may_ask(target):
            raise RefusedAddress(f"led to {target[:200]}; only http and https addresses are read")
        if not urldefrag(target).fragment and (fragment := urldefrag(request.url).fragment):
            target = f"{urldefrag(target).url}#{fragment}"
        followed: int = request.meta.get("redirects", 0) + 1
        if followed > MOST_REDIRECTS:
            raise TooManyRedirects(f"more than {MOST_REDIRECTS} redirects, the last to {target}")
        meta = {key: value for key, value in request.meta.items() if key != "download_slot"}
        return request.replace(
            url=target,
            meta=meta | {"redirects": followed},
            priority=request.priority + PRIORITY_GAIN,
        )


def _location(response: Response) -> str:
    said = response.headers.get("Location") or b""
    if not said.strip():
        return ""
    try:
        return urljoin(response.url, safe_url_string(said.strip()))
    except ValueError:
        return said.decode("latin-1")


def _refresh(response: Response) -> str:
    """Return where a page that came whole sends its readers on; errors are no such pages."""
    if response.status != 200 or {"cut", "packed"}.intersection(response.flags):
        return ""
    kind, header = (
        (response.headers.get(name) or b"").decode("latin-1")
        for name in ("Content-Type", "Refresh")
    )
    return refresh_target(response.body, kind, response.url, header)
