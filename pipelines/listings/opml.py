"""Reads and writes OPML, in which feed readers pass their subscriptions on to each other."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.entities import html5
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipelines.listings.entry_links import entry_url
from pipelines.web.ip_addresses import may_ask

GROUP_SIGN = " > "
"""Between the parts of a nested group."""
_PAGES = frozenset(("html+xpath", "json+xpath", "json+dotnotation", "html+xpath+json+dotnotation"))
"""FreshRSS's types of what is no feed, but a page that it reads by rules (freshrss.org/opml)."""
_DEPTH = 12
SEARCHED_FOR_NUL = 200
_AMPERSAND = re.compile(rb"&((?:#?[0-9A-Za-z]{1,32};)?)")
_XML_ENTITIES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_FEED_SCHEME = re.compile(r"feed://", re.IGNORECASE)
"""In place of http://, as browsers once handed feeds to readers."""
_UNREAL = dict.fromkeys((*range(32), 127, 65534, 65535), " ")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that a reader subscribes to; ``is_feed`` is false for a page that it reads by rules.

    ``url`` is "" where only the ``homepage`` is known. ``group`` holds the parts of a nested group,
    joined by ``GROUP_SIGN``.
    """

    url: str
    title: str = ""
    homepage: str = ""
    group: str = ""
    is_feed: bool = True


def read_opml(data: bytes) -> tuple[Subscription, ...] | None:
    """Return the subscriptions of an OPML file, each URL once; None if it is no OPML.

    Attributes count whatever their case, and what is damaged costs itself only (OPML 2.0,
    opml.org/spec2.opml). An & that begins no entity is one, and entities of HTML are read. Nothing
    that the file refers to is opened.
    """
    if b"\0" not in data[:SEARCHED_FOR_NUL]:  # as in UTF-16
        data = _AMPERSAND.sub(_plain_entity, data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or etree.QName(root).localname.lower() != "opml":
        return None
    found: dict[str, Subscription] = {}
    for one in _subscriptions(root, ()):
        found.setdefault(one.url or one.homepage, one)
    return tuple(found.values())


def _plain_entity(found: re.Match[bytes]) -> bytes:
    """Return an ampersand and what follows as XML knows it."""
    name = found[1].decode("ascii")
    if name.startswith("#") or name in _XML_ENTITIES:
        return found[0]
    letters = html5.get(name) if name else None
    return "".join(f"&#{ord(one)};" for one in letters).encode() if letters else b"&amp;" + found[1]


def _subscriptions(parent: etree._Element, groups: tuple[str, ...]) -> Iterator[Subscription]:
    for node in parent.iterchildren(tag=etree.Element):
        said = {etree.QName(name).localname.lower(): str(value) for name, value in node.items()}
        title = " ".join((said.get("title") or said.get("text") or "").split())
        url, home = _url(said.get("xmlurl") or ""), _url(said.get("htmlurl") or "")
        named = title and etree.QName(node).localname.lower() == "outline"
        inner = groups
        if url or (home and not len(node)):
            kind = (said.get("type") or "").lower()
            parts = groups or _category(said.get("category") or "")
            yield Subscription(url, title, home, GROUP_SIGN.join(parts), kind not in _PAGES)
        elif named:
            inner = (*groups, title)
        if len(groups) < _DEPTH:
            yield from _subscriptions(node, inner)


def _category(written: str) -> tuple[str, ...]:
    """Return the parts of the first of the categories in ``written``, as "/Iran/Tehran,/News"."""
    first = written.partition(",")[0]
    return tuple(words for part in first.split("/") if (words := " ".join(part.split())))


def _url(written: str) -> str:
    """Return a URL as it was written, if it can be asked for; else mended, or "" if it is none."""
    whole = _FEED_SCHEME.sub("http://", written.strip().replace(" ", "%20"))
    return whole if may_ask(whole) else entry_url(written, "")


def write_opml(subscriptions: Sequence[Subscription], title: str) -> str:
    """Return an OPML 2.0 document of subscriptions, each in its group."""
    groups: dict[str, list[Subscription]] = defaultdict(list)
    for one in subscriptions:
        groups[one.group].append(one)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_attribute(title)[1:-1]}</title></head>",
        "  <body>",
    ]
    for group, members in groups.items():
        parts = [part for part in group.split(GROUP_SIGN) if part]
        for depth, part in enumerate(parts):
            lines.append(f"{'  ' * (depth + 2)}<outline text={_attribute(part)}>")
        lines += (f"{'  ' * (len(parts) + 2)}{_outline(one)}" for one in members)
        lines += (f"{'  ' * (depth + 2)}</outline>" for depth in reversed(range(len(parts))))
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(one: Subscription) -> str:
    title = _attribute(one.title or one.url)
    home = f" htmlUrl={_attribute(one.homepage)}" if one.homepage else ""
    return f'<outline type="rss" text={title} title={title} xmlUrl={_attribute(one.url)}{home}/>'


def _attribute(text: str) -> str:
    return quoteattr(text.translate(_UNREAL), {'"': "&quot;"})
