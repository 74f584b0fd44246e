"""Finds who signed an article, by what its page tells programs and what stands by its headline."""

import re
from functools import lru_cache
from typing import Any

from pipelines.items import Entry
from pipelines.metadata.byline import clean_names, leads_with_by
from pipelines.metadata.jsonld import Node, names_of
from pipelines.metadata.tree_scan import (
    Heading,
    Piece,
    Survey,
    is_beside,
    line_of,
    near,
    visible_text,
)
from pipelines.text.fold import fold, folded_words

# Names of meta elements for the author. Sources: HTML, Open Graph, Dublin Core, parse.ly,
# Sailthru, Cxense, and what outlets write.
_AUTHOR = (
    *("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "byl", "byline", "article.author", "cxenseparse:author", "articleauthor"),
    *("article:author", "dc.contributor", "twitter:misc:written by", "authors", "citation_author"),
)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:bylines?|authors?|writers?|posted-?by|reporters?|autor(?:en)?|by-?name|"
    r"contributors?|yazar|nevisande)(?:$|[\s_-])|byline|author-?name",
    re.IGNORECASE,
)
_NO_AUTHOR_CLASS = re.compile(
    r"author[\w-]*(?:bio|desc|box|info|social|avatar|image|photo|role|title|job|twitter|follow)|"
    r"comment|related|share|follow",
    re.IGNORECASE,
)
_AUTHOR_ADDRESS = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|reporters?|profiles?|people|contributors?|writers?|"
    r"journalists?|staff|by|yazar|redakteur|verfasser)/[^/]",
    re.IGNORECASE,
)
LONGEST_LINE = 90
_CLUSTER = 60
"""Names so few characters apart by the headline have signed together."""


def read_authors(
    found: Survey,
    heading: Heading | None,
    node: Node,
    nodes: list[Node],
    entry: Entry,
    outlet: tuple[str, ...],
) -> tuple[str, ...]:
    """Return the names of those who signed: people and agencies; else the outlet if it is named.

    ``outlet`` are the names of the outlet, which gives way to a person named elsewhere.
    """
    told = clean_names(names_of(_resolved(node.get("author") or node.get("creator"), nodes)))
    if not told:
        told = _from_metas(found)
    people = tuple(name for name in told if not _is_outlet(name, outlet))
    if people:
        return people
    shown = clean_names(_shown(found, heading)) or clean_names([entry.author])
    others = tuple(name for name in shown if not _is_outlet(name, outlet))
    return others or told


def _from_metas(found: Survey) -> tuple[str, ...]:
    for name in _AUTHOR:
        names = clean_names(found.metas.get(name, []))
        if names:
            return names
    return ()


def _resolved(value: Any, nodes: list[Node]) -> list[Any]:
    """Return JSON-LD authors with references (``@id`` alone) replaced by what they refer to."""
    named = {node["@id"]: node for node in nodes if node.get("name") and _refers(node)}
    return [
        named.get(part["@id"]) if _refers(part) and not part.get("name") else part
        for part in (value if isinstance(value, list) else [value])
    ]


def _refers(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("@id"), str)


def _is_outlet(name: str, outlet: tuple[str, ...]) -> bool:
    glued = "".join(folded_words(fold(name)))
    return any(glued == "".join(folded_words(fold(known))) for known in outlet if known)


def _shown(found: Survey, heading: Heading | None) -> list[str]:
    """Return what readers see as names, unclean: by the headline, else anywhere on the page."""
    if heading is not None:
        around = frozenset((heading.element, *heading.element.iterancestors()))
        by_heading = _cluster([p for p in near(found, heading) if _names(p, around)])
        if by_heading:
            return by_heading
        for piece in near(found, heading):
            if leads_with_by(piece.text) and len(piece.text) <= LONGEST_LINE:
                line = visible_text(line_of(piece.element, around))
                return [line if len(line) <= LONGEST_LINE else piece.text]
    marked = [m.element for m in found.marked if m.element.get("rel") == "author"]
    marked = [e for e in marked if e.tag != "link"] or [
        m.element for m in found.marked if m.element.get("itemprop") == "author"
    ]
    texts = {(e.get("content") or visible_text(e))[:LONGEST_LINE]: None for e in marked}
    if len(texts) == 1:
        return list(texts)
    for piece in found.pieces:
        if _says_author(_marks(piece.element)) and not is_beside(piece.element, frozenset()):
            return [visible_text(piece.element)[:LONGEST_LINE]]
    return []


def _names(piece: Piece, around: frozenset[Any]) -> bool:
    """Tell whether a piece by the heading is marked as the name of an author."""
    node = piece.element
    if len(piece.text) > LONGEST_LINE or is_beside(node, around):
        return False
    for _ in range(3):
        if node is None or node in around:
            return False
        if node.get("rel") == "author" or node.get("itemprop") == "author":
            return True
        if node.tag == "a" and _AUTHOR_ADDRESS.search(node.get("href") or ""):
            return True
        if _says_author(_marks(node)):
            return True
        node = node.getparent()
    return False


@lru_cache(10_000)
def _says_author(marks: str) -> bool:
    return bool(_AUTHOR_CLASS.search(marks)) and not _NO_AUTHOR_CLASS.search(marks)


def _marks(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def _cluster(pieces: list[Piece]) -> list[str]:
    """Return the texts of the first piece that is a name and of those close behind it."""
    texts: list[str] = []
    last = 0
    for piece in pieces:
        if texts and not 0 <= piece.offset - last <= _CLUSTER:
            break
        if clean_names([piece.text]):
            texts.append(piece.text)
            last = piece.offset + len(piece.text)
    return texts
