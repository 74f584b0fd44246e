"""Boxes with links to share a page, and the label over them, are no part of the text."""

import pytest
from lxml import html as lxml_html

from pipelines.page.blocks import lay_out
from pipelines.page.clean import clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About

A = "Several hundred families crossed the gate before noon; officials there counted them twice."
B = "Aid workers said the tents would last until Friday, when the next convoy is expected."
ICON = "<a href='https://www.facebook.com/sharer/sharer.php?u=1'><svg></svg></a>"
NAMED = "<a href='https://twitter.com/intent/tweet?url=1'>Twitter</a>"
ABOUT = About("Gate reopens")
SEND = "<a href='https://api.whatsapp.com/send?text=1'><i></i></a>"


def shares(body: str) -> list[str]:
    tree = lxml_html.document_fromstring(f"<html><body><main>{body}</main></body></html>")
    return [block.text for block in lay_out(tree).blocks if block.role == "share"]


@pytest.mark.parametrize(
    ("box", "label"),
    [
        (f"<p>Pass it to others</p><ul><li>{ICON}</li><li>{NAMED}</li><li>{SEND}</li></ul>",
         ["Pass it to others", "Twitter"]),
        (f"<div><span>ساتھیوں کو بھیجیں</span>{ICON}{SEND}</div>", ["ساتھیوں کو بھیجیں"]),
        (f"<div><p>به دیگران بفرستید</p><div>{ICON}{SEND}</div></div>", ["به دیگران بفرستید"]),
        (f"<h4>Like it? Tell others</h4><div>{ICON}{SEND}</div>", ["Like it? Tell others"]),
        (f"<p>Send on: {NAMED}</p>", ["Send on: Twitter"]),
    ],
)  # fmt: skip
def test_a_short_box_of_links_to_share_is_known_by_where_they_lead(
    box: str, label: list[str]
) -> None:
    assert shares(f"<p>{A}</p>{box}<p>{B}</p>") == label


@pytest.mark.parametrize(
    "box",
    [
        f"<p>{A}</p><div>{ICON}{SEND}</div>",
        f"<div><p>{A}</p>{ICON}{SEND}</div>",
        "<p>Two reports</p><ul><li><a href='https://twitter.com/un/status/1'>One</a></li>"
        "<li><a href='https://www.facebook.com/un'>Two</a></li></ul>",
    ],
)
def test_sentences_and_links_to_accounts_stay(box: str) -> None:
    assert shares(box) == []


@pytest.mark.parametrize(
    "line",
    [
        *("Share this story", "Share it with friends", "Spread the word!", "Print this page"),
        *("اس خبر کو شیئر کریں", "دوستوں کے ساتھ شیئر کیجیے", "این خبر را به اشتراک بگذارید"),
        *("اشتراک‌گذاری خبر", "همرسانی کنید", "دا خبر شریک کړئ", "له ملګرو سره یې شریک کړئ"),
        *("شارك هذا الخبر", "مشاركة المقال", "Bu haberi paylaş", "Diesen Artikel teilen"),
    ],
)
def test_a_line_that_asks_to_share_goes(line: str) -> None:
    found = clean(Reading(tuple(Block("p", text) for text in (A, B, line))), ABOUT)
    assert found.text.split("\n\n") == [A, B]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the two carriers fell on Monday.",
        "Print workers at the mint have been on strike since May.",
        "شیئر بازار پیر کو بند رہا، حکام نے بتایا۔",
        "شاركت عشرات العائلات في الاحتجاج أمام البوابة.",
    ],
)
def test_a_sentence_that_begins_like_it_stays(line: str) -> None:
    found = clean(Reading(tuple(Block("p", text) for text in (A, B, line))), ABOUT)
    assert found.text.split("\n\n") == [A, B, line]
