"""The topic and the word lists: what is relevant, what a person looks at, what is off."""

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from khabardar.settings import Settings
from pipelines.decide import judge_article, relevance_of
from pipelines.errors import OperatorError
from pipelines.items import Article, Dropped, Kept, Rule
from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import Concepts
from pipelines.query.parser import parse_query
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import judge, make_topic
from pipelines.sources import Source
from press_catalogue.check_rules import check_queries, query_warnings
from press_catalogue.concepts import built_in_concepts, load_concepts, own_concept_warnings
from press_catalogue.decider import DeciderSpec, build_decider, built_in_topic

TOPIC = built_in_topic()
RELEVANT = [
    (
        "Police round up 60 Afghans in Sialkot",
        "They will be taken to the border by bus.",
        "PK",
        False,
    ),
    ("Undocumented families told to go by Sunday", "Officials began a door count.", "PK", False),
    (
        "Germany flies rejected men to Kabul",
        "The charter left at dawn; more removals follow.",
        "GB",
        False,
    ),
    (
        "Another 900 arrive at Spin Boldak",
        "Families were ordered out of farms in Sindh.",
        "AF",
        True,
    ),
    ("PoR cards void from next week", "Refugees say nobody will renew them.", "PK", False),
    (
        "پاکستان نے دو سو افغان خاندان ملک بدر کر دیے",
        "انہیں طورخم کے راستے روانہ کیا گیا۔",
        "PK",
        False,
    ),
    ("طرد سیصد تبعه غیرمجاز از خراسان", "آنان از مرز دوغارون خارج شدند.", "IR", False),
    ("له پاکستانه درې سوه کورنۍ راستنې شوې", "په تورخم کې د راستنېدونکو کمپ ډک دی.", "AF", True),
    ("إيران ترحل ألف أفغاني", "عبروا معبر إسلام قلعة ليلا.", "QA", False),
    ("Türkiye 200 Afgan göçmeni sınır dışı etti", "Uçak Kabil'e indi.", "TR", False),
    (
        "Abschiebung nach Afghanistan: 20 Männer in Kabul gelandet",
        "Der Charter startete nachts.",
        "DE",
        False,
    ),
]
NOT_RELEVANT = [
    (
        "Afghanistan win the toss in Sharjah",
        "The cricket side bowled first; wickets fell.",
        "PK",
        False,
    ),
    ("Venezuelans deported from Texas", "Two flights left on Monday.", "US", False),
    ("Bakery opens in Leeds", "Bread is sold out by noon.", "GB", False),
    ("Torkham cargo stuck for days", "Customs cleared few containers of fruit.", "PK", False),
    ("اخراج داور در لیگ برتر", "بازیکنان اعتراض کردند.", "IR", False),
]


@pytest.mark.parametrize(
    ("title", "text", "country", "afghan"), RELEVANT, ids=lambda v: str(v)[:25]
)
def test_removals_of_afghans_are_on_topic(
    title: str, text: str, country: str, afghan: bool
) -> None:
    found = judge(title, text, country, afghan, TOPIC)
    assert found.relevance == "relevant", found
    assert found.rules
    assert found.score > 0
    assert found.lexicon_version == built_in_concepts().version


@pytest.mark.parametrize(
    ("title", "text", "country", "afghan"), NOT_RELEVANT, ids=lambda v: str(v)[:25]
)
def test_other_news_is_not(title: str, text: str, country: str, afghan: bool) -> None:
    assert judge(title, text, country, afghan, TOPIC).relevance != "relevant"


def test_a_context_that_speaks_against_sends_to_a_person() -> None:
    found = judge(
        "Afghan bowler sent home", "He was expelled after the cricket tour.", "PK", False, TOPIC
    )
    assert found.relevance == "review"
    assert "-sport" in found.rules


def test_a_high_score_is_enough_by_itself() -> None:
    tree = topic_tree() | {"rules": {}, "afghan_rules": {}, "review_rules": {}, "out": {}}
    topic = make_topic(built_in_concepts(), tree)
    words = (
        "Afghan refugees deported via Torkham",
        "Police detained families whose visas expired.",
    )
    assert judge(*words, "PK", False, topic).relevance == "relevant"
    topic = make_topic(built_in_concepts(), tree | {"accept_relevant_from": 1000})
    assert judge(*words, "PK", False, topic).relevance == "review"


def topic_tree() -> dict[str, Any]:
    return tomllib.loads(files("press_catalogue").joinpath("topic.toml").read_text(encoding="utf8"))


def test_a_definition_with_a_bad_query_names_it() -> None:
    with pytest.raises(OperatorError, match=r"the topic's rules R1: column 1: there is no @nobody"):
        make_topic(built_in_concepts(), topic_tree() | {"rules": {"R1": "@nobody"}})


def test_every_concept_that_others_rely_on_is_there() -> None:
    names = (
        *("afghan", "people", "deport", "return", "detain", "status", "policy", "documents"),
        *("border", "actors", "host", "camp", "programme", "implicit", "not_sport"),
        *("torkham", "chaman", "islam_qala", "spin_boldak", "milak", "dogharoon", "ghulam_khan"),
    )
    known = built_in_concepts()
    for name in names:
        assert known.about[name]
        assert known.word_list(name).spellings


def test_every_term_of_the_word_lists_can_be_found() -> None:
    known = built_in_concepts()
    for name, languages in known.terms.items():
        for language, terms in languages.items():
            query = parse_query(f"@{name}.{language}", known)
            for term in terms:
                plain = term.replace(" * ", " so ").replace("*", "").replace("?", "x")
                view = ArticleView("", f"{plain}.")
                assert parse_query(f"@{name}", known) != query
                assert query_fits(query, view), (name, language, term)


def query_fits(query: Any, view: ArticleView) -> bool:
    from pipelines.query.matcher import fits

    return fits(query, TokenIndex(view))


def test_an_own_file_adds_and_removes_terms() -> None:
    text = '[torkham.add]\nlatin = ["michni*"]\n[torkham.remove]\nlatin = ["turkham"]\n'
    text += '[mine.add]\nen = ["x1"]\n'
    changed = load_concepts(text)
    assert "michni*" in changed.of("torkham", "latin")
    assert "turkham" not in changed.of("torkham")
    assert changed.of("mine") == ("x1",)
    assert changed.version != built_in_concepts().version
    assert load_concepts(" ") is built_in_concepts()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[torkham.add]\nlatin = ["michni*"]\n', ""),
        ('[mine]\nabout = "my words"\n[mine.add]\nen = ["x1"]\n', ""),
        ('[deprt.add]\nen = ["x1"]', "concept deprt is new; was [deport] meant?"),
        ('[deport.add]\nenglish = ["x1"]', "concept deport: add.english: languages are written as"),
        ('[deport.add]\nen = [""]', "concept deport: add.en: '' has no letter or digit"),
        ('[deport.add]\nen = ["a OR b"]', "'a OR b' is looked for as words; lists take no queries"),
        ('[deport.add]\nen = ["k*"]', "'k*' stands for very many words"),
        ('[deport.remove]\nen = ["deport"]', "'deport' is not in the list; there is 'deport*'"),
        ('[deport.remove]\nen = ["nosuchterm"]', "'nosuchterm' is not in the list"),
        ('[deport.remove]\nen = ["deport*"]', "'deport*' stays in tr"),
    ],
)
def test_what_an_own_file_may_not_mean_is_told(text: str, said: str) -> None:
    load_concepts(text)
    found = own_concept_warnings(text)
    assert len(found) == bool(said)
    assert said in "".join(found)


def test_an_own_concept_says_what_it_is_about() -> None:
    assert load_concepts('[mine]\nabout = "my words"\nadd.en = ["x1"]').about["mine"] == "my words"


def test_the_version_tells_lists_with_particles_apart() -> None:
    terms = {"x": {"ar": ("a",)}}
    assert Concepts(terms).version != Concepts(terms, proclitics={"x": ("ar",)}).version


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x = ", "not TOML"),
        ("[x]\nterms = []", r"concept x: write \[x.add\] or \[x.remove\]"),
        ("x = 3", "concept x: write"),
        ('[x]\nadd = ["a"]', "x: add is a table of lists"),
        ('[x.add]\nen = "a"', r'x: write add.en = \["term", ...\]'),
        ("[x.remove]\nen = [1]", "x: write remove.en"),
    ],
)
def test_a_wrong_own_file_is_refused(text: str, why: str) -> None:
    with pytest.raises(OperatorError, match=why):
        load_concepts(text)


ARTICLE = Article("https://x.example/1", "Afghans deported", "Police took them to Torkham.")


def test_the_usual_net_keeps_what_is_on_topic_without_a_word_for_afghans() -> None:
    article = Article(
        "https://x.example/2",
        "بازگشت ۱۲۴۰ خانواده از مرز اسلام‌قلعه",
        "اخراج اتباع غیرمجاز از ایران ادامه دارد و خانواده‌ها از مرز اسلام‌قلعه بازگشتند.",
    )
    source = Source("x", "X", "https://x.example", "IR")
    assert isinstance(
        judge_article(build_decider(DeciderSpec(keep="@afghan")), article, source), Dropped
    )
    kept = judge_article(build_decider(DeciderSpec(keep=Settings().topic.keep)), article, source)
    assert isinstance(kept, Kept)
    assert kept.relevance != "off"
    cricket = Article("https://x.example/3", "Pakistan win by 3 wickets", "The match ended at six.")
    assert isinstance(
        judge_article(build_decider(DeciderSpec(keep=Settings().topic.keep)), cricket, source),
        Dropped,
    )


def test_a_turned_away_article_keeps_its_score() -> None:
    decider = build_decider(DeciderSpec(keep="@afghan"))
    other = Article("https://x.example/2", "Refugees wait at Torkham", "A camp is full.")
    verdict = judge_article(decider, other, Source("x", "X", "https://x.example"))
    assert isinstance(verdict, Dropped)
    assert verdict.detail == "outside [topic] keep; score 5.75, judged review all the same"
    rain = Article("https://x.example/3", "Rain at the border", "It fell for an hour.")
    verdict = judge_article(decider, rain, Source("x", "X", "https://x.example"))
    assert isinstance(verdict, Dropped)
    assert re.fullmatch(
        r"outside \[topic\] keep; score [0-4](\.\d+)?, where 5 is for a person to judge",
        verdict.detail,
    )


def test_rules_can_ask_for_what_is_known_of_the_outlet() -> None:
    queries = ("source:x country:PK", "site:x.example", "lang:ur", "title:afghans -lang:ur")
    parsed = (parse_query(query, built_in_concepts()) for query in queries)
    decider = build_decider(DeciderSpec(), tuple(enumerate(parsed)))
    verdict = judge_article(decider, ARTICLE, Source("x", "X", "https://x.example", country="PK"))
    assert isinstance(verdict, Kept)
    assert [hit.rule_id for hit in verdict.hits] == [0, 1, 3]
    assert verdict.relevance == "relevant"


def test_an_own_definition_decides() -> None:
    decider = build_decider(DeciderSpec(relevant="cricket"))
    words = TokenIndex(ArticleView(ARTICLE.title, ARTICLE.text))
    assert relevance_of(decider, words, False).relevance == "off"
    decider = build_decider(DeciderSpec(relevant="torkham"))
    assert relevance_of(decider, words, False).rules == ("own",)


def test_a_wrong_query_is_refused_with_the_name_of_its_setting() -> None:
    with pytest.raises(OperatorError, match=r"\[topic\] keep: column 1"):
        check_queries(DeciderSpec(keep="(a"), ())
    with pytest.raises(OperatorError, match=r"\[topic\] relevant: relevance: is what this query"):
        check_queries(DeciderSpec(relevant="@deport (a OR NOT relevance:off)"), ())
    rule = Rule("Torkham", "a AND", ())
    with pytest.raises(OperatorError, match="rule 'Torkham': column 6: a word is missing"):
        check_queries(DeciderSpec(), (rule,))


def test_doubts_name_their_rule_or_setting() -> None:
    spec = DeciderSpec(keep="afghan and pakistan")
    rules = (
        Rule("Torkham", "torkham !cricket", ()),
        Rule("Dawn", "source:dawn", ()),
        Rule("Off", "x Or y", (), active=False),
    )
    outlets = [Source("tolo", "Tolo News", "https://tolo.example")]
    assert [*query_warnings(spec, rules, check_queries(spec, rules), outlets)] == [
        "[topic] keep: column 8: 'and' is looked for as a word; write AND in capitals to join "
        "words with it",
        "rule 'Torkham': column 9: !cricket is looked for as a word; write -cricket",
        "rule 'Dawn': no known outlet fits source:dawn; the table sources in the browser names all",
    ]
