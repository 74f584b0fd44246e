"""Which mails a person asks for: by words of the headline, a URL or a story's number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from sqlite3 import Row

from pipelines.text.fold import fold, folded_words
from pipelines.web.urls import url_key

_STORY = re.compile(r"(?:.*/-/stories/|story\s+|#)?(\d{1,15})", re.IGNORECASE)
_HELPERS = ("asked_title", "asked_key")
"""Columns that are only compared with: the article's headline, and the key of its URL."""


def rows_about(rows: Iterable[Row], about: str, limit: int) -> list[dict[str, object]]:
    """Return at most ``limit`` rows that are ``about`` something, without the helping columns.

    It is a story's number or page, an article's URL, or words (or their beginnings) of the subject
    or the headline in any spelling; "" is about everything. Rows have subject, story_id,
    asked_title and asked_key.
    """
    story = _STORY.fullmatch(about.strip())
    number = int(story[1]) if story else None
    key = url_key(about.strip()) if "://" in about else ""
    words = () if key else tuple(folded_words(fold(about)))

    def fits() -> Iterator[Row]:
        for row in rows:
            told = folded_words(fold(f"{row['subject']} {row['asked_title'] or ''}"))
            if (
                not about.strip()
                or (number is not None and row["story_id"] == number)
                or (key and row["asked_key"] == key)
                or (words and all(_stands(word, told) for word in words))
            ):
                yield row

    return [
        {name: value for name, value in dict(row).items() if name not in _HELPERS}
        for row in islice(fits(), limit)
    ]


def _stands(word: str, told: Sequence[str]) -> bool:
    """Tell whether a word, or one that begins so, was told; a number only as a whole."""
    return word in told or (not word.isdecimal() and any(one.startswith(word) for one in told))
