"""What khabardar tells the outside: a call after each good pass, and a test mail."""

import sqlite3
from pathlib import Path

import pytest

from passes.report import PassReport
from tests.commandline import PLAIN, RULE, Call, configure, run, settings
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom
from tests.postoffice import PostOffice


def pinged(room: Newsroom) -> int:
    """Return how often the secret address was called."""
    return room.paths().count("/ping/secret")


def test_a_good_pass_is_told_on_any_machine_and_a_failed_call_does_no_harm(tmp_path: Path) -> None:
    """The monitor forbids robots, and is on a private address that nothing else may reach."""
    room, monitor = Newsroom("127.0.0.43"), Newsroom("127.0.0.44")
    room.publish("/one", "Families sent back", *AFGHAN_BODY)
    room.feed("/one")
    monitor.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /", "text/plain")
    monitor.answers["/ping/secret"] = Answer(b"OK", "text/plain")
    daemon = f'[daemon]\nping = "{monitor.url}/ping/secret"\n'
    configure(tmp_path, settings({"calm": room}, daemon))
    with room.open(), monitor.open():
        first = run(tmp_path, "crawl")
        assert (first.returncode, pinged(monitor)) == (0, 1), first.stderr
        idle = run(tmp_path, "crawl", "--quiet")
        assert (idle.returncode, idle.stderr, pinged(monitor)) == (0, "", 2)
        monitor.answers["/ping/secret"] = Answer(b"", status=500)
        refused = run(tmp_path, "crawl")
        assert refused.returncode == 0
        assert "[daemon] ping: 127.0.0.44: HTTP 500" in refused.stderr
        assert "secret" not in refused.stderr
    assert sqlite3.connect(tmp_path / "khabardar.db").execute(
        "SELECT count(*) FROM articles"
    ).fetchone() == (1,)


def test_a_pass_in_which_no_outlet_answers_is_not_told(tmp_path: Path) -> None:
    monitor = Newsroom("127.0.0.45")
    dead = '[[source]]\nid = "gone"\nname = "Gone"\nfeeds = ["http://gone.invalid/feed"]\n'
    configure(tmp_path, PLAIN + dead + f'[daemon]\nping = "{monitor.url}/ping/secret"\n')
    with monitor.open():
        assert run(tmp_path, "crawl").returncode == 1
        assert monitor.paths() == []


@pytest.mark.parametrize(
    ("silent", "trouble", "sources", "good"),
    [
        ({}, [], 0, True),
        ({}, [], 5, True),
        ({"HTTP 403": ["A"]}, [], 5, True),
        ({"HTTP 403": ["A", "B"], "dns": ["C"]}, [], 3, False),
        ({}, ["alert to a@b: refused"], 5, False),
    ],
)
def test_a_pass_is_good_if_all_was_done_that_could_be(
    silent: dict[str, list[str]], trouble: list[str], sources: int, good: bool
) -> None:
    report = PassReport(silent=silent, trouble=trouble)
    report.counts["sources"] = sources
    assert report.is_good is good


def test_the_doctor_sends_a_test_to_the_operators(
    tmp_path: Path, call: Call, office: PostOffice
) -> None:
    to = 'to = ["one@example.org", "two@example.org"]\n'
    configure(tmp_path, PLAIN + RULE + f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\n' + to)
    with office.open():
        said = call("doctor", "--send")
        assert "ok   test mail: one@example.org: sent" in said.out
        assert "ok   test mail: two@example.org: sent" in said.out
        letters = office.letters()
        assert [letter["To"] for letter in letters] == ["one@example.org", "two@example.org"]
        assert {letter["Subject"] for letter in letters} == {"khabardar: a test"}
        body = letters[0].get_body(("plain",))
        assert body is not None
        assert "khabardar doctor --send" in body.get_content()
        assert "test mail" not in call("doctor").out
        assert len(office.letters()) == 2
    said = call("doctor", "--send")
    assert said.code == 1
    assert "FAIL test mail: one@example.org: " in said.out


def test_without_a_server_the_test_is_a_file(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    said = call("doctor", "--send")
    assert f"ok   test mail: desk@localhost: written to {tmp_path / 'outbox'}" in said.out
    assert len([*(tmp_path / "outbox").glob("*.eml")]) == 1
