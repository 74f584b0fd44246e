"""The entries of a live blog keep the hours that stand over them."""

import json
from collections.abc import Callable

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.page.script_data import Post, live_posts
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.hillcourier.example/live/gate"
TITLE = "Families wait at the gate before winter"
TEXTS = (
    "Forty buses left the old camp on Monday, the district office said, under police escort.",
    "Shopkeepers at the gate of the camp said that the bazaar had been closed since Friday.",
    "A doctor at the field hospital said that many of the children had not eaten since dawn.",
    "The next convoy of families is expected at the border on Thursday, two officials said.",
)
Line = Callable[[int], str]


def read(body: str, head: str = "") -> Article:
    page = f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    source = Source("hill", "Hill Courier", "https://www.hillcourier.example/")
    asked = Page(URL, 200, "text/html; charset=utf-8", page.encode(), NOW, URL)
    found = draft_page(asked, Entry(URL), source, "full", NOW)
    assert isinstance(found, Draft)
    article = finish(found)
    assert isinstance(article, Article)
    return article


def blog(line: Line, count: int = 4) -> str:
    posts = "".join(
        f"<div class=entry>{line(12 - number)}<p>{TEXTS[number]}</p></div>"
        for number in range(count)
    )
    return f"<article><h1>{TITLE}</h1>{posts}</article>"


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        (lambda hour: f"<time>{hour}:00</time>", ["12:00", "11:00", "10:00", "9:00"]),
        (lambda hour: f"<div class=timestamp>{hour}.05</div>", ["12.05", "11.05", "10.05", "9.05"]),
        (lambda hour: f"<span>{hour}:30 GMT</span>", [f"{n}:30 GMT" for n in (12, 11, 10, 9)]),
        (lambda hour: f"<header>{hour}:15 am</header>", [f"{n}:15 am" for n in (12, 11, 10, 9)]),
        (lambda hour: f"<p class=t>ساعت {hour}:10</p>", [f"ساعت {n}:10" for n in (12, 11, 10, 9)]),
    ],
)
def test_the_hour_of_each_entry_stands_over_it(line: Line, hours: list[str]) -> None:
    found = read(blog(line))
    assert found.kind == "live"
    assert found.text.split("\n\n") == [
        part for pair in zip(hours, TEXTS, strict=True) for part in pair
    ]


@pytest.mark.parametrize(
    "hours",
    [
        ("شام 7:40 بجے", "سہ پہر 4 بج کر 10 منٹ", "دوپہر 1:05 بجے", "صبح 9 بجے"),
        ("رات 11 بجے", "رات 8 بج کر 30 منٹ", "شام 5 بجے", "دن 11 بجے"),
        ("ماښام ۷ بجې", "غرمه ۱ بجې", "سهار ۱۰ بجې", "سهار ۸ بجې"),
        ("ساعت ۲۱:۱۰", "ساعت ۲۰:۰۵", "ساعت ۱۸:۳۰", "ساعت ۷:۱۵"),
        ("7 pm", "noon 12:30", "11 o'clock", "9:05 am"),
    ],
)
def test_hours_in_words_go_one_way_through_the_day(hours: tuple[str, ...]) -> None:
    found = read(blog(lambda hour: f"<div class=t>{hours[12 - hour]}</div>"))
    assert found.kind == "live"
    assert all(hour in found.text for hour in hours)


@pytest.mark.parametrize(
    "agos",
    [
        ("5 minutes ago", "48 minutes ago", "2 hours ago", "3 hours ago"),
        ("5 منٹ قبل", "ایک گھنٹہ قبل", "دو گھنٹے قبل", "6 گھنٹے قبل"),
        ("۵ دقیقه پیش", "بیست دقیقه پیش", "۱ ساعت پیش", "۲ ساعت پیش"),
        ("۵ دقیقې مخکې", "۴۰ دقیقې مخکې", "یو ساعت مخکې", "دوه ساعته مخکې"),
        ("منذ 5 دقائق", "منذ 20 دقيقة", "منذ ساعة", "منذ 3 ساعات"),
        ("vor 5 Minuten", "vor 30 Minuten", "vor 2 Stunden", "vor 4 Stunden"),
    ],
)
def test_entries_that_tell_how_long_ago_make_a_live_blog_without_these_lines(
    agos: tuple[str, ...],
) -> None:
    found = read(blog(lambda hour: f"<div class=t>{agos[12 - hour]}</div>"))
    assert found.kind == "live"
    assert found.text.split("\n\n") == list(TEXTS)


def test_two_hours_make_no_live_blog() -> None:
    found = read(blog(lambda hour: f"<time>{hour}:00</time>", count=2))
    assert found.kind == "article"


@pytest.mark.parametrize(
    "line", ["Open 8:00 am", "8:00 - 17:00", "Average rating: {}.45", "Share of all: {}.45%"]
)
def test_opening_hours_and_marks_are_none_of_entries(line: str) -> None:
    assert read(blog(lambda hour: f"<div>{line.format(hour)}</div>")).kind == "article"


def test_hours_of_a_table_or_in_sentences_are_none_of_entries() -> None:
    rows = "".join(f"<tr><td>{n}:00</td><td>Bus {n}</td></tr>" for n in range(7, 12))
    texts = "".join(f"<p>{text}</p>" for text in TEXTS)
    assert (
        read(f"<article><h1>{TITLE}</h1>{texts}<table>{rows}</table></article>").kind == "article"
    )


@pytest.mark.parametrize(
    ("told", "hour"),
    [
        ("2025-11-20T08:30:00Z", "2025-11-20 08:30 UTC"),
        ("2025-11-20T13:30:12.5+05:00", "2025-11-20 13:30 +05:00"),
        ("2025-11-20T13:30", "2025-11-20 13:30"),
        ("2025-11-20", ""),
        (17, ""),
    ],
)
def test_posts_in_json_ld_tell_when_they_were_written(told: object, hour: str) -> None:
    posts = [{"articleBody": text, "datePublished": told} for text in TEXTS]
    data = json.dumps({"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": posts})
    head = f"<script type='application/ld+json'>{data}</script>"
    assert live_posts(head) == [Post("", [text], hour) for text in TEXTS]
    text = read("<div id=app></div>", head).text
    assert text == "\n\n".join(part for text in TEXTS for part in (hour, text) if part)
