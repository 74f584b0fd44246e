"""Folded text as one byte a letter: what characters are in the words that are looked for.

Letters a to z and digits stand for themselves. Each further letter of the words has a byte from
0x80 on, every other letter the last one. Marks that folding takes out are gone. What stands between
two words is one byte: ``/`` if markup is among it, else a comma, or a blank if there are but
blanks, points and dashes.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipelines.prefilter.characters import HIGH, PART, WITHIN, Characters
from pipelines.prefilter.machine_code import compiled
from pipelines.text.alphabets import ENCODINGS
from pipelines.text.fold import fold

Table = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]
Codes = tuple[Table, Characters]
"""The byte of each character; the row of letters of each that becomes several."""
_Write = Callable[[Characters, Table, Characters, Table, Table, Positions], tuple[int, int]]
BESIDE = 96
"""So many bytes on either side of markup that may be within a word are written again, parted."""
OTHER_LETTER = 0xFF
BETWEEN = b" ,/"
"""Each has the bits of those before it; letters and digits come behind."""
_BLANK, _SIGN, _MARKUP = BETWEEN
_BETWEEN = re.compile(b"[%s]" % BETWEEN)
_MARK, _RARE = 0, 1
"""Marks are left out; the other is markup that may be within a word, or becomes several letters."""
_MOST_LETTERS = 4
"""Of those that a character becomes; only signs for whole phrases become more."""
_FIRST = 0x80
_OWN = OTHER_LETTER - _FIRST
_CHARACTERS = 0x10000
_BREAKS = b"\t\n\r\f"
TRIED = tuple(dict.fromkeys(("windows-1252", "iso8859-1", "iso8859-9", "iso8859-15", *ENCODINGS)))
"""Encodings of one byte a letter that a page may be in, whatever it says."""
_RUN = 4
"""A page has letters of no other script if nowhere so many bytes beyond ASCII stand together."""


class OneByte:
    """Writes text with one byte a letter of ``letters``; if there are too many, some share one.

    ``east_asian`` tells whether some of them are of Chinese, Japanese or Korean.

    ``table`` has the byte of each character. Those that become several letters have them in a row
    of ``several``, whose number is in ``several_at``. Not for several threads at once.
    """

    def __init__(self, letters: Iterable[str]) -> None:
        beyond = sorted({one for one in letters if not one.isascii()})
        self._codes = {one: _FIRST + at % _OWN for at, one in enumerate(beyond)}
        self.east_asian = any("\u1100" <= one < "\u1200" or one >= "\u2e80" for one in beyond)
        plain, points, several = _folded_points()
        self.table = plain.copy()
        for letter, code in self._codes.items():
            self.table[points.get(letter, [])] = code
        self.several_at = np.zeros(_CHARACTERS, dtype=np.uint16)
        self.several_at[[*several]] = range(len(several))
        self.several = np.zeros((len(several), _MOST_LETTERS), dtype=np.uint8)
        for row, folded in zip(self.several, several.values(), strict=True):
            written = [self._byte(one) for one in folded[:_MOST_LETTERS]]
            row[: len(written)] = written
        self._plain = self.table, self.several_at
        self._tables = {name: self._codes_of(name) for name in TRIED}
        self._out, self._parted = np.empty(0, np.uint8), np.empty(0, np.int64)

    def word(self, folded: str) -> bytes:
        """Return a folded word."""
        return bytes(ord(one) if one.isascii() else self._codes[one] for one in folded)

    def text(self, found: Characters) -> bytes:
        """Return the characters of a page, folded; bytes of unknown encodings part words."""
        return self._written(found, self._plain)

    def texts(self, found: Characters, places: Positions) -> Iterator[bytes]:
        """Yield what stands beside bytes by each encoding of one byte a letter it may be in.

        ``places`` are those of the bytes, in order.
        """
        names = self._tables if has_run(places) else _OF_LATIN
        present = HIGH + np.flatnonzero(np.bincount(found[places] - HIGH))
        known = {_told(self._plain, present)}
        beside = _beside(found, places)
        for name in names:
            told = _told(self._tables[name], present)
            if told not in known:
                known.add(told)
                yield self._written(beside, self._tables[name])

    def _written(self, found: Characters, codes: Codes) -> bytes:
        if len(self._out) < _MOST_LETTERS * len(found) + 2:
            self._out = np.empty(_MOST_LETTERS * len(found) + 2, dtype=np.uint8)
            self._parted = np.empty(len(found) // 2 + 1, dtype=np.int64)
        out, parted = self._out, self._parted
        size, count = _write()(found, *codes, self.several, out, parted)
        return with_parted(out[:size].tobytes(), parted[:count].tolist())

    def _codes_of(self, name: str) -> Codes:
        decoded = np.array([*map(ord, bytes(range(0x80, 0x100)).decode(name, "replace"))])
        table, several_at = self.table.copy(), self.several_at.copy()
        for codes in table, several_at:
            codes[HIGH + 0x80 : HIGH + 0x100] = codes[decoded]
        return table, several_at

    def _byte(self, letter: str) -> int:
        if not letter.isalnum():
            return _BLANK
        return ord(letter) if letter.isascii() else self._codes.get(letter, OTHER_LETTER)


def _told(codes: Codes, present: Positions) -> bytes:
    return b"".join(each[present].tobytes() for each in codes)


def has_run(places: Positions) -> bool:
    """Tell whether some bytes beyond ASCII stand together, as in words of another script."""
    return bool((places[_RUN - 1 :] - places[: 1 - _RUN] == _RUN - 1).any())


def _beside(found: Characters, places: Positions) -> Characters:
    """Return what stands beside some places; ``PART`` stands between parts that lie apart."""
    apart = np.flatnonzero(np.diff(places) > 2 * BESIDE)
    starts = np.maximum(places[np.append(0, apart + 1)] - BESIDE, 0)
    ends = places[np.append(apart, len(places) - 1)] + BESIDE
    parts = [found[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    between = np.full(1, PART, dtype=np.uint16)
    return np.concatenate([piece for part in parts for piece in (part, between)])


def _is_latin(name: str) -> bool:
    decoded = bytes(range(0x80, 0x100)).decode(name, "replace")
    letters = [one for one in decoded if one.isalpha()]
    return all(one < "\u0250" for one in letters)


_OF_LATIN = [name for name in TRIED if _is_latin(name)]


def with_parted(text: bytes, places: list[int]) -> bytes:
    """Return a text, and behind it what stands on either side of some places, parted there.

    Places that are near each other are parted one by one, and all together. A word that is cut at
    the end of a part is left out: what is left of it may be another word.
    """
    parts = [text]
    near: list[int] = []
    for place, following in itertools.pairwise((*places, len(text) + 2 * BESIDE)):
        begin, end = _begin(text, place), _end(text, place)
        parts.append(b",%s/%s," % (text[begin:place], text[place:end]))
        near.append(place)
        if following - place > BESIDE:
            if len(near) > 1:
                cuts = itertools.pairwise((_begin(text, near[0]), *near, end))
                parts.append(b",%s," % b"/".join(text[one:other] for one, other in cuts))
            near = []
    return b"".join(parts)


def _begin(text: bytes, place: int) -> int:
    begin = max(place - BESIDE, 0)
    if begin == 0:
        return 0
    found = _BETWEEN.search(text, begin, place)
    return found.start() if found else place


def _end(text: bytes, place: int) -> int:
    end = min(place + BESIDE, len(text))
    return max(place, *(text.rfind(one, place, end) + 1 for one in BETWEEN))


@lru_cache(1)
def _write() -> _Write:
    return compiled(write)


def write(
    found: Characters,
    table: Table,
    several_at: Characters,
    several: Table,
    out: Table,
    parted: Positions,
) -> tuple[int, int]:
    """Write characters into ``out``; the places where markup may part a word into ``parted``.

    ``table`` has a byte for each character, and ``several`` a row of letters for those of which
    ``several_at`` tells the row.

    Returns:
        How many bytes and how many places were written.
    """
    # Hardly any processor can foretell where words end: so nothing branches there. Of an offset
    # without a sign it is not asked whether it counts from the end.
    out[0] = _SIGN
    last, count, at, held, letter = np.uint64(0), 0, 0, _SIGN, 0
    while at < len(found):
        point = found[np.uint64(at)]
        code = int(table[point])
        at += 1
        if code <= _RARE:
            if code == _MARK:
                continue
            if point != WITHIN:
                for each in several[several_at[point]]:
                    if each == 0:
                        break
                    if each > _MARKUP or out[last] > _MARKUP:
                        last += np.uint64(1)
                        out[last] = each
                letter = int(out[last] > _MARKUP)
                held = int(out[last]) & (letter - 1)
                continue
            while at < len(found) and (found[at] == WITHIN or table[found[at]] == _MARK):
                at += 1
            further = table[found[at]] if at < len(found) else _MARK
            if letter and (further > _MARKUP or further == _RARE):
                parted[count] = last + np.uint64(1)
                count += 1
                continue
            code = _MARKUP
        before, letter = letter, int(code > _MARKUP)
        held = (held | code) & (letter - 1)
        last += np.uint64(letter | before)
        out[last] = held | code
    out[last + np.uint64(letter)] = held | _SIGN
    return int(last) + letter + 1, count


@lru_cache(1)
def _folded_points() -> tuple[Table, dict[str, list[int]], dict[int, str]]:
    """Return a byte for each character, the characters that each letter is folded from, and more.

    The third is what some characters fold to: several letters.
    """
    table = np.full(_CHARACTERS, _SIGN, dtype=np.uint8)
    points: dict[str, list[int]] = {}
    several: dict[int, str] = {}
    for point in (*range(0xD800), *range(0xF900, PART)):
        character = chr(point)
        folded = fold(character)
        if not folded:
            table[point] = _MARK
        elif len(folded) > 1:
            if any(map(str.isalnum, folded)):
                table[point] = _RARE
                several[point] = folded
        elif folded.isalnum():
            table[point] = ord(folded) if folded.isascii() else OTHER_LETTER
            points.setdefault(folded, []).append(point)
        elif folded in " ." or unicodedata.category(character) == "Pd":
            table[point] = _BLANK
    table[[*_BREAKS]] = _BLANK
    table[[byte for byte in (*range(0x20), 0x7F) if byte not in _BREAKS]] = _MARK
    table[[ord("<"), ord(">"), PART]] = _MARKUP
    table[WITHIN] = _RARE
    return table, points, several
