"""Makes paragraphs of text whose line breaks a page shows as they are written."""

import re
from typing import Any

from lxml import html as lxml_html

from pipelines.page.markup.inline_markup import INLINE

LONGEST_WRAPPED = 120
"""Lines are wrapped by hand at 72 to 100 letters; a longer one is a paragraph of its own."""
LEAST_INDENT = 2
_PRE = ("pre", "listing", "xmp", "plaintext")
_MAY_KEEP = (*_PRE, "p", "div", "section", "article")
_KEEPS = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_KEEPING_CLASS = re.compile(r"(?:^|\s)whitespace-pre(?:-line|-wrap)?(?:\s|$)")
_BLANK_LINE = r"\n[^\S\n]*\n\s*"
_INDENT = re.compile(r"[^\S\n]*(?=\S)")


def paragraphs_of_kept_breaks(tree: lxml_html.HtmlElement) -> None:
    """Part, in place, ``pre`` and its like into paragraphs; a listing of a program stays as it is.

    Blank lines part them; so does an indent behind lines without one, and the end of a line that is
    too long to have been wrapped.
    """
    for node in [one for one in tree.iter(*_MAY_KEEP) if _keeps_breaks(one)]:
        if any(child.tag not in INLINE or child.tag == "code" for child in node.iterdescendants()):
            continue
        inner = node
        while (
            len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip()
        ):
            inner = inner[0]
        breaks = _breaks(node.text_content().strip("\n"))
        if any(breaks.search(text or "") for text in (inner.text, *(one.tail for one in inner))):
            paragraphs = _parted(inner, breaks)
            for child in list(node):
                node.remove(child)
            node.text = None
            node.tag = "div"
            node.extend(paragraphs)


def _keeps_breaks(node: Any) -> bool:
    if node.tag in _PRE:
        return True
    named, style = node.get("class"), node.get("style")
    if named and "whitespace-pre" in named and _KEEPING_CLASS.search(named):
        return True
    return bool(style and _KEEPS.search(style))


def _breaks(text: str) -> re.Pattern[str]:
    """Return what parts the paragraphs of a text."""
    lines = [line for line in text.split("\n") if line.strip()]
    long = sum(len(line) for line in lines if len(line) > LONGEST_WRAPPED)
    if 2 * long >= len(text):
        return re.compile(r"\n\s*")
    indents = [len(found[0]) for line in lines[1:] if (found := _INDENT.match(line))]
    deeper = min(indents, default=0) + LEAST_INDENT
    return re.compile(rf"{_BLANK_LINE}|\n(?=[^\S\n]{{{deeper},}}\S)")


def _parted(inner: Any, breaks: re.Pattern[str]) -> list[Any]:
    """Return what stands in an element as paragraphs; elements within it stay whole."""
    paragraphs = [inner.makeelement("p")]
    _add_text(paragraphs, inner.text, breaks)
    for child in list(inner):
        tail, child.tail = child.tail, None
        paragraphs[-1].append(child)
        _add_text(paragraphs, tail, breaks)
    return [one for one in paragraphs if one.text_content().strip()]


def _add_text(paragraphs: list[Any], text: str | None, breaks: re.Pattern[str]) -> None:
    first, *others = breaks.split((text or "").replace("\r\n", "\n"))
    last = paragraphs[-1]
    if len(last):
        last[-1].tail = first
    else:
        last.text = f"{last.text or ''}{first}"
    for one in others:
        paragraphs.append(last.makeelement("p"))
        paragraphs[-1].text = one
