"""Takes out of the bytes of a page what no words of its article stand in: tags and style sheets.

What is in doubt stays. For every parser a tag ends at its first > or later, so that no text goes
with it. Of tags only those stay that describe the page (meta). Scripts stay whole, since an article
may be written in their data.
"""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
_LESS, _GREATER, _SLASH, _EXCLAMATION, _QUESTION = b"<>/!?"
_INLINE, _SCRIPT, _STYLE, _META = 1, 2, 3, 4
_INLINE_NAMES = "str mar wbr nob fon spa big sma sub sup ins del"
"""How the names of elements within a line begin; shorter ones are below."""
_ROOM = bytes(8)
BESIDE = 96
"""So many bytes on either side of tags that may be within a word are written again."""
_NO, _YES = b"\0", b"\1"


def _letter_numbers() -> npt.NDArray[np.uint16]:
    numbers = np.zeros(0x100, dtype=np.uint16)
    for at in range(26):
        numbers[ord("a") + at] = numbers[ord("A") + at] = at + 1
    return numbers


def _kinds() -> Bytes:
    """Return the kinds of tags by the first three letters of their names, five bits each."""
    kinds = np.zeros(32**3, dtype=np.uint8)
    named = {"scr": _SCRIPT, "sty": _STYLE, "met": _META}
    for name, kind in (dict.fromkeys(_INLINE_NAMES.split(), _INLINE) | named).items():
        one, two, three = (ord(letter) - ord("a") + 1 for letter in name)
        kinds[(one * 32 + two) * 32 + three] = kind
    for name in ("em", *"biusa"):  # what follows a name that has ended may be anything
        first = sum((ord(letter) - ord("a") + 1) << 5 * (2 - at) for at, letter in enumerate(name))
        kinds[first : first + (32 if len(name) == 1 else 1)] = _INLINE
    return kinds


_NUMBERS, _KINDS = _letter_numbers(), _kinds()
_LETTER = (_NUMBERS > 0) | (np.arange(0x100) >= 0x80)
_LETTER_ENDS = _LETTER | np.isin(np.arange(0x100), [*b"0123456789"])
"""Bytes that a letter may end in: in GB 18030 that of a digit, too."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """Each < and > of a page: where it stands, whether it opens a tag, and of which kind.

    ``text`` tells after which of them a text begins, which goes on to the place in ``ends``.
    """

    places: Positions
    opens: Flags
    closing: Flags
    kinds: Bytes
    text: Flags
    ends: Positions


def shown(payload: bytes) -> bytes:
    """Return a page with <> for each run of tags and style sheets.

    Tags within a word leave nothing: it is whole. Whether such tags part two words is not known: so
    what stands on either side follows at the end, parted. The page must be in an encoding that
    holds ASCII.
    """
    values = np.frombuffer(payload + _ROOM, dtype=np.uint8)
    places = np.flatnonzero((values | (_LESS ^ _GREATER)) == _GREATER)
    if not len(places):
        return payload
    following = values[places + 1]
    closing = following == _SLASH
    name = places + 1 + closing
    first = _NUMBERS[values[name]]
    comment, question = following == _EXCLAMATION, following == _QUESTION
    opens = (values[places] == _LESS) & ((first > 0) | comment | question)
    kinds = _KINDS[(first * 32 + _NUMBERS[values[name + 1]]) * 32 + _NUMBERS[values[name + 2]]]
    kinds[~opens] = 0
    marks = _Marks(
        places,
        opens,
        closing,
        kinds,
        text=~opens | question | (kinds == _META),
        ends=np.append(places[1:], len(payload)),
    )
    _set_apart(marks)
    parting = opens & (kinds != _INLINE) & ~comment
    parting[1:] |= ~(opens[1:] | opens[:-1])  # such a mark is part of a text
    return _joined(payload, values, marks, np.cumsum(parting))


def _set_apart(marks: _Marks) -> None:
    """Take each script for one text, and style sheets for none.

    In a style sheet there are no tags: if there seem to be, it is not sure where it ends.
    """
    special = np.flatnonzero((marks.kinds == _SCRIPT) | (marks.kinds == _STYLE)).tolist()
    opens, closes = marks.opens.tobytes(), marks.closing.tobytes()
    closing: dict[int, list[int]] = {_SCRIPT: [], _STYLE: []}
    opening: list[tuple[int, int]] = []
    for one in special:
        kind = int(marks.kinds[one])
        if closes[one]:
            closing[kind].append(one)
        else:
            opening.append((one, kind))
    reached = -1
    for one, kind in opening:
        inner = opens.find(_NO, one + 1)
        at = bisect_left(closing[kind], inner)
        in_doubt = kind == _STYLE and one > 0 and opens[one - 1]  # within a tag
        if one < reached or in_doubt or inner < 0 or at == len(closing[kind]):
            continue
        close = closing[kind][at]
        if kind == _SCRIPT or opens.find(_YES, inner + 1, close) < 0:
            marks.text[inner:close] = False
            reached = close
        if kind == _SCRIPT:
            marks.text[inner] = True
            marks.ends[inner] = marks.places[close]


def _joined(payload: bytes, values: Bytes, marks: _Marks, parted: Positions) -> bytes:
    """Return the texts of a page; ``parted`` counts what parts them up to each mark."""
    kept = np.flatnonzero(marks.text & (marks.ends - marks.places > 1))
    apart = np.ones(len(kept) + 1, dtype=np.intp)
    within = (
        _LETTER_ENDS[values[marks.ends[kept[:-1]] - 1]]
        & _LETTER[values[marks.places[kept[1:]] + 1]]
    )
    apart[1:-1] = (np.diff(parted[kept]) > 0) | ~within
    # Each text brings the marks of the tags beside it along.
    starts, stops = marks.places[kept] + 1 - apart[:-1], marks.ends[kept] + apart[1:]
    spans = [*map(slice, starts.tolist(), stops.tolist())]
    texts = [payload[: marks.places[0]], *map(payload.__getitem__, spans)]
    for at in np.flatnonzero(apart[1:-1] == 0).tolist():
        texts += (b"<>", texts[at + 1][-BESIDE:], b"<>", texts[at + 2][:BESIDE])
    return b"".join(texts)
