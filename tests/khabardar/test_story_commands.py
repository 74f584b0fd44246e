"""The commands of stories: what they print of who was first, who copied, and what was changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.events.work import write_events
from db.store import open_store
from khabardar.__main__ import cli
from pipelines.errors import OperatorError
from pipelines.items import Entry, Link
from pipelines.sources import Source
from tests.samples import BODY, NOW, kept_article

CONFIG = '[network]\ncontact = "a@example.org"\n[catalogue]\nuse = false\n'
LONGER = (
    "TORKHAM (AFP) - " + BODY + "\n\nA clerk at the gate counted forty lorries before the rain "
    "began, and said nobody had told him."
)
ALONE = "Walnut growers met in the valley to judge this year's bread and to argue about flour."
TEXTS = {"a": BODY + " The gate shut at six.", "b": LONGER, "c": BODY, "d": ALONE}
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Run a command over four stored articles: one story of three, and another one."""
    config = tmp_path / "khabardar.toml"
    config.write_text(CONFIG, encoding="utf8")
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        outlets = [Source(name, name.upper(), f"https://{name}.example") for name in TEXTS]
        sources.sync_sources(store, outlets, NOW)
        for name, text in TEXTS.items():
            kept = kept_article(f"https://{name}.example/1", title=f"Told by {name}", text=text)
            link = Link(name, "feed", Entry(kept.article.url))
            links.add_links(store, name, "feed", [link.entry], NOW)
            context = SaveContext(NOW, None, "", "example.org")
            if name == "c":
                dated = replace(kept.article, published_at=datetime(2025, 11, 20, tzinfo=UTC))
                kept = replace(kept, article=dated)
            insert.save_kept(store, link, kept, context)
        with store.transaction():
            write_events(
                store, [1, 2], [[1, 2]], {0: "[[[214, [1]], [231, [2]]]]"}, frozenset(), NOW
            )

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, ["-c", str(config), "stories", *words])

    return run


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_list_names_each_story_with_its_outlets(call: Call) -> None:
    listed = call("list")
    assert listed.stdout.splitlines() == [
        "     2  1 outlet   undated, seen 2025-11-24T09:00:00Z  Told by d  (D)",
        "     1  3 outlets  published 2025-11-20, seen 2025-11-24T09:00:00Z  Told by a  (A)",
    ]
    assert "newest 1; --limit shows more" in call("list", "--limit", "1").stderr
    assert "no such stories" in call("list", "--outlets", "9").stderr
    assert call("list", "--days", "1").stderr == (
        "no such stories; the newest article is of 2025-11-20; "
        "no outlet was asked yet: khabardar crawl\n"
    )


def test_programs_get_each_copy_with_its_kind(call: Call) -> None:
    other, story = rows(call("list", "--json"))
    assert story["story_id"] == 1
    assert story["first_article"]["url"] == "https://a.example/1"
    assert [copy["kind"] for copy in story["copies"]] == ["excerpt", "near"]
    assert story["copies"][0]["agency"] == "AFP"
    assert story["first_published_at"] == "2025-11-20T00:00:00Z"
    assert other["first_published_at"] is None
    assert other["copies"] == []
    assert other["also_reported_by"][0]["story_id"] == 1
    (shown,) = rows(call("show", "1", "--json"))
    added = shown["copies"][0]
    assert added["words_added"] > added["words_cut"] > 0
    assert added["added"][0].startswith("A clerk at the gate counted forty lorries")


def test_a_story_is_shown_with_what_copies_changed(call: Call) -> None:
    said = call("show", "1").stdout
    assert "first seen 2025-11-24T09:00:00Z: [1] A: Told by a" in said
    assert "fuller text, of which 1 is an excerpt: [2] B, credits AFP: Told by b" in said
    assert "  undated, seen 2025-11-24T09:00:00Z, fuller text, " in said
    assert "  published 2025-11-20T00:00:00Z, seen 2025-11-24T09:00:00Z, near copy of " in said
    assert "    + A clerk at the gate counted forty lorries" in said
    assert "first published 2025-11-20T00:00:00Z, by its own word: [3] C" in said
    assert "the same event, en, D (story 2): Told by d" in said
    assert "numbers that differ: 214 (A); 231 (D)" in said
    assert "    0 words added, 5 cut\n    - The gate shut at six." in said


def test_people_split_and_merge(call: Call) -> None:
    rest, parted = rows(call("split", "1", "2", "--json"))
    assert [len(rest["copies"]), len(parted["copies"])] == [1, 0]
    assert parted["first_article"]["id"] == 2
    assert "  4 outlets  " in call("merge", str(parted["story_id"]), "2", "1").stdout
    assert [len(row["copies"]) for row in rows(call("list", "--json"))] == [3]
    assert "put here by hand: [4] D" in call("show", "1").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "9"), "there is no story 9"),
        (("split", "9", "1"), "there is no story 9"),
        (("split", "1", "4"), "article 4 is not in story 1, which has 1, 2, 3"),
        (("split", "1", "1", "2", "3"), "leave one in it"),
        (("merge", "1"), "name two stories or more"),
        (("merge", "1", "9"), "there is no story 9"),
    ],
)
def test_a_wrong_number_is_told(call: Call, words: tuple[str, ...], said: str) -> None:
    error = call(*words).exception
    assert isinstance(error, OperatorError)
    assert said in str(error)


def test_an_empty_database_has_no_stories(tmp_path: Path) -> None:
    config = tmp_path / "khabardar.toml"
    config.write_text(CONFIG, encoding="utf8")
    open_store(tmp_path / "khabardar.db", write=True).close()
    result = CliRunner().invoke(cli, ["-c", str(config), "stories", "list"])
    assert "no stories yet" in result.stderr
