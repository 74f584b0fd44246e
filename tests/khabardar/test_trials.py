"""Trying rules, topic and concepts from the command line, before anything is sent."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from db.people.learned import LearnedLabel, note_learned, use_model
from db.search.find import StoredArticle
from db.store import open_store
from khabardar.output.trials import learned_lines
from khabardar.wiring import clock
from passes.meaning.learned import JudgedArticle
from passes.meaning.learning import Learned
from pipelines.items import Article
from pipelines.judging.judge import LearnedTopic
from pipelines.judging.model import Facts
from pipelines.judging.signs import Signs
from pipelines.meaning.engine import NoModel, sentence_model
from pipelines.sources import Source
from press_catalogue.decider import built_in_topic
from press_catalogue.examples import shipped_model
from tests.commandline import PLAIN, RULE, Call, configure
from tests.samples import store_articles

LINES = [
    {
        "id": 1,
        "title": "Afghans deported",
        "lead": "From Quetta.",
        "body": "By bus.",
        "language": "en",
    },
    {"id": "b", "title": "Rain", "body": "Torkham is wet.", "published_at": "2025-04-05T01:00:00"},
    {"id": 3},
]


def write(folder: Path, *rows: object) -> str:
    path = folder / "rows.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n\n", encoding="utf8")
    return str(path)


def test_a_query_is_tried_on_a_file_without_settings(call: Call, tmp_path: Path) -> None:
    said = call("rules", "test", "@deport @afghan and", "--on", write(tmp_path, *LINES))
    assert said.code == 0
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {"id": 1, "match": False, "spans": []},
        {"id": "b", "match": False, "spans": []},
        {"id": 3, "match": False, "spans": []},
    ]
    assert "understood as: (@deport AND @afghan AND and)" in said.err
    assert "write AND in capitals" in said.err
    said = call("rules", "test", "-rain lead:quetta", "--on", write(tmp_path, *LINES))
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["match"] for row in rows] == [True, False, False]
    assert rows[0]["spans"] == [{"field": "lead", "start": 5, "end": 11, "text": "Quetta"}]
    said = call("rules", "test", "torkham date:2025-04", "--on", write(tmp_path, *LINES))
    (hit,) = [
        json.loads(line)["spans"] for line in said.out.splitlines() if '"match": true' in line
    ]
    assert hit[0]["field"] == "body"


def test_a_rule_that_asks_for_changes_says_so(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN + RULE + 'on = ["changed", "new"]\n')
    said = call("rules", "test", "Forced returns", "--on", write(tmp_path, *LINES))
    told = "new stories and changes (a figure, headline or quotation, before -> after)"
    assert f"this rule tells of {told}" in said.err
    assert f"; tells of {told}" in call("rules", "list").out


def test_a_rule_is_tried_by_its_name(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN + RULE)
    said = call("rules", "test", "Forced returns", "--on", write(tmp_path, *LINES))
    assert [json.loads(line)["match"] for line in said.out.splitlines()] == [True, False, False]
    said = call("rules", "list")
    assert said.out.splitlines() == [
        "[topic] keep",
        "  understood as: (@afghan OR NOT relevance:off)",
        "Forced returns: now to a@example.org",
        "  understood as: (@deport AND @afghan)",
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", "rows.jsonl:1: write one JSON object a line"),
        ("[]", "rows.jsonl:1: write an object"),
        ({"title": 3}, "rows.jsonl:1: title: 3 is not text"),
        ({"headline": "x", "id": 1}, "rows.jsonl:1: unknown key 'headline'; expected title"),
        ({"published_at": "noon"}, "write it as 2025-04-05T03:10:00Z"),
        ({"published_at": 5}, "write it as 2025-04-05T03:10:00Z"),
    ],
)
def test_a_wrong_line_is_named(call: Call, tmp_path: Path, row: object, why: str) -> None:
    said = call("rules", "test", "x", "--on", write(tmp_path, row))
    assert said.code == 2
    assert why in said.err


def test_what_cannot_be_tried_is_said(call: Call, tmp_path: Path) -> None:
    assert "cannot be read" in call("rules", "test", "x", "--on", "nowhere.jsonl").err
    assert call("-c", "mine.toml", "topic", "test", "--on", write(tmp_path)).code == 2
    assert "give a HEADLINE in quotes, or a file" in call("topic", "test").err
    assert call("topic", "test", "x", "--on", write(tmp_path)).code == 2
    said = call("rules", "test", "a AND", "--on", write(tmp_path, *LINES))
    assert (said.code, said.out) == (2, "")
    assert "column 6" in said.err


def test_the_topic_is_tried_on_a_file(call: Call, tmp_path: Path) -> None:
    row = {"id": 1, "title": "700 sent through Torkham", "lead": "Families were told to go."}
    off = {"id": 2, "title": "Rain", "lead": "It was wet.", "source_country": "PK"}
    afghan = {**row, "source_country": "AF", "source_is_afghan": True}
    said = call("topic", "test", "--on", write(tmp_path, row, off, afghan))
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert list(rows[0])[:4] == ["id", "relevance", "score", "rules"]
    judged = [row.get("by_query", row["relevance"]) for row in rows]  # the model may say more
    assert judged == ["relevant", "off", "relevant"]
    assert set(rows[2]["rules"]) > set(rows[0]["rules"])


def test_the_topic_reads_articles_named_as_data_of_others_do(call: Call, tmp_path: Path) -> None:
    plain = {"id": 1, "title": "At the gate", "lead": "It was noon.", "body": "One.\n\nDeported."}
    plain |= {"language": "en", "source": "Ledger"}
    named = {"id": 1, "title": "At the gate", "lead": "It was noon.", "lang": "en", "why": "x"}
    named |= {"paragraphs": ["One.", "Deported."], "outlet": "Ledger"}
    said = call("topic", "test", "--on", write(tmp_path, named))
    assert said.out == call("topic", "test", "--on", write(tmp_path, plain)).out
    assert "and were ignored: why\n" in said.err
    said = call("topic", "test", "--on", write(tmp_path, {"id": 3, "language": "en"}))
    assert said.code == 2
    assert 'rows.jsonl:1: there is nothing to read; write "title", and "text"' in said.err
    said = call("rules", "test", "deported", "--on", write(tmp_path, named))
    assert [hit["field"] for hit in json.loads(said.out)["spans"]] == ["body"]
    assert "and were ignored: why\n" in said.err


def test_a_headline_can_be_judged(call: Call) -> None:
    said = call("topic", "test", "Police deport Afghan families", "--country", "pk")
    found = json.loads(said.out)
    assert found["relevance"] == "relevant"
    assert "R1" in found["rules"]
    assert json.loads(call("topic", "test", "Rain").out)["relevance"] == "off"


def test_an_article_is_judged_by_its_whole_text_and_told_why(call: Call, tmp_path: Path) -> None:
    lead = "Families from Jalozai sell looms and quilts; the lorry for the border goes at four."
    text = f"{lead}\n\nThe Afghan weavers were ordered out; their cards have lapsed."
    other = "Nobody was hurt.\n\nThe market of Leeds opens again on Monday."
    lines = [
        {"id": 1, "title": "An Afghan weaver packs", "text": text, "language": "en"},
        {"id": 2, "title": "Fire in a hall", "text": other, "language": "en"},
    ]
    said = call("topic", "test", "--on", write(tmp_path, *lines))
    rows = [json.loads(line) for line in said.out.splitlines()]
    if isinstance(sentence_model(), NoModel):
        assert "by the topic's query alone: without the sentence model" in said.err
        return
    assert rows[0]["chance"] > 0.5 > rows[1]["chance"]
    assert rows[1]["relevance"] == "off"
    assert "Afghan" in rows[0]["words"]
    assert rows[0]["weighed"]


def test_a_headline_is_told_the_examples_nearest_to_it(call: Call) -> None:
    found = json.loads(call("topic", "test", "Police round up Afghans in Lahore").out)
    assert [one["label"] for one in found.get("nearest", ())][:2] in ([], ["yes", "yes"])


def test_an_own_query_for_the_topic_leaves_the_model_out(call: Call, tmp_path: Path) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text('[topic]\nrelevant = "rain"\n', encoding="utf8")
    said = call("-c", str(settings), "topic", "test", "Rain in Multan")
    assert json.loads(said.out)["relevance"] == "relevant"
    assert "[topic] relevant is set" in said.err


def test_concepts_are_listed_and_shown(call: Call, tmp_path: Path) -> None:
    said = call("concepts", "list")
    assert "@torkham: the Torkham crossing" in said.out
    said = call("concepts", "show", "@deport")
    assert "fa: " in said.out
    assert "ar (with و ب ل ال ف ك before): " in said.out
    only = call("concepts", "show", "deport.fa").out
    assert "fa: " in only
    assert "en: " not in only
    assert "there is no @nothing" in call("concepts", "show", "@nothing").err
    assert call("concepts", "show", "@deport OR x").code == 2
    (tmp_path / "own.toml").write_text('[mine.add]\nen = ["x1"]\n', encoding="utf8")
    configure(tmp_path, PLAIN + '[topic]\nconcepts = "own.toml"\n')
    assert "@mine: your own" in call("concepts", "show", "@mine").out


@pytest.mark.parametrize("key", ["concepts", "agencies"])
def test_a_wrong_file_of_ones_own_is_named_with_the_line(
    call: Call, tmp_path: Path, key: str
) -> None:
    configure(tmp_path, PLAIN + f'[topic]\n{key} = "own.toml"\n')
    assert f"own.toml: [topic] {key} cannot be read" in call("rules", "list").err
    (tmp_path / "own.toml").write_text("\nx = \n", encoding="utf8")
    wrong = call("rules", "list")
    assert wrong.code == 2
    assert "own.toml: line 2: not TOML: Invalid value" in wrong.err


def test_a_rule_is_previewed_over_the_archive(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN + RULE)
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    text = "Rain fell. They deported Afghans. It was late."
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store_articles(
            store,
            Source("x", "Dawn", "https://x.example"),
            *(
                (
                    Article(f"https://x.example/{number}", "Afghans deported", text, language="en"),
                    seen,
                )
                for number, seen in enumerate((clock(), clock(), long_ago))
            ),
        )
    said = call("rules", "test", "Forced returns", "--limit", "1")
    assert said.code == 0, said.err
    lines = said.out.splitlines()
    assert lines[:3] == [
        "2 of 2 articles first seen in the last 30 days",
        "by language: en 2",
        "by outlet: Dawn 2",
    ]
    assert "  title: [Afghans] [deported]" in lines
    assert "  text: They [deported] [Afghans]." in lines
    assert lines[-1] == "and 1 more"
    none = call("rules", "test", "nothing").out
    assert none.splitlines() == ["0 of 2 articles first seen in the last 30 days"]
    assert len(call("search", "deported", "--json").out.splitlines()) == 3


def test_what_a_person_says_of_an_article_stays(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN)
    path = tmp_path / "khabardar.db"
    with open_store(path, write=True) as store:
        article = Article("https://a.example/1", title="Rain", text="It was wet.")
        store_articles(store, Source("a", "A", "https://a.example"), (article, clock()))
    said = call("topic", "teach", "1", "yes")
    assert (said.code, said.out) == (0, "article 1: relevant, as it was\n")
    assert call("topic", "teach", "1", "no").out == "article 1: relevant -> off\n"
    with open_store(path, write=False) as store:
        assert store.rows("SELECT relevance FROM judgements")[0]["relevance"] == "off"
    assert "`khabardar topic teach 1 undo` takes it back" in said.err
    undone = call("topic", "teach", "1", "undo")
    assert (undone.code, undone.out) == (0, "article 1: off -> relevant\n")
    with open_store(path, write=False) as store:
        assert store.rows("SELECT * FROM judgements") == []
        told = [tuple(row) for row in store.rows("SELECT what, before, after, address FROM audit")]
    assert told == [
        ("judge", "relevant", "relevant", "command line"),
        ("judge", "relevant", "off", "command line"),
        ("unjudge", "off", "relevant", "command line"),
    ]
    assert "nobody judged article 1" in call("topic", "teach", "1", "undo").err
    assert call("topic", "teach", "9", "yes").code == 2
    assert call("topic", "teach", "1", "maybe").code == 2
    assert "'Rain' is not a valid number of an article" in call("topic", "teach", "Rain", "no").err


def test_the_topic_is_tried_with_what_was_learned_here(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN)
    headline = "Police round up Afghans in Lahore"
    shipped = json.loads(call("topic", "test", headline).out)
    model = replace(shipped_model(), shift=-50.0, judged=3)
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        assert call("topic", "test", headline).err == ""
        use_model(store, model.digest, model.to_text(), clock())
    said = call("topic", "test", headline)
    assert "judged by what was learned here" in said.err
    assert "3 judgements of people" in said.err
    assert json.loads(said.out)["chance"] < 0.05 < shipped["chance"]


def test_the_topic_is_tried_beside_a_database_that_cannot_be_read(
    call: Call, tmp_path: Path
) -> None:
    configure(tmp_path, PLAIN)
    (tmp_path / "khabardar.db").write_bytes(b"no database" * 99)
    said = call("topic", "test", "Rain in Multan")
    assert said.code == 0
    assert "judged by what ships with khabardar" in said.err
    assert json.loads(said.out)["relevance"] == "off"


def test_the_most_doubtful_articles_are_listed_for_a_person(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN)
    path = tmp_path / "khabardar.db"
    with open_store(path, write=True) as store:
        for number, title in enumerate(("Rain", "Families at the gate"), 1):
            article = Article(
                f"https://a.example/{number}", title=title, text="Today.", language="en"
            )
            store_articles(store, Source("a", "A", "https://a.example"), (article, clock()))
    assert call("topic", "review").err == "no article of the last 30 days is doubtful\n"
    with open_store(path, write=True) as store:
        store.execute("UPDATE articles SET relevance = 'review'")
        labels = [LearnedLabel(1, "review", 0.31), LearnedLabel(2, "review", 0.52)]
        note_learned(store, "model", labels)
    none = call("topic", "review", "--language", "ur")
    assert none.err == "no article of the last 30 days in ur is doubtful\n"
    assert call("topic", "review", "--language", "ur", "--language", "en").out.count("\n") == 2
    unknown = call("topic", "review", "--language", "xx")
    assert unknown.code == 2
    assert "'xx' is not one of 'en', 'fa', 'prs', 'ur'" in unknown.err
    said = call("topic", "review")
    assert said.code == 0
    assert said.out.splitlines() == [
        "2  0.52  Families at the gate  (A, en)",
        "1  0.31  Rain  (A, en)",
    ]
    assert said.err.startswith("number, probability that it is on topic, title")
    assert "next: `khabardar topic teach 2 yes` or no" in said.err
    assert "`khabardar topic learn` learns from it" in said.err
    assert len(call("topic", "review", "--limit", "1").out.splitlines()) == 1


def test_an_own_query_for_the_topic_leaves_nothing_to_learn(call: Call, tmp_path: Path) -> None:
    configure(tmp_path, PLAIN + '[topic]\nrelevant = "rain"\n')
    with open_store(tmp_path / "khabardar.db", write=True):
        pass
    said = call("topic", "learn", "--use")
    assert said.code == 2
    assert "[topic] relevant says what is on topic" in said.err


def test_what_was_learned_is_counted_and_the_first_changes_named() -> None:
    topic = built_in_topic()
    model = replace(shipped_model(), judged=3)
    article = StoredArticle(
        *(7, "https://a.example/7", "Rain", "It rained.", "", "", "en", None, None, "a", "A", "PK"),
        *("review", 7),
    )
    facts = Facts("en", np.zeros(384, dtype=np.float32), Signs(()))
    changed = JudgedArticle(article, "off", 0.02, facts)
    lines = [*learned_lines(Learned(LearnedTopic(topic, model), 2), [changed] * 12)]
    assert lines[0].endswith(f"{model.examples} examples and 3 judgements of people")
    assert lines[1].startswith("2 judgements wait until a pass has read their articles")
    assert lines[2:4] == ["review -> off: 12", "7  0.02  off: Rain"]
    assert len(lines) == 13
    assert [*learned_lines(Learned(LearnedTopic(topic, model), 0), [])][1:] == [
        "no article would get another label"
    ]
