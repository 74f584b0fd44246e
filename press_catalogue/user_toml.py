"""Reads a user's own TOML text, and says in which line it is wrong."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.errors import OperatorError

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def parsed(text: str) -> dict[str, Any]:
    """Return what a TOML text says.

    Raises:
        OperatorError: it is not TOML; names the line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _TOML_PLACE.search(said)
        line = int(place[1]) if place and place[1] else len(text.splitlines())
        raise OperatorError(f"line {line}: not TOML: {_TOML_PLACE.sub('', said)}") from None


@contextmanager
def at_line_of(text: str, key: str) -> Iterator[None]:
    """Say of an error in the block which line of a text it is about: where ``key`` stands first."""
    try:
        yield
    except OperatorError as error:
        named = re.compile(rf"[\s\[\"'.]*{re.escape(key)}[\s\]\"'.=]")
        lines = enumerate(text.splitlines(), 1)
        line = next((number for number, line in lines if named.match(f"{line} ")), 1)
        raise OperatorError(f"line {line}: {error}") from None
