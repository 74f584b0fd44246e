"""The line in which requests wait for a free connection."""

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.misc import load_object

from pipelines.web.network_policy import Network
from spiders.crawl import crawl_settings
from spiders.scheduler import FirstComeScheduler


def test_requests_go_out_as_they_came_whatever_their_host_or_priority() -> None:
    line = FirstComeScheduler()
    urls = ["http://z.example/1", "http://a.example/1", "http://z.example/1", "http://m.example/1"]
    for number, url in enumerate(urls):
        assert line.enqueue_request(Request(url, priority=number))
    assert line.has_pending_requests()
    assert [request.url for request in iter(line.next_request, None)] == urls
    assert not line.has_pending_requests()


def test_a_crawl_takes_this_line_and_no_crowd_of_tasks_for_an_answer() -> None:
    told = crawl_settings(Network(), 60.0)
    assert load_object(told["SCHEDULER"]) is FirstComeScheduler
    assert issubclass(FirstComeScheduler, BaseScheduler)
    assert told["CONCURRENT_ITEMS"] == 1
