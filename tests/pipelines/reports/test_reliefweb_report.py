"""Lists and reports as ReliefWeb's API gives them, and who is asked nothing."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Discovered, Dropped, Entry, Failed, Page
from pipelines.listings.interfaces.reliefweb import with_own_appname
from pipelines.listings.listing import in_words, read_listing
from pipelines.sources import Source, Window
from tests.samples import NOW

API = "https://api.reliefweb.int/v2/reports"
CALL = f"{API}?limit=2&sort[]=date.created:desc&appname=desk-1"
SOURCE = Source("reliefweb", "ReliefWeb", "", reliefweb=(f"{API}?limit=2",))
BODY = "<p>In a week <b>21,430</b> Afghans came back.</p><ul><li>13,204 were deported</li></ul>"


def item(number: int, **more: object) -> dict[str, object]:
    fields = {
        "title": f"Flow monitoring &amp; returns {number}",
        "url_alias": f"https://reliefweb.int/report/afghanistan/flow-{number}",
        "date": {"created": "2025-11-20T10:00:00+00:00", "original": "2025-11-19T00:00:00+00:00"},
        "source": [{"name": "International Organization for Migration", "shortname": "IOM"}],
        "language": [{"code": "en", "name": "English"}],
        **more,
    }
    return {"id": str(number), "fields": fields}


def listed(body: object, window: Window | None = None, url: str = CALL) -> Discovered | Failed:
    page = Page(url, 200, "application/json", json.dumps(body).encode(), NOW)
    return read_listing(None, "reliefweb", page, "", window)


def read(body: object) -> Article | Dropped | Failed:
    url = f"{API}/7?appname=desk-1"
    page = Page(url, 200, "application/json", json.dumps(body).encode(), NOW)
    draft = draft_page(page, Entry(url, "From the list"), SOURCE, "full", NOW)
    return finish(draft) if isinstance(draft, Draft) else draft


def test_reports_are_listed_by_calls_of_the_api_with_the_same_name() -> None:
    found = listed({"totalCount": 9, "data": [item(7), item(8)]})
    assert isinstance(found, Discovered)
    first, _ = found.entries
    assert first.title == "Flow monitoring & returns 7"
    assert first.published_at == datetime(2025, 11, 19, 12, tzinfo=UTC)
    parts = urlsplit(first.url)
    assert parts.path == "/v2/reports/7"
    assert ("appname", "desk-1") in parse_qsl(parts.query)
    assert ("fields[include][]", "body-html") in parse_qsl(parts.query)
    assert found.nested == ()


def test_a_walk_back_goes_on_behind_the_last_report_of_a_full_answer() -> None:
    window = Window(datetime(2025, 11, 1, tzinfo=UTC), NOW)
    found = listed({"data": [item(7), item(8)]}, window)
    assert isinstance(found, Discovered)
    (more,) = found.nested
    assert parse_qsl(urlsplit(more).query)[-1] == ("offset", "2")
    last = listed({"data": [item(7)]}, window, more)
    assert isinstance(last, Discovered)
    assert last.nested == ()


def test_a_report_is_an_article_at_the_page_for_people() -> None:
    found = read({"data": [item(7, **{"body-html": BODY})]})
    assert isinstance(found, Article)
    assert found.url == "https://reliefweb.int/report/afghanistan/flow-7"
    assert found.text == "In a week 21,430 Afghans came back.\n\n13,204 were deported"
    assert (found.byline, found.kind, found.language) == (("IOM",), "article", "en")
    assert found.published_at == datetime(2025, 11, 19, 12, tzinfo=UTC)


def test_a_report_without_text_is_kept_by_its_headline_and_marked() -> None:
    found = read({"data": [item(7, **{"body-html": ""})]})
    assert isinstance(found, Article)
    assert found.garbled == "ReliefWeb has no text of this report, only its files"
    nothing = read({"data": [], "note": {"fields": "body-html", "body-html": 1}})
    assert nothing == Dropped("empty", "ReliefWeb's answer holds no report")


@pytest.mark.parametrize("body", [{"status": 403, "error": {"message": "appname"}}, [], "x"])
def test_other_answers_are_no_list(body: object) -> None:
    assert isinstance(listed(body), Failed)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["data", "fields", "id", "title", "source", "date", "body-html"]),
                inner,
            )
        ),
    )
)
def test_no_json_breaks_the_reader(body: object) -> None:
    assert isinstance(listed(body), Discovered | Failed)


def test_who_has_no_approved_name_asks_nothing() -> None:
    assert with_own_appname(SOURCE, "") is None
    fed = Source("a", "A", "", feeds=("https://a.example/f",), reliefweb=SOURCE.reliefweb)
    left = with_own_appname(fed, "")
    assert left is not None
    assert left.reliefweb == ()
    named = with_own_appname(SOURCE, "desk-1")
    assert named is not None
    assert named.reliefweb == (f"{API}?limit=2&appname=desk-1",)
    assert with_own_appname(Source("b", "B", ""), "") == Source("b", "B", "")
    refused = in_words("reliefweb", Failed("blocked", "HTTP 403"), 403)
    assert "[network] reliefweb_appname" in refused.detail
