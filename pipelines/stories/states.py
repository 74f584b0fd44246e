"""What a change of an article replaced: headline, figures and quotations before and after it."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from pipelines.items import StateChange
from pipelines.stories.quotes import lost_quotes
from pipelines.stories.revisions import Version, changed_figures, is_retitled

_ISOLATE, _END = "\u2068", "\u2069"
LONGEST_STATE = 300
MOST_STATES = 12


def state_changes(old: Version, new: Version) -> tuple[StateChange, ...]:
    """Return what was put in place of what, at most 12 pairs: headline, figures, quotations.

    A quotation that came has nothing before it, one that went nothing after it.
    """
    return tuple(found for found, _ in zip(_states(old, new), range(MOST_STATES), strict=False))


def _states(old: Version, new: Version) -> Iterator[StateChange]:
    if is_retitled(old, new):
        yield StateChange("headline", old.title, new.title)
    for one, other in changed_figures(old, new):
        yield StateChange("figure", one, other)
    lost, come = lost_quotes(old.text, new.text), lost_quotes(new.text, old.text)
    for one, other in zip_longest(map(_flat, lost), map(_flat, come), fillvalue=""):
        yield StateChange("quote", one, other)


def told_in_a_line(states: Iterable[StateChange], summary: str) -> str:
    """Return what changed as one line, "figure 1,200 -> 900"; ``summary`` if no state tells it.

    Each state is isolated (U+2068, U+2069), so that the arrow points from the old one to the new
    one in whatever direction they are written.
    """
    told = [f"{one.what} {_isolated(one.before)} -> {_isolated(one.after)}" for one in states]
    return "; ".join(told) or summary


def _isolated(state: str) -> str:
    return f"{_ISOLATE}{_flat(state)}{_END}" if state else "(nothing)"


def _flat(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_STATE else flat[: LONGEST_STATE - 1].rstrip() + "…"
