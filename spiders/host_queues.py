"""Keeps what is to be asked in a queue for each host, so that no host waits for another one."""

import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from scrapy import Request

from pipelines.web.network_policy import Network
from pipelines.web.urls import host_of

MOST_TIMEOUTS = 2
"""A host that lets so many requests in a row time out is left alone for the rest of the pass."""
_HOST = "queue_host"


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a host is asked no more in this pass; ``hangs`` if it is one that does not answer."""

    why: str
    hangs: bool = False


@dataclass(slots=True)
class _Queue:
    """What waits for one host, and what the host had of this pass."""

    waiting: list[tuple[int, int, Request]] = field(default_factory=list)
    busy: bool = False
    since: float = 0.0
    asked: int = 0
    spent_s: float = 0.0
    timeouts: int = 0


class HostQueues:
    """The requests of a crawl: each host is asked one thing at a time, within its budget.

    A host has had its budget when it took ``host_time_s`` for its answers and the pauses between
    them, or was asked ``host_pages`` times. The time in which its pages are read here is ours.

    Args:
        send: Sends a request off; ``answered`` and ``done`` are called for it in the end.
        put_off: Is told of the requests that are not sent, all of one host, and why.
    """

    def __init__(
        self,
        network: Network,
        send: Callable[[Request], None],
        put_off: Callable[[Sequence[Request], Closed], None],
    ) -> None:
        self._network = network
        self._send = send
        self._put_off = put_off
        self._queues: dict[str, _Queue] = {}
        self._numbers = count()

    def add(self, request: Request) -> None:
        """Take a request up; of one host those of a higher priority go first."""
        host = host_of(request.url)
        request.meta[_HOST] = host
        queue = self._queues.setdefault(host, _Queue())
        heapq.heappush(queue.waiting, (-request.priority, next(self._numbers), request))
        self._go_on(host, queue)

    def answered(self, request: Request, *, timed_out: bool = False) -> None:
        """Take note that the answer to ``request`` came, or that none did."""
        queue = self._queues[request.meta[_HOST]]
        queue.spent_s += time.monotonic() - queue.since
        queue.timeouts = queue.timeouts + 1 if timed_out else 0

    def done(self, request: Request) -> None:
        """Go on with the host of ``request``: its answer is dealt with."""
        queue = self._queues[request.meta[_HOST]]
        queue.busy = False
        self._go_on(request.meta[_HOST], queue)

    def go_on(self) -> bool:
        """Go on after requests that got lost on their way; False if there is nothing to do."""
        for host, queue in self._queues.items():
            queue.busy = False
            self._go_on(host, queue)
        return any(queue.busy for queue in self._queues.values())

    def _go_on(self, host: str, queue: _Queue) -> None:
        if queue.busy or not queue.waiting:
            return
        closed = self._closed(host, queue)
        if closed is not None:
            waiting, queue.waiting = sorted(queue.waiting), []
            self._put_off([request for _, _, request in waiting], closed)
            return
        _, _, request = heapq.heappop(queue.waiting)
        queue.busy = True
        queue.since = time.monotonic()
        queue.asked += 1
        self._send(request)

    def _closed(self, host: str, queue: _Queue) -> Closed | None:
        """Return why a host is asked no more, None if it still has something of its budget."""
        network = self._network
        if queue.timeouts >= MOST_TIMEOUTS:
            return Closed(f"{host} let {queue.timeouts} requests in a row time out", hangs=True)
        if queue.spent_s >= network.host_time_s:
            return Closed(f"{host} had its {network.host_time_s:g} s of the pass")
        if queue.asked >= network.host_pages:
            return Closed(f"{host} gave {queue.asked} answers, as many as one pass asks a host for")
        return None
