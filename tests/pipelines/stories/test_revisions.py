"""What counts as a change of an article, how it is said and shown, and what never counts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon.volatile_lines import is_moving
from pipelines.sources import Source
from pipelines.stories.quotes import paragraph_key
from pipelines.stories.revisions import Version, alike, compare, word_diff
from pipelines.web.revisit_plan import next_revisit
from tests.samples import NOW

TITLE = "Families sent back through Torkham"
FIRST = (
    "Officials at the Torkham crossing said that 1,200 people had gone through the gate by noon, "
    "most of them families who had lived in the province for 30 years."
)
SECOND = (
    "Aid workers gave out water and bread in 4 tents, and asked for 2.5 million rupees before the "
    "night of 24 November, when the road is closed."
)
QUOTE = 'A driver said: "We were given one hour to pack, and nobody told us where to go."'
URDU = (
    "طورخم سرحد پر حکام نے بتایا کہ دوپہر تک ۱۲۰۰ "
    "افغان خاندان واپس بھیجے گئے، ان میں سے اکثر کو "
    "صوبے کے جنوبی شہروں سے ملک بدر کیا گیا تھا۔"
)
OLD = Version(TITLE, f"{FIRST}\n\n{SECOND}\n\n{QUOTE}")


def edited(before: str, after: str) -> Version:
    """Return the old version with one passage changed."""
    assert before in OLD.text
    return Version(TITLE, OLD.text.replace(before, after))


@pytest.mark.parametrize(
    ("new", "kind", "summary", "significant"),
    [
        (edited("1,200", "900"), "figure", "figure 1,200 -> 900", True),
        (edited("November", "December"), "figure", "figure November -> December", True),
        (
            edited("24 November", "30 December"),
            "figure",
            "figure 24 -> 30; figure November -> December",
            True,
        ),
        (edited("2.5", "25"), "figure", "figure 2.5 million -> 25 million", True),
        (edited("30 years", "thirty-two years"), "figure", "figure 30 -> thirty-two", True),
        (Version("Police deny it", OLD.text), "headline", "headline changed", True),
        (
            Version("40 families sent back through Torkham", edited("1,200", "90").text),
            "figure",
            "figure 1,200 -> 90; headline changed",
            True,
        ),
        (edited(f"\n\n{QUOTE}", ""), "text", "quote removed", True),
        (edited("by noon", "by midday"), "text", "wording changed", False),
        (edited("gone through", "gone on foot through"), "text", "text added (2 words)", False),
        (edited("water and bread ", ""), "text", "text removed (3 words)", False),
        (Version(TITLE, f"{OLD.text}\n\n{'More words came in. ' * 6}"), "text",
         "text added (24 words)", True),
        (Version(TITLE, f"{SECOND}\n\n{FIRST}\n\n{QUOTE}"), "text", "paragraphs moved", False),
        (Version(TITLE, OLD.text + '\n\n"No one was sent back against her will at all."'), "text",
         "quote added", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_change_is_named(new: Version, kind: str, summary: str, significant: bool) -> None:
    found = compare(OLD, new)
    assert found is not None
    assert (found.change, found.summary, found.significant) == (kind, summary, significant)


def test_a_counter_beside_a_name_is_no_change() -> None:
    line = "By Zara Noor | 24 November 2025 | views: {}"
    old, new = (Version(TITLE, f"{line.format(count)}\n\n{FIRST}") for count in ("45", "4,567"))
    assert compare(old, new) is None
    assert word_diff(old, new) == ""
    kept = Version(TITLE, f"{FIRST}\n\nWounded: 12 | Dead: 3 | views: 45")
    other = Version(TITLE, f"{FIRST}\n\nWounded: 12 | Dead: 4 | views: 46")
    found = compare(kept, other)
    assert found is not None
    assert found.summary == "figure 3 -> 4"


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        Version(TITLE.upper(), OLD.text.upper()),
        edited("1,200", "۱۲۰۰"),
        edited("gate by noon, most", "gate by noon - most"),
        Version(TITLE, f"Last updated: 25 November 2025, 14:05 PKT\n\n{OLD.text}\n\n1,024 views"),
        Version(TITLE, OLD.text.replace("\n\n", "\n \n")),
    ],
)
def test_spelling_punctuation_counters_and_times_are_no_change(new: Version) -> None:
    assert compare(OLD, new) is None
    assert word_diff(OLD, new) == ""


def test_what_cleaning_knows_for_debris_is_no_change() -> None:
    new = Version(TITLE, f"{OLD.text}\n\nRead our other stories of the day")
    assert compare(OLD, new) is not None
    ignored = frozenset((paragraph_key("Read our other stories of the day."),))
    assert compare(OLD, new, ignored) is None
    assert word_diff(OLD, new, ignored) == ""


@given(st.data())
def test_every_changed_digit_is_one_change_of_a_figure(data: st.DataObject) -> None:
    paragraphs = data.draw(st.permutations([FIRST, SECOND, QUOTE, URDU, "Wounded: 12", "300"]))
    text = "\n\n".join(paragraphs)
    places = [place for place, letter in enumerate(text) if letter.isdecimal()]
    place = data.draw(st.sampled_from(places))
    digits = "0123456789" if text[place].isascii() else "۰۱۲۳۴۵۶۷۸۹"
    other = data.draw(st.sampled_from([d for d in digits if d != text[place]]))
    found = compare(Version(TITLE, text), Version(TITLE, text[:place] + other + text[place + 1 :]))
    assert found is not None
    assert found.change == "figure"
    assert found.significant
    assert found.summary.startswith("figure ")


def test_a_list_of_stories_that_turned_is_no_change_but_its_figures_are() -> None:
    old = Version(TITLE, f"{FIRST}\n\nBakers win a prize\n\nWounded: 12")
    turned = Version(TITLE, f"{FIRST}\n\nRain ends a dry month\n\nWounded: 12")
    counted = Version(TITLE, f"{FIRST}\n\nRain ends a dry month\n\nWounded: 15")
    assert compare(old, turned) is None
    found = compare(old, counted)
    assert found is not None
    assert found.summary == "figure 12 -> 15"
    assert compare(old, Version(TITLE, FIRST)) is not None
    assert compare(old, Version(TITLE, f"{old.text}\n\nMost read")) is None


@pytest.mark.parametrize(
    ("old", "new", "figures"),
    [
        ("اب تک 4 ہزار 630 افراد لوٹے", "اب تک 5 ہزار 112 افراد لوٹے", ["4,630 -> 5,112"]),
        ("تا کنون ۶ هزار و ۳۸۵ نفر", "تا کنون ۶ هزار و ۷۴۲ نفر", ["6,385 -> 6,742"]),
        ("Es kamen 24 bin 341 kişi", "Es kamen 24 bin 499 kişi", ["24,341 -> 24,499"]),
        ("a plan of 4.6 billion rupees", "a plan of 4.9 billion rupees",
         ["4.6 billion -> 4.9 billion"]),
        ("a plan of 5 million rupees", "a plan of 5 billion rupees", ["5 million -> 5 billion"]),
        ("۶ هزار نفر برگشتند", "۶ هزار و ۳۸۵ نفر برگشتند", ["۶ هزار -> 6,385"]),
        ("they held six men there", "they held nine men there", ["six -> nine"]),
        ("they held six men there", "they held 6 men there", []),
        ("3 to 4 thousand left", "3 to 5 thousand left", ["3 to 4 thousand -> 3 to 5 thousand"]),
        ("1 لاکھ 33 ہزار 270 اور 12", "1 لاکھ 34 ہزار 280 اور 15",
         ["133,270 -> 134,280", "12 -> 15"]),
        ("the 27th day came", "the 28th day came", ["27th -> 28th"]),
        ("on 5.7.2024 they left", "on 6.7.2024 they left", ["5.7.2024 -> 6.7.2024"]),
        ("held in 2021 men", "held in 2021 and 45 men", []),
        ("about 12-15 5-9/3 of it", "about 12-16 5-9/4 of it",
         ["12-15 -> 12-16", "5-9/3 -> 5-9/4"]),
        ("they held 12 men there", "they held some men there", ["12 -> some"]),
        ("6 ہزار 385 اور 7 ہزار 2", "6 ہزار 386 اور 8 ہزار 3",
         ["6,385 -> 6,386", "7,002 -> 8,003"]),
        ("rooms 3x5 and 4x6", "rooms 3x5 and 4x7", ["4x6 -> 4x7"]),
    ],
)  # fmt: skip
def test_a_figure_is_told_with_all_its_words(old: str, new: str, figures: list[str]) -> None:
    found = compare(Version(TITLE, f"{old}."), Version(TITLE, f"{new}."))
    told = found.summary.split("; ") if found else []
    assert [one.removeprefix("figure ") for one in told if one.startswith("figure ")] == figures


def test_many_figures_are_counted() -> None:
    old = Version("", "Dead 1, hurt 2, lost 3, found 4, freed 5.")
    new = Version("", "Dead 6, hurt 7, lost 8, found 9, freed 10.")
    found = compare(old, new)
    assert found is not None
    assert found.summary == "figure 1 -> 6; figure 2 -> 7; figure 3 -> 8; 2 more figures"


def test_the_diff_shows_changed_words_with_some_around_them() -> None:
    new = Version("Families turned back", edited("1,200", "900").text + "\n\nA new line.")
    assert word_diff(OLD, new).split("\n") == [
        "Families [-sent-] {+turned+} back [-through Torkham-]",
        "Officials at the Torkham crossing said that [-1,200-] {+900+} "
        "people had gone through the gate by noon, …",
        "{+A new line.+}",
    ]
    far = edited("Officials", "Guards").text.replace("30 years", "31 years")
    assert " … " in word_diff(OLD, Version(TITLE, far))


def test_in_right_to_left_text_the_marked_words_are_isolated() -> None:
    shown = word_diff(Version("", URDU), Version("", URDU.replace("۱۲۰۰", "۹۰۰")))
    assert "[-\u2068۱۲۰۰\u2069-] {+\u2068۹۰۰\u2069+}" in shown


def test_a_huge_paragraph_is_replaced_as_a_whole() -> None:
    old, new = ("word " * 4_100 + end for end in ("one", "two"))
    assert compare(Version("", old), Version("", new)) is not None


def test_another_article_at_the_address_is_not_alike() -> None:
    other = Version("Walnut bread wins", "The bakery on the square won the first prize.")
    assert alike(OLD, edited("1,200", "900"))
    assert alike(OLD, Version(TITLE, "Something else"))
    assert not alike(OLD, other)


@pytest.mark.parametrize(
    "line",
    [
        *("Updated: November 24, 2025 10:32 AM", "1,024 views", "Published 3 hours ago"),
        *("5 min read", "آخری اپ ڈیٹ: 24 نومبر 2025", "۱۲۰ بازدید", "آخر تحديث: ٢٤ نوفمبر"),
        "Son güncelleme 12:40",
        *("Zuletzt aktualisiert am 3. März um 14:00 Uhr", "وروستی تازه: ۱۲:۴۰", "۳ ساعت پیش"),
    ],
)  # fmt: skip
def test_lines_that_change_by_themselves(line: str) -> None:
    assert is_moving(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "300",
        "Updated figures show 300 dead",
        FIRST,
        "Wounded: 12",
        "On Monday 24 November 2025",
    ],
)
def test_lines_of_the_article(line: str) -> None:
    assert not is_moving(line)


def test_visits_are_planned_from_the_first_sight_and_missed_ones_are_not_made_up_for() -> None:
    moments, now = [], NOW
    hours = Source("a", "A", "").revisit
    while planned := next_revisit(NOW, now, hours):
        moments.append((planned - NOW).total_seconds() / 3600)
        now = planned
    assert moments == [1, 6, 24, 72, 168, 720]
    late = NOW + timedelta(days=2)
    assert next_revisit(NOW, late, hours) == NOW + timedelta(days=3)
    assert next_revisit(NOW, NOW, ()) is None


@pytest.mark.parametrize(
    ("before", "after", "rest"),
    [
        (
            "خمسة وأربعون ألف شخص عادوا",
            "ستة وأربعون ألف شخص عادوا",
            "وقال مسؤول في المعبر إن العائلات التي وصلت في "
            "الصباح حصلت على الماء والخبز قبل أن تنتقل إلى "
            "المخيم الذي أقيم عند الجسر، وإن الخيام لم "
            "تصل بعد إلى من ينتظر هناك منذ الليل.",
        ),
        (
            "ایک لاکھ چونتیس ہزار افراد لوٹے",
            "ایک لاکھ چھتیس ہزار افراد لوٹے",
            "حکام نے کہا کہ صبح پہنچنے والے خاندانوں کو پانی اور "
            "روٹی دی گئی اور پھر انہیں اس کیمپ میں منتقل کیا "
            "گیا جو پل کے پاس قائم ہے، لیکن خیمے ابھی تک "
            "ان لوگوں تک نہیں پہنچے جو رات سے انتظار کر رہے ہیں۔",
        ),
    ],
)
def test_a_figure_in_words_of_the_articles_language_is_told(
    before: str, after: str, rest: str
) -> None:
    change = compare(Version("x", f"{before}. {rest}"), Version("x", f"{after}. {rest}"))
    assert change is not None
    assert change.change == "figure"
    assert change.significant
