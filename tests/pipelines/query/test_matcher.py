"""Matching: which spellings are one word, where a query fits, and what a rule set leaves out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.query.article_view import LEAD_CHARACTERS, ArticleView, lead_length, lead_of
from pipelines.query.concepts import Concepts, with_changes
from pipelines.query.matcher import MOST_SPANS, TooCostly, fits, match, places
from pipelines.query.parser import parse_query
from pipelines.query.patterns import WordPattern, spellings
from pipelines.query.proximity import merged, near, sloppy, together
from pipelines.query.ruleset import RuleMatches, RuleSet
from pipelines.query.token_index import TokenIndex
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import sentence_around, sentence_starts
from press_catalogue.concepts import built_in_concepts

CONCEPTS = built_in_concepts()


def hit(query: str, text: str, title: str = "", **known: Any) -> bool:
    view = ArticleView(title=title, text=text, **known)
    return match(parse_query(query, CONCEPTS), TokenIndex(view)) is not None


def found(query: str, text: str, title: str = "") -> list[str]:
    spans = match(parse_query(query, CONCEPTS), TokenIndex(ArticleView(title=title, text=text)))
    assert not isinstance(spans, TooCostly)
    return [span.text for span in spans or ()]


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


LINE = "Police detained some forty young Afghans near Quetta. Traders closed shops."
RIGHT = [
    ("afghans NEAR/3 detained", True),
    ("afghans NEAR/2 detained", False),
    ("detained ONEAR/3 afghans", True),
    ("afghans ONEAR/9 detained", False),
    ("afghans w/3 detained", True),
    ("police NEAR quetta", False),
    ("police NEAR/s quetta", True),
    ("police NEAR/s traders", False),
    ("police NEAR/s police", False),
    ("police NEAR/5 police", False),
    ("(police OR traders) NEAR/1 (closed OR detained)", True),
    ("(police detained) NEAR/4 afghans", True),
    ("afghans NEAR/4 (police detained)", True),
    ("(police shops) NEAR/3 afghans", False),
    ("(police OR (young forty)) NEAR/1 afghans", True),
    ("afghans NEAR/1 (police OR NOT shops)", True),
    ("afghans NEAR/1 (shops OR (quetta NOT young))", False),
    ("(NOT young) NEAR/1 (NOT shops OR police)", True),
    ("(x OR NOT young) NEAR/1 (NOT shops OR y)", False),
    ("afghans NEAR/3 NOT shops", True),
    ("afghans NEAR/3 NOT young", False),
    ("NOT young NEAR/3 afghans", False),
    ("NOT missing NEAR/3 afghans", True),
    ("missing NEAR/3 NOT young", False),
    ("police NEAR/1 detained NEAR/3 afghans", True),
    ('"young afghans" NEAR/1 quetta', True),
    ("@afghan NEAR/5 @detain", True),
    ("police NEAR/s NOT traders", True),
    ('"forty afghans"~1', True),
    ('"forty afghans"~0', False),
    ('"afghans forty"~2', False),
    ('"afghans forty"~3', True),
    ('"afghans afghans"~5', False),
    ('"afghans nowhere"~5', False),
    ("ATLEAST/2(police OR traders)", True),
    ("ATLEAST/2(police)", False),
    ("police -traders", False),
    ("police -trucks", True),
    ("*", True),
    ("NOT police", False),
]


@pytest.mark.parametrize(("query", "expected"), RIGHT, ids=lambda text: str(text))
def test_words_lie_to_each_other_as_asked(query: str, expected: bool) -> None:
    assert hit(query, LINE) is expected


def test_fields_limit_what_is_looked_at() -> None:
    title = "Deadline ends"
    text = "Torkham is crowded.\n\n" + "Filler words stand here. " * 60 + "\n\nTents are few."
    for query, expected in (
        ("title:deadline", True),
        ("title:torkham", False),
        ("lead:torkham", True),
        ("lead:tents", False),
        ("body:tents", True),
        ("body:torkham", True),
        ("body:deadline", False),
        ("title:(deadline ends)", True),
        ('title:"deadline torkham"~50', False),
    ):
        assert hit(query, text, title) is expected, query
    apart = ArticleView(title, "Tents are few.", lead="Torkham is crowded.")
    assert fits(parse_query("lead:torkham body:tents", CONCEPTS), TokenIndex(apart))
    assert not fits(parse_query("body:torkham", CONCEPTS), TokenIndex(apart))
    assert not fits(parse_query("crowded NEAR/5 tents", CONCEPTS), TokenIndex(apart))


KNOWN: dict[str, Any] = {
    "url": "https://www.dawn.com/news/2025/%D8%B7%D9%88%D8%B1%D8%AE%D9%85-gate",
    "source": "dawn Dawn News",
    "author": "Zia Ahmad; Amina Khan",
    "language": "ur",
    "country": "PK",
    "relevance": "review",
    "section": "World",
    "published_at": datetime(2025, 4, 5, 3, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lang:ur", True),
        ("lang:fa", False),
        ("relevance:Review", True),
        ("NOT relevance:off", True),
        ("relevance:(off OR relevant)", False),
        ("country:pk", True),
        ("country:IR", False),
        ("site:dawn.com", True),
        ("site:dawn", True),
        ("site:awn.com", False),
        ("site:dawn.com/news", True),
        ("site:dawn.com/sport", False),
        ("url:gate", True),
        ("inurl:طورخم", True),
        ("url:gat", False),
        ('author:"amina khan"', True),
        ('author:"ahmad khan"', False),
        ("author:=Amina", True),
        ("author:=amina", False),
        ("source:dawn section:world", True),
        ("date:2025-04-05", True),
        ("date:2025-04", True),
        ("date:2025-05", False),
        ("date:2025-04-01..2025-04-04", False),
        ("after:2025-04-05", True),
        ("after:2025-04-06", False),
        ("before:2025-04-05", False),
        ("before:2025-04-06", True),
        ("gate", False),
    ],
)
def test_what_is_known_about_an_article_can_be_asked(query: str, expected: bool) -> None:
    assert hit(query, "some text", **KNOWN) is expected


def test_what_is_unknown_is_not_so() -> None:
    assert not hit("date:2025", "x")
    assert not hit("site:dawn.com", "x", url="http://[broken")
    assert hit("site:dawn.com", "x", url="http://[broken", site="www.dawn.com")


def test_places_show_the_original_spelling_once_and_in_order() -> None:
    assert found("deport* OR كابل", "Deported from کابُل; deported again", "No") == [
        "Deported",
        "کابُل",
        "deported",
    ]
    assert found('"young afghans" OR afghans', LINE) == ["young Afghans"]
    assert found("police NEAR/3 forty", LINE) == ["Police detained some forty"]
    assert found("x OR lang:en OR NOT y", "x") == ["x"]
    assert len(found("a", "a " * 500)) == MOST_SPANS
    assert places(parse_query("nothing", CONCEPTS), TokenIndex(ArticleView("x"))) == []


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


SIGNS = st.text("a ﷼℃™№㎡Ⓐ½ﷺ١۲\n\r\u2028.-ـ\u200c", max_size=30)


@given(st.text(max_size=80) | SIGNS)
@settings(max_examples=300)
def test_every_word_is_found_at_its_place(text: str) -> None:
    words = TokenIndex(ArticleView("", text))
    for place, word in enumerate(words.lists[1], words.starts[1]):
        assert words.places[word]
        span = words.span((place, place))
        assert 0 <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]


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


def test_a_term_of_question_marks_alone_stands_for_any_short_word() -> None:
    concepts = Concepts({"x": {"en": ("?? foo",)}})
    words = TokenIndex(ArticleView("", "an ab foo"))
    assert len(places(parse_query("@x", concepts), words)) == 1


def test_terms_of_word_lists_have_their_own_stars() -> None:
    concepts = Concepts(
        {
            "x": {
                "en": (
                    "forc* to return",
                    "ordered * to leave",
                    "*port*",
                    "d*t",
                    "* *",
                    "sent-back",
                ),
                "ar": ("ترحيل*", "الحدود"),
            }
        },
        proclitics={"x": ("ar",)},
    )
    query = parse_query("@x", concepts)
    for text, expected in (
        ("forced to return", True),
        ("ordered the men to leave", True),
        ("ordered them all today to leave", True),
        ("ordered to leave", False),
        ("ordered one two three four to leave", False),
        ("deportations", True),
        ("dt dot", True),
        ("d t", False),
        ("sent back", True),
        ("والترحيلات", True),
        ("بترحيل", True),
        ("للحدود", True),
        ("حدود", False),
        ("xترحيل", False),
    ):
        assert fits(query, TokenIndex(ArticleView("", text))) is expected, text
    assert spellings("* *") == ()


def test_patterns_know_which_words_fit() -> None:
    assert WordPattern("a?c*e").fits("abcde")
    assert WordPattern("a*c", True, True).fits("xxabbcxx")
    assert not WordPattern("a*c", True, True).fits("xxabbxx")
    assert not WordPattern("ab*ba").fits("aba")
    assert str(WordPattern("ab", True, True)) == "*ab*"


RULES = [
    *("torkham", "deport*", "@afghan @deport", "NOT police", "lang:en", "author:khan", "wom?n"),
    *("a OR (b c)", "(x OR lang:ur) police", "ATLEAST/2(police)", "police NEAR/3 NOT young", "*"),
    *('"young afghans"', "title:police", "=Quetta", "forty NEAR/s quetta", "NOT x OR police"),
]


@given(
    st.lists(st.sampled_from([*LINE.split(), "deported", "women", "a", "b", "c", "x", "طورخم"])),
    st.sampled_from(["en", "ur"]),
)
def test_a_rule_set_finds_what_each_rule_finds_alone(text: list[str], language: str) -> None:
    queries = dict(enumerate(parse_query(rule, CONCEPTS) for rule in RULES))
    view = ArticleView("Police", " ".join(text), language=language, author="Khan")
    alone = {n: match(query, TokenIndex(view)) for n, query in queries.items()}
    matches = RuleSet(queries.items()).match(TokenIndex(view))
    together = {hit.rule_id: hit.spans for hit in matches.hits}
    assert together == {n: spans for n, spans in alone.items() if spans is not None}


def test_a_rule_set_may_be_empty() -> None:
    assert RuleSet([]).match(TokenIndex(ArticleView("x"))) == RuleMatches((), ())


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "Mr. A. Khan left. He said so.\nThe U.S. court ruled. کابل رفت۔ باز آمد؟ نه."
    starts = sentence_starts(text)
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    assert pieces == [
        "Mr. A. Khan left.",
        "He said so.",
        "The U.S. court ruled.",
        "کابل رفت۔",
        "باز آمد؟",
        "نه.",
    ]
    start = text.index("court")
    first, last = sentence_around(text, start, start + 5)
    assert text[first:last] == "The U.S. court ruled."
    assert sentence_around("one. ", 0, 3) == (0, 4)
    assert sentence_starts("x. y") == [0]


def test_the_lead_is_the_first_paragraphs() -> None:
    assert lead_of("one\n\ntwo") == "one\n\ntwo"
    assert lead_length("x" * 5000) == LEAD_CHARACTERS
    assert lead_of("a" * 600 + "\n\n" + "b" * 600) == "a" * 600
    assert lead_of("") == ""


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


def test_a_users_file_removes_a_term_however_it_is_written() -> None:
    changed = with_changes(
        Concepts({"a": {"en": ("UNHCR", "IOM")}}), {"a": {"remove": {"en": ["unhcr"]}}}
    )
    assert changed.terms["a"]["en"] == ("IOM",)


def test_an_acronym_with_points_is_shown_as_it_is_written() -> None:
    assert found("UNHCR", "The U.N.H.C.R. says") == ["U.N.H.C.R"]


def test_places_near_each_other() -> None:
    assert merged([(5, 6), (1, 2), (2, 3)]) == [(1, 3), (5, 6)]
    assert near([(3, 3)], [(3, 4)], 0, ordered=False)[0] == [(3, 4)]
    assert near([(3, 3)], [(3, 3)], 5, ordered=False)[0] == []
    assert near([], [(1, 1)], 5, ordered=False) == ([], set(), set())
    assert sloppy([[1, 9], [3]], 1) == [(1, 3)]


def test_places_in_one_sentence_are_all_noted_and_the_nearest_shown() -> None:
    def tens(at: int) -> tuple[int, int]:
        return 0, at // 10

    left, right = [(5, 5), (21, 21)], [(9, 9), (1, 1), (6, 6), (21, 21), (30, 30)]
    assert together(left, right, tens) == ([(5, 6)], {(5, 5)}, {(1, 1), (6, 6), (9, 9)})
    assert together([(1, 1), (2, 2)], [(1, 1)], tens) == ([(1, 2)], {(2, 2)}, {(1, 1)})


@given(st.permutations(["crowd", "camp", "police", "camps", "crowd", "tents", "police"]))
def test_what_fits_does_not_hang_on_the_order_of_a_list(said: list[str]) -> None:
    text = " ".join(said)
    orders = (("camp*", "tents"), ("tents", "camp*"))
    found = [
        match(
            parse_query("(crowd NEAR/s @p) NEAR/1 police", Concepts({"p": {"en": terms}})),
            TokenIndex(ArticleView("", text)),
        )
        for terms in orders
    ]
    assert found[0] == found[1]


@given(st.text(max_size=60) | SIGNS)
def test_the_words_are_those_of_the_index(text: str) -> None:
    assert TokenIndex(ArticleView("", text)).lists[1] == folded_words(fold(text))


LISTED = {
    "en": ("deport*", "sent back", "sent * back", "c?mp", "??", "*ain", "*por*", "?ent b?ck"),
    "ar": ("مهاجر", "ترحيل*"),
    "fa": ("اخراج اتباع", "اردوگاه"),
}


@given(
    st.lists(
        st.sampled_from(
            [
                *("deported", "sent", "back", "again", "camp"),
                *("والمهاجر", "للمهاجر", "المهاجر", "مهاجر", "ترحيلهم"),
                *("اخراج", "اتباع", "اخراجاتباع", "اردوگاه", "ها"),
            ]
        ),
        max_size=12,
    ),
    st.sampled_from([" ", ", ", "\n", "\u200c"]),
)
def test_all_concepts_are_found_together_as_each_spelling_alone(
    text: list[str], between: str
) -> None:
    concepts = Concepts({"a": LISTED, "b": {"fa": LISTED["fa"]}}, proclitics={"a": ("ar",)})
    words = TokenIndex(ArticleView("deported", between.join(text)))
    found = concepts.list_places(words)
    for name, language in (("a", ""), ("a", "en"), ("a", "ar"), ("a", "fa"), ("b", "")):
        spellings = concepts.word_list(name, language).spellings
        alone = {place for one in spellings for place in words.sequence(one)}
        assert found.get((name, language), set()) == alone
    assert set(concepts.places(words)) == {name for name, language in found if not language}
