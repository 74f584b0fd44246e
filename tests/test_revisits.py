"""Known articles visited again over real HTTP: what counts as a change, and what never does."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import AFGHAN_BODY, OTHER_BODY, Answer, Newsroom, article_page
from tests.test_crawl import RULE, URDU, run, settings

COUNTED = (
    "The commander of the crossing said that 1,200 Afghan people had been deported through the "
    "gate by noon on 24 November, in 38 buses."
)
SCHOOL_RULE = (
    RULE + '[[rule]]\nname = "Schools"\nquery = "@afghan AND school"\nto = ["b@example.org"]\n'
)
WIDGETS = (
    ("Harbour fair opens with a parade", "Bridge closed for a week", "Rain ends a dry month"),
    ("Chess club wins the cup again", "Tram line gets new cars", "Mayor plants an oak"),
    ("Old mill becomes a library", "Ferry runs late all summer", "Bakers warn of flour prices"),
)


def widget_page(title: str, *paragraphs: str, turn: int) -> bytes:
    """Return an article whose surroundings differ at each turn: lists, counters and times."""
    page = article_page(title, *paragraphs).decode()
    links = "".join(f"<li><a href='/{n}'>{t}</a></li>" for n, t in enumerate(WIDGETS[turn % 3]))
    inside = f"<p>Last updated: 24 November 2025, 1{turn}:05 PKT</p><p>{turn * 37 + 100} views</p>"
    after = f"<h3>Related stories</h3><ul>{links}</ul><p>Also read: {WIDGETS[turn % 3][1]}</p>"
    page = page.replace("</h1>", f"</h1>{inside}").replace("</article>", f"{after}</article>")
    return page.replace("<footer>", f"<aside><ul>{links}</ul></aside><footer>").encode()


class Watched:
    """A newsroom, the folder that watches it, and time that can be moved on."""

    def __init__(self, folder: Path, room: Newsroom) -> None:
        self.folder = folder
        self.room = room

    def sql(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the database says, or change it."""
        connection = sqlite3.connect(self.folder / "khabardar.db", isolation_level=None)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def crawl(self) -> str:
        """Make a pass over what is due, and return what it said."""
        done = run(self.folder, "crawl")
        assert "Traceback" not in done.stderr, done.stderr
        assert "fault in khabardar" not in done.stderr, done.stderr
        return done.stderr

    def visit_again(self) -> str:
        """Let the next visit of each article be due, and make a pass."""
        self.sql("UPDATE revisits SET next_at = '2000-01-01T00:00:00Z'")
        return self.crawl()

    def changes(self) -> list[tuple[Any, ...]]:
        """Return the changes that were seen, oldest first."""
        return self.sql("SELECT change, summary FROM revisions WHERE change <> 'first' ORDER BY id")


@contextmanager
def watching(folder: Path, room: Newsroom, extra: str = RULE) -> Iterator[Watched]:
    (folder / "khabardar.toml").write_text(settings({"room": room}, extra), encoding="utf8")
    with room.open():
        yield Watched(folder, room)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with watching(tmp_path, Newsroom("127.0.0.2"), SCHOOL_RULE) as found:
        yield found


def test_turning_widgets_counters_and_times_are_no_revision(watched: Watched) -> None:
    room = watched.room
    paths = [f"/{number}" for number in range(6)]
    bodies = [(f"Report {n} from the gate in words", COUNTED, *AFGHAN_BODY) for n in "abcdef"]
    room.feed(*paths)
    for turn in range(4):
        for path, (title, *paragraphs) in zip(paths, bodies, strict=True):
            own = f"Our reporter {title[7]} stood there and wrote down what drivers told that day."
            room.answers[path] = Answer(widget_page(title, own, *paragraphs, turn=turn))
        watched.visit_again() if turn else watched.crawl()
    assert watched.sql("SELECT count(*) FROM articles") == [(6,)]
    assert [room.paths().count(path) for path in paths] == [4] * 6
    assert watched.changes() == []


def test_what_an_outlet_changes_is_told_with_its_figures(watched: Watched) -> None:
    room = watched.room
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.publish(
        "/ur", "افغان خاندان واپس", *URDU, "حکام کے مطابق ۱۲۰۰ افراد ملک بدر ہوئے۔", lang="ur"
    )
    room.feed("/en", "/ur")
    watched.crawl()
    assert watched.sql("SELECT count(*) FROM revisits WHERE next_at > '2001'") == [(2,)]
    room.publish("/en", "Families sent back", COUNTED.replace("1,200", "900"), *AFGHAN_BODY)
    room.publish(
        "/ur", "افغان خاندان واپس", *URDU, "حکام کے مطابق ۹۰۰ افراد ملک بدر ہوئے۔", lang="ur"
    )
    watched.visit_again()
    assert sorted(watched.changes()) == [
        ("figure", "figure 1,200 -> 900"),
        ("figure", "figure ۱۲۰۰ -> ۹۰۰"),
    ]
    school = "A teacher said that the school of the Afghan children stood empty since Sunday."
    room.publish("/en", "Hundreds sent back", COUNTED.replace("1,200", "900"), *AFGHAN_BODY, school)
    watched.visit_again()
    assert watched.changes()[2:] == [("headline", "headline changed; text added (14 words)")]
    kept = watched.sql("SELECT title, text FROM articles WHERE url LIKE '%/en'")
    assert kept[0][0] == "Hundreds sent back"
    assert school in kept[0][1]
    first = watched.sql("SELECT text FROM revisions WHERE change = 'first' ORDER BY id")
    assert any(COUNTED in text for (text,) in first)
    mails = watched.sql(
        "SELECT r.name, count(*) FROM outbox o JOIN rules r ON r.id = o.rule_id GROUP BY r.name"
    )
    assert mails == [("Forced returns", 2), ("Schools", 1)]
    found = run(watched.folder, "search", "school", "--json")
    assert "Hundreds sent back" in found.stdout
    assert run(watched.folder, "search", '"1200 afghan"').stdout == ""


def test_revisions_are_printed_with_their_word_diff(watched: Watched) -> None:
    room = watched.room
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.feed("/en")
    watched.crawl()
    room.publish("/en", "Families sent back", COUNTED.replace("by noon", "by dusk"), *AFGHAN_BODY)
    watched.visit_again()
    room.publish("/en", "Families sent back", COUNTED.replace("1,200", "900"), *AFGHAN_BODY)
    watched.visit_again()
    lines = run(watched.folder, "revisions").stdout
    assert "Room  [figure] figure 1,200 -> 900" in lines
    assert "[-1,200-] {+900+}" in lines
    assert "[text] wording changed" in lines
    rows = run(watched.folder, "revisions", "--significant", "--json").stdout.splitlines()
    assert [json.loads(row)["change"] for row in rows] == ["figure"]
    assert run(watched.folder, "revisions", "--last", "soon").returncode == 2
    watched.sql("UPDATE revisions SET seen_at = '2001-01-01T00:00:00Z'")
    assert run(watched.folder, "revisions", "--last", "2w").stdout == ""


def test_a_page_is_gone_only_when_it_was_missing_twice(watched: Watched) -> None:
    room = watched.room
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.publish("/home", "Families wait at the gate", COUNTED, *AFGHAN_BODY[::-1])
    room.publish("/moved", "Families walk at night", *AFGHAN_BODY)
    room.publish("/shut", "Families cross at dawn", *AFGHAN_BODY, COUNTED)
    room.feed("/en", "/home", "/moved", "/shut")
    watched.crawl()
    before = dict(room.answers)
    room.answers["/en"] = Answer(status=404)
    room.answers["/"] = Answer(article_page("Front", *OTHER_BODY))
    room.answers["/home"] = Answer(status=302, headers={"Location": "/"})
    room.answers["/else"] = Answer(article_page("Walnut bread for Afghan guests", *OTHER_BODY))
    room.answers["/moved"] = Answer(status=302, headers={"Location": "/else"})
    room.answers["/shut"] = Answer(status=403)
    watched.visit_again()
    assert watched.changes() == []
    watched.visit_again()
    said = sorted(summary for _, summary in watched.changes())
    assert said[0] == "deleted: HTTP 404"
    assert said[1].startswith("deleted: leads to another article, ")
    assert said[2].startswith("deleted: led to the front page ")
    assert len(said) == 3
    assert "[deleted] deleted: HTTP 404" in run(watched.folder, "revisions", "--significant").stdout
    room.answers = before
    watched.visit_again()
    assert watched.changes()[3:] == [("text", "is there again")] * 3


def test_unchanged_pages_are_asked_for_by_their_marks(watched: Watched) -> None:
    room = watched.room
    page = article_page("Families sent back", COUNTED, *AFGHAN_BODY)
    room.answers["/en"] = Answer(page, headers={"ETag": '"1"', "Last-Modified": "Mon"})
    room.answers["/busy"] = Answer(article_page("Families wait", COUNTED), headers={"ETag": '"2"'})
    room.feed("/en", "/busy")
    watched.crawl()
    busy = {"Retry-After": "7200"}
    watched.visit_again()
    assert watched.changes() == []
    asked = [headers for path, headers in room.asked if path == "/en"]
    assert asked[1]["if-none-match"] == '"1"'
    assert asked[1]["if-modified-since"] == "Mon"
    room.answers["/en"] = Answer(status=429, headers=busy)
    watched.visit_again()
    held = watched.sql(
        "SELECT count(*) FROM revisits WHERE next_at > datetime('now', '+90 minutes')"
    )
    assert held[0][0] >= 1


def test_an_article_listed_with_a_newer_date_is_visited_soon(watched: Watched) -> None:
    room = watched.room
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)

    def list_it(date: str) -> None:
        item = f"<item><title>x</title><link>{room.url}/en</link><pubDate>{date}</pubDate></item>"
        xml = f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
        room.answers["/feed"] = Answer(xml.encode(), "application/rss+xml")

    list_it("Mon, 24 Nov 2025 08:00:00 GMT")
    watched.crawl()
    for date, hour in (("24 Nov 2025 08:00:00", 0), ("24 Nov 2025 09:00:00", 1)):
        watched.sql("UPDATE revisits SET visited_at = '2000-01-01T00:00:00Z'")
        list_it(f"Mon, {date} GMT")
        assert run(watched.folder, "crawl", "--all").returncode == 0
        assert watched.sql("SELECT hurried FROM revisits") == [(hour,)]
    watched.crawl()
    assert room.paths().count("/en") == 2


def test_pages_that_tell_nothing_change_nothing(watched: Watched) -> None:
    room = watched.room
    for path, title in (("/bare", "Families sent back"), ("/soft", "Families wait at the gate")):
        room.publish(path, title, *AFGHAN_BODY[:: 1 if path == "/bare" else -1], COUNTED)
    room.feed("/bare", "/soft")
    watched.crawl()
    room.answers["/bare"] = Answer(b"<html><body></body></html>")
    room.answers["/soft"] = Answer(article_page("Page not found", "404: page not found."))
    watched.visit_again()
    watched.visit_again()
    said = watched.changes()
    assert [change for change, _ in said] == ["deleted"]
    assert said[0][1].startswith("deleted: the page says that it is gone")


def test_changes_are_seen_without_the_archive_too(watched: Watched) -> None:
    room = watched.room
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.publish("/full", "Families wait at the gate", AFGHAN_BODY[0])
    whole = "".join(f"<p>{text}</p>" for text in (*AFGHAN_BODY, COUNTED, *AFGHAN_BODY[::-1]) * 2)
    items = (
        f"<item><title>a</title><link>{room.url}/en</link></item>"
        f"<item><title>b</title><link>{room.url}/full</link>"
        f"<content:encoded><![CDATA[{whole}]]></content:encoded></item>"
    )
    xml = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>x</title>{items}</channel></rss>"
    )
    room.answers["/feed"] = Answer(xml.encode(), "application/rss+xml")
    watched.crawl()
    assert ("feed",) in watched.sql("SELECT text_from FROM articles")
    shutil.rmtree(watched.folder / "archive")
    room.publish("/en", "Families sent back", COUNTED.replace("38", "83"), *AFGHAN_BODY)
    room.publish("/full", "Families wait at the gate", AFGHAN_BODY[0] + " It was cold.")
    watched.visit_again()
    assert watched.changes() == [("figure", "figure 38 -> 83")]


def test_an_outlet_can_be_left_in_peace(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.3")
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.feed("/en")
    with watching(tmp_path, room) as watched:
        path = tmp_path / "khabardar.toml"
        path.write_text(path.read_text(encoding="utf8") + 'revisit = "off"\n', encoding="utf8")
        watched.crawl()
        assert watched.sql("SELECT count(*) FROM articles") == [(1,)]
        assert watched.sql("SELECT count(*) FROM revisits") == [(0,)]
