"""Reads a page's bytes into the characters that words may stand in, in one pass.

Left out are tags, but for those that describe the page (meta), and style sheets. What is in doubt
stays: for every parser a tag ends at its first > or later, so that no text goes with it. Scripts
stay, since an article may be written in their data. Character references and the escapes of JSON
are read as what they stand for.

numba compiles the functions for the processor, and keeps that until this file changes: so their
tables are in it, too.
"""

from html.entities import html5

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from pipelines.prefilter.characters import HIGH, PART, ROOM, WITHIN, Bytes, Characters

Numbers = npt.NDArray[np.int64]
_LESS, _GREATER, _AND, _BACKSLASH, _SLASH, _COMMENT, _QUESTION, _HASH, _END = b"<>&\\/!?#;"
_BLANK, _COMMA, _EQUALS, _COLON, _DASH, _OPENING = b" ,=:-{"
_QUOTE, _APOSTROPHE = b"\"'"
_U, _X, _A, _AMP_M, _AMP_P = b"uxamp"
_UNKNOWN, _INLINE, _BOX, _SCRIPT, _STYLE, _META = range(6)
_IN_LINES = (
    "abb acr bdi bdo big but cit cod dat del dfn em fon inp ins kbd lab mar nob out pro rb rp rt "
    "rub sam sma spa str sub sup tim tt var wbr a b i q s u"
)
"""How the names of elements within a line begin (three letters at most): a word may go on there."""
_BOXES = (
    "add app are art asi aud bas blo bod can cap cen col det dia dir div emb fie fig foo for "
    "fra hea hgr htm ifr ima img leg lin lis mai map mat men nav noe nof nos obj ol opt par "
    "pic pla pre sea sec sel slo sou sum svg tab tbo tem tex tfo the tit tra vid xmp br dd dl "
    "dt hr li td th tr ul h p g cir pat pol rec use"
)
"""How those of boxes and of drawings begin: no word goes on behind them."""
_LONGEST_NAME = 31
_LONGEST_OPEN, _SHORTEST_OPEN = 6, 2
"""The names that need no semicolon have from 2 to 6 letters."""
_MOST_DIGITS, _MOST_POINT = 10, 0x110000
_NONE, _WHOLE = -1, 0xFFFF_FFFF_FFFF_FFFF
Read = tuple[int, int]
"""A character, or none, and the offset behind it."""


def _kinds() -> Bytes:
    """Return the kinds of tags by the first three letters of their names, five bits each."""
    kinds = np.zeros(32**3, dtype=np.uint8)
    named = {"scr": _SCRIPT, "sty": _STYLE, "met": _META}
    named |= dict.fromkeys(_BOXES.split(), _BOX) | dict.fromkeys(_IN_LINES.split(), _INLINE)
    for name, kind in named.items():
        first = sum((ord(letter) - ord("a") + 1) << 5 * (2 - at) for at, letter in enumerate(name))
        # What follows a name that has ended may be anything.
        kinds[first : first + (32 if len(name) == 1 else 1)] = kind
    return kinds


def _names(ended: bool) -> tuple[npt.NDArray[np.uint64], Characters]:
    """Return the names of references as numbers, in order, and what they stand for.

    With ``ended`` they are those before a semicolon, else those that need none. The few that stand
    for two characters are signs, but for one (fj).
    """
    found = {}
    for name, meant in html5.items():
        if name.endswith(";") == ended and meant != "fj":
            number = 0
            for byte in name.removesuffix(";").encode():
                number = (number << 8 & _WHOLE) | (number >> 56 ^ byte)
            found[number] = min(ord(meant[0]), WITHIN)
    numbers = sorted(found)
    points = [point if point < PART else _BLANK for point in map(found.__getitem__, numbers)]
    return np.array(numbers, dtype=np.uint64), np.array(points, dtype=np.uint16)


_LETTERS = np.zeros(0x100, dtype=np.int64)
for _first in b"aA":
    _LETTERS[_first : _first + 26] = range(1, 27)
_DIGITS = np.full(0x100, 16, dtype=np.int64)
"""What each byte is worth as a digit of a hexadecimal number, 16 if nothing."""
_DIGITS[[*b"0123456789abcdefABCDEF"]] = [*range(16), *range(10, 16)]
_KINDS = _kinds()
_NAME_BYTES = (_LETTERS > 0) | (_DIGITS < 10)
_VALUE_BYTES = _NAME_BYTES | np.isin(np.arange(0x100), [*b"#%./:_-"])
"""What the value of an attribute holds that stands in no quotation marks."""
_BLANKS = np.isin(np.arange(0x100), [*b" \t\n\r\f\\/"])
"""What stands behind the name of a tag that goes on; a backslash before what JSON escapes."""
_PLAIN = (np.arange(0x100) < 0x80) & ~np.isin(np.arange(0x100), [*b"<>&\\\0"])
_ENDS_TAG = np.isin(np.arange(0x100), [*b"<>"])
_BREAKS = np.isin(np.arange(0x100), [*b"nrtbf"])
_ENDED_NAMES, _ENDED_POINTS = _names(ended=True)
_OPEN_NAMES, _OPEN_POINTS = _names(ended=False)
_C1 = np.array([*map(ord, bytes(range(0x80, 0xA0)).decode("cp1252", "replace"))], dtype=np.uint16)
"""What browsers take &#128; to &#159; for (HTML, "numeric character reference end state")."""


@register_jitable
def _found(names: npt.NDArray[np.uint64], points: Characters, name: np.uint64) -> int:
    """Return what a name stands for, none if it is none."""
    place = np.searchsorted(names, name)
    return int(points[place]) if place < len(names) and names[place] == name else _NONE


@register_jitable
def _usable(point: int) -> int:
    """Return a character that was written by its number, a blank for what parts words anyway.

    Numbers of no character vanish from a page, and may stay in what is written in its data.
    """
    if 0x80 <= point < 0xA0:
        return int(_C1[point - 0x80])
    if point == 0 or 0xD800 <= point < 0xE000 or PART <= point <= WITHIN or point >= _MOST_POINT:
        return WITHIN
    return _BLANK if 0xE000 <= point < 0xF900 or point > WITHIN else point


@register_jitable
def _number(values: Bytes, at: int) -> Read:
    """Read a number of a reference, behind its #."""
    base = 10
    if values[at] | 0x20 == _X:
        base, at = 16, at + 1
    point, digits = 0, 0
    while _DIGITS[values[at + digits]] < base and digits < _MOST_DIGITS:
        point = min(point * base + int(_DIGITS[values[at + digits]]), _MOST_POINT)
        digits += 1
    if digits == 0:
        return _NONE, at
    at += digits
    return _usable(point), at + (values[at] == _END)


@register_jitable
def _name(values: Bytes, at: int, longest: int) -> tuple[np.uint64, int]:
    """Return the first letters and digits of a name as a number, and how many they are."""
    name, length = np.uint64(0), 0
    while length < longest and _NAME_BYTES[values[at + length]]:
        beyond = name >> np.uint64(56)
        name = (name << np.uint64(8)) | (beyond ^ np.uint64(values[at + length]))
        length += 1
    return name, length


@register_jitable
def reference(values: Bytes, at: int) -> Read:
    """Read a character reference behind its &; what was written as text twice is read, too."""
    begin = at
    for _ in range(3):
        again = values[at] == _A and values[at + 1] == _AMP_M and values[at + 2] == _AMP_P
        further = values[at + 4]
        if not (again and values[at + 3] == _END and (further == _HASH or _LETTERS[further])):
            break
        at += 4
    if values[at] == _HASH:
        return _number(values, at + 1)
    name, length = _name(values, at, _LONGEST_NAME)
    if length and values[at + length] == _END:
        point = _found(_ENDED_NAMES, _ENDED_POINTS, name)
        if point != _NONE:
            return point, at + length + 1
    name, length = _name(values, at, _LONGEST_OPEN)
    while length >= _SHORTEST_OPEN:
        point = _found(_OPEN_NAMES, _OPEN_POINTS, name)
        if point != _NONE:
            return point, at + length
        name >>= np.uint64(8)
        length -= 1
    return (_AND, at) if at > begin else (_NONE, at)


@register_jitable
def escape(values: Bytes, at: int, breaks: bool) -> Read:
    """Read an escape of JSON or of a program, at its backslash; several of them are as one.

    Only with ``breaks`` a letter may stand for a line break: in text it begins the next word.
    """
    at += 1
    while values[at] == _BACKSLASH:
        at += 1
    sign = values[at]
    length = 4 if sign == _U else 2 if sign == _X else 0
    if length:
        point = 0
        for step in range(1, length + 1):
            worth = _DIGITS[values[at + step]]
            if worth == 16:
                return _COMMA, at
            point = point * 16 + int(worth)
        if point in (0x09, 0x0A, 0x0C, 0x0D) or 0xD800 <= point < 0xF900:
            return _BLANK, at + 1 + length
        if point < _BLANK or point == 0x7F or point >= PART:
            point = WITHIN  # some readers take out what stands for no character, others do not
        return point, at + 1 + length
    return (_BLANK, at + 1) if breaks and _BREAKS[sign] else (_COMMA, at)


@register_jitable
def script_tag(values: Bytes, at: int) -> Read:
    """Read a tag in a string of a program, behind its <: what it is, and the offset behind it.

    Unless all its attributes have plain values, only the name is read, since it may be a
    comparison. What is no tag is a comma; a comment that says something is read as text.
    """
    begin = at
    while values[at] == _BACKSLASH and values[at + 1] == _SLASH:
        at += 1
    if values[at] == _COMMENT:
        behind = at + 1
        while values[behind] in (_BLANK, _DASH):
            behind += 1
        ends = values[behind] in (_GREATER, _BACKSLASH)
        behind = _attributes_end(values, behind) if ends else _NONE
        return (PART, at + 1) if behind == _NONE else (WITHIN, behind)
    at += values[at] == _SLASH
    name = at
    while at < name + ROOM - 4 and (_NAME_BYTES[values[at]] or values[at] in (_COLON, _DASH)):
        at += 1
    if at == name or not _LETTERS[values[name]]:
        return _COMMA, begin
    kind = _kind(values, name)
    if kind == _UNKNOWN:
        return PART, begin
    sign, behind = values[at], at + 1
    if sign == _BACKSLASH:
        point, further = escape(values, at, True)
        if point == _GREATER:
            sign, behind = _GREATER, further
    if sign != _GREATER:
        if not _BLANKS[sign]:
            return _COMMA, begin
        behind = _attributes_end(values, at)
        if behind == _NONE:
            return PART, at
    return (WITHIN if kind == _INLINE else PART), behind


@register_jitable
def _attributes_end(values: Bytes, at: int) -> int:
    """Return where a tag ends of which all attributes have plain values, none of others."""
    while True:
        while _BLANKS[values[at]]:
            if values[at] == _BACKSLASH:
                point, at = escape(values, at, True)
                if point == _GREATER:
                    return at
            else:
                at += 1
        if values[at] == _GREATER:
            return at + 1
        name = at
        while _NAME_BYTES[values[at]] or values[at] in (_COLON, _DASH):
            at += 1
        if at == name or values[at] != _EQUALS:
            return _NONE
        at += 1
        while values[at] == _BACKSLASH:
            at += 1
        mark = values[at]
        if mark not in (_QUOTE, _APOSTROPHE):
            value = at
            while _VALUE_BYTES[values[at]]:
                at += 1
            if at == value:
                return _NONE
            continue
        at += 1
        while values[at] != mark:
            if _ENDS_TAG[values[at]]:
                return _NONE
            at += 1
        at += 1


@register_jitable
def _kind(values: Bytes, name: int) -> int:
    """Return what element a name is of; it is text if it is none, as in <<Kabul>>."""
    one, two, three = _LETTERS[values[name]], _LETTERS[values[name + 1]], _LETTERS[values[name + 2]]
    kind = int(_KINDS[(one * 32 + two) * 32 + three])
    return kind if kind != _UNKNOWN else _kind_of_own(values, name)


@register_jitable
def _kind_of_own(values: Bytes, name: int) -> int:
    begin = name
    while _NAME_BYTES[values[name]]:
        name += 1
    own = values[name] in (_COLON, _DASH) and _LETTERS[values[begin]]  # of the page's own
    return _INLINE if own else _UNKNOWN


@register_jitable
def _style_end(values: Bytes, at: int, size: int) -> int:
    """Return where the tag begins that ends a style sheet, ``at`` if another one comes first."""
    for place in range(at, size):
        if values[place] == _LESS:
            first = values[place + 1]
            if first == _SLASH and _kind(values, place + 2) == _STYLE:
                return place
            if _LETTERS[first] or first in (_SLASH, _COMMENT, _QUESTION):
                return at
    return at


@register_jitable
def _multibyte(values: Bytes, at: int) -> Read:
    """Read a character of UTF-8 beyond ASCII; none if the bytes make none."""
    first, second = int(values[at]), int(values[at + 1]) ^ 0x80
    if second >= 0x40 or first < 0xC2 or first > 0xF4:
        return _NONE, at + 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | second, at + 2
    third = int(values[at + 2]) ^ 0x80
    if third >= 0x40:
        return _NONE, at + 1
    if first < 0xF0:
        point = ((first & 0x0F) << 6 | second) << 6 | third
        if point < 0x800 or 0xD800 <= point < 0xE000:
            return _NONE, at + 1
        if 0xE000 <= point < 0xF900:
            return _BLANK, at + 3
        return (WITHIN if point >= PART else point), at + 3  # the last two are no characters
    fourth, high = int(values[at + 3]) ^ 0x80, (first & 0x07) << 6 | second
    return (_BLANK, at + 4) if fourth < 0x40 and 0x10 <= high < 0x110 else (_NONE, at + 1)


@register_jitable
def _is_data(values: Bytes) -> bool:
    at = 0
    for sign in (_OPENING, _QUOTE):
        while 0 < values[at] <= _BLANK:
            at += 1
        if values[at] != sign:
            return False
        at += 1
    return True


def read(values: Bytes, size: int, utf8: bool, found: Characters) -> tuple[int, int, int]:
    """Read ``size`` bytes into ``found``; behind them are a < and zeros.

    What begins as an object of JSON is read as data from its first byte on.

    Returns:
        How many characters there are; how many of them are beyond ASCII; how many bytes are.
    """
    at = count = good = bad = 0
    within_tag = opens = False
    script = _is_data(values)
    while at < size:
        while _PLAIN[values[np.uint64(at)]]:
            found[np.uint64(count)] = values[np.uint64(at)]
            count += 1
            at += 1
        if at == size:
            break
        sign, behind, escaped = int(values[at]), at + 1, False
        point = sign
        if sign == _BACKSLASH:
            point, behind = escape(values, at, script)
            escaped = point in (_LESS, _GREATER, _AND)
            sign = point if escaped else _BACKSLASH
        elif sign >= 0x80:
            point, behind = _multibyte(values, at) if utf8 else (_NONE, behind)
            good += point != _NONE
            if point == _NONE:
                bad += 1
                point = HIGH + sign
        if sign == _AND:
            point, further = reference(values, behind)
            behind = behind if point == _NONE else further
            point = _COMMA if point == _NONE else point
        elif sign == _GREATER and script and values[at - 1] == _EQUALS:
            point = _COMMA
        elif sign == _GREATER and within_tag:
            script, within_tag = script or opens, False
        elif sign == _LESS:
            closing = values[behind] == _SLASH
            kind = _kind(values, behind + closing)
            if escaped or (script and not (closing and kind == _SCRIPT)):
                point, behind = script_tag(values, behind)
            elif kind != _UNKNOWN or values[behind] in (_COMMENT, _QUESTION):
                point = WITHIN if kind == _INLINE or values[behind] == _COMMENT else PART
                if kind != _META and values[behind] != _QUESTION:
                    nested = within_tag
                    opens = (kind == _SCRIPT and not closing) or (nested and opens)
                    while not _ENDS_TAG[values[np.uint64(behind)]]:
                        behind += 1
                    within_tag = values[behind] == _LESS
                    if not within_tag:
                        behind += 1
                        script = opens
                        if kind == _STYLE and not closing and not nested:
                            behind = _style_end(values, behind, size)
                    elif script:
                        script = False
        found[count] = point
        count += 1
        at = behind
    return count, good, bad
