"""Settings of the suite, and what several files open: properties are judged by truth alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.dispatch import EVERY, Dispatch, open_dispatch
from tests.postoffice import PostOffice

settings.register_profile("khabardar", deadline=None)
settings.load_profile("khabardar")


@pytest.fixture
def office() -> PostOffice:
    """Return a mail server that is not open yet."""
    return PostOffice()


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Iterator[Dispatch]:
    """Return a store with rules, whose mail goes to ``office``."""
    with open_dispatch(tmp_path, EVERY, office.port, ["boss@example.org"]) as opened:
        yield opened
