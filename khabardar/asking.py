"""Asks a few URLs in a child process, since the network loop runs once in a process."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from khabardar.wiring import clock
from pipelines.errors import KhabardarError
from pipelines.items import Dropped, Failed, Page
from pipelines.web.network_policy import Network
from worker_processes import Killed, Workers

PATIENCE_S = 10.0
"""So long one URL is waited for."""
T = TypeVar("T")

Answer = Page | Dropped | Failed


def ask_few(urls: tuple[str, ...], network: Network) -> dict[str, Answer]:
    """Return what became of each URL when it was asked as a crawl asks.

    Raises:
        KhabardarError: the process that asked was ended.
    """
    return _in_child(_ask_few, (urls, replace(network, timeout_s=PATIENCE_S)))


def ping(url: str, network: Network) -> str:
    """Call a URL that shows elsewhere that khabardar lives; return what went wrong, or "".

    Of the URL only the host is said: the rest is as a rule a secret.
    """
    try:
        answer = _in_child(_call, (url, replace(network, timeout_s=PATIENCE_S)))
    except KhabardarError as error:
        return f"[daemon] ping: {urlsplit(url).hostname}: {error}"
    if isinstance(answer, Page):
        return ""
    return f"[daemon] ping: {urlsplit(url).hostname}: {answer.detail or answer.reason}"


def _in_child(job: Callable[..., T], arguments: tuple[object, ...]) -> T:
    with Workers(_no_tool, count=1, timeout_s=3 * PATIENCE_S) as workers:
        answer = workers.submit(job, [arguments]).result()
    if isinstance(answer, Killed):
        raise KhabardarError(f"asking failed: {answer.why[0]}")
    return answer


def _no_tool() -> None:
    return None


def _ask_few(_tool: None, urls: tuple[str, ...], network: Network) -> dict[str, Answer]:
    from spiders.fetch import fetch_few  # Scrapy is loaded by the child alone

    return fetch_few(urls, network, clock)


def _call(_tool: None, url: str, network: Network) -> Answer:
    from spiders.fetch import call_url

    return call_url(url, network, clock)
