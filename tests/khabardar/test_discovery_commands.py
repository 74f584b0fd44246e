"""What a search shows a person, and an outlet found and checked over real HTTP."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from khabardar.output.discovery import as_source, checked_lines, found_facts, found_lines
from khabardar.settings import read_settings
from pipelines.discovery.check import check
from pipelines.discovery.search import Found
from pipelines.discovery.trial import Trial
from pipelines.sources import Source
from tests.commandline import Call, configure
from tests.model_sites import Model, article, feed, links, look, page, walked
from tests.newsroom import Answer, Newsroom
from tests.samples import NOW

ROOT = "https://gate.example.pk/"
URLS = [f"{ROOT}news/{number}/headline-of-a-day" for number in range(1001, 1007)]
HOME = page("/", "<link href='/wp-content/x.css'>", links(URLS), "ur")


def found(answers: dict[str, tuple[str, str]]) -> Found:
    return look(Model("gate", ROOT, answers, frozenset()))[0]


def test_what_was_found_is_told_with_how_and_why() -> None:
    alive = found({ROOT: HOME, f"{ROOT}feed/": feed(URLS)})
    lines = [*found_lines(alive, explain=True)]
    assert lines[0] == f"{ROOT} (the home page): a web page"
    assert f"Gate News, {ROOT} (ur, WordPress)" in lines
    assert lines[-1] == (
        f"  found: feed {ROOT}feed/ (where WordPress keeps it; lists 6, the newest of "
        "2025-11-24 08:00)"
    )
    facts = json.loads(json.dumps(found_facts(alive)))
    assert facts["found"][0]["newest_at"] == "2025-11-24T08:00:00Z"
    assert (facts["country"], facts["families"]) == ("PK", ["WordPress"])
    table, said = as_source(alive, "gate", NOW)
    assert table == {
        **{"id": "gate", "name": "Gate News", "homepage": ROOT, "country": "PK"},
        **{"languages": ["ur"], "feeds": [f"{ROOT}feed/"]},
    }
    assert said[0] == "found by khabardar on 2025-11-24"


def test_sections_and_candidates_are_unproven_and_nothing_is_said_so() -> None:
    linked = found(
        {ROOT: HOME, f"{ROOT}feed/": feed(URLS[:2])} | {url: article("x") for url in URLS}
    )
    table, said = as_source(linked, "gate", NOW)
    assert (table["unproven"], table["sections"], table["feeds"]) == (
        True,
        [ROOT],
        [f"{ROOT}feed/"],
    )
    assert "section: no feed is surely alive; links 6 articles; 3 of 3 say so" in said
    empty = [*found_lines(found({}), explain=False)]
    assert empty == [ROOT, "  no list of articles was found", f"  {ROOT}: HTTP 404"]


def test_a_check_says_what_would_have_to_change() -> None:
    source = Source("gate", "Gate", ROOT, feeds=(f"{ROOT}old",))
    answers = {ROOT: HOME, f"{ROOT}feed/": feed(URLS)}
    lines = [*checked_lines(source, walked(check(source, Trial(), NOW, str), answers)[0])]
    assert lines[0] == f"FAIL feed {ROOT}old: HTTP 404"
    assert lines[-1] == f"""to change it: [[source]] id = 'gate', feeds = ["{ROOT}feed/"]"""
    bare = Source("gate", "Gate", "", feeds=(f"{ROOT}old",))
    assert [*checked_lines(bare, walked(check(bare, Trial(), NOW, str), {})[0])][1:] == [
        "no list is alive; to search for others, give its [[source]] a homepage"
    ]
    front = Source("gate", "Gate", ROOT)
    said = [*checked_lines(front, walked(check(front, Trial(), NOW, str), answers)[0])]
    assert said[0] == "no list is declared; this is what its front page leads to"


def test_an_outlet_is_found_added_and_checked_over_the_network(tmp_path: Path, call: Call) -> None:
    room = Newsroom("127.0.0.77")
    now = datetime.now(UTC)
    items = "".join(
        f"<item><title>Headline {n}</title><link>{room.url}/news/{n}</link>"
        f"<pubDate>{format_datetime(now - timedelta(hours=n))}</pubDate></item>"
        for n in range(1, 7)
    )
    rss = Answer(f"<rss><channel>{items}</channel></rss>".encode(), "application/rss+xml")
    room.answers["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /rss\nSitemap: /deep/news.xml", "text/plain"
    )
    room.answers["/"] = Answer(b"<html lang='ps'><title>Gate News</title><body>x</body></html>")
    room.answers["/deep/news.xml"] = rss
    room.answers["/rss"] = rss
    configure(
        tmp_path,
        f'[network]\ncontact = "a@example.org"\nallow_private = ["{room.host}:{room.port}"]\n'
        "delay_s = 0.0\n[catalogue]\nuse = false\n",
    )
    with room.open():
        said = call("sources", "add", room.url)
        assert said.code == 0, said.err
        assert "added 'gate_news' to khabardar.toml; the next pass visits it" in said.err
        assert room.paths() == ["/robots.txt", "/", "/deep/news.xml"]
        (own,) = read_settings(tmp_path / "khabardar.toml", {}).sources(())
        assert (own.feeds, own.languages) == ((f"{room.url}/deep/news.xml",), ("ps",))
        del room.answers["/deep/news.xml"]
        checked = call("sources", "check", "gate_news")
        bare = call("sources", "discover", f"{room.host}:{room.port}")
    assert bare.out.startswith(f"Gate News, http://{room.host}:{room.port}"), bare.err
    assert checked.code == 1
    assert checked.out.startswith(f"FAIL feed {room.url}/deep/news.xml: HTTP 404\n")
    assert (
        f"{room.url}/rss (a name that is often used): {room.url}/robots.txt does not" in checked.out
    )
    assert "/rss" not in room.paths()
    assert call("sources", "discover", "javascript:x").code == 2
    refused = call("sources", "discover", "127.0.0.78:9")
    assert "127.0.0.78:9 is not an address of the public internet" in refused.out
    assert refused.err == "2 requests\n"


def test_what_is_no_address_is_refused_before_anything_is_asked(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    for command in (("fetch",), ("sources", "discover"), ("sources", "add")):
        said = call(*command, "ftp://a.example/1")
        assert (said.code, "write it as https://www.example.org/" in said.err) == (2, True)


@pytest.mark.parametrize(("name", "why"), [("Bad Id!", "small letters"), ("dawn", "is taken")])
def test_an_id_is_refused_before_anything_is_asked(
    tmp_path: Path, call: Call, name: str, why: str
) -> None:
    configure(tmp_path)
    said = call("sources", "add", "http://127.0.0.79:9/", "--id", name)
    assert (said.code, why in said.err) == (2, True)
