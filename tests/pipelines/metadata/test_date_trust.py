"""Whose date is believed when witnesses differ: by a table, and whatever their order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates.moments import Moment, day_moment
from pipelines.dates.timezones import country_zone
from pipelines.items import ZoneKnown
from pipelines.metadata.date_trust import Candidate, Role, Witness, weigh

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
KARACHI = country_zone("PK")


def at(text: str, offset: float | None = None) -> Moment:
    """Return a time with its offset in hours, or one of the outlet's clock where it has none."""
    wall = datetime.fromisoformat(text)
    zone = KARACHI if offset is None else timezone(timedelta(hours=offset))
    known: ZoneKnown = "outlet" if offset is None else "told" if offset else "utc"
    return Moment(wall.replace(tzinfo=zone).astimezone(UTC), wall, timed=True, zone=known)


def unzoned(text: str) -> Moment:
    """Return a time whose zone nobody knows, read as UTC."""
    wall = datetime.fromisoformat(text)
    return Moment(wall.replace(tzinfo=UTC), wall, timed=True, zone="assumed")


def day(text: str) -> Moment:
    return day_moment(datetime.fromisoformat(text).date())


def birth(witness: Witness, moment: Moment, *, marked: bool = True) -> Candidate:
    return Candidate(moment, witness, marked=marked)


def change(witness: Witness, moment: Moment) -> Candidate:
    return Candidate(moment, witness, "change")


def told(*candidates: Candidate) -> tuple[str, str]:
    found = weigh(candidates, KARACHI, NOW)
    return (
        found.published_at.strftime("%m-%d %H:%M") if found.published_at else "",
        found.modified_at.strftime("%m-%d %H:%M") if found.modified_at else "",
    )


MORNING = at("2026-11-26T13:10", 5)


@pytest.mark.parametrize(
    ("candidates", "published", "modified"),
    [
        ([], "", ""),
        ([birth("feed", MORNING)], "11-26 08:10", ""),
        # The order of trust, where two may mean one day.
        ([birth("feed", MORNING), birth("jsonld", at("2026-11-26T14:02", 5))], "11-26 08:10", ""),
        ([birth("jsonld", MORNING), birth("meta", at("2026-11-27T01:17", 5))], "11-26 08:10", ""),
        ([birth("byline", at("2026-11-26T14:02")), birth("meta", MORNING)], "11-26 08:10", ""),
        ([birth("address", day("2026-11-25")), birth("byline", MORNING)], "11-26 08:10", ""),
        # A change dates nothing.
        ([change("feed", MORNING)], "", "11-26 08:10"),
        ([change("meta", MORNING)], "", "11-26 08:10"),
        (
            [birth("byline", day("2026-11-20")), change("feed", MORNING)],
            "11-20 12:00",
            "11-26 08:10",
        ),
        ([birth("meta", MORNING), change("byline", day("2026-11-26"))], "11-26 08:10", ""),
        (
            [birth("meta", MORNING), change("byline", day("2026-11-27"))],
            "11-26 08:10",
            "11-27 12:00",
        ),
        ([birth("meta", MORNING), change("meta", MORNING)], "11-26 08:10", ""),
        # A day alone gives way to a time of that day, on any clock.
        ([birth("feed", day("2026-11-26")), birth("jsonld", MORNING)], "11-26 08:10", ""),
        (
            [birth("feed", day("2026-11-26")), birth("byline", at("2026-11-26T02:10"))],
            "11-25 21:10",
            "",
        ),
        (
            [birth("feed", day("2026-11-27")), birth("meta", at("2026-11-26T20:00", 0))],
            "11-26 20:00",
            "",
        ),
        (
            [birth("feed", day("2026-11-26")), birth("jsonld", at("2026-11-27T09:00", 5))],
            "11-26 12:00",
            "",
        ),
        # A zone that is told, one that is known by the country, one that is assumed.
        ([birth("feed", unzoned("2026-11-26T13:10")), birth("meta", MORNING)], "11-26 08:10", ""),
        ([birth("feed", at("2026-11-26T13:10", 0)), birth("meta", MORNING)], "11-26 08:10", ""),
        (
            [birth("jsonld", at("2026-11-26T13:10", 0)), birth("meta", at("2026-11-26T13:10"))],
            "11-26 08:10",
            "",
        ),
        (
            [birth("meta", at("2026-11-26T13:10", 0)), birth("byline", at("2026-11-26T13:10"))],
            "11-26 13:10",
            "",
        ),
        (
            [birth("meta", at("2026-11-28T14:10", 0)), birth("byline", at("2026-11-28T14:10"))],
            "11-28 09:10",
            "",
        ),
        # Twelve hours: the afternoon, if it has come.
        (
            [birth("meta", at("2026-11-26T01:10", 5)), birth("byline", at("2026-11-26T13:10"))],
            "11-26 08:10",
            "",
        ),
        ([birth("jsonld", at("2026-11-26T01:10", 5)), birth("meta", MORNING)], "11-26 08:10", ""),
        (
            [birth("jsonld", at("2026-11-28T07:10", 5)), birth("meta", at("2026-11-28T19:10", 5))],
            "11-28 02:10",
            "",
        ),
        # More than a day and a half: dates move forward, never back.
        (
            [birth("feed", MORNING), birth("jsonld", at("2021-03-04T09:00", 5))],
            "03-04 04:00",
            "11-26 08:10",
        ),
        (
            [birth("feed", MORNING), birth("byline", day("2021-03-04"))],
            "03-04 12:00",
            "11-26 08:10",
        ),
        (
            [birth("feed", MORNING), birth("byline", day("2021-03-04"), marked=False)],
            "11-26 08:10",
            "",
        ),
        (
            [birth("feed", MORNING), birth("address", day("2021-03-04"))],
            "03-04 12:00",
            "11-26 08:10",
        ),
        ([birth("feed", MORNING), birth("data", day("2021-03-04"))], "11-26 08:10", ""),
        ([birth("meta", MORNING), birth("byline", day("2026-11-20"))], "11-20 12:00", ""),
        (
            [
                birth("meta", MORNING),
                change("meta", at("2026-11-28T10:00", 5)),
                birth("byline", day("2026-11-20")),
            ],
            "11-26 08:10",
            "11-28 05:00",
        ),
        ([birth("jsonld", MORNING), birth("meta", at("2026-11-20T09:00", 5))], "11-26 08:10", ""),
    ],
)
def test_whom_to_believe(candidates: list[Candidate], published: str, modified: str) -> None:
    assert told(*candidates) == (published, modified)
    assert told(*reversed(candidates)) == (published, modified)


def test_how_long_ago_comes_late_and_a_change_dates_nothing() -> None:
    ago = Candidate(at("2026-11-28T09:00", 0), "byline", relative=True)
    found = weigh([ago, birth("address", day("2026-11-20"))], KARACHI, NOW)
    assert (found.published_at, found.origin) == (day("2026-11-20").at, "body")
    assert weigh([ago], KARACHI, NOW).confidence == 0.6
    found = weigh([change("byline", day("2026-11-20"))], KARACHI, NOW)
    assert (found.published_at, found.confidence, found.modified_at) == (
        None,
        0.0,
        day("2026-11-20").at,
    )


def test_a_lunar_day_is_rough() -> None:
    lunar = day_moment(datetime(2026, 11, 25, tzinfo=UTC).date(), rough=True)
    assert weigh([birth("byline", lunar)], KARACHI, NOW).confidence == 0.6


def test_a_guide_is_dated_by_its_edition_and_news_is_not() -> None:
    edition = [
        birth("meta", at("2024-03-02T09:00", 5)),
        change("meta", MORNING),
        change("byline", day("2026-11-26")),
    ]
    assert weigh(edition, KARACHI, NOW, press=False).published_at == day("2026-11-26").at
    assert weigh(edition, KARACHI, NOW).published_at == at("2024-03-02T09:00", 5).at
    without_word = [edition[0], edition[2]]
    assert weigh(without_word, KARACHI, NOW, press=False).published_at == edition[0].moment.at


def test_a_guide_without_a_publication_is_of_its_edition_if_two_signs_support_it() -> None:
    shown = change("byline", day("2026-11-26"))
    older = change("byline", day("2025-11-26"))
    told_same, told_other = change("jsonld", MORNING), change("meta", day("2026-10-01"))
    ago = Candidate(day("2026-11-26"), "byline", "change", relative=True)

    def dated(*said: Candidate, years: tuple[int, ...] = (), press: bool = False) -> bool:
        found = weigh(said, KARACHI, NOW, press=press, years=years)
        assert found.published_at in (None, shown.moment.at)
        assert found.confidence in (0, 0.6)
        return found.published_at is not None

    assert dated(shown, told_same)
    assert dated(older, shown, told_same)
    assert dated(shown, years=(2024, 2026))
    assert not dated(shown, told_same, press=True)
    assert not dated(shown, years=(2026,), press=True)
    assert not dated(shown)
    assert not dated(told_same, years=(2026,))
    assert not dated(shown, years=(2025,))
    assert not dated(shown, told_other, years=(2026,))
    assert not dated(ago, told_same)
    assert not dated(shown, change("feed", MORNING))


WALLS = st.integers(0, 2_000_000).map(
    lambda m: datetime.fromisoformat("2023-01-01") + timedelta(minutes=m)
)
MOMENTS = st.one_of(
    WALLS.map(lambda wall: day_moment(wall.date())),
    st.builds(
        lambda wall, hours: at(wall.isoformat(), hours), WALLS, st.sampled_from([None, 0, 5, -5.5])
    ),
    st.builds(
        lambda days, hours: at("2026-11-20T13:10", hours) if days else day("2026-11-20"),
        st.booleans(),
        st.sampled_from([None, 0, 5]),
    ),
)
WITNESSES: list[Witness] = ["feed", "jsonld", "meta", "byline", "address", "data"]
ROLES: list[Role] = ["publication", "change"]
CANDIDATES = st.builds(
    Candidate,
    MOMENTS,
    st.sampled_from(WITNESSES),
    st.sampled_from(ROLES),
    relative=st.booleans(),
    marked=st.booleans(),
    named=st.booleans(),
)


ORDERS = st.lists(CANDIDATES, max_size=6).flatmap(
    lambda some: st.tuples(st.just(some), st.permutations(some))
)


@given(ORDERS, st.booleans())
def test_the_order_of_witnesses_changes_nothing(
    orders: tuple[list[Candidate], list[Candidate]], press: bool
) -> None:
    one, other = (weigh(some, KARACHI, NOW, press=press) for some in orders)
    assert one == other


@given(st.lists(CANDIDATES, max_size=6), st.booleans())
def test_what_is_believed_was_said(candidates: list[Candidate], press: bool) -> None:
    found = weigh(candidates, KARACHI, NOW, press=press)
    said = {one.moment.at for one in candidates}
    assert found.published_at in said | {None}
    assert found.modified_at in said | {None}
    assert (found.published_at is None) == (found.origin == "none") == (found.confidence == 0)
    if found.published_at and found.modified_at:
        assert found.modified_at > found.published_at


@given(st.lists(CANDIDATES, max_size=6))
def test_a_change_of_a_list_dates_no_article(candidates: list[Candidate]) -> None:
    changes = [change("feed", one.moment) for one in candidates]
    assert weigh(changes, KARACHI, NOW).published_at is None


@given(st.lists(CANDIDATES, max_size=5), WALLS)
def test_a_day_alone_never_overrules_a_time_of_that_day(
    candidates: list[Candidate], wall: datetime
) -> None:
    time = birth("feed", at(wall.isoformat(), 5))
    days = [birth(one.witness, day_moment(wall.date())) for one in candidates]
    assert weigh([time, *days], KARACHI, NOW).published_at == time.moment.at
