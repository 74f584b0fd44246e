"""What is known of a host by its pages, as those who clean its articles are told."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.site.line_keys import KEY_BYTES


@dataclass(frozen=True, slots=True)
class SiteBoilerplate:
    """The marks of lines that recur on a host's pages, and the titles of its articles.

    ``marks`` are keys of texts, and of shapes behind an "s"; ``titles`` are 8-byte keys in a row,
    sorted.
    """

    marks: frozenset[str] = frozenset()
    titles: bytes = b""


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
