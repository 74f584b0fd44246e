"""Alerts get through whatever the mail server does: none lost, repeats only under the same name."""

import contextlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.crawl import sources
from db.lock import writer_lock
from db.outbox import outbox, waiting
from db.outbox.coverage import coverage
from db.store import iso, moment_of
from passes.delivery import INTERRUPTED_AFTER, deliver, deliver_due
from passes.report import PassReport
from pipelines.alerts.messages import Coverage, Due, Silence
from pipelines.errors import StoreError
from pipelines.items import Rule
from pipelines.visits import Visit, VisitOutcome
from tests.dispatch import (
    DAILY,
    EVERY,
    FIVE,
    FOUR,
    NOW_RULE,
    ONE,
    PAIR,
    THREE,
    TWO,
    Dispatch,
    open_dispatch,
)
from tests.newsroom import Answer, Newsroom
from tests.postoffice import PostOffice, bodies, body_of, silent_server


def test_each_recipient_gets_one_letter_and_nothing_twice(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(TWO)
    with office.open():
        assert desk.pass_().counts["mails_sent"] == 2
        assert desk.pass_().counts == {}
    assert sorted(to for to, _ in office.taken) == [("one@example.org",), ("two@example.org",)]
    assert len(office.counted()) == 2
    assert {letter["X-Khabardar-Attempt"] for letter in office.letters()} == {"1"}
    assert office.connections == 1


def test_greylisting_is_tried_again_for_that_recipient_only(
    desk: Dispatch, office: PostOffice
) -> None:
    office.to_answers["two@example.org"] = ["451 later", "450 later", "452 full"]
    desk.publish(TWO)
    with office.open():
        report = desk.pass_()
        assert (report.exit_code, report.trouble) == (1, ["alert to two@example.org: 451 later"])
        for minutes in (1, 5, 15):
            assert desk.pass_().counts == {}
            desk.wait(minutes=minutes)
            desk.pass_()
    tries = [(str(m["To"]), m["X-Khabardar-Attempt"]) for m in office.letters()]
    assert tries == [("one@example.org", "1"), ("two@example.org", "4")]
    assert desk.states() == {"sent": 2}


def test_one_bad_address_of_five_ends_alone_and_is_told_of(
    desk: Dispatch, office: PostOffice
) -> None:
    office.unknown = frozenset({"p3@example.org"})
    desk.publish(FOUR)
    desk.publish(FOUR)
    with office.open():
        report = desk.pass_()
        assert desk.pass_().counts == {}
    assert report.counts == {"mails_sent": 9, "mails_given_up": 2}
    got = [str(letter["To"]) for letter in office.letters()]
    assert got.count("p1@example.org") == 2
    assert "p3@example.org" not in got
    notice = office.letters()[-1]
    assert (notice["To"], notice["Subject"]) == (
        "boss@example.org",
        "khabardar: 2 alerts were not delivered",
    )
    said = body_of(notice)
    assert "p3@example.org (rule Five)" in said
    assert "550 5.1.1 no such person here" in said


def test_a_notice_comes_once_a_day_and_not_of_itself(desk: Dispatch, office: PostOffice) -> None:
    office.unknown = frozenset({"one@example.org", "boss@example.org"})
    with office.open():
        for hours in (1, 1, 23, 1):
            desk.publish(ONE)
            desk.pass_()
            desk.wait(hours=hours)
    kinds = desk.store.rows("SELECT kind, state, count(*) AS n FROM outbox GROUP BY 1, 2")
    assert [tuple(row) for row in kinds] == [("alert", "dead", 4), ("notice", "dead", 2)]


@pytest.mark.parametrize("deed", ["drop", "250 drop"])
def test_a_line_that_drops_after_the_message_repeats_it_under_its_name(
    desk: Dispatch, office: PostOffice, deed: str
) -> None:
    office.after_data = [deed]
    desk.publish(ONE)
    desk.publish(ONE)
    with office.open():
        desk.pass_()
        desk.wait(minutes=1)
        desk.pass_()
    assert desk.states() == {"sent": 2}
    assert sorted(office.counted().values()) == ([1, 2] if deed == "drop" else [1, 1])


def test_a_refusal_of_the_letter_itself_is_judged_by_its_first_digit(
    desk: Dispatch, office: PostOffice
) -> None:
    office.data_answers = ["451 busy", "552 too much"]
    desk.publish(TWO)
    with office.open():
        desk.pass_()
    assert desk.states() == {"pending": 1, "dead": 1, "sent": 1}


@pytest.mark.parametrize(
    "answer",
    [
        *("550 5.7.1 relay denied", "554 5.7.1 <{}>: relay denied", "553 5.1.8 bad sender"),
        *("550 relay not permitted", "554 not for {} today (id 77{})", "550 {} may not be told"),
    ],
)
def test_a_server_that_refuses_all_costs_no_alert(
    desk: Dispatch, office: PostOffice, answer: str
) -> None:
    names = [f"p{n}@example.org" for n in range(5)]
    for name in names:
        office.to_answers[name] = [answer.format(name, name)] * 13
    desk.publish(FOUR, title="First")
    desk.publish(FOUR, title="Second")
    with office.open():
        report = desk.pass_()
        assert report.counts == {"mails_put_off": 10}
        while office.to_answers["p4@example.org"]:
            desk.wait(hours=1)
            assert "mails_given_up" not in desk.pass_().counts
        desk.wait(hours=1)
        desk.pass_()
    assert desk.states() == {"sent": 10}
    assert len(office.taken) <= 10


@pytest.mark.parametrize("answer", ["554 spam", "550 5.7.509 not signed"])
def test_letters_that_are_refused_as_such_wait_and_die_after_five_days(
    desk: Dispatch, office: PostOffice, answer: str
) -> None:
    office.data_answers = [answer] * 400
    desk.publish(TWO)
    with office.open():
        for _ in range(119):
            assert desk.pass_().counts.keys() <= {"mails_put_off"}
            desk.wait(hours=1)
        for _ in range(9):
            desk.pass_()
            desk.wait(hours=1)
    dead = outbox.outbox_rows(desk.store, "dead")
    assert [answer in str(row["last_error"]) for row in dead] == [True, True]


def test_one_recipient_among_several_is_given_up_for_a_plain_refusal(
    desk: Dispatch, office: PostOffice
) -> None:
    office.to_answers["p0@example.org"] = ["550 gone"]
    office.to_answers["p2@example.org"] = ["550 no such mailbox"]
    desk.publish(FOUR)
    with office.open():
        report = desk.pass_()
    assert report.counts == {"mails_sent": 4, "mails_given_up": 2}
    assert sorted(report.trouble) == [
        "alert to p0@example.org: 550 gone; given up",
        "alert to p2@example.org: 550 no such mailbox; given up",
    ]


def test_a_lone_recipient_is_not_given_up_for_a_plain_refusal(
    desk: Dispatch, office: PostOffice
) -> None:
    office.to_answers["one@example.org"] = ["550 not now"]
    desk.publish(ONE)
    with office.open():
        assert desk.pass_().counts == {"mails_put_off": 1}
        desk.wait(minutes=1)
        assert desk.pass_().counts == {"mails_sent": 1}


@pytest.mark.parametrize("answer", ["421 closing", "550 who are you", "530 log in first"])
def test_a_server_that_takes_nothing_from_us_costs_no_alert(
    desk: Dispatch, office: PostOffice, answer: str
) -> None:
    office.mail_answers = [answer] * 3
    for _ in range(6):
        desk.publish(ONE)
    with office.open():
        assert "mails_given_up" not in desk.pass_().counts
        while office.mail_answers:
            desk.wait(hours=1)
            desk.pass_()
        desk.wait(hours=1)
        desk.pass_()
    assert desk.states() == {"sent": 6}


def test_a_silent_server_is_left_after_its_time(desk: Dispatch) -> None:
    with silent_server() as port:
        desk.config = replace(desk.config, post=replace(desk.config.post, port=port, timeout_s=0.1))
        desk.publish(TWO)
        report = desk.pass_()
    assert report.trouble == [
        f"alert to one@example.org: 127.0.0.1:{port} did not answer within 0.1 s"
    ]
    assert desk.states() == {"pending": 2}


def test_three_days_without_a_server_lose_nothing_and_end_in_digests(
    desk: Dispatch, office: PostOffice
) -> None:
    for hour in range(72):
        desk.publish(ONE, FOUR, THREE)
        desk.publish(ONE, FOUR)
        desk.pass_()
        desk.wait(hours=1)
        assert "sent" not in desk.states(), hour
    owed = {row["id"] for row in desk.store.rows("SELECT id FROM outbox")}
    desk.now += timedelta(hours=24 - desk.now.hour + 3)
    with office.open():
        desk.pass_()
    sent = {row["id"] for row in desk.store.rows("SELECT id FROM outbox WHERE state = 'sent'")}
    assert sent == owed
    assert len(owed) == 2 * 72 * 6 + 72
    assert set(office.counted().values()) == {1}
    digests = [m for m in office.letters() if m["X-Khabardar-Rule"] != "Daily"]
    assert len(digests) == 6 * 3
    told = "".join(bodies(office))
    assert told.count("https://a.example/") == len(owed)


def test_what_waited_longer_joins_when_the_server_works_again(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(FOUR, title="Waited long")
    for minutes in (0, 1, 5):
        desk.wait(minutes=minutes)
        desk.pass_()
    desk.publish(FOUR, title="Waited short")
    desk.pass_()
    desk.wait(minutes=1)
    with office.open():
        report = desk.pass_()
    assert desk.states() == {"sent": 10}
    assert report.counts == {"mails_sent": 6}
    sizes = sorted(body.count("https://") for body in bodies(office))
    assert sizes == [1, 1, 2, 2, 2, 2]


def test_a_damaged_store_ends_the_round(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    desk.store.execute("ALTER TABLE visits RENAME TO elsewhere")
    desk.store.execute("UPDATE rules SET schedule = 'hourly'")
    with office.open(), pytest.raises(StoreError):
        desk.pass_()


def test_a_digest_that_was_tried_keeps_its_name_and_takes_nothing_more(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(THREE)
    desk.publish(THREE)
    office.data_answers = ["451 busy"]
    due = moment_of(desk.store.rows("SELECT due_at FROM outbox")[0]["due_at"])
    assert due is not None
    with office.open():
        desk.now = due
        desk.pass_()
        desk.now = due - timedelta(seconds=30)  # somebody set the clock back
        desk.publish(THREE)
        desk.now = due + timedelta(minutes=2)
        desk.pass_()
    sizes = sorted(
        row["n"]
        for row in desk.store.rows("SELECT count(*) AS n FROM outbox GROUP BY message_id, state")
    )
    assert sizes == [1, 2]
    assert desk.states() == {"sent": 3}
    assert set(office.counted().values()) == {1}


def test_what_died_after_five_days_can_be_sent_after_all(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(ONE)
    tries = 0
    while desk.states() == {"pending": 1}:
        desk.pass_()
        tries += 1
        desk.wait(hours=1)
    assert 115 < tries < 130
    assert desk.reports[-1].counts["mails_given_up"] == 1
    with office.open():
        desk.store.close()
        with writer_lock(desk.config.database):
            pass
        report = deliver(desk.config, lambda: desk.now, again=True)
        assert report.counts["taken_up_again"] == 1
    subjects = sorted(str(letter["Subject"]) for letter in office.letters())
    assert subjects == ["[Now] Families sent back", "khabardar: 1 alert was not delivered"]


def test_what_waits_is_counted_by_its_reason_and_the_schedule_is_kept(desk: Dispatch) -> None:
    desk.publish(THREE)
    desk.publish(TWO, THREE)
    desk.pass_()
    error = outbox.outbox_rows(desk.store, rule="Pair")[0]["last_error"]
    later = iso(desk.now + timedelta(minutes=1))
    morning = "2025-11-25T02:00:00Z"
    assert waiting.waiting_alerts(desk.store, desk.now) == [
        waiting.Waiting(2, "", morning, morning),
        waiting.Waiting(2, str(error), str(later), str(later)),
    ]
    assert waiting.retry_waiting(desk.store, desk.now) == 2
    assert waiting.waiting_alerts(desk.store, desk.now) == [
        waiting.Waiting(2, "", morning, morning)
    ]


def test_a_machine_that_slept_for_a_week_tries_before_it_gives_up(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(ONE)
    desk.pass_()
    desk.wait(days=7)
    desk.pass_()
    desk.wait(minutes=5)
    with office.open():
        desk.pass_()
    assert desk.states() == {"sent": 1}


def test_a_poisonous_alert_is_set_aside_and_the_others_go(
    desk: Dispatch, office: PostOffice
) -> None:
    poison = desk.publish(ONE)
    desk.store.execute(
        "UPDATE matches SET spans = '[{\"no\": 1}]' WHERE article_id = ?", (poison.article_id,)
    )
    desk.publish(ONE)
    with office.open():
        for minutes in (1, 5, 15):
            desk.pass_()
            desk.wait(minutes=minutes)
    assert desk.states() == {"dead": 1, "sent": 2}
    row = outbox.outbox_rows(desk.store, "dead")[0]
    assert row["attempts"] == 3
    assert str(row["last_error"]).startswith("cannot be written: TypeError")
    assert office.letters()[-1]["To"] == "boss@example.org"


def test_a_recipient_that_is_no_address_is_set_aside(tmp_path: Path, office: PostOffice) -> None:
    bad = Rule("Bad", "families", ("x@y\r\nBcc: all@example.org", "fine@example.org"))
    with open_dispatch(tmp_path, [bad], office.port) as desk, office.open():
        desk.publish(ONE)
        for minutes in (1, 5, 15):
            desk.pass_()
            desk.wait(minutes=minutes)
        assert desk.states() == {"dead": 1, "sent": 1}
    assert [to for to, _ in office.taken] == [("fine@example.org",)]


def test_a_try_that_was_killed_counts_and_comes_last(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    killer = outbox.due_messages(desk.store, desk.now, 9)[0]
    for _ in range(INTERRUPTED_AFTER):
        outbox.claim(desk.store, outbox.due_messages(desk.store, desk.now, 9)[-1], desk.now)
    desk.publish(ONE)
    order = outbox.due_messages(desk.store, desk.now, 9)
    assert order[-1] == Due(
        killer.message_id, "mail", "one@example.org", INTERRUPTED_AFTER, INTERRUPTED_AFTER
    )
    with office.open():
        desk.pass_()
    assert [m["To"] for m in office.letters()] == ["one@example.org", "boss@example.org"]
    assert desk.states() == {"dead": 1, "sent": 2}


def test_one_killed_try_is_repeated_as_the_second_attempt(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(ONE)
    outbox.claim(desk.store, outbox.due_messages(desk.store, desk.now, 9)[0], desk.now)
    with office.open():
        desk.pass_()
    assert [m["X-Khabardar-Attempt"] for m in office.letters()] == ["2"]


class Killed(BaseException):
    """The process ends here, as by SIGKILL: nothing below may catch it."""


def test_a_kill_at_any_moment_loses_nothing_and_renames_nothing(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        for last in itertools.count(1):
            looks = itertools.count(1)

            def clock(looks: Iterator[int] = looks, last: int = last) -> datetime:
                if next(looks) == last:
                    raise Killed
                return desk.now

            desk.publish(TWO)
            before = len(office.taken)
            with contextlib.suppress(Killed):
                deliver_due(desk.store, desk.config, clock, PassReport())
            killed = next(looks) > last
            desk.wait(minutes=1)
            desk.pass_()
            assert len(office.taken) - before in (2, 3)
            if not killed:
                break
    assert last > 10
    assert desk.states() == {"sent": 2 * last}
    assert len(office.counted()) == 2 * last
    assert set(office.counted().values()) == {1, 2}
    again = [m["X-Khabardar-Attempt"] for m in office.letters()]
    assert set(again) == {"1", "2"}


def test_many_different_troubles_are_told_shortly(desk: Dispatch, office: PostOffice) -> None:
    office.to_answers["one@example.org"] = [f"450 number {n}" for n in range(13)]
    for _ in range(13):
        desk.publish(ONE)
    with office.open():
        lines = desk.pass_().trouble
    assert len(lines) == 11
    assert lines[-1] == "and 3 more troubles with alerts; see `khabardar alerts list`"


def test_without_a_server_letters_become_files(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, [PAIR], None) as desk:
        desk.publish(ONE)
        desk.pass_()
        desk.store.execute("UPDATE outbox SET state = 'pending', next_try_at = due_at")
        desk.pass_()
    names = [path.name for path in (tmp_path / "outbox").iterdir()]
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{4} [\w-]+ [0-9a-f]{12}\.eml", name)


def test_a_folder_that_cannot_be_written_keeps_the_mail(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with open_dispatch(tmp_path, [PAIR], None) as desk:
        desk.publish(ONE)
        report = desk.pass_()
        assert "cannot be written" in report.trouble[0]
        assert desk.states() == {"pending": 2}


# What is told, and to whom.


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
    assert "+1 outlet: B" in first
    assert "Sent before, now in more outlets:" in second
    assert "First told\n+3 outlets https://a.example/1" in second
    assert "Sent before" not in third


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
    with office.open():
        for _ in range(9):
            desk.publish(THREE)
            desk.wait(days=1)
            desk.pass_()
    told = bodies(office)
    assert len(told) == 9
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
    desk.store.execute("UPDATE sources SET health = 'off' WHERE id = 'f'")
    assert coverage(desk.store, desk.now) == Coverage(
        *(2, 5, 0),
        (
            *(Silence("C", 50, "words"), Silence("E", 30), Silence("D", 3, "words")),
            Silence("B", 26, "words", answers=True),
        ),
    )


def test_a_channel_that_fails_keeps_nobody_else_waiting(
    desk: Dispatch, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Newsroom("127.0.0.1").open() as room:
        room.answers["/good"] = Answer(b"ok", "text/plain")
        monkeypatch.setenv("BAD_ROOM", f"json://127.0.0.1:{room.port}/none")
        monkeypatch.setenv("GOOD_ROOM", f"json://127.0.0.1:{room.port}/good")
        monkeypatch.delenv("NO_ROOM", raising=False)
        channels = ("env:NO_ROOM", "env:BAD_ROOM", "env:GOOD_ROOM")
        desk.declare(replace(NOW_RULE, channels=channels))
        for _ in range(5):
            desk.publish(ONE)
        report = desk.pass_()  # no mail server yet
        assert report.counts["mails_sent"] == 5
        assert len(room.posted) == 5 + 3
        with office.open():
            desk.wait(minutes=1)
            desk.pass_()
    waiting = desk.store.rows(
        "SELECT recipient, count(*) AS n FROM outbox WHERE state = 'pending' GROUP BY 1"
    )
    assert [tuple(row) for row in waiting] == [("env:BAD_ROOM", 5), ("env:NO_ROOM", 5)]
    errors = {row["last_error"] for row in desk.store.rows("SELECT last_error FROM outbox")}
    assert not [error for error in errors if "json://" in error]


def test_an_unknown_channel_is_a_poison_of_its_own(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(TWO)
    desk.store.execute("UPDATE outbox SET channel = 'pigeon' WHERE recipient = 'one@example.org'")
    with office.open():
        for minutes in (1, 5, 15):
            desk.pass_()
            desk.wait(minutes=minutes)
    assert desk.states() == {"dead": 1, "sent": 2}


# Rules that come, change and go.


def test_a_rule_says_nothing_of_what_was_stored_before_it(desk: Dispatch) -> None:
    old = desk.publish()
    desk.wait(minutes=1)
    desk.declare(*EVERY, Rule("New", "families", ("one@example.org",)))
    rules = [(5, Rule("New", "families", ("one@example.org",)))]
    assert outbox.write_alerts(desk.store, old.article_id, rules, "x", desk.now) == 0
    assert desk.publish(5).alerts == 1
    assert outbox.write_alerts(desk.store, 99, rules, "x", desk.now) == 0


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


def test_a_file_name_stays_short_whatever_the_headline(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, [NOW_RULE], None) as desk:
        desk.publish(ONE, title="𝐀" * 300)
        desk.publish(ONE, title="طورخم " * 60)
        desk.pass_()
    names = [path.name.encode() for path in (tmp_path / "outbox").iterdir()]
    assert len(names) == 2
    assert max(map(len, names)) <= 143
