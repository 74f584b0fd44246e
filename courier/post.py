"""Hands letters over: to a mail server, or as files where none is set."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Protocol

from courier.envelope import wire_form
from pipelines.errors import DeliveryError
from pipelines.items import Delivery
from pipelines.letter import Letter

TIMEOUT_S = 30.0
DeliveryState = Literal["sent", "retry", "dead"]


@dataclass(frozen=True, slots=True)
class PostSettings:
    """The mail server, or the folder that takes messages as .eml files when ``host`` is ""."""

    sender: str
    folder: Path
    host: str = ""
    port: int = 25
    tls: Literal["none", "starttls", "implicit"] = "none"
    user: str = ""
    password: str = ""
    timeout_s: float = TIMEOUT_S
    ca_file: str = ""


class Channel(Protocol):
    """A way to hand letters over; a fault is an outcome, never an exception."""

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Hand one letter over to one recipient and say what became of it."""


@contextmanager
def open_post(settings: PostSettings) -> Iterator[Channel]:
    """Open the channel that ``settings`` name; one connection serves all letters of the block."""
    if not settings.host:
        yield Folder(settings.folder)
        return
    mailbox = Mailbox(settings)
    try:
        yield mailbox
    finally:
        mailbox.close()


class Folder:
    """Writes each letter as an .eml file; a repeat replaces its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Write one letter; the file is whole or not there."""
        name = letter.message_id.strip("<>").split("@")[0]
        try:
            raw = wire_form(letter, now)
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f".{name}.part"
            draft.write_bytes(raw)
            draft.replace(self._folder / f"{name}.eml")
        except DeliveryError as error:
            return Delivery(letter.message_id, recipient, "dead", str(error))
        except OSError as error:
            said = f"{self._folder}: cannot be written: {error.strerror}"
            return Delivery(letter.message_id, recipient, "retry", said)
        return Delivery(letter.message_id, recipient, "sent")


class Mailbox:
    """A connection to a mail server, opened when first needed and again when it broke."""

    def __init__(self, settings: PostSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server = None

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Hand one letter to the server and say what became of it."""
        try:
            raw = wire_form(letter, now)
        except DeliveryError as error:
            return Delivery(letter.message_id, recipient, "dead", str(error))
        try:
            server = self._connected()
            refused = server.sendmail(parseaddr(self._settings.sender)[1], [recipient], raw)
            state: DeliveryState = "sent"
            said = ""
            if recipient in refused:
                state, said = _refusal(*refused[recipient])
        except smtplib.SMTPRecipientsRefused as error:
            self._reset()
            state, said = _refusal(*error.recipients[recipient])
        except smtplib.SMTPResponseException as error:
            self._drop()
            state, said = _refusal(error.smtp_code, error.smtp_error)
            if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError):
                state = "retry"  # our own settings or the server's state, not this letter
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            state, said = "retry", f"{type(error).__name__}: {error}"
        return Delivery(letter.message_id, recipient, state, said)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        if settings.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.timeout_s, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s)
        try:
            if settings.tls == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
        except BaseException:
            server.close()
            raise
        return server

    def _reset(self) -> None:
        try:
            if self._server is not None:
                self._server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _refusal(code: int, said: bytes | str) -> tuple[DeliveryState, str]:
    """Return what a server's answer means: 4xx passes, 5xx is for good."""
    text = said.decode("utf8", "replace") if isinstance(said, bytes) else said
    return ("retry" if code < 500 else "dead"), f"{code} {text}"[:300]
