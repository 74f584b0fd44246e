"""What a page says of its last change is never taken for its publication."""

from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.read import Metadata, read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.dawnpost.example/border/families"
TITLE = "Families sent back across the border at night"
LEAD = "<p>RAWALPINDI: Several hundred families were told to leave by the end of the month.</p>"


def read(line: str, head: str = "", behind: str = "", *, fetched: bool = True) -> Metadata:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{TITLE}</h1>{line}{LEAD}{behind}</article></body></html>"
    )
    source = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", "PK")
    return read_metadata(tree, URL, Entry(URL), source, NOW, fetched=fetched)


def days(found: Metadata) -> tuple[str, str]:
    published, modified = (
        moment.strftime("%Y-%m-%d") if moment else ""
        for moment in (found.published_at, found.modified_at)
    )
    return published, modified


@pytest.mark.parametrize(
    "line",
    [
        *("Last updated: November 20, 2025", "Updated 20 November 2025, 08:00 GMT"),
        *("Last modified on 20 November 2025", "This page was last edited on 20 November 2025"),
        *("Corrected 20 November 2025", "Amended on 20 November 2025", "Revised 20 Nov 2025"),
        *("Last change: 20 November 2025", "20 November 2025 (updated)"),
        *("آخری بار اپ ڈیٹ: 20 نومبر 2025", "تازہ کاری 20 نومبر 2025", "آخری ترمیم: 20 نومبر 2025"),
        *("آخرین به‌روزرسانی: ۲۹ آبان ۱۴۰۴", "به‌روز شده در ۲۹ آبان ۱۴۰۴"),
        *("آخرین تغییر: ۲۹ آبان ۱۴۰۴", "روزآمد شده در ۲۹ عقرب ۱۴۰۴", "ویرایش ۲۹ عقرب ۱۴۰۴"),
        *("وروستی تازه کول: ۲۹ لړم ۱۴۰۴", "وروستۍ اوښتون: ۲۹ لړم ۱۴۰۴"),
        *("آخر تحديث: 20 نوفمبر 2025", "آخر تعديل 20 نوفمبر 2025", "تم تعديله 20 نوفمبر 2025"),
        *("Son güncelleme: 20 Kasım 2025", "20 Kasım 2025 tarihinde güncellendi"),
        *("Son değişiklik: 20 Kasım 2025", "Zuletzt geändert am 20. November 2025"),
        *("Letzte Änderung: 20.11.2025", "Обновлено: 20 ноября 2025", "Изменено 20 ноября 2025"),
        *("Dernière mise à jour : 20 novembre 2025", "Última actualización: 20 noviembre 2025"),
    ],
)
@pytest.mark.parametrize("form", ["<div class='date'>{}</div>", "<p>{}</p>", "<time>{}</time>"])
def test_a_label_of_a_change_in_any_language_dates_no_publication(line: str, form: str) -> None:
    assert days(read(form.format(line))) == ("", "2025-11-20")


@pytest.mark.parametrize(
    "line",
    [
        "<meta itemprop='dateModified' content='2025-11-20T08:00:00Z'>",
        "<span itemprop='dateModified'>20 November 2025</span>",
        "<time class='updated' datetime='2025-11-20T08:00:00Z'>20 November 2025</time>",
        "<span class='last-modified-date'>20 November 2025</span>",
        "<div><span>Updated</span> <span>20 November 2025</span></div>",
        "<dl><dt>Last updated</dt><dd>20 November 2025</dd></dl>",
        "<div>Updated: <time datetime='2025-11-20T08:00:00Z'>20 November</time></div>",
        "<time aria-label='Updated 20 November 2025' datetime='2025-11-20T08:00Z'>20 Nov</time>",
        "<time title='Last updated' datetime='2025-11-20T08:00:00Z'>20 November 2025</time>",
    ],
)
def test_names_and_places_of_a_change_date_no_publication(line: str) -> None:
    assert days(read(line)) == ("", "2025-11-20")


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2025-11-20T08:00:00Z">',
        '<meta property="og:updated_time" content="2025-11-20T08:00:00Z">',
        '<meta name="dcterms.modified" content="2025-11-20">',
        '<script type="application/ld+json">{"@type": "NewsArticle",'
        '"dateModified": "2025-11-20T08:00:00Z"}</script>',
    ],
)
def test_what_programs_are_told_of_a_change_dates_no_publication(head: str) -> None:
    assert days(read("", head)) == ("", "2025-11-20")


def test_a_change_told_far_from_the_headline_is_a_change() -> None:
    far = LEAD * 12 + "<div><span>Updated Nov 20, 2025</span></div>"
    assert days(read("", behind=far)) == ("", "2025-11-20")


@pytest.mark.parametrize(
    "line",
    [
        *("<div class=date>2 hours ago</div>", "<p>Published 3 days ago</p>", "<time>Today</time>"),
        *("<span>3 گھنٹے قبل</span>", "<time datetime='yesterday at 10:30'>yesterday</time>"),
        *("<div class=date>Today at 10:30</div>", "<span itemprop=datePublished>2 days ago</span>"),
        *("<p class=date>۲ ساعت پیش</p>", "<p class=date>منذ ساعتين</p>"),
    ],
)
def test_how_long_ago_tells_nothing_of_a_page_that_was_saved_at_some_time(line: str) -> None:
    assert days(read(line))[0]
    assert days(read(line, fetched=False)) == ("", "")


def test_a_title_that_says_the_date_again_makes_no_change_of_it() -> None:
    line = "<time title='20 November 2025' datetime='2025-11-20T08:00:00Z'>20 Nov</time>"
    assert days(read(line)) == ("2025-11-20", "")
