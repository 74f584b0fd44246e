"""Opens the channels by their names."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext

from messengers.apprise_channel import AppriseChannel
from messengers.base import Channel, MailConfig
from messengers.eml_folder import EmlFolder
from messengers.smtp import SmtpChannel


@contextmanager
def open_channels(config: MailConfig) -> Iterator[Mapping[str, Channel]]:
    """Open the channels by their names; one connection serves all letters of the block."""
    with ExitStack() as opened:
        yield {name: opened.enter_context(opens(config)) for name, opens in OPENERS.items()}


def _mail(config: MailConfig) -> AbstractContextManager[Channel]:
    return closing(SmtpChannel(config)) if config.host else nullcontext(EmlFolder(config.folder))


def _apprise(_config: MailConfig) -> AbstractContextManager[Channel]:
    return nullcontext(AppriseChannel())


OPENERS: dict[str, Callable[[MailConfig], AbstractContextManager[Channel]]] = {
    "mail": _mail,
    "apprise": _apprise,
}
"""How each channel of ``pipelines.alerts.channels`` is opened."""
