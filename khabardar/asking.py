"""Asks a few URLs in a child process, since the network loop runs once in a process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from khabardar.wiring import clock
from pipelines.discovery.check import Checked, check
from pipelines.discovery.search import MOST_REQUESTS, Found
from pipelines.discovery.trial import Trial
from pipelines.errors import KhabardarError
from pipelines.items import Dropped, Failed, Page
from pipelines.sources import Source
from pipelines.web.logins import logins_of
from pipelines.web.network_policy import Network
from worker_processes import Killed, run_alone

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


def discover(homepage: str, network: Network, longest: timedelta) -> Found:
    """Return the lists of the outlet at ``homepage`` that were found, asked as a crawl asks.

    ``longest`` is how old the newest article of a list may be.

    Raises:
        KhabardarError: the process that asked was ended.
    """
    patient = replace(network, timeout_s=PATIENCE_S)
    timeout_s = MOST_REQUESTS * (PATIENCE_S + network.delay_s) + PATIENCE_S
    return _in_child(_discover, (homepage, patient, longest), timeout_s)


def check_source(source: Source, before: Trial, network: Network) -> Checked:
    """Return what each list of an outlet answers now, and what else was found if none is alive.

    Raises:
        KhabardarError: the process that asked was ended.
    """
    asked = MOST_REQUESTS + len(source.listings())
    budget_s = asked * (PATIENCE_S + network.delay_s)
    patient = replace(network, timeout_s=PATIENCE_S, proxy=source.proxy or network.proxy)
    return _in_child(_check, (source, before, patient, budget_s), budget_s + PATIENCE_S)


def _in_child(
    job: Callable[..., T], arguments: tuple[object, ...], timeout_s: float = 3 * PATIENCE_S
) -> T:
    answer = run_alone(job, arguments, timeout_s)
    if isinstance(answer, Killed):
        raise KhabardarError(f"asking failed: {answer.why[0]}")
    return answer


def _ask_few(_tool: None, urls: tuple[str, ...], network: Network) -> dict[str, Answer]:
    from spiders.fetch import fetch_few  # Scrapy is loaded by the child alone

    return fetch_few(urls, network, clock)


def _discover(_tool: None, homepage: str, network: Network, longest: timedelta) -> Found:
    from spiders.fetch import search_lists

    return search_lists(None, homepage, network, clock(), longest)


def _check(
    _tool: None, source: Source, before: Trial, network: Network, budget_s: float
) -> Checked:
    from spiders.fetch import walk, without_html

    robots: dict[str, str] = {}
    steps = check(source, before, clock(), lambda: "\n".join(robots.values()))
    logins = logins_of(listing.url for listing in source.visited())
    checked = walk(steps, robots, network, clock, budget_s, logins)
    return replace(checked, found=checked.found and without_html(checked.found))


def _call(_tool: None, url: str, network: Network) -> Answer:
    from spiders.fetch import call_url

    return call_url(url, network, clock)
