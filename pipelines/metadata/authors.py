"""Finds who signed an article, by what its page tells programs and what stands by its headline."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pipelines.items import Entry
from pipelines.metadata.byline import (
    clean_names,
    is_account,
    is_host,
    is_join,
    is_joined,
    is_label,
    leads_with_by,
)
from pipelines.metadata.jsonld import Node, names_of
from pipelines.metadata.script_objects import authors_in_data, headlines_of
from pipelines.metadata.signed_lines import is_prose
from pipelines.metadata.tree_scan import (
    AFTER_HEADING,
    Heading,
    Piece,
    Survey,
    is_beside,
    line_of,
    near,
    text_behind,
    visible_text,
)
from pipelines.text.headlines import is_name, parts_of_title
from pipelines.text.sentences import ends_sentence
from pipelines.web.urls import host_of

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
_AUTHOR_URL = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|reporters?|profiles?|people|contributors?|writers?|"
    r"journalists?|staff|by|yazar|redakteur|verfasser)/[^/]",
    re.IGNORECASE,
)
_STROKE = re.compile(r"\s*[|•·]\s*")
_URL = re.compile(r"https?://\S+|/\S+")
LONGEST_LINE = 90
_MOST_BEHIND = 12
"""So many pieces of text behind a label may be names and what joins them."""
_LONGEST_LABEL, _LONGEST_PREPOSITION = 6, 3
"""Words of a line far from the headline that says who wrote, and letters of a word that is not
enough there: menus say "By" and "Von" too."""
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
    said = names_of(_resolved(node.get("author") or node.get("creator"), nodes))
    told = clean_names(said) or _from_metas(found)
    people = tuple(name for name in told if not _is_outlet(name, outlet))
    if people and not all(map(is_account, people)):
        return people
    sites = _linked_sites(found)
    shown = clean_names(_shown(found, heading, sites), shown=True)
    # A single word between two marks of the page's title is a section: "Business".
    sections = {part.casefold() for part in parts_of_title(found.page_title) if " " not in part}
    beside = sites | sections
    shown = tuple(
        name for name in shown if not _is_outlet(name, outlet) and name.casefold() not in beside
    )
    if people:  # readers see the name of who has the account
        return shown if any(" " in name for name in shown) else people
    urls = frozenset(filter(None, map(_path, (*said, *found.metas.get("article:author", [])))))
    fed = clean_names([entry.author])
    known = shown or _linked_names(found, urls) or fed
    return known or _in_data(found, heading, outlet) or told


def _in_data(found: Survey, heading: Heading | None, outlet: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that the page's data for scripts give for its article."""
    names = clean_names(authors_in_data(found.data, headlines_of(found, heading)))
    return tuple(name for name in names if not _is_outlet(name, outlet) and not is_account(name))


def _path(text: str) -> str:
    """Return the path of an address that stands where a name should, "" for anything else."""
    address = text.strip()
    return urlsplit(address).path.rstrip("/") if _URL.fullmatch(address) else ""


def _linked_names(found: Survey, paths: frozenset[str]) -> tuple[str, ...]:
    """Return the names that the page shows where it links to the pages of the authors."""
    links = (_link(piece.element) for piece in found.pieces if paths)
    hrefs = (
        (link, (link.get("href") or "").partition("#")[0]) for link in links if link is not None
    )
    texts = [visible_text(link) for link, href in hrefs if _ends_with(href, paths)]
    return clean_names(list(dict.fromkeys(texts)), shown=True)


def _ends_with(href: str, paths: frozenset[str]) -> bool:
    return any(href.rstrip("/").endswith(path) for path in paths)


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
    return is_name(name, outlet) or is_host(name)


def _shown(found: Survey, heading: Heading | None, sites: frozenset[str]) -> list[str]:
    """Return what readers see as names, unclean: by the headline, else anywhere on the page.

    ``sites`` are the texts of links that only name another site.
    """
    if heading is not None:
        around = frozenset((heading.element, *heading.element.iterancestors()))
        pieces = [piece for piece in near(found, heading) if piece.text.casefold() not in sites]
        by_heading = _cluster([piece for piece in pieces if _names(piece, around)])
        if by_heading:
            return by_heading
        for piece in pieces:
            texts = _signed(found, piece, around)
            if texts:
                return texts
    marked = [m.element for m in found.marked if m.element.get("rel") == "author"]
    marked = [e for e in marked if e.tag != "link"] or [
        m.element for m in found.marked if m.element.get("itemprop") == "author"
    ]
    marked = [element for element in marked if not is_beside(element, frozenset())] or marked
    texts = list({(e.get("content") or visible_text(e))[:LONGEST_LINE]: None for e in marked})
    if len(texts) == 1:
        return texts
    for piece in found.pieces:
        if _is_marked(piece.element) and not is_beside(piece.element, frozenset()):
            text = visible_text(piece.element)[:LONGEST_LINE]
            return [] if text.casefold() in sites or _is_sentence(text) else [text]
    return _only_label(found)


def _signed(found: Survey, piece: Piece, around: frozenset[Any]) -> list[str]:
    """Return the names in a line that says whose it is, or behind a label that does."""
    if is_label(piece.text):
        return _labelled(found, piece)
    parts = _STROKE.split(piece.text)
    if len(parts) > 1 and any(map(leads_with_by, parts)):
        return [part for part in parts if leads_with_by(part) and len(part) <= LONGEST_LINE]
    if not leads_with_by(piece.text) or len(piece.text) > LONGEST_LINE:
        return []
    if is_prose(piece.text, text_behind(piece)):
        return []
    if clean_names([piece.text], shown=True):
        behind = _behind(found, piece, joined=True)
        return [piece.text, *behind]
    line = visible_text(line_of(piece.element, around))
    return [line if len(line) <= LONGEST_LINE else piece.text]


def _labelled(found: Survey, label: Piece) -> list[str]:
    """Return the names behind a label, none where they go on as a sentence does."""
    names = _behind(found, label)
    after = text_behind(label)
    if names and is_prose(f"{label.text} {names[0]}", after.partition(names[0])[2]):
        return []
    return names


def _behind(found: Survey, label: Piece, joined: bool = False) -> list[str]:
    """Return the names that follow a piece, as far as "and" and commas join them.

    With ``joined`` the first of them must be joined to the piece, too.
    """
    texts: list[str] = []
    open_ = not joined
    start = found.pieces.index(label) + 1
    for piece in found.pieces[start : start + _MOST_BEHIND]:
        if len(piece.text) > LONGEST_LINE or piece.offset - label.offset > AFTER_HEADING:
            break
        if is_join(piece.text):
            open_ = bool(texts) or joined
            continue
        if not open_ and not is_joined(piece.text):
            break
        if not clean_names([piece.text], shown=True):
            if is_label(piece.text):
                continue
            break
        texts.append(_unit(piece)[0])
        open_ = False
    return texts


def _only_label(found: Survey) -> list[str]:
    """Return the names behind the page's labels ("Written by") if they all name the same."""
    labels = [
        piece
        for piece in found.pieces
        if len(piece.text.split()) <= _LONGEST_LABEL
        and not is_beside(piece.element, frozenset())
        and (is_label(piece.text) or leads_with_by(piece.text))
        and len(piece.text.split()[0]) > _LONGEST_PREPOSITION
    ]
    said = {
        tuple(_labelled(found, piece) if is_label(piece.text) else [piece.text])
        for piece in labels
        if not is_prose(piece.text, text_behind(piece)) or is_label(piece.text)
    } - {()}
    return list(said.pop()) if len(said) == 1 else []


def _unit(piece: Piece) -> tuple[str, Any]:
    """Return the text of the link that a piece is in, and the link; else its own, and None."""
    link = _link(piece.element)
    return (piece.text if link is None else visible_text(link)[:LONGEST_LINE]), link


def _linked_sites(found: Survey) -> frozenset[str]:
    """Return the texts of links that only say whose site they lead to: "Facebook"."""
    sites = set()
    for piece in found.pieces:
        text = piece.text.casefold()
        # Parts of a host have no blanks, and are looked for only where the address has them.
        link = None if " " in text else _link(piece.element)
        href = "" if link is None else (link.get("href") or "")
        if text in href.casefold() and text in host_of(href).split("."):
            sites.add(text)
    return frozenset(sites)


def _link(element: Any) -> Any:
    """Return the link that an element is in, if it is close; None if there is none."""
    for _ in range(3):
        if element is None or element.tag == "a":
            return element
        element = element.getparent()
    return None


def _names(piece: Piece, around: frozenset[Any]) -> bool:
    """Tell whether a piece by the heading is marked as the name of an author."""
    node = piece.element
    if len(piece.text) > LONGEST_LINE or is_beside(node, around) or _is_sentence(piece.text):
        return False
    for _ in range(3):
        if node is None or node in around:
            return False
        if _is_author_link(node) or node.get("itemprop") == "author" or _is_marked(node):
            return True
        node = node.getparent()
    return False


def _is_sentence(text: str) -> bool:
    """Tell whether a text begins as a byline does and ends as a sentence does."""
    return ends_sentence(text) and leads_with_by(text) and is_prose(text)


def _is_author_link(node: Any) -> bool:
    href = node.get("href") or ""
    return node.get("rel") == "author" or (node.tag == "a" and bool(_AUTHOR_URL.search(href)))


def _is_marked(node: Any) -> bool:
    return _says_author(f"{node.get('class') or ''} {node.get('id') or ''}".strip())


@lru_cache(10_000)
def _says_author(marks: str) -> bool:
    return bool(_AUTHOR_CLASS.search(marks)) and not _NO_AUTHOR_CLASS.search(marks)


def _cluster(pieces: list[Piece]) -> list[str]:
    """Return the texts of the first piece that is a name and of those close behind it.

    Where names are links, what is none stands beside them: a post, a section, a control; but for
    what goes on with "and".
    """
    chosen: list[tuple[str, Any]] = []
    last = 0
    for piece in pieces:
        if chosen and not 0 <= piece.offset - last <= _CLUSTER:
            break
        text, link = _unit(piece)
        if link is not None and any(_same_target(link, known) for _, known in chosen):
            last = piece.offset + len(piece.text)
        elif clean_names([text], shown=True):
            chosen.append((text, link))
            last = piece.offset + len(piece.text)
    links = [link for _, link in chosen if link is not None]
    authors = [link for link in links if _is_author_link(link)] or links
    return [text for text, link in chosen if not links or link in authors or is_joined(text)]


def _same_target(link: Any, known: Any) -> bool:
    return known is not None and (link is known or link.get("href") == known.get("href"))
