"""Pages whose headline is no heading, or whose only great heading is the outlet's sign."""

from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.read import Metadata, read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.ridge.example/a/17"
TITLE = "Sent back twice: a year of the tailor"
SOURCE = Source("ridge", "", "https://www.ridge.example", "PK")
TEXT = (
    "<p>The tailor was sent back twice since January, first from the coast and then from the city "
    "where he was born, and he says that he will not run a third time.</p>"
)


def read(title: str, body: str) -> Metadata:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{title}</title></head><body>{body}{TEXT}</body></html>"
    )
    return read_metadata(tree, URL, Entry(URL), SOURCE, NOW)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"The Ridge Wire | {TITLE}", f"<h1 class='logo'>The Ridge Wire</h1><h2>{TITLE}</h2>"),
        (f"{TITLE} - The Ridge Wire", f"<h1>The Ridge Wire</h1><h3>{TITLE}</h3>"),
        (f"{TITLE} - The Ridge Wire", f"<h1>The Ridge Wire</h1><div><b>{TITLE}</b></div>"),
        (f"{TITLE} :: The Ridge Wire", f"<div>The Ridge Wire</div><h1>{TITLE}</h1>"),
    ],
)
def test_of_two_parts_of_the_title_that_are_shown_the_shorter_is_the_outlet(
    title: str, body: str
) -> None:
    assert read(title, body).title == TITLE


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Learn More: Academic Tutoring", "The Partnership for Student Success"),
        ("Washington should tax capital inflows", "Ridge Endowment for International Peace"),
        ("Storks return", "Ridge News Agency"),
    ],
)
def test_two_parts_of_about_one_length_name_no_outlet(headline: str, name: str) -> None:
    body = f"<div>{name}</div><h1>{headline}</h1><div>15 October 2025</div>"
    found = read(f"{headline} - {name}", body)
    assert found.title.startswith(headline)
    assert found.published_at is not None


def test_a_section_in_the_title_of_the_page_signs_nothing() -> None:
    body = f"<h1>{TITLE}</h1><div class='author'><a href='/b'>Business</a></div>"
    assert read(f"{TITLE} - Ridge - Business", body).byline == ()


@pytest.mark.parametrize(
    "line",
    [
        f"<div class='sc-2'>{TITLE}</div>",
        f"<td><font size='5'><b>{TITLE}</b></font></td>",
        f"<span>{TITLE}</span><br>",
    ],
)
@pytest.mark.parametrize("title", [TITLE, f"{TITLE} | Ridge"])
def test_what_stands_by_a_line_that_is_the_title_is_the_articles(title: str, line: str) -> None:
    body = f"<ul><li><a href='/'>Home</a></li></ul>{line}<div>By Hamida Noor, 15 October 2025</div>"
    found = read(title, body)
    assert found.byline == ("Hamida Noor",)
    assert found.published_at is not None
    assert f"{found.published_at:%Y-%m-%d}" == "2025-10-15"


def test_a_link_with_the_title_is_no_headline() -> None:
    card = (
        f"<p><a href='/b/2'><b>Others</b></a> <a href='/a/17'>{TITLE}</a></p><div>15/10/2025</div>"
    )
    assert read(TITLE, card).published_at is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>15 اکتوبر 2025 | تحریر: ثنا گل</p>", ("ثنا گل",)),
        ("<p>۲۳ میزان ۱۴۰۴ برابر با ۱۵ اکتوبر | گزارشگر: نادر فیاض</p>", ("نادر فیاض",)),
        ("<div>نوشته شده توسط <span>نرگس هروی</span> در ۲۳ میزان ۱۴۰۴</div>", ("نرگس هروی",)),
        ("<div>نويسنده: کريم بهزاد - 15 اکتبر 2025</div>", ("کريم بهزاد",)),
        ("<div>راپور: احمد اڅکزی | ۲۳ تله ۱۴۰۴</div>", ("احمد اڅکزی",)),
        (
            "<li>مصنف, <span>ثنا گل</span></li><li>عہدہ, <span>نامہ نگار، پشاور</span></li>",
            ("ثنا گل",),
        ),
        ("<div>كتب بواسطة: سامر الحلبي</div>", ("سامر الحلبي",)),
        (
            "<div>BY: HAMIDA NOOR | Updated: Oct 19, 2025 11:02 AM | Posted: Oct 15, 2025 7:05 PM "
            "PKT</div>",
            ("HAMIDA NOOR",),
        ),
        ("<p>Submitted by Hamida Noor on Wed, 10/15/2025 - 14:35</p>", ("Hamida Noor",)),
        ("<p class='author'>Photographs by Omar Tokhi</p>", ()),
        ("<p class='author'>Story and photographs by Omar Tokhi</p>", ("Omar Tokhi",)),
    ],
)
def test_who_wrote_is_read_in_the_ways_of_many_systems(line: str, names: tuple[str, ...]) -> None:
    assert read(TITLE, f"<article><h1>{TITLE}</h1>{line}</article>").byline == names
