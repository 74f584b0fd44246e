"""Folded text as one byte a letter: what bytes and characters are in the words that are looked for.

Letters a to z and digits stand for themselves. Each further letter of the words has a byte from
0x80 on, every other letter the last one. Marks that folding takes out are gone; of all else only
what markup is written with is kept, the rest is a blank.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from pipelines.text.fold import fold

OTHER_LETTER = 0xFF
_FIRST = 0x80
_OWN = OTHER_LETTER - _FIRST
_MARK, _SEVERAL = 0, 1
_MARKUP = "<>&;\\"
_CHARACTERS = 0x10000
_USUAL_SEVERAL = {"ß": "ss", "™": "tm", "ﬁ": "fi", "ﬂ": "fl"}
"""What folds to several letters and is met often: folding a whole text for it takes long."""

Table = npt.NDArray[np.uint8]


class OneByte:
    """Writes text with one byte a letter of ``letters``; if there are too many, some share one."""

    def __init__(self, letters: Iterable[str]) -> None:
        beyond = sorted({one for one in letters if not one.isascii()})
        self._codes = {one: _FIRST + at % _OWN for at, one in enumerate(beyond)}

    def word(self, folded: str) -> bytes:
        """Return a folded word."""
        return bytes(ord(one) if one.isascii() else self._codes[one] for one in folded)

    def text(self, text: str) -> bytes:
        """Return a text, folded."""
        for written, folded in _USUAL_SEVERAL.items():
            if written in text:
                text = text.replace(written, folded)
        coded = self._coded(text)
        if bytes((_SEVERAL,)) in coded:
            coded = self._coded(fold(text))
        return b" ".join(coded.translate(None, bytes((_MARK,))).split())

    def writes(self, text: str) -> bool:
        """Tell whether a text beyond ASCII has letters of the words."""
        codes = self._coded(text)
        return any(ord("\\") < code < OTHER_LETTER for code in codes)

    def holds(self, text: str) -> bool:
        """Tell whether a text has letters, or marks that vanish."""
        return any(code != ord(" ") for code in self._coded(text))

    def _coded(self, text: str) -> bytes:
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
        coded: bytes = self._table.take(units).tobytes()
        return coded

    @cached_property
    def _table(self) -> Table:
        plain, points = _folded_points()
        table = plain.copy()
        for letter, code in self._codes.items():
            table[points.get(letter, [])] = code
        return table


@lru_cache(1)
def _folded_points() -> tuple[Table, dict[str, list[int]]]:
    """Return a byte for each character, and the characters that each letter is folded from."""
    table = np.full(_CHARACTERS, ord(" "), dtype=np.uint8)
    points: dict[str, list[int]] = {}
    for point in (*range(0xD800), *range(0xE000, _CHARACTERS)):
        character = chr(point)
        folded = fold(character)
        if character in _MARKUP:
            table[point] = point
        elif not folded:
            table[point] = _MARK
        elif len(folded) > 1:
            table[point] = _SEVERAL if any(map(str.isalnum, folded)) else ord(" ")
        elif folded.isalnum():
            table[point] = ord(folded) if folded.isascii() else OTHER_LETTER
            points.setdefault(folded, []).append(point)
    return table, points
