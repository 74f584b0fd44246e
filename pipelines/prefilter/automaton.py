"""Looks for many expressions in bytes at once, by Hyperscan."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from pipelines.errors import OperatorError
from pipelines.prefilter.machine_code import INSTALL

if TYPE_CHECKING:
    from hyperscan import Database

MOST_BETWEEN = 1_000
"""In bytes: as far apart may be the ends of two parts of a phrase that something breaks."""
_NONE = -1


class Compiler:
    """Compiles expressions, which takes seconds, unless it is given what was compiled before.

    ``compiled`` are the bytes of what it compiled or was given, by what was compiled; those of
    another version or another processor are not used.
    """

    def __init__(self, compiled: Mapping[str, bytes] | None = None) -> None:
        self.compiled = dict(compiled or {})

    def database(self, expressions: list[tuple[bytes, bool]]) -> "Database":
        """Return what looks for expressions; those with True are told of once only.

        Raises:
            OperatorError: hyperscan is not installed.
        """
        try:
            import hyperscan
        except ImportError:
            raise OperatorError(f"pages are looked through by hyperscan: {INSTALL}") from None
        told = repr((version("hyperscan"), expressions))
        key = sha256(told.encode()).hexdigest()
        found = self._known(key)
        if found is None:
            found = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            count = len(expressions)
            texts, once = zip(*expressions, strict=True)
            flags = [hyperscan.HS_FLAG_SINGLEMATCH if one else 0 for one in once]
            found.compile(expressions=texts, ids=range(count), elements=count, flags=flags)
            self.compiled[key] = hyperscan.dumpb(found)
        found.scratch = hyperscan.Scratch(found)
        return found

    def _known(self, key: str) -> "Database | None":
        import hyperscan

        if key not in self.compiled:
            return None
        try:
            return hyperscan.loadb(self.compiled[key], hyperscan.HS_MODE_BLOCK)
        except hyperscan.HyperscanError:
            return None


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression over bytes and the number of what it tells of.

    With ``further`` it tells of it only if that expression is found behind, not too far away.
    """

    text: bytes
    number: int
    further: bytes = b""


class Automaton:
    """Expressions, looked for together in one go over the bytes."""

    def __init__(self, patterns: Iterable[Pattern], compiler: Compiler) -> None:
        told: dict[bytes, list[Pattern]] = {}
        parts = set()
        for pattern in patterns:
            told.setdefault(pattern.text, []).append(pattern)
            if pattern.further:
                told.setdefault(pattern.further, [])
                parts |= {pattern.text, pattern.further}
        told = dict(sorted(told.items()))  # the same in each process: it is compiled once
        places = {text: at for at, text in enumerate(told)}
        self._told = [
            list(dict.fromkeys((one.number, places.get(one.further, _NONE)) for one in every))
            for every in told.values()
        ]
        once = [text not in parts for text in told]
        self._database = compiler.database([*zip(told, once, strict=True)]) if told else None

    def found(self, payload: bytes) -> set[int]:
        """Return the numbers of what is found."""
        if self._database is None or not payload:
            return set()
        ends: dict[int, list[int]] = {}

        def met(place: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends.setdefault(place, []).append(end)

        self._database.scan(payload, match_event_handler=met)
        return {
            number
            for place, found in ends.items()
            for number, further in self._told[place]
            if further == _NONE or _follows(found, ends.get(further, []))
        }


def _follows(ends: list[int], further: list[int]) -> bool:
    """Tell whether one of the further ends lies behind one of the ends, not too far away."""
    following = (bisect_right(further, end) for end in ends)
    return any(
        at < len(further) and further[at] - end <= MOST_BETWEEN
        for end, at in zip(ends, following, strict=True)
    )
