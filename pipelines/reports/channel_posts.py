"""Reads the posts on the public web pages of Telegram's channels: t.me/s/NAME and t.me/NAME/ID."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pipelines.dates.machine_dates import read_machine_date

MARK = b"tgme_widget_message"
LONGEST_TITLE = 120
_POST_PATH = re.compile(r"/(?P<name>[A-Za-z]\w{2,})/(?P<id>\d+)/?")
_SENTENCE = re.compile(r"(?<=[.!?\u061f\u06d4])\s")


@dataclass(frozen=True, slots=True)
class Post:
    """A post: ``place`` is NAME/ID; ``forwarded_from`` names the channel it was first in, or ""."""

    place: str
    channel: str
    paragraphs: tuple[str, ...]
    published_at: datetime | None
    forwarded_from: str = ""

    @property
    def title(self) -> str:
        """The first line, or as much of it as makes a headline."""
        line = next(iter(self.paragraphs), "")
        if len(line) > LONGEST_TITLE:
            line = _SENTENCE.split(line, maxsplit=1)[0]
        if len(line) <= LONGEST_TITLE:
            return line
        return f"{line[:LONGEST_TITLE].rpartition(' ')[0]}\u2026"


def place_of_post(url: str) -> str:
    """Return NAME/ID of the post that a URL leads to, "" if its path is of another form."""
    found = _POST_PATH.fullmatch(urlsplit(url).path)
    return f"{found['name']}/{found['id']}" if found else ""


def read_posts(text: str, now: datetime) -> list[Post] | None:
    """Return the posts on a page of a channel in their order, None if it is no such page.

    Posts of pictures alone have no paragraphs. The times are in UTC, or none.
    """
    from lxml import html

    if MARK.decode() not in text and "tgme_channel_info" not in text:
        return None
    tree = html.fromstring(text)
    return [_post(box, now) for box in _of_class(tree, "tgme_widget_message") if _place(box)]


def says_gone(text: str) -> bool:
    """Tell whether the page of a post says that there is none any more."""
    return "tgme_widget_message_error" in text


def _post(box: Any, now: datetime) -> Post:
    times = (time.get("datetime") or "" for time in box.iter("time"))
    moments = (read_machine_date(written, "", now) for written in times)
    moment = next(filter(None, moments), None)
    texts = [
        part
        for part in _of_class(box, "tgme_widget_message_text")
        if not _inside(part, "tgme_widget_message_reply")
    ]
    return Post(
        _place(box),
        _named(box, "tgme_widget_message_owner_name") or _named(box, "tgme_widget_message_author"),
        tuple(line for part in texts[:1] for line in _lines(part)),
        moment.at if moment else None,
        _named(box, "tgme_widget_message_forwarded_from_name"),
    )


def _place(box: Any) -> str:
    return place_of_post(f"/{box.get('data-post') or ''}")


def _of_class(tree: Any, name: str) -> list[Any]:
    return [one for one in tree.iter() if name in str(one.get("class") or "").split()]


def _inside(part: Any, name: str) -> bool:
    return any(name in str(one.get("class") or "").split() for one in part.iterancestors())


def _named(box: Any, name: str) -> str:
    found = _of_class(box, name)
    return " ".join(found[0].text_content().split()) if found else ""


def _lines(part: Any) -> Iterator[str]:
    """Yield the lines of a text: in these pages a line break is an element."""
    for line in "".join(_pieces(part)).split("\n"):
        text = " ".join(line.split())
        if text:
            yield text


def _pieces(node: Any) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str):
            yield from _pieces(child)
        yield (child.tail or "").replace("\n", " ") if child.tag != "br" else child.tail or ""
