"""One word is found in every spelling, and no other word is."""

import pytest

from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import Concepts
from pipelines.query.matcher import fits
from pipelines.query.parser import parse_query
from pipelines.query.token_index import TokenIndex
from tests.queries import found, hit

SPELLED_ALIKE = [
    ("مهاجر", "مُهاجِر رفت", "vowel marks"),
    ("احمد", "أحمد آمد", "hamza on alef"),
    ("آمد", "او امد", "madda"),
    ("ایران", "ایـــران", "kashida"),
    ("کابل", "كابل", "Arabic kaf"),
    ("یک", "يك", "Arabic yeh and kaf"),
    ("راستنېدونکي", "راستنيدونکی", "Pashto yeh"),
    ("مہاجرین", "مهاجرين", "Urdu heh"),
    ("می‌روند", "می روند", "half-space as space"),
    ("می‌روند", "میروند", "half-space lost"),
    ("میروند", "می‌روند", "half-space in the text"),
    ("ردمرزها", "رد مرزها", "joined query, space in the text"),
    ('"رد مرز"', "ردمرز", "phrase, joined in the text"),
    ("TORKHAM", "torkham", "case"),
    ("strasse", "Die Straße", "sharp s"),
    ("straße", "STRASSE", "sharp s in the query"),
    ("iran", "İran", "Turkish dotted capital"),
    ("sınır", "SINIR dışı sinir", "Turkish dotless i"),
    ("khyber-pakhtunkhwa", "Khyber Pakhtunkhwa", "hyphen and space"),
    ('"khyber pakhtunkhwa"', "Khyber-Pakhtunkhwa", "space and hyphen"),
    ("returnees", "re\u00adturnees", "soft hyphen"),
    ("café", "cafe\u0301", "decomposed"),
    ("cafe\u0301", "caf\u00e9", "composed"),
    ("1240", "۱۲۴۰", "Persian digits"),
    ("1240", "١٢٤٠", "Arabic digits"),
    ("1,240", "1240", "grouping in the query"),
    ("1240", "1,240 families", "grouping in the text"),
    ("afghanistan", "Afghanistan's border", "possessive"),
    ("wom?n", "two women", "one letter"),
    ("deport*", "deportations", "star"),
    ("=Kabul", "in Kabul now", "exact"),
    ('="Afghan Citizen"', "an Afghan Citizen card", "exact phrase"),
]


NOT_ALIKE = [
    ("iran", "Tirana and Iranian", "within words"),
    ("deport", "deported", "no star"),
    ("افغان", "افغانی", "no star in Arabic script"),
    ("مادر", "ما در راه", "a short word is not cut in two"),
    ("car", "Scarce cards", "within words"),
    ("wom?n", "womn and womaan", "exactly one letter"),
    ("=IOM", "the iom said", "exact is case"),
    ("=می‌روند", "میروند", "exact is half-space"),
    ("=کابل", "كابل", "exact is the letter"),
    ('"repatriation plan"', "plan for repatriation", "order"),
    ('"رد مرز"', "رد شدن از مرز", "words between"),
    ("crackdown", "crack down", "Latin words are not joined"),
    ("torkham", "Tork ham", "nor cut"),
]


@pytest.mark.parametrize(("query", "text", "why"), SPELLED_ALIKE, ids=lambda text: str(text)[:20])
def test_one_word_in_every_spelling(query: str, text: str, why: str) -> None:
    assert hit(query, text), why


@pytest.mark.parametrize(("query", "text", "why"), NOT_ALIKE, ids=lambda text: str(text)[:20])
def test_other_words_are_other_words(query: str, text: str, why: str) -> None:
    assert not hit(query, text), why


def test_offsets_hold_where_one_written_word_folds_into_others() -> None:
    for text in ("ﷺ کابل", "½ کابل", "ـ ﷺ کابل", "ـ ½ Kabul کابل"):
        assert found("کابل", text) == ["کابل"], text


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("ریال", "نرخ ارز\n\n﷼\n\nپایان", ["﷼"]),
        ("tm", "x\n™\ny", ["™"]),
        ("Taliban", "At 30℃ the Taliban said hello", ["Taliban"]),
        ("=Taliban", "At 30 ℃ the Taliban said hello", ["Taliban"]),
        ("طالبان", "قیمت آن ۵۰۰ ﷼ بود و طالبان گفتند", ["طالبان"]),
        ("hello", "№ 5 ㎡ Ⓐ ₨ hello", ["hello"]),
    ],
)
def test_signs_that_fold_to_letters_are_words(query: str, text: str, expected: list[str]) -> None:
    assert found(query, text) == expected


@pytest.mark.parametrize(
    ("query", "text", "fitting"),
    [
        ("پناہ گزین", "پناہ‌گزین", True),
        ("پناہ گزین", "پناہگزین", True),
        ("پناہ گزین", "گزین کا پناہ", True),
        ("پناہ گزین", "پناہ", False),
        ("پناہ گزین کیمپ", "کیمپ کے پناہگزین", True),
        ("پناہ گزین کیمپ", "گزینکیمپ", False),
        ("پناہ AND گزین", "پناہگزین", True),
        ("پناہ OR x", "پناہگزین", False),
        ('پناہ "گزین"', "پناہگزین", False),
        ("camp site", "campsite", False),
    ],
)
def test_neighbouring_words_are_found_with_a_half_space_between(
    query: str, text: str, fitting: bool
) -> None:
    assert fits(parse_query(query, Concepts({})), TokenIndex(ArticleView("", text))) is fitting


def test_a_word_beside_another_is_not_taken_for_the_word_alone() -> None:
    words = TokenIndex(ArticleView("", "پناہگزین"))
    assert fits(parse_query("پناہ گزین", Concepts({})), words)
    assert not fits(parse_query("پناہ", Concepts({})), words)
    assert not fits(parse_query("گزین OR پناہ", Concepts({})), words)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("1000", "All 1，000 returned", ["1，000"]),
        ("=Afghan", "a fine (Afghan/Rs50，000/day) again", ["Afghan"]),
        ("day", "a fine (Afghan/Rs50，000/day) again", ["day"]),
        ("阿富汗", "阿富汗，遣返1，234人，阿富汗", ["阿富汗", "阿富汗"]),
    ],
)
def test_a_number_that_only_folding_joins_is_shown_whole(
    query: str, text: str, shown: list[str]
) -> None:
    assert found(query, text) == shown


@pytest.mark.parametrize(
    ("query", "text", "fits"),
    [
        ("UNHCR", "The U.N.H.C.R. says so", True),
        ("unhcr", "The U.N.H.C.R. says so", True),
        ("UNHCR", "U. N. H. C. R. staff", True),
        ("U.N.H.C.R.", "UNHCR says so", True),
        ("U.N.", "the UN office", True),
        ("U.N", "the UN office", True),
        ("UN", "the U.N. office", True),
        ('"UN agency"', "a U.N. agency left", True),
        ('"U.N. agency"', "a UN agency left", True),
        ("@actors", "asked the U.N.H.C.R. and left", True),
        ("@actors", "asked the I.O.M. and left", True),
        ("МОМ", "заявила М.О.М. вчера", True),
        ("М.О.М.", "заявила МОМ вчера", True),
        ("title:UNHCR", "The U.N.H.C.R. says so", False),
        ("UNHCR", "U N H C", False),
        ("UNHCR", "The hill says", False),
        ("U.S.", "they told us", False),
        ("U.S.", "the U.S. office", True),
        ("bus", "B.U.S. lines", False),
        ("=UNHCR", "The U.N.H.C.R. says so", False),
        ('"UN staff"~2', "UN local staff", True),
    ],
)
def test_acronyms_with_and_without_points_are_one(query: str, text: str, fits: bool) -> None:
    assert hit(query, text) is fits


def test_an_acronym_with_points_is_shown_as_it_is_written() -> None:
    assert found("UNHCR", "The U.N.H.C.R. says") == ["U.N.H.C.R"]
