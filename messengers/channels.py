"""The ways out: what is told about them, and one door to all; without a mail server, files."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from messengers.mime import wire_form
from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError

TIMEOUT_S = 30.0
KEY_LENGTH = 12
"""So many letters of the Message-ID tell the files of two letters apart."""
SUBJECT_BYTES = 100
"""So much of a subject stands in a file's name, which some disks limit to 143 bytes."""


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
    from messengers.apprise_channel import Elsewhere

    if not settings.host:
        yield {"mail": Folder(settings.folder), "apprise": Elsewhere()}
        return
    from messengers.smtp import Mailbox

    mailbox = Mailbox(settings)
    try:
        yield {"mail": mailbox, "apprise": Elsewhere()}
    finally:
        mailbox.close()


class Folder:
    """Writes each letter as an .eml file named by time and subject; a repeat replaces its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A repeat of an earlier run goes into the file of then.
        self._names = {path.stem.rpartition(" ")[2]: path.name for path in folder.glob("*.eml")}

    def send(self, letter: Letter, recipient: str, now: datetime) -> Delivery:
        """Write one letter; the file is whole or not there."""
        key = letter.message_id.strip("<>").split("@")[0][:KEY_LENGTH]
        try:
            raw = wire_form(letter, now)
            self._folder.mkdir(parents=True, exist_ok=True)
            if key not in self._names:
                self._names[key] = _file_name(letter, key, now)
            draft = self._folder / f".{key}.part"
            draft.write_bytes(raw)
            draft.replace(self._folder / self._names[key])
        except DeliveryError as error:
            return unwritable(letter, recipient, error)
        except OSError as error:
            said = f"{self._folder}: cannot be written: {error.strerror}"
            return Delivery(letter.message_id, recipient, "retry", said, "channel")
        return Delivery(letter.message_id, recipient, "sent")


def _file_name(letter: Letter, key: str, now: datetime) -> str:
    words = "-".join(re.findall(r"\w+", letter.subject)).encode()[:SUBJECT_BYTES]
    subject = words.decode(errors="ignore")
    return f"{now:%Y-%m-%dT%H%M} {subject} {key}.eml"


def unwritable(letter: Letter, recipient: str, error: Exception) -> Delivery:
    """Return the outcome for a letter that has no wire form."""
    return Delivery(letter.message_id, recipient, "retry", str(error), "letter")
