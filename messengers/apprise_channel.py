"""Channels other than e-mail, through apprise; their URLs are secrets in the environment."""

import logging
import re
from datetime import datetime
from typing import Any, Self

from messengers.base import channel_url
from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError

_STATUS = re.compile(r"\berror[= ]+(\d{3})\b")


class AppriseChannel:
    """Sends to chat rooms and the like, each named by the variable that holds its URL."""

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Send one letter; a failure is reported without the channel's URL."""
        del now
        try:
            target = _open(recipient)
        except DeliveryError as error:
            return Delivery(letter.message_id, recipient, "retry", str(error), "channel")
        with _Listening() as heard:
            taken = target.notify(title=letter.subject, body=letter.brief)
        if taken:
            return Delivery(letter.message_id, recipient, "sent")
        status = f" (HTTP {heard.status})" if heard.status else ""
        said = f"{recipient}: the channel did not take the message{status}"
        return Delivery(letter.message_id, recipient, "retry", said, "line")

    def check(self, recipient: str = "") -> str:
        """Check that the variable is set, and that apprise knows its URL; nothing is sent.

        Raises:
            DeliveryError: it is not set, or apprise is missing or does not know the URL.
        """
        _open(recipient)
        return f"{recipient} is set"


def _open(channel: str) -> Any:
    url = channel_url(channel)
    try:
        import apprise
    except ImportError:
        raise DeliveryError(
            "channels other than e-mail need apprise: pip install khabardar[channels]"
        ) from None
    with _Listening():
        target = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False))
        if not target.add(url):
            raise DeliveryError("is set, but apprise does not know this kind of URL", channel)
    return target


class _Listening(logging.Handler):
    """Swallows log messages, because they may hold secret URLs; notes the HTTP status."""

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
