"""Learns a host's boilerplate: blocks that recur on its pages are not its articles' own."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipelines.items import PageBlocks
from pipelines.web.urls import host_of

if TYPE_CHECKING:
    from pipelines.page.extract import Reading

LEAST_PAGES = 3
LEAST_SHARE = 0.25
"""Of a host's distinct articles; a quote that some of them repeat stays below it."""


MANY_PAGES = 8
"""So many pages are no versions of one article, whatever they share."""
SAME_ARTICLE = 0.5
"""Pages that share more of their blocks than this are versions of one article."""


def boilerplate_of(pages: Iterable[tuple[str, frozenset[str]]]) -> frozenset[str]:
    """Return the digests that are boilerplate of a host.

    ``pages`` are (digest of the whole text, digests of its blocks). One article under several
    addresses, cut or edited, counts once, so it cannot delete its own body. The order of the
    pages does not matter.
    """
    distinct = dict(pages)
    places: dict[str, set[str]] = {}
    for page, blocks in distinct.items():
        for digest in blocks:
            places.setdefault(digest, set()).add(page)
    least = max(LEAST_PAGES, LEAST_SHARE * len(distinct))
    return frozenset(
        digest
        for digest, found in places.items()
        if len(found) >= least and not _are_versions([distinct[page] for page in found])
    )


def _are_versions(pages: list[frozenset[str]]) -> bool:
    """Tell whether pages, by their blocks, are versions of one article."""
    if len(pages) >= MANY_PAGES:
        return False
    shared = frozenset.intersection(*pages)
    return len(shared) * len(pages) > SAME_ARTICLE * sum(map(len, pages))


CORE_BLOCKS = 3
"""The longest blocks of a page are its article's own, whatever stands around it this time."""


def site_host(url: str) -> str:
    """Return the host that a page's boilerplate is learned for: where the page lay in the end."""
    return host_of(url).removeprefix("www.")


def page_blocks(url: str, reading: "Reading", boilerplate: frozenset[str]) -> PageBlocks:
    """Return what a page tells of its host's boilerplate; ``boilerplate`` is known already."""
    own = [block for block in reading.blocks if not block.rule]
    digests = {block.digest: len(block.text) for block in own}
    longest = sorted(digests, key=lambda digest: (-digests[digest], digest))[:CORE_BLOCKS]
    core = hashlib.sha256(" ".join(longest).encode()).hexdigest()[:16]
    return PageBlocks(site_host(url), core, frozenset(digests), boilerplate.intersection(digests))
