"""Learns a host's furniture: blocks that recur on its pages are not its articles' own."""

from collections import Counter
from collections.abc import Iterable

LEAST_PAGES = 3
LEAST_SHARE = 0.25
"""Of a host's distinct articles; a quote that some of them repeat stays below it."""


def furniture_of(pages: Iterable[tuple[str, frozenset[str]]]) -> frozenset[str]:
    """Return the digests that are furniture of a host.

    ``pages`` are (digest of the whole text, digests of its blocks); one article stored under two
    addresses counts once, so it cannot delete its own body.
    """
    distinct = dict(pages)
    counted = Counter(digest for blocks in distinct.values() for digest in blocks)
    least = max(LEAST_PAGES, LEAST_SHARE * len(distinct))
    return frozenset(digest for digest, count in counted.items() if count >= least)
