"""Work that takes minutes and that a person starts in the browser: run beside the pages."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from datasette.app import Datasette

ERRANDS = ("check", "fetch")
"""What may be asked for: the lists of an outlet, or one URL."""
AT_ONCE = 2
KEPT = 100

Run = Callable[[str, str], tuple[bool, str]]
"""Does one of ``ERRANDS`` about an outlet's id or a URL, returns whether all went well and what
was said. It raises nothing."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A piece of work: ``said`` is what came of it, "" as long as it is not ``ended_at``."""

    number: int
    what: str
    about: str
    began_at: datetime
    ended_at: datetime | None = None
    well: bool = False
    said: str = ""


@dataclass(slots=True)
class Errands:
    """The work of one desk, the newest last; it is forgotten when the desk ends."""

    run: Run
    known: dict[int, Errand] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def begin(self, what: str, about: str) -> Errand | None:
        """Begin a piece of work in a thread; return the one that runs if it was begun already.

        Returns None if as many run as may at once.
        """
        with self.lock:
            running = [one for one in self.known.values() if one.ended_at is None]
            for one in running:
                if (one.what, one.about) == (what, about):
                    return one
            if len(running) >= AT_ONCE:
                return None
            number = max(self.known, default=0) + 1
            begun = Errand(number, what, about, datetime.now(UTC))
            self.known[number] = begun
            self.known.pop(number - KEPT, None)
        Thread(target=self._carry_out, args=(begun,), name=f"errand {number}", daemon=True).start()
        return begun

    def _carry_out(self, errand: Errand) -> None:
        well, said = self.run(errand.what, errand.about)
        with self.lock:
            ended = replace(errand, ended_at=datetime.now(UTC), well=well, said=said)
            self.known[errand.number] = ended


_ERRANDS: "WeakKeyDictionary[Datasette, Errands]" = WeakKeyDictionary()


def offer_errands(datasette: "Datasette", run: Run) -> None:
    """Let people start work on the pages of ``datasette``."""
    _ERRANDS[datasette] = Errands(run)


def errands_of(datasette: "Datasette") -> Errands | None:
    """Return the work of a desk, None if none can be started there."""
    return _ERRANDS.get(datasette)
