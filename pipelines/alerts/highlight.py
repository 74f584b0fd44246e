"""Cuts titles and texts into marked and unmarked pieces that are safe to show."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.items import Span

QUOTE_LENGTH = 420
WORDS_NAMED = 8
LONGEST_MATCH = 60
MARKS_ON_A_LETTER = 4

# What turns, hides or cannot be written; the joiners that Persian and Urdu spell with stay.
_HIDING = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a quote; ``marked`` pieces are what the rule matched."""

    text: str
    marked: bool


def safe(text: str) -> str:
    """Return ``text`` without characters that turn or hide what follows, nor towers of marks."""
    text = _JOINERS.sub(r"\1", _HIDING.sub("", text))
    if text.isascii():
        return text
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MARKS_ON_A_LETTER:
            kept.append(letter)
    return "".join(kept)


def passages(text: str, spans: Iterable[Span]) -> list[Passage]:
    """Return ``text`` on one line, cut at its spans, each piece marked or not."""
    pieces: list[Passage] = []
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start < at or span.end > len(text) or span.end <= span.start:
            continue
        pieces.append(Passage(_flat(text[at : span.start]), False))
        pieces.append(Passage(_flat(text[span.start : span.end]), True))
        at = span.end
    pieces.append(Passage(_flat(text[at:]), False))
    return [piece for piece in pieces if piece.text]


def _flat(text: str) -> str:
    return safe(re.sub(r"\s+", " ", text))


def quote_of(text: str, spans: Sequence[Span]) -> list[Passage]:
    """Return a passage of about three lines around the first match, at word ends."""
    first = min((span.start for span in spans), default=0)
    start = max(0, first - QUOTE_LENGTH // 3)
    if start:
        space = re.compile(r"\s").search(text, start, first)
        start = space.end() if space else start
    end = min(len(text), start + QUOTE_LENGTH)
    if end < len(text):
        ends = [gap.start() for gap in re.finditer(r"\s", text[start:end])]
        end = start + ends[-1] if ends and start + ends[-1] > first else end
    inside = [
        Span(span.field, span.start - start, span.end - start, span.text)
        for span in spans
        if start <= span.start and span.end <= end
    ]
    before = [Passage("… ", False)] if start else []
    after = [Passage(" …", False)] if end < len(text) else []
    return [*before, *passages(text[start:end], inside), *after]


def _ends(text: str) -> str:
    half = LONGEST_MATCH // 2
    return text if len(text) <= LONGEST_MATCH else f"{text[:half]} … {text[-half:]}"


def matched_words(spans: Iterable[Span]) -> list[str]:
    """Return the different words that matched, as the article spells them, first found first.

    Of a long passage its ends are shown, which are what stands near each other.
    """
    words = dict.fromkeys(_ends(_flat(span.text)) for span in spans)
    return [word for word in words if word][:WORDS_NAMED]
