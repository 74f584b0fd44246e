"""What a query can ask of an article: its words by part, and what is known about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

LEAD_CHARACTERS = 700


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as queries see it; times are UTC, codes as in the articles table.

    ``lead`` is set only where a file gives it apart from the body; otherwise ``text`` holds both.
    ``source`` is the outlet's id and name; ``site`` is the host, taken from ``url`` if empty.
    ``nearness`` is how near it is in meaning, from 0 to 1, to texts that queries ask for; of those
    that are not in it this is unknown.
    """

    title: str = ""
    text: str = ""
    lead: str | None = None
    url: str = ""
    site: str = ""
    source: str = ""
    author: str = ""
    language: str = ""
    country: str = ""
    section: str = ""
    published_at: datetime | None = None
    relevance: str = ""
    nearness: Mapping[str, float] = field(default_factory=dict)

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the names and texts that are searched, in reading order."""
        if self.lead is None:
            return (("title", self.title), ("text", self.text))
        return (("title", self.title), ("lead", self.lead), ("body", self.text))


def lead_length(text: str) -> int:
    """Return how much of a text says what it is about: the offset where its lead ends."""
    end = 0
    for paragraph in text.split("\n\n"):
        if not end:
            end = min(len(paragraph), LEAD_CHARACTERS)
            if end < len(paragraph):
                return end
        elif end + len(paragraph) > LEAD_CHARACTERS:
            return end
        else:
            end += len(paragraph) + 2
    return end


def lead_of(text: str) -> str:
    """Return the start of a text that says what it is about: its first paragraphs."""
    return text[: lead_length(text)]
