"""What stands between the tags of HTML, in time that grows no faster than the HTML itself."""

import re
from collections.abc import Iterator
from functools import cache

UNSEEN = frozenset(("script", "style", "template", "noscript", "title"))
"""Elements whose text no reader sees where scripts run."""
_MARKUP = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]{0,20})|[!?/])")


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
