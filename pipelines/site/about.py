"""What is known of an article before its lines are judged: headline, names, host, days."""

from dataclasses import dataclass
from functools import cached_property

from pipelines.text.fold import fold, folded_words

LEAST_NAME_LETTERS = 4


@dataclass(frozen=True)
class About:
    """An article by its headline, its authors' names, its outlet's names, and where it lies.

    ``host`` is the page's, without "www."; ``days`` are (year, day of the month) of when it came
    out and was changed, in each calendar in use, with the days beside them.
    """

    title: str = ""
    byline: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    host: str = ""
    days: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def headline(self) -> list[str]:
        """Return the folded words of the headline."""
        return folded_words(fold(self.title))

    @cached_property
    def authors(self) -> frozenset[str]:
        """Return the folded words of the authors' names."""
        return frozenset(folded_words(fold(" ".join(self.byline))))

    @cached_property
    def outlet_keys(self) -> tuple[str, ...]:
        """Return the outlet's names that are long enough to be known again, as ``name_key``."""
        keys = dict.fromkeys(map(name_key, self.outlet))
        return tuple(key for key in keys if len(key) >= LEAST_NAME_LETTERS)


def name_key(name: str) -> str:
    """Return a name's letters, folded, without what parts them."""
    return "".join(folded_words(fold(name)))


def name_at(words: list[str], start: int, keys: tuple[str, ...]) -> int:
    """Return how many words from ``start`` on, put together, are a name of ``keys``; 0 if none."""
    for key in keys:
        joined, end = "", start
        while end < len(words) and len(joined) < len(key) and key.startswith(joined + words[end]):
            joined += words[end]
            end += 1
        if joined == key:
            return end - start
    return 0
