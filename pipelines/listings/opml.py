"""Reads and writes OPML, in which feed readers pass their subscriptions on to each other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from pipelines.listings.entry_links import entry_url
from pipelines.web.ip_addresses import may_ask

GROUP_SIGN = " > "
"""Between the parts of a nested group."""
_PAGES = frozenset(("html+xpath", "json+xpath", "json+dotnotation", "html+xpath+json+dotnotation"))
"""FreshRSS's types of what is no feed, but a page that it reads by rules (freshrss.org/opml)."""
_DEPTH = 12
_UNREAL = dict.fromkeys((*range(32), 127, 65534, 65535), " ")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that a reader subscribes to; ``is_feed`` is false for a page that it reads by rules.

    ``group`` holds the parts of a nested group, joined by ``GROUP_SIGN``.
    """

    url: str
    title: str = ""
    homepage: str = ""
    group: str = ""
    is_feed: bool = True


def read_opml(data: bytes) -> tuple[Subscription, ...] | None:
    """Return the subscriptions of an OPML file, each URL once; None if it is no OPML.

    Attributes count whatever their case, and what is damaged costs itself only (OPML 2.0,
    opml.org/spec2.opml). Nothing that the file refers to is opened.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or etree.QName(root).localname.lower() != "opml":
        return None
    found: dict[str, Subscription] = {}
    for one in _subscriptions(root, ()):
        found.setdefault(one.url, one)
    return tuple(found.values())


def _subscriptions(parent: etree._Element, groups: tuple[str, ...]) -> Iterator[Subscription]:
    for node in parent.iterchildren(tag=etree.Element):
        said = {etree.QName(name).localname.lower(): str(value) for name, value in node.items()}
        title = " ".join((said.get("title") or said.get("text") or "").split())
        url = _url(said.get("xmlurl") or "")
        if url:
            kind = (said.get("type") or "").lower()
            home = _url(said.get("htmlurl") or "")
            yield Subscription(url, title, home, GROUP_SIGN.join(groups), kind not in _PAGES)
        elif len(groups) < _DEPTH:
            named = title and etree.QName(node).localname.lower() == "outline"
            yield from _subscriptions(node, (*groups, title) if named else groups)


def _url(written: str) -> str:
    """Return a URL as it was written, if it can be asked for; else mended, or "" if it is none."""
    whole = written.strip().replace(" ", "%20")
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
