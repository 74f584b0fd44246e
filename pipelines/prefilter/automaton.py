"""Looks for many expressions in bytes at once, by Hyperscan."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import OperatorError

if TYPE_CHECKING:
    from hyperscan import Database

INSTALL = "pip install 'khabardar[backfill]'"


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression over bytes and the bit that it stands for.

    With ``half`` it stands for it only if the expression with that text is found, too.
    """

    text: bytes
    bit: int
    half: bytes = b""


class Automaton:
    """Expressions, looked for together in one go over the bytes."""

    def __init__(self, patterns: Iterable[Pattern], *, caseless: bool) -> None:
        self._bits: list[tuple[int, tuple[tuple[int, int], ...]]] = []
        self._every = 0
        texts: dict[bytes, int] = {}
        whole: dict[bytes, int] = {}
        halves: dict[bytes, set[tuple[bytes, int]]] = {}
        for pattern in patterns:
            texts.setdefault(pattern.text, len(texts))
            self._every |= pattern.bit
            if pattern.half:
                halves.setdefault(pattern.text, set()).add((pattern.half, pattern.bit))
            else:
                whole[pattern.text] = whole.get(pattern.text, 0) | pattern.bit
        for text in texts:
            others = tuple((texts[half], bit) for half, bit in sorted(halves.get(text, ())))
            self._bits.append((whole.get(text, 0), others))
        self._database = _compiled(list(texts), caseless=caseless) if texts else None

    def found(self, payload: bytes) -> int:
        """Return the bits of what is found; the look ends as soon as that is all there is."""
        if self._database is None or not payload:
            return 0
        import hyperscan

        bits, every, seen, found = self._bits, self._every, set[int](), 0

        def met(number: int, _start: int, _end: int, _flags: int, _context: object) -> bool:
            nonlocal found
            whole, halves = bits[number]
            found |= whole
            if halves:
                seen.add(number)
                for other, bit in halves:
                    if other in seen:
                        found |= bit
            return found == every

        with contextlib.suppress(hyperscan.ScanTerminated):
            self._database.scan(payload, match_event_handler=met)
        return found


class Finder:
    """Finds every place of some expressions, whatever the case of letters."""

    def __init__(self, expressions: Iterable[bytes]) -> None:
        self._database = _compiled(list(expressions), caseless=True, once=False)

    def ends(self, payload: bytes) -> list[int]:
        """Return the offsets at which they end, in order."""
        ends: list[int] = []

        def met(_number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends.append(end)

        self._database.scan(payload, match_event_handler=met)
        return ends


def _compiled(expressions: list[bytes], *, caseless: bool, once: bool = True) -> "Database":
    try:
        import hyperscan
    except ImportError:
        raise OperatorError(f"pages are looked through by hyperscan: {INSTALL}") from None
    flags = hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_SINGLEMATCH if once else 0)
    flags |= hyperscan.HS_FLAG_CASELESS if caseless else 0
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    numbers = list(range(len(expressions)))
    database.compile(expressions=expressions, ids=numbers, elements=len(numbers), flags=flags)
    database.scratch = hyperscan.Scratch(database)
    return database
