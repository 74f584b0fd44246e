"""Shows a URL to a person: letters instead of their codes, and nothing that could mislead."""

import re
import unicodedata
from urllib.parse import quote

_CODES = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
_LETTERS = frozenset("LMN")
"""General categories of Unicode that are shown: letters, marks on them, numbers."""
_FIRST, _LAST = "\u2066", "\u2069"
"""LEFT-TO-RIGHT ISOLATE and its end (Unicode Standard Annex #9)."""


def readable_url(url: str) -> str:
    """Return a URL with its letters instead of percent codes; it leads to the same place.

    Codes of ASCII, and of all that is no letter, mark or number, stay codes: no space, line break
    or sign of direction comes out of them, and signs of direction that stand in the URL as they are
    become codes. With letters written from right to left it is isolated, so that its parts stay in
    their order and the rest of the line in its own.
    """
    shown = _CODES.sub(lambda codes: _decoded(codes[0]), url)
    shown = "".join(sign if _is_shown(sign) or sign.isascii() else _coded(sign) for sign in shown)
    shown = "".join(_coded(sign) if sign <= " " or sign == "\x7f" else sign for sign in shown)
    if any(unicodedata.bidirectional(sign) in ("R", "AL", "AN") for sign in shown):
        return f"{_FIRST}{shown}{_LAST}"
    return shown


def _decoded(codes: str) -> str:
    """Return the letters that ``codes`` stand for; what stands for none stays as it is."""
    try:
        text = bytes.fromhex(codes.replace("%", "")).decode("utf8")
    except UnicodeDecodeError:
        return codes
    return "".join(sign if _is_shown(sign) else _coded(sign) for sign in text)


def _coded(sign: str) -> str:
    return quote(sign, errors="replace")


def _is_shown(sign: str) -> bool:
    return unicodedata.category(sign)[0] in _LETTERS
