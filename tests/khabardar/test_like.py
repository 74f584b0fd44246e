"""Finding by meaning: an English text finds what Urdu and Persian outlets report."""

import json
import sys
from pathlib import Path

import pytest

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.meaning.vectors import StoredVectors, next_unread, save_vectors
from db.people.judgements import judge_article
from db.store import Store, iso, open_store
from khabardar.wiring import clock
from pipelines.items import Entry
from pipelines.judging.parts import excerpt_of
from pipelines.meaning import engine
from pipelines.meaning.engine import SentenceModel, sentence_model
from pipelines.meaning.nearness import nearness
from pipelines.meaning.passages import embed_excerpts
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from pipelines.sources import Source
from press_catalogue.decider import built_in_topic
from tests.commandline import Call
from tests.samples import NOW, kept_article

ARTICLES = (
    ("en", "Apple harvest breaks records in Wardak", "Farmers sold 300 tonnes of apples."),
    (
        "ur",
        "کرایہ داروں سے کاغذات طلب",
        "پولیس نے مالکان سے افغان کرایہ داروں کے کاغذات مانگے۔",
    ),
    ("fa", "برداشت سیب در وردک رکورد زد", "کشاورزان ۳۰۰ تن سیب فروختند."),
)


def fill(store: Store) -> None:
    """Store the articles; all but the last get their vectors."""
    sources.sync_sources(store, [Source("a", "A", "https://a.example")], NOW)
    entries = [Entry(f"https://a.example/{number}") for number in range(len(ARTICLES))]
    added = links.add_links(store, "a", "feed", entries, NOW)
    for link, (language, title, text) in zip(added, ARTICLES, strict=True):
        kept = kept_article(link.entry.url, title=title, text=text, language=language)
        insert.save_kept(store, link, kept, SaveContext(NOW, None, "", "example.org"))
    model = sentence_model()
    assert isinstance(model, SentenceModel)
    unread = sorted(next_unread(store, 9), key=lambda one: one.article_id)[:-1]
    topic = built_in_topic()
    words = [TokenIndex(ArticleView(one.title, one.text)) for one in unread]
    made = embed_excerpts(model, [excerpt_of(one, topic) for one in words])
    rows = [
        StoredVectors(one.article_id, one.language, *vectors)
        for one, vectors in zip(unread, made, strict=True)
    ]
    save_vectors(store, model.digest, rows)


@pytest.fixture
def filled(tmp_path: Path) -> None:
    (tmp_path / "khabardar.toml").touch()
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        fill(store)


@pytest.mark.usefixtures("filled")
def test_a_text_finds_what_is_nearest_in_another_language(call: Call) -> None:
    said = call("search", "--like", "police ask tenants for papers", "--json")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [row["language"] for row in found] == ["ur", "en"]
    assert found[0]["nearness"] > 0.5 > found[1]["nearness"]
    said = call("search", "--like", "police ask tenants for papers", "--limit", "1")
    first, second = said.out.splitlines()
    assert first == f"{found[0]['nearness']:.2f}  {ARTICLES[1][1]}"
    assert second.startswith("  2: A, ur, ")


@pytest.mark.usefixtures("filled")
def test_a_query_asks_by_meaning_beside_words(call: Call) -> None:
    asks = 'like("police ask tenants for papers", .5)'
    said = call("search", "--json", asks)
    (row,) = map(json.loads, said.out.splitlines())
    assert (row["language"], row["spans"]) == ("ur", [])
    assert row["nearness"] > 0.5
    assert "1 article cannot be found by meaning yet: it waits for a pass" in said.err
    both = call("search", "--json", f"{asks} OR apple").out.splitlines()
    assert [json.loads(line)["language"] for line in both] == ["ur", "en"]


@pytest.mark.usefixtures("filled")
def test_a_rule_is_shown_with_what_lies_next_to_its_threshold(call: Call, tmp_path: Path) -> None:
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store.execute("UPDATE articles SET first_seen_at = ?", (iso(clock()),))
        judge_article(store, 1, "off", NOW)
    said = call("rules", "test", 'like("police ask tenants for papers", .3) OR like("fruit", .9)')
    lines = said.out.splitlines()
    assert lines[0] == "1 of 3 articles first seen in the last 30 days"
    assert any(line.endswith('to "police ask tenants for papers"') for line in lines)
    at = lines.index('around the threshold of like("police ask tenants for papers", 0.3):')
    assert lines[at + 1].endswith(f"{ARTICLES[1][1]}  (A, ur; relevant)")
    assert lines[at + 2] == "  ---- 0.30: found above, not found below"
    at = lines.index('around the threshold of like("fruit", 0.9):')
    assert lines[at + 1] == "  nothing was as near"
    high = call("rules", "test", 'like("apples are harvested", .95)').out
    assert f"{ARTICLES[0][1]}  (A, en; off topic, as a person said)" in high


def test_articles_of_a_file_are_read_by_meaning(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    rows = [
        {"id": number, "language": language, "title": title, "body": text}
        for number, (language, title, text) in enumerate(ARTICLES)
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf8")
    asks = 'like("police ask tenants for papers", .5)'
    said = call("rules", "test", asks, "--on", str(file))
    assert [json.loads(line)["match"] for line in said.out.splitlines()] == [False, True, False]


@pytest.mark.usefixtures("filled")
def test_an_article_finds_others_even_before_it_has_vectors(call: Call) -> None:
    said = call("search", "--like-article", "3", "--json")
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == [1, 2]
    said = call("search", "--like-article", "1", "--json")
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == [2]


def test_a_search_by_meaning_says_what_it_cannot_find_yet(call: Call, tmp_path: Path) -> None:
    (tmp_path / "khabardar.toml").touch()
    open_store(tmp_path / "khabardar.db", write=True).close()
    said = call("search", "--like", "police ask tenants for papers")
    assert (said.code, said.out) == (0, "")
    assert "no article is stored yet" in said.err
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        fill(store)
    said = call("search", "--like", "police ask tenants for papers")
    assert "warning: 1 article cannot be found by meaning yet" in said.err
    assert "no article to compare with" not in said.err
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store.execute("DELETE FROM article_vectors")
        store.execute("INSERT OR IGNORE INTO vectors_wanted SELECT id FROM articles")
    said = call("search", "--like", "police ask tenants for papers")
    assert (said.code, said.out) == (0, "")
    assert "warning: 3 articles cannot be found by meaning yet: they wait for a pass" in said.err
    assert "the sentence model has read no article to compare with yet" in said.err


@pytest.mark.usefixtures("filled")
def test_what_cannot_be_found_is_said(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    said = call("search", "--like-article", "9")
    assert (said.code, said.err.count("there is no article 9")) == (2, 1)
    for words in (("search",), ("search", "torkham", "--like", "x"), ("search", "--like", " ")):
        assert "write one of: a QUERY, --like TEXT, --like-article ID" in call(*words).err
    monkeypatch.setattr(sys, "path", [])
    said = call("search", "--like", "x")
    assert said.code == 2
    assert "nothing can be found by meaning without the sentence model" in said.err
    assert "pip install" in said.err


def test_the_doctor_names_the_rules_that_wait_for_the_model(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = '[[rule]]\nname = "Papers"\nquery = \'like("papers")\'\nto = ["a@example.org"]\n'
    (tmp_path / "khabardar.toml").write_text(f"[catalogue]\nuse = false\n{rule}", encoding="utf8")
    assert "like()" not in call("doctor").out
    monkeypatch.setattr(engine, "PACKAGE", "no-such-package")
    assert "rules that ask by like() wait: Papers" in call("doctor").out


def test_nearness_is_a_number_from_0_to_1() -> None:
    assert nearness([-0.2, 0.0, 0.225, 0.45, 1.0]).tolist() == [0, 0, 0.5, 1, 1]
    assert nearness([0.0957]).tolist() == [0.21]
