"""What a page tells of its host, by keys: no text of it is kept."""

from dataclasses import dataclass
from typing import Literal, NamedTuple


class PageLine(NamedTuple):
    """A line of a page by keys of 16 hex digits, as its host's boilerplate is learned from it.

    ``text`` is equal for lines of equal folded words; ``shape`` for lines that are equal but for
    days, counts, URLs and names, "" if it has none. ``kind`` is "core" for what tells the article
    from others, "prose" for other sentences, "" for the rest. ``tells_twice``: it is as short as a
    line that goes where but two articles have it.
    """

    text: str
    shape: str = ""
    kind: Literal["", "prose", "core"] = ""
    tells_twice: bool = True


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """What a page tells of its host: its lines in reading order, and titles of articles.

    ``core`` is equal for two URLs of one article: its longest blocks. ``title`` is the key of its
    headline, ``titles`` are 8-byte keys of that and of what it links. ``tails`` are, for each of
    its short lines, 4-byte keys in a row: of its words; of its first word and of the others; of its
    first two words and of the others, and so on. ``taken`` are the marks that were known when the
    page was read. ``headline`` is folded, "" if unknown; ``words`` and ``confidence`` (0 to 1) are
    those of the text, None if none was left. ``lengths`` are the words of each block but the
    headline, known while the page is at hand.
    """

    host: str
    core: str = ""
    lines: tuple[PageLine, ...] = ()
    taken: frozenset[str] = frozenset()
    title: str = ""
    titles: tuple[bytes, ...] = ()
    tails: tuple[bytes, ...] = ()
    headline: str = ""
    words: int | None = None
    confidence: float | None = None
    lengths: tuple[tuple[str, int], ...] = ()

    @property
    def digests(self) -> frozenset[str]:
        """Return the keys of the texts of its lines."""
        return frozenset(line.text for line in self.lines)
