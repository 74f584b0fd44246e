"""The channels by which people are told: how a rule names each, and what differs between them."""

from typing import NamedTuple


class ChannelKind(NamedTuple):
    """A channel: its name in the outbox, and the word by which a rule's ``channels`` name it.

    ``prefix`` stands before the colon ("env:NAME"), "" for mail, which ``to`` names. Behind it is
    the variable of the environment that holds where messages go, since such URLs are secrets.
    ``one_server`` says that all its messages go by one server: if that is down for one recipient,
    it is down for all.
    """

    name: str
    prefix: str
    one_server: bool


MAIL = "mail"
CHANNELS = (
    ChannelKind(MAIL, "", one_server=True),
    ChannelKind("apprise", "env", one_server=False),
)
"""Every channel. ``messengers.channels`` opens each by its name."""
BY_ONE_SERVER = frozenset(channel.name for channel in CHANNELS if channel.one_server)
PREFIXES = {channel.prefix: channel.name for channel in CHANNELS if channel.prefix}
