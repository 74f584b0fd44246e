"""khabardar as a person runs it: in a process of its own, with settings that a test writes."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.archive import ArchiveWriter
from pipelines.items import Page
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, Newsroom, article_page
from tests.samples import NOW

PLAIN = '[network]\ncontact = "a@example.org"\ndelay_s = 0.0\n[catalogue]\nuse = false\n'
RULE = '[[rule]]\nname = "Forced returns"\nquery = "@deport AND @afghan"\nto = ["a@example.org"]\n'
ARTICLES = (
    ("http://a.example/1", article_page("Families sent back", *AFGHAN_BODY)),
    ("http://b.example/2", article_page("Walnut bread wins", *OTHER_BODY)),
    ("http://a.example/3", article_page("More sent back", *AFGHAN_BODY[::-1], *OTHER_BODY)),
)


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]
"""Runs a command by its words, in this process and in the folder of the test."""


def run(folder: Path, *words: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
    """Run khabardar as a user does, in ``folder``."""
    command = [sys.executable, "-m", "khabardar", "-c", str(folder / "khabardar.toml"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)


def configure(folder: Path, text: str = PLAIN) -> None:
    """Write the settings file of ``folder``."""
    (folder / "khabardar.toml").write_text(text, encoding="utf8")


def warc(folder: Path, *pages: tuple[str, bytes]) -> Path:
    """Write a WARC file of pages, each an address and a body, and return it."""
    with ArchiveWriter(folder / "recorded", NOW) as writer:
        for url, body in pages:
            place = writer.write(Page(url, 200, "text/html", body, NOW))
    return folder / "recorded" / place.file


def settings(rooms: dict[str, Newsroom], extra: str = "") -> str:
    """Return settings that watch ``rooms``, by feed or, if they have one, by sitemap."""
    allowed = ", ".join(f'"{room.host}:{room.port}"' for room in rooms.values())
    outlets = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\nhomepage = "{room.url}/"\n'
        + (
            f'sitemaps = ["{room.url}/sitemap"]\n'
            if "/sitemap" in room.answers
            else f'feeds = ["{room.url}/feed"]\n'
        )
        for name, room in rooms.items()
    )
    return (
        f'[network]\ncontact = "test@example.org"\nallow_private = [{allowed}]\ndelay_s = 0.0\n'
        f"[catalogue]\nuse = false\n{extra}{outlets}"
    )


def unmeasured() -> dict[str, str]:
    """Return the environment without the wish to measure coverage, whose file needs room, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
