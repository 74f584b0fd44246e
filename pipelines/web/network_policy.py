"""How khabardar behaves towards sites: the values, without the doing."""

from dataclasses import dataclass

VERSION_IN_AGENT = "khabardar/0.1"


@dataclass(frozen=True, slots=True)
class Network:
    """How to behave towards sites. ``allow_private`` lists "host:port" that are not public.

    ``delay_s`` is the pause between two requests to one host; ``timeout_s`` bounds a whole
    response, ``max_bytes`` its size before and after decompression. One pass asks a host until its
    answers took ``host_time_s`` (pauses included) or ``host_pages`` were asked for; the rest waits
    for the next pass.
    """

    contact: str = ""
    proxy: str = ""
    allow_private: tuple[str, ...] = ()
    delay_s: float = 2.0
    timeout_s: float = 30.0
    max_bytes: int = 10_000_000
    hosts_at_once: int = 64
    host_time_s: float = 120.0
    host_pages: int = 500

    @property
    def user_agent(self) -> str:
        """Who asks, with the address that an outlet can write to."""
        return f"{VERSION_IN_AGENT} (+{self.contact})" if self.contact else VERSION_IN_AGENT
