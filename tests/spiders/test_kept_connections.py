"""What a kept connection broke off is asked again, but not at once."""

from typing import Any

import pytest
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.testing import MemoryReactorClock
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived
from twisted.web.client import _HTTP11ClientFactory

from spiders.wire import PatientPool

KEY = (b"http", b"a.example", 80)


class Request:
    method = b"GET"
    bodyProducer = None


class Kept:
    """A connection that is kept, and broken off by its host when it is used."""

    state = "QUIESCENT"

    def request(self, _request: Request) -> "Deferred[Any]":
        why = Failure(ConnectionError("closed"))  # type: ignore[no-untyped-call]  # of Twisted
        return fail(ResponseNeverReceived([why]))  # type: ignore[no-untyped-call]


class Fresh:
    """A new connection, which answers."""

    def request(self, _request: Request) -> "Deferred[Any]":
        return succeed("answer")


class Endpoint:
    """Counts how often it is connected to."""

    connected = 0

    def connect(self, _factory: _HTTP11ClientFactory) -> "Deferred[Any]":
        self.connected += 1
        return succeed(Fresh())


@pytest.mark.parametrize("kept", [True, False])
def test_a_host_that_broke_off_is_asked_again_after_its_pause(*, kept: bool) -> None:
    clock: Any = MemoryReactorClock()  # type: ignore[no-untyped-call]  # of Twisted
    endpoint = Endpoint()
    pool = PatientPool(clock, {"a.example": 7.0}.__getitem__)
    if kept:
        pool._putConnection(KEY, Kept())  # type: ignore[no-untyped-call]
    answers: list[str] = []
    asked = pool.getConnection(KEY, endpoint)
    asked.addCallback(lambda connection: connection.request(Request())).addCallback(answers.append)
    if kept:
        assert endpoint.connected == 0
        clock.advance(6.9)
        assert (endpoint.connected, answers) == (0, [])
        clock.advance(0.2)
    assert (endpoint.connected, answers) == (1, ["answer"])
