"""Terms with stars and question marks, and word lists, find what they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import Concepts, with_changes
from pipelines.query.matcher import fits, places
from pipelines.query.parser import parse_query
from pipelines.query.patterns import WordPattern, spellings
from pipelines.query.token_index import TokenIndex


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


def test_a_users_file_removes_a_term_however_it_is_written() -> None:
    changed = with_changes(
        Concepts({"a": {"en": ("UNHCR", "IOM")}}), {"a": {"remove": {"en": ["unhcr"]}}}
    )
    assert changed.terms["a"]["en"] == ("IOM",)


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
