"""What comes into a pass: a rule that would compare too much costs no article and no other rule."""

import sqlite3
from pathlib import Path

from db.archive import ArchiveWriter
from khabardar.wiring import pass_config
from passes.imports import take_in
from pipelines.items import Page
from tests.newsroom import article_page
from tests.samples import NOW

GROUPS = " NEAR/9 ".join(["(camp OR bus OR tent)"] * 13)
SETTINGS = f"""
[database]
path = "k.db"
archive = ""
[network]
contact = "a@b.example"
[topic]
keep = "*"
[mail]
host = ""
to = ["x@y.example"]
[[rule]]
name = "Chained"
query = '{GROUPS}'
[[rule]]
name = "Plain"
query = 'camp NEAR/2 bus'
[catalogue]
use = false
"""


def test_a_rule_that_is_too_costly_is_set_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / "khabardar.toml").write_text(SETTINGS, encoding="utf8")
    listed = (f"On day {day} they counted {'camp bus tent ' * 20}and left." for day in range(90))
    page = article_page("Camps along the road", *listed)
    with ArchiveWriter(tmp_path / "in", NOW) as archive:
        archive.write(Page("https://n.example/a", 200, "text/html", page, NOW))
    report = take_in(
        pass_config(tmp_path / "khabardar.toml"),
        [*(tmp_path / "in").iterdir()],
        alerts=False,
        clock=lambda: NOW,
        tell=lambda **_: None,
    )
    with sqlite3.connect(tmp_path / "k.db") as db:
        matched = db.execute("SELECT r.name FROM matches m JOIN rules r ON r.id = m.rule_id")
        assert matched.fetchall() == [("Plain",)]
    (said,) = (note for note in report.notes if "not matched" in note)
    assert said.startswith("warning: rule 'Chained' was not matched against https://n.example/a")
