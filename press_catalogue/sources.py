"""The outlets that ship with khabardar, read from the files in outlets/ beside this file."""

import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pipelines.sources import Source

Confidence = Literal["high", "medium", "low"]
Independence = Literal["own", "shared", "reprint", "official", "index"]
CORRIDORS = {
    **{"PK": "Pakistan", "IR": "Iran", "TR": "Turkey", "TJ": "Tajikistan and Uzbekistan"},
    **{"EU": "Germany and Europe", "US": "United States", "AF": "inside Afghanistan"},
}
"""The ways on which Afghans are sent back, by the country that they are in."""
_RANK: dict[Confidence, int] = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """An outlet of the catalogue, and what is known of it beside its addresses.

    ``confidence`` is high where a feed address was measured or dated in public, medium where
    maintained lists agree on it, low for a candidate; ``known_at`` is the day of the last evidence,
    ISO 8601, "" if unknown. ``corridors`` are keys of ``CORRIDORS``. ``independence`` tells whose
    reports it prints: its ``own``, those of a ``newsroom`` it shares with others, reprints,
    statements of an authority (official), or none (an index). ``other_feeds`` are said to be its
    feeds, too; ``off`` says why it is not watched, "" if it is.
    """

    source: Source
    confidence: Confidence
    corridors: tuple[str, ...]
    corridor_reason: str
    independence: Independence
    independence_reason: str
    newsroom: str = ""
    known_at: str = ""
    other_feeds: tuple[str, ...] = ()
    access: str = ""
    note: str = ""
    off: str = ""


@cache
def catalogue() -> tuple[CatalogueEntry, ...]:
    """Return every outlet of the catalogue, those of high confidence first."""
    found = [
        _entry(row)
        for file in sorted(files("press_catalogue").joinpath("outlets").iterdir(), key=str)
        if file.name.endswith(".toml")
        for row in tomllib.loads(file.read_text(encoding="utf8"))["source"]
    ]
    return tuple(sorted(found, key=lambda entry: _RANK[entry.confidence]))


def built_in_sources() -> tuple[Source, ...]:
    """Return the outlets of the catalogue that are watched, those of high confidence first.

    Those of low confidence, and those known by their pages alone, are unproven.
    """
    return tuple(entry.source for entry in catalogue() if not entry.off)


def _entry(row: dict[str, Any]) -> CatalogueEntry:
    facts: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    known = {field.name for field in fields(Source)}
    source = Source(**{key: value for key, value in facts.items() if key in known})
    doubtful = facts["confidence"] == "low" or not (source.feeds or source.sitemaps)
    rest = {key: value for key, value in facts.items() if key not in known}
    return CatalogueEntry(source=replace(source, unproven=doubtful), **rest)
