"""What the search page, its exports and previews search."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pipelines.query.concepts import Concepts

if TYPE_CHECKING:
    from datasette.app import Datasette

_SEARCHED: "WeakKeyDictionary[Datasette, SearchedDatabase]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class SearchedDatabase:
    """What a search page searches: a database, by the word lists of its settings."""

    database: Path
    concepts: Concepts


def offer_search(datasette: "Datasette", searched: SearchedDatabase) -> None:
    """Let the search page of ``datasette`` search a database."""
    _SEARCHED[datasette] = searched


def searched_by(datasette: "Datasette") -> SearchedDatabase:
    """Return what the search page of ``datasette`` searches."""
    return _SEARCHED[datasette]
