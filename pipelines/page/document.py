"""Opens a response as a document: right charset, no characters that XML cannot hold, one tree."""

import re
import zlib
from dataclasses import dataclass, replace

from lxml import etree
from lxml import html as lxml_html

from pipelines.items import Dropped, Page, Truncation
from pipelines.text.charset import NO_HINTS, Hints, decode_text, wide_encoding
from pipelines.text.fold import ZWNJ_STAND_INS

ZWNJ = "\u200c"
DEEPEST_CONTAINER = 200
"""Containers nested deeper are opened up on deep pages: libxml2 drops what lies below level 256."""
DEEPEST_TREE = 240
"""A tree with so many levels may have lost some; fewer than 256, which is where they end."""
USUAL_TAIL = 2_000
"""A page's end tags stand within so many characters of its end, or else anywhere."""
HUGE_NODE_BYTES = 9_000_000
LARGEST_BYTES = 10_000_000
"""What a body may grow to when it is decompressed; as large as a response may be."""
MOST_PACKED = 3
"""A body is decompressed fewer times than this."""
MOST_CONTROLS = 0.05
"""Share of bytes that no encoding of text uses; one in nine of random bytes are such."""
_GZIP = b"\x1f\x8b"

# Stand-ins for ZWNJ on the way through trafilatura, which deletes it.
_STAND_INS = f"{ZWNJ_STAND_INS}‼"
_ZWNJ_REFERENCE = re.compile(r"&zwnj;|&#8204;|&#x200c;", re.IGNORECASE)
_NUMBERED = re.compile(r"&#(?:x[0-9a-f]{1,8}|\d{1,9});?", re.IGNORECASE)
_BAD_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NO_LETTERS = ("\ufffe", "\uffff")
_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r")
_NO_TEXT = bytes(byte for byte in _CONTROLS if byte != 0x1B)
"""ISO-2022-JP switches its alphabets with the byte that is left out."""
_SAMPLE_BYTES = 50_000
_ASCII_COMPATIBLE = ("utf-8", "windows-1252", "windows-1256")
"""Encodings that write a control character as its byte: one quick look tells that there is none."""
_TAG = re.compile(
    rb"<\s*(!doctype|html|head|body|div|p|article|meta|title|script|span|table|a)\b", re.IGNORECASE
)
_MARKUP_KINDS = ("html", "xml")
_BINARY_STARTS = (
    *(b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x28\xb5\x2f\xfd"),
    *(b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"OggS", b"ID3", b"wOFF", b"wOF2"),
    *(b"\x00\x00\x01\x00", b"\xd0\xcf\x11\xe0", b"II*\x00", b"MM\x00*"),
)
"""How files begin that are no text: pictures, archives, sound, fonts, programs, old documents."""
_FEED = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(rss|feed|urlset|sitemapindex|rdf:RDF)\b",
    re.DOTALL,
)

_CONTAINER = re.compile(
    r"<(/?)(div|span|section|article|main|aside|header|footer|form|center|table|ul|ol|dl|menu|"
    r"blockquote|figure|details|fieldset|b|i|u|em|strong|font|small|big|a|ins|del|s|sub|sup|q|cite|"
    r"tbody|thead|tfoot|tr|td|th|li|dt|dd)"
    r"\b[^>]*>",
    re.IGNORECASE,
)
_LEVELS = {"table": 4, "ul": 2, "ol": 2, "dl": 2, "menu": 2}
"""Levels that a container opens with what it holds: a table's body, row and cell; a list's item."""
_LEVELS |= dict.fromkeys(("tbody", "thead", "tfoot", "tr", "td", "th", "li", "dt", "dd"), 0)
_IS_DEEP = etree.XPath(f"boolean({'/*' * DEEPEST_TREE})")
_ONE_CLASS = etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_START_OF_PAGE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_DESCRIPTIONS = frozenset(("description", "og:description", "twitter:description"))


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. ``stand_in`` stands for ZWNJ in ``html`` and ``tree``; see ``restored``.

    ``doubt`` says why its letters may be wrong ones, None if nothing speaks against them.
    ``held`` is every element of the tree: lxml makes a Python object for each look at an element
    that nobody holds, and a page is looked at many times. ``tags`` are the names of them all: what
    a page has none of need not be looked for.
    """

    page: Page
    html: str
    tree: lxml_html.HtmlElement
    encoding: str
    truncated: Truncation | None
    stand_in: str
    doubt: str | None
    held: tuple[lxml_html.HtmlElement, ...]
    tags: frozenset[str]

    def restored(self, text: str) -> str:
        """Return ``text`` taken from the tree with its zero-width non-joiners back in place."""
        return text.replace(self.stand_in, ZWNJ) if self.stand_in else text


def open_document(page: Page, hints: Hints = NO_HINTS) -> Document | Dropped:
    """Return ``page`` as a document, or why it is none: not_html, empty or too_large.

    A body that is compressed once more than its headers say is taken out of that. ``hints`` are
    what is known of the outlet's languages.
    """
    decoded = decoded_page(page, hints)
    if isinstance(decoded, Dropped):
        return decoded
    text, encoding, page = decoded.text, decoded.encoding, decoded.page
    stand_in = ""
    if ZWNJ in text or _ZWNJ_REFERENCE.search(text):
        stand_in = next((letter for letter in _STAND_INS if letter not in text), "")
        if stand_in:
            text = _ZWNJ_REFERENCE.sub(stand_in, text).replace(ZWNJ, stand_in)
    cut = page.cut or _ends_early(text)
    tree = _tree(text)
    if tree is not None and _IS_DEEP(tree):
        text = _flattened(text)
        tree = _tree(text)
    if tree is None:
        return Dropped("empty", "the page has no content")
    truncated: Truncation | None = "cut" if cut else None
    held = tuple(tree.iter())
    tags = frozenset(element.tag for element in held)
    return Document(page, text, tree, encoding, truncated, stand_in, decoded.doubt, held, tags)


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A page as text, before it is parsed; ``doubt`` says why its letters may be wrong ones."""

    page: Page
    text: str
    encoding: str
    doubt: str | None


def descriptions(tree: lxml_html.HtmlElement) -> list[str]:
    """Return how the page's head sums its article up."""
    return [
        meta.get("content") or ""
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or "").lower() in _DESCRIPTIONS
    ]


def decoded_page(page: Page, hints: Hints = NO_HINTS) -> DecodedPage | Dropped:
    """Return the text of ``page``, without what no parser takes, or why it is no page."""
    unpacked = _unpacked(page)
    if isinstance(unpacked, Dropped):
        return unpacked
    page, body = unpacked, unpacked.body
    if not body.strip():
        return Dropped("empty", "the page has no content")
    if not _is_html(page):
        return Dropped("not_html", f"content type {page.content_type or 'unknown'}")
    if _is_binary(body):
        return Dropped("not_html", "the page is not text: too many of its bytes are no letters")
    decoded = decode_text(body, page.content_type, hints)
    text, encoding = decoded.text, decoded.encoding
    if encoding not in _ASCII_COMPATIBLE or len(body.translate(None, _CONTROLS)) < len(body):
        text = _BAD_CHARACTER.sub("", text)
    for letter in _NO_LETTERS:
        if letter in text:
            text = text.replace(letter, "")
    return DecodedPage(page, _without_bad_references(text), encoding, decoded.doubt)


def _unpacked(page: Page) -> Page | Dropped:
    for _ in range(MOST_PACKED):
        if not page.body.startswith(_GZIP):
            return page
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            body = reader.decompress(page.body, LARGEST_BYTES)
        except zlib.error:
            return Dropped("not_html", "a gzip file that cannot be read")
        if reader.unconsumed_tail:
            return Dropped("too_large", f"more than {LARGEST_BYTES} bytes when decompressed")
        page = replace(page, body=body, cut=page.cut or not reader.eof)
    return Dropped("not_html", "a gzip file within gzip files")


def _is_binary(body: bytes) -> bool:
    """Tell whether bytes are those of a picture, an archive or a program, whatever is said."""
    sample = body[:_SAMPLE_BYTES]
    if wide_encoding(body) or body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    controls = len(sample) - len(sample.translate(None, _NO_TEXT))
    return controls > MOST_CONTROLS * len(sample)


def _is_html(page: Page) -> bool:
    start = page.body[:4_096]
    if start.lstrip().startswith(_BINARY_STARTS) or _FEED.match(start):
        return False
    kind = page.content_type.lower()
    if any(word in kind for word in _MARKUP_KINDS):
        return True
    if kind.startswith(("image/", "video/", "audio/", "application/json", "application/pdf")):
        return bool(_TAG.search(start)) and "json" not in kind
    wide = start.replace(b"\x00", b"")
    return bool(_TAG.search(wide) or _TAG.search(page.body[:100_000].replace(b"\x00", b"")))


def _without_bad_references(text: str) -> str:
    if "&#" not in text:
        return text
    bad = frozenset(filter(_is_bad, set(_NUMBERED.findall(text))))
    return _NUMBERED.sub(lambda found: "" if found[0] in bad else found[0], text) if bad else text


def _is_bad(reference: str) -> bool:
    number = reference.strip("&#;").lower()
    code = int(number[1:], 16) if number.startswith("x") else int(number)
    # 0x80-0x9f mean windows-1252 to every browser; lxml knows that, so they stay.
    return code > 0x10FFFF or bool(_BAD_CHARACTER.match(chr(code)))


def _tree(text: str) -> lxml_html.HtmlElement | None:
    data = text.encode("utf-8")
    parser = lxml_html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=len(data) > HUGE_NODE_BYTES,
        collect_ids=False,
    )
    # lxml.html asks a Python function for the class of each element: forms have one of their own.
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if len(tree) or (tree.text or "").strip() else None


def _flattened(text: str) -> str:
    """Return ``text`` without the containers that are nested deeper than the parser goes.

    The parser drops what stands in them, text and all; without their tags the text stays.
    """
    depth = 0
    pieces: list[str] = []
    last = 0
    for found in _CONTAINER.finditer(text):
        levels = _LEVELS.get(found[2].lower(), 1)
        depth = max(0, depth - levels) if found[1] else depth + levels
        if depth + (levels if found[1] else 0) > DEEPEST_CONTAINER:
            pieces.append(text[last : found.start()])
            last = found.end()
    return "".join((*pieces, text[last:])) if pieces else text


def _ends_early(text: str) -> bool:
    """Tell whether a page ends within a tag or a sentence: its end never came."""
    ended = _END_OF_PAGE.search(text, len(text) - USUAL_TAIL) or _END_OF_PAGE.search(text)
    if ended or not _START_OF_PAGE.search(text):
        return False
    return text.rfind("<") > text.rfind(">") or bool(text[text.rfind(">") + 1 :].strip())
