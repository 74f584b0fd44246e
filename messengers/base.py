"""What the channels share: the mail settings, what a channel does, how long it may take."""

import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError

_NAMED = re.compile(r"[a-z]+:([A-Za-z_][A-Za-z0-9_]*)")
TIMEOUT_S = 30.0
"""A mail server that is silent for so long counts as down."""


@dataclass(frozen=True, slots=True)
class MailConfig:
    """The mail server, or the folder that takes messages as .eml files when ``host`` is "".

    ``ca_file`` is a PEM file of certificate authorities to trust beside those of this machine.
    """

    sender: str
    folder: Path
    host: str = ""
    port: int = 25
    tls: Literal["none", "starttls", "implicit"] = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = TIMEOUT_S
    ca_file: str = ""


class Channel(Protocol):
    """A way to hand letters over; a failure is a value, never an exception."""

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Hand one letter over to one recipient and return what became of it."""

    def check(self, recipient: str = "") -> str:
        """Check that the channel can be used, and say how; nothing is sent.

        ``recipient`` is needed only where each has a server of its own.

        Raises:
            DeliveryError: it cannot be used as it is set; says why.
        """


def unwritable(letter: Letter, recipient: str, error: Exception) -> Delivery:
    """Return the outcome for a letter that cannot be put into the form of a mail."""
    return Delivery(letter.message_id, recipient, "retry", str(error), "letter")


def channel_url(channel: str) -> str:
    """Return the URL that a channel's variable holds, or the file that NAME_FILE names.

    ``channel`` is as a rule names it: a prefix, a colon, and the name of the variable.

    Raises:
        DeliveryError: ``channel`` is not of that form, or there is no such variable.
    """
    found = _NAMED.fullmatch(channel)
    if not found:  # it may be the secret itself, and must not be shown
        raise DeliveryError("write a channel as env:NAME, with its URL in that variable")
    name = found[1]
    url = os.environ.get(name, "").strip()
    file = os.environ.get(f"{name}_FILE", "")
    if not url and file:
        try:
            url = Path(file).read_text(encoding="utf8").strip()
        except (OSError, UnicodeDecodeError):
            raise DeliveryError(f"the file that {name}_FILE names cannot be read") from None
    if not url:
        raise DeliveryError(f"{name} is not set in the environment; put the channel's URL into it")
    return url
