"""Pages that gave their text before tell whether an outlet of few articles is in trouble."""

from dataclasses import replace

import pytest

from pipelines.items import ControlPage, Dropped, Entry, Failed, Verdict
from pipelines.page_blocks import PageBlocks
from pipelines.visits import ControlOutcome, History, PageOutcome, Usual
from pipelines.web.page_health import control_result, doubted_pages, judge_pages, usual_of

OLD = tuple(
    PageOutcome(f"https://a.example/{n}", "off_topic", "", 1, 300, 0.97, f"core{n}", f"head {n}")
    for n in range(8)
)
NEW = "https://a.example/new"
CONTROL = ControlPage("a", "feed", Entry("https://a.example/0"), 300, 0.97, "core0")


def newest(reason: str, attempts: int = 1, **facts: object) -> PageOutcome:
    return PageOutcome(NEW, reason, "seen", attempts, **facts)  # type: ignore[arg-type]


def answers(*reasons: str, about: str = NEW) -> tuple[ControlOutcome, ...]:
    return tuple(
        ControlOutcome(f"https://a.example/{n}", about, reason, "HTTP 403")
        for n, reason in enumerate(reasons)
    )


@pytest.mark.parametrize(
    ("page", "doubted"),
    [
        (newest("blocked"), True),
        (newest("empty"), True),
        (newest("not_found"), True),
        (newest("timeout"), False),
        (newest("timeout", attempts=3), True),
        (newest("media_only"), False),
        (newest("kept", words=280, confidence=0.97, core="own", headline="own"), False),
        (newest("kept", words=40, confidence=0.97, core="own", headline="own"), True),
        (newest("off_topic", words=280, confidence=0.4, core="own", headline="own"), True),
        (newest("off_topic", words=280, confidence=0.97, core="core3", headline="own"), True),
    ],
)
def test_a_page_without_its_article_is_doubted(page: PageOutcome, doubted: bool) -> None:
    found = doubted_pages(History(pages=(page, *OLD)))
    assert [one.url for one in found] == [NEW] * doubted
    assert judge_pages(History(pages=(page, *OLD))) is None  # one page alone shows nothing


@pytest.mark.parametrize(
    ("controls", "health"),
    [
        (answers("blocked", "blocked", "blocked"), "blocked"),
        (answers("blocked", "login"), "blocked"),
        (answers("redirect", "redirect", "not_found"), "broken"),
        (answers("shorter", "shorter", "empty"), "thin"),
        (answers("blocked", "read", "blocked"), None),
        (answers("blocked"), None),  # too few to tell
        (answers("blocked", "blocked", "blocked", about="https://a.example/4"), None),
    ],
)
def test_an_outlet_is_in_trouble_if_no_control_is_read(
    controls: tuple[ControlOutcome, ...], health: str | None
) -> None:
    found = judge_pages(History(pages=(newest("blocked"), *OLD), controls=controls))
    assert (found.health if found else None) == health
    if found:
        told = f"(1 since {NEW}), and {len(controls)} that did before give none now"
        assert told in found.reason
        assert found.reason.count("HTTP 403") == 1


def test_what_is_said_of_an_outlet_stays_the_same_when_more_pages_are_lost() -> None:
    first = History(pages=(newest("blocked"), *OLD), controls=answers("blocked", "blocked"))
    another = replace(newest("blocked"), url="https://a.example/another-slug")
    later = replace(
        first,
        pages=(another, *first.pages),
        controls=answers("blocked", "blocked", about=another.url),
    )
    before, after = judge_pages(first), judge_pages(later)
    assert before is not None
    assert after is not None
    assert before.reason.replace("1 since", "2 since") == after.reason


def test_where_much_is_lost_always_more_controls_are_needed() -> None:
    pages, two = (newest("blocked"), *OLD), answers("blocked", "blocked")
    assert judge_pages(History(pages=pages, controls=two, usual=Usual(0.5))) is None
    assert judge_pages(History(pages=pages, controls=two, usual=Usual(0.02))) is not None


def test_trouble_ends_once_the_controls_are_read_though_pages_stay_lost() -> None:
    lost = [replace(newest("blocked"), url=f"{NEW}{n}") for n in range(4)]
    ill = History(health="blocked", pages=(*lost, *OLD))
    assert judge_pages(ill) is not None
    well = replace(ill, controls=answers("read", "read", about=lost[0].url))
    assert judge_pages(well) is None
    assert usual_of(well.pages) is None


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (Failed("blocked", "HTTP 403"), "blocked"),
        (Dropped("login", "the page says 'Sign in'"), "login"),
        (Dropped("off_topic"), "read"),
        (Dropped("off_topic", blocks=PageBlocks("a", "core0", words=3)), "read"),
        (
            Dropped("off_topic", blocks=PageBlocks("a", "other", words=20, confidence=0.9)),
            "shorter",
        ),
        (Dropped("off_topic", blocks=PageBlocks("a", "x", words=290, confidence=0.3)), "doubtful"),
        (Dropped("off_topic", blocks=PageBlocks("a", "x", words=290, confidence=0.9)), "read"),
    ],
)
def test_a_control_is_read_if_its_text_is_as_before(verdict: Verdict, reason: str) -> None:
    assert control_result(CONTROL, verdict)[0] == reason
