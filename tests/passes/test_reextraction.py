"""Text made again from the archive: furniture that was learned late, and rules that changed."""

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db.archive import ArchiveWriter
from db.crawl import passes, site_boilerplate
from db.store import iso, open_store
from khabardar.wiring import pass_config
from passes.imports import take_in
from passes.reextraction import reextract
from pipelines.errors import OperatorError
from pipelines.items import Page
from pipelines.page_blocks import PageBlocks
from tests.commandline import RULE
from tests.newsroom import article_page
from tests.samples import NOW

PLEA = "Walking tours of the old harbour start every Sunday at our office, and members pay nothing."
QUOTE = "The minister told us at length that nobody who holds a valid card has anything to fear."
PLACES = ("Torkham", "Chaman", "Peshawar", "Quetta", "Karachi", "Lahore", "Jalalabad", "Herat")
ONE_WORDS = "families lorries teachers bakers drivers nurses porters traders"


def own_body(number: int) -> tuple[str, ...]:
    """Return paragraphs that only the article of that number has."""
    place, who = PLACES[number], ONE_WORDS.split()[number]
    return (
        f"At {place} the Afghan {who} stood in line since dawn, and {number + 31} of them were "
        f"deported before the office of {place} closed its doors for the day.",
        f"One of the {who} showed the stamp of {place} and said that it had cost him {number + 2} "
        f"months of wages, which no one in {place} would give back to him.",
    )


def pages() -> list[Page]:
    """Return the pages of one host: eight articles, one of them at two more addresses."""
    made = {}
    for number, place in enumerate(PLACES):
        first, second = own_body(number)
        quote = (QUOTE,) if number < 2 else ()
        parts = (first, *quote, second, PLEA)
        made[f"/{place}"] = (f"Afghan {ONE_WORDS.split()[number]} of {place}", *parts)
    title, *body = made["/Herat"]
    made["/again"] = made["/once-more"] = (f"{title}, once more", *body)
    return [
        Page(f"http://news.example{path}", 200, "text/html", article_page(*parts), NOW)
        for path, parts in made.items()
    ]


def settings(folder: Path, keep: str = "@afghan", extra: str = "", rule: str = RULE) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "khabardar.toml"
    text = f"[topic]\nkeep = '{keep}'\n[catalogue]\nuse = false\n{rule}{extra}"
    path.write_text(text, encoding="utf8")
    return path


def imported(folder: Path, groups: list[list[Page]]) -> Path:
    """Import each group of pages by itself, and return the settings used."""
    config = settings(folder)
    for number, group in enumerate(groups):
        later = NOW + timedelta(hours=number)
        with ArchiveWriter(folder / "given", later) as writer:
            for page in group:
                writer.write(page)
        files = sorted((folder / "given").iterdir())[-1:]
        report = take_in(pass_config(config), files, partial(_at, later), lambda **_: None)
        assert report.trouble == []
    return config


def _at(moment: datetime) -> datetime:
    return moment


def rows(folder: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(folder / "khabardar.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


TEXTS = "SELECT url, text FROM articles ORDER BY url"
REMOVED = (
    "SELECT a.url, r.text, r.rule FROM removed_blocks r JOIN articles a ON a.id = r.article_id "
    "ORDER BY a.url, r.id"
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages imported at once, in their order."""
    folder = tmp_path_factory.mktemp("whole")
    imported(folder, [pages()])
    return folder


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_changes_no_text(tmp_path: Path, whole: Path, seed: int) -> None:
    rng = random.Random(seed)
    given = pages()
    rng.shuffle(given)
    cut = rng.randrange(1, len(given))
    imported(tmp_path / "parts", [given[:cut], given[cut:]])
    parts = tmp_path / "parts"
    assert rows(parts, TEXTS) == rows(whole, TEXTS)
    assert rows(parts, REMOVED) == rows(whole, REMOVED)
    texts = dict(rows(parts, TEXTS))
    assert not any(PLEA in text for text in texts.values())
    assert QUOTE in texts["http://news.example/Torkham"]
    assert texts["http://news.example/again"] == "\n\n".join(own_body(7))
    learned = rows(parts, "SELECT host, sample, pages FROM furniture WHERE length(digest) = 16")
    assert [(host, sample) for host, sample, _ in learned] == [("news.example", PLEA)]
    indexed = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'harbour'"
    assert rows(parts, indexed) == [(0,)]
    assert rows(parts, "SELECT count(*) FROM revisions") == [(0,)]
    assert rows(parts, "SELECT count(*) FROM outbox") == [(0,)]


def test_two_articles_make_no_furniture(tmp_path: Path) -> None:
    folder = tmp_path / "few"
    imported(folder, [pages()[:2]])
    texts = [text for _, text in rows(folder, TEXTS)]
    assert len(texts) == 2
    assert all(PLEA in text and QUOTE in text for text in texts)
    assert not rows(folder, "SELECT digest FROM furniture"), "too long to go where two have it"


def test_what_a_narrow_net_let_go_is_found_when_it_is_widened(tmp_path: Path, whole: Path) -> None:
    texts = rows(whole, TEXTS)
    narrow = tmp_path / "narrow"
    config = settings(narrow, "bakery", rule="")
    files = sorted((whole / "given").iterdir())
    take_in(pass_config(config), files, lambda: NOW, lambda **_: None)
    assert rows(narrow, "SELECT DISTINCT state, reason FROM links") == [("dropped", "off_topic")]
    config = settings(narrow)
    report = reextract(pass_config(config), "other.example", lambda: NOW, lambda **_: None)
    assert report.counts["kept"] == 0
    report = reextract(pass_config(config), "news.example", lambda: NOW, lambda **_: None)
    assert report.counts["kept"] == 10
    assert rows(narrow, TEXTS) == texts
    assert rows(narrow, "SELECT count(*) FROM outbox") == [(0,)]
    matched = rows(narrow, "SELECT count(*) FROM matches")
    again = reextract(pass_config(config), "", lambda: NOW, lambda **_: None, alerts=True)
    assert again.counts["read_again"] == 10
    assert rows(narrow, "SELECT count(*) FROM matches") == matched
    assert rows(narrow, "SELECT count(*) FROM outbox") == [(0,)]
    assert rows(narrow, TEXTS) == texts
    assert rows(narrow, "SELECT count(*) FROM revisions") == [(0,)]


def test_a_new_rule_finds_old_articles_without_mail(tmp_path: Path) -> None:
    folder = tmp_path / "rule"
    imported(folder, [pages()])
    extra = '[[rule]]\nname = "Bakers"\nquery = "bakers"\nto = ["b@example.org"]\n'
    config = settings(folder, extra=extra)
    later = NOW + timedelta(days=1)
    for alerts in (False, True):
        reextract(pass_config(config), "", lambda: later, lambda **_: None, alerts)
    found = (
        "SELECT count(*) FROM matches m JOIN rules r ON r.id = m.rule_id WHERE r.name = 'Bakers'"
    )
    assert rows(folder, found) == [(1,)]
    assert rows(folder, "SELECT count(*) FROM outbox") == [(0,)]


def test_an_article_that_rules_would_drop_now_stays(tmp_path: Path) -> None:
    folder = tmp_path / "dropped"
    imported(folder, [pages()])
    texts = rows(folder, TEXTS)
    config = settings(folder, "bakery", rule="")
    report = reextract(pass_config(config), "", lambda: NOW, lambda **_: None)
    assert report.counts["left_as_they_were"] == 10
    assert rows(folder, TEXTS) == texts


@pytest.mark.parametrize("keep", ["@afghan", "bakery"], ids=["kept", "left as it was"])
def test_articles_that_came_without_their_time_of_capture_get_it(tmp_path: Path, keep: str) -> None:
    folder = tmp_path / "before"
    imported(folder, [pages()[:2]])
    captured = "SELECT DISTINCT captured_at FROM articles"
    assert rows(folder, captured) == [(iso(NOW),)]
    with closing(sqlite3.connect(folder / "khabardar.db", isolation_level=None)) as older:
        older.execute("UPDATE articles SET captured_at = NULL")
    config, later = settings(folder, keep, rule=""), NOW + timedelta(days=1)
    report = reextract(pass_config(config), "", lambda: later, lambda **_: None)
    assert report.counts["read_again" if keep == "@afghan" else "left_as_they_were"] == 2
    assert rows(folder, captured) == [(iso(NOW),)]


def test_an_archive_that_is_gone_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    config = imported(folder, [pages()[:2]])
    shutil.rmtree(folder / "archive")
    report = reextract(pass_config(config), "", lambda: NOW, lambda **_: None)
    assert report.exit_code == 1
    assert ["cannot be read" in line for line in report.trouble] == [True, True]
    config.write_text('[database]\narchive = ""\n[catalogue]\nuse = false\n', encoding="utf8")
    with pytest.raises(OperatorError, match="no pages were kept"):
        reextract(pass_config(config), "", lambda: NOW, lambda **_: None)


def test_the_hosts_of_interrupted_passes_are_made_up_for(tmp_path: Path) -> None:
    blocks = PageBlocks("a.example", "core")
    with open_store(tmp_path / "k.db", write=True) as store:
        for hour in range(2):
            number = passes.begin_pass(store, NOW + timedelta(hours=hour), "crawl", 1)
        site_boilerplate.remember_page(store, "http://a.example/1", blocks, NOW)
        assert site_boilerplate.unlearned_hosts(store) == ["a.example"]
        passes.end_pass(store, number, NOW, {}, ["Dawn: no answer"])
        assert site_boilerplate.unlearned_hosts(store) == []
        passes.begin_pass(store, NOW + timedelta(hours=3), "crawl", 1)
        passes.begin_pass(store, NOW + timedelta(hours=4), "crawl", 1)
        assert site_boilerplate.unlearned_hosts(store) == []
