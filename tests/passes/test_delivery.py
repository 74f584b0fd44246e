"""Alerts get through whatever the mail server does: none lost, repeats only under the same name."""

import contextlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.lock import writer_lock
from db.outbox import outbox, waiting
from db.store import iso, moment_of
from passes.delivery import deliver, deliver_due
from passes.outgoing import INTERRUPTED_AFTER, open_outgoing
from passes.report import PassReport
from pipelines.alerts.messages import Due
from pipelines.errors import StoreError
from pipelines.items import Rule
from tests.dispatch import (
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
from tests.postoffice import PostOffice, bodies, silent_server


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


def test_a_notice_comes_once_a_day_and_not_of_itself(desk: Dispatch, office: PostOffice) -> None:
    office.unknown = frozenset({"one@example.org", "boss@example.org"})
    with office.open():
        for hours in (1, 1, 23, 1):
            desk.publish(ONE)
            desk.pass_()
            desk.wait(hours=hours)
    kinds = desk.store.rows("SELECT kind, state, count(*) AS n FROM outbox GROUP BY 1, 2")
    assert [tuple(row) for row in kinds] == [("alert", "dead", 4), ("notice", "dead", 2)]


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
    for hour in range(0, 72, 4):
        for _ in range(4):
            desk.publish(ONE, FOUR, THREE)
            desk.publish(ONE, FOUR)
        desk.pass_()
        desk.wait(hours=4)
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
        desk.wait(hours=4)
    assert 29 <= tries <= 32
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
            with (
                contextlib.suppress(Killed),
                open_outgoing(desk.store, desk.config, clock, PassReport()) as outgoing,
            ):
                deliver_due(outgoing, desk.config)
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


def test_a_file_name_stays_short_whatever_the_headline(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, [NOW_RULE], None) as desk:
        desk.publish(ONE, title="𝐀" * 300)
        desk.publish(ONE, title="طورخم " * 60)
        desk.pass_()
    names = [path.name.encode() for path in (tmp_path / "outbox").iterdir()]
    assert len(names) == 2
    assert max(map(len, names)) <= 143
