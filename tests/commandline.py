"""khabardar as a person runs it: in a process of its own, with settings that a test writes."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from db.archive import ArchiveWriter
from pipelines.items import Page
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, Newsroom, article_page
from tests.samples import NOW
from tests.warm_start import run_forked

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


def run(folder: Path, *words: str, timeout_s: float = 120.0) -> CompletedProcess[str]:
    """Run khabardar as a user does, in ``folder``."""
    return run_forked(["-c", str(folder / "khabardar.toml"), *words], timeout_s)


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
    outlets = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\nhomepage = "{room.url}/"\n'
        + (
            f'sitemaps = ["{room.url}/sitemap"]\n'
            if "/sitemap" in room.answers
            else f'feeds = ["{room.url}/feed"]\n'
        )
        for name, room in rooms.items()
    )
    return f"{network(rooms.values())}{extra}{outlets}"


def network(rooms: Iterable[Newsroom], more: str = "") -> str:
    """Return settings that let ``rooms`` be asked; ``more`` is for the table of the network."""
    allowed = ", ".join(f'"{room.host}:{room.port}"' for room in rooms)
    return (
        f'[network]\ncontact = "test@example.org"\nallow_private = [{allowed}]\ndelay_s = 0.0\n'
        f"{more}[catalogue]\nuse = false\n"
    )


def crawl_open(folder: Path, rooms: Iterable[Newsroom], text: str) -> CompletedProcess[str]:
    """Make a pass by the settings ``text`` while ``rooms`` answer; it must end without a fault."""
    configure(folder, text)
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(room.open())
        done = run(folder, "crawl")
    assert "Traceback" not in done.stderr, done.stderr
    return done
