"""Each host is asked one thing at a time, within its budget, and none waits for another one."""

from collections.abc import Sequence

import pytest
from scrapy import Request

from pipelines.web.network_policy import Network
from spiders.host_queues import MOST_TIMEOUTS, Closed, HostQueues


class Asked:
    """What the queues sent, and what they put off and why."""

    def __init__(self, network: Network) -> None:
        self.sent: list[Request] = []
        self.left: list[tuple[str, Closed]] = []
        self.queues = HostQueues(network, self.sent.append, self.put_off)

    def put_off(self, requests: Sequence[Request], closed: Closed) -> None:
        self.left += [(request.url, closed) for request in requests]

    def add(self, *urls: str, priority: int = 0) -> None:
        for url in urls:
            self.queues.add(Request(url, priority=priority))

    def answer(self, url: str, *, timed_out: bool = False) -> None:
        request = next(one for one in self.sent if one.url == url)
        self.queues.answered(request, timed_out=timed_out)
        self.queues.done(request)

    def urls(self) -> list[str]:
        return [request.url for request in self.sent]


A, B = "https://a.example/", "https://b.example/"


def test_a_host_is_asked_for_the_next_page_when_the_last_one_is_dealt_with() -> None:
    asked = Asked(Network())
    asked.add(A + "1", A + "2", B + "1", A + "3")
    assert asked.urls() == [A + "1", B + "1"]
    asked.queues.answered(asked.sent[0])
    assert len(asked.sent) == 2
    asked.queues.done(asked.sent[0])
    assert asked.urls()[2:] == [A + "2"]
    asked.answer(A + "2")
    assert asked.urls()[3:] == [A + "3"]
    assert asked.left == []


def test_of_one_host_listings_go_first_and_the_rest_in_its_order() -> None:
    asked = Asked(Network())
    asked.add(A + "known", A + "1", A + "2")
    asked.add(A + "again", priority=-10)
    asked.add(A + "feed", priority=10)
    for url in ("known", "feed", "1", "2", "again"):
        asked.answer(A + url)
    assert asked.urls() == [A + url for url in ("known", "feed", "1", "2", "again")]


@pytest.mark.parametrize(
    ("network", "why"),
    [
        (Network(host_time_s=0.0), "a.example had its 0 s of the pass"),
        (Network(host_pages=1), "a.example gave 1 answers, as many as one pass asks a host for"),
    ],
)
def test_what_a_host_has_no_budget_for_is_put_off(network: Network, why: str) -> None:
    asked = Asked(network)
    if network.host_pages == 1:
        asked.add(A + "1", A + "2", A + "3")
        asked.answer(A + "1")
        assert asked.urls() == [A + "1"]
        assert asked.left == [(A + "2", Closed(why)), (A + "3", Closed(why))]
    else:
        asked.add(A + "1")
        assert asked.urls() == []
        assert asked.left == [(A + "1", Closed(why))]
    asked.add(A + "4", B + "1")
    assert asked.left[-1 if network.host_pages == 1 else 1] == (A + "4", Closed(why))


def test_a_host_that_lets_requests_time_out_in_a_row_is_left_alone() -> None:
    asked = Asked(Network())
    asked.add(*(f"{A}{n}" for n in range(9)), B + "1")
    asked.answer(A + "0", timed_out=True)
    asked.answer(A + "1")  # one answer between, and it begins anew
    asked.answer(A + "2", timed_out=True)
    asked.answer(A + "3", timed_out=True)
    assert asked.left == [
        (f"{A}{n}", Closed("a.example let 2 requests in a row time out", hangs=True))
        for n in range(4, 9)
    ]
    assert asked.urls() == [A + "0", B + "1", A + "1", A + "2", A + "3"]
    assert MOST_TIMEOUTS == 2


def test_a_request_that_gets_lost_keeps_nothing_behind_it() -> None:
    asked = Asked(Network())
    asked.add(A + "lost", A + "1")
    assert asked.queues.go_on()
    asked.answer(A + "1")
    assert not asked.queues.go_on()
    assert asked.urls() == [A + "lost", A + "1"]
