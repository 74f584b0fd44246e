"""Which of the dates that a page shows is its article's: not that of a post, and not today's."""

from dataclasses import dataclass
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.read import read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.dawnpost.example/a-17"
TITLE = "Traders of the old bazaar close their shops"
LEAD = (
    "<p>Traders of the old bazaar closed their shops on the day when their Afghan porters were "
    "taken away, and said that they would not open them again before they came back.</p>"
)
SOURCE = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", "PK")


@dataclass(frozen=True, slots=True)
class Shown:
    published: str
    changed: str


def shown(body: str, *, fetched: bool = True) -> Shown:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    )
    found = read_metadata(tree, URL, Entry(URL), SOURCE, NOW, fetched=fetched)
    days = [at.strftime("%Y-%m-%d") if at else "" for at in (found.published_at, found.modified_at)]
    return Shown(*days)


@pytest.mark.parametrize(
    "post",
    [
        "<blockquote class='twitter-tweet'><p>We are gone.</p>&mdash; Porter (@porter) "
        "<a href='https://x.example/1'>October 15, 2025</a></blockquote>",
        "<blockquote><p>We are gone.</p><footer>Porter, 15 October 2025</footer></blockquote>",
        "<div class='telegram-post'><p>Gone.</p><time datetime='2025-10-15'>15.10.</time></div>",
        "<div class='fb-post'><span class='date'>15 October 2025</span> We are gone.</div>",
        "<div class='tweet'><b>Porter</b> <span class='time'>15 Oct 2025</span></div>",
        "<div class='instagram-embed'><time datetime='2025-10-15T08:00Z'>15 Oct</time></div>",
    ],
)
def test_the_date_of_a_post_that_is_quoted_is_not_the_articles(post: str) -> None:
    assert shown(f"<article><h1>{TITLE}</h1>{LEAD}{post}{LEAD}</article>") == Shown("", "")
    own = "<div class='date'>12 October 2025</div>"
    page = f"<article><h1>{TITLE}</h1>{post}{own}{LEAD}</article>"
    assert shown(page) == Shown("2025-10-12", "")


@pytest.mark.parametrize(
    "name", ["topdate", "top-date", "header-date", "site-date", "live-clock", "date-bar"]
)
def test_the_date_in_the_head_of_the_page_is_not_the_articles(name: str) -> None:
    head = f"<div class='{name}'>Monday, 20 October 2025</div>"
    assert shown(f"{head}<div><h1>{TITLE}</h1>{LEAD}</div>") == Shown("", "")


def test_the_day_of_the_visit_above_the_headline_is_the_head_of_the_page() -> None:
    today = f"<div class='date'>{NOW:%d %B %Y}</div>"
    page = f"{today}<div><h1>{TITLE}</h1>{LEAD}</div>"
    assert shown(page) == Shown("", "")
    assert shown(page, fetched=False) == Shown(f"{NOW:%Y-%m-%d}", "")
    own = f"<article>{today}<h1>{TITLE}</h1>{LEAD}</article>"
    assert shown(own) == Shown(f"{NOW:%Y-%m-%d}", "")


@pytest.mark.parametrize(
    "line",
    [
        "<p class='meta'>چهارشنبه ۲۳ میزان ۱۴۰۴ برابر با ۱۵ اکتوبر ۲۰۲۵ | گزارشگر: نادر فیاض</p>",
        "<div class='meta'>راپور: احمد اڅکزی | د ۲۰۲۵ د اکتوبر ۱۵مه، ۱۱:۲۰ ق.ظ</div>",
        "<div>نوشته شده توسط نرگس هروی در چهارشنبه, ۲۳ میزان ۱۴۰۴ - ۱۴:۳۵</div>",
        "<footer class='node__meta'><div>نوشته شده توسط نرگس هروی در ۲۳ میزان ۱۴۰۴</div></footer>",
        "<footer><span>Submitted by Zara Noor on Wed, 10/15/2025 - 14:35</span></footer>",
        "<div>تحریر: ثنا گل، نمائندہ خصوصی | بدھ 15 اکتوبر 2025 | شام 6 بجے</div>",
        "<div>Wednesday 15 October 2025, 6:20 pm | Zara Noor in Peshawar</div>",
    ],
)
def test_a_line_with_a_date_and_who_wrote_dates_the_article(line: str) -> None:
    assert shown(f"<article><h1>{TITLE}</h1>{line}{LEAD}</article>") == Shown("2025-10-15", "")


def test_a_footer_behind_the_text_is_none_above_it() -> None:
    below = "<footer>The bazaar was founded 15/10/1995</footer>"
    page = f"<article><h1>{TITLE}</h1>{LEAD}{below}</article>"
    assert shown(page) == Shown("", "")


@pytest.mark.parametrize(
    "changed",
    [
        "تم التحديث: 17 أكتوبر 2025 - 18:40",
        "حُدّث في 17 أكتوبر 2025",
        "حُدِّثت في: 17 أكتوبر 2025",
        "آخر تحديث 17 أكتوبر 2025 18:40",
        "عُدّل في 17 أكتوبر 2025",
        "اپ ڈیٹ: 17 اکتوبر 2025",
    ],
)
def test_a_line_behind_that_of_publication_says_when_it_changed(changed: str) -> None:
    lines = f"<p>نشر في: 15 أكتوبر 2025 - 09:15</p><p>{changed}</p>"
    page = f"<div id='page'><h1>{TITLE}</h1><div>{lines}</div><div>{LEAD}</div></div>"
    assert shown(page) == Shown("2025-10-15", "2025-10-17")


def test_a_second_date_behind_that_of_publication_is_no_change_by_itself() -> None:
    page = f"<h1>{TITLE}</h1><p>15 October 2025</p><p>17 October 2025</p>{LEAD}"
    assert shown(page) == Shown("2025-10-15", "")


@pytest.mark.parametrize(
    "line",
    [
        "<span>Published on <!-- --> <!-- -->October 15, 2025</span>",
        "<div><!--t-->Published <!-- -->15<!-- --> October 2025</div>",
        "<p>By <a href='/author/z'>Zara Noor</a> | <?php day ?>15 October 2025</p>",
        "<div>شائع: <!---->15 اکتوبر 2025</div>",
        "<div class='date'><!-- date --><span>15 October</span><!-- / --> 2025</div>",
        "<time><!-- -->15 October 2025</time>",
    ],
)
def test_what_follows_a_comment_in_a_line_is_read(line: str) -> None:
    page = f"<div><h1>{TITLE}</h1><div>{line}</div></div><div>{LEAD}</div>"
    assert shown(page) == Shown("2025-10-15", "")
    changed = "<div><span>Updated on <!-- -->October 17, 2025</span></div>"
    page = f"<div><h1>{TITLE}</h1><div>{line}</div>{changed}</div><div>{LEAD}</div>"
    assert shown(page) == Shown("2025-10-15", "2025-10-17")
