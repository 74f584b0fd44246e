"""What becomes of alerts that wait when their rule changes: address, schedule, switched off."""

from dataclasses import replace

from db.outbox import outbox, rule_changes
from db.status import status
from db.stories import decisions
from tests.dispatch import DAILY, NOW_RULE, ONE, PAIR, THREE, TWO, Dispatch
from tests.postoffice import PostOffice, bodies, told


def delivered(desk: Dispatch, office: PostOffice) -> list[str]:
    """Send what is due, and return who got letters."""
    with office.open():
        desk.pass_()
    return told(office)


def test_waiting_alerts_follow_a_corrected_address(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    desk.publish(THREE)
    right = ("right@example.org",)
    desk.declare(replace(NOW_RULE, to=right), replace(DAILY, to=(*right, "two@example.org")))
    desk.wait(days=1)
    with office.open():
        desk.pass_()
        desk.pass_()
    assert sorted(told(office)) == [*right, *right, "two@example.org"]
    assert desk.states() == {"sent": 3}


def test_an_alert_is_not_handed_on_to_whom_has_it(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(TWO)
    with office.open():
        office.to_answers["one@example.org"] = ["450 later"]
        desk.pass_()
        desk.declare(replace(PAIR, to=("two@example.org",)))
        desk.wait(days=1)
        desk.pass_()
    assert told(office) == ["two@example.org"]
    assert desk.states() == {"pending": 1, "sent": 1}


def test_what_an_unknown_address_refused_goes_to_the_right_one(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(ONE)
    with office.open():
        office.to_answers[NOW_RULE.to[0]] = ["550 5.1.1 nobody here"]
        desk.pass_()
        desk.declare(replace(NOW_RULE, to=("right@example.org",)))
        desk.pass_()
        assert told(office) == ["boss@example.org"]
        desk.config = replace(desk.config, rules=(replace(NOW_RULE, to=("right@example.org",)),))
        assert rule_changes.revive_dead(desk.store, desk.now) == 1
        desk.pass_()
        assert rule_changes.revive_dead(desk.store, desk.now) == 0
    assert told(office) == ["boss@example.org", "right@example.org"]


def test_waiting_alerts_follow_a_changed_schedule(desk: Dispatch, office: PostOffice) -> None:
    for _ in range(2):
        desk.publish(THREE)
    with office.open():
        desk.declare(replace(DAILY, when="hourly"))
        desk.pass_()
        assert told(office) == []
        desk.declare(replace(DAILY, when="now"))
        desk.pass_()
        assert told(office) == [DAILY.to[0]] * 2
        desk.publish(THREE)
        desk.declare(DAILY)
        desk.pass_()
    assert told(office) == [DAILY.to[0]] * 3
    assert desk.states() == {"sent": 3}


def test_alerts_that_were_held_too_long_are_told_of(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    desk.declare(replace(NOW_RULE, active=False))
    desk.wait(days=6)
    desk.declare(replace(NOW_RULE, active=False))
    assert delivered(desk, office) == ["boss@example.org"]
    assert "switched off or no longer names" in bodies(office)[0]


def test_an_address_written_twice_gets_one_alert(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    desk.declare(replace(NOW_RULE, to=("right@example.org",) * 2))
    assert delivered(desk, office) == ["right@example.org"]


def test_what_may_have_arrived_is_kept_on_record(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(ONE)
    with office.open():
        office.to_answers["one@example.org"] = ["450 later"]
        desk.pass_()
        desk.declare(replace(NOW_RULE, to=("right@example.org",)))
        desk.pass_()
        assert told(office) == ["right@example.org"]
        desk.declare(NOW_RULE)
        desk.wait(days=1)
        desk.pass_()
    assert told(office) == ["right@example.org"]
    (gone,) = outbox.outbox_rows(desk.store, "dead")
    assert (gone["last_error"], gone["story_id"]) == ("went to right@example.org instead", None)


def test_an_address_changed_there_and_back_loses_nothing_when_stories_meet(
    desk: Dispatch, office: PostOffice
) -> None:
    known = [desk.publish(ONE).article_id for _ in range(2)]
    desk.declare(replace(NOW_RULE, to=("other@example.org",)))
    decisions.join(desk.store, known, "example.org", desk.now)
    desk.declare(NOW_RULE)
    assert delivered(desk, office) == ["one@example.org"]


def test_two_replaced_addresses_leave_nothing_behind(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(TWO)
    desk.declare(replace(PAIR, to=("x@example.org", "y@example.org")))
    assert sorted(delivered(desk, office)) == ["x@example.org", "y@example.org"]
    assert desk.states() == {"sent": 2}


def test_one_who_was_dropped_from_a_rule_is_no_trouble_if_the_others_know(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(TWO)
    only_two = replace(PAIR, to=("two@example.org",))
    desk.declare(only_two)
    with office.open():
        desk.pass_()
        desk.wait(days=6)
        desk.declare(only_two)
        desk.pass_()
    assert told(office) == ["two@example.org"]
    assert desk.states() == {"sent": 1, "dead": 1}


def test_mail_that_is_due_is_not_put_off_by_a_new_schedule(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(THREE)
    desk.wait(days=1)
    desk.declare(replace(DAILY, when="weekly mon 06:00"))
    assert delivered(desk, office) == [DAILY.to[0]]


def test_a_schedule_changed_while_a_rule_was_off_holds_when_it_is_on(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(THREE)
    desk.declare(replace(DAILY, active=False))
    desk.declare(replace(DAILY, when="now", active=False))
    desk.wait(minutes=1)
    desk.declare(replace(DAILY, when="now"))
    assert delivered(desk, office) == [DAILY.to[0]]


def test_a_newcomer_does_not_get_what_was_given_up_long_ago(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(ONE)
    with office.open():
        office.to_answers["one@example.org"] = ["550 nobody here"]
        desk.pass_()
        desk.wait(days=200)
        desk.declare(replace(NOW_RULE, to=("new@example.org",)))
        assert rule_changes.revive_dead(desk.store, desk.now) == 0


def test_what_was_sent_stays_counted_when_stories_meet(desk: Dispatch, office: PostOffice) -> None:
    known = [desk.publish(ONE).article_id for _ in range(2)]
    assert len(delivered(desk, office)) == 2
    decisions.join(desk.store, known, "example.org", desk.now)
    assert status(desk.store).outbox == {"sent": 2}
