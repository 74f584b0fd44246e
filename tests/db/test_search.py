"""Searching: the archive gives what the matcher would have said of each article when it was new."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.search.concept_index import index_earlier, is_complete, note_concepts, read_places
from db.search.find import find, stored_view
from db.store import Store, open_store
from pipelines.errors import OperatorError
from pipelines.items import Article
from pipelines.query.concepts import with_changes
from pipelines.query.fts5 import MOST_PARTS, candidates
from pipelines.query.matcher import fits
from pipelines.query.parser import parse_query
from pipelines.query.search_plan import plan_search
from pipelines.query.token_index import TokenIndex
from pipelines.sources import Source
from press_catalogue.concepts import built_in_concepts
from tests.samples import NOW, store_articles

CONCEPTS = built_in_concepts()
ARTICLES = [
    ("Police detain forty Afghans", "Raids in Quetta. They were taken to Torkham.", "en"),
    ("Iran deports families", "By force, said the women. Iranian police stood by.", "en"),
    ("طورخم سے واپسی", "افغان مہاجرین کو ملک بدر کر دیا گیا۔ پولیس موجود تھی", "ur"),
    ("ردمرز صد نفر", "خانواده‌ها می‌روند؛ كابل دور است. اسلام‌قلعه شلوغ", "fa"),
    ("والترحيل مستمر", "ترحيل ٢٥٠ شخصا عبر إسلام قلعة", "ar"),
    ("Strange marks", 'C++ & it\'s 1,240 \u00bd \ufdfa NEAR(a b) "quoted" semi;colon {x}', "en"),
    ("Card holders", "The PoR card, the card again; a card. Deportation of Afghans", "en"),
    ("", "", "en"),
]


def filled(path: Path) -> Store:
    """Return a store that holds the articles, their concepts not indexed."""
    opened = open_store(path, write=True)
    source = Source("dawn", "Dawn", "https://dawn.example", country="PK")
    invented = [
        Article(
            f"https://dawn.example/{number}",
            title,
            text,
            byline=("Zia Khan",),
            section="World",
            language=language,
        )
        for number, (title, text, language) in enumerate(ARTICLES, 1)
    ]
    moments = [NOW - timedelta(days=number) for number in range(1, len(ARTICLES) + 1)]
    store_articles(opened, source, *zip(invented, moments, strict=True))
    return opened


@pytest.fixture(scope="module", params=["concepts indexed", "not indexed"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with filled(tmp_path_factory.mktemp("search") / "x.db") as opened:
        if request.param == "concepts indexed":
            index_earlier(opened, CONCEPTS)
        assert is_complete(opened, CONCEPTS.version) == (request.param == "concepts indexed")
        yield opened


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Store]:
    """Return a store of its own for a test that changes the index."""
    with filled(tmp_path / "x.db") as opened:
        index_earlier(opened, CONCEPTS)
        yield opened


def searched(store: Store, query: str) -> list[int]:
    return [article.id for article, _ in find(store, parse_query(query, CONCEPTS), None)]


def matched(store: Store, query: str) -> list[int]:
    parsed = parse_query(query, CONCEPTS)
    every = [article for article, _ in find(store, parse_query("*", CONCEPTS), None)]
    return [article.id for article in every if fits(parsed, TokenIndex(stored_view(article)))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("torkham", [1]),
        ("@torkham", [3, 1]),
        ("deport*", [7, 2]),
        ('"اسلام قلعه"', [5, 4]),
        ("@deport", [7, 5, 4, 3, 2]),
        ("title:police", [1]),
        ("body:police", [2]),
        ("police NEAR/2 afghans", [1]),
        ("police NEAR/1 afghans", []),
        ('"detain afghans"~1', [1]),
        ("ATLEAST/3(card)", [7]),
        ("@deport NEAR/3 @afghan", [7, 3]),
        ("(@torkham OR @islam_qala) NOT police", [5, 4, 3]),
        ("@deport.ur", [3]),
        ("quetta NEAR/6 @torkham", [1]),
        ("ATLEAST/2(@afghan)", []),
        ("=PoR", [7]),
        ("=por", []),
        ("wom?n", [2]),
        ("lang:ur", [3]),
        ("lang:ur lang:fa", []),
        ("lang:en (torkham OR lang:ur)", [1]),
        ('"afghans police"~4', [1]),
        ('"afghans police"~3', []),
        ('"deport* afghans"~1', [7]),
        ("country:PK -lang:en", [5, 4, 3]),
        ("relevance:relevant lang:ur", [3]),
        ("police relevance:off", []),
        ("lang:ur NOT relevance:off", [3]),
        ("author:khan source:dawn site:dawn.example section:world", [8, 7, 6, 5, 4, 3, 2, 1]),
        ("*", [8, 7, 6, 5, 4, 3, 2, 1]),
        ("police OR lang:fa", [4, 2, 1]),
        ("NOT police", [8, 7, 6, 5, 4, 3]),
        ("@deport NEAR/9 @afghan", [7, 3]),
        ("afghans NEAR/5 NOT police", [7]),
    ],
)
def test_a_search_finds_what_fits_the_newest_first(
    store: Store, query: str, expected: list[int]
) -> None:
    assert searched(store, query) == expected
    assert matched(store, query) == expected


def test_a_search_ends_at_its_limit_and_its_day(store: Store) -> None:
    everything = parse_query("*", CONCEPTS)
    assert len(list(find(store, everything, 3))) == 3
    recent = find(store, everything, None, NOW - timedelta(days=2))
    assert [article.id for article, _ in recent] == [2, 1]
    police = find(store, parse_query("police", CONCEPTS), None, NOW - timedelta(days=1))
    assert [article.id for article, _ in police] == [1]


TERMS = st.sampled_from(
    [
        *("police", "afghans", "iran", "card", "deport*", "torkham", "wom?n", "=PoR", "1240", "x"),
        *(
            "طورخم",
            "افغان*",
            "می‌روند",
            "ردمرز",
            '"رد مرز"',
            '"ملک بدر"',
            "كابل",
            "ترحيل",
            "اسلامقلعه",
        ),
        *(
            "@deport",
            "@afghan",
            "@torkham",
            "@deport.ur",
            "title:@afghan",
            "title:police",
            "body:@deport",
            '"detain afghans"~1',
        ),
    ]
)
QUERIES = st.recursive(
    st.one_of(
        TERMS,
        st.builds(
            "({} {} {})".format, TERMS, st.sampled_from(["NEAR/2", "ONEAR/6", "NEAR/s"]), TERMS
        ),
        st.sampled_from(["lang:ur", "author:khan", "country:IR", "relevance:off", "*"]),
        st.builds("ATLEAST/2({})".format, TERMS),
    ),
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT {}".format, inner),
    ),
    max_leaves=6,
)


@given(QUERIES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_and_alerts_agree(store: Store, query: str) -> None:
    assert searched(store, query) == matched(store, query)


@pytest.mark.parametrize(("most", "newest_of_all"), [(1, True), (100, False)])
def test_of_an_outlet_of_many_articles_the_newest_of_all_are_tried(
    changing: Store, monkeypatch: pytest.MonkeyPatch, most: int, newest_of_all: bool
) -> None:
    monkeypatch.setattr("db.search.find.MOST_SORTED", most)
    other = Article("https://other.example/1", "Floods", "Water everywhere.", language="en")
    store_articles(changing, Source("other", "Other", "https://other.example"), (other, NOW))
    assert searched(changing, "country:PK") == [8, 7, 6, 5, 4, 3, 2, 1]
    assert searched(changing, "source:dawn lang:ur") == [3]
    assert searched(changing, "source:other") == [9]
    read: list[str] = []
    changing.connection.set_trace_callback(read.append)
    assert searched(changing, "source:other lang:en") == [9]
    changing.connection.set_trace_callback(None)
    assert any("+a.source_id" in statement for statement in read) == newest_of_all


def test_a_search_ends_when_it_is_told_to(store: Store) -> None:
    answers = iter([False, False, True])
    found = find(store, parse_query("*", CONCEPTS), None, stop=lambda: next(answers))
    assert [article.id for article, _ in found] == [8, 7]


def test_concepts_are_indexed_again_when_their_lists_change(changing: Store) -> None:
    more = with_changes(CONCEPTS, {"deport": {"add": {"en": ["raids"]}}})
    query = parse_query("@deport", more)

    def found() -> list[int]:
        return [article.id for article, _ in find(changing, query, None)]

    assert not is_complete(changing, more.version)
    assert found() == [7, 5, 4, 3, 2, 1]
    assert index_earlier(changing, more, 3) == 3
    assert not is_complete(changing, more.version)
    assert found() == [7, 5, 4, 3, 2, 1]
    assert index_earlier(changing, more) == len(ARTICLES) - 3
    assert is_complete(changing, more.version)
    assert index_earlier(changing, more) == 0
    assert found() == [7, 5, 4, 3, 2, 1]
    assert searched(changing, "@deport") == [7, 5, 4, 3, 2]


def test_a_search_sees_one_moment_whatever_is_indexed_meanwhile(changing: Store) -> None:
    with open_store(changing.path, write=False) as reader:
        results = find(reader, parse_query("@deport", CONCEPTS), None)
        found = [next(results)[0].id]
        changing.execute("DELETE FROM concept_places")
        found += [article.id for article, _ in results]
    assert found == [7, 5, 4, 3, 2]


def test_a_changed_article_is_indexed_by_its_new_words(changing: Store) -> None:
    assert searched(changing, "@torkham") == [3, 1]
    with changing.transaction():
        note_concepts(changing, 1, {"deport": ((3, 4),)}, CONCEPTS.version, anew=True)
    now = changing.rows("SELECT concept, places FROM concept_places WHERE article_id = 1")
    assert [(row["concept"], read_places(row["places"])) for row in now] == [("deport", [(3, 4)])]
    assert searched(changing, "@torkham") == [3]


@pytest.mark.parametrize(
    ("query", "concepts", "nearness", "expression"),
    [
        ("@deport", [("deport",)], 0, False),
        ("@deport police", [("deport",)], 0, True),
        ("(@deport OR @return) police", [("deport", "return")], 0, True),
        ("(@deport OR police)", [], 0, True),
        ("@deport NEAR/3 @afghan", [("deport",), ("afghan",)], 1, False),
        ("@deport NEAR/s @afghan", [("deport",), ("afghan",)], 0, False),
        ("@deport NEAR/3 police", [("deport",)], 0, True),
        ("@deport NEAR/3 NOT police", [("deport",)], 0, False),
        ("NOT @deport", [], 0, False),
        ("@deport.fa", [], 0, True),
        ("police NEAR/3 iran", [], 0, True),
    ],
)
def test_concepts_are_looked_up_where_they_must_be_there(
    query: str, concepts: list[tuple[str, ...]], nearness: int, expression: bool
) -> None:
    found = plan_search(parse_query(query, CONCEPTS), indexed=True)
    assert [*found.concepts] == concepts
    assert len(found.nearness) == nearness
    assert (found.expression is not None) == expression
    unindexed = plan_search(parse_query(query, CONCEPTS), indexed=False)
    assert not unindexed.concepts
    assert not unindexed.nearness


SIGNS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                *"\"'()*^:-+{}[]\\/;,.%_&|!=~@#",
                *("NEAR", "AND", "OR", "NOT", "NEAR(", "title :", "rowid", "' OR 1=1 --"),
                *("افغان", "مهاجر‌ها", "؟", "،", "ترحيل*", "C++", "it's", " ", "\u200f", "\x00"),
            ]
        ),
        max_size=10,
    ).map("".join),
)


@given(SIGNS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_reaches_the_syntax_of_the_index(store: Store, text: str) -> None:
    for query in (text, '"' + text.replace('"', " ") + '"'):
        try:
            parsed = parse_query(query, CONCEPTS)
        except OperatorError:
            continue
        list(find(store, parsed, 5))


def test_what_the_index_cannot_narrow_is_left_to_the_matcher() -> None:
    for query in ("*", "NOT x", "lang:ur", "author:khan", "police OR lang:ur", "?an?"):
        try:
            assert candidates(parse_query(query, CONCEPTS)) is None, query
        except OperatorError:
            assert query == "?an?"
    assert candidates(parse_query("?fghan", CONCEPTS)) is None
    long = " OR ".join(f"word{n}" for n in range(1_500))
    assert candidates(parse_query(long, CONCEPTS))
    assert MOST_PARTS < 3_000
