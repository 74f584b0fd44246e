"""Puts a letter on the wire form, and makes sure that nothing but ours is in its headers."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from pipelines.errors import DeliveryError
from pipelines.letter import Letter

_WIRE = policy.SMTP.clone(max_line_length=78)
_OURS = {"mime-version", "content-type", "date"}
_ADDRESSES = ("From", "To")


def wire_form(letter: Letter, now: datetime) -> bytes:
    """Return the bytes of ``letter``, parsed back and found to be what was meant.

    Raises:
        DeliveryError: a header or recipient would not survive as it is; the letter is not sent.
    """
    message = EmailMessage(policy=_WIRE)
    try:
        for name, value in letter.headers:
            message[name] = address_of(value) if name in _ADDRESSES else value
        message["Date"] = format_datetime(now)
        message.set_content(letter.text, cte="base64")
        message.add_alternative(letter.html, subtype="html", cte="base64")
        raw = message.as_bytes()
        _compare(letter, raw)
    except (ValueError, IndexError, UnicodeError, AttributeError) as error:
        raise DeliveryError("the message cannot be written as mail", letter.message_id) from error
    return raw


def address_of(value: str) -> Address:
    """Return one e-mail address, its domain in the ASCII form that mail servers take.

    Raises:
        ValueError: ``value`` is not one address.
    """
    name, address = parseaddr(value)
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or re.search(r"[\x00-\x1f\x7f-\xa0\u2028\u2029,;]", value):
        raise ValueError(f"{value!r} is not an e-mail address")
    if not local.isascii() or " " in address:
        raise ValueError(f"{value!r} has letters before its @ that not every mail server takes")
    return Address(name, local, domain.encode("idna").decode("ascii"))


def _compare(letter: Letter, raw: bytes) -> None:
    """Raise unless ``raw`` reads back as the letter's headers, recipient and bodies."""
    parsed = message_from_bytes(raw, policy=policy.default)
    names = [name.lower() for name in parsed]
    meant = [name.lower() for name, _ in letter.headers]
    if sorted(names) != sorted([*meant, *_OURS]):
        raise DeliveryError("the message would carry other headers than ours", letter.message_id)
    for name, value in letter.headers:
        if name in _ADDRESSES:
            one = address_of(value)
            same = [a.addr_spec for a in parsed[name].addresses] == [one.addr_spec]
        else:
            same = str(parsed[name]).split() == value.split()
        if not same:
            raise DeliveryError(f"the header {name} would read otherwise", letter.message_id)
    for kind, meant_text in (("plain", letter.text), ("html", letter.html)):
        part = parsed.get_body((kind,))
        if part is None or part.get_content().splitlines() != meant_text.splitlines():
            raise DeliveryError(f"its {kind} part would read otherwise", letter.message_id)
