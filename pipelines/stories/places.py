"""Places that a text names, known by all their spellings."""

from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick

from pipelines.text.fold import fold


class Places:
    """Marks of places, as "place:torkham", found by any spelling of the place as whole words."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        found = {fold(one): name for name, written in spellings.items() for one in written}
        self._names = list(found.values())
        # An automaton of no patterns is refused.
        self._spellings = AhoCorasick(list(found)) if found else None

    def named_in(self, folded: str) -> list[str]:
        """Return the marks of the different places that a folded text names, sorted."""
        if self._spellings is None:
            return []
        matches = self._spellings.find_matches_as_indexes(folded, overlapping=True)
        return sorted(
            {self._names[number] for number, start, end in matches if _is_word(folded, start, end)}
        )


def _is_word(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
