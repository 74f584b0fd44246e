"""The query language: what it means, how it is shown, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import OperatorError
from pipelines.query.lint import Outlets, lint
from pipelines.query.normalize import LONGEST_QUERY, MOST_BRACKETS
from pipelines.query.parser import MOST_NEAR, parse_query, understand
from pipelines.query.tree import Near, Phrase
from pipelines.sources import Source
from press_catalogue.concepts import built_in_concepts

CONCEPTS = built_in_concepts()

SHOWN = [
    ("a b", "(a AND b)"),
    ("a AND b OR c", "((a AND b) OR c)"),
    ("a OR b c", "(a OR (b AND c))"),
    ("a -b", "(a AND NOT b)"),
    ("a NOT b", "(a AND NOT b)"),
    ("NOT NOT a", "NOT NOT a"),
    ("a NEAR b", "(a NEAR/4 b)"),
    ("a w/3 b", "(a NEAR/3 b)"),
    ("a NEAR/s b", "(a NEAR/s b)"),
    ("a ONEAR/2 b NEAR/3 c", "((a ONEAR/2 b) NEAR/3 c)"),
    ("x a NEAR b OR c", "((x AND (a NEAR/4 b)) OR c)"),
    ("NOT a NEAR b", "(NOT a NEAR/4 b)"),
    ("(a OR b) NEAR/2 @torkham", "((a OR b) NEAR/2 @torkham)"),
    ('"forced  return"~2', '"forced return"~2'),
    ("“forced return”", '"forced return"'),
    ("title:(a OR b)", "(title:a OR title:b)"),
    ("intitle:a inurl:b domain:dawn.com", "(title:a AND url:b AND site:dawn.com)"),
    ("TITLE:=IOM", "title:=IOM"),
    ("lang:(ur OR FA)", "(lang:ur OR lang:fa)"),
    ("country:pk", "country:PK"),
    (
        "date:2025-04 after:2025 before:2025-06-01",
        "(date:2025-04 AND after:2025 AND before:2025-06-01)",
    ),
    ("date:2025-04-01..2025-05", "date:2025-04-01..2025-05"),
    ("ATLEAST/3(afghan* OR refugee*)", "ATLEAST/3((afghan* OR refugee*))"),
    ("@Deport.FA", "@deport.fa"),
    ("title:@deport", "title:@deport"),
    ('="Afghan Citizen Card"', '="Afghan Citizen Card"'),
    ("khyber-pakhtunkhwa", "khyber-pakhtunkhwa"),
    ("wom?n", "wom?n"),
    ("site:https://www.bbc.com/urdu", "site:bbc.com/urdu"),
    ("*", "*"),
    ("* -lang:en", "(* AND NOT lang:en)"),
    ("\u200fافغان\u200e", "افغان"),
    ("مهاجر، افغان", "(مهاجر AND افغان)"),
    (
        'author:"Zia Ahmad" section:world source:dawn',
        '(author:"Zia Ahmad" AND section:world AND source:dawn)',
    ),
]


@pytest.mark.parametrize(("written", "shown"), SHOWN)
def test_a_query_is_shown_as_it_was_understood(written: str, shown: str) -> None:
    query = parse_query(written, CONCEPTS)
    assert str(query) == shown
    assert parse_query(str(query), CONCEPTS) == query


REFUSED = [
    ("", "empty"),
    ("a AND", "column 6"),
    ("AND a", "column 1: AND needs a word on both sides"),
    ("a OR OR b", "column 6: OR needs"),
    ("a NEAR/3", "column 9"),
    ("NEAR/3 a", "column 1"),
    ("()", "column 2: there is nothing in this bracket"),
    ("(a OR )", "column 7: a word is missing before"),
    ("(a", "column 1: this bracket is never closed"),
    ("a)", "column 2: this bracket was never opened"),
    ('a "b', "column 3: this quotation mark"),
    ("ab*", "column 1: 'ab*' is too short"),
    ("ا*", "is too short; write 2"),
    ("a?b", "is too short"),
    ("de*port", "a star may only stand at a word's end"),
    ('"forced * return"', "NEAR"),
    ("@nothing", "there is no @nothing; `khabardar concepts list` shows all"),
    ("@aghan", "there is no @aghan; did you mean @afghan"),
    ("x @deport.xx", "column 3: there is no @deport.xx; there are @deport."),
    ("foo:bar", "there is no field foo:"),
    ("title:lead:x", "column 7: lead: cannot stand within title:"),
    ("lang:urdu", "write lang: and one of en (English), "),
    ("relevance:high", "column 11: 'high': write relevance: and one of relevant, review, off"),
    ("country:PAK", "country:PK"),
    ("site:a?b", "write a site's name"),
    ("date:yesterday", "date:2025-04-05"),
    ("date:2025-13", "is no day"),
    ("date:2025-05-02..2025-05-01", "ends before it begins"),
    ("after:2025-01..2025-02", "write date:"),
    ("lang:@deport", "write a plain value"),
    ("author:@deport", "concepts stand for words of the text"),
    ("a NEAR/500 b", "column 3: NEAR/500"),
    ("a NEAR/x b", "write a number"),
    ("a NEAR lang:ur", "column 3: NEAR compares words"),
    ("a NEAR *", "compares words"),
    ("NOT a NEAR NOT b", "without NOT on one side"),
    ("ATLEAST/0(a)", "ATLEAST/3(word)"),
    ("ATLEAST/2(lang:ur)", "ATLEAST/3(word)"),
    ('"a b"~999', "up to 100"),
    ("=wom?n", "= takes whole words"),
    ("=-", "no letter"),
    ("a & b", "is not an operator; use AND"),
    ("a | b", "is not an operator; use OR"),
    ("--", "a minus stands"),
    ("a - b", "a minus stands right before its word"),
    ("@ a", "follows the @ at once"),
    ("a ~2", "right after a phrase"),
    ("a = b", "cannot stand here"),
    ("x" * (LONGEST_QUERY + 1), "split it"),
    ("(" * (MOST_BRACKETS + 1) + "a" + ")" * (MOST_BRACKETS + 1), "brackets deep"),
    ("NOT " * 200 + "a", "nested too deep"),
    (" NEAR ".join(["abc"] * (MOST_NEAR + 2)), "too many words to compare"),
    (
        "(a b c d e f g h i j k l m n o p q r s t u) NEAR ("
        + " ".join("abcdefghijklmnopqrstu")
        + ")",
        "too many",
    ),
]


@pytest.mark.parametrize(("written", "why"), REFUSED, ids=lambda text: str(text)[:30])
def test_what_cannot_be_understood_is_refused_with_its_place(written: str, why: str) -> None:
    with pytest.raises(OperatorError) as refused:
        parse_query(written, CONCEPTS)
    assert why in str(refused.value)


def test_operators_in_small_letters_are_words_with_a_warning() -> None:
    understood = understand('afghans and near (or not) "this and that"', CONCEPTS)
    assert str(understood.query).count("AND") == 5
    assert [warning.split(":")[0] for warning in understood.warnings] == [
        "column 9",
        "column 13",
        "column 19",
        "column 22",
    ]
    assert understand("afghans AND iran", CONCEPTS).warnings == ()


@pytest.mark.parametrize(
    ("written", "warning"),
    [
        ("x ATLEAST(deported)", "column 3: ATLEAST is looked for as a word"),
        ("lang:fa police", "Dari are left out"),
        ("(lang:fa OR lang:prs) police", ""),
        ("ATLEAST/2(deported)", ""),
        ("ATLEAST/2 (deported)", "column 1: ATLEAST is looked for as a word"),
        ("torkham Or chaman", "column 9: 'Or' is looked for as a word; write OR in capitals"),
        ("torkham ANDNOT chaman", "'ANDNOT' is looked for as a word; write NEAR/5"),
        ("torkham NEAR/3 chaman", ""),
        ("(torkham NEAR chaman) NOT x OR y", ""),
        ("torkham NEAR /3 chaman", "column 9: 'NEAR /3' does not say how near"),
        ("torkham NEAR(3) chaman", "column 9: 'NEAR(3)' does not say how near"),
        ("torkham !cricket", "column 9: !cricket is looked for as a word; write -cricket"),
        ("depor%", "column 6: '%' stands for nothing; write *"),
        ("'forced return'", 'write "forced return" for a phrase'),
        ("can't stop 'x'", ""),
        ("طورخم،چمن", "column 1: words with a comma between"),
        ("url:foo,bar", ""),
        ("50% increase US$ and/or", ""),
        ("-lang:fa torkham", ""),
        ("torkham NOT lang:fa", ""),
        ("after:1404-01-01 torkham", "days are those of the Gregorian calendar"),
        ("x " + "a" * 5_000, ""),
        ("1,200 afghans", ""),
        ("title :torkham", "column 1: a field stands right before its word, as in title:word"),
        (
            '"Is it closed?"',
            "column 8: ? stands for one more letter; leave it out",
        ),
        ("organi?ation", ""),
        ("طورخم؟", ""),
        ('x "@deport refugees" y', "column 4: @deport is a plain word within quotation marks"),
        ('"x" @deport "y"', ""),
    ],
)
def test_what_is_easily_meant_otherwise_is_warned_of(written: str, warning: str) -> None:
    said = " ".join(understand(written, CONCEPTS).warnings)
    assert warning in said
    assert bool(warning) == bool(said)


def test_a_phrase_remembers_its_spellings_but_is_compared_by_its_text() -> None:
    one, other = parse_query("deport", CONCEPTS), parse_query('"deport"', CONCEPTS)
    assert isinstance(one, Phrase)
    assert one != other
    assert isinstance(parse_query("a NEAR b", CONCEPTS), Near)


WORDS = st.sampled_from(
    [
        *("deport*", "afghan", "طورخم", "می\u200cروند", '"forced return"~2', '"رد مرز"', "=IOM"),
        *("wom?n", "@deport", "@torkham", "title:torkham", "body:=Kabul", "lead:@afghan"),
        "khyber-pass",
    ]
)
FACTS = st.sampled_from(
    ["lang:ur", "country:PK", "site:dawn.com", "date:2025", "url:torkham", "author:khan", "*"]
)
NEARS = st.builds(
    "({} {} {})".format,
    WORDS,
    st.sampled_from(["NEAR", "NEAR/7", "ONEAR/2", "w/3", "NEAR/s"]),
    WORDS,
)
QUERIES = st.recursive(
    st.one_of(WORDS, FACTS, NEARS, st.builds("ATLEAST/2({})".format, WORDS)),
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT {}".format, inner),
        st.builds("-{} AND {}".format, WORDS, inner),
    ),
    max_leaves=8,
)


@given(QUERIES)
def test_parsing_what_is_shown_gives_the_same_query(written: str) -> None:
    query = parse_query(written, CONCEPTS)
    assert parse_query(str(query), CONCEPTS) == query


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_any_text_is_a_query_or_refused(written: str) -> None:
    try:
        query = parse_query(written, CONCEPTS)
    except OperatorError:
        return
    assert parse_query(str(query), CONCEPTS) == query


PIECES = st.sampled_from(
    [
        *"\"()*?~=@:-/^{}+'%_;,.",
        *("AND", "OR", "NOT", "NEAR/3", "ONEAR", "w/2", "ATLEAST/2(", "title:", "lang:", "date:"),
        *("afghan", "افغان", "رد", "\u200c", "،", "؟", " ", "  ", "'; DROP TABLE", "a b", "\\"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_heap_of_signs_is_a_query_or_refused(written: str) -> None:
    try:
        query = parse_query(written, CONCEPTS)
    except OperatorError:
        return
    assert parse_query(str(query), CONCEPTS) == query


WATCHED = Source(
    "dawn", "Dawn News", "https://dawn.example/", "PK", feeds=("https://feeds.dawn.example/a",)
)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("source:dawn OR site:dawn.example OR country:pk torkham", ""),
        ("site:feeds.dawn.example", ""),
        ("source:tolo", "no known outlet fits source:tolo"),
        ("x -(y OR site:tolo.example)", "no known outlet fits site:tolo.example"),
        ("country:IR", "no known outlet fits country:IR"),
        ("title:tolo author:tolo", ""),
        ("lang:ur lang:en", "no article is lang:en and lang:ur at once"),
        ("lang:ur lang:ur", ""),
        ("lang:ur OR lang:en", ""),
        ("a OR (b relevance:off relevance:review)", "no article is relevance:off and"),
        ("after:2025-05 before:2025-04", "no day is after:2025-05 and before:2025-04 at once"),
        ("after:2025-04-01 before:2025-05-01", ""),
        ("after:2025-04-01 x", ""),
        ("torkham -torkham", "nothing fits torkham and NOT torkham at once"),
        ("torkham -title:torkham", ""),
        ("site:dawn.example/news", ""),
        ('source:"Dwan News"', 'no known outlet fits source:"Dwan News"; there is Dawn News'),
        ("lead:deported NEAR/5 body:afghan", ""),
        ("title:x NEAR/3 NOT body:y", ""),
        ("title:x NEAR/3 body:y", "(title:x NEAR/3 body:y): different parts"),
        ("-cricket", "NOT cricket fits all other articles"),
        ("-lang:en", ""),
    ],
)
def test_what_can_never_fit_is_told(query: str, said: str) -> None:
    found = lint(parse_query(query, CONCEPTS), Outlets([WATCHED]))
    assert len(found) == bool(said)
    assert not said or found[0].startswith(said)
