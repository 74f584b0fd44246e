"""The text of a page that cannot be read as a tree in time: what stands between its tags."""

import html
import re
from dataclasses import dataclass
from itertools import chain

from pipelines.text.shown_text import UNSEEN, shown_runs

MOST_LETTERS = 60_000
MOST_PARAGRAPHS = 400
"""Such a page is damaged or hostile; so much of it is enough for rules to judge it by."""
_SPACES = re.compile(r"\s+")
_ASIDE = (UNSEEN - {"title"}) | {"svg", "iframe", "nav", "footer", "aside", "form"}
_WITHIN_A_LINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "em", "font", "i", "mark", "q", "small", "span"),
        *("strong", "sub", "sup", "time", "u", "wbr"),
    )
)


@dataclass(frozen=True, slots=True)
class Stripped:
    """What stands between the tags of a page: its title, its first heading, its paragraphs."""

    title: str
    heading: str
    paragraphs: tuple[str, ...]


def stripped(text: str) -> Stripped:
    """Return what HTML holds, at most ``MOST_PARAGRAPHS`` and ``MOST_LETTERS`` of it.

    The title and the first heading (h1) are no paragraphs. No markup is too broken for it.
    """
    named: dict[str, str] = {}
    paragraphs: list[str] = []
    line: list[str] = []
    block, room = "", MOST_LETTERS
    for name, run in chain(shown_runs(text, _ASIDE), [("/html", "")]):
        if name.removeprefix("/") not in _WITHIN_A_LINE:
            words = _SPACES.sub(" ", html.unescape("".join(line))).strip()
            line.clear()
            if words and block in ("title", "h1") and block not in named:
                named[block] = words
            elif words:
                paragraphs.append(words)
            block = name
        line.append(run[:room])
        room -= len(run)
        if room < 0 or len(paragraphs) == MOST_PARAGRAPHS:
            break
    if room < 0:
        paragraphs.append(_SPACES.sub(" ", html.unescape("".join(line))).strip())
    return Stripped(named.get("title", ""), named.get("h1", ""), tuple(filter(None, paragraphs)))
