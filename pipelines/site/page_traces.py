"""Makes of a page what it tells of its host: keys of its lines and titles, no text."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal, Protocol

from pipelines.page_blocks import PageBlocks, PageLine
from pipelines.site.about import About
from pipelines.site.known import SiteBoilerplate, short_keys
from pipelines.site.line_keys import (
    KEY_BYTES,
    OPENING_LINES,
    TAIL_BYTES,
    TAILS_BYTES,
    is_prose,
    key_of,
    label_keys,
    label_mark,
    labels_in,
    opening_mark,
    row_keys,
    shape_mark,
    tells_twice,
    title_key,
    twice_mark,
)
from pipelines.text.fold import folded_words
from pipelines.text.word_count import word_count
from pipelines.web.urls import host_of

CORE_BLOCKS = 3
"""The longest blocks of a page are its article's own, whatever stands around it this time."""
LEAST_CORE_WORDS = 25
MOST_LINES = 40
"""Of a longer page, the first and the last half of so many lines are kept."""
MOST_TITLES = 40
MOST_LISTED_TITLES = 200
MOST_TAILED_LINES = 16


class Line(Protocol):
    """A block of an article's text, as ``pipelines.page.extract.Block`` is one."""

    @property
    def tag(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def folded(self) -> str: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102


def site_host(url: str) -> str:
    """Return the host that a page's boilerplate is learned for: where the page lay in the end."""
    return host_of(url).removeprefix("www.")


def listing_traces(url: str, linked: Iterable[bytes]) -> PageBlocks | None:
    """Return what a page without an article tells: the titles that it links, None if none."""
    titles = tuple(dict.fromkeys(linked))[:MOST_LISTED_TITLES]
    return PageBlocks(site_host(url), titles=titles) if titles else None


def page_traces(
    url: str, lines: Sequence[Line], about: About, linked: Iterable[bytes], known: SiteBoilerplate
) -> PageBlocks:
    """Return what the page at ``url`` tells of its host.

    ``lines`` are its text's, those that its layout tells against among them; ``linked`` are the
    keys of the titles that it links, ``known`` is what was known of the host when it was read.
    """
    own = [line for line in lines if not line.rule]
    letters = {line.digest: len(line.text) for line in own}
    longest = sorted(letters, key=lambda digest: (-letters[digest], digest))[:CORE_BLOCKS]
    core = hashlib.sha256(" ".join(longest).encode()).hexdigest()[: 2 * KEY_BYTES]
    ends = own if len(own) <= MOST_LINES else own[: MOST_LINES // 2] + own[-MOST_LINES // 2 :]
    kept = tuple(_page_line(line, longest, about) for line in ends)
    titles = [title_key(about.title), *linked]
    tails = _tails(own, frozenset(key[:TAIL_BYTES] for key in titles))
    made = PageBlocks(
        site_host(url),
        core,
        kept,
        title=key_of(about.headline).hex(),
        titles=tuple(dict.fromkeys(key for key in titles if key))[:MOST_TITLES],
        tails=tails,
    )
    return replace(made, taken=marks_of(made, known))


def _page_line(line: Line, longest: list[str], about: About) -> PageLine:
    sure = line.digest == longest[0] or word_count(line.text) >= LEAST_CORE_WORDS
    if line.digest in longest and sure:
        return PageLine(line.digest, "", "core", tells_twice(line.text))
    shape = shape_mark(line.folded, about)
    kind: Literal["", "prose"] = "prose" if is_prose(line.text) else ""
    return PageLine(line.digest, shape, kind, tells_twice(line.text))


def _tails(lines: Iterable[Line], own: frozenset[bytes]) -> tuple[bytes, ...]:
    """Return the keys of lines that may name another article, not one that the page links."""
    keys = (
        key
        for line in lines
        for key in (
            label_keys(line.tag, line.text, folded_words(line.folded)),
            *(one[:TAIL_BYTES].ljust(TAILS_BYTES, b"\0") for one in row_keys(line.text)),
        )
    )
    named = (key for key in keys if key and own.isdisjoint(tail for _, tail in labels_in(key)))
    return tuple(islice(named, MOST_TAILED_LINES))


def all_marks(page: PageBlocks) -> set[str]:
    """Return the marks of a page's lines: of texts, of shapes, and of what may be labels."""
    marks = {
        mark
        for line in page.lines
        for mark in (line.text, line.tells_twice and twice_mark(line.text), line.shape)
        if mark
    }
    marks |= opening_marks(page)
    return marks.union(label_mark(label) for keys in page.tails for label, _ in labels_in(keys))


def opening_marks(page: PageBlocks) -> set[str]:
    """Return the marks of the lines that a page begins with."""
    return {opening_mark(line.text) for line in page.lines[:OPENING_LINES]}


def marks_of(page: PageBlocks, known: SiteBoilerplate) -> frozenset[str]:
    """Return what of a page is ``known``: the marks of its lines, and tails that are titles."""
    tails = {tail for keys in page.tails for _, tail in labels_in(keys)}
    named = tails & short_keys(known.titles)
    marks = (known.marks | known.shared) & all_marks(page)
    return marks.union(tail.hex() for tail in named)
