"""How khabardar behaves towards sites: the values, without the doing."""

from dataclasses import dataclass

VERSION_IN_AGENT = "khabardar/0.1"


@dataclass(frozen=True, slots=True)
class Network:
    """How to behave towards sites. ``allow_private`` lists "host:port" that are not public.

    ``delay_s`` is the pause between two requests to one host; ``timeout_s`` bounds a whole
    response, ``max_bytes`` its size before and after decompression.
    """

    contact: str = ""
    proxy: str = ""
    allow_private: tuple[str, ...] = ()
    delay_s: float = 2.0
    timeout_s: float = 30.0
    max_bytes: int = 10_000_000
    hosts_at_once: int = 32

    @property
    def user_agent(self) -> str:
        """Who asks, with the address that an outlet can write to."""
        return f"{VERSION_IN_AGENT} (+{self.contact})" if self.contact else VERSION_IN_AGENT
