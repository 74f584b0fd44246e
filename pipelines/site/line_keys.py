"""Makes keys of lines, by which they are known again on other pages of a host."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from pipelines.lexicon.joined import MONTHS
from pipelines.site.about import About, name_at
from pipelines.text.fold import fold, folded_words
from pipelines.text.word_count import word_count

KEY_BYTES, TAIL_BYTES = 8, 4
NO_KEY = bytes(TAIL_BYTES)
LEAST_TITLE_WORDS = 4
LEAST_TITLE_LETTERS = 14
"""A title in a script without spaces has so many letters at least."""
OPENING_LINES = 3
"""So many lines begin a page."""
LONGEST_TITLE_WORDS = 24
LONGEST_LABEL_WORDS = 5
"""What stands before the title of another article: "Must read", "Do not miss"."""
TAILS_BYTES = TAIL_BYTES * (1 + 2 * LONGEST_LABEL_WORDS)
LONGEST_SHAPE_WORDS = 30
LEAST_SHAPE_WORDS = 2
LEAST_AUTHOR_LETTERS = 3
LEAST_PROSE_WORDS = 8
LEAST_LISTED_WORDS, LONGEST_TWICE_WORDS = 3, 15
_CLOSED = re.compile(r"[.!?…؟۔।。！？][\W\d]*$")
_STATEMENT = re.compile(r"[.۔।。:：][\W\d]*$")
"""Ends a sentence as no headline does."""
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)@\w{3,}|\S+\.\w+/\S+")
_MASK = "0"
"""Stands for a run of parts that change. A number of its own is masked, so no word is equal."""
_FIGURE = re.compile(r"[^:：]{1,40}[:：]\s*\W?\d")
_PARTED = re.compile(r"\s+[|•·/]\s+")
_YEAR = re.compile(r"(?:1[34]|19|20)\d\d")


def key_of(words: Sequence[str]) -> bytes:
    """Return a key of eight bytes that is equal for equal folded words."""
    return hashlib.sha256(" ".join(words).encode()).digest()[:KEY_BYTES]


def is_prose(text: str) -> bool:
    """Tell whether a line is a sentence or more."""
    return word_count(text) >= LEAST_PROSE_WORDS and bool(_CLOSED.search(text))


def tells_twice(text: str) -> bool:
    """Tell whether a line that two articles have is too short for background that they share."""
    return LEAST_LISTED_WORDS <= word_count(text) <= LONGEST_TWICE_WORDS


def is_closed(text: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    return bool(_CLOSED.search(text))


def is_figure(text: str) -> bool:
    """Tell whether a line is one of a list of figures: "Torkham: 384 families"."""
    return bool(_FIGURE.match(text))


def title_key(text: str) -> bytes:
    """Return the key of a text that may be the title of an article, b"" if it cannot be one."""
    if word_count(text) > LONGEST_TITLE_WORDS or _STATEMENT.search(text) or "://" in text:
        return b""
    words = folded_words(fold(text))
    return key_of(words) if _is_long_enough(words) else b""


def _is_long_enough(words: list[str]) -> bool:
    if len(words) >= LEAST_TITLE_WORDS:
        return True
    wide = word_count("".join(words)) >= LEAST_TITLE_LETTERS / 2
    return wide and len("".join(words)) >= LEAST_TITLE_LETTERS


def tail_keys(tag: str, text: str, words: list[str]) -> list[bytes]:
    """Return the keys of what a line ends with, behind a label of no to a few words.

    ``words`` are its folded words. A heading and a sentence have none, nor has a long line: they
    name no other article.
    """
    if tag in ("head", "title") or _STATEMENT.search(text):
        return []
    if word_count(text) > LONGEST_TITLE_WORDS + LONGEST_LABEL_WORDS:
        return []
    tails = (words[start:] for start in range(min(len(words), LONGEST_LABEL_WORDS + 1)))
    return [key_of(tail) for tail in tails if _is_long_enough(tail)]


def row_keys(text: str) -> list[bytes]:
    """Return the keys of the titles that a line parts by strokes or dots, [] if it does not."""
    parts = _PARTED.split(text)
    keys = [title_key(part) for part in parts] if len(parts) > 1 else []
    return keys if all(keys) else []


def label_keys(tag: str, text: str, words: list[str]) -> bytes:
    """Return the short keys of a line's tails, that of the label before it in front of each.

    The first is of the whole line, which has no label. ``TAILS_BYTES`` long, or b"" if the line
    names no other article; where a tail is too short for a title, its key is 0.
    """
    if not tail_keys(tag, text, words):
        return b""
    parts = [key_of(words)[:TAIL_BYTES]]
    for start in range(1, min(len(words), LONGEST_LABEL_WORDS + 1)):
        tail = words[start:]
        short = key_of(tail)[:TAIL_BYTES] if _is_long_enough(tail) else NO_KEY
        parts += [key_of(words[:start])[:TAIL_BYTES], short]
    return b"".join(parts).ljust(TAILS_BYTES, b"\0")


def labels_in(keys: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each label and the tail behind it, as ``label_keys`` gave them; first (b"", all)."""
    yield b"", keys[:TAIL_BYTES]
    for at in range(TAIL_BYTES, len(keys), 2 * TAIL_BYTES):
        label, tail = keys[at : at + TAIL_BYTES], keys[at + TAIL_BYTES : at + 2 * TAIL_BYTES]
        if label != NO_KEY:
            yield label, tail


def label_mark(label: bytes) -> str:
    """Return the mark by which a label is known of a host."""
    return "l" + label.hex()


def twice_mark(text: str) -> str:
    """Return the mark of a text that stands on two articles of a host, by the text's own."""
    return "2" + text


def opening_mark(text: str) -> str:
    """Return the mark of a text that begins several articles of a host, by the text's own."""
    return "o" + text


@cache
def _months() -> frozenset[str]:
    return frozenset(word for month in MONTHS for word in month.split())


def shape_mark(folded: str, about: About) -> str:
    """Return the mark of a folded line with its changing parts masked, "" if it has none.

    Masked are numbers, months, URLs and e-mail addresses, and the names of authors and outlet.
    """
    if len(folded.split()) > LONGEST_SHAPE_WORDS:
        return ""
    words = folded_words(_ADDRESS.sub(f" {_MASK} ", folded))
    masked = [_MASK if word[0].isdecimal() else word for word in words]
    _mask_dates(words, masked)
    for number, word in enumerate(words):
        run = name_at(words, number, about.outlet_keys)
        if not run and word in about.authors and len(word) >= LEAST_AUTHOR_LETTERS:
            run = 1
        masked[number : number + run] = [_MASK] * run
    shape = [word for word, _ in groupby(masked) if word != _MASK]
    if _MASK not in masked or len(shape) < LEAST_SHAPE_WORDS:
        return ""
    parts = [part for word, run in groupby(masked) for part in ([_MASK] if word == _MASK else run)]
    return "s" + key_of(parts).hex()


def _mask_dates(words: list[str], masked: list[str]) -> None:
    """Mask the names of months: those of the lists, and what stands between a day and a year."""
    for number, word in enumerate(words):
        if word in _months():
            masked[number] = _MASK
        elif _YEAR.fullmatch(word) and number >= 2:
            day, month = words[number - 2], words[number - 1]
            if _is_day(day) and not month[0].isdecimal():
                masked[number - 1] = _MASK
            elif _is_day(month) and not day[0].isdecimal():
                masked[number - 2] = _MASK


def _is_day(word: str) -> bool:
    return len(word) <= 2 and word.isdecimal() and 1 <= int(word) <= 31
