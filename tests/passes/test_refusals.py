"""What a mail server refuses: whose fault it is, and what is tried again."""

import pytest

from db.outbox import outbox
from tests.dispatch import (
    FOUR,
    ONE,
    TWO,
    Dispatch,
)
from tests.postoffice import PostOffice, body_of


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
        for _ in range(24):
            assert desk.pass_().counts.keys() <= {"mails_put_off"}
            desk.wait(hours=5)
        for _ in range(2):
            desk.pass_()
            desk.wait(hours=5)
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
