"""Reads the words that the desk shows: what tables and columns hold, and prepared questions."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def read_toml(name: str) -> dict[str, Any]:
    """Return a TOML file of this folder, fresh, so that its reader may change it."""
    return tomllib.loads(files("newsdesk").joinpath(name).read_text(encoding="utf8"))


@cache
def queries() -> dict[str, dict[str, str]]:
    """Return the prepared questions: title, description and SQL by name."""
    return read_toml("queries.toml")


@cache
def descriptions() -> dict[str, dict[str, str]]:
    """Return what each table and each of its columns holds, by table; "description" is its own."""
    return read_toml("descriptions.toml")
