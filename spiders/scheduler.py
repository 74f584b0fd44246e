"""What waits for a free connection: a plain line, since each host has its own queue already."""

from collections import deque

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler


class FirstComeScheduler(BaseScheduler):
    """Hands requests out as they came.

    ``HostQueues`` sends one request a host at a time, the most urgent first. Scrapy's own queues
    would go through all hosts that wait for each request, and serve them by their names.
    """

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()

    def has_pending_requests(self) -> bool:
        """Tell whether any request waits."""
        return bool(self._waiting)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request up; each is."""
        self._waiting.append(request)
        return True

    def next_request(self) -> Request | None:
        """Return the request that has waited longest, None if none waits."""
        return self._waiting.popleft() if self._waiting else None
