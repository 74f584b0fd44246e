"""Sends letters to a mail server, each to one recipient, over a verified connection."""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from messengers.base import MailConfig, unwritable
from messengers.mime import address_of, wire_form
from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError

_OURS_TO_MEND = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538})
"""Refusals that concern our settings or login, not the recipient (RFC 5321, RFC 4954)."""
_ENHANCED = re.compile(r"\d{3} 5\.(\d{1,3})\.(\d{1,3})\b")
_SENDERS_ADDRESS = frozenset({"7", "8"})
"""X.1.7 and X.1.8 speak of the sender's address, the other X.1 of the recipient's (RFC 3463)."""


class _Refused(Exception):
    """A server's answer that is not a yes, and to what."""

    def __init__(self, to: str, code: int, said: bytes | str) -> None:
        text = said.decode("utf8", "replace") if isinstance(said, bytes) else said
        super().__init__(f"{code} {' '.join(text.split())}"[:300])
        self.to = to
        self.code = code


class SmtpChannel:
    """A connection to a mail server, opened when first needed, and again after it broke."""

    def __init__(self, config: MailConfig) -> None:
        self._config = config
        self._server: smtplib.SMTP | None = None

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._drop()

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Hand one letter to the server and say what became of it."""
        try:
            raw = wire_form(letter, now)
        except DeliveryError as error:
            return unwritable(letter, recipient, error)
        try:
            self._hand_over(letter, raw)
        except DeliveryError as error:
            return Delivery(letter.message_id, recipient, "retry", str(error), "channel")
        except _Refused as refusal:
            return self._judge(letter, recipient, refusal)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            said = f"the connection broke: {_words(error, self._config)}"
            return Delivery(letter.message_id, recipient, "retry", said, "line")
        return Delivery(letter.message_id, recipient, "sent")

    def check(self, recipient: str = "") -> str:
        """Connect, encrypt and log in as for a mail, send nothing, and return what was found.

        Raises:
            DeliveryError: the server cannot be used as it is set; says why.
        """
        del recipient
        self._connect()
        self.close()
        protection = {"none": "not encrypted", "starttls": "STARTTLS", "implicit": "TLS"}
        user = f", as {self._config.user}" if self._config.user else ""
        return f"{_place(self._config)} accepts mail ({protection[self._config.tls]}{user})"

    def _hand_over(self, letter: Letter, raw: bytes) -> None:
        headers = dict(letter.headers)
        sender = address_of(headers["From"]).addr_spec
        recipient = address_of(headers["To"]).addr_spec
        reused = self._server is not None
        server = self._server or self._connect()
        try:
            self._name_parties(server, sender, recipient, len(raw))
        except (OSError, smtplib.SMTPServerDisconnected):
            if not reused:
                raise
            # A server may end an idle connection; nothing was handed over yet.
            self._drop()
            server = self._connect()
            self._name_parties(server, sender, recipient, len(raw))
        try:
            code, said = server.data(raw)
        except smtplib.SMTPDataError as error:
            raise _Refused("message", error.smtp_code, error.smtp_error) from None
        if code != 250:
            raise _Refused("message", code, said)

    def _name_parties(self, server: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
        options = [f"size={size}"] if server.has_extn("size") else []
        code, said = server.mail(sender, options)
        if code != 250:
            raise _Refused("sender", code, said)
        code, said = server.rcpt(recipient)
        if code not in (250, 251):
            raise _Refused("recipient", code, said)

    def _judge(self, letter: Letter, recipient: str, refusal: _Refused) -> Delivery:
        """Return what a refusal means: 4xx passes; 5xx is final only if it names this recipient.

        A server that takes no mail of ours (spam, no relay, a policy) is the channel's fault.
        """
        self._reset()
        if refusal.code == 421:  # the server is closing, whatever it was asked
            self._drop()
            return Delivery(letter.message_id, recipient, "retry", str(refusal), "line")
        if refusal.code < 500:
            return Delivery(letter.message_id, recipient, "retry", str(refusal), "answer")
        said = f"{_place(self._config)} refuses our mail: {refusal}"
        match _blame(refusal):
            case "settings":
                return Delivery(letter.message_id, recipient, "retry", said, "channel")
            case "policy":
                return Delivery(letter.message_id, recipient, "retry", said, "refusal")
            case "unclear":
                return Delivery(letter.message_id, recipient, "dead", str(refusal), "refusal")
            case "recipient":
                return Delivery(letter.message_id, recipient, "dead", str(refusal), "answer")

    def _connect(self) -> smtplib.SMTP:
        """Return a connection that is encrypted and logged in as set; never less than that."""
        config = self._config
        with _named(config):
            context = _context(config)
            if config.tls == "implicit":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    config.host, config.port, timeout=config.timeout_s, context=context
                )
            else:
                server = smtplib.SMTP(config.host, config.port, timeout=config.timeout_s)
            try:
                if config.tls == "starttls":
                    server.starttls(context=context)
                server.ehlo_or_helo_if_needed()
                if config.user:
                    server.login(config.user, config.password)
            except BaseException:
                server.close()
                raise
        self._server = server
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


def _blame(refusal: _Refused) -> Literal["settings", "policy", "unclear", "recipient"]:
    """Tell whom a final refusal concerns, by its code, its enhanced code, and what it answers."""
    code = _ENHANCED.match(str(refusal))
    subject, detail = code.groups() if code else ("", "")
    if refusal.code in _OURS_TO_MEND or (refusal.to == "sender" and refusal.code != 552):
        return "settings"
    if subject == "7" or (subject == "1" and detail in _SENDERS_ADDRESS):
        return "policy"
    if subject in ("1", "2") or refusal.code == 552:  # 552: too much for this mailbox
        return "recipient"
    return "policy" if refusal.to == "message" else "unclear"


def _context(config: MailConfig) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if config.ca_file:
        try:
            context.load_verify_locations(config.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise DeliveryError(
                f"{config.ca_file}: [mail] ca_file is not a readable PEM file of certificates"
            ) from error
    return context


@contextlib.contextmanager
def _named(config: MailConfig) -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise DeliveryError(_words(error, config)) from None


def _words(error: Exception, config: MailConfig) -> str:
    """Say what went wrong with the server, and what to look at."""
    place = _place(config)
    if isinstance(error.__context__, TimeoutError):  # smtplib calls it a closed connection
        error = error.__context__
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"the certificate of {place} is not trusted ({error.verify_message}); "
                "if the server has an authority of its own, name its PEM file as [mail] ca_file"
            )
        case ssl.SSLError():
            return f"{place} does not speak TLS ({error.reason}); see [mail] tls and port"
        case TimeoutError():
            return f"{place} did not answer within {config.timeout_s:g} s"
        case ConnectionRefusedError():
            return f"{place} refuses connections; see [mail] host and port"
        case socket.gaierror():
            return f"{config.host}: no such mail server; see [mail] host"
        case smtplib.SMTPNotSupportedError() if config.tls == "starttls":
            return f"{place}: {error}; nothing is sent unencrypted (see [mail] tls)"
        case smtplib.SMTPAuthenticationError():
            return (
                f"{place} does not accept the login of {config.user!r} ({error.smtp_code}); "
                "see [mail] user and KHABARDAR_MAIL__PASSWORD"
            )
        case smtplib.SMTPResponseException():
            return f"{place}: {_Refused('', error.smtp_code, error.smtp_error)}"
    return f"{place}: {error}" if str(error) else f"{place}: {type(error).__name__}"


def _place(config: MailConfig) -> str:
    return f"{config.host}:{config.port}"
