"""Learns a host's furniture: blocks that recur on its pages are not its articles' own."""

from collections.abc import Iterable

LEAST_PAGES = 3
LEAST_SHARE = 0.25
"""Of a host's distinct articles; a quote that some of them repeat stays below it."""


MANY_PAGES = 8
"""So many pages are no versions of one article, whatever they share."""
SAME_ARTICLE = 0.5
"""Pages that share more of their blocks than this are versions of one article."""


def furniture_of(pages: Iterable[tuple[str, frozenset[str]]]) -> frozenset[str]:
    """Return the digests that are furniture of a host.

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
