"""What letters of a pass tell beside the alerts, and how they follow rules that change."""

from dataclasses import replace
from datetime import timedelta

from db.crawl import sources
from db.outbox import new_alerts, outbox
from db.outbox.coverage import coverage, coverage_of_corridors
from db.store import iso
from pipelines.alerts.messages import Coverage, Silence
from pipelines.items import Rule
from pipelines.sources import Source
from pipelines.visits import Visit, VisitOutcome
from tests.dispatch import (
    DAILY,
    EVERY,
    FIVE,
    NOW_RULE,
    ONE,
    PAIR,
    THREE,
    TWO,
    Dispatch,
)
from tests.postoffice import PostOffice, bodies, body_of


def test_the_next_letter_tells_who_else_carries_an_earlier_story(
    desk: Dispatch, office: PostOffice
) -> None:
    text = "The same words about the crossing and its families, in every paper. " * 5
    with office.open():
        desk.publish(ONE, text=text, title="First told")
        desk.publish(source="b", text=text)
        desk.pass_()
        for source in "cde":
            desk.publish(ONE, source=source, text=text)
        assert desk.pass_().counts == {}
        for _ in range(2):
            desk.publish(ONE)
            desk.pass_()
    first, second, third = bodies(office)
    assert "+1 outlet:\n\u200e- B: https://b.example/2\n" in first
    assert "Sent before, now in more outlets:" in second
    assert "First told\n+3 outlets https://a.example/1" in second
    assert "Sent before" not in third


def test_no_story_of_a_digest_is_only_counted(desk: Dispatch, office: PostOffice) -> None:
    desk.declare(replace(DAILY, cap=2))
    number = desk.store.rows("SELECT id FROM rules WHERE name = 'Daily'")[0]["id"]
    with office.open():
        for place in ("Ghazni", "Zabul", "Khost", "Paktia", "Logar"):
            desk.publish(number, title=f"Families sent back to {place}")
        desk.wait(days=1)
        desk.pass_()
    (letter,) = bodies(office)
    told, named = letter.split("The others, by their headlines:")
    assert told.count("Seen: ") == 2
    assert [place for place in ("Khost", "Zabul", "Ghazni") if place in named] == [
        *("Khost", "Zabul", "Ghazni")
    ]
    assert all(f"https://a.example/{n}" in named for n in (1, 2, 3))
    assert "more." not in letter


def test_another_mail_of_a_story_to_the_same_reader_joins_its_thread(
    desk: Dispatch, office: PostOffice
) -> None:
    text = "The same words about the crossing and its families, in every paper. " * 5
    with office.open():
        for rules in ((ONE,), (ONE, TWO), (ONE, TWO, THREE)):
            desk.publish(*rules, text=text, source="abc"[len(rules) - 1])
            desk.pass_()
            desk.wait(days=1)
        desk.publish(ONE)
        desk.pass_()
    first = office.letters()[0]["Message-ID"]
    told = [(m["To"], m["X-Khabardar-Rule"], m["In-Reply-To"]) for m in office.letters()]
    assert sorted(told[:3], key=str) == [
        ("one@example.org", "Now", None),
        ("one@example.org", "Pair", first),
        ("two@example.org", "Pair", None),
    ]
    assert sorted(told[3:], key=str) == [
        ("one@example.org", "Daily", first),
        ("one@example.org", "Now", None),
    ]


def test_a_digest_says_what_was_watched_and_weekly_what_was_turned_away(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.store.execute(
        "INSERT INTO links (url, source_id, found_at, via, state, reason, detail, settled_at, "
        "title, summary, content, author, language) VALUES ('https://b.example/x', 'b', '', "
        "'feed', 'dropped', 'off_topic', 'outside [topic] keep; score 3.5', "
        "'2025-11-24T08:00:00Z', "
        "'A fair in the border town', '', '', '', ''), ('https://b.example/y', 'b', '', "
        "'feed', 'dropped', 'off_topic', 'outside [topic] keep', '2025-11-24T08:30:00Z', "
        "'', '', '', '', '')"
    )
    reader = replace(DAILY, name="Outside", to=("reader@example.net",))
    desk.config = replace(desk.config, operators=("The Desk <One@Example.org>",))
    desk.declare(*EVERY, reader)
    with office.open():
        for _ in range(9):
            desk.publish(THREE, 5)
            desk.wait(days=1)
            desk.pass_()
    letters = office.letters()
    told = [body_of(letter) for letter in letters if letter["To"] == "one@example.org"]
    outside = [body_of(letter) for letter in letters if letter["To"] == "reader@example.net"]
    assert len(told) == len(outside) == 9
    assert all("0 of 6 sources answered" in body for body in outside)
    assert not any("border town" in body or "[topic]" in body for body in outside)
    assert all("0 of 6 sources answered" in body for body in told)
    shown = ["A fair in the border town" in body for body in told]
    assert shown == [True] + [False] * 8
    assert told[0].index("border town") < told[0].index("https://b.example/y")


def test_whom_nothing_came_for_long_gets_a_sign_of_life(desk: Dispatch, office: PostOffice) -> None:
    desk.config = replace(desk.config, heartbeat_days=7)
    desk.declare(PAIR)
    with office.open():
        for day in range(16):
            if day == 3:
                desk.store.execute("DELETE FROM targets WHERE recipient <> 'one@example.org'")
                desk.publish(TWO)
                desk.declare(PAIR)
            desk.pass_()
            desk.wait(days=1)
    beats = [
        str(m["To"]) for m in office.letters() if str(m["Subject"]).startswith("khabardar: nothing")
    ]
    assert beats.count("two@example.org") == 2
    letter = next(m for m in office.letters() if "nothing matched for 7 days" in m["Subject"])
    assert "0 of 6 sources answered" in body_of(letter)
    assert "X-Khabardar-Rule" not in letter


def test_coverage_tells_the_silent_from_the_heard(desk: Dispatch) -> None:
    def visited(
        name: str, outcome: VisitOutcome, hours: float, health: str, new_hours: float = 0
    ) -> None:
        at = desk.now - timedelta(hours=hours)
        sources.record_visits(desk.store, name, [Visit(name, at, f"https://{name}", outcome)], at)
        desk.store.execute(
            "UPDATE sources SET health = ?, health_reason = 'words', last_new_at = ? WHERE id = ?",
            (health, iso(desk.now - timedelta(hours=new_hours)), name),
        )

    visited("a", "ok", 1, "ok")
    visited("b", "ok", 2, "quiet", new_hours=26)
    visited("c", "ok", 50, "broken")
    visited("c", "timeout", 1, "broken")
    visited("d", "blocked", 3, "blocked")
    visited("e", "ok", 30, "ok")
    visited("f", "ok", 1, "thin", new_hours=2)
    since = iso(desk.now - timedelta(hours=40))
    desk.store.execute("UPDATE sources SET trouble_since_at = ? WHERE id = 'f'", (since,))
    assert coverage(desk.store, desk.now) == Coverage(
        *(2, 6, 0),
        (
            *(Silence("C", 50, "words"), Silence("E", 30), Silence("D", 3, "words")),
            Silence("F", 40, "words", answers=True, state="thin"),
            Silence("B", 26, "words", answers=True),
        ),
    )
    desk.store.execute("UPDATE sources SET health = 'off' WHERE id = 'f'")
    assert coverage(desk.store, desk.now).watched == 5


def test_the_gaps_of_corridors_go_by_the_outlets_that_answered_in_a_day(desk: Dispatch) -> None:
    placed = Source("a", "A", "https://a.example", "PK", ("ur",), corridors=("PK",))
    declared = [
        *(placed, replace(placed, id="b"), replace(placed, id="c", languages=("en",))),
        *(replace(placed, id="d", corridors=("IR",)), replace(placed, id="e", unproven=True)),
        replace(placed, id="f", independence="reprint"),
    ]
    sources.sync_sources(desk.store, declared, desk.now)
    desk.store.execute("UPDATE sources SET unproven = 1 WHERE id = 'e'")
    for name, hours in (("a", 1), ("b", 30), ("d", 30), ("f", 1)):
        at = desk.now - timedelta(hours=hours)
        sources.record_visits(desk.store, name, [Visit(name, at, f"https://{name}", "ok")], at)
    cells = {
        (cell.corridor, cell.language): cell.words
        for cell in coverage_of_corridors(desk.store, desk.now)
    }
    assert (cells["PK", "ur"], cells["IR", "ur"], cells["IR", "en"]) == (
        *("1 of 2 newsrooms answered", "1 newsroom watched, none answered"),
        "no outlet watched",
    )
    gaps = coverage(desk.store, desk.now).gaps
    assert gaps[0] == (
        "none answered, with the number watched: Pakistan in English (1); Iran in Urdu (1)"
    )
    desk.store.execute("UPDATE sources SET health = 'blocked' WHERE id = 'a'")
    assert "Pakistan in English (1), Urdu (2);" in coverage(desk.store, desk.now).gaps[0]


def test_a_rule_says_nothing_of_what_was_stored_before_it(desk: Dispatch) -> None:
    old = desk.publish()
    desk.wait(minutes=1)
    desk.declare(*EVERY, Rule("New", "families", ("one@example.org",)))
    rules = [(5, Rule("New", "families", ("one@example.org",)))]
    assert new_alerts.write_alerts(desk.store, old.article_id, rules, "x", desk.now) == 0
    assert desk.publish(5).alerts == 1
    assert new_alerts.write_alerts(desk.store, 99, rules, "x", desk.now) == 0


def test_a_changed_query_starts_anew_and_says_so(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    desk.wait(minutes=1)
    changed = replace(NOW_RULE, query="gate")
    desk.declare(changed)
    with office.open():
        desk.pass_()
        desk.publish(ONE)
        desk.pass_()
    first, second = bodies(office)
    assert "it has been changed, or switched on anew, since: gate" in first
    assert "changed" not in second


def test_a_rule_with_a_new_name_is_the_same_rule(desk: Dispatch) -> None:
    text = "The same words about the crossing and its families, in every paper. " * 5
    assert desk.publish(THREE, text=text).alerts == 1
    renamed = replace(DAILY, name="Each morning")
    desk.declare(NOW_RULE, PAIR, FIVE, renamed)
    assert desk.publish(THREE, source="b", text=text).alerts == 0
    assert desk.publish(THREE).alerts == 1
    assert desk.store.rows("SELECT count(DISTINCT message_id) FROM outbox")[0][0] == 1
    desk.declare(NOW_RULE, PAIR, FIVE, renamed, replace(DAILY, query="gate"))
    assert desk.publish(5).alerts == 1
    assert desk.store.rows("SELECT count(DISTINCT message_id) FROM outbox")[0][0] == 2
    names = desk.store.rows("SELECT name FROM rules WHERE id = 3")
    assert [row["name"] for row in names] == ["Each morning"]
    assert desk.store.rows("SELECT count(*) FROM rules")[0][0] == 5


def test_rules_with_one_query_are_not_taken_for_each_other(desk: Dispatch) -> None:
    desk.declare(Rule("Other", "families", ("x@example.org",)))
    assert desk.store.rows("SELECT count(*) FROM rules")[0][0] == 5


def test_mail_of_a_rule_that_is_off_is_held_and_then_given_up(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(TWO)
    desk.publish(ONE)
    only_two = replace(PAIR, to=("two@example.org",))
    with office.open():
        desk.declare(replace(NOW_RULE, active=False), only_two)
        desk.pass_()
        assert [to for to, _ in office.taken] == [("two@example.org",)]
        desk.wait(days=4)
        desk.declare(NOW_RULE, only_two)
        desk.pass_()
        assert desk.states() == {"pending": 1, "sent": 2}
        desk.wait(days=2)
        desk.declare(NOW_RULE, only_two)
        desk.pass_()
    assert desk.states() == {"dead": 1, "sent": 2}
    assert "switched off" in str(outbox.outbox_rows(desk.store, "dead")[0]["last_error"])
