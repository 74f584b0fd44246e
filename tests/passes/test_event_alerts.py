"""Rules that tell once an event: one mail, the other reports named, and nothing lost."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from db.outbox.event_alerts import release_event_alerts, settle_event_alerts
from passes.meaning.event_decisions import split_event
from passes.meaning.events import compare_some
from pipelines.items import Rule
from tests.dispatch import Dispatch, open_dispatch
from tests.reported_events import COURT, MODEL, PASHTO, RAID, URDU, Told, give_vector

ONCE = Rule("Once", "families", ("one@example.org",), once="event")
EACH = Rule("Each", "families", ("two@example.org",))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, (ONCE, EACH), None) as opened:
        yield opened


def publish(desk: Dispatch, told: Told, rule: int = 1) -> int:
    source, language, title, text, angle = told
    saved = desk.publish(rule, source=source, language=language, title=title, text=text)
    give_vector(desk.store, desk.published, language, angle)
    return saved.story_id


def find_events(desk: Dispatch) -> int:
    while compare_some(desk.store, MODEL, desk.now):
        pass
    return settle_event_alerts(desk.store, desk.config.sender_domain, desk.now)


def mails(desk: Dispatch) -> list[EmailMessage]:
    folder = desk.config.database.parent / "outbox"
    read = [path.read_bytes() for path in sorted(folder.glob("**/*.eml"))]
    return [message_from_bytes(one, _class=EmailMessage, policy=policy.default) for one in read]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def unmailed(desk: Dispatch) -> list[tuple[int, str]]:
    rows = desk.store.rows("SELECT article_id, unmailed FROM matches ORDER BY id")
    return [(row["article_id"], row["unmailed"]) for row in rows]


def test_one_mail_goes_out_that_names_the_other_reports(desk: Dispatch) -> None:
    for told in (RAID, URDU, COURT):
        publish(desk, told)
    desk.pass_()
    assert desk.states() == {"pending": 3}  # they wait to be compared
    assert find_events(desk) == 2
    desk.pass_()
    assert desk.states() == {"sent": 2}
    assert unmailed(desk) == [(1, ""), (2, "same_event"), (3, "")]
    raid = next(one for one in mails(desk) if RAID[2] in one["subject"])
    assert "The same event, told by others:" in text_of(raid)
    assert URDU[2] in text_of(raid)


def test_a_mail_says_what_an_english_outlet_calls_the_event_if_one_has_it_by_then(
    desk: Dispatch,
) -> None:
    publish(desk, URDU, 2)
    find_events(desk)
    desk.pass_()
    (alone,) = mails(desk)
    assert "In English" not in text_of(alone)
    for told in (PASHTO, RAID):
        publish(desk, told, 2)
    find_events(desk)
    desk.pass_()
    pashto, raid = (
        next(one for one in mails(desk) if told[2] in one["subject"]) for told in (PASHTO, RAID)
    )
    assert f"\u200eIn English: \u2068{RAID[2]}\u2069 (\u2068A\u2069)" in text_of(pashto)
    assert text_of(pashto).count(RAID[2]) == 1
    assert URDU[2] in text_of(pashto)
    assert "In English" not in text_of(raid)
    html = pashto.get_body(("html",))
    assert html is not None
    assert 'lang="en"' in html.get_content()
    assert "In English: <a" in html.get_content()


def test_a_later_report_is_not_mailed_again_but_counted(desk: Dispatch) -> None:
    publish(desk, RAID)
    find_events(desk)
    desk.pass_()
    desk.wait(hours=2)
    publish(desk, PASHTO)
    publish(desk, COURT)
    assert find_events(desk) == 1
    desk.pass_()
    assert desk.states() == {"sent": 2}
    court = next(one for one in mails(desk) if COURT[2] in one["subject"])
    assert "+1 outlet" in text_of(court)
    assert RAID[2] in text_of(court)


def test_what_turns_out_to_be_another_event_is_told_after_all(desk: Dispatch) -> None:
    raid, urdu = publish(desk, RAID), publish(desk, URDU)
    find_events(desk)
    desk.pass_()
    assert desk.states() == {"sent": 1}
    assert split_event(desk.config, 1, [urdu], lambda: desk.now) == []
    assert desk.states() == {"pending": 1, "sent": 1}
    assert unmailed(desk) == [(raid, ""), (urdu, "")]
    desk.pass_()
    assert desk.states() == {"sent": 2}


def test_nothing_is_lost_where_nothing_is_compared(desk: Dispatch) -> None:
    desk.publish(1)
    assert settle_event_alerts(desk.store, "example.org", desk.now) == 0
    desk.pass_()
    assert desk.states() == {"pending": 1}
    assert release_event_alerts(desk.store, desk.now) == 1
    desk.pass_()
    desk.publish(1)
    desk.now += timedelta(hours=1)
    desk.pass_()
    assert desk.states() == {"sent": 2}


def test_other_rules_tell_every_story_at_once(desk: Dispatch) -> None:
    publish(desk, RAID, 2)
    publish(desk, URDU, 2)
    desk.pass_()
    find_events(desk)
    assert desk.states() == {"sent": 2}
