"""A text that stands under many headlines is put off, and no article is made of it any more."""

import sqlite3
from pathlib import Path

from khabardar.wiring import pass_config
from passes.imports import take_in
from tests.commandline import PLAIN, warc
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, article_page
from tests.samples import NOW

MENU = (
    "Deportation, Afghanistan, Torkham, Refugees, World, Business, Sport, Weather and Letters.",
    "Choose what you want to read about, and we shall send it to you each morning before seven.",
)
TITLES = (
    *("Gate opens after three days", "Budget goes to parliament", "Floods in northern valleys"),
    *("Walnut bread wins a prize", "Teachers ask for heating", "New buses on the ring road"),
    "Old mill becomes a library",
)


def test_a_menu_in_place_of_every_text_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "khabardar.toml").write_text(PLAIN + '[topic]\nkeep = "*"\n', encoding="utf8")
    menus = [(f"http://a.example/{n}", article_page(one, *MENU)) for n, one in enumerate(TITLES)]
    others = [
        ("http://a.example/own", article_page("Families sent back", *AFGHAN_BODY)),
        ("http://b.example/1", article_page(TITLES[0], *OTHER_BODY)),
    ]
    report = take_in(
        pass_config(tmp_path / "khabardar.toml"),
        [warc(tmp_path, *menus, *others)],
        alerts=False,
        clock=lambda: NOW,
        tell=lambda **_: None,
    )
    assert report.counts["put_off"] == 3
    with sqlite3.connect(tmp_path / "khabardar.db") as db:
        found = db.execute("SELECT url, state, reason, detail FROM links ORDER BY url").fetchall()
    states = {url.removeprefix("http://"): (state, reason) for url, state, reason, _ in found}
    assert [states[f"a.example/{number}"] for number in range(7)] == [("kept", "kept")] * 4 + [
        ("pending", "blocked")
    ] * 3
    assert states["a.example/own"] == states["b.example/1"] == ("kept", "kept")
    detail = next(detail for url, *_, detail in found if url == "http://a.example/4")
    assert detail.startswith("the same text stands under 4 other headlines of a.example: 'Depo")
