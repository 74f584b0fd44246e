"""Reads robots.txt as the people who write it mean it, for one product (RFC 9309)."""

import codecs
import re

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5, asks that at least so much be read."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
_AGENTS = re.compile(r"[\s\ufeff]*user[\s_-]?agents?\s*[:=]?\s*(.*)", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[\s,;|()\"']+")
OTHER = "another-agent"
"""Stands for every agent but ours; no product is called so."""


def robots_text(body: bytes) -> str:
    """Return the text of a robots.txt: by its byte order mark, else UTF-16 if it looks like it.

    What is cut at ``MAX_BYTES`` ends with a whole line: half a path would forbid too much.
    """
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    start = body[:200]
    if start.count(b"\0") * 3 > len(start):
        little = start[1::2].count(b"\0") >= start[::2].count(b"\0")
        return body.decode("utf-16-le" if little else "utf-16-be", "replace")
    return body.decode("utf-8", "replace").removeprefix("\ufeff")


def rules_for(text: str, product: str) -> str:
    """Return ``text`` with agent lines that name only ``product``, everyone (*) or others.

    RFC 9309 allows one product token a line. In the wild a line also lists several, with commas
    or spaces between them, or holds a whole user agent with its version: a group is meant for
    each product that its line names. What is no agent line stays as it is.
    """
    lines: list[str] = []
    for line in lines_of(text):
        found = _agents_line(line)
        named = _named(found[1], product) if found else ()
        lines += (f"User-agent: {name}" for name in named) if found else (line,)
    return "\n".join(lines)


def lines_of(text: str) -> list[str]:
    """Return the lines of a robots.txt, comments and all."""
    return _LINE.split(text)


def agent_names(line: str) -> list[str] | None:
    """Return the agents that a line names, in lower case; None if it is no agent line."""
    found = _agents_line(line)
    return _names(found[1]) if found else None


def _agents_line(line: str) -> re.Match[str] | None:
    return _AGENTS.fullmatch(line.partition("#")[0].rstrip())


def _names(value: str) -> list[str]:
    names = (name.partition("/")[0].casefold() for name in _BETWEEN_NAMES.split(value))
    return [name for name in dict.fromkeys(names) if name]


def _named(value: str, product: str) -> list[str]:
    names = _names(value)
    ours = any(_fits(name, product.casefold()) for name in names)
    named = [product] if ours else []
    return [*named, *(["*"] if "*" in names else [])] or [OTHER]


def _fits(name: str, product: str) -> bool:
    """Tell whether an agent's name, which may hold ``*`` beside letters, is the product's."""
    if "*" not in name or name == "*":
        return name == product
    return bool(re.fullmatch(".*".join(map(re.escape, re.split(r"\*+", name))), product))
