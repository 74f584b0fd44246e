"""The posts that WordPress lists in JSON, as sites really answer."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.items import Discovered, Dropped, Failed, Page
from pipelines.listings.interfaces.wordpress import posts_of
from pipelines.listings.listing import in_words, read_listing
from pipelines.listings.walk_back import first_lists
from pipelines.sources import Source, Window
from tests.samples import NOW

HOST = "https://gate.example"
API = f"{HOST}/wp-json/wp/v2/posts"
SPRING = Window(datetime(2025, 4, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC))


def read(body: object, url: str = API, window: Window | None = None) -> Discovered | Failed:
    text = body if isinstance(body, str) else json.dumps(body)
    page = Page(url, 200, "application/json; charset=UTF-8", text.encode(), NOW)
    return read_listing(None, "wordpress", page, "PK", window)


def post(number: int, day: str = "2025-04-09T06:30:00", **more: object) -> dict[str, object]:
    title = {"rendered": f"Camp&#8217;s gate <em>opens</em> {number}"}
    return {"link": f"{HOST}/{number}/", "date_gmt": day, "title": title, **more}


def test_posts_have_their_link_title_and_time_in_utc() -> None:
    found = read([post(1, modified_gmt="2025-04-10T07:00:00"), post(2)])
    assert isinstance(found, Discovered)
    first, second = found.entries
    assert (first.url, first.title) == (f"{HOST}/1/", "Camp\u2019s gate opens 1")
    assert first.published_at == datetime(2025, 4, 9, 6, 30, tzinfo=UTC)
    assert first.modified_at == datetime(2025, 4, 10, 7, tzinfo=UTC)
    assert second.modified_at is None
    assert found.nested == ()


def test_a_post_without_a_time_in_utc_has_that_of_the_outlets_clock() -> None:
    found = read([post(1, "0000-00-00T00:00:00", date="2025-04-09T06:30:00")])
    assert isinstance(found, Discovered)
    assert found.entries[0].published_at == datetime(2025, 4, 9, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        {"code": "rest_forbidden", "message": "Sorry", "data": {"status": 401}},
        "<html><body>Just a moment</body></html>",
        "[{",
        [{"id": 4}],
        '"posts"',
    ],
)
def test_other_answers_are_no_list(body: object) -> None:
    found = read(body)
    assert isinstance(found, Failed)
    assert found.reason == "not_a_feed"


def test_an_empty_list_is_a_list_and_what_has_no_link_is_counted() -> None:
    assert read([]) == Discovered(())
    found = read([post(1), {"id": 4}])
    assert isinstance(found, Discovered)
    assert len(found.entries) == 1
    assert found.truncated == "entries without an address: 1"


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["link", "title", "date_gmt", "rendered", "x"]), inner
            )
        ),
    )
)
def test_no_json_breaks_the_reader(body: object) -> None:
    assert isinstance(read(json.dumps(body)), Discovered | Failed)


def test_a_walk_back_asks_for_the_time_and_for_the_next_page_of_a_full_one() -> None:
    short = f"{API}?per_page=20&_fields=link"
    lists = first_lists(Source("a", "A", "", wordpress=(short,)), SPRING, ())
    (asked,) = (one.listing.url for one in lists)
    assert asked == posts_of(short, SPRING)
    query = parse_qs(urlsplit(asked).query)
    assert query["after"] == ["2025-03-31T00:00:00"]
    assert query["before"] == ["2025-05-02T00:00:00"]
    assert query["per_page"] == ["100"]
    full = read([post(n) for n in range(100)], asked, SPRING)
    assert isinstance(full, Discovered)
    assert [parse_qs(urlsplit(url).query)["page"] for url in full.nested] == [["2"]]
    last = read([post(n) for n in range(99)], full.nested[0], SPRING)
    assert isinstance(last, Discovered)
    assert last.nested == ()
    assert read([post(1)], f"{API}?page=x", SPRING) == read(
        [post(1)], f"{API}?page=x&per_page=9", SPRING
    )


def test_a_refusal_is_said_in_words() -> None:
    refused = in_words("wordpress", Failed("blocked", "HTTP 401"), 401)
    assert refused.detail == "the outlet keeps its list of posts in JSON from programs (HTTP 401)"
    lost = Dropped("not_found", "HTTP 404")
    assert in_words("wordpress", lost, 404) == lost
    blocked = Failed("blocked", "HTTP 403")
    assert in_words("feed", blocked, 403) == blocked
