"""Looks for many expressions in bytes at once, by Hyperscan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from pipelines.errors import OperatorError

if TYPE_CHECKING:
    from hyperscan import Database

INSTALL = "pip install 'khabardar[backfill]'"


class Compiler:
    """Compiles expressions, which takes seconds, unless it is given what was compiled before.

    ``compiled`` are the bytes of what it compiled or was given, by what was compiled; those of
    another version or another processor are not used.
    """

    def __init__(self, compiled: Mapping[str, bytes] | None = None) -> None:
        self.compiled = dict(compiled or {})

    def database(
        self, expressions: list[bytes], *, caseless: bool, once: bool = True
    ) -> "Database":
        """Return what looks for expressions; with ``once`` each is told of once only.

        Raises:
            OperatorError: hyperscan is not installed.
        """
        try:
            import hyperscan
        except ImportError:
            raise OperatorError(f"pages are looked through by hyperscan: {INSTALL}") from None
        flags = hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_SINGLEMATCH if once else 0)
        flags |= hyperscan.HS_FLAG_CASELESS if caseless else 0
        told = repr((version("hyperscan"), flags, expressions))
        key = sha256(told.encode()).hexdigest()
        found = self._known(key)
        if found is None:
            found = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            numbers = list(range(len(expressions)))
            found.compile(expressions=expressions, ids=numbers, elements=len(numbers), flags=flags)
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

    With ``half`` it tells of it only if the expression with that text is found, too.
    """

    text: bytes
    number: int
    half: bytes = b""


class Automaton:
    """Expressions, looked for together in one go over the bytes."""

    def __init__(self, patterns: Iterable[Pattern], compiler: Compiler, *, caseless: bool) -> None:
        told: dict[bytes, list[tuple[int, bytes]]] = {}
        for pattern in patterns:
            told.setdefault(pattern.text, []).append((pattern.number, pattern.half))
        told = dict(sorted(told.items()))  # the same in each process: it is compiled once
        places = {text: at for at, text in enumerate(told)}
        self._told = [
            [(number, places[half] if half else -1) for number, half in dict.fromkeys(every)]
            for every in told.values()
        ]
        self._database = compiler.database(list(told), caseless=caseless) if told else None

    def found(self, payload: bytes) -> set[int]:
        """Return the numbers of what is found."""
        if self._database is None or not payload:
            return set()
        seen: list[int] = []

        def met(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            seen.append(number)

        self._database.scan(payload, match_event_handler=met)
        known = {-1, *seen}
        return {number for at in seen for number, half in self._told[at] if half in known}


class Finder:
    """Finds every place of some expressions, whatever the case of letters."""

    def __init__(self, expressions: Iterable[bytes], compiler: Compiler) -> None:
        self._database = compiler.database(list(expressions), caseless=True, once=False)

    def ends(self, payload: bytes) -> list[int]:
        """Return the offsets at which they end, in order."""
        ends: list[int] = []

        def met(_number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ends.append(end)

        self._database.scan(payload, match_event_handler=met)
        return ends
