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
    ("what", "one", "many"),
    [
        ("entries_without_an_address", "1 entry without", "12 entries without an address"),
        ("outlets_searched_for_lists", "1 outlet searched for lists", "12 outlets searched"),
        ("sites_asked_what_they_refuse", "1 site asked what it refuses", "12 sites asked what th"),
        ("stories_compared", "1 story compared", "12 stories compared"),
        ("missing_pages", "1 missing page", "12 missing pages"),
        ("old_links", "1 old link", "12 old links"),
        ("read_again", "1 cleaned again, since its outlet", "12 cleaned again, since their outlet"),
        ("left_as_they_were", "1 left as it was", "12 left as they were"),
        ("kept", "1 kept", "12 kept"),
    ],
)
def test_what_is_counted_is_said_of_one_and_of_many(what: str, one: str, many: str) -> None:
    for count, said in ((1, one), (12, many)):
        (line,) = PassReport(Counter({what: count})).lines()
        assert line.startswith(said)


def test_what_was_said_is_written_down_line_by_line_and_silences_the_next_report() -> None:
    first = report(set())
    assert first.troubles() == [
        "Dawn: HTTP 403",
        "Tolo: HTTP 403",
        "alert to a@example.org: 451 try later (3 messages)",
    ]
    assert report({*first.troubles()}).news() == []
    assert report({*first.troubles()}).exit_code == 1


def test_parts_of_a_work_are_told_as_one() -> None:
    whole = PassReport(Counter(kept=2), ["full"], ["warning: a rule"], refused=Counter(empty=1))
    part = PassReport(Counter(kept=3, mails=1), ["full", "torn"], ["warning: a rule", "a note"])
    part.refused["empty"] += 1
    whole.take_in(part)
    assert whole.counts == {"kept": 5, "mails": 1}
    assert whole.trouble == ["full", "torn"]
    assert whole.notes == ["warning: a rule", "a note"]
    assert whole.refused == {"empty": 2}
