"""What is known of a host by its pages, as those who clean its articles are told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipelines.site.line_keys import KEY_BYTES, TAIL_BYTES

TEXT_MARK_LETTERS = 2 * KEY_BYTES
LEAST_HOSTS = 2
"""A line that recurs on so many hosts is no article's anywhere."""


@dataclass(frozen=True, slots=True)
class SiteBoilerplate:
    """The marks of lines that recur on a host's pages, and the titles of its articles.

    ``marks`` are keys of texts, of shapes behind an "s", of labels behind an "l", of texts on two
    articles behind a 2; ``titles`` are 8-byte keys in a row, sorted; ``shared`` are marks of texts
    and shapes that recur on several other hosts.
    """

    marks: frozenset[str] = frozenset()
    titles: bytes = b""
    shared: frozenset[str] = frozenset()


NOTHING_KNOWN = SiteBoilerplate()


def packed(titles: Iterable[bytes]) -> bytes:
    """Return keys of titles in a row, sorted, so that one can be looked up."""
    return b"".join(sorted(titles))


def names_title(known: SiteBoilerplate, key: bytes) -> bool:
    """Tell whether a key is that of a title that is known of the host."""
    titles = known.titles
    low, high = 0, len(titles) // KEY_BYTES
    while low < high:
        middle = (low + high) // 2
        found = titles[middle * KEY_BYTES : (middle + 1) * KEY_BYTES]
        if found == key:
            return True
        low, high = (middle + 1, high) if found < key else (low, middle)
    return False


@lru_cache(4)  # the pages of a host are looked at one after the other
def short_keys(titles: bytes) -> frozenset[bytes]:
    """Return the keys of titles in a row, cut to the length that tails of lines have."""
    return frozenset(titles[at : at + TAIL_BYTES] for at in range(0, len(titles), KEY_BYTES))


def shared_by_hosts(known: Iterable[SiteBoilerplate]) -> frozenset[str]:
    """Return the marks of texts and shapes that recur on several hosts each."""
    count = Counter(
        mark for one in known for mark in one.marks if mark[0] not in "l2" or len(mark) == 16
    )
    return frozenset(mark for mark, hosts in count.items() if hosts >= LEAST_HOSTS)
