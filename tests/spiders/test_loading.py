"""What a pass loads of Scrapy, and what it leaves out."""

import inspect
import sys

import pytest
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from pipelines.web.network_policy import Network
from spiders.crawl import DOWNLOADER_MIDDLEWARES, EXTENSIONS, SPIDER_MIDDLEWARES, crawl_settings
from spiders.loading import IMPORT_FRAMES

USED = (
    (EXTENSIONS, default_settings.EXTENSIONS_BASE),
    (SPIDER_MIDDLEWARES, default_settings.SPIDER_MIDDLEWARES_BASE),
    (DOWNLOADER_MIDDLEWARES, default_settings.DOWNLOADER_MIDDLEWARES_BASE),
)


@pytest.mark.parametrize(("used", "standard"), USED)
def test_what_is_used_of_scrapys_own_stands_where_scrapy_puts_it(
    used: dict[str, int], standard: dict[str, int]
) -> None:
    assert {name: standard.get(name) for name in used} == used
    assert all(load_object(name) for name in used)


def test_nothing_opens_a_way_into_a_crawl() -> None:
    told = crawl_settings(Network(), 60.0)
    names = {
        name
        for key, value in told.items()
        if key.startswith(("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"))
        for name in value
    }
    doors = ("telnet", "remote", "cookie", "cache", "offsite", "retry", "urllength", "httperror")
    assert names
    assert not [name for name in names for door in doors if door in name.casefold()]


def test_the_frames_of_imports_are_known_to_be_those_of_their_modules() -> None:
    for file, name in IMPORT_FRAMES.items():
        code = next(
            value.__code__
            for value in vars(sys.modules[name]).values()
            if inspect.isfunction(value)
        )
        assert code.co_filename == file
        assert inspect.getmodule(code, file) is sys.modules[name]
