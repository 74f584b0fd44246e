"""The outlets that ship with khabardar, read from sources.toml beside this file."""

import tomllib
from importlib.resources import files
from typing import Any

from pipelines.items import Source


def built_in_sources() -> tuple[Source, ...]:
    """Return every outlet of the catalogue, those of high confidence first."""
    tree = tomllib.loads(
        files("press_catalogue").joinpath("sources.toml").read_text(encoding="utf8")
    )
    return tuple(_source(row) for row in tree["source"])


def _source(row: dict[str, Any]) -> Source:
    facts: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    del facts["confidence"]
    return Source(**facts)
