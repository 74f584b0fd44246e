"""Lines that the host's other pages tell of, and lines beside the prose that tell of the outlet."""

import pytest

from pipelines.page.clean import Cleaned, clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About
from pipelines.site.known import SiteBoilerplate, packed
from pipelines.site.line_keys import key_of, label_mark, shape_mark, title_key, twice_mark
from pipelines.text.fold import fold

A = "Several hundred families crossed the gate before noon; officials there counted them twice."
B = "Aid workers said the tents would last until Friday, when the next convoy is expected."
TITLES = (
    "Storks return to the canal",
    "Who pays for the new bridge?",
    "لک‌لک‌ها به کنار نهر برگشتند",
    "Gate reopens after two days",
)
ABOUT = About(
    "Gate reopens after two days",
    ("Zara Noor",),
    ("Hill Courier", "hill"),
    "hill.example",
    frozenset({(2026, 12), (1404, 22)}),
)
SEEN = "This leaf was turned {} times by our readers"
HEARD = "This leaf was heard {} times by our readers"
TWICE = "We print what we hear from both sides of the river."
LONG = f"{TWICE[:-1]} and from all who walk along it in the night."
KNOWN = SiteBoilerplate(
    frozenset(
        {
            shape_mark(fold(SEEN.format(1)), ABOUT),
            Block("p", "Stay for our songs").digest,
            *(label_mark(key_of(label.split())[:4]) for label in ("not to miss", "earlier")),
            twice_mark(Block("p", TWICE).digest),
            twice_mark(
                Block("p", f"{TWICE[:-1]} and from all who walk along it in the night.").digest
            ),
        }
    ),
    packed(map(title_key, TITLES)),
    frozenset({shape_mark(fold(HEARD.format(1)), ABOUT), Block("p", "Sing with us all").digest}),
)


def cleaned(*blocks: Block | str) -> Cleaned:
    made = tuple(block if isinstance(block, Block) else Block("p", block) for block in blocks)
    return clean(Reading(made), ABOUT, KNOWN)


def kept(*blocks: Block | str) -> list[str]:
    return cleaned(*blocks).text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Storks return to the canal",
        "Not to be missed – Storks return to the canal",
        "Earlier: Who pays for the new bridge?",
        "این را هم ببینید – لک‌لک‌ها به کنار نهر برگشتند",
        "Nobody knows this one | Who pays for the new bridge?",
    ],
)
def test_a_line_that_names_another_article_of_the_host_goes(line: str) -> None:
    assert kept(A, line, B) == [A, B]
    assert cleaned(A, line, B).removed[0].rule == "known_title"


@pytest.mark.parametrize(
    "line",
    [
        Block("head", "Storks return to the canal"),
        Block("item", "Storks return to the canal", links=1.0),
        "Storks return to the canal, and nobody knows why they came.",
        "He told us on Monday night that storks return to the canal",
        "Gate reopens after two days",
        "Storks return",
    ],
)
def test_what_may_be_the_articles_own_stays(line: Block | str) -> None:
    assert len(kept(A, B, A.replace("noon", "dawn"), line, B.replace("Friday", "May"))) == 5


def test_a_heading_over_titles_and_a_title_between_them_go() -> None:
    first, second = TITLES[:2]
    assert kept(A, Block("head", "Seen lately"), first, second, B) == [A, B]
    assert kept(A, first, "Library roof mended", second, B) == [A, B]
    assert kept(A, Block("head", "Storks"), first, B) == [A, "Storks", B]
    figures = Block("item", "Torkham: 384 families")
    assert kept(A, first, figures, B) == [A, figures.text, B]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (SEEN.format(4310), "shape"),
        ("Kept for you at https://hill.example/s/77", "own_address"),
        (
            "Whoever knows more may write to night@hill.example before the week is over.",
            "own_address",
        ),
        ("It stood in Hill Courier of 12 May 2026 on the third leaf.", "own_day"),
        ("برگ تپه، ۲۲ دی ۱۴۰۴", "own_day"),
        ("Set by hand on 12 May 2026", "own_day"),
        ("Zara Noor has walked along the border since she was a girl.", "author"),
    ],
)
def test_a_line_below_the_prose_that_tells_of_the_outlet_goes(line: str, rule: str) -> None:
    assert kept(A, B, line) == [A, B]
    assert cleaned(A, B, line).removed[0].rule == rule
    assert kept(A, B, line, "Stay for our songs") == [A, B]
    assert kept(A, line, B) == [A, line, B]


@pytest.mark.parametrize(
    "line",
    [
        "The gate was opened on 12 May 2026.",
        "Hill Courier reporters were turned away.",
        "— A minister (@minister) 12 May 2026",
        "“Read it in Hill Courier of 12 May 2026”, he said.",
        "They walked. It was 12 May 2026, the Hill Courier wrote.",
        "After two days the gate is open, by hill.example.",
        "Her letters lie at night@hillside.example",
        "Noor said nothing to anyone.",
    ],
)
def test_a_sentence_of_the_article_below_the_prose_stays(line: str) -> None:
    assert kept(A, B, line) == [A, B, line]


def test_how_an_article_begins_stays() -> None:
    lead = "Hill Courier counted 300 families on 12 May 2026 at the crossing before the night fell."
    assert kept(lead, A, B) == [lead, A, B]
    assert kept("Set by hand on 12 May 2026", A, B) == [A, B]


def test_a_page_without_other_prose_keeps_all() -> None:
    line = "It stood in Hill Courier of 12 May 2026 on the third leaf."
    assert kept(line) == [line]
    assert kept(SEEN.format(1)) == [SEEN.format(1)]


def test_an_agency_or_outlet_is_no_author() -> None:
    line = "The Associated Press made this report of numbers that were sent to it."
    about = About("Gate reopens", ("The Associated Press", "Hill Courier Desk"))
    blocks = tuple(Block("p", text) for text in (A, B, line))
    assert clean(Reading(blocks), about).removed == ()


def test_it_is_said_how_much_each_thing_weighs() -> None:
    line = "Write of this to night@hill.example, says Hill Courier of 12 May 2026"
    removed = cleaned(A, B, line).removed[0]
    assert removed.rule == "own_address"
    assert removed.evidence.startswith("gives an address of this host (+1.0); gives the day")


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("Not to miss: nobody here has heard of it", True),
        ("Earlier – nobody here has heard of it", True),
        ("Earlier nobody here had heard of it", False),
        ("Not to miss: it was all that he wrote.", False),
        (Block("head", "Not to miss: nobody here has heard of it"), False),
    ],
)
def test_a_line_behind_a_known_label_goes_whatever_it_names(line: Block | str, goes: bool) -> None:
    assert len(kept(A, line, B)) == 3 - goes


def test_what_recurs_on_other_hosts_goes() -> None:
    assert kept(A, "Sing with us all", B, HEARD.format(9)) == [A, B]
    assert kept(A, HEARD.format(9), B) == [A, HEARD.format(9), B]


def test_a_short_line_of_two_articles_goes_with_a_second_witness() -> None:
    assert kept(A, B, TWICE) == [A, B]
    assert kept(A, TWICE, B) == [A, TWICE, B]
    assert kept(A, B, LONG) == [A, B, LONG]


def test_titles_with_a_known_one_under_a_heading_of_the_host_go() -> None:
    heading = Block("head", "Stay for our songs")
    listed = ("Library roof mended again", TITLES[0], "Ferry times change on Monday")
    assert kept(A, B, heading, *listed) == [A, B]
    assert kept(A, B, heading, *listed[::2]) == [A, B, *listed[::2]]
    figures = ("Torkham: 384 families", "Total: see the note")
    assert kept(A, heading, *listed, *figures, B) == [A, *figures, B]
