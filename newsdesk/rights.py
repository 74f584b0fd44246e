"""What a desk is started with: who may do what on its pages, and what they have beside the data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from newsdesk.plugins import NO_PLUGINS, Plugins
from newsdesk.writing.errands import Run
from newsdesk.writing.forms import Write


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may do what on the pages.

    With ``sql``, people may write their own SQL. ``write`` changes things for them, ``run`` does
    work that takes long; None: nobody may. With a ``password``, browsers must give it first.
    """

    sql: bool = True
    write: Write | None = None
    run: Run | None = None
    password: str = ""

    def beyond(self, names: Iterable[str], *, is_loopback: bool) -> "Rights":
        """Return what is left where people come under ``names``, or from other machines.

        Only this machine may write its own SQL. Under further names, nothing is changed without a
        password.
        """
        guarded = self.write if self.password or not [*names] else None
        return Rights(self.sql and is_loopback, guarded, self.run, self.password)


GoingOn = Callable[[], str]


def nothing_goes_on() -> str:
    """Say that all is made that pages show."""
    return ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What pages have beside the database.

    ``archive`` is the folder of archived pages, None to lead to none. Of the plugins that are
    installed, only ``plugins`` are loaded. ``url`` is where people open the pages: feeds and
    exports name it; "" for the address that they were asked for by. ``going_on`` says what is
    still being made of what they show, "" for nothing; meanwhile the first page renews itself.
    """

    archive: Path | None = None
    plugins: Plugins = NO_PLUGINS
    url: str = ""
    going_on: GoingOn = nothing_goes_on


READ_ONLY = Rights()
NOTHING = Beside()
