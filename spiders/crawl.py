"""One crawl: asks the due sources for links and fetches the pages, politely, all hosts at once."""

import logging
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

import spiders.loading  # noqa: F401 - before all that loads Scrapy's HTTP client
from pipelines.web.network_policy import Network
from spiders.memory_guard import OUT_OF_MEMORY, bounded_memory
from spiders.news_spider import NewsSpider
from spiders.sink import Clock, CrawlPlan, CrawlReport, CrawlSink

EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
}
"""All that is used of Scrapy's own: the rest would be loaded even when a setting turns it off.

It opens doors (telnet, a remote control), and loading it took a fifth of a second of each pass.
"""
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,
}
"""Likewise; none of them drops what an outlet answered, or an address for its length."""
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
}
"""Likewise; robots.txt, redirects and compression are read by our own, the rest is left out."""


def crawl(
    plan: CrawlPlan, sink: CrawlSink, network: Network, clock: Clock, budget_s: float
) -> CrawlReport:
    """Walk ``plan``; blocks until it is done or ``budget_s`` is over. Once in a process.

    What was not fetched in time stays pending. A fault in one callback costs only its page.
    """
    process = AsyncCrawlerProcess(crawl_settings(network, budget_s))
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, plan=plan, sink=sink, network=network, clock=clock)
    with bounded_memory():
        process.start(install_signal_handlers=False)
    stats = crawler.stats.get_stats() if crawler.stats else {}
    faults = tuple(
        f"{count} x {name.rsplit('/', 1)[-1]} while taking a response in"
        for name, count in stats.items()
        if name.startswith("spider_exceptions/") and not name.endswith("/count")
    )
    ended = stats.get("finish_reason")
    return CrawlReport(ended == "finished", faults, "memory" if ended == OUT_OF_MEMORY else "time")


def crawl_settings(network: Network, budget_s: float) -> dict[str, Any]:
    """Return Scrapy's settings: polite, bounded, and with nothing open to the outside."""
    handlers = dict.fromkeys(("file", "data", "ftp", "s3"))
    handlers |= dict.fromkeys(("http", "https"), "spiders.handlers.PoliteHandler")
    return {
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "USER_AGENT": network.user_agent,
        "DOWNLOAD_HANDLERS": handlers,
        "DOWNLOAD_TIMEOUT": network.timeout_s,
        "DOWNLOAD_MAXSIZE": network.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY": network.delay_s,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "CONCURRENT_REQUESTS": network.hosts_at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_ITEMS": 1,  # Scrapy makes so many tasks for each answer; ours yield no items
        "SCHEDULER": "spiders.scheduler.FirstComeScheduler",
        "REACTOR_THREADPOOL_MAXSIZE": 16,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "CLOSESPIDER_TIMEOUT": budget_s,
        "EXTENSIONS_BASE": EXTENSIONS,
        "EXTENSIONS": {"spiders.memory_guard.MemoryGuard": 0},
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "*",
        },
        "SPIDER_MIDDLEWARES_BASE": SPIDER_MIDDLEWARES,
        "DOWNLOADER_MIDDLEWARES_BASE": DOWNLOADER_MIDDLEWARES,
        "DOWNLOADER_MIDDLEWARES": {
            "spiders.middlewares.AddressPolicyMiddleware": 40,
            "spiders.middlewares.RobotsMiddleware": 90,
            "spiders.redirects.RedirectMiddleware": 580,
            "spiders.middlewares.DecompressionMiddleware": 590,
        },
    }
