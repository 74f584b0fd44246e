"""The outlets that ship with khabardar, read from the files in outlets/ beside this file."""

import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pipelines.sources import Source

Confidence = Literal["high", "medium", "low"]
_RANK: dict[Confidence, int] = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """An outlet of the catalogue, and what is known of it beside its addresses.

    ``confidence`` is high where a feed address was measured or dated in public, medium where
    maintained lists agree on it, low for a candidate; ``known_at`` is the day of the last evidence,
    ISO 8601, "" if unknown. ``other_feeds`` are said to be its feeds, too; ``off`` says why it is
    not watched, "" if it is.
    """

    source: Source
    confidence: Confidence
    corridor_reason: str
    independence_reason: str
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
    doubtful = facts["confidence"] == "low" or all(
        one.kind == "section" for one in source.listings()
    )
    rest = {key: value for key, value in facts.items() if key not in known}
    return CatalogueEntry(source=replace(source, unproven=doubtful), **rest)
