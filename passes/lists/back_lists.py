"""Takes in what a walk back through time finds: links to old articles, and further lists."""

from collections.abc import Sequence

from db.crawl import back_lists
from passes.begin import PassContext
from pipelines.items import Discovered, Dropped, Failed, Link
from pipelines.listings.walk_back import first_lists, guessed_lists, next_lists
from pipelines.sources import BackList, Window

BACK_LISTS_A_PASS = 200
LINKS_A_PASS = 2_000
"""So many old pages are asked for in the pass that finds them; the rest waits in the store."""
_THE_END = ("not_found", "gone", "redirect", "error")


class BackLists:
    """The part of a pass that walks back."""

    def __init__(self, context: PassContext) -> None:
        self._context = context
        self._links = 0

    def pending(self, only: Sequence[str]) -> Sequence[BackList]:
        """Return the lists that a pass asks for."""
        context = self._context
        return back_lists.pending_back_lists(
            context.store, context.clock(), BACK_LISTS_A_PASS, only
        )

    def read(self, back: BackList, found: Discovered) -> tuple[Sequence[Link], Sequence[BackList]]:
        """Store what a list names; return the pages to ask for now, and the lists that follow."""
        context = self._context
        # Both or none: what is read again after a death must find its links as new as before.
        with context.store.transaction():
            links = back_lists.add_old_links(context.store, back, found.entries, context.clock())
            following = back_lists.end_back_list(
                *(context.store, back, next_lists(back, found, len(links)), found.truncated),
                *(context.clock(), len(found.entries), len(links)),
            )
        context.count("lists_of_the_past")
        context.count("old_links", len(links))
        now = links[: max(0, LINKS_A_PASS - self._links)]
        self._links += len(now)
        return now, following

    def ended(self, back: BackList, outcome: Dropped | Failed) -> Sequence[BackList]:
        """Store that a list could not be had; return what is asked for in its place."""
        context = self._context
        why = f"{outcome.reason}: {outcome.detail}" if outcome.detail else outcome.reason
        if back.listing.kind == "robots" and isinstance(outcome, Dropped):
            following = guessed_lists(back)
        elif back.depth and outcome.reason in (*_THE_END, "not_a_feed"):
            following = []  # behind the last page of a list there is none, or a guess was wrong
        else:
            gone = outcome.reason in (*_THE_END, "not_a_feed", "robots", "refused_address")
            back_lists.fail_back_list(context.store, back, why, context.clock(), gone=gone)
            return ()
        return back_lists.end_back_list(
            context.store, back, following, f"nothing there ({why})", context.clock()
        )


def begin_walks(context: PassContext, window: Window, only: Sequence[str]) -> int:
    """Write down what walks back through ``window`` begin with; return how many lists are left."""
    return sum(
        back_lists.begin_walk(
            context.store, source.id, first_lists(source, window, known), context.clock()
        )
        for source, known in back_lists.watched_outlets(context.store, only)
    )
