"""What the readers of feeds and sitemaps share: titles, and the list they return."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.items import Discovered, Entry
from pipelines.listings.windows import is_wanted, oldest_time
from pipelines.sources import Window
from pipelines.web.markup_scan import Element, Tag, decoded
from pipelines.web.source_health import NO_ADDRESS, UNCLOSED_LIST
from pipelines.web.urls import is_front_page

MAX_ENTRIES = 5_000
MAX_LISTED = 60_000
"""So many are looked at before the rest is left: more than the 50,000 that a sitemap may have."""
# HTML's elements that stand in headlines; <Video>, <Map> and their like are a headline's own words.
_MARKUP = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|blockquote|br|center|cite|code|del|div|em|font|h[1-6]|hr|i|iframe|"
    r"img|ins|kbd|li|mark|nobr|ol|p|pre|q|s|samp|script|small|span|strike|strong|style|sub|sup|svg|"
    r"table|tbody|td|th|tr|tt|u|ul|var|wbr)(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"(?<=<)(/?)[A-Za-z][\w.-]{0,20}:(?=[a-z])")
_TIMES_ESCAPED = 3
_LONGEST_TITLE = 5_000


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, and the URL that its guid or id says it always has ("" if it says none)."""

    entry: Entry
    permalink: str


def settled(listed: Sequence[Listed], url: str, site: str) -> list[Entry]:
    """Return the entries of the feed at ``url``, each under the URL that is its own.

    Some feeds link every item to the front page (``site``) or one section; then the guid is the
    URL.
    """
    shared = Counter(item.entry.url for item in listed)
    names = Counter(item.permalink for item in listed)
    entries = []
    for item in listed:
        linked, own = item.entry.url, item.permalink
        common = shared[linked] > 1 or linked == site or is_front_page(linked)
        better = own and own != url and names[own] == 1 and not is_front_page(own)
        entries.append(replace(item.entry, url=own) if common and better else item.entry)
    return entries


def plain_title(text: str) -> str:
    """Return a headline without markup; references escaped twice are decoded.

    Only what is a tag of HTML is taken out: in ``5 < 7 > 3`` and ``<Breaking>`` nothing is.
    """
    text = text[:_LONGEST_TITLE]
    for _ in range(_TIMES_ESCAPED):
        text = text.replace("<![CDATA[", "").replace("]]>", "")
        text = _MARKUP.sub("", _PREFIX.sub(r"\1", text))
        again = decoded(text)
        if again == text:
            break
        text = again
    return re.sub(r"\s+", " ", text).strip()


def discovered(
    entries: Sequence[Entry],
    cut: str,
    nested: Sequence[str] = (),
    without_url: int = 0,
    window: Window | None = None,
) -> Discovered:
    """Return the first entries, each URL once, in their order; what is left out is said.

    ``cut`` says in words what of the listing could not be read, "" if all could; ``without_url``
    counts its entries that name no page. A URL that is listed twice keeps the first title and time
    that it has. With a ``window`` the entries of another time are left out.
    """
    first: dict[str, Entry] = {}
    for entry in entries:
        known = first.get(entry.url, entry)
        if known is not entry and known.published_at is None:
            known = replace(
                known, published_at=entry.published_at, published_zone=entry.published_zone
            )
        first[entry.url] = replace(known, title=known.title or entry.title)
    once = [entry for entry in first.values() if is_wanted(entry, window)]
    if len(once) > MAX_ENTRIES:
        cut = f"only {MAX_ENTRIES:,} of {len(once):,} entries are read"
    if without_url:
        cut = "; ".join(filter(None, (cut, f"{NO_ADDRESS}{without_url:,}")))
    dated = [at for entry in once if (at := newest_time(entry))]
    times = (oldest_time(entry) for entry in first.values()) if window else ()
    return Discovered(
        entries=tuple(once[:MAX_ENTRIES]),
        nested=tuple(dict.fromkeys(nested)),
        newest_at=max(dated, default=None),
        truncated=cut,
        oldest_at=min(filter(None, times), default=None),
    )


def newest_time(entry: Entry) -> datetime | None:
    """Return the time by which a list is ordered: of publication, else of the last change."""
    return entry.published_at or entry.modified_at


def torn(source: str, root: Tag, listed: Sequence[Element]) -> str:
    """Return in words what is missing at the end of a listing, "" if nothing is."""
    if len(listed) == MAX_LISTED:
        return f"the list is longer than {MAX_LISTED:,} entries; the rest is not read"
    if listed and not listed[-1].whole:
        return "the list ends early, within an entry"
    tail = source[listed[-1].end if listed else root.end :].lower()
    closed = any(f"</{name}" in tail for name in {root.name, "channel"})
    return "" if closed else UNCLOSED_LIST
