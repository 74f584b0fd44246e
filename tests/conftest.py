"""Settings of the suite, and what several files open: properties are judged by truth alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import tests.blas_threads  # noqa: F401 - what it does is set a variable
from tests.loading import keep_loaded  # isort: split

from tests.dispatch import EVERY, Dispatch, open_dispatch
from tests.postoffice import PostOffice
from tests.tracing import traced_at_first
from tests.warm_start import start_server

settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile("quick")  # `make chaos` asks for the other

os.environ["KHABARDAR_MEANING__BUDGET_S"] = "0"
"""No pass of a test reads articles with the sentence model, unless the test says so: it is slow."""

OF_PASSES = ("passes", "scheduler", "khabardar", "spiders")
"""Rooms whose tests run whole passes."""
SLOW_ROOMS = (*OF_PASSES, "newsdesk")
"""Rooms that begin first, so that no core waits at the end for a pass or a browser."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the slow rooms first; within and after them the order stays random."""
    items.sort(key=lambda item: _room(item) not in SLOW_ROOMS)
    if any(_room(item) in OF_PASSES for item in items):
        start_server()  # it loads while the first tests begin; their workers come from it, too


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Begin the tests when all that they need is loaded."""
    keep_loaded()


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace only the beginning of a test, with what is set up for it.

    The demonstration takes settings out of the environment: the next test has them again.
    """
    environment = dict(os.environ)
    try:
        with traced_at_first(item.nodeid.split("[")[0]):
            return (yield)
    finally:
        os.environ.update(environment)


@pytest.fixture
def office() -> PostOffice:
    """Return a mail server that is not open yet."""
    return PostOffice()


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Iterator[Dispatch]:
    """Return a store with rules, whose mail goes to ``office``."""
    with open_dispatch(tmp_path, EVERY, office.port, ["boss@example.org"]) as opened:
        yield opened
