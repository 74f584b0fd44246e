"""Known articles visited again over real HTTP: what counts as a change, and what never does."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.commandline import RULE, run, settings
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, URDU, Answer, Newsroom, article_page

COUNTED = (
    "The commander of the crossing said that 1,200 Afghan people had been deported through the "
    "gate by noon on 24 November, in 38 buses."
)
SCHOOL_RULE = (
    RULE + '[[rule]]\nname = "Schools"\nquery = "@afghan AND school"\nto = ["b@example.org"]\n'
)
SLEEPERS = (
    "About forty of them slept in the yard of a mosque, and a lorry took them on in the morning."
)
WALL = "Each day our letter on deported Afghan families goes to all who leave us their address."
NOTE = (
    "The editors have withdrawn this report on deported Afghan families until the border police "
    "have answered their letter; two officials now call the list false."
)
OFF_TOPIC_NOTE = (
    "The editors have withdrawn this report, since none of it could be confirmed with two "
    "officials; the paper begs the pardon of its readers for the mistake."
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
        self.after_one: list[tuple[Any, ...]] = []

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

    def changes(self, path: str = "") -> list[tuple[Any, ...]]:
        """Return the changes that were seen (of one article), oldest first."""
        return self.sql(
            "SELECT r.change, r.summary FROM revisions r JOIN articles a ON a.id = r.article_id "
            "WHERE r.change <> 'first' AND a.url LIKE ? ORDER BY r.id",
            f"%{path}",
        )


@contextmanager
def watching(folder: Path, room: Newsroom, extra: str = RULE) -> Iterator[Watched]:
    (folder / "khabardar.toml").write_text(settings({"room": room}, extra), encoding="utf8")
    with room.open():
        yield Watched(folder, room)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with watching(tmp_path, Newsroom("127.0.0.2")) as found:
        yield found


TURNING = [f"/turning/{letter}" for letter in "abcdef"]
URDU_COUNT = "حکام کے مطابق ۱۲۰۰ افراد ملک بدر ہوئے۔"
FEWER = COUNTED.replace("1,200", "900")
SCHOOL = "A teacher said that the school of the Afghan children stood empty since Sunday."


def publish_turning(room: Newsroom, turn: int) -> None:
    """Put articles whose texts never change among widgets that always do."""
    for path in TURNING:
        own = f"Our reporter {path[-1]} stood there and wrote down what drivers told that day."
        title = f"Report {path[-1]} from the gate in words"
        room.answers[path] = Answer(widget_page(title, own, COUNTED, *AFGHAN_BODY, turn=turn))


def publish_first(room: Newsroom) -> None:
    """Put all articles as they are first seen."""
    publish_turning(room, 0)
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.publish("/ur", "افغان خاندان واپس", *URDU, URDU_COUNT, lang="ur")
    room.publish("/gone", "Families go by bus", COUNTED, *AFGHAN_BODY[:1])
    room.publish("/home", "Families wait at the gate", COUNTED, *AFGHAN_BODY[::-1])
    room.publish("/moved", "Families walk at night", *AFGHAN_BODY)
    room.publish("/shut", "Families cross at dawn", *AFGHAN_BODY, COUNTED)
    room.publish("/bare", "Families rest at noon", AFGHAN_BODY[0], COUNTED)
    room.publish("/soft", "Families sleep in tents", AFGHAN_BODY[1], COUNTED)
    marks = {"ETag": '"1"', "Last-Modified": "Mon"}
    marked = article_page("Families wait at dusk", COUNTED, AFGHAN_BODY[0])
    room.answers["/marked"] = Answer(marked, headers=marks)
    room.publish("/walled", "Families queue for papers", *AFGHAN_BODY, COUNTED, AFGHAN_BODY[0])
    room.publish("/withdrawn", "Families sent over night", *AFGHAN_BODY[::-1], SLEEPERS)
    room.publish("/pulled", "Families held in a hall", SLEEPERS, *AFGHAN_BODY, COUNTED)
    names = [
        "en",
        "ur",
        "gone",
        "home",
        "moved",
        "shut",
        "bare",
        "soft",
        "marked",
        "walled",
        "withdrawn",
        "pulled",
    ]
    room.feed(*TURNING, *(f"/{name}" for name in names))


def take_away(room: Newsroom) -> None:
    """Let pages be gone, each in its own way, or say nothing."""
    room.answers["/gone"] = Answer(status=404)
    room.answers["/"] = Answer(article_page("Front", *OTHER_BODY))
    room.answers["/home"] = Answer(status=302, headers={"Location": "/"})
    room.answers["/else"] = Answer(article_page("Walnut bread for Afghan guests", *OTHER_BODY))
    room.answers["/moved"] = Answer(status=302, headers={"Location": "/else"})
    room.answers["/shut"] = Answer(status=403)
    room.answers["/bare"] = Answer(b"<html><body></body></html>")
    room.publish("/walled", "Families queue for papers", WALL)
    room.publish("/withdrawn", "Families sent over night", NOTE)
    room.publish("/pulled", "A report is withdrawn", OFF_TOPIC_NOTE)
    room.answers["/soft"] = Answer(article_page("Page not found", "404: page not found."))


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Three visits after the first: change, change and loss for good, and return."""
    folder = tmp_path_factory.mktemp("visited")
    with watching(folder, Newsroom("127.0.0.3"), SCHOOL_RULE) as found:
        room = found.room
        publish_first(room)
        found.crawl()
        before = dict(room.answers)
        publish_turning(room, 1)
        room.publish("/en", "Families sent back", FEWER, *AFGHAN_BODY)
        fewer = URDU_COUNT.replace("۱۲۰۰", "۹۰۰")
        room.publish("/ur", "افغان خاندان واپس", *URDU, fewer, lang="ur")
        take_away(room)
        found.sql(
            "INSERT INTO control_pages (url, source_id, about_url) SELECT url, source_id, 'x' "
            "FROM links WHERE url LIKE '%/shut' OR url LIKE '%/bare' OR url LIKE '%/en'"
        )
        found.visit_again()
        found.after_one = found.changes()
        publish_turning(room, 2)
        room.answers["/walled"] = before["/walled"]
        room.publish("/en", "Hundreds sent back", FEWER, *AFGHAN_BODY, SCHOOL)
        found.visit_again()
        room.answers |= {path: before[path] for path in ("/gone", "/home", "/moved")}
        publish_turning(room, 3)
        found.visit_again()
        yield found


def test_turning_widgets_counters_and_times_are_no_revision(visited: Watched) -> None:
    for path in TURNING:
        assert visited.room.paths().count(path) == 4
        assert visited.changes(path) == []
    stored = visited.sql("SELECT count(*) FROM articles WHERE url LIKE '%/turning/%'")
    assert stored == [(6,)]


def test_pages_asked_to_compare_tell_whether_they_give_their_text(visited: Watched) -> None:
    found = visited.sql("SELECT url, reason, due, attempts FROM control_pages ORDER BY url")
    told = [(url.rpartition("/")[2], *rest) for url, *rest in found]
    assert told == [("bare", "empty", 0, 1), ("en", "read", 0, 1), ("shut", "blocked", 0, 1)]


def test_what_an_outlet_changes_is_told_with_its_figures(visited: Watched) -> None:
    assert visited.changes("/en") == [
        ("figure", "figure 1,200 -> 900"),
        ("headline", "headline changed; text added (14 words)"),
    ]
    assert visited.changes("/ur") == [("figure", "figure ۱۲۰۰ -> ۹۰۰")]
    ((title, text),) = visited.sql("SELECT title, text FROM articles WHERE url LIKE '%/en'")
    assert title == "Hundreds sent back"
    assert SCHOOL in text
    first = visited.sql(
        "SELECT r.text FROM revisions r JOIN articles a ON a.id = r.article_id "
        "WHERE r.change = 'first' AND a.url LIKE '%/en'"
    )
    assert COUNTED in first[0][0]


def test_rules_mail_only_what_newly_matches(visited: Watched) -> None:
    mails = visited.sql(
        "SELECT r.name, o.recipient, count(*), count(DISTINCT o.story_id) FROM outbox o "
        "JOIN rules r ON r.id = o.rule_id GROUP BY r.name"
    )
    assert {name: count for name, _, count, _ in mails}["Schools"] == 1
    assert all(count == stories for _, _, count, stories in mails)
    found = run(visited.folder, "search", "school", "--json")
    assert "Hundreds sent back" in found.stdout


def test_revisions_are_printed_with_their_word_diff(visited: Watched) -> None:
    lines = run(visited.folder, "revisions").stdout
    assert "Room  [figure] figure 1,200 -> 900" in lines
    assert "[-1,200-] {+900+}" in lines
    assert "[-\u2068۱۲۰۰\u2069-] {+\u2068۹۰۰\u2069+}" in lines
    assert "[deleted] deleted: HTTP 404" in lines
    rows = run(visited.folder, "revisions", "--significant", "--json").stdout.splitlines()
    assert {json.loads(row)["change"] for row in rows} >= {"figure", "headline", "deleted"}
    assert run(visited.folder, "revisions", "--last", "soon").returncode == 2


def test_a_page_is_gone_only_when_it_was_missing_twice(visited: Watched) -> None:
    assert {change for change, _ in visited.after_one} == {"figure"}
    back = ("text", "is there again")
    assert visited.changes("/gone") == [("deleted", "deleted: HTTP 404"), back]
    for path, why in (("/home", "led to the front page "), ("/moved", "leads to another article")):
        (lost, found) = visited.changes(path)
        assert lost[0] == "deleted"
        assert lost[1].startswith(f"deleted: {why}")
        assert found == back
    ((change, why),) = visited.changes("/soft")
    assert change == "deleted"
    assert why.startswith("deleted: the page says that it is gone")


def test_another_short_text_in_an_articles_place_is_a_change_only_when_seen_twice(
    visited: Watched,
) -> None:
    assert visited.changes("/walled") == []
    ((change, _),) = visited.changes("/withdrawn")
    assert change == "text"
    ((change, _),) = visited.changes("/pulled")  # which the keep query alone would turn away
    assert change == "headline"
    assert visited.sql("SELECT text FROM articles WHERE url LIKE '%/pulled'") == [(OFF_TOPIC_NOTE,)]
    texts = visited.sql("SELECT text FROM articles WHERE url LIKE '%/walled' ORDER BY id")
    assert COUNTED in texts[0][0]


def test_pages_that_tell_nothing_change_nothing(visited: Watched) -> None:
    for path in ("/shut", "/bare"):
        assert visited.changes(path) == []
        assert visited.room.paths().count(path) == 5  # once to compare


def test_unchanged_pages_are_asked_for_by_their_marks(visited: Watched) -> None:
    asked = [headers for path, headers in visited.room.asked if path == "/marked"]
    assert [headers.get("if-none-match") for headers in asked] == [None, *['"1"'] * 3]
    assert asked[3]["if-modified-since"] == "Mon"
    assert visited.changes("/marked") == []


def test_the_next_visit_is_planned_and_a_pause_is_kept_to(watched: Watched) -> None:
    room = watched.room
    room.publish("/busy", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.feed("/busy")
    watched.crawl()
    hours = "SELECT (julianday(next_at) - julianday('now')) * 24 FROM revisits"
    assert 0.9 < watched.sql(hours)[0][0] <= 1
    room.answers["/busy"] = Answer(status=429, headers={"Retry-After": "7200"})
    watched.visit_again()
    assert 1.9 < watched.sql(hours)[0][0] <= 2.1


def test_a_changed_article_was_captured_when_its_new_page_came(watched: Watched) -> None:
    room = watched.room
    for path, title in (("/en", "Families sent back"), ("/still", "Families wait at the gate")):
        room.publish(path, title, COUNTED, *AFGHAN_BODY)
    room.feed("/en", "/still")
    watched.crawl()
    watched.sql("UPDATE articles SET captured_at = '2001-01-01T00:00:00Z'")
    room.publish("/en", "Families sent back", FEWER, *AFGHAN_BODY)
    watched.visit_again()
    captured = dict(watched.sql("SELECT url, captured_at > first_seen_at FROM articles"))
    assert captured == {f"{room.url}/en": 1, f"{room.url}/still": 0}


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
    room = Newsroom("127.0.0.4")
    room.publish("/en", "Families sent back", COUNTED, *AFGHAN_BODY)
    room.feed("/en")
    with watching(tmp_path, room) as watched:
        path = tmp_path / "khabardar.toml"
        path.write_text(path.read_text(encoding="utf8") + 'revisit = "off"\n', encoding="utf8")
        watched.crawl()
        assert watched.sql("SELECT count(*) FROM articles") == [(1,)]
        assert watched.sql("SELECT count(*) FROM revisits") == [(0,)]
