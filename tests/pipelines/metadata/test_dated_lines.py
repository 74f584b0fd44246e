"""Lines of a page that hold dates: of the article, of its changes, and of what it tells."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.dated_lines import without_sentences
from pipelines.metadata.read import Metadata, read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.dawnpost.example/news/families-sent-back"
TITLE = "Families sent back across the border at night"
LEAD = "<p>RAWALPINDI: Several hundred families were told to leave by the end of the month.</p>"
SOURCE = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", "PK")


def read(line: str, now: datetime = NOW) -> Metadata:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE} - Dawn Post</title></head><body><article><h1>{TITLE}</h1>"
        f"{line}{LEAD}</article></body></html>"
    )
    return read_metadata(tree, URL, Entry(URL), SOURCE, now)


def days(line: str) -> tuple[str, str]:
    found = read(line)
    published, changed = found.published_at, found.modified_at
    return (
        published.strftime("%m-%d") if published else "",
        changed.strftime("%m-%d") if changed else "",
    )


@pytest.mark.parametrize(
    "line",
    [
        "<div><time datetime='2025-10-17T09:00Z'>Updated Oct 17</time>"
        "<time datetime='2025-10-15T09:00Z'>Oct 15</time></div>",
        "<div><time datetime='2025-10-15T09:00Z'>Oct 15</time> "
        "<time datetime='2025-10-17T09:00Z'>Updated Oct 17</time></div>",
        "<div>Updated <time datetime='2025-10-17T09:00Z'>Friday</time> Published "
        "<time datetime='2025-10-15T09:00Z'>Wednesday</time></div>",
        "<div><time datetime='2025-10-15T09:00Z'>15 October 2025</time> - updated: "
        "<time datetime='2025-10-17T09:00Z'>17 October 2025</time></div>",
        "<div><time datetime='2025-10-15T09:00Z'>15.10.</time> "
        "<time datetime='2025-10-17T09:00Z'>17.10.</time> güncellendi</div>",
        "<div><b>Updated October 17, 2025</b> <i>October 15, 2025</i></div>",
    ],
)
def test_each_time_of_a_line_has_its_own_label(line: str) -> None:
    assert days(line) == ("10-15", "10-17")


def test_times_a_day_apart_are_two() -> None:
    line = (
        "<div>Updated <time datetime='2025-10-16T09:00Z'>October 16, 2025</time> | "
        "<time datetime='2025-10-15T09:00Z'>October 15, 2025</time></div>"
    )
    assert days(line) == ("10-15", "10-16")


DATE = "<span class='date'>15 October 2025</span>"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Since August 15, 2021, many families have left.</p>",
        "<p class='lead'>The deadline of 31 October 2023 was the first of several.</p>",
        "<p>31 October 2023 was the first of several deadlines.</p>",
        "<p>They crossed on <time datetime='2023-10-31'>31 October 2023</time>, she said.</p>",
        "<p>A report published on 31 October 2023 says that many families left.</p>",
        "<p>Am 31. Oktober 2023 endete die erste Frist.</p>",
        "<p>یکم نومبر 2023 کو پہلی مہلت ختم ہوئی۔</p>",
    ],
)
def test_a_date_in_a_sentence_gives_way_to_a_line_that_is_one(line: str) -> None:
    assert days(line) == ("", "")
    assert days(f"<div class='meta'>{line}{DATE}</div>") == ("10-15", "")
    assert days(f"{line}{DATE}") == ("10-15", "")
    assert days(f"<div><div>{line} Posted: 15 October 2025</div></div>") == ("10-15", "")


@pytest.mark.parametrize(
    "line",
    [
        "Published on 15 October 2025.",
        "This story was first published on 15 October 2025.",
        "Veröffentlicht von Anna Schmidt am 15. Oktober 2025",
        "Zara Noor. 15 October 2025, 8 p.m.",
        "KABUL, 15 October 2025",
    ],
)
def test_lines_that_say_when_stay(line: str) -> None:
    assert without_sentences(line) == line
    assert days(f"<div>{line}</div>") == ("10-15", "")


def test_a_sentence_below_a_date_is_another_line() -> None:
    line = "<div><b>15 October 2025</b><p>Nobody was let through, she said.</p></div>"
    assert days(line) == ("10-15", "")


@pytest.mark.parametrize(
    "label",
    [
        *("Event", "Event date", "Deadline", "Date of birth", "Born", "Valid until", "Next match"),
        *("Veranstaltung", "Geburtsdatum", "Frist", "Etkinlik", "Doğum tarihi", "Concert"),
        *("تاريخ الميلاد", "موعد", "تاریخ تولد", "مهلت", "تاریخ پیدائش", "د زېږېدو نېټه"),
    ],
)
def test_a_label_may_say_that_a_date_is_of_something_else(label: str) -> None:
    assert days(f"<div>{label}: 31 October 2023</div>") == ("", "")
    assert days(f"<div>{label}: Tuesday, 31 October 2023</div>{DATE}") == ("10-15", "")


@pytest.mark.parametrize("label", ["Event", "Deadline", "Born", "تاریخ پیدائش"])
def test_so_it_is_where_the_page_marks_the_date(label: str) -> None:
    assert days(f"<div class='date'>{label}: 31 October 2023</div>") == ("", "")
    time = "<time datetime='2023-10-31'>31 October 2023</time>"
    assert days(f"<div>{label}: {time}</div>") == ("", "")


@pytest.mark.parametrize(
    "label", ["Date", "Published", "Posted on", "Last date", "Datum", "Tarih", "تاریخ", "By"]
)
def test_labels_of_the_articles_date(label: str) -> None:
    assert days(f"<div>{label}: 15 October 2025</div>") == ("10-15", "")
    assert days("<div class='date'>Quetta: 15 October 2025</div>") == ("10-15", "")


@pytest.mark.parametrize(
    ("line", "published", "changed"),
    [
        ("20 hours ago | Updated 1 hour ago", 20, 1),
        ("Updated 1 hour ago | 20 hours ago", 20, 1),
        ("Published 20 hours ago, updated 1 hour ago", 20, 1),
        ("Posted 20 hours ago Last updated: 1 hour ago", 20, 1),
        ("20 saat önce - 1 saat önce güncellendi", 20, 1),
        ("شائع 20 گھنٹے قبل | اپ ڈیٹ 1 گھنٹہ قبل", 20, 1),
        ("20 hours ago", 20, None),
    ],
)
def test_each_word_for_how_long_ago_has_its_own_label(
    line: str, published: int, changed: int | None
) -> None:
    now = datetime(2025, 11, 6, 12, tzinfo=UTC)
    found = read(f"<div class='meta'><span>{line}</span></div>", now)
    assert found.published_at is not None
    assert (now - found.published_at).total_seconds() == published * 3600
    later = found.modified_at and (now - found.modified_at).total_seconds()
    assert later == (changed and changed * 3600)
