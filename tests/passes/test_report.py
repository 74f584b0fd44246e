"""What a pass says of itself: everything, or only what is wrong and new."""

from collections import Counter

import pytest

from passes.report import PassReport


def report(told_before: set[str]) -> PassReport:
    """Return the report of a pass with two outlets that did not answer, and one trouble."""
    return PassReport(
        trouble=["alert to a@example.org: 451 try later (3 messages)"],
        notes=["warning: a rule"],
        silent={"HTTP 403": ["Dawn", "Tolo"]},
        told_before=frozenset(told_before),
    )


@pytest.mark.parametrize(
    ("told_before", "left"),
    [
        (set(), ["Dawn: HTTP 403", "Tolo: HTTP 403", "alert to a@example.org: 451 try later"]),
        ({"Dawn: HTTP 403"}, ["Tolo: HTTP 403", "alert to a@example.org: 451 try later"]),
        ({"Dawn: HTTP 403", "Tolo: HTTP 503"}, ["alert to a@example.org: 451 try later"]),
        (
            {"alert to a@example.org: 451 try later (12 messages)"},
            ["Dawn: HTTP 403", "Tolo: HTTP 403"],
        ),
        ({"Dawn: no answer"}, ["Dawn: HTTP 403", "Tolo: HTTP 403", "alert to a@example.org: 451"]),
    ],
)
def test_what_was_said_in_the_last_day_is_no_news_whatever_its_numbers(
    told_before: set[str], left: list[str]
) -> None:
    news = report(told_before).news()
    assert len(news) == len(left)
    for line, start in zip(news, left, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 entry without an address"), (12, "12 entries without an address")],
)
def test_entries_without_an_address_are_counted_at_the_end(count: int, said: str) -> None:
    assert PassReport(Counter(entries_without_an_address=count)).lines() == [said]


def test_what_was_said_is_written_down_line_by_line_and_silences_the_next_report() -> None:
    first = report(set())
    assert first.troubles() == [
        "Dawn: HTTP 403",
        "Tolo: HTTP 403",
        "alert to a@example.org: 451 try later (3 messages)",
    ]
    assert report({*first.troubles()}).news() == []
    assert report({*first.troubles()}).exit_code == 1
