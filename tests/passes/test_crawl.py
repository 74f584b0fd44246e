"""Passes over real HTTP on loopback: what came, what waits and why, and what is asked again."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.commandline import RULE, run, settings
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, URDU, Answer, Newsroom, article_page, gzipped
from tests.warm_start import run_forked

SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{url}</loc>'
    "<news:news><news:publication_date>2025-11-23T08:00:00Z</news:publication_date>"
    "<news:title>Families sent back</news:title></news:news></url></urlset>"
)
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>{url}</loc></sitemap></sitemapindex>"
)


def furnish(rooms: dict[str, Newsroom], stranger: Newsroom) -> None:
    """Give each newsroom one manner of its own."""
    calm = rooms["calm"]
    calm.publish("/en", "Families sent back", *AFGHAN_BODY)
    calm.publish("/ur", "افغان خاندان واپس", *URDU, lang="ur")
    calm.publish("/bread", "Walnut bread wins", *OTHER_BODY)
    calm.publish("/same?utm_source=x", "Families sent back", *AFGHAN_BODY)
    calm.feed("/en", "/ur", "/bread", "/same?utm_source=x")
    mapped = rooms["mapped"]
    mapped.publish("/one", "Families wait at gate", *reversed(AFGHAN_BODY))
    mapped.answers["/sitemap"] = Answer(INDEX.format(url=f"{mapped.url}/sm2").encode(), "text/xml")
    body, headers = gzipped(SITEMAP.format(url=f"{mapped.url}/one").encode())
    mapped.answers["/sm2"] = Answer(body, "text/xml", headers={**headers, "ETag": '"1"'})
    odd = rooms["odd"]
    odd.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed", "text/plain")
    for path in ("/closed/1", "/whole"):
        odd.publish(path, "Families at the border", *AFGHAN_BODY)
    odd.answers["/gone"] = Answer(status=410)
    odd.answers["/picture"] = Answer(b"\x89PNG\r\n\x1a\n", "image/png")
    odd.answers["/home"] = Answer(status=302, headers={"Location": "/"})
    odd.answers["/"] = Answer(article_page("Front", *OTHER_BODY))
    odd.answers["/inside"] = Answer(status=302, headers={"Location": "http://10.0.0.1/x"})
    odd.answers["/next"] = Answer(status=301, headers={"Location": f"{stranger.url}/secret"})
    odd.answers["/file"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    odd.answers["/sick"] = Answer(status=503)
    odd.answers["/shut"] = Answer(status=403)
    odd.answers["/short"] = Answer(article_page("Short", *AFGHAN_BODY), cut_at=300)
    whole, headers = gzipped(article_page("Torn", *AFGHAN_BODY))
    odd.answers["/torn"] = Answer(whole[:-40], headers=headers)
    odd.answers["/huge"] = Answer(b"x" * 10_000_001)
    bomb, headers = gzipped(b"<p>" + b"x" * 10_000_001)
    odd.answers["/bomb"] = Answer(bomb, headers=headers)
    unasked = {"Content-Encoding": "br"}
    odd.answers["/unasked"] = Answer(b"\x8b\x02\x80<p>", headers=unasked)
    odd.answers["/mislabelled"] = Answer(article_page("Plain", *AFGHAN_BODY), headers=unasked)
    odd.feed("/closed/1", "/whole", *ODD, "/missing", "/mislabelled")
    shy = rooms["shy"]
    shy.answers["/robots.txt"] = Answer(status=500)
    shy.publish("/here", "Families at the gate", *AFGHAN_BODY)
    shy.feed("/here")
    busy = rooms["busy"]
    busy.feed("/late", "/later")
    for path in ("/late", "/later"):
        busy.answers[path] = Answer(status=429, headers={"Retry-After": "7200"})
    rooms["page"].answers["/feed"] = Answer(article_page("Not a feed", *OTHER_BODY))
    rooms["down"].answers["/feed"] = Answer(status=500)


ODD = {
    "/gone": "gone",
    "/picture": "not_html",
    "/home": "redirect",
    "/inside": "refused_address",
    "/next": "refused_address",
    "/file": "refused_address",
    "/sick": "http_5xx",
    "/shut": "blocked",
    "/short": "cut",
    "/torn": "cut",
    "/unasked": "cut",
    "/huge": "too_large",
    "/bomb": "too_large",
}
PENDING = {"http_5xx", "blocked", "cut"}


@dataclass(frozen=True, slots=True)
class Passes:
    """Two passes over the same newsrooms, the second after one article more was published."""

    folder: Path
    rooms: dict[str, Newsroom]
    stranger: Newsroom
    first: CompletedProcess[str]
    second: CompletedProcess[str]
    asked_again: dict[str, list[str]]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the database says."""
        return sqlite3.connect(self.folder / "khabardar.db").execute(sql, values).fetchall()

    def link(self, room: str, path: str) -> tuple[str, str]:
        """Return the state and reason of a link."""
        (found,) = self.rows(
            "SELECT state, reason FROM links WHERE url = ?", self.rooms[room].url + path
        )
        return found[0], found[1]


@pytest.fixture(scope="module")
def passes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Passes]:
    folder = tmp_path_factory.mktemp("passes")
    names = ("calm", "mapped", "odd", "busy", "page", "down", "shy")
    rooms = {name: Newsroom(f"127.0.0.{number}") for number, name in enumerate(names, 2)}
    stranger = Newsroom("127.0.0.19")
    furnish(rooms, stranger)
    text = settings(rooms, RULE)
    (folder / "khabardar.toml").write_text(text, encoding="utf8")
    with ExitStack() as stack:
        for room in (*rooms.values(), stranger):
            stack.enter_context(room.open())
        first = run(folder, "crawl", "--all")
        before = {name: len(room.asked) for name, room in rooms.items()}
        calm = rooms["calm"]
        calm.publish("/new", "More families sent back", "Fresh news. " + AFGHAN_BODY[0], *URDU)
        calm.feed("/en", "/ur", "/bread", "/same?utm_source=x", "/new")
        second = run(folder, "crawl", "--all")
        again = {name: room.paths()[before[name] :] for name, room in rooms.items()}
        yield Passes(folder, rooms, stranger, first, second, again)


def test_a_pass_with_failing_outlets_exits_with_1_and_names_them(passes: Passes) -> None:
    assert passes.first.returncode == 1
    assert "Down: HTTP 500" in passes.first.stderr
    assert "Page: " in passes.first.stderr
    assert "Calm" not in passes.first.stderr
    assert "Traceback" not in passes.first.stderr + passes.second.stderr


def test_articles_on_the_topic_are_kept_and_others_say_why_not(passes: Passes) -> None:
    assert passes.link("calm", "/en") == ("kept", "kept")
    assert passes.link("calm", "/ur") == ("kept", "kept")
    assert passes.link("calm", "/bread") == ("dropped", "off_topic")
    assert passes.link("mapped", "/one") == ("kept", "kept")
    kept = passes.rows("SELECT title, language, text FROM articles WHERE source_id = 'calm'")
    assert ("Families sent back", "en", "\n\n".join(AFGHAN_BODY)) in kept
    assert ("افغان خاندان واپس", "ur", "\n\n".join(URDU)) in kept


def test_the_same_text_at_a_second_address_is_a_copy(passes: Passes) -> None:
    state, _ = passes.link("calm", "/same?utm_source=x")
    assert state == "kept"
    stories = passes.rows(
        "SELECT count(DISTINCT story_id) FROM articles WHERE title = 'Families sent back'"
    )
    assert stories == [(1,)]


@pytest.mark.parametrize(("path", "reason"), ODD.items(), ids=lambda value: value)
def test_every_oddity_ends_with_its_own_reason(passes: Passes, path: str, reason: str) -> None:
    state = "pending" if reason in PENDING else "dropped"
    assert passes.link("odd", path) == (state, reason)


def test_robots_txt_is_kept_to(passes: Passes) -> None:
    odd = passes.rooms["odd"]
    assert passes.link("odd", "/closed/1") == ("dropped", "robots")
    assert "/closed/1" not in odd.paths()
    assert passes.link("odd", "/whole")[0] == "kept"
    assert passes.link("odd", "/missing") == ("dropped", "not_found")


def test_robots_txt_is_asked_for_once_a_day(passes: Passes) -> None:
    for name in ("calm", "mapped", "odd"):
        assert passes.rooms[name].paths().count("/robots.txt") == 1


def test_a_site_whose_robots_txt_is_broken_is_not_read_and_not_forgotten(passes: Passes) -> None:
    assert "/feed" not in passes.rooms["shy"].paths()
    ((health, why, due),) = passes.rows(
        "SELECT health, health_reason, next_visit_at FROM sources WHERE id = 'shy'"
    )
    assert health == "broken"
    assert "robots.txt answers HTTP 500" in why
    assert due


def test_a_wrong_label_of_compression_costs_no_article(passes: Passes) -> None:
    assert passes.link("odd", "/mislabelled") == ("kept", "kept")


def test_a_redirect_never_leads_to_an_address_that_is_not_allowed(passes: Passes) -> None:
    assert passes.stranger.asked == []


def test_retry_after_holds_the_whole_host(passes: Passes) -> None:
    busy = passes.rooms["busy"]
    assert len([path for path in busy.paths() if path.startswith("/late")]) == 1
    waits = passes.rows(
        "SELECT state, reason, (julianday(next_try_at) - julianday('now')) * 24 FROM links "
        "WHERE source_id = 'busy'"
    )
    assert [(state, reason) for state, reason, _ in waits] == [("pending", "blocked")] * 2
    assert all(1.5 < hours < 2.1 for _, _, hours in waits)


def test_the_second_pass_asks_only_for_what_is_new(passes: Passes) -> None:
    again = passes.asked_again
    assert again["calm"] == ["/feed", "/new"]
    assert again["mapped"] == ["/sitemap", "/sm2"]
    assert again["odd"] == ["/feed"]
    asked = dict(passes.rooms["odd"].asked[::-1])["/feed"]
    assert "khabardar" in asked["user-agent"]
    assert "test@example.org" in asked["user-agent"]
    outcomes = passes.rows("SELECT outcome FROM visits WHERE source_id = 'odd' ORDER BY id")
    assert outcomes == [("ok",), ("not_modified",)]
    mapped = passes.rows("SELECT outcome FROM visits WHERE source_id = 'mapped' ORDER BY id")
    assert mapped == [("ok",), ("ok",), ("ok",), ("not_modified",)]  # the index stays whole


def test_health_tells_dead_outlets_from_quiet_ones(passes: Passes) -> None:
    health = dict(passes.rows("SELECT id, health FROM sources"))
    assert health["calm"] == "ok"
    assert health["down"] != "ok"
    why = dict(passes.rows("SELECT id, health_reason FROM sources"))
    assert "500" in why["down"]
    assert "not_a_feed" in why["page"]


def test_each_match_became_one_mail(passes: Passes) -> None:
    owed = {row[0] for row in passes.rows("SELECT message_id FROM outbox WHERE state = 'sent'")}
    letters = [path.read_bytes() for path in (passes.folder / "outbox").glob("*.eml")]
    assert owed == {message_from_bytes(letter)["Message-ID"] for letter in letters}
    assert len(letters) == len(owed)
    stories = passes.rows(
        "SELECT count(DISTINCT story_id), count(*) FROM matches m JOIN articles "
        "a ON a.id = m.article_id"
    )
    assert len(owed) == stories[0][0]


def test_kept_pages_lie_in_the_archive_where_the_rows_say(passes: Passes) -> None:
    from db.archive import read_at
    from pipelines.items import ArchivePlace

    articles = passes.rows("SELECT archive_file, archive_offset, url FROM articles")
    assert len(articles) > 5
    for file, offset, url in articles:
        page = read_at(passes.folder / "archive", ArchivePlace(file, offset))
        assert page.url.split("?")[0] == url


def test_status_names_the_outlets_that_failed(passes: Passes) -> None:
    said = run(passes.folder, "status")
    assert said.returncode == 0
    assert "Down" in said.stdout
    assert "500" in said.stdout


def test_search_finds_by_any_spelling(passes: Passes) -> None:
    found = run(passes.folder, "search", "@torkham AND @afghan", "--json")
    assert found.returncode == 0
    assert "Families sent back" in found.stdout
    nothing = run(passes.folder, "search", "bakery")
    assert nothing.stdout == ""


def test_a_page_that_stalls_is_given_up_in_time() -> None:
    room = Newsroom("127.0.0.2")
    room.answers["/slow"] = Answer(stall=True)
    program = (
        "import sys; from datetime import UTC, datetime; from spiders.fetch import fetch_one;"
        "from pipelines.web.network_policy import Network;"
        f"n = Network(allow_private=('127.0.0.2:{room.port}',), delay_s=0.0, timeout_s=1.0);"
        "print(fetch_one(sys.argv[1], n, lambda: datetime.now(UTC)))"
    )
    with room.open():
        done = run_forked([f"{room.url}/slow"], 60.0, program=program)
    assert "Failed(reason='timeout'" in done.stdout
