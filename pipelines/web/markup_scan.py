"""Reads XML that need not be well-formed, tag by tag: no tree, no entities of its own, no depth."""

import functools
import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

# A quoted value is bounded, so that a quote that is never closed costs no walk to the end. What
# begins with ! or ? ends in its own way; a tag whose quotes are broken ends at the next bracket.
_MARK = (
    r"<(?:(?=[!?])|(/?)(%s)(?=[\s/>])"
    r"((?:[^<>\"']++|\"[^\"]{0,20000}+\"|'[^']{0,20000}+')*+>|[^<>]{0,20000}+>))"
)
_ANY_NAME = r"[A-Za-z_][\w.:-]*+"
_ATTRIBUTE = re.compile(
    r"(?<![\w.:-])([\w.:-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))"
)
_REFERENCE = re.compile(r"&(?:#[xX]([0-9A-Fa-f]{1,6})|#(\d{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
_MOST_TAGS = 100_000
"""So many tags of one element are looked at: more than the longest live page has."""
_MOST_ATTRIBUTES = 100
_CDATA = "<![CDATA["
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Tag(NamedTuple):
    """One tag of a source text: its name in lower case, and where it stands."""

    name: str
    start: int
    end: int
    closes: bool
    attributes: str

    @property
    def local(self) -> str:
        """The name without a prefix."""
        return self.name.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Element:
    """An element by its name (lower case), its attributes and what stands inside, as written.

    ``whole`` tells whether its end was found; ``end`` is where it ends in its source.
    """

    name: str
    attributes: str
    inner: str
    whole: bool = True
    end: int = 0

    @property
    def local(self) -> str:
        """The name without a prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """What stands before the colon of the name, "" if nothing does."""
        return self.name.rpartition(":")[0]

    def attribute(self, local: str) -> str:
        """Return the value of an attribute, whatever its prefix; "" if it is not there."""
        return attribute(self.attributes, local)

    @property
    def text(self) -> str:
        """The character data inside; tags stay as they are."""
        return character_data(self.inner)


def attribute(attributes: str, local: str) -> str:
    """Return one value of the attributes of a tag, whatever its prefix; "" if it is not there."""
    for found in islice(_ATTRIBUTE.finditer(attributes), _MOST_ATTRIBUTES):
        if found[1].rpartition(":")[2].lower() == local:
            return decoded(found[2] or found[3] or found[4] or "").strip()
    return ""


@functools.cache
def _marks(names: frozenset[str]) -> re.Pattern[str]:
    """Return what finds the tags with some local names (any name if there are none)."""
    name = rf"(?:[\w.-]++:)?(?:{'|'.join(sorted(names))})" if names else _ANY_NAME
    return re.compile(_MARK % name, re.IGNORECASE)


def tags(source: str, start: int = 0, names: frozenset[str] = frozenset()) -> Iterator[Tag]:
    """Yield the tags of ``source`` in order; comments, CDATA and declarations hold none.

    ``names`` are the local names to look for, none for all. A ``<`` that begins no tag is text.
    One pass: the time grows with the length alone.
    """
    seen: dict[str, int] = {}
    marks = _marks(names)
    name, found = "", marks.search(source, start)
    while found:
        if found[2] is None:
            after = _skipped(source, found.start(), name, seen)
        else:
            name, after = found[2].lower(), found.end()
            yield Tag(name, found.start(), after, bool(found[1]), found[3][:-1])
        found = marks.search(source, after)


def _skipped(source: str, at: int, name: str, seen: dict[str, int]) -> int:
    """Return where what begins at ``at`` (a comment, CDATA, a declaration) ends.

    ``name`` is the last tag before it; ``seen`` remembers where the next ends are.
    """
    if source.startswith("<!--", at):
        end = _next(source, "-->", at + 2, seen)
        return end + 3 if end >= 0 else at + 1
    if source.startswith(_CDATA, at):
        end = _next(source, "]]>", at, seen)
        nested = _next(source, _CDATA, at + 1, seen)
        if end < 0 or 0 <= nested < end:
            # Sections do not nest: one that holds another was never closed; its element ends it.
            own_end = source.find(f"</{name}", at, nested if nested >= 0 else len(source))
            if own_end >= 0:
                return own_end
        return end + 3 if end >= 0 else at + 1
    end = _next(source, ">", at, seen)
    if end >= 0 and source[at + 1] == "!" and source.find("[", at, end) >= 0:
        subset_end = _next(source, "]>", at, seen)
        end = subset_end + 1 if subset_end >= 0 else end
    return end + 1 if end >= 0 else at + 1


def _next(source: str, what: str, start: int, seen: dict[str, int]) -> int:
    """Return where ``what`` stands next, -1 if nowhere; no part of the source is walked twice."""
    known = seen.get(what)
    if known is None or 0 <= known < start:
        known = seen[what] = source.find(what, start)
    return known


def children(source: str) -> list[Element]:
    """Return the elements that stand directly in ``source``.

    One that is never closed holds the text up to the next tag.
    """
    found = list(islice(tags(source), _MOST_TAGS))
    ends = _ends(found)
    elements, at = [], 0
    while at < len(found):
        tag, end = found[at], ends.get(at)
        following = at + 1 if end is None else end
        if not tag.closes:
            stop = found[following].start if following < len(found) else len(source)
            inner = source[tag.end : stop]
            elements.append(Element(tag.name, tag.attributes, inner, end is not None, stop))
        at = following if end is None else end + 1
    return elements


# The end of an element has begun.
_BEGUN_END = re.compile(r"</?[\w:.-]*\s*")
_LONGEST_END = 100


def _whole_text(inner: str) -> str:
    """Return the text of an element that ends early, "" unless its end has begun: "/a/1</li"."""
    if inner[-_LONGEST_END:].rstrip().endswith("]]>"):
        return inner
    start = inner.rfind("<", -_LONGEST_END)
    return inner[:start] if start >= 0 and _BEGUN_END.fullmatch(inner, start) else ""


def _ends(found: list[Tag]) -> dict[int, int]:
    """Return which tag closes which: the nearest before it of its name, whatever lies between."""
    opened: dict[str, list[int]] = {}
    ends: dict[int, int] = {}
    for number, tag in enumerate(found):
        if not tag.closes:
            if not tag.attributes.endswith("/"):
                opened.setdefault(tag.name, []).append(number)
        elif opened.get(tag.name):
            ends[opened[tag.name].pop()] = number
    return ends


def items(source: str, start: int, names: frozenset[str]) -> Iterator[Element]:
    """Yield the elements with one of the local ``names``, in order, from ``start`` on.

    One that is not closed ends where the next begins; the last one then is not ``whole``.
    """
    opened: Tag | None = None
    for tag in tags(source, start, names):
        if opened and tag.name != opened.name:
            continue
        if opened:
            inner = source[opened.end : tag.start]
            yield Element(opened.name, opened.attributes, inner, True, tag.end)
        opened = None
        if tag.attributes.endswith("/") and not tag.closes:
            yield Element(tag.name, tag.attributes, "", True, tag.end)
        elif not tag.closes:
            opened = tag
    if opened:
        inner = source[opened.end :]
        yield Element(opened.name, opened.attributes, inner, False, len(source))


class Fields:
    """The elements of an item by local name; those with the item's own prefix come first."""

    def __init__(self, element: Element) -> None:
        found = children(element.inner)
        torn = found and not (element.whole or found[-1].whole)
        if torn and found[-1].end == len(element.inner):
            # Torn with its element: half a URL is another URL.
            found[-1] = replace(found[-1], inner=_whole_text(found[-1].inner))
        found.sort(key=lambda child: child.prefix != element.prefix)
        self._by_name: dict[str, list[Element]] = {}
        for child in found:
            self._by_name.setdefault(child.local, []).append(child)

    def all(self, *names: str) -> list[Element]:
        """Return the elements with these local names, in the order of the names."""
        return [child for name in names for child in self._by_name.get(name, ())]

    def text(self, *names: str) -> str:
        """Return the text of the first of ``names`` that says anything, "" if none does."""
        return next(iter(self.texts(*names)), "")

    def texts(self, *names: str) -> list[str]:
        """Return the texts of all elements with these names that say anything."""
        return [text for child in self.all(*names) if (text := child.text.strip())]


def character_data(raw: str) -> str:
    """Return what a piece of source says: comments gone, CDATA opened, references decoded."""
    parts, at, last_comment = [], 0, raw.rfind("-->")
    while (start := raw.find("<!", at)) >= 0:
        if raw.startswith(_CDATA, start):
            end = raw.find("]]>", start)
            end = len(raw) if end < 0 else end
            parts += [decoded(raw[at:start]), raw[start + len(_CDATA) : end]]
            at = end + 3
        elif raw.startswith("<!--", start) and start < last_comment:
            parts.append(decoded(raw[at:start]))
            at = raw.find("-->", start + 2) + 3
        else:
            parts.append(decoded(raw[at : start + 2]))
            at = start + 2
    parts.append(decoded(raw[at:]))
    return _NO_CHARACTER.sub("", "".join(parts))


def decoded(text: str) -> str:
    """Return ``text`` with character references and HTML's names decoded, once.

    An ``&`` that begins neither stays: ``?id=1&copy=2`` is a URL.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return html.entities.html5.get(f"{found[3]};", found[0])
    return html.unescape(found[0])
