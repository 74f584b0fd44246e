"""Judges an outlet by what became of the pages that it listed, beside its own past."""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.items import ControlPage, Failed, Kept, Verdict
from pipelines.visits import Health, History, PageOutcome, Usual

LEAST_PAGES = 5
"""Fewer pages in a row show nothing."""
PAST_LOST = 0.1
"""The share of pages without an article that is taken as usual until the outlet's own is known."""
LEAST_PAST = 10
LEAST_TEXTS = 30
SHORTEST = 30
"""One text in so many is shorter than the limit that five in a row must stay below."""
CHANCE = 1e-5
"""A run of lost pages must have had a chance below this, by the outlet's own past."""
MOST_LOST = 0.8
SHORT = 0.5
"""Texts of less than half the usual length are not what the outlet publishes."""
DOUBTFUL = 0.88
"""Of 494 recorded pages of many outlets, 4 had a text with less confidence than this."""
PASSING_TRIES = 3
"""What may pass by itself counts once it was tried so often, over half an hour."""
WORDS_SHOWN = 150
CONTROLS = 3
"""So many pages that gave their text before are asked again when the newest gives none."""
CONTROL_LOST = 0.01
"""The chance that a page that gave its text does so no more while its outlet is well."""

_REFUSED = frozenset(("blocked", "robots", "consent", "login"))
_EMPTY = frozenset(("empty", "listing", "shorter", "doubtful"))
_READ = frozenset(("kept", "off_topic"))
PASSING = frozenset(("timeout", "dns", "tls", "connection", "http_5xx", "cut", "extraction_killed"))
_UNTOLD = frozenset(("not_tried", "media_only"))
_ASK = (
    "its lists may be read, its articles not: ask the outlet for leave, or look for a feed or an "
    "address of it that programs may read"
)
_ADVICE: dict[Health, str] = {
    "blocked": "open one in a browser: if it shows there, the outlet refuses this machine, so "
    "visit it less often (every_s), or through a proxy",
    "broken": "open one in a browser: if it shows there, write to khabardar's makers; if not, look "
    "for the outlet's present feed",
    "thin": "the outlet may have been rebuilt: `khabardar extract URL --explain` shows what is "
    "read of one",
}


@dataclass(frozen=True, slots=True)
class PageFinding:
    """What the pages show: the health, and why in words."""

    health: Health
    reason: str


def judge_pages(history: History) -> PageFinding | None:
    """Return what is wrong with the pages that an outlet listed, None if nothing is."""
    counted = [page for page in history.pages if _tells(page)]
    return (
        _barred(counted)
        or _lost(counted, history)
        or _same(counted)
        or _short(counted, history)
        or _doubtful(counted, history)
        or _uncontrolled(history)
    )


def control_result(control: ControlPage, verdict: Verdict) -> tuple[str, str]:
    """Return what a control gave: "read" if its text is as before, else why not, and in words."""
    if not isinstance(verdict, Kept) and verdict.reason != "off_topic":
        return verdict.reason, verdict.detail
    blocks = None if isinstance(verdict, Failed) else verdict.blocks
    if blocks is None or blocks.core == control.core:
        return "read", ""
    words, sure = blocks.words or 0, blocks.confidence or 0.0
    if words < SHORT * control.words:
        return "shorter", f"{words} words, where it had {control.words}"
    if sure < DOUBTFUL <= (control.confidence or 0.0):
        return "doubtful", f"text_confidence {sure:.2f}, where it had {control.confidence:.2f}"
    return "read", ""


def _barred(counted: Sequence[PageOutcome]) -> PageFinding | None:
    """Find that robots.txt keeps every page from programs, however few there are: it is a rule."""
    if not counted or any(page.reason != "robots" for page in counted):
        return None
    first = counted[0]
    said = f": {first.detail[:WORDS_SHOWN]}" if first.detail else ""
    which = "the only page" if len(counted) == 1 else f"all {len(counted)} pages"
    return PageFinding(
        "blocked", f"robots.txt refuses {which} it lists{said} ({first.url}); {_ASK}"
    )


def doubted_pages(history: History) -> Sequence[PageOutcome]:
    """Return the newest pages that gave no article, or a text that may be none, up to one that did.

    A text may be none if it is short or doubtful beside the outlet's, or another page's, too. One
    page may have its own reasons, and many are short by chance: whether their outlet is in trouble,
    pages that gave their text before tell when they are asked for again.
    """
    counted = [page for page in history.pages if _tells(page)]
    words = [page.words for page in counted if page.words]
    sure = [page.confidence for page in counted if page.confidence is not None]
    least = SHORT * statistics.median(words) if len(words) > LEAST_PAGES else 0.0
    read_well = len(sure) > LEAST_PAGES and statistics.median(sure) >= DOUBTFUL
    found: list[PageOutcome] = []
    for page in counted:
        if (
            page.reason in _READ
            and not (page.words and page.words < least)
            and not (read_well and page.confidence is not None and page.confidence < DOUBTFUL)
            and not (page.core and any(_is_same_text(page, other) for other in counted))
        ):
            break
        found.append(page)
    return found


def _is_same_text(page: PageOutcome, other: PageOutcome) -> bool:
    """Tell whether two pages of different headlines have one text."""
    return page.core == other.core and page.headline != other.headline


def _uncontrolled(history: History) -> PageFinding | None:
    """Find that neither the newest pages nor those that gave their text before give it now."""
    doubted = doubted_pages(history)
    urls = {page.url for page in doubted}
    controls = [one for one in history.controls if one.about_url in urls]
    usual = history.usual.lost if history.usual else PAST_LOST
    by_chance = len(doubted) * math.log(min(max(usual, 0.01), MOST_LOST))
    by_chance += len(controls) * math.log(CONTROL_LOST)
    lost = [one for one in controls if one.reason != "read"]
    if not controls or len(lost) < len(controls) or by_chance > math.log(CHANCE) + 1e-6:
        return None
    (reason, count), *_ = Counter(one.reason for one in lost).most_common()
    example = next(one for one in lost if one.reason == reason)
    health = _health_of(reason)
    said = f": {example.detail[:WORDS_SHOWN]}" if example.detail else ""
    return PageFinding(
        health,
        # The same words as long as it lasts, but for numbers: what was said is not said again.
        f"its newest pages gave no article ({len(doubted)} since {doubted[-1].url}), and "
        f"{len(lost)} that did before give none now ({count} {reason}{said}; {example.url}); "
        f"{_ADVICE[health]}",
    )


def usual_of(pages: Sequence[PageOutcome]) -> Usual | None:
    """Return what pages, newest first, are usually like; None if they are too few.

    The newest are left out: what begins to go wrong is not usual.
    """
    past = [page for page in pages if _tells(page)][LEAST_PAGES:]
    if len(past) < LEAST_PAST:
        return None
    lost = sum(page.reason not in _READ for page in past) / len(past)
    words = sorted(page.words for page in past if page.words)
    sure = [page.confidence for page in past if page.confidence is not None]
    known = len(words) >= LEAST_TEXTS
    return Usual(
        round(lost, 3),
        int(statistics.median(words)) if known else None,
        words[len(words) // SHORTEST] if known else None,
        round(statistics.median(sure), 3) if len(sure) >= LEAST_PAST else None,
    )


def _tells(page: PageOutcome) -> bool:
    if page.reason in _UNTOLD:
        return False
    if page.reason in PASSING:
        return page.attempts >= PASSING_TRIES
    return page.reason != "blocked" or page.attempts > 0


def _lost(counted: Sequence[PageOutcome], history: History) -> PageFinding | None:
    """Find that the newest pages gave no article, far oftener than the outlet's do."""
    usual = history.usual.lost if history.usual else PAST_LOST
    run = _run_by_chance(usual)
    newest = counted[:run]
    lost = [page for page in newest if page.reason not in _READ]
    wider = counted[: 2 * run]
    more = [page for page in wider if page.reason not in _READ]
    all_lost = len(newest) == run and len(lost) == run
    most_lost = len(wider) == 2 * run and len(more) >= MOST_LOST * len(wider)
    if most_lost and not all_lost:
        newest, lost = wider, more
    given_again = {one.about_url for one in history.controls if one.reason == "read"}
    ill = history.health in _ADVICE and not given_again.intersection(page.url for page in newest)
    lasting = ill and len(lost) > len(newest) / 2 >= LEAST_PAGES / 2
    if not (all_lost or most_lost or lasting):
        return None
    (reason, count), *others = Counter(page.reason for page in lost).most_common()
    health = _health_of(reason)
    example = next(page for page in lost if page.reason == reason)
    said = f": {example.detail[:WORDS_SHOWN]}" if example.detail else ""
    rest = "".join(f", {n} {other}" for other, n in others)
    return PageFinding(
        health,
        f"{len(lost)} of its newest {len(newest)} pages gave no article ({count} {reason}{said}"
        f"{rest}; {example.url}); {_ASK if reason == 'robots' else _ADVICE[health]}",
    )


def _run_by_chance(usual: float) -> int:
    """Return how many lost pages in a row are no chance where a share of ``usual`` is lost."""
    needed = math.log(CHANCE) / math.log(min(max(usual, 0.01), MOST_LOST))
    return max(LEAST_PAGES, math.ceil(round(needed, 6)))


def _health_of(reason: str) -> Health:
    if reason in _REFUSED:
        return "blocked"
    return "thin" if reason in _EMPTY else "broken"


def _same(counted: Sequence[PageOutcome]) -> PageFinding | None:
    """Find that the newest pages, of different headlines, have one text."""
    newest = [page for page in counted if page.words][:LEAST_PAGES]
    headlines = {page.headline for page in newest if page.headline and page.core == newest[0].core}
    if len(headlines) < LEAST_PAGES:
        return None
    return PageFinding(
        "thin",
        f"its newest {len(newest)} pages have one text under different headlines, such as a banner "
        f"or a menu ({newest[0].url}); {_ADVICE['thin']}",
    )


def _short(counted: Sequence[PageOutcome], history: History) -> PageFinding | None:
    """Find that the newest texts are all shorter than almost any that the outlet had."""
    usual = history.usual
    newest = [page for page in counted if page.words][:LEAST_PAGES]
    if not (usual and usual.words and usual.least_words and len(newest) == LEAST_PAGES):
        return None
    words = [page.words or 0 for page in newest]
    middle = int(statistics.median(words))
    if middle >= SHORT * usual.words or max(words) >= usual.least_words:
        return None
    return PageFinding(
        "thin",
        f"the texts of its newest {len(newest)} pages have {middle} words, where {usual.words} are "
        f"usual ({newest[0].url}); {_ADVICE['thin']}",
    )


def _doubtful(counted: Sequence[PageOutcome], history: History) -> PageFinding | None:
    """Find that the newest texts were all read badly, where the outlet's were read well."""
    usual = history.usual
    newest = [page for page in counted if page.confidence is not None][:LEAST_PAGES]
    known = usual.confidence if usual and usual.confidence is not None else None
    if len(newest) < LEAST_PAGES or known is None or known < DOUBTFUL:
        return None
    sure = max(page.confidence or 0.0 for page in newest)
    if sure >= DOUBTFUL:
        return None
    return PageFinding(
        "thin",
        f"the texts of its newest {len(newest)} pages are doubtful (text_confidence at most "
        f"{sure:.2f}, where {known:.2f} is usual; {newest[0].url}); {_ADVICE['thin']}",
    )
