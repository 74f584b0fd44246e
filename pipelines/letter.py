"""Writes the mail of an alert: one letter in plain text and HTML, each block in its direction."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.items import AlertItem, Message, Span
from pipelines.language import is_rtl
from pipelines.letter_templates import TEMPLATES
from pipelines.titles import clean_title

SUBJECT_LENGTH = 150
QUOTE_LENGTH = 420
_LANGUAGES = {
    **{"en": "English", "ur": "Urdu", "fa": "Persian", "prs": "Dari", "ps": "Pashto"},
    **{"ar": "Arabic", "tr": "Turkish", "de": "German"},
}
_BCP47 = {"prs": "fa-AF"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be put on the wire: headers in order, and its two bodies."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str

    @property
    def subject(self) -> str:
        """The Subject header."""
        return dict(self.headers)["Subject"]

    @property
    def message_id(self) -> str:
        """The Message-ID header, brackets included."""
        return dict(self.headers)["Message-ID"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a quote; ``marked`` pieces are what the rule matched."""

    text: str
    marked: bool


def compose(message: Message, sender: str, now: datetime) -> Letter:
    """Return the letter for ``message``.

    The Message-ID is the message's own, the same on every attempt; the attempt is told apart by
    X-Khabardar-Attempt. At most ``message.cap`` stories are shown, and the rest is counted.
    """
    items = message.items[: message.cap]
    facts = {
        "rule": _line(message.rule),
        "query": _line(message.query),
        "stories": [_story(item, message.timezone) for item in items],
        "more": len(message.items) - len(items),
        "count": len(message.items),
        "when": _local(now, message.timezone),
    }
    domain = sender.rpartition("@")[2] or "localhost"
    headers = (
        ("From", sender),
        ("To", message.recipient),
        ("Subject", _subject(message)),
        ("Message-ID", message.message_id),
        ("List-Id", f"khabardar alerts <alerts.{domain}>"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Khabardar-Rule", _line(message.rule)),
        ("X-Khabardar-Attempt", str(message.attempts + 1)),
    )
    return Letter(headers, _render("alert.txt", facts), _render("alert.html", facts))


def _render(name: str, facts: dict[str, Any]) -> str:
    rendered: str = _templates().get_template(name).render(facts)
    return rendered


@cache
def _templates() -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

    return Environment(
        loader=DictLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _subject(message: Message) -> str:
    first = message.items[0].title if message.items else "no stories"
    if len(message.items) > 1:
        return _line(f"[{message.rule}] {len(message.items)} stories: {first}")[:SUBJECT_LENGTH]
    return _line(f"[{message.rule}] {first}")[:SUBJECT_LENGTH]


def _line(text: str) -> str:
    """Return ``text`` as one line that cannot end a header early or turn what follows."""
    return clean_title(text).replace("=?", "= ?")


def _story(item: AlertItem, timezone: str) -> dict[str, Any]:
    body = [span for span in item.spans if span.field == "text"]
    return {
        "title": _passages(item.title, [s for s in item.spans if s.field == "title"]),
        "quote": _quote(item.text, body),
        "url": item.url if re.match(r"https?://", item.url) else "",
        "outlet": _line(item.outlet),
        "country": item.country,
        "language": _LANGUAGES.get(item.language, item.language),
        "lang": _BCP47.get(item.language, item.language),
        "dir": "rtl" if is_rtl(item.language) else "ltr",
        "published": _local(item.published_at, timezone) if item.published_at else "",
        "seen": _local(item.first_seen_at, timezone),
        "others": [_line(name) for name in item.other_outlets],
    }


def _local(moment: datetime, timezone: str) -> str:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} {timezone}"


def _passages(text: str, spans: Iterable[Span]) -> list[Passage]:
    """Return ``text`` cut at its spans, each piece marked or not."""
    pieces: list[Passage] = []
    at = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start < at or span.end > len(text):
            continue
        pieces.append(Passage(_safe(text[at : span.start]), False))
        pieces.append(Passage(_safe(text[span.start : span.end]), True))
        at = span.end
    pieces.append(Passage(_safe(text[at:]), False))
    return [piece for piece in pieces if piece.text]


def _quote(text: str, spans: list[Span]) -> list[Passage]:
    """Return a passage of about three lines around the first match, at word ends."""
    first = spans[0].start if spans else 0
    start = max(0, first - QUOTE_LENGTH // 3)
    if start:
        start = text.find(" ", start) + 1
    end = min(len(text), start + QUOTE_LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), first + 1)
    inside = [
        Span(span.field, span.start - start, span.end - start, span.text)
        for span in spans
        if start <= span.start and span.end <= end
    ]
    pieces = _passages(re.sub(r"\s", " ", text[start:end]), inside)
    before = [Passage("… ", False)] if start else []
    after = [Passage(" …", False)] if end < len(text) else []
    return [*before, *pieces, *after]


_HIDING = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def _safe(text: str) -> str:
    """Return ``text`` without characters that turn or hide what follows; joiners stay."""
    return _HIDING.sub("", text)
