"""Finds the JSON values in a page's scripts: whole, assigned, pushed, and within strings."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pipelines.text.tolerant_json import read_json

LARGEST_LETTERS = 5_000_000
LEAST_LETTERS = 120
"""A script with fewer letters than this holds no article."""
MOST_VALUES = 400
"""So many values are read of one page's scripts."""
# In letters of both cases: a search that ignores case tries each letter of a page, one for a plain
# "<" goes from one to the next.
_OPENS = re.compile(r"<[sS][cC][rR][iI][pP][tT]\b([^>]*)>")
_CLOSES = re.compile(r"</[sS][cC][rR][iI][pP][tT]")
_ELSEWHERE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_IS_JSON = re.compile(r"json|__NEXT_DATA__", re.IGNORECASE)
_IS_JSON_LD = re.compile(r"ld\+json", re.IGNORECASE)
# Where a value begins in a program: behind an assignment, as an argument, in a list of arguments.
_BEGINS = re.compile(r"(?:=|\(|:|return)\s*(?=[\[{])")
_PARSED = re.compile(r"""JSON\.parse\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1""", re.DOTALL)
_PUSHED = re.compile(r"\.push\(\s*\[\s*\d+\s*,\s*(\"(?:\\.|[^\"\\])*\")\s*\]\s*\)", re.DOTALL)
_LONG_STRING = re.compile(r"\"(?:\\.|[^\"\\\n]){200,}\"")
# A row of a stream: its number, then JSON, or T, a length in hex and text.
_ROW_HERE = re.compile(r"([0-9a-f]{1,6}):(?:T([0-9a-f]{1,7}),|[A-Z]{0,2}(?=[\[{\"]))")
_ROW = re.compile(f"^{_ROW_HERE.pattern}", re.MULTILINE)
_DEEPEST = 60
_JS_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_JS_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_NO_VALUE = re.compile(r"(?<=[:\[,])\s*(?:undefined|void 0|NaN)(?=\s*[,}\]])")
_DECODER = json.JSONDecoder(strict=False)


def json_ld(html: str) -> Iterator[Any]:
    """Yield the values of a page's JSON-LD scripts, which describe it for search engines."""
    for said, body in _scripts(html):
        if _IS_JSON_LD.search(said):
            yield from _read(body.strip())


def json_values(html: str) -> Iterator[Any]:
    """Yield the values that the scripts of a page hold, those within strings too.

    A stream that is pushed piece by piece, as Next.js writes it, is put together first. Strings
    of programs that are no JSON are yielded as they are if they are long.
    """
    for number, value in enumerate(_values(html)):
        if number >= MOST_VALUES:
            return
        yield value


def _scripts(html: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of each script of a page, and what stands in it."""
    opens = _OPENS.search(html)
    while opens:
        closes = _CLOSES.search(html, opens.end())
        if closes is None:
            return
        yield opens[1], html[opens.end() : closes.start()]
        opens = _OPENS.search(html, closes.end())


def _values(html: str) -> Iterator[Any]:
    stream: list[str] = []
    for said, inner in _scripts(html):
        body = inner.strip()
        if _ELSEWHERE.search(said) or not LEAST_LETTERS <= len(body) <= LARGEST_LETTERS:
            continue
        if _IS_JSON.search(said):
            yield from _read(body)
            continue
        whole = _loaded(body)
        if whole is not None:
            yield whole
        else:
            pieces = [_text_of(piece[1]) for piece in _PUSHED.finditer(body)]
            stream += pieces
            yield from _in_program(_PUSHED.sub("", body) if pieces else body, bool(pieces))
    yield from _in_stream("".join(stream))


def _in_program(body: str, pushed: bool) -> Iterator[Any]:
    read = False
    for found in _PARSED.finditer(body):
        value = _loaded(_unescaped(found[2]))
        if value is not None:
            read = True
            yield value
    end = 0
    for begin in _BEGINS.finditer(body):
        if begin.end() < end:
            continue
        value, stop = _begun(body, begin.end())
        if value is not None and stop - begin.end() >= LEAST_LETTERS:
            read, end = True, stop
            yield value
    if not read and not pushed:
        yield from (_text_of(found[0]) for found in _LONG_STRING.finditer(body))


def _in_stream(stream: str) -> Iterator[Any]:
    """Yield the values in the rows of a pushed stream, or the stream itself if it has none.

    A value that is ``$4a`` stands for the text of that row, and is yielded as that text.
    """
    whole = _loaded(stream) if stream else None
    if whole is not None:
        yield whole
        return
    texts: dict[str, str] = {}
    values: list[Any] = []
    row = _ROW.search(stream)
    while row:
        if row[2]:
            text = _first_bytes(stream, row.end(), int(row[2], 16))
            texts[f"${row[1]}"] = text
            values.append(text)
            # What follows a text follows it directly, without a line break.
            after = row.end() + len(text)
            row = _ROW_HERE.match(stream, after) or _ROW.search(stream, after)
        else:
            values.append(_begun(stream, row.end())[0])
            row = _ROW.search(stream, row.end())
    yield from (_with_texts(value, texts, 0) for value in values) if texts else values


def _first_bytes(text: str, start: int, count: int) -> str:
    """Return what ``count`` bytes of UTF-8 hold from ``start`` on; what is cut off is left out."""
    return text[start : start + count].encode("utf8", "replace")[:count].decode("utf8", "ignore")


def _with_texts(value: Any, texts: dict[str, str], depth: int) -> Any:
    if isinstance(value, str):
        return texts.get(value, value)
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [_with_texts(one, texts, depth + 1) for one in value]
    if isinstance(value, dict):
        return {key: _with_texts(one, texts, depth + 1) for key, one in value.items()}
    return value


def _read(body: str) -> list[Any]:
    """Return the values of a script of JSON; of a damaged one, or in a wrapper, what can be read.

    Wrappers are comments and CDATA, which hide a script from old browsers.
    """
    whole = _loaded(body)
    return read_json(body) if whole is None else [whole]


def _begun(text: str, start: int) -> tuple[Any, int]:
    """Return the value that begins at ``start`` and where it ends, None if none does."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start


def _loaded(text: str) -> Any:
    """Return the value that ``text`` is, None if it is none."""
    if text[:1] not in ("{", "[", '"'):
        return None
    for written in (text.rstrip(";"), _NO_VALUE.sub(" null", text.rstrip(";"))):
        try:
            return json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def within(text: str) -> Any:
    """Return the value that is written as JSON within a string, None if it is plain text."""
    trimmed = text.strip()
    if len(trimmed) < LEAST_LETTERS or trimmed[0] + trimmed[-1] not in ("{}", "[]", '""'):
        return None
    return _loaded(trimmed)


def _text_of(literal: str) -> str:
    """Return what a string of a program, quotes and all, says."""
    value = _loaded(literal)
    return value if isinstance(value, str) else _unescaped(literal[1:-1])


def _unescaped(text: str) -> str:
    return _JS_ESCAPE.sub(
        lambda found: (
            chr(int(found[1] or found[2], 16))
            if found[1] or found[2]
            else _JS_LETTERS.get(found[3], found[3])
        ),
        text,
    )
