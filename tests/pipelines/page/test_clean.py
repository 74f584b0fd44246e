"""Notices around articles go in every language; sentences that look like them stay."""

import pytest

from pipelines.lexicon.boilerplate_patterns import (
    is_bio,
    is_signature,
    says_of_itself,
)
from pipelines.lexicon.joined import folded_pattern
from pipelines.page.clean import Cleaned, clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About
from pipelines.text.fold import fold

A = "Several hundred families crossed the gate before noon; officials there counted them twice."
B = "Aid workers said the tents would last until Friday, when the next convoy is expected."
C = "A driver who had waited two days told our reporter that nobody had explained the order."


def cleaned(*blocks: Block | str, title: str = "", byline: tuple[str, ...] = ()) -> Cleaned:
    made = tuple(block if isinstance(block, Block) else Block("p", block) for block in blocks)
    return clean(Reading(made), About(title, byline))


def kept(*blocks: Block | str, title: str = "", byline: tuple[str, ...] = ()) -> list[str]:
    return cleaned(*blocks, title=title, byline=byline).text.split("\n\n")


@pytest.mark.parametrize("line", ["4567 people like this", "26 November 2026, Views: 4567"])
def test_counters_above_and_below_the_text_go_but_not_within_it(line: str) -> None:
    assert kept(line, A, B) == [A, B]
    assert kept(A, B, line) == [A, B]
    assert kept(A, line, B) == [A, line, B]


@pytest.mark.parametrize(
    "line",
    [
        "The last time was 12 days ago.",
        "The first was published on 12 May 2021.",
        "12 دن پہلے کیا ہوا؟",
        "در 3 روز پیش 12 نفر آمدند.",
    ],
)
def test_sentences_that_speak_of_times_and_counts_stay(line: str) -> None:
    assert kept(A, B, line) == [A, B, line]
    assert kept(line, A, B) == [line, A, B]


def test_the_heading_above_the_text_goes_whatever_the_title_is() -> None:
    heading = Block("title", "Two thousand people sent home before winter")
    assert kept(heading, A, B, title="Thousands leave the hills") == [A, B]
    assert kept(heading, A, B) == [A, B]
    assert kept(A, heading, B) == [A, heading.text, B]


def test_a_heading_over_nothing_goes() -> None:
    head, title = Block("head", "More from the hills"), Block("p", "Storks return", "link")
    assert kept(A, B, head) == [A, B]
    assert kept(A, head, title, Block("head", "What comes next"), B) == [A, "What comes next", B]
    assert kept(A, head, B) == [A, head.text, B]
    said = Block("head", "The gate stays shut until spring, the office said.")
    assert kept(A, B, said) == [A, B, said.text]


def test_a_counter_beside_a_name_goes_with_it() -> None:
    line = "By Zara Noor | 26 November 2026 | views: 4567"
    assert kept(line, A, B, byline=("Zara Noor",)) == [A, B]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Last updated: January 17, 2026", "stamp"),
        ("Published in Hill Courier, October 5th, 2025", "stamp"),
        ("50,216 views", "stamp"),
        ("News ID: 167771", "stamp"),
        ("3 min read", "stamp"),
        ("آخرین به‌روزرسانی: ۳۰ آذر ۱۴۰۴", "stamp"),
        ("تعداد بازدید: 658206", "stamp"),
        ("منتشر شده در روزنامه تپه، ۲۱ تیر ۱۴۰۴", "stamp"),
        ("آخری اپ ڈیٹ: ۳۰ جنوری ۲۰۲۶", "stamp"),
        ("روزنامہ پہاڑ، ۳۰ جنوری ۲۰۲۶ میں شائع ہوا۔", "stamp"),
        ("د خبر ګڼه: 955725", "stamp"),
        ("عدد المشاهدات: 956738", "stamp"),
        ("رقم الخبر: 395100", "stamp"),
        ("Zuletzt aktualisiert: 3. März 2025", "stamp"),
        ("Son güncelleme: 3 Mart 2025", "stamp"),
        ("Join our Telegram channel: t.me/hill", "notice"),
        ("Become a monthly supporter of our newsroom", "plea"),
        ("عضو کانال تلگرام ما شوید: t.me/tappe", "plea"),
        ("Folgen Sie uns auf unserem Kanal", "notice"),
        ("WhatsApp kanalımıza abone olun", "plea"),
    ],
)
def test_lines_about_the_page_itself_go(line: str, rule: str) -> None:
    done = cleaned(A, line, B)
    assert done.text == f"{A}\n\n{B}"
    assert [(block.text, block.rule) for block in done.removed] == [(line, rule)]
    assert done.removed[0].evidence


@pytest.mark.parametrize(
    "line",
    [
        "Read any notice on the wall and it names the same 407 pupils who left in spring.",
        "Published in 2019, the report counted 300 families.",
        "Views differ on how 300 families could have crossed.",
        "Join us, he told the 300 men at the gate.",
        "الآراء التي تكتبها هنا تعبر عنك ولن تسلم إلى الشرطة، كما تضيف.",
        "Your comment will be published with your name, the sheet says.",
        "Torkham: 384 families",
        "She never came back.",
    ],
)
def test_sentences_that_look_like_notices_stay(line: str) -> None:
    assert kept(A, line, B) == [A, line, B]


def test_titles_under_a_heading_go_until_something_else_begins() -> None:
    titles = "Bakers open a market", "Students win a cup"
    assert kept(A, "Related news", *titles, B) == [A, B]
    assert kept(A, "Related news", *titles, Block("item", "Total: see the note"), B)[1] == (
        "Total: see the note"
    )
    assert kept(A, "Related news", titles[0], "Trending", titles[1], B) == [A, B]
    assert kept(A, "Related news", "River gate: 61 families", B)[1] == "River gate: 61 families"
    assert kept(A, "Also read:", "Q: How many today?", B)[1] == "Q: How many today?"


def test_what_is_said_twice_goes_once() -> None:
    assert kept(A[:50] + "…", A, B) == [A, B]
    assert kept(A, B, A) == [A, B]
    assert kept("Yes.", A, "Yes.") == ["Yes.", A, "Yes."]


def test_a_notice_behind_the_last_sentence_goes_alone() -> None:
    notice = "(This story has not been edited by our staff.)"
    done = cleaned(A, f"{B} {notice}")
    assert done.text == f"{A}\n\n{B}"
    assert done.removed[0].text == notice
    assert kept(f"{B} Last updated on 3 May 2025") == [B]
    assert kept(f"{A} Click here to see it.") == [f"{A} Click here to see it."]


def test_signatures_above_the_text_go() -> None:
    assert kept("By Nora Hill", "January 8, 2026", A, byline=("Nora Hill",)) == [A]
    assert kept("۹ آبان ۱۴۰۴ نویسنده: سرویس", A) == [A]
    assert kept("Kabul burns", A) == ["Kabul burns", A]
    assert kept(A, "January 8, 2026") == [A, "January 8, 2026"], "below the text it may mean it"
    assert not is_signature("—", frozenset())
    assert not is_signature("monday " * 13, frozenset())


@pytest.mark.parametrize(
    "line",
    [
        "Nora Hill is a correspondent for Hill Courier and writes about the border.",
        "Nora Hill covers migration for the Hill Courier.",
        "مریم تپه خبرنگار تپه است و درباره مرز می‌نویسد.",
        "علی خان نامہ نگار ہیں اور سرحد پر لکھتے ہیں۔",
        "خوشحال د غره خبریال دی او د پولې په اړه لیکي",
        "ريم النجار مراسلة في صوت القافلة وتكتب عن الحدود.",
        "Nora Berg ist Redakteurin im Ressort Politik.",
    ],
)
def test_an_authors_box_goes_at_the_end_only(line: str) -> None:
    assert kept(A, B, line) == [A, B]
    assert kept(A, line, B) == [A, line, B]
    assert is_bio(fold(line))


def test_patterns_keep_their_syntax_when_folded() -> None:
    assert folded_pattern(r"É\W{3,160}\S") == fold("É") + r"\W{3,160}\S"
    assert says_of_itself("an ordinary line") is None
