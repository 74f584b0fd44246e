"""Watches for pages of a host that show one text under many headlines: no articles, then."""

from collections import deque

from db.crawl import site_boilerplate
from db.store import Store
from pipelines.items import Dropped, Failed, Kept, Verdict
from pipelines.page.repeated_text import KnownPage, headlines_shared
from pipelines.page_blocks import PageBlocks


class RepeatedTexts:
    """The newest pages of the hosts that a pass met, by which each further page is compared."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages: dict[str, deque[KnownPage]] = {}

    def check(self, url: str, verdict: Verdict) -> Failed | None:
        """Return why a page's text is no article's, None if it may be one; remember the page.

        What stands in the place of the article may be gone the next time, so it is tried again.
        """
        if not isinstance(verdict, Kept | Dropped) or verdict.blocks is None:
            return None
        blocks = verdict.blocks
        known = self._known(blocks.host)
        shared = headlines_shared(url, blocks, known)
        self._remember(url, blocks, known)
        if not shared:
            return None
        shown = f": {verdict.article.text[:80]!r}" if isinstance(verdict, Kept) else ""
        return Failed(
            "blocked",
            f"the same text stands under {shared} other headlines of {blocks.host}{shown}",
        )

    def _known(self, host: str) -> deque[KnownPage]:
        if host not in self._pages:
            pages = site_boilerplate.known_pages(self._store, host)
            self._pages[host] = deque(pages, site_boilerplate.PAGES_KEPT)
        return self._pages[host]

    def _remember(self, url: str, blocks: PageBlocks, known: deque[KnownPage]) -> None:
        if not any(page.url == url for page in known):
            known.append(KnownPage(url, blocks.headline, blocks.digests, blocks.words or 0))
