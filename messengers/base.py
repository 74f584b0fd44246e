"""What the channels share: the mail settings, what a channel does, how long it may take."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery

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


def unwritable(letter: Letter, recipient: str, error: Exception) -> Delivery:
    """Return the outcome for a letter that cannot be put into the form of a mail."""
    return Delivery(letter.message_id, recipient, "retry", str(error), "letter")
