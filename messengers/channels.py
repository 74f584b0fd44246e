"""Opens the channels by their names; a new channel is a module of its own and a row here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from messengers.apprise_channel import AppriseChannel
from messengers.base import Channel, MailConfig
from messengers.eml_folder import EmlFolder
from messengers.smtp import SmtpChannel


@contextmanager
def open_channels(config: MailConfig) -> Iterator[Mapping[str, Channel]]:
    """Open the channels by their names; one connection serves all letters of the block."""
    if not config.host:
        yield {"mail": EmlFolder(config.folder), "apprise": AppriseChannel()}
        return
    smtp = SmtpChannel(config)
    try:
        yield {"mail": smtp, "apprise": AppriseChannel()}
    finally:
        smtp.close()
