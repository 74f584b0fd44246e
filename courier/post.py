"""The ways out: what is told about them, and one door to all; without a mail server, files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from courier.envelope import wire_form
from pipelines.errors import DeliveryError
from pipelines.letter import Letter
from pipelines.messages import (
    Delivery,
)

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class PostSettings:
    """The mail server, or the folder that takes messages as .eml files when ``host`` is "".

    ``ca_file`` is a PEM file of the authorities that are trusted beside the machine's own.
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
    """A way to hand letters over; a fault is an outcome, never an exception."""

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Hand one letter over to one recipient and say what became of it."""


@contextmanager
def open_channels(settings: PostSettings) -> Iterator[Mapping[str, Channel]]:
    """Open the channels by their names; one connection serves all letters of the block."""
    from courier.channels import Elsewhere

    if not settings.host:
        yield {"mail": Folder(settings.folder), "apprise": Elsewhere()}
        return
    from courier.mailbox import Mailbox

    mailbox = Mailbox(settings)
    try:
        yield {"mail": mailbox, "apprise": Elsewhere()}
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
            return unwritable(letter, recipient, error)
        except OSError as error:
            said = f"{self._folder}: cannot be written: {error.strerror}"
            return Delivery(letter.message_id, recipient, "retry", said, "channel")
        return Delivery(letter.message_id, recipient, "sent")


def unwritable(letter: Letter, recipient: str, error: Exception) -> Delivery:
    """Return the outcome for a letter that has no wire form."""
    return Delivery(letter.message_id, recipient, "retry", str(error), "letter")
