"""What a person sees of the outbox: alerts list and send, status, doctor."""

import json
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from db.store import open_store
from khabardar.__main__ import main
from khabardar.settings import read_settings
from khabardar.wiring import clock
from messengers.mime import address_of
from pipelines.errors import OperatorError
from pipelines.items import Rule
from tests.dispatch import open_dispatch
from tests.postoffice import PostOffice

RULES = (
    Rule("Now", "families", ("one@example.org", "bad@example.org")),
    Rule("Off", "families", ("one@example.org",)),
)
SETTINGS = """
[network]
contact = "a@example.org"
[catalogue]
use = false
[mail]
host = "127.0.0.1"
port = {port}
from = "khabardar@example.org"
to = ["boss@example.org"]
heartbeat_days = 0
[[rule]]
name = "Now"
query = "families"
to = ["one@example.org", "bad@example.org"]
channels = [{channels}]
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the folder of the test, in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khabardar", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


def settle(folder: Path, port: int, channels: str = "") -> None:
    (folder / "khabardar.toml").write_text(SETTINGS.format(port=port, channels=channels))


def fill(folder: Path, port: int) -> None:
    """Make a database with one alert for each recipient, and one of a rule that is off now."""
    with open_dispatch(folder, RULES, port) as desk:
        desk.now = clock().replace(microsecond=0)
        desk.publish(1, 2, title="Gate shut")
        desk.declare(RULES[0])
    (folder / "k.db").rename(folder / "khabardar.db")


def test_list_and_send_tell_what_waits_goes_and_died(tmp_path: Path, run: Run) -> None:
    office = PostOffice(unknown=frozenset({"bad@example.org"}))
    settle(tmp_path, office.port)
    fill(tmp_path, office.port)
    code, out, _ = run("alerts", "list")
    lines = out.splitlines()
    assert (code, len(lines)) == (0, 3)
    assert lines[0].endswith(
        "one@example.org  [Off] Gate shut  - held: its rule is off, or has other recipients now  "
        "https://a.example/1"
    )
    assert "[Now] Gate shut  - due 2" in lines[1]
    code, _, said = run("alerts", "send")
    assert code == 1
    assert "alert to one@example.org: " in said
    assert f"127.0.0.1:{office.port} refuses connections; see [mail] host and port" in said
    assert re.search(r"\b(1 mail|2 mails) put off", said)
    assert "alerts held, because their rule is off or has other recipients now: 1; `" in said
    assert "(after 1 try: 127.0.0.1" in run("alerts", "list", "--state", "pending")[1]
    assert "the newest 1; --limit shows more" in run("alerts", "list", "--limit", "1")[2]
    assert run("alerts", "list", "--state", "dead")[2] == "no such alerts\n"


def test_what_waits_after_an_error_is_told_and_sent_on_demand(tmp_path: Path, run: Run) -> None:
    office = PostOffice()
    settle(tmp_path, office.port)
    fill(tmp_path, office.port)
    run("alerts", "send")
    with office.open():
        code, _, said = run("alerts", "send")
        assert (code, said.splitlines()[-1]) == (0, "no alert is due now")
        assert re.search(
            r"^2 alerts wait until \S+Z( to \S+Z)? after an error: "
            r"127\.0\.0\.1:\d+ refuses connections.*; "
            r"`khabardar alerts send --retry` tries again now$",
            said,
            re.MULTILINE,
        )
        assert not office.taken
        _, out, _ = run("alerts", "send", "--json")
        assert [note[:13] for note in json.loads(out)["notes"]] == [
            "2 alerts wait",
            "alerts held, ",
        ]
        code, _, said = run("alerts", "send", "--retry")
        assert (code, said.splitlines()[-1]) == (0, "2 retried now, 2 mails sent")
        assert "until" not in said
        assert run("alerts", "send", "--retry")[2].splitlines()[-1] == "no alert is due now"
    assert len(office.taken) == 2


def test_what_was_refused_is_shown_and_sent_after_all(tmp_path: Path, run: Run) -> None:
    office = PostOffice(unknown=frozenset({"bad@example.org"}))
    settle(tmp_path, office.port)
    fill(tmp_path, office.port)
    with office.open():
        code, out, _ = run("alerts", "send", "--json")
        told = json.loads(out)
        assert (code, told["counts"]) == (1, {"mails_sent": 2, "mails_given_up": 1})
        assert told["trouble"] == [
            "alert to bad@example.org: 550 5.1.1 no such person here; given up"
        ]
        code, _, said = run("alerts", "send")
        assert (code, said.splitlines()[-1]) == (0, "no alert is due now")
        _, out, _ = run("alerts", "list", "--state", "dead", "--rule", "Now", "--json")
        row = json.loads(out)
        assert row["last_error"] == "550 5.1.1 no such person here"
        assert row["url"] == "https://a.example/1"
        assert "given up after 1 try: 550 5.1.1" in run("alerts", "list", "--state", "dead")[1]
        assert "(notice) khabardar: 1 alert was not delivered" in run("alerts", "list")[1]
        status = run("status")[1]
        assert "mail: 2 sent, 1 waiting" in status
        assert "  given up bad@example.org: 550 5.1.1 no such person here (1 alert since" in status
        assert json.loads(run("status", "--json")[1])["outbox_faults"][0]["count"] == 1
        office.unknown = frozenset()
        code, _, said = run("alerts", "send", "--dead")
    assert (code, said.splitlines()[-1]) == (0, "1 taken up again, 1 mail sent")
    assert [to for to, _ in office.taken][-1] == ("bad@example.org",)


def test_before_the_first_alert_the_list_says_so(tmp_path: Path, run: Run) -> None:
    settle(tmp_path, 25)
    with open_dispatch(tmp_path, (), None):
        pass
    (tmp_path / "k.db").rename(tmp_path / "khabardar.db")
    assert run("alerts", "list") == (0, "", "no alerts yet\n")


def verdicts(said: str) -> dict[str, str]:
    """Return what the doctor said of each thing, with its ok or FAIL."""
    found = {}
    for line in said.splitlines():
        verdict, what, words = line[:4], *line[5:].split(": ", 1)
        found[what] = f"{verdict.strip()} {words}"
    return found


def test_the_doctor_looks_at_the_ways_out(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = PostOffice()
    settle(tmp_path, office.port, '"env:DESK_ROOM"')
    monkeypatch.delenv("DESK_ROOM", raising=False)
    found = verdicts(run("doctor")[1])
    assert found["mail"].startswith(f"FAIL 127.0.0.1:{office.port} refuses connections")
    assert found["channels"].startswith("FAIL DESK_ROOM is not set")
    assert found["outbox"] == "ok empty"
    monkeypatch.setenv("DESK_ROOM", "json://127.0.0.1/hook")
    fill(tmp_path, office.port)
    with office.open():
        found = verdicts(run("doctor")[1])
    assert found["mail"] == f"ok 127.0.0.1:{office.port} accepts mail (not encrypted)"
    assert found["channels"] == "ok env:DESK_ROOM is set"
    assert re.fullmatch(r"ok 3 wait since 2\S+Z, 0 given up", found["outbox"])
    assert not office.taken
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store.execute("UPDATE outbox SET created_at = '2026-01-01T00:00:00Z', last_error = 'no'")
    assert verdicts(run("doctor")[1])["outbox"].endswith("one@example.org: no")


@pytest.mark.parametrize(
    ("setting", "advice"),
    [
        ('to = ["a@b, c@d"]', "write one e-mail address, like desk@example.org"),
        ('to = ["a@b\\r\\nBcc: x@y"]', "one e-mail address"),
        ('to = ["Desk <a@b>"]', "one e-mail address"),
        ('channels = ["https://hooks.example/s3cret"]', "write env:NAME, and put the channel's"),
        ('when = "weekly 07:00"', "now, hourly, daily 07:00 or weekly mon 07:00"),
        ('timezone = "Mars"', "a time zone like UTC or Asia/Karachi"),
        ("cap = 501", "501 is too large; the most is 500"),
    ],
)
def test_a_mistake_in_a_rule_names_its_line(
    tmp_path: Path, run: Run, setting: str, advice: str
) -> None:
    text = f'[catalogue]\nuse = false\n[[rule]]\nname = "R"\nquery = "x"\n{setting}\n'
    (tmp_path / "khabardar.toml").write_text(text)
    code, _, said = run("alerts", "send")
    assert code == 2
    assert said.startswith("khabardar: khabardar.toml:6: rule.")
    assert advice in said
    assert "s3cret" not in said


def test_a_password_is_not_sent_readable_over_a_network(tmp_path: Path, run: Run) -> None:
    text = SETTINGS.format(port=25, channels="").replace("127.0.0.1", "mail.example")
    (tmp_path / "khabardar.toml").write_text(text.replace("[mail]", '[mail]\nuser = "desk"'))
    assert verdicts(run("doctor")[1])["mail"].startswith(
        "FAIL the password would be sent unencrypted"
    )


@pytest.mark.parametrize(
    ("sender", "fine"),
    [
        *(("k@example.org", True), ("Desk (news) <k@example.org>", True), ("k", False)),
        *(
            ("Büro <k@büro.example>", True),
            ("k@a..b", False),
            ("<k>", False),
            ("a@b, c@d", False),
            ("Desk\\r\\nBcc: x@y <k@example.org>", False),
        ),
    ],
)
def test_a_sender_that_could_not_be_written_is_refused_at_once(
    tmp_path: Path, sender: str, fine: bool
) -> None:
    path = tmp_path / "k.toml"
    path.write_text(f'[mail]\nfrom = "{sender}"\n')
    if fine:
        address_of(read_settings(path, {}).mail.sender)
        return
    with pytest.raises(OperatorError, match=r"k\.toml:2: mail\.from: .* one e-mail address"):
        read_settings(path, {})


def test_who_is_told_of_what_died(tmp_path: Path) -> None:
    def operators(text: str) -> tuple[str, ...]:
        path = tmp_path / "k.toml"
        path.write_text(text)
        return read_settings(path, {}).operators()

    rule = '[[rule]]\nname = "R"\nquery = "x"\nto = ["a@example.org"]\n'
    assert operators("") == ("desk@localhost",)
    assert operators(rule) == ("a@example.org",)
    assert operators('[mail]\nto = ["boss@example.org"]\n' + rule) == ("boss@example.org",)


def test_what_was_not_mailed_is_counted_and_shown_with_the_reason(tmp_path: Path, run: Run) -> None:
    settle(tmp_path, 1)
    with open_dispatch(tmp_path, RULES[:1], None) as desk:
        desk.store.execute("INSERT INTO base_lines VALUES ('a', 'feed', '', '')")
        desk.publish(1, title="Of May", published=desk.now - timedelta(days=190))
        desk.store.close()
        (tmp_path / "k.db").rename(tmp_path / "khabardar.db")
    told = "1 match not mailed: appeared more than max_age_days before it was found"
    assert told in run("alerts", "list")[2]
    assert told in run("status")[1]
    _, shown, _ = run("alerts", "list", "--state", "unmailed")
    assert "[Now] Of May" in shown
    assert "published 2025-05-18T09:00:00Z" in shown
    _, shown, _ = run("alerts", "list", "--state", "unmailed", "--json")
    assert json.loads(shown)["why"] == "old"
    assert run("alerts", "list", "--state", "unmailed", "--rule", "Other")[1] == ""
