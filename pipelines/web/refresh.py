"""Finds where a page that only sends its readers on leads to: meta refresh, Refresh, script."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from pipelines.text.charset import decode_text
from pipelines.text.shown_text import shown_text
from pipelines.web.ip_addresses import may_ask
from pipelines.web.markup_scan import attribute, decoded, tags

_Refresh = tuple[float, str]
"""Seconds to wait, and the target."""

LONGEST_WAIT_S = 30.0
"""Who waits longer is on a page that is read; front pages load themselves anew after minutes."""
AT_ONCE_S = 1.0
"""A page that is left so soon is read by nobody, whatever it holds."""
MOST_LETTERS = 200
"""A page with more text than this is a page of its own: "You are being sent on" is shorter."""
_META_HINT = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh")
"""Is looked for in lower case: a pattern that ignores case takes far longer, page by page."""
_SCRIPT_HINT = b"location"
LARGEST_SCRIPT_PAGE = 20_000
"""A page of more bytes than this is no mere script that leads on."""
_NAMES = frozenset(("meta", "noscript", "script", "base", "template", "textarea", "style"))
_RAW = frozenset(("script", "style", "textarea", "template"))
"""What stands in these is no markup of the page."""
# The HTML standard, "shared declarative refresh steps": seconds, a separator, perhaps "url=".
_REFRESH = re.compile(
    r"\s*(\d{1,9}(?:\.\d*)?|\.\d*)(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?+"
    r"(?:\"([^\"]*)(?:\".*)?|'([^']*)(?:'.*)?|([^\"'].*)?)",
    re.IGNORECASE | re.DOTALL,
)
_WINDOW = r"(?:(?:window|document|self|top|parent)\.){0,2}location"
_SCRIPT = re.compile(
    r"\s*(?:<!--\s*)?(?:setTimeout\(\s*(?:function\s*\(\)\s*\{|\(\)\s*=>\s*\{?|[\"'])?\s*)?"
    rf"{_WINDOW}(?:(?:\.href)?\s*=\s*|\.(?:replace|assign)\(\s*)"
    r"(?:\"([^\"]+)\"|'([^']+)'|\\\"([^\"\\]+)\\\")\s*\)?[\s;]*"
    r"(?:[\"'}]?\s*\}?\s*,\s*\d+\s*\)[\s;]*)?(?:(?://)?\s*-->\s*)?",
)
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")


def refresh_target(body: bytes, content_type: str, url: str, header: str = "") -> str:
    """Return the URL that a page sends its readers on to, "" if it is a page to be read.

    ``header`` is the value of the Refresh header, ``url`` where the page lies. What a browser
    shows for a while, or sends on only without scripts, is followed only if it holds next to no
    text: outlets offer whole articles with a refresh for old browsers in noscript.
    """
    found = _declared(header, url)
    if not (found or _META_HINT.search(body.lower()) or _may_be_script(body)):
        return ""
    text = decode_text(body, content_type).text
    base = url
    candidates: list[tuple[_Refresh | None, bool]] = [(found, False)]
    for what, value, in_noscript in _declarations(text):
        if what == "base":
            base = urljoin(url, value)
        elif what == "meta":
            candidates.append((_declared(value, base), in_noscript))
        elif script := _SCRIPT.fullmatch(value):
            target = _ESCAPED.sub(_unescaped, script[1] or script[2] or script[3])
            candidates.append(((0.0, urljoin(base, target)), True))
    return _followed([(one, unsure) for one, unsure in candidates if one], text, url)


def _may_be_script(body: bytes) -> bool:
    return len(body) <= LARGEST_SCRIPT_PAGE and _SCRIPT_HINT in body


def _followed(candidates: list[tuple[_Refresh, bool]], text: str, url: str) -> str:
    own = urldefrag(url).url
    thin: bool | None = None
    for (wait_s, target), unsure in candidates:
        if wait_s > LONGEST_WAIT_S or not may_ask(target) or urldefrag(target).url == own:
            continue
        if not unsure and wait_s <= AT_ONCE_S:
            return target
        if thin is None:
            thin = len(re.sub(r"\s", "", shown_text(text))) <= MOST_LETTERS
        if thin:
            return target
    return ""


def _declarations(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (base, meta or script; URL, content or source; whether in noscript), in order."""
    noscript, end = False, 0
    for tag in tags(text, 0, _NAMES):
        if tag.start < end:
            continue
        if tag.name == "noscript":
            noscript = not tag.closes
        elif tag.name in _RAW and not tag.closes:
            closing = re.compile(rf"</{tag.name}\b", re.IGNORECASE).search(text, tag.end)
            end = closing.start() if closing else len(text)
            if tag.name == "script":
                yield "script", text[tag.end : end], noscript
        elif tag.name == "base" and attribute(tag.attributes, "href"):
            yield "base", attribute(tag.attributes, "href"), noscript
        elif attribute(tag.attributes, "http-equiv").lower() == "refresh":
            yield "meta", attribute(tag.attributes, "content"), noscript


def _declared(value: str, base: str) -> _Refresh | None:
    """Return the seconds and the target that a refresh declares; None if it names no other URL."""
    found = _REFRESH.fullmatch(value) if value else None
    if not found:
        return None
    target = decoded(next((part for part in found.groups()[1:] if part), "")).strip()
    if not target:
        return None
    try:
        return float(found[1].strip(".") or 0), urljoin(base, target)
    except ValueError:  # a URL in brackets that is none
        return None


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else found[3]
