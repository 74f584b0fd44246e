"""Text that proves to be no article's is taken out of what was stored before that was known."""

import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from khabardar.wiring import pass_config
from passes.imports import take_in
from tests.commandline import PLAIN, warc
from tests.newsroom import article_page
from tests.passes.test_repeated_texts import TITLES
from tests.samples import NOW

SETTINGS = (
    PLAIN + '[topic]\nkeep = "*"\n[[rule]]\nname = "R"\nto = ["a@example.org"]\n'
    'query = "wibble OR \\"Walnut bread\\""\n'
)
"""Every banner has the word of the rule, and one headline does, too."""
WORDS = ("gate", "river", "council", "market", "teacher", "border", "winter", "doctor", "mill")
BANNERS = {
    "cookies": "This wibble paper keeps small files with you to count and know who reads it.",
    "plea": "Our wibble reporters need you: a gift each month lets them travel to the crossings.",
    "scripts": "Allow wibble scripts in your browser to read on, and load this page once more.",
    "persian": "روزنامه ما برای wibble به کمک شما نیاز دارد و هر ماه از شما سپاسگزار است.",
    "wall": "You have read all wibble pieces that guests may read this month; members can read on.",
    "newsletter": "Each wibble morning at seven we write to those who leave us their address.",
}


def own_text(number: int) -> list[str]:
    """Return four paragraphs that no other article has."""
    rng = random.Random(number)
    return [f"The {' '.join(rng.choices(WORDS, k=35))}." for _ in range(4)]


def stored(
    folder: Path, pages: Sequence[tuple[str, Sequence[str]]]
) -> tuple[list[str], set[tuple[str, str]], list[str], int]:
    """Take pages in; return texts, what was removed and by what, alerts that wait, revisions."""
    (folder / "khabardar.toml").write_text(SETTINGS, encoding="utf8")
    made = [
        (f"http://{host}/{number}", article_page(TITLES[number], *paragraphs))
        for number, (host, paragraphs) in enumerate(pages)
    ]
    config = pass_config(folder / "khabardar.toml")
    take_in(config, [warc(folder, *made)], alerts=True, clock=lambda: NOW, tell=lambda **_: None)
    with sqlite3.connect(folder / "khabardar.db") as db:
        texts = [row[0] for row in db.execute("SELECT text FROM articles ORDER BY id")]
        removed = set(db.execute("SELECT text, rule FROM removed_blocks"))
        alerts = [row[0] for row in db.execute("SELECT subject FROM outbox ORDER BY id")]
        found = db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'wibble'")
        assert found.fetchone()[0] == sum("wibble" in text for text in texts)
        matched = db.execute(
            "SELECT count(DISTINCT story_id) FROM matches m JOIN articles a ON a.id = article_id "
            "WHERE spans <> '[]'"
        )
        assert matched.fetchone()[0] == len(alerts)
        revisions = db.execute("SELECT count(*) FROM revisions").fetchone()[0]
    return texts, removed, alerts, revisions


@pytest.mark.parametrize("kind", BANNERS)
def test_a_banner_above_every_text_goes_from_the_first_articles_too(
    tmp_path: Path, kind: str
) -> None:
    banner = BANNERS[kind]
    pages = [("a.example", [banner, *own_text(number)]) for number in range(len(TITLES))]
    texts, removed, alerts, revisions = stored(tmp_path, pages)
    assert texts == ["\n\n".join(own_text(number)) for number in range(len(TITLES))]
    assert {rule for text, rule in removed if text == banner} <= {"furniture", "notice", "plea"}
    assert banner in {text for text, _ in removed}
    assert (alerts, revisions) == (["Walnut bread wins a prize"], 0)


@pytest.mark.parametrize("kind", ["scripts", "persian"])
def test_a_banner_in_place_of_every_text_leaves_headlines(tmp_path: Path, kind: str) -> None:
    pages = [("a.example", [BANNERS[kind]])] * 6
    texts, removed, alerts, revisions = stored(tmp_path, pages)
    assert texts == list(TITLES[:4])
    assert (BANNERS[kind], "furniture") in removed
    assert (alerts, revisions) == (["Walnut bread wins a prize"], 0)


def test_an_opening_that_three_articles_share_stays_and_so_do_its_alerts(tmp_path: Path) -> None:
    opening = BANNERS["plea"].replace("Our", "The")
    pages = [("a.example", [opening, *own_text(number)]) for number in range(3)]
    pages += [("a.example", own_text(number)) for number in range(3, 7)]
    texts, _, alerts, _ = stored(tmp_path, pages)
    assert all(text.startswith(opening) for text in texts[:3])
    assert "Walnut bread wins a prize" in alerts
    assert len(alerts) > 1
