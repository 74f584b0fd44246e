"""Mail without a mail server: each letter becomes an .eml file, which any mail program opens."""

import re
from datetime import datetime
from pathlib import Path

from messengers.base import unwritable
from messengers.mime import wire_form
from pipelines.alerts.letter import Letter
from pipelines.alerts.messages import Delivery
from pipelines.errors import DeliveryError

KEY_LENGTH = 12
"""So many letters of the Message-ID tell the files of two letters apart."""
SUBJECT_BYTES = 100
"""So much of a subject stands in a file's name, which some disks limit to 143 bytes."""


class EmlFolder:
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

    def check(self, recipient: str = "") -> str:
        """Say where the messages go; nothing is written."""
        del recipient
        return f"no server set; messages are written to {self._folder}"


def _file_name(letter: Letter, key: str, now: datetime) -> str:
    words = "-".join(re.findall(r"\w+", letter.subject)).encode()[:SUBJECT_BYTES]
    subject = words.decode(errors="ignore")
    return f"{now:%Y-%m-%dT%H%M} {subject} {key}.eml"
