"""The visits of the demonstration, made beside its pages once there is something to see."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

from pipelines.errors import KhabardarError


@dataclass(slots=True)
class Progress:
    """How far the visits are: ``made`` of ``count``, and what went wrong."""

    count: int
    made: int = 0
    fault: KhabardarError | None = None
    is_over: bool = False
    to_see: Event = field(default_factory=Event)

    def wait_for_the_first(self) -> None:
        """Wait until there is something to see: one visit is made, or all, if there are none.

        Raises:
            KhabardarError: the first visit could not be made.
        """
        self.to_see.wait()
        if self.fault and not self.made:
            raise self.fault

    def words(self) -> str:
        """Return what the pages say of it, "" once all visits are made."""
        if self.fault:
            return f"Not all of the demonstration could be made: {self.fault}"
        if self.is_over:
            return ""
        are = "is" if self.made == 1 else "are"
        return (
            f"{self.made} of {self.count} visits {are} made: more stories, changes and mails come "
            "in some seconds, and this page shows them by itself"
        )


Visits = Callable[[Callable[[], None]], None]
"""Makes visits one after the other, and calls back after each."""


def begin_visits(visits: Visits, count: int) -> tuple[Progress, Thread]:
    """Make ``count`` visits in a thread, which ends with them."""
    progress = Progress(count)

    def one_made() -> None:
        progress.made += 1
        progress.to_see.set()

    def make() -> None:
        try:
            visits(one_made)
        except KhabardarError as error:
            progress.fault = error
        else:
            progress.is_over = True
        finally:
            progress.to_see.set()

    thread = Thread(target=make, name="visits of the demonstration", daemon=True)
    thread.start()
    return progress, thread
