"""Dates of teasers, comments and lists are other stories'; those of the article are its own."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.other_stories import is_others_data
from pipelines.metadata.read import read_metadata
from pipelines.sources import Source

NOW = datetime(2026, 11, 28, 6, tzinfo=UTC)
URL = "https://www.ridge.example/n/4711"
OWN = "2026-11-19"
TITLE = "Seven buses leave the valley before the snow"
PROSE = "".join(
    f"<p>Bus number {n} left the square in the morning with forty people and all their bags.</p>"
    for n in range(7)
)
HEADLINE = "Bakers of the valley ask for flour before winter"


def published(
    *,
    head: str = "",
    before: str = "",
    near: str = "",
    end: str = "",
    after: str = "",
    long: int = 1,
) -> str:
    page: Any = html.document_fromstring(
        f"<html><head><title>{TITLE}</title>{head}</head><body>{before}<main><article>"
        f"<h1>{TITLE}</h1>{near}<div>{PROSE * long}</div>{end}</article></main>{after}</body>"
    )
    source = Source("ridge", "Ridge", "https://www.ridge.example", "PK", ("en",))
    found = read_metadata(page, URL, Entry(URL), source, NOW).published_at
    return found.strftime("%Y-%m-%d") if found else ""


def timed(day: str) -> str:
    return f"<time datetime='{day}T08:00:00Z'>{day}</time>"


def microdata(day: str) -> str:
    link = f"<a href='/n/1' itemprop='url'>{HEADLINE}</a>"
    return f"<div itemscope>{link}<meta itemprop='datePublished' content='{day}'></div>"


OTHERS = [
    f"<div><a href='/n/1'>{HEADLINE}</a> {timed('2026-11-25')}</div>",
    f"<article><h3><a href='/n/1'>{HEADLINE}</a></h3>{timed('2026-11-25')}</article>",
    f"<div class='sidebar'><a href='/n/1'>Flour</a> {timed('2026-11-25')}</div>",
    "<div class='post-navigation'>Next <span class='date'>25 November 2026</span></div>",
    f"<div><a href='/n/1'>{HEADLINE}</a><i property='dc:date' content='2026-11-25'></i></div>",
    f"<div><a href='/n/1'><h5>Flour is short</h5></a> <p>{timed('2026-11-25')}</p></div>",
    microdata("2026-11-25"),
]


@pytest.mark.parametrize("other", OTHERS)
def test_the_only_date_of_another_story_dates_nothing(other: str) -> None:
    for long in (1, 5):
        assert published(after=other, long=long) == ""
        assert published(end=other, long=long) == ""


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize(
    "own",
    [timed(OWN), "<p class='date'>19 November 2026</p>", f"<i itemprop='datePublished'>{OWN}</i>"],
)
def test_the_articles_own_date_wins_over_dates_of_other_stories(own: str, other: str) -> None:
    assert published(before=other, near=own) == OWN
    assert published(near=own, after=other) == OWN
    assert published(end=own, after=other) == OWN


def test_a_box_with_a_heading_is_another_story_only_away_from_the_headline() -> None:
    box = "<section><h4>{}</h4><p>Omid {}</p></section>"
    assert published(end=box.format("Two answers", timed("2026-11-25")), long=5) == ""
    assert published(end=box.format("Published", timed(OWN)), long=5) == OWN
    assert published(near=box.format("Flour is short as well", timed(OWN))) == OWN


@pytest.mark.parametrize(
    "line",
    [
        f"<aside><a href='/author/omid'>Omid Gul of the Ridge Post</a> {timed(OWN)}</aside>",
        f"<aside>{timed(OWN)} <a href='mailto:a@ridge.example'>Mail</a> <a href='#'>Up</a></aside>",
        f"<p>On <a href='/n/4711'>{timed(OWN)} and again {timed('2026-11-25')} and later</a></p>",
        "<p class='date'><a href='/v/2'>Version of 08:00, 19 November 2026</a></p>",
        f"<span property='dc:date dc:created' content='{OWN}T08:00:00+00:00'>Thursday</span>",
        f"<span property='schema:datePublished' content='{OWN}'></span>",
        f"<abbr class='published' title='{OWN}T08:00:00Z'>last week</abbr>",
        f"<local-time datetime='{OWN}T08:00:00Z'>last week</local-time>",
        "<div>پنج‌شنبه ۲۸ عقرب ۱۴۰۵ ساعت ۱:۴۰ بعد از ظهر به وقت محلی کابل</div>",
    ],
)
def test_a_line_by_the_headline_tells_the_day(line: str) -> None:
    assert published(near=line) == OWN


def test_a_line_in_the_articles_own_header_or_footer_tells_the_day() -> None:
    footer = f"<footer class='entry-footer'>{timed(OWN)}</footer>"
    assert published(end=footer) == OWN
    assert published(after=f"<footer>{timed(OWN)}</footer>") == ""
    own: Any = f"<header><p>19 November 2026</p></header><h1>{TITLE}</h1>"
    assert published(near=own) == OWN


def test_an_edit_in_the_text_is_no_publication() -> None:
    edit = "<p>The eighth bus <ins datetime='2026-11-25T08:00:00Z'>left at 9</ins> too.</p>"
    assert published(end=edit) == ""


def test_days_by_name_begin_lines_with_a_capital_letter() -> None:
    assert published(near="<p class='date'>Yesterday</p>") == "2026-11-27"
    assert published(near="<p>Yesterday</p>") == ""


@pytest.mark.parametrize(
    ("data", "others"),
    [
        ('{"related":[{"title":"x","publishedAt":"', True),
        ('{"story":{"relatedStories":{"items":[{"publishedAt":"', True),
        ('{"author":{"name":"x","links":[{"a":1}],"createdAt":"', True),
        ('push("{\\"latestNews\\":[{\\"id\\":[1],\\"publishedAt\\":\\"', True),
        ("var comments = [{createdAt: '", True),
        ('{"story":{"author":{"name":"x"},"publishedAt":"', False),
        ('{"related":[{"publishedAt":"x"}],"story":{"publishedAt":"', False),
        ('publishedAt":"', False),
    ],
)
def test_data_under_keys_of_other_stories_are_theirs(data: str, others: bool) -> None:
    assert is_others_data(data, len(data)) is others


def test_data_of_other_stories_do_not_hide_the_articles_own() -> None:
    theirs = '"related":[{"publishedAt":"2026-11-25"},{"publishedAt":"2026-11-02"}]'
    assert published(end=f'<script>var d={{"publishedAt":"{OWN}",{theirs}}}</script>') == OWN
    assert published(end=f"<script>var d={{{theirs}}}</script>") == ""


def test_a_meta_element_with_a_time_is_asked_where_the_first_tells_the_day() -> None:
    first = "<meta property='article:published_time' content='2026-11-19'>"
    assert published(head=first + "<meta name='pubdate' content='19 Nov 2026 2:00 AM'>") == (
        "2026-11-18"
    )
    assert published(head=first + "<meta name='pubdate' content='25 Nov 2026 2:00 AM'>") == OWN


def test_a_meta_element_among_the_text_may_be_of_another_story() -> None:
    assert published(after=microdata("2026-11-25"), end=f"<p class='date'>{OWN}</p>") == OWN
    own = f"<meta itemprop='datePublished' content='{OWN}'>"
    assert published(before=microdata("2026-11-25"), end=own) == OWN
    assert published(head=own) == OWN


def test_one_of_several_dated_stories_is_no_guide_that_is_renewed() -> None:
    head = (
        "<meta property='article:published_time' content='2024-03-05T08:00:00Z'>"
        "<meta property='article:modified_time' content='2026-11-19T08:00:00Z'>"
    )
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>"
        f"<p class='date'>Updated 19 November 2026</p>{PROSE}</article>{{}}</body></html>"
    )
    series: Any = html.document_fromstring(
        html.tostring(tree, encoding="unicode").replace("{}", microdata("2022-01-02"))
    )
    url, source = "https://valley.example/packing-a-bag", Source("v", "V", "https://valley.example")
    days = [
        read_metadata(page, url, Entry(url), source, NOW).published_at for page in (tree, series)
    ]
    assert [day.year for day in days if day] == [2026, 2024]
