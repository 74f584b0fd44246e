"""Writes a letter as a MIME message, and checks that its headers are ours alone."""

import base64
import re
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.utils import format_datetime, formataddr, getaddresses

from pipelines.alerts.letter import Letter
from pipelines.errors import DeliveryError

LONGEST_LINE = 900
"""Characters; a mail server may refuse lines of more than 998."""
_ADDRESSES = ("From", "To")
_MIME = ("Date", "MIME-Version", "Content-Type")
_BOUNDARY = "=_khabardar_="  # cannot occur in the parts, which are base64
_BARE = r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+)@(?P<domain>[^\W_][\w.-]*)"
_NAMED = re.compile(rf"(?P<name>[\w .,'\"()&-]*)<{_BARE}>")


def wire_form(letter: Letter, now: datetime) -> bytes:
    """Return the MIME bytes of ``letter``, parsed back and compared with what was meant.

    Raises:
        DeliveryError: a header or recipient would change on the way; the letter is not sent.
    """
    try:
        headers = [(name, _header(name, value)) for name, value in letter.headers]
        raw = _written(letter, headers, now)
        _compare(letter, raw)
    except (ValueError, LookupError, MessageError) as error:
        raise DeliveryError("the message cannot be written as mail", letter.message_id) from error
    return raw


def address_of(value: str) -> Address:
    """Return one e-mail address, its domain in the ASCII form that mail servers take.

    Raises:
        ValueError: ``value`` is not one address.
    """
    bare = re.fullmatch(_BARE, value)
    found = bare or _NAMED.fullmatch(value)
    if not found:
        raise ValueError(f"{value!r} is not an e-mail address")
    name = "" if bare else found["name"].strip(' "')
    return Address(name, found["local"], found["domain"].encode("idna").decode("ascii"))


def _header(name: str, value: str) -> str:
    """Return a header's value in ASCII: as it is where that is safe, in encoded words elsewhere."""
    if name in _ADDRESSES:
        address = address_of(value)
        return formataddr((address.display_name, address.addr_spec))
    if re.fullmatch(r"[ -~]*", value) and "=?" not in value and len(value) < LONGEST_LINE:
        return value
    return Header(value, "utf-8", header_name=name).encode(linesep="\r\n")


def _written(letter: Letter, headers: list[tuple[str, str]], now: datetime) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers]
    lines += [
        f"Date: {format_datetime(now)}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"',
        "",
    ]
    for kind, body in (("plain", letter.text), ("html", letter.html)):
        lines += [
            f"--{_BOUNDARY}",
            f'Content-Type: text/{kind}; charset="utf-8"',
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(body.encode("utf8")).decode("ascii").replace("\n", "\r\n"),
        ]
    lines += [f"--{_BOUNDARY}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _compare(letter: Letter, raw: bytes) -> None:
    """Raise unless ``raw`` reads back as the letter's headers, one recipient and two bodies."""
    parsed = message_from_bytes(raw)
    found = [(name, _read(name, parsed[name])) for name in parsed.keys() if name not in _MIME]  # noqa: SIM118 - a message is no dict: names may repeat
    meant = [(name, _read(name, value)) for name, value in letter.headers]
    bodies = [(part.get_content_subtype(), part.get_payload(decode=True)) for part in parsed.walk()]
    written = [("plain", letter.text.encode("utf8")), ("html", letter.html.encode("utf8"))]
    if found != meant or bodies[1:] != written or parsed.defects:
        raise DeliveryError("the message would not be read as it was meant", letter.message_id)


def _read(name: str, value: str) -> list[str]:
    """Return a header's value as its reader takes it: addresses, or words."""
    if name in _ADDRESSES:
        return [str(address_of(address).addr_spec) for _, address in getaddresses([value])]
    return str(make_header(decode_header(value))).split()
