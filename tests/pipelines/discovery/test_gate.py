"""A list is believed when it is alive, not when it answers."""

from datetime import timedelta

import pytest

from pipelines.discovery.gate import FRESH, Verdict, is_confirmed, judge_list, longest_age
from pipelines.items import Discovered, Entry
from tests.samples import NOW

HOUR = timedelta(hours=1)


def listed(
    count: int, age: timedelta | None, site: str = "paper.example", step: int = 1
) -> Discovered:
    """Return a list of so many articles, the newest of ``age`` ago."""
    return Discovered(
        tuple(
            Entry(
                f"https://www.{site}/news/{1000 + step * number}",
                f"Headline {number}",
                NOW - age - number * HOUR if age is not None else None,
            )
            for number in range(count)
        )
    )


FOREIGN = listed(9, HOUR, "other.example")
MIXED = Discovered((*listed(5, HOUR).entries, *FOREIGN.entries))
PAGES = Discovered(tuple(Entry(f"https://paper.example/{word}", "", NOW) for word in "abcdefg"))
AHEAD = Discovered(
    (Entry("https://paper.example/1", "Fair of next year", NOW + 90 * 24 * HOUR),) * 6
)


@pytest.mark.parametrize(
    ("found", "verdict", "why"),
    [
        (listed(5, HOUR), "fresh", "lists 5, the newest of 2025-11-24"),
        (listed(4, HOUR), "candidate", "lists only 4"),
        (listed(30, None), "candidate", "lists 30, none with a date"),
        (listed(30, 276 * 24 * HOUR), "candidate", "lists 30, but its newest item is of 2025-02-"),
        (listed(30, FRESH + HOUR), "candidate", "lists 30, but its newest item is of"),
        (listed(0, None), "refused", "lists no articles"),
        (FOREIGN, "refused", "lists articles of other sites alone"),
        (MIXED, "refused", "most of what it lists are pages of other sites"),
        (PAGES, "refused", "lists pages, but none that looks like an article"),
        (AHEAD, "candidate", "none with a date"),
    ],
)
def test_lists_are_judged(found: Discovered, verdict: Verdict, why: str) -> None:
    finding = judge_list(found, "paper.example", NOW, FRESH)
    assert finding.verdict == verdict
    assert why in finding.why


def test_a_search_may_list_any_site_and_rare_kinds_may_be_older() -> None:
    assert judge_list(FOREIGN, "paper.example", NOW, FRESH, foreign=True).verdict == "fresh"
    old = listed(9, 9 * 24 * HOUR)
    assert judge_list(old, "paper.example", NOW, longest_age("daily")).verdict == "candidate"
    assert judge_list(old, "paper.example", NOW, longest_age("NGO")).verdict == "fresh"


@pytest.mark.parametrize(
    ("found", "before", "now", "confirmed"),
    [
        (listed(9, HOUR), "abc", "bcd", True),
        (listed(9, HOUR), "abc", "abc", True),
        (listed(9, HOUR), "abc", "xyz", False),  # another list with each look
        (listed(9, None), "abc", "bcd", True),
        (listed(9, None), "abc", "abc", False),  # nothing new came
        (FOREIGN, "abc", "bcd", False),
    ],
)
def test_a_second_look_confirms(found: Discovered, before: str, now: str, confirmed: bool) -> None:
    finding = judge_list(found, "paper.example", NOW, FRESH)
    assert is_confirmed(finding, frozenset(before), frozenset(now)) is confirmed
