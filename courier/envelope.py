"""Puts a letter on the wire form, and makes sure that nothing but ours is in its headers."""

from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from pipelines.errors import DeliveryError
from pipelines.letter import Letter

_WIRE = policy.SMTP.clone(max_line_length=78)
_OURS = {"mime-version", "content-type", "date"}


def wire_form(letter: Letter, now: datetime) -> bytes:
    """Return the bytes of ``letter``, parsed back and found to be what was meant.

    Raises:
        DeliveryError: a header or recipient would not survive as it is; the letter is not sent.
    """
    message = EmailMessage(policy=_WIRE)
    try:
        for name, value in letter.headers:
            message[name] = _address(value) if name in ("From", "To") else value
        message["Date"] = format_datetime(now)
        message.set_content(letter.text, cte="base64")
        message.add_alternative(letter.html, subtype="html", cte="base64")
        raw = message.as_bytes()
    except (ValueError, IndexError, UnicodeError, AttributeError) as error:
        raise DeliveryError("the message cannot be written as mail", letter.message_id) from error
    _compare(letter, raw)
    return raw


def _address(value: str) -> Address:
    name, address = parseaddr(value)
    local, at, domain = address.rpartition("@")
    if not at or not local or any(c in value for c in "\r\n,;"):
        raise ValueError(f"{value!r} is not an e-mail address")
    return Address(name, local, domain.encode("idna").decode("ascii"))


def _compare(letter: Letter, raw: bytes) -> None:
    parsed = message_from_bytes(raw, policy=policy.default)
    names = [name.lower() for name in parsed]
    meant = [name.lower() for name, _ in letter.headers]
    if sorted(names) != sorted([*meant, *_OURS]):
        raise DeliveryError("the message would carry other headers than ours", letter.message_id)
    recipients = parsed["To"].addresses
    if len(recipients) != 1 or parsed["Message-ID"].strip() != letter.message_id:
        raise DeliveryError("the message would go to others than meant", letter.message_id)
