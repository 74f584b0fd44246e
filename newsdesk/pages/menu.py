"""What the bar of every page tells: how many outlets are in trouble, and the saved searches."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.people.saved_searches import SavedSearch, saved_searches
from db.status import count_troubled
from db.store import Store
from newsdesk.pages.answer import read
from pipelines.errors import StoreError

if TYPE_CHECKING:
    from datasette.app import Datasette

MOST_SEARCHES = 8
"""So many saved searches stand on every page; Today has all."""


@dataclass(frozen=True, slots=True)
class Menu:
    """How many outlets are in trouble, and the saved searches that each page leads to."""

    troubled: int = 0
    searches: tuple[SavedSearch, ...] = ()


async def menu(datasette: "Datasette") -> Menu:
    """Return what the bar tells now; nothing if the database cannot be read, which pages say."""

    def facts(store: Store) -> Menu:
        return Menu(count_troubled(store), tuple(saved_searches(store)[:MOST_SEARCHES]))

    try:
        return await read(datasette, facts)
    except StoreError:
        return Menu()
