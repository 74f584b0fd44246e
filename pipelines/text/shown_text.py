"""What stands between the tags of HTML, in time that grows no faster than the HTML itself."""

import re
from collections.abc import Iterator
from functools import cache

UNSEEN = frozenset(("script", "style", "template", "noscript", "title"))
"""Elements whose text no reader sees where scripts run."""
_MARKUP = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]{0,20})|[!?/])")
_TAG_BYTES = re.compile(rb"<[a-zA-Z!?/]")
_UNSEEN_BYTES = re.compile(rb"<(?:(script|style)(?![a-zA-Z0-9])|!--)", re.IGNORECASE)
_END_BYTES = {
    mark: re.compile(re.escape(mark), re.IGNORECASE) for mark in (b"</script", b"</style", b"-->")
}


def shown_text(html: str, unseen: frozenset[str] = UNSEEN) -> str:
    """Return what stands between the tags, a space for each tag; references are left as they are.

    Comments and the elements ``unseen`` are left out, but not what follows one that never ends.
    """
    return " ".join(text for _, text in shown_runs(html, unseen))


def shown_runs(html: str, unseen: frozenset[str] = UNSEEN) -> Iterator[tuple[str, str]]:
    """Yield each stretch of text after the tag before it: its name in lower case, as in p or /p.

    The name is "" at the start, and after comments and declarations.
    """
    name, at = "", 0
    endless: set[str] = set()
    while found := _MARKUP.search(html, at):
        yield name, html[at : found.start()]
        if html.startswith("<!--", found.start()):
            name, at = "", _behind(html, "-->", found.start() + 4, endless)
            if "-->" not in endless:
                continue
        name = (found[1] or "").lower()
        if html.startswith("</", found.start()) and name:
            name = f"/{name}"
        at = html.find(">", found.end()) + 1
        if not at:  # a tag that the page ends in
            return
        if name in unseen:
            at = _behind(html, f"</{name}", at, endless)
    yield name, html[at:]


def _behind(html: str, mark: str, start: int, endless: set[str]) -> int:
    """Return where the next ``mark`` ends (an end tag: where it begins), ``start`` if none comes.

    That none comes is found out once: else a page of tags that never end would take hours.
    """
    if mark in endless:
        return start
    found = _mark(mark).search(html, start)
    if found is None:
        endless.add(mark)
        return start
    return found.start() if mark.startswith("</") else found.end()


@cache
def _mark(mark: str) -> re.Pattern[str]:
    return re.compile(re.escape(mark), re.IGNORECASE)


def shown_beyond_ascii(html: bytes) -> Iterator[bytes]:
    """Yield the pieces of text that hold bytes beyond ASCII, but not those of script and style.

    They are what ``shown_text`` would leave of them, parted at each ``>`` too. Most of a page is
    ASCII, and is passed over.
    """
    at = 0
    for start, end in _unseen_spans(html):
        yield from _beyond_ascii_between_tags(html[at:start])
        at = end
    yield from _beyond_ascii_between_tags(html[at:])


def _beyond_ascii_between_tags(html: bytes) -> Iterator[bytes]:
    if html.isascii():
        return
    for part in html.split(b">"):  # behind each one no tag is open
        if not part.isascii():
            text = _TAG_BYTES.split(part, 1)[0]
            if not text.isascii():
                yield text


def _unseen_spans(html: bytes) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each comment, script and style that ends."""
    at = begin = 0
    endless: set[bytes] = set()
    while found := _UNSEEN_BYTES.search(html, at):
        start = found.start()
        text_from = max(begin, html.rfind(b">", begin, start) + 1)
        if _TAG_BYTES.search(html, text_from, start):  # it stands in the attribute of a tag
            at = begin = html.find(b">", start) + 1
            if not at:
                return
            continue
        name = found[1]
        mark = b"</" + name.lower() if name else b"-->"
        behind = html.find(b">", found.end()) + 1 if name else found.end()
        ends = _END_BYTES[mark].search(html, behind) if mark not in endless and behind else None
        if ends is None:
            endless.add(mark)
            at = found.end()
            continue
        at = begin = ends.start() if name else ends.end()
        yield start, begin
