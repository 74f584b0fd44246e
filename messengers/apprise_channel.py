"""Other channels than mail, by apprise; their addresses are secrets of the environment."""

import logging
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError

_NAME = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_STATUS = re.compile(r"\berror[= ]+(\d{3})\b")


class AppriseChannel:
    """Hands letters to chat rooms and the like, each named by the variable with its address."""

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Hand one letter over; what goes wrong is told without the channel's address."""
        del now
        try:
            room = _room(recipient)
        except DeliveryError as error:
            return Delivery(letter.message_id, recipient, "retry", str(error), "channel")
        with _Listening() as heard:
            taken = room.notify(title=letter.subject, body=letter.brief)
        if taken:
            return Delivery(letter.message_id, recipient, "sent")
        status = f" (HTTP {heard.status})" if heard.status else ""
        said = f"{recipient}: the channel did not take the message{status}"
        return Delivery(letter.message_id, recipient, "retry", said, "line")


def address_in(channel: str) -> str:
    """Return the address that a channel's variable (or the file that it names) holds.

    Raises:
        DeliveryError: ``channel`` is not env:NAME, or there is no such variable.
    """
    found = _NAME.fullmatch(channel)
    if not found:
        raise DeliveryError("write a channel as env:NAME, its address in that variable")
    name = found[1]
    address = os.environ.get(name, "").strip()
    file = os.environ.get(f"{name}_FILE", "")
    if not address and file:
        try:
            address = Path(file).read_text(encoding="utf8").strip()
        except (OSError, UnicodeDecodeError):
            raise DeliveryError(f"the file that {name}_FILE names cannot be read") from None
    if not address:
        raise DeliveryError(f"{name} is not set in the environment; put the channel's address in")
    return address


def check_channel(channel: str) -> str:
    """Return that a channel could be used; nothing is sent.

    Raises:
        DeliveryError: its variable is not set, or apprise is not there or knows no such address.
    """
    _room(channel)
    return f"{channel} is set"


def _room(channel: str) -> Any:
    address = address_in(channel)
    try:
        import apprise
    except ImportError:
        raise DeliveryError(
            "other channels than mail need apprise; install it with pip install khabardar[channels]"
        ) from None
    with _Listening():
        room = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
        if not room.add(address):
            raise DeliveryError("is set, but apprise knows no such kind of address", channel)
    return room


class _Listening(logging.Handler):
    """Keeps to itself what is logged, because addresses may stand there; notes the status."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.status = ""
        self._loggers = [logging.getLogger(name) for name in ("apprise", "urllib3")]
        self._before = [logger.propagate for logger in self._loggers]

    def __enter__(self) -> Self:
        for logger in self._loggers:
            logger.addHandler(self)
            logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        for logger, before in zip(self._loggers, self._before, strict=True):
            logger.removeHandler(self)
            logger.propagate = before

    def emit(self, record: logging.LogRecord) -> None:
        """Note the HTTP status that a failure names."""
        found = _STATUS.search(record.getMessage())
        if found:
            self.status = found[1]
