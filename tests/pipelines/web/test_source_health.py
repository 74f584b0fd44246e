"""The health of an outlet: each state with its evidence, beside the outlet's own past."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipelines.visits import History, PageOutcome, Usual, Visit
from pipelines.web.page_health import judge_pages, usual_of
from pipelines.web.source_health import (
    NO_ADDRESS,
    TROUBLED,
    UNCLOSED_LIST,
    condition_of,
    gives_nothing,
    in_trouble,
    without_address,
)
from tests.samples import NOW

FEED = "https://a.example/f"
OLD = NOW - timedelta(days=40)
DAY = timedelta(days=1)


def visit(outcome: str = "ok", **facts: object) -> Visit:
    return Visit("a", NOW, FEED, outcome, **facts)  # type: ignore[arg-type]


def page(reason: str = "kept", attempts: int = 1, **facts: object) -> PageOutcome:
    return PageOutcome("https://a.example/1", reason, "seen", attempts, **facts)  # type: ignore[arg-type]


def texts(*words: int) -> tuple[PageOutcome, ...]:
    return tuple(page(words=count, confidence=0.9) for count in words)


@pytest.mark.parametrize(
    ("visits", "history", "health", "said"),
    [
        ([visit(found=4, new=4)], History(), "ok", "answers"),
        ([visit("not_modified", found=3)], History(), "ok", "answers"),
        ([visit(found=3)], History(last_new_at=NOW - 2 * DAY), "quiet", "new since 2025-11-22"),
        ([visit(found=9, newest_at=OLD)], History(), "stale", "newest item is of 2025-10-15"),
        ([visit(found=9, newest_at=NOW + DAY)], History(), "ok", "answers"),
        ([visit("not_modified", found=9, newest_at=OLD)], History(), "stale", "2025-10-15"),
        ([visit(found=0)], History(), "thin", "no articles"),
        ([visit("not_modified", found=0)], History(), "thin", "no articles"),
        ([visit("dns", error="no host")], History(), "broken", f"no host ({FEED}); look whether"),
        ([visit("not_a_feed", error="a web page")], History(), "broken", "look for its present"),
        ([visit("http_5xx")], History(), "broken", "http_5xx (https"),
        ([visit("blocked", error="HTTP 403")], History(), "blocked", "HTTP 403"),
        ([visit("robots")], History(), "blocked", "read by programs"),
        ([visit("dns"), visit(found=2, new=1)], History(), "ok", "1 of 2 addresses did not"),
        ([visit(found=9, error=UNCLOSED_LIST)], History(), "ok", UNCLOSED_LIST),
        ([visit(found=9, error=f"{NO_ADDRESS}3")], History(), "ok", f"{NO_ADDRESS}3"),
        (
            [visit(found=9, error=f"{UNCLOSED_LIST}; {NO_ADDRESS}3")],
            History(),
            "ok",
            f"{UNCLOSED_LIST}; {NO_ADDRESS}3",
        ),
        (
            [visit(found=9, error=f"only 9 of 12 entries are read; {NO_ADDRESS}3")],
            History(),
            "overflow",
            f"only 9 of 12 entries are read; {NO_ADDRESS}3",
        ),
        ([visit(found=0, error=f"{NO_ADDRESS}12")], History(), "thin", f"({NO_ADDRESS}12); look"),
        ([visit(found=9, error="2 of 9 are read")], History(), "overflow", "2 of 9 are read"),
        ([visit(found=9)], History(floods=(visit(found=20),)), "overflow", "all 20 articles"),
        ([], History(), "broken", "no URL"),
    ],
)
def test_health_is_said_with_its_evidence(
    visits: list[Visit], history: History, health: str, said: str
) -> None:
    condition = condition_of(visits, history, NOW)
    assert condition.health == health
    assert said in condition.reason


@pytest.mark.parametrize("count", [1, 2, 4, 30])
def test_an_outlet_whose_every_page_robots_txt_refuses_is_blocked(count: int) -> None:
    refused = (page("robots"),) * count
    condition = condition_of([visit(found=9)], History(pages=refused), NOW)
    assert condition.health == "blocked"
    assert "robots.txt refuses" in condition.reason
    assert "ask the outlet for leave" in condition.reason
    assert "through a proxy" not in condition.reason
    some_read = History(pages=(*refused[:3], page(), page("off_topic")))
    assert condition_of([visit(found=9)], some_read, NOW).health == "ok"


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("the list ends early, within an entry", "breaks off"),
        ("the list is a gzip file that ends early", "breaks off"),
        ("the list is a damaged gzip file", "breaks off"),
        (f"{UNCLOSED_LIST}; only 9 of 12 entries are read", "give it a shorter list"),
        ("the list is longer than 5,000 entries; the rest is not read", "give it a shorter list"),
    ],
)
def test_a_list_that_breaks_off_is_not_called_too_long(said: str, advice: str) -> None:
    condition = condition_of([visit(found=9, error=said)], History(), NOW)
    assert condition.health == "overflow"
    assert advice in condition.reason
    assert ("shorter list" in condition.reason) == ("shorter" in advice)


@pytest.mark.parametrize(
    ("said", "count"),
    [("", 0), (f"{NO_ADDRESS}3", 3), (f"answers; {NO_ADDRESS}1,204 (http://a.example/f)", 1204)],
)
def test_entries_without_an_address_are_counted_by_what_is_said(said: str, count: int) -> None:
    assert without_address(said) == count


@pytest.mark.parametrize(
    ("reason", "attempts", "health"),
    [
        ("blocked", 1, "blocked"),
        ("consent", 1, "blocked"),
        ("login", 1, "blocked"),
        ("robots", 1, "blocked"),
        ("empty", 1, "thin"),
        ("listing", 1, "thin"),
        ("redirect", 1, "broken"),
        ("not_found", 1, "broken"),
        ("timeout", 3, "broken"),
        ("timeout", 1, "ok"),
        ("blocked", 0, "ok"),
        ("media_only", 1, "ok"),
        ("not_tried", 9, "ok"),
        ("off_topic", 1, "ok"),
    ],
)
def test_pages_that_give_no_article_are_seen_behind_a_list_that_answers(
    reason: str, attempts: int, health: str
) -> None:
    history = History(pages=(page(reason, attempts),) * 5 + (page(),) * 40)
    condition = condition_of([visit(found=9)], history, NOW)
    assert condition.health == health
    if health != "ok":
        assert f"5 of its newest 5 pages gave no article (5 {reason}: seen" in condition.reason
        assert "https://a.example/1); " in condition.reason  # and what to do


def test_four_lost_pages_show_nothing_yet() -> None:
    assert judge_pages(History(pages=(page("blocked"),) * 4)) is None


def test_an_outlet_that_often_lists_what_is_no_article_needs_a_longer_run() -> None:
    usual = Usual(lost=0.5)
    assert judge_pages(History(pages=(page("listing"),) * 16, usual=usual)) is None
    found = judge_pages(History(pages=(page("listing"),) * 17, usual=usual))
    assert found is not None
    assert found.health == "thin"


def test_most_of_many_pages_are_enough() -> None:
    mixed = ((page("blocked"),) * 4 + (page(),)) * 2
    found = judge_pages(History(pages=mixed))
    assert found is not None
    assert found.reason.startswith("8 of its newest 10 pages gave no article (8 blocked: seen")
    assert judge_pages(History(pages=((page("blocked"),) * 2 + (page(),)) * 5)) is None


def test_trouble_with_pages_ends_when_half_of_the_newest_are_read() -> None:
    was = replace(History(), health="blocked")
    worse, better = (page("blocked"),) * 3, (page(),) * 2
    assert judge_pages(replace(was, pages=better + worse)) is not None
    assert judge_pages(replace(was, pages=(page(), *better, *worse))) is None
    assert judge_pages(History(pages=better + worse)) is None


def test_texts_are_measured_by_the_outlets_own() -> None:
    past = texts(*range(300, 400, 2))
    usual = usual_of(past)
    assert usual is not None
    assert (usual.lost, usual.words, usual.confidence) == (0.0, 354, 0.9)
    short = History(pages=texts(40, 42, 44, 40, 41) + past, usual=usual)
    found = judge_pages(short)
    assert found is not None
    assert found.health == "thin"
    assert "have 41 words, where 354 are usual" in found.reason
    assert judge_pages(replace(short, pages=texts(40, 42, 400, 40, 41) + past)) is None
    assert judge_pages(replace(short, usual=None)) is None


def test_one_text_under_all_headlines_is_seen() -> None:
    same = [page(words=80, core="c", headline=f"headline {number}") for number in range(5)]
    found = judge_pages(History(pages=tuple(same)))
    assert found is not None
    assert found.health == "thin"
    assert "one text under different headlines" in found.reason
    assert judge_pages(History(pages=tuple(same[:4]))) is None
    assert judge_pages(History(pages=(*same[:4], page(words=80, core="d", headline="e")))) is None
    assert judge_pages(History(pages=(*same[:4], same[0]))) is None  # one article, two URLs


def test_doubtful_texts_are_seen_where_the_outlets_were_read_well() -> None:
    doubtful = tuple(page(words=300, confidence=0.3) for _ in range(5))
    usual = Usual(lost=0.0, confidence=0.9)
    found = judge_pages(History(pages=doubtful, usual=usual))
    assert found is not None
    assert "text_confidence at most 0.30, where 0.90 is usual" in found.reason
    assert judge_pages(History(pages=doubtful, usual=Usual(0.0, confidence=0.4))) is None
    assert judge_pages(History(pages=(*doubtful[1:], page(confidence=0.95)), usual=usual)) is None


def test_what_is_usual_is_learned_while_all_is_well_and_kept_in_trouble() -> None:
    well = (page(words=300),) * 20
    learned = condition_of([visit(found=9)], History(pages=well), NOW).usual
    assert learned == Usual(0.0)
    ill = History(pages=(page("blocked"),) * 60, usual=learned)
    assert condition_of([visit(found=9)], ill, NOW).usual == learned
    assert condition_of([visit("dns")], ill, NOW).usual == learned
    assert usual_of(well[:10]) is None


def test_the_worst_is_the_health_and_all_is_said() -> None:
    history = History(pages=(page("blocked"),) * 5)
    condition = condition_of([visit(found=9, newest_at=OLD, error="cut")], history, NOW)
    assert condition.health == "blocked"
    assert condition.reason.startswith("5 of its newest")
    assert "newest item is of 2025-10-15" in condition.reason
    assert "could be read: cut" in condition.reason


def test_one_function_says_what_is_trouble() -> None:
    assert [health for health in ("ok", "quiet", "off", *TROUBLED) if in_trouble(health)] == [
        *TROUBLED
    ]
    assert [health for health in TROUBLED if gives_nothing(health)] == ["broken", "blocked", "thin"]


def test_an_outlet_with_few_articles_is_stale_by_its_own_gaps() -> None:
    weekly = History(active_hours=tuple(NOW - number * 8 * DAY for number in range(3, 0, -1)))
    for days, health in ((9, "ok"), (95, "ok"), (97, "stale")):
        told = visit(found=3, newest_at=NOW - days * DAY)
        assert condition_of([told], weekly, NOW).health == health
