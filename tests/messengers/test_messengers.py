"""Letters go to a mail server that is who it says it is, or to other channels, or they wait."""

import json
import logging
import ssl
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from messengers.base import Channel, MailConfig, channel_url
from messengers.channels import OPENERS, open_channels
from messengers.smtp import SmtpChannel
from pipelines.alerts.channels import CHANNELS, MAIL
from pipelines.alerts.letter import compose
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError
from tests.letters import item, message
from tests.newsroom import Answer, Newsroom
from tests.postoffice import PostOffice, free_port, scripted_server, self_signed, silent_server
from tests.samples import NOW

LETTER = compose(message(item("ur")), "khabardar@example.org", NOW)
TO = "desk@example.org"


def settings(port: int, **changes: object) -> MailConfig:
    made = MailConfig("khabardar@example.org", Path("none"), "127.0.0.1", port, timeout_s=0.5)
    return replace(made, **changes)  # type: ignore[arg-type]


def send(told: MailConfig) -> Delivery:
    with open_channels(told) as channels:
        return channels["mail"].send(LETTER, TO, NOW)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return self_signed(tmp_path_factory.mktemp("ca"))


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_server_that_nobody_vouches_for_gets_nothing(
    office: PostOffice, certificate: tuple[Path, ssl.SSLContext], tls: str
) -> None:
    ca_file, context = certificate
    options = {"ssl_context" if tls == "implicit" else "tls_context": context}
    with office.open(**options) as port:
        refused = send(settings(port, tls=tls))
        assert not office.taken
        trusted = send(settings(port, tls=tls, ca_file=str(ca_file)))
    assert (refused.state, refused.fault) == ("retry", "channel")
    assert "is not trusted (self-signed certificate)" in refused.error
    assert "[mail] ca_file" in refused.error
    assert trusted.state == "sent"
    assert len(office.taken) == 1


def test_a_certificate_for_another_name_is_not_trusted(
    office: PostOffice, certificate: tuple[Path, ssl.SSLContext]
) -> None:
    ca_file, context = certificate
    with office.open(tls_context=context) as port:
        told = settings(port, host="localhost", tls="starttls", ca_file=str(ca_file))
        refused = send(told)
    assert "is not trusted (Hostname mismatch" in refused.error
    assert not office.taken


def test_without_starttls_nothing_goes_out_in_the_open(office: PostOffice) -> None:
    with office.open() as port:
        refused = send(settings(port, tls="starttls"))
        odd = send(settings(port, tls="implicit"))
    assert (refused.state, refused.fault) == ("retry", "channel")
    assert (
        "STARTTLS extension not supported by server.; nothing is sent unencrypted" in refused.error
    )
    assert "does not speak TLS" in odd.error
    assert not office.taken


def test_a_missing_authority_file_is_named(office: PostOffice, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("not PEM")
    for name in ("none.pem", "empty.pem"):
        told = settings(office.port, tls="starttls", ca_file=str(tmp_path / name))
        assert f"{name}: [mail] ca_file is not a readable PEM file" in send(told).error


def test_a_login_goes_only_over_tls_and_a_wrong_one_is_named(
    office: PostOffice, certificate: tuple[Path, ssl.SSLContext]
) -> None:
    ca_file, context = certificate
    office.password = b"right"
    told = settings(office.port, tls="starttls", ca_file=str(ca_file), user="desk")
    with office.open(
        tls_context=context, authenticator=office.authenticate, auth_required=True
    ) as port:
        wrong = send(replace(told, password="wrong"))
        none = send(replace(told, user=""))
        right = send(replace(told, password="right"))
        checked = SmtpChannel(replace(told, password="right")).check()
    assert f"127.0.0.1:{port} does not accept the login of 'desk' (535)" in wrong.error
    assert "KHABARDAR_MAIL__PASSWORD" in wrong.error
    assert "wrong" not in wrong.error
    assert (none.state, none.fault) == ("retry", "channel")
    assert "refuses our mail: 530" in none.error
    assert right.state == "sent"
    assert checked == f"127.0.0.1:{port} accepts mail (STARTTLS, as desk)"


def test_a_server_without_logins_is_named(office: PostOffice) -> None:
    with office.open() as port:
        assert "SMTP AUTH extension not supported" in send(settings(port, user="desk")).error


def test_servers_that_cannot_be_reached_are_named() -> None:
    port = free_port()
    assert f"127.0.0.1:{port} refuses connections" in send(settings(port)).error
    with pytest.raises(DeliveryError, match="no such mail server"):
        SmtpChannel(settings(25, host="nowhere.invalid")).check()
    with silent_server() as quiet:
        late = send(settings(quiet, timeout_s=0.1))
    assert (late.state, late.fault) == ("retry", "channel")
    assert late.error == f"127.0.0.1:{quiet} did not answer within 0.1 s"


def test_a_server_that_hangs_up_between_letters_is_called_again(office: PostOffice) -> None:
    office.after_data = ["250 drop"]
    with office.open() as port, open_channels(settings(port)) as channels:
        states = [channels["mail"].send(LETTER, TO, NOW).state for _ in range(3)]
    assert states == ["sent", "sent", "sent"]
    assert office.connections == 2


def test_a_line_that_breaks_is_no_verdict(office: PostOffice) -> None:
    office.after_data = ["drop"]
    with office.open() as port, open_channels(settings(port)) as channels:
        first = channels["mail"].send(LETTER, TO, NOW)
        again = channels["mail"].send(LETTER, TO, NOW)
    assert (first.state, first.fault, again.state) == ("retry", "line", "sent")
    assert first.error.startswith("the connection broke: ")


@pytest.mark.parametrize(
    ("where", "answer", "state", "fault"),
    [
        ("to", "450 later", "retry", "answer"),
        ("to", "550 unknown", "dead", "refusal"),
        ("to", "550 5.1.1 unknown", "dead", "answer"),
        ("to", "550 5.2.1 closed", "dead", "answer"),
        ("to", "550 5.1.8 who sends this", "retry", "refusal"),
        ("to", "554 5.7.1 relay denied", "retry", "refusal"),
        ("to", "550 5.71.1 odd", "dead", "refusal"),
        ("to", "530 5.7.0 encrypt first", "retry", "channel"),
        ("to", "552 full", "dead", "answer"),
        ("to", "503 bad sequence", "retry", "channel"),
        ("to", "421 closing", "retry", "line"),
        ("data", "451 later", "retry", "answer"),
        ("data", "554 spam", "retry", "refusal"),
        ("data", "550 5.7.26 not authenticated", "retry", "refusal"),
        ("data", "550 5.1.1 unknown", "dead", "answer"),
        ("data", "552 5.7.0 blocked", "retry", "refusal"),
        ("data", "552 5.3.4 too large", "dead", "answer"),
        ("mail", "452 busy", "retry", "answer"),
        ("mail", "550 not you", "retry", "channel"),
        ("mail", "552 too large", "dead", "answer"),
    ],
)
def test_answers_are_judged_by_what_they_speak_of(
    office: PostOffice, where: str, answer: str, state: str, fault: str
) -> None:
    office.to_answers = {TO: [answer] if where == "to" else []}
    office.data_answers = [answer] if where == "data" else []
    office.mail_answers = [answer] if where == "mail" else []
    with office.open() as port, open_channels(settings(port)) as channels:
        said = channels["mail"].send(LETTER, TO, NOW)
        after = channels["mail"].send(LETTER, TO, NOW)
    assert (said.state, said.fault) == (state, fault)
    assert answer in said.error
    assert after.state == "sent"


@pytest.mark.parametrize(
    ("answers", "state", "fault", "words"),
    [
        (("554 go away",), "retry", "channel", "554 go away"),
        (("220 hi", "250 x"), "retry", "line", "Connection unexpectedly closed"),
        (("220 hi", "250 x", "250 x", "250 x", "451 busy"), "retry", "answer", "451 busy"),
        (("220 hi", "250 x", "250 x", "550 no"), "dead", "refusal", "550 no"),
        (("220 hi", "250 x", "250 x", "550 no", "500 what"), "dead", "refusal", "550 no"),
        (("220 hi", "250 x", "250 x", "250 x", "354 on", "451 no"), "retry", "answer", "451 no"),
    ],
)
def test_servers_that_hang_up_at_odd_moments(
    answers: tuple[str, ...], state: str, fault: str, words: str
) -> None:
    with scripted_server(*answers) as port:
        said = send(settings(port, timeout_s=5))
    assert (said.state, said.fault) == (state, fault)
    assert words in said.error


def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    with office.open() as port:
        send(settings(port))
    (letter,) = office.letters()
    assert letter["Subject"] == LETTER.subject
    html = letter.get_body(("html",))
    assert html is not None
    assert html.get_content().split() == LETTER.html.split()


def test_a_letter_that_has_no_wire_form_is_not_sent(office: PostOffice, tmp_path: Path) -> None:
    odd = compose(message(item("en"), recipient="nobody"), "khabardar@example.org", NOW)
    with office.open() as port:
        for told in (settings(port), MailConfig("khabardar@example.org", tmp_path)):
            with open_channels(told) as channels:
                said = channels["mail"].send(odd, "nobody", NOW)
            assert (said.state, said.fault) == ("retry", "letter")
    assert not office.taken
    assert not list(tmp_path.iterdir())


def test_settings_do_not_show_the_password() -> None:
    assert "hunter2" not in repr(settings(25, password="hunter2"))


# Other channels.


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom("127.0.0.1").open() as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Channel]:
    with open_channels(MailConfig("khabardar@example.org", tmp_path)) as channels:
        yield channels["apprise"]


def test_a_channel_gets_headline_outlet_and_link(
    room: Newsroom, elsewhere: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.answers["/hook"] = Answer(b"ok", "text/plain")
    monkeypatch.setenv("DESK_ROOM", f"json://127.0.0.1:{room.port}/hook")
    assert elsewhere.send(LETTER, "env:DESK_ROOM", NOW).state == "sent"
    ((path, body),) = room.posted
    told = json.loads(body)
    assert path == "/hook"
    assert told["title"] == LETTER.subject
    assert "https://ur.example/news/1" in told["message"]


def test_a_channel_that_refuses_is_tried_again_and_its_secret_stays_one(
    room: Newsroom,
    elsewhere: Channel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    room.answers["/s3cret"] = Answer(b"no", "text/plain", 503)
    monkeypatch.setenv("DESK_ROOM", f"json://user:s3cret@127.0.0.1:{room.port}/s3cret")
    with caplog.at_level(logging.DEBUG):
        said = elsewhere.send(LETTER, "env:DESK_ROOM", NOW)
    assert (said.state, said.fault) == ("retry", "line")
    assert said.error == "env:DESK_ROOM: the channel did not take the message (HTTP 503)"
    assert "s3cret" not in caplog.text


def test_a_channel_that_cannot_be_used_says_what_to_do(
    elsewhere: Channel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DESK_ROOM", raising=False)
    unset = elsewhere.send(LETTER, "env:DESK_ROOM", NOW)
    assert (unset.state, unset.fault) == ("retry", "channel")
    assert unset.error.startswith("DESK_ROOM is not set in the environment")
    monkeypatch.setenv("DESK_ROOM", "s3cret-nonsense")
    odd = elsewhere.send(LETTER, "env:DESK_ROOM", NOW)
    assert odd.error == "is set, but apprise does not know this kind of URL: env:DESK_ROOM"
    with pytest.raises(DeliveryError, match="does not know this kind"):
        elsewhere.check("env:DESK_ROOM")
    with pytest.raises(DeliveryError, match="env:NAME"):
        channel_url("https://hooks.example/s3cret")
    monkeypatch.delenv("DESK_ROOM")
    monkeypatch.setenv("DESK_ROOM_FILE", str(tmp_path / "none"))
    with pytest.raises(DeliveryError, match="DESK_ROOM_FILE names cannot be read"):
        channel_url("env:DESK_ROOM")
    (tmp_path / "none").write_text("json://127.0.0.1/x\n")
    assert channel_url("env:DESK_ROOM") == "json://127.0.0.1/x"
    assert elsewhere.check("env:DESK_ROOM") == "env:DESK_ROOM is set"


def test_without_apprise_it_says_what_to_install(
    elsewhere: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_ROOM", "json://127.0.0.1/x")
    monkeypatch.setitem(sys.modules, "apprise", None)
    said = elsewhere.send(LETTER, "env:DESK_ROOM", NOW)
    assert said.fault == "channel"
    assert "pip install khabardar[channels]" in said.error


def test_every_channel_is_opened_by_its_name_and_can_be_checked(tmp_path: Path) -> None:
    assert set(OPENERS) == {channel.name for channel in CHANNELS}
    with open_channels(MailConfig("khabardar@example.org", tmp_path / "out")) as channels:
        assert channels[MAIL].check().endswith(f"messages are written to {tmp_path / 'out'}")
    assert not (tmp_path / "out").exists()
