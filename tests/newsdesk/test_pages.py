"""The desk's own pages: what each says of a database, as a page and as JSON."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import lxml.html
import pytest
from datasette.app import Datasette

from db.articles.insert import save_kept
from db.articles.revisions import record_change, stored_article
from db.articles.write import SaveContext
from db.crawl.links import add_links
from db.crawl.sources import record_visits, sync_sources
from db.reading.crossings import Crossing, crossings
from db.reading.days import Day
from db.reading.outlets import outlet_rows
from db.reading.rules import rule_rows
from db.reading.story_cards import Choice, Order, chosen_stories, place_of, story_cards
from db.status import NOT_VISITED, OFFLINE, Condition, SourceStatus, status_of_sources
from db.store import open_store
from newsdesk.application import application
from newsdesk.cells import bold_figures
from newsdesk.pages.day_bars import HEIGHT, OTHER, day_bars
from newsdesk.pages.state import state_of
from pipelines.items import Entry, Link, Relevance
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from pipelines.stories.revisions import compare
from pipelines.text.moments import ago
from pipelines.visits import Visit, VisitOutcome
from tests.dispatch import EVERY, FOUR, ONE, TWO, open_dispatch
from tests.samples import kept_article

NOW = datetime.now(UTC).replace(microsecond=0)
HOSTILE = "<script>alert(1)</script>"
URDU = "افغان خاندان طورخم سے واپس"
BODY = (
    "Officials counted 2,400 people at the gate by noon.\n\nAid workers gave out water and bread."
)
LATER = BODY.replace("2,400", "2,917")
SAID = SourceStatus("a", "A", "ok", "answers", None, "2025-01-01T00:00:00Z", None, None, 0)
PASS: dict[str, object] = {"started_at": NOW.isoformat(), "outcome": "ok"}
CALM = Condition(sources=(SAID,), outbox={}, outbox_faults=(), last_pass=PASS)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk over a small database, asked without a network."""

    datasette: Datasette

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the body of a path."""
        answer = asyncio.run(self.datasette.client.get(path))
        return answer.status_code, answer.text

    def tree(self, path: str) -> Any:
        """Return the page at a path as a tree."""
        status, body = self.get(path)
        assert status == 200, body
        return lxml.html.document_fromstring(body)

    def json(self, path: str) -> Any:
        """Return what a path answers as JSON."""
        return json.loads(self.get(path)[1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    path = tmp_path_factory.mktemp("pages") / "k.db"
    with open_store(path, write=True) as store:
        outlets = [Source("a", "Khyber Ledger", "https://a.example/", country="PK"),
                   Source("b", HOSTILE, "https://b.example/", country="AF"),
                   Source("c", "Silent Post", "https://c.example/", country="AF")]  # fmt: skip
        sync_sources(store, outlets, NOW)
        seen = NOW - timedelta(hours=3)
        for source, url, title, text, language in (
            ("a", "https://a.example/1", "Families sent back", BODY, "en"),
            ("b", "https://b.example/1", "Families sent back", BODY, "en"),
            (
                "b",
                "https://b.example/2",
                URDU,
                "حکام نے بتایا کہ کئی سو خاندان واپس بھیجے گئے۔",
                "ur",
            ),
            ("a", "https://a.example/3", HOSTILE, f"A text with {HOSTILE} in its middle.", "en"),
        ):
            kept = kept_article(url, title=title, text=text, language=language)
            context = SaveContext(seen, None, "", "example.org")
            add_links(store, source, "feed", [Entry(url)], seen)
            save_kept(store, Link(source, "feed", Entry(url)), kept, context)
            seen += timedelta(minutes=10)
        before = stored_article(store, 1)
        assert before is not None
        after = kept_article(before.url, title="Families sent back", text=LATER)
        change = compare(before.version, replace(before.version, text=LATER))
        assert change is not None
        record_change(store, before, after, change, SaveContext(NOW, None, "", "example.org"))
        outcomes: dict[str, VisitOutcome] = {"a": "ok", "b": "not_modified", "c": "timeout"}
        for source, outcome in outcomes.items():
            record_visits(store, source, [visit(source, outcome)], NOW)
    return Desk(application(path, Concepts({})))


def visit(source: str, outcome: VisitOutcome) -> Visit:
    """Return a visit of a source's feed that ended with ``outcome``."""
    return Visit(source, NOW, f"https://{source}.example/feed", outcome)


def test_today_shows_the_widest_story_first_with_what_is_new_in_it(desk: Desk) -> None:
    page = desk.tree("/")
    cards = page.xpath("//article[@class='kh-card']")
    assert next(card.xpath("string(h3)").strip() for card in cards) == "Families sent back"
    first = " ".join(cards[0].text_content().split())
    assert "new changed first seen at Khyber Ledger, 3 h ago" in first
    assert "2 outlets: AF 1, PK 1" in first
    assert {(card.xpath("h3/@dir")[0], card.xpath("h3/@lang")[0]) for card in cards} == {
        ("ltr", "en"),
        ("rtl", "ur"),
    }
    assert "figure 2,400 → 2,917" in page.xpath("string(//aside)")


def test_the_days_are_a_picture_and_a_table_that_says_the_same(desk: Desk) -> None:
    page = desk.tree("/")
    stories, share = page.xpath("//figure/*[local-name()='svg']")
    assert [len(one.xpath("./*[local-name()='g']")) for one in (stories, share)] == [30, 30]
    cells = [cell.text_content() for cell in page.xpath("//figure//tbody/tr[1]/*")]
    day = (NOW - timedelta(hours=3)).date().isoformat()
    row = desk.json("/-/today.json")["bars"]["bars"]
    assert next(bar["total"] for bar in row if bar["day"] == day) >= 1
    assert sum(bar["total"] for bar in row) == 3
    assert cells[0] == NOW.date().isoformat()
    assert page.xpath("//p[@class='kh-note kh-axis']/span/text()")[-1] == cells[0]
    assert cells[4] == "1"  # the outlet that did not answer


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 3),
        ("?language=ur", 1),
        ("?country=PK", 2),
        ("?relevance=review", 0),
        ("?relevance=all", 3),
        ("?rule=Torkham", 0),
        ("?days=30", 3),
        ("?days=x&after=x", 3),
        ("?after=1~2001-01-01T00:00:00Z~1", 0),
        ("?crossing=torkham", 0),
    ],
)
def test_stories_can_be_chosen(desk: Desk, asked: str, count: int) -> None:
    cards = desk.json(f"/-/stories.json{asked}")["cards"]
    assert len(cards) == count
    assert len(desk.tree(f"/-/stories{asked}").xpath("//article")) == count


def test_a_story_says_who_was_first_who_copied_it_and_what_was_changed(desk: Desk) -> None:
    page = desk.tree("/-/stories/1")
    said = " ".join(page.text_content().split())
    assert "First seen 3 h ago at Khyber Ledger" in said
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//ol/li")]
    assert "Khyber Ledger (first)" in rows[0]
    assert "copy" in rows[1] or "the same text" in rows[1]
    assert page.xpath("//article//del/text()") == ["2,400"]
    assert page.xpath("//article//ins/text()") == ["2,917"]
    assert "None was sent and none waits." in said
    assert desk.json("/-/stories/1.json")["found"]["story"]["source_count"] == 2


def test_a_story_that_is_not_there_is_said(desk: Desk) -> None:
    status, body = desk.get("/-/stories/99")
    assert status == 404
    assert "There is no story 99" in body


def test_changes_are_shown_with_old_and_new_words(desk: Desk) -> None:
    page = desk.tree("/-/changes")
    assert page.xpath("//article//del/text()") == ["2,400"]
    assert len(desk.json("/-/changes.json?all=1&days=1")["changes"]) == 1


def test_figures_stand_out_and_changes_lead_to_their_story(desk: Desk) -> None:
    page = desk.tree("/")
    assert "2,917" in page.xpath("//article[@class='kh-card']//b/text()")
    [change] = [one for one in page.xpath("//aside//a") if "2,917" in one.text_content()]
    assert change.get("href") == "/-/stories/1"
    assert bold_figures("a<b> ۱۲۳ and 2,400.") == "a&lt;b&gt; <b>۱۲۳</b> and <b>2,400</b>."


def test_crossings_are_counted_this_week_against_the_last(tmp_path: Path) -> None:
    path, now = tmp_path / "k.db", NOW
    with open_store(path, write=True) as store:
        sync_sources(store, [Source("a", "A", "https://a.example/")], NOW)
        invented: list[tuple[int, tuple[str, ...], Relevance]] = [
            (1, ("torkham", "chaman"), "relevant"),
            (2, ("torkham",), "relevant"),
            (2, ("torkham",), "off"),
            (8, ("chaman",), "relevant"),
            (30, ("spin_boldak",), "relevant"),
        ]
        for number, (days, places, relevance) in enumerate(invented):
            text = f"Report {number}: " + " ".join("qrstuv"[number] * size for size in range(3, 40))
            kept = kept_article(f"https://a.example/{number}", title=f"T{number}", text=text)
            marks = tuple(f"place:{place}" for place in places)
            kept = replace(kept, event_marks=marks, relevance=relevance)
            context = SaveContext(now - timedelta(days=days), None, "", "example.org")
            save_kept(store, Link("a", "feed", Entry(f"https://a.example/{number}")), kept, context)
        assert crossings(store, now) == [
            Crossing("torkham", 2, 0),
            Crossing("chaman", 1, 1),
            Crossing("spin_boldak", 0, 0),
        ]
    desk = Desk(application(path, Concepts({})))
    rows = [[cell.text_content() for cell in row] for row in desk.tree("/").xpath("//aside//tr")]
    assert rows[1:] == [["Torkham", "2", "0"], ["Chaman", "1", "1"]]
    [link] = desk.tree("/").xpath("//aside//a[.='Torkham']/@href")
    assert len(desk.json(link.replace("/-/stories", "/-/stories.json"))["cards"]) == 2
    chosen = desk.tree(link).xpath("//select[@name='crossing']/option[@selected]/text()")
    assert chosen == ["Torkham"]
    nothing = desk.tree("/?crossing=taftan&language=ps")
    chosen = nothing.xpath("//select[@name='crossing']/option[@selected]/text()")
    assert chosen == ["taftan"]
    [link] = nothing.xpath("//a[.='look at 30 days']/@href")
    assert link == "/?language=ps&crossing=taftan&days=30"


def test_an_article_says_where_what_is_known_of_it_comes_from(desk: Desk) -> None:
    page = desk.tree("/-/articles/3")
    assert page.xpath("//h1/@dir") == ["rtl"]
    said = " ".join(page.text_content().split())
    assert "unknown: no date that can be relied on was found" in said
    assert "Why it is on topic" in said
    assert "Rules of the topic that hold: Afghans, and deportation (R1). Its words" in said
    assert "a score of 9.5." in said
    assert page.xpath("//li//del/text()") == ["Share"]
    assert "https://b.example/2" in said
    assert page.xpath("//a[.='its story']/@href") == ["/-/stories/2"]
    assert desk.get(page.xpath("//a[.='all fields']/@href")[0])[0] == 200
    changed = desk.tree("/-/articles/1")
    assert changed.xpath("//article//del/text()") == ["2,400"]
    copy = " ".join(desk.tree("/-/articles/2").text_content().split())
    assert "article 1" in copy
    facts = desk.json("/-/articles/1.json")["found"]["facts"]
    assert (facts["outlet"], facts["relevance_rules"]) == ("Khyber Ledger", "R1")
    assert "There is no article 99" in desk.get("/-/articles/99")[1]


def test_outlets_are_listed_with_their_days(desk: Desk) -> None:
    page = desk.tree("/-/outlets")
    last = {
        box.xpath("string(h2)").split()[0]: path.get("class")
        for box in page.xpath("//article")
        for path in box.xpath(".//*[local-name()='path']")
        if "M290 0" in path.get("d")
    }
    assert last["Silent"] == "kh-day-silent"
    assert last["Khyber"] in ("kh-day-news", "kh-day-nothing")
    drawn = page.xpath("//article//*[local-name()='svg']/@aria-label")
    assert all(label.count(",") == 30 for label in drawn)


def test_the_days_of_an_outlet_are_a_table_on_a_page_of_its_own(desk: Desk) -> None:
    page = desk.tree("/-/outlets?outlet=c")
    assert len(page.xpath("//article")) == 1
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]
    assert rows[0] == [NOW.date().isoformat(), "0", "no answer"]
    assert rows[-1][2] == "not asked"
    assert len(rows) == 30
    assert "There is no outlet x&lt;." in desk.get("/-/outlets?outlet=x<")[1]


def test_a_list_of_stories_goes_on_behind_the_last_one(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, EVERY, None) as opened:
        for number in range(5):
            opened.publish(ONE, title=f"Story {number}", text=f"Text {number} " + "ab " * number)
        store, choice = opened.store, Choice(opened.now - timedelta(days=1), relevance="all")
        for order in get_args(Order):
            all_of_it = [card.story_id for card in story_cards(store, choice, order)]
            seen: list[int] = []
            after = None
            while cards := story_cards(store, choice, order, 2, after):
                seen += [card.story_id for card in cards]
                after = place_of(str(cards[-1].place))
                assert after == cards[-1].place
            assert seen == all_of_it
            assert len(seen) == len(set(seen)) == 5
            assert chosen_stories(store, choice, order, 3) == all_of_it[:3]


@pytest.mark.parametrize("written", ["", "1", "1~x~1", "1~2025-01-01T00:00:00Z~", "a~b~c", "1~~1"])
def test_what_is_no_place_in_a_list_is_none(written: str) -> None:
    assert place_of(written) is None


def test_alerts_are_shown_with_what_became_of_them(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, EVERY, None) as opened:
        opened.publish(ONE, title="Gate opens")
        record_visits(opened.store, "a", [visit("a", "ok")], opened.now)  # its first has ended
        opened.publish(TWO, published=opened.now - timedelta(days=30), title="Long ago")
        opened.pass_()
        opened.publish(FOUR, title="Waits")
    shown = Desk(application(tmp_path / "k.db", Concepts({})))
    said = " ".join(shown.tree("/-/alerts").text_content().split())
    assert "Five" in said
    assert "waits until" in said
    assert "Mailed at once to " in said
    assert "Mailed daily " in said
    [five] = shown.tree("/-/alerts").xpath("//article[h3/bdi='Five']")
    [label] = five.xpath(".//*[local-name()='svg']/@aria-label")
    weeks = [row.text_content() for row in five.xpath(".//tbody/tr/td")]
    assert len(weeks) == 12
    assert label.endswith(", ".join(reversed(weeks)))
    assert "families (what it finds now)" in said
    assert [mail["subject"] for mail in shown.json("/-/alerts.json?state=sent")["mails"]] == [
        "Gate opens"
    ]
    five = shown.json("/-/alerts.json?state=pending&to=p1@example.org&rule=Five")["mails"]
    assert [(mail["subject"], mail["recipient"]) for mail in five] == [("Waits", "p1@example.org")]
    unmailed = " ".join(shown.tree("/-/alerts?state=unmailed").text_content().split())
    assert "Long ago" in unmailed
    assert "No mail of this kind" in shown.tree("/-/alerts?state=dead").text_content()


def test_a_rule_has_its_finds_by_week(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, EVERY, None) as opened:
        opened.publish(ONE)
        opened.wait(days=6)
        opened.publish(ONE)
        opened.wait(days=8)
        opened.publish(ONE)
        found = {row.name: row for row in rule_rows(opened.store, opened.now.date(), 3)}
    assert found["Now"].weeks == (1, 1, 1)
    assert found["Pair"].weeks == (0, 0, 0)
    assert found["Pair"].recipients == ("one@example.org", "two@example.org")


def test_a_watchdog_is_told_that_no_pass_was_made(desk: Desk) -> None:
    status, body = desk.get("/-/health")
    assert status == 503
    assert "no pass was made yet" in json.loads(body)["last_pass"]["said"]


def test_a_watchdog_is_told_of_a_database_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    gone = Desk(application(tmp_path / "none.db", Concepts({})))
    status, body = gone.get("/-/health")
    assert status == 503
    assert "none.db" in json.loads(body)["error"]


PATHS = (
    "/",
    "/-/stories",
    "/-/stories/1",
    "/-/stories/3",
    "/-/articles/2",
    "/-/articles/4",
    "/-/changes?all=1",
    "/-/outlets",
    "/-/data",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_markup_of_an_outlet(desk: Desk, path: str) -> None:
    status, body = desk.get(path)
    assert status == 200
    assert HOSTILE not in body


@pytest.mark.parametrize(
    ("change", "well", "said"),
    [
        (lambda calm: calm, True, "1 of 1 outlet gave what it has"),
        (lambda calm: replace(calm, sources=()), False, "no outlet is watched"),
        (
            lambda calm: replace(calm, sources=(SAID, replace(SAID, health="broken"))),
            False,
            "1 of 2 outlets gave what they have; 1 in trouble",
        ),
        (
            lambda calm: replace(calm, sources=(SAID, replace(SAID, last_visit_at=None))),
            False,
            "1 not visited yet",
        ),
        (
            lambda calm: replace(
                calm, last_pass={"started_at": "2025-01-01T00:00:00Z", "outcome": "trouble"}
            ),
            False,
            "days ago, not all of it went well",
        ),
        (
            lambda calm: replace(
                calm,
                sources=(replace(SAID, health_reason=NOT_VISITED),),
                last_pass={**PASS, "outcome": "trouble", "troubles": [f"{OFFLINE}; more"]},
            ),
            False,
            "0 of 1 outlet gave what it has; 1 not visited yet "
            f"last pass {ago(NOW, NOW)}, not all of it went well: {OFFLINE}",
        ),
        (
            lambda calm: replace(calm, outbox={"pending": 1, "dead": 2}),
            True,
            "1 alert waits, 2 given",
        ),
    ],
)
def test_the_state_is_one_sentence(
    change: Callable[[Condition], Condition], well: bool, said: str
) -> None:
    state = state_of(change(CALM), NOW)
    assert state.well is well
    assert said in f"{state.outlets} {state.last_pass} {state.mail}"


def test_bars_stand_on_each_other_and_few_countries_have_a_colour() -> None:
    days = [
        Day(date(2025, 5, 1), {"PK": 6, "AF": 2, "IR": 1, "TR": 1, "DE": 1, "US": 1}, 120, 0),
        Day(date(2025, 5, 2), {}, 0, 3),
    ]
    bars = day_bars(days)
    full, empty = bars.bars
    assert bars.top == full.total == 12
    assert len(bars.countries) == 5
    assert bars.countries[0] == "PK"
    assert bars.countries[-1] == OTHER
    assert sum(piece.height for piece in full.pieces) == pytest.approx(HEIGHT, abs=0.1)
    assert full.pieces[-1].y == pytest.approx(0, abs=0.1)
    assert (full.share, empty.share, empty.silent, empty.pieces) == (10.0, None, 3, ())


def test_an_outlet_has_a_usual_number_once_a_week_is_known(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        sync_sources(store, [Source("a", "A", "https://a.example/")], NOW)
        for number in range(8):
            seen = Visit("a", NOW - timedelta(days=number), "https://a.example/feed", "ok")
            record_visits(store, "a", [seen], NOW)
        sources = status_of_sources(store)
        [known] = outlet_rows(store, sources, NOW.date())
        [unknown] = outlet_rows(store, sources, NOW.date(), 5)
    assert (known.usual, unknown.usual, known.today) == (0, None, 0)
    assert [day.kind for day in known.days[-9:]] == ["unvisited", *["nothing"] * 8]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(hours=48), "2 days ago"),
    ],
)
def test_how_long_ago_is_said_in_words(before: timedelta, words: str) -> None:
    assert ago(NOW - before, NOW) == words
