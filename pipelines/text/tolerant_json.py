"""Reads JSON as far as it can be read, whatever a template or an editor broke in it."""

import html
import re
from typing import Any

MOST_CHARS = 300_000
"""Longer texts are not read: what an article says of itself is short."""
_DEEPEST = 30

_BLANK = re.compile(r"(?:[\s;\ufeff]|<!--|-->|/\*.*?\*/|//[^\n\"]*(?=\n|$)|\\n)+", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_BARE_KEY = re.compile(r"[\w@$.-]+(?=\s*:)")
_BARE_VALUE = re.compile(r"[^,}\]\n]*")
_NEXT = re.compile(r"[,}\]\"'{\[]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None, "": None}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
# What follows a quote that ends a value of an object: the next key, the end, or nothing more.
_ENDS_VALUE = re.compile(
    r"\s*(?:[}\]:]|$|;|<|/[/*]|,\s*(?:[\"'}\]{,]|$|/[/*]|[\w@$.-]+\s*:)|\n\s*[\"']"
    r"|\s+\"[\w@$.-]{1,40}\"\s*:)"
)
_ENDS_ITEM = re.compile(r"\s*(?:[}\]]|$|,\s*(?:[\"'{\[\]\d-]|$|/[/*]))")
_ENDS_KEY = re.compile(r"\s*:")
# A value whose own quote is missing runs into the next key.
_RAN_ON = re.compile(r",?\s*\n\s*[\"']([\w@$.-]+)$")


def read_json(text: str) -> list[Any]:
    """Return the objects and lists that a damaged JSON text holds, as far as they can be read.

    Understood are comments, CDATA, HTML entities, quotes and line breaks within strings, single
    quotes, keys without quotes, values, commas and quotes left out, commas too many, several
    objects in a row, and an end that is missing. Never raises.
    """
    text = _CDATA.sub(" ", text[:MOST_CHARS])
    if re.match(r"\W{0,20}&quot;", text) or ("&quot;" in text and '"' not in text):
        text = html.unescape(text)
    if re.match(r'\W{0,20}\\"', text):
        text = text.replace('\\"', '"')
    reader = _Reader(text)
    found = []
    while reader.to_start():
        found.append(reader.value(0))
    return [one for one in found if one]


class _Reader:
    """A place in a text; each method reads on from there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def to_start(self) -> bool:
        """Go to the next object or list at the top."""
        starts = [at for sign in "{[" if (at := self.text.find(sign, self.at)) >= 0]
        self.at = min(starts, default=len(self.text))
        return bool(starts)

    def value(self, depth: int) -> Any:
        """Read a value of any kind."""
        sign = self._peek()
        if sign == "{" and depth < _DEEPEST:
            return self._object(depth)
        if sign == "[" and depth < _DEEPEST:
            return self._list(depth)
        if sign and sign in "\"'":
            return self._string(_ENDS_VALUE)
        return self._bare()

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        key = self._key()
        while key is not None:
            following = None
            value = None if self._peek() in (",", "}", "]") else self.value(depth + 1)
            if isinstance(value, str) and self._peek() == ":":  # the value was left out
                self.at += 1
                ran_on = _RAN_ON.search(value)
                following = ran_on[1] if ran_on else value
                value = value[: ran_on.start()] if ran_on else None
            found.setdefault(key, value)
            key = following or self._key()
        return found

    def _key(self) -> str | None:
        """Read a key and its colon; None where the object ends."""
        while (sign := self._peek()) and sign != "}":
            bare = _BARE_KEY.match(self.text, self.at)
            if bare:
                key, self.at = bare[0], bare.end()
            elif sign in "\"'":
                key = self._string(_ENDS_KEY)
            else:
                if sign == "]" and self._closes_more():
                    return None
                self.at += 1
                continue
            if self._peek() == ":":
                self.at += 1
                return key
        self.at += 1
        return None

    def _closes_more(self) -> bool:
        """Tell whether the object ends without its own brace, since what holds it ends here."""
        return bool(re.match(r"\]\s*[,}\]]", self.text[self.at : self.at + 50]))

    def _list(self, depth: int) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while (sign := self._peek()) and sign not in "]}":
            if sign in ",:":
                self.at += 1
            elif sign in "\"'":
                found.append(self._string(_ENDS_ITEM))
            else:
                found.append(self.value(depth + 1))
        self.at += sign == "]"
        return found

    def _string(self, ends: re.Pattern[str]) -> str:
        """Read to the quote that ends a string: one that what may follow follows."""
        quote, start = self.text[self.at], self.at + 1
        at = start
        while True:
            at = self.text.find(quote, at)
            if at < 0:
                self.at = len(self.text)
                return _unescaped(self.text[start:])
            slashes = at
            while slashes > start and self.text[slashes - 1] == "\\":
                slashes -= 1
            if (at - slashes) % 2 == 0 and ends.match(self.text, at + 1):
                self.at = at + 1
                return _unescaped(self.text[start:at])
            at += 1

    def _bare(self) -> Any:
        match = _BARE_VALUE.match(self.text, self.at)
        word = match[0].strip() if match else ""
        before = self.at
        self.at = match.end() if match else self.at
        if self.at == before:  # nothing is left to read here: step over the sign
            self.at += 1
        if word in _WORDS:
            return _WORDS[word]
        return float(word) if _NUMBER.fullmatch(word) and not word.isdecimal() else word

    def _peek(self) -> str:
        """Return the next sign that is no blank and no comment, "" at the end."""
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        return self.text[self.at : self.at + 1]


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        said = match[1]
        if len(said) == 5:
            return chr(int(said[1:], 16))
        return _ESCAPED.get(said, said)

    return _ESCAPE.sub(plain, text) if "\\" in text else text
