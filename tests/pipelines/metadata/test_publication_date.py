"""When an article appeared: what its page tells programs, and what it shows its readers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry, ZoneKnown
from pipelines.metadata.read import Metadata, read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.dawnpost.example/news/families-sent-back"
TITLE = "Families sent back across the border at night"
LEAD = "<p>RAWALPINDI: Several hundred families were told to leave by the end of the month.</p>"


def read(
    body: str,
    head: str = "",
    *,
    url: str = URL,
    country: str = "PK",
    languages: tuple[str, ...] = (),
    entry: Entry | None = None,
) -> Metadata:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE} - Dawn Post</title>{head}</head><body>{body}</body></html>"
    )
    source = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", country, languages)
    return read_metadata(tree, url, entry or Entry(url), source, NOW)


def published(found: Metadata) -> str:
    return found.published_at.strftime("%Y-%m-%d") if found.published_at else ""


def article(line: str, rest: str = LEAD) -> str:
    menu = "<nav><ul><li>Home</li><li>World</li><li>Sport</li></ul></nav>"
    return f"{menu}<article><h1>{TITLE}</h1>{line}{rest}</article>"


def told(day: str, changed: str = "") -> str:
    return (
        f'<meta property="article:published_time" content="{day}T09:00:00Z">'
        f'<meta property="article:modified_time" content="{changed or day}T09:30:00Z">'
    )


@pytest.mark.parametrize(
    "line",
    [
        "<span>October 15, 2025</span>",
        "<nav><span>By Zara Noor</span> <span>October 15, 2025</span></nav>",
        "<div>Zara Noor | October 15, 2025 | 5 min read</div>",
        "<div><b>Published</b> <i>October 15, 2025</i> <b>Updated</b> <i>Oct 19, 2025</i></div>",
        "<div>Updated October 19, 2025<br>Published October 15, 2025</div>",
        "<p>15/10/2025 - 14:30 - Source: Border News Agency - Photo: Omar Gul - Fourteen words</p>",
        "<ul><li><a href='/t'>15 Oct 2025 18:29</a></li><li>1479</li></ul>",
        "<time datetime='2025-10-15T08:00:00+05:00'>15 Oct</time>",
        "<time datetime='2025-10-15T08:00:00+05:00'>40 days ago</time>",
        "<div><b>By Zara Noor, Ali Khan, and the Border Post Team</b> Posted on 15 Oct 2025</div>",
        "<table><tr><td><span>۲۳ مهر ۱۴۰۴</span> <span>خبرنگار: ...</span></td></tr></table>",
        "<h2 class='date-header'><span>15 October 2025</span></h2>",
        "<h3>Wednesday, 15 October 2025</h3>",
        "<h2>15 October 2025, 10:30</h2>",
        "<aside><time datetime='2025-10-15T08:00:00Z'>15 Oct</time></aside>",
        "<aside class='meta'>15 October 2025</aside>",
        "<aside class='meta'><div><span>Published</span> <b>15 October 2025</b></div></aside>",
        "<div><svg><title>clock</title></svg><style>.a{margin:0}</style>15 October 2025</div>",
    ],
)
def test_the_date_by_the_headline_is_the_articles(line: str) -> None:
    found = read(article(line))
    assert (published(found), found.published_from) == ("2025-10-15", "byline")


@pytest.mark.parametrize(
    "line",
    [
        "<figure><img><figcaption>Torkham, 15 October 2025</figcaption></figure>",
        "<div class='caption'>Torkham, 15 October 2025</div>",
        "<div class='related'><a href='/x'>Cricket</a> <span>15 October 2025</span></div>",
        "<p>The order of 15 October 2025 was never given to them, two families said.</p>",
        "<p>They left on <b>15 October 2025</b> with what they could carry, and have heard nothing"
        " of the rest of the family since then, neither from the police nor from the camp.</p>",
        "<p>Ukrainian armour near the town of Bakhmut in the east, 15 October 2025</p>",
        "<h2>What happened on 15 October 2025</h2>",
        "<aside><a href='/x'>Cricket</a> <time datetime='2025-10-15'>15 Oct</time></aside>",
        "<aside><p>Families were sent back at night and had to wait until morning.</p>"
        "<time datetime='2025-10-15'>15 Oct</time></aside>",
        "<p>In 1947 the line was drawn.</p>",
    ],
)
def test_dates_of_other_things_are_not_the_articles(line: str) -> None:
    found = read(article(line))
    assert (published(found), found.published_from, found.published_confidence) == ("", "none", 0)


def test_todays_date_in_the_pages_head_is_not_the_articles() -> None:
    head = "<header><div>Monday, 24 November 2025</div></header>"
    assert published(read(head + article(""))) == ""
    bar = "<div class='top-bar'><span class='date'>Monday, 24 November 2025</span></div>"
    assert published(read(bar + article(""))) == ""
    assert published(read(bar + article("<i>15 October 2025</i>"))) == "2025-10-15"


def test_a_date_line_may_stand_before_the_headline() -> None:
    line = "<div class='post-date'>15 October 2025</div>"
    assert published(read(f"<main>{line}<h1>{TITLE}</h1>{LEAD}</main>")) == "2025-10-15"
    blog = f"<div><h2 class='date-header'>15 October 2025</h2><h3>{TITLE}</h3>{LEAD}</div>"
    assert published(read(blog)) == "2025-10-15"


@pytest.mark.parametrize(
    "line",
    [
        "<div><p>15 October 2025</p></div>",
        "<span>Wednesday, 15 October 2025</span>",
        "<p>15/10/2025 10:30</p>",
        "<ul><li>15 October 2025</li></ul>",
        "<p>۲۳ مهر ۱۴۰۴</p>",
    ],
)
def test_a_date_without_a_mark_may_stand_before_the_headline_of_its_story(line: str) -> None:
    box = f"<div>{line}<h1>{TITLE}</h1>{LEAD}</div>"
    assert published(read(f"<article>{box}</article>")) == "2025-10-15"
    assert published(read(f"<div>Menu</div>{box}")) == ""
    sentence = "<p>They left on 15 October 2025 at night</p>"
    assert published(read(f"<article><div>{sentence}<h1>{TITLE}</h1></div></article>")) == ""


@pytest.mark.parametrize(
    "script",
    [
        'var page={"id":7,"deployDt":"2025.10.15 18:40","section":"news"}',
        'window.__DATA__ = {"article": {"publishedAt": "2025-10-15T08:00:00Z"}};',
        'self.push("{\\"first_published_at\\":\\"2025-10-15T08:00:00Z\\"}")',
        "dataLayer.push({'publishDate': '15-10-2025', 'author': 'x'});",
        'var pub_date = "2025-10-15 08:00";',
        '{"createdAt": 1760515200000}',
        '{"created_at":"2025-10-15","publish_time":"2025-10-15T08:00:00Z"}',
    ],
)
def test_a_date_in_data_for_scripts_counts_where_no_other_does(script: str) -> None:
    found = read(article("") + f"<script>{script}</script>")
    assert (published(found), found.published_from) == ("2025-10-15", "body")
    shown = "<span>October 12, 2025</span>"
    assert published(read(article(shown) + f"<script>{script}</script>")) == "2025-10-12"


def test_data_that_date_several_stories_date_none() -> None:
    data = '[{"publishedAt":"2025-10-15"},{"publishedAt":"2025-09-01"}]'
    assert published(read(article("") + f"<script>{data}</script>")) == ""


@pytest.mark.parametrize(
    "line",
    [
        "<div>#آج</div>",
        "<div>صحيفة اليوم</div>",
        "<h3>سؤال اليوم</h3>",
        "<span>Pakistan Today</span>",
        "<a href='/'>Today</a>",
        "<div>امروز</div>",
        "<div class='poll'>Question of the day: today or never?</div>",
    ],
)
def test_a_word_for_today_in_a_name_or_a_question_is_no_date(line: str) -> None:
    assert published(read(article(line))) == ""
    below = line + "<span>October 15, 2025</span>"
    assert published(read(article(below))) == "2025-10-15"


def test_a_rebuilt_template_does_not_date_the_article() -> None:
    found = read(article("<span>October 15, 2025</span>"), told("2025-11-20"))
    assert (published(found), found.published_from) == ("2025-10-15", "byline")
    assert 0 < found.published_confidence < 0.8
    dated_address = "https://www.dawnpost.example/amp/2025/10/15/families"
    found = read(article(""), told("2025-11-20"), url=dated_address)
    assert (published(found), found.published_from) == ("2025-10-15", "body")


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("<span>October 16, 2025</span>", told("2025-10-15")),
        ("<span>Updated October 30, 2025</span>", told("2025-10-15", "2025-10-30")),
        ("<span>October 30, 2025</span>", told("2025-10-15", "2025-10-30")),
        ("<span class='date'>October 10, 2012</span>", told("2025-10-15", "2025-10-30")),
        ("<span>3 hours ago</span>", told("2025-10-15")),
    ],
)
def test_programs_are_told_the_truth_otherwise(line: str, head: str) -> None:
    found = read(article(line), head)
    assert (published(found), found.published_from) == ("2025-10-15", "meta")


def test_how_long_ago_counts_where_nothing_else_tells() -> None:
    assert published(read(article("<span>3 گھنٹے قبل</span>"))) == "2025-11-24"
    dated = "https://www.dawnpost.example/2025-10-15-families"
    found = read(article("<span>Published 15 hours ago</span>"), url=dated)
    assert (published(found), found.published_from) == ("2025-10-15", "body")


GUIDE = "https://www.dawnpost.example/help/how-to-cross"


def test_what_the_page_tells_of_its_publication_stands_however_late_it_was_changed() -> None:
    line = "<div>Last updated: October 15, 2025</div>"
    for changed in ("", "2025-10-15"):
        found = read(article(line), told("2021-03-04", changed))
        assert (published(found), found.published_from) == ("2021-03-04", "meta")
        assert found.modified_at is not None
        assert found.modified_at.strftime("%Y-%m-%d") == "2025-10-15"


def test_a_guide_that_was_issued_anew_is_dated_by_its_edition() -> None:
    line = "<div>Last updated: October 15, 2025</div>"
    found = read(article(line), told("2023-10-01", "2025-10-15"), url=GUIDE)
    assert (published(found), found.published_from) == ("2025-10-15", "byline")
    assert found.published_confidence < 0.8
    both = "<div>Published: October 1, 2023. Last updated: October 15, 2025</div>"
    head = told("2023-10-01", "2025-10-15")
    assert published(read(article(both), head, url=GUIDE)) == "2023-10-01"
    assert published(read(article(line), told("2023-10-01"), url=GUIDE)) == "2023-10-01"
    assert published(read(article(line), told("2025-03-01", "2025-10-15"), url=GUIDE)) == (
        "2025-03-01"
    )
    changed = '<meta property="article:modified_time" content="2025-10-15T09:30:00Z">'
    assert published(read(article(line), changed, url=GUIDE)) == "2025-10-15"
    assert published(read(article(line), changed)) == ""
    of_the_year = article(line).replace(TITLE, "Ways across the border in ۲۰۲۵")
    assert published(read(of_the_year, url=GUIDE)) == "2025-10-15"
    assert published(read(article(line), url=GUIDE)) == ""


def test_a_guide_that_shows_the_day_of_its_change_as_its_date_was_renewed() -> None:
    head = told("2024-10-01", "2025-10-15")
    found = read(article("<span>October 15, 2025</span>"), head, url=GUIDE)
    assert (published(found), found.published_from) == ("2025-10-15", "byline")
    assert found.published_confidence < 0.8
    named = "<span class='date-published'>October 15, 2025</span>"
    assert published(read(article(named), head, url=GUIDE)) == "2024-10-01"
    news = (
        '<script type="application/ld+json">{"@type": "ReportageNewsArticle",'
        '"datePublished": "2024-10-01T09:00:00Z", "dateModified": "2025-10-15T09:00:00Z"}</script>'
    )
    found = read(article("<span>October 15, 2025</span>"), news, url=GUIDE)
    assert (published(found), found.published_from) == ("2024-10-01", "jsonld")


def test_an_outlet_that_is_watched_renews_nothing() -> None:
    line, head = "<span>October 15, 2025</span>", told("2024-10-01", "2025-10-15")
    found = read(article(line), head, url=GUIDE, languages=("en",))
    assert (published(found), found.published_from) == ("2024-10-01", "meta")


def test_what_its_address_dates_was_not_renewed() -> None:
    line = "<span>October 15, 2025</span>"
    dated = "https://www.dawnpost.example/help/2025/03/01/families-sent-back"
    found = read(article(line), told("2025-03-01", "2025-10-15"), url=dated)
    assert (published(found), found.published_from) == ("2025-03-01", "meta")


@pytest.mark.parametrize(
    "line", ["The tally was last updated on 15 October 2025.", "Privacy policy updated 15 Oct 2025"]
)
def test_a_sentence_or_a_policy_dates_no_news(line: str) -> None:
    news = (
        '<script type="application/ld+json">{"@type": "NewsArticle",'
        '"datePublished": "2023-10-01T09:00:00Z"}</script>'
    )
    found = read(article("", LEAD * 12 + f"<div><p>{line}</p></div>"), news)
    assert (published(found), found.published_from) == ("2023-10-01", "jsonld")


def test_the_newest_of_two_revisions_on_show_is_the_edition() -> None:
    lines = "<div>Revision as of 28 March 2025</div><div>Revision as of 15 October 2025</div>"
    found = read(article(lines), told("2020-10-01", "2025-10-15"), url=GUIDE)
    assert (published(found), found.published_from) == ("2025-10-15", "byline")


def test_changes_are_kept_apart() -> None:
    found = read(article("<p>Published 15 October 2025. Updated 17 October 2025</p>"))
    assert found.modified_at is not None
    assert (published(found), found.modified_at.day) == ("2025-10-15", 17)
    found = read(article("<div class='post-updated'>17 October 2025</div>"), told("2025-10-15"))
    assert (published(found), found.modified_at is None) == ("2025-10-15", False)


def test_the_day_when_a_template_was_rebuilt_is_no_change() -> None:
    found = read(article("<p>Published 15 October 2025</p>"), told("2025-11-20"))
    assert (published(found), found.modified_at) == ("2025-10-15", None)


def test_lines_marked_as_dates_count_far_from_the_headline_if_they_agree() -> None:
    far = LEAD * 12
    line = "<div class='post-date'>15 October 2025</div>"
    other = "<div class='post-date'>11 October 2025</div>"
    assert published(read(article("", far + line))) == "2025-10-15"
    assert published(read(article("", far + line + other))) == ""
    unlike = "<div class='teaser-date'>11 October 2025</div>"
    assert published(read(article("", far + line + unlike))) == "2025-10-15"
    labelled = "<ul><li><strong>Datum</strong> 15.10.2025</li></ul>"
    assert published(read(article("", far + labelled))) == "2025-10-15"
    times = (
        "<time datetime='2025-10-15'></time><footer><time datetime='2025-01-01'></time></footer>"
    )
    assert published(read(article("", far + times))) == "2025-10-15"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2025/10/15/families", "2025-10-15"),
        ("/2025/7/5/families", "2025-07-05"),
        ("/news/2025-10-15-families", "2025-10-15"),
        ("/news/families-20251015.html", "2025-10-15"),
        ("/news/2025-10/15/families", "2025-10-15"),
        ("/news/families_15", ""),
        ("/2025/10/families", ""),
        ("/2025/13/45/families", ""),
        ("/2025/02/31/families", ""),
        ("/2031/02/03/families", ""),
        ("/news/120251015120908039/families", ""),
    ],
)
def test_days_in_addresses(path: str, day: str) -> None:
    assert published(read(article(""), url=f"https://www.dawnpost.example{path}")) == day


def test_json_ld_of_the_page_dates_it_where_none_of_an_article_does() -> None:
    def page(address: str) -> str:
        return (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "@id": '
            f'"{address}", "datePublished": "2025-10-15T08:00:00+05:00"}}]}}</script>'
        )

    found = read(article(""), page(f"{URL}#webpage"))
    assert (published(found), found.published_from) == ("2025-10-15", "jsonld")
    assert published(read(article(""), page("https://www.dawnpost.example/sport"))) == ""


def test_microdata_counts_wherever_it_stands() -> None:
    far = LEAD * 12
    marked = (
        '<meta itemprop="dateModified" content="2025-10-17">'
        '<i itemprop="datePublished">15.10.2025</i>'
    )
    found = read(article("", far + marked))
    assert published(found) == "2025-10-15"
    assert found.modified_at is not None


def test_a_page_without_a_headline_is_read_as_well() -> None:
    assert published(read("<div><time datetime='2025-10-15'>x</time></div>" + LEAD)) == "2025-10-15"
    assert published(read("")) == ""


def test_the_outlets_logo_is_not_the_headline() -> None:
    page = (
        f"<h1>Dawn Post</h1><div><span class='date'>1 October 2025</span></div>{LEAD * 12}"
        f"<h1>{TITLE}</h1><span>15 October 2025</span>{LEAD}"
    )
    assert published(read(page)) == "2025-10-15"


def feed(moment: str, zone: ZoneKnown = "told", changed: str = "") -> Entry:
    def at(text: str) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    return Entry(URL, published_at=at(moment), modified_at=at(changed), published_zone=zone)


def minute(found: Metadata) -> str:
    return found.published_at.strftime("%Y-%m-%d %H:%M") if found.published_at else ""


EXACT = '<meta property="article:published_time" content="2025-10-15T23:40:00+05:00">'


def test_a_day_of_a_list_does_not_overrule_the_pages_time() -> None:
    found = read(article(""), EXACT, entry=feed("2025-10-15T12:00:00Z"))
    assert minute(found) == "2025-10-15 18:40"


def test_a_zone_that_is_told_overrules_one_that_is_assumed() -> None:
    entry = feed("2025-10-15T23:40:00Z", "assumed")
    assert minute(read(article(""), EXACT, entry=entry)) == "2025-10-15 18:40"


def test_utc_that_a_feed_writes_behind_the_local_time_is_overruled() -> None:
    entry = feed("2025-10-15T23:40:00Z", "utc")
    assert minute(read(article(""), EXACT, entry=entry)) == "2025-10-15 18:40"
    assert minute(read(article(""), EXACT, entry=feed("2025-10-15T18:30:00Z", "utc"))) == (
        "2025-10-15 18:30"
    )


def test_a_change_that_a_list_tells_is_never_the_publication() -> None:
    entry = feed("", changed="2025-11-20T08:00:00Z")
    found = read(article(""), EXACT, entry=entry)
    assert minute(found) == "2025-10-15 18:40"
    assert found.modified_at == datetime(2025, 11, 20, 8, 0, tzinfo=UTC)
    found = read(article(""), entry=entry)
    assert (found.published_at, found.published_from) == (None, "none")
    assert found.modified_at == datetime(2025, 11, 20, 8, 0, tzinfo=UTC)


def test_a_feed_that_dates_an_old_story_anew_is_overruled() -> None:
    entry = feed("2025-11-20T08:00:00Z")
    head = '<meta property="article:published_time" content="2021-03-04T09:00:00+05:00">'
    found = read(article(""), head, entry=entry)
    assert (minute(found), found.published_from) == ("2021-03-04 04:00", "meta")
    assert found.modified_at == datetime(2025, 11, 20, 8, 0, tzinfo=UTC)
    shown = "<time datetime='2021-03-04'>4 March 2021</time>"
    assert published(read(article(shown), entry=entry)) == "2021-03-04"
    address = "https://www.dawnpost.example/2021/03/04/families"
    assert published(read(article(""), url=address, entry=entry)) == "2021-03-04"
    plain = "<span>4 March 2021</span>"
    assert published(read(article(plain), entry=entry)) == "2025-11-20"
