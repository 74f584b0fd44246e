"""Puts letters in the order in which they are read: a PDF knows only where each stands."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_MIRRORED = {
    **{"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{"},
    **{"\u00ab": "\u00bb", "\u00bb": "\u00ab", "<": ">", ">": "<"},
}
_BETWEEN_DIGITS = frozenset(".,:/-\u066b\u066c\u060c\u2013")
_BESIDE_DIGITS = frozenset("%\u066a+-$\u20ac")
_RIGHT, _LEFT, _DIGIT, _NEUTRAL = "R", "L", "D", "N"


def logical_order(glyphs: Sequence[str], *, from_right: bool) -> str:
    """Return the text of a line whose ``glyphs`` are given as they stand, from left to right.

    ``from_right`` says that the line begins at the right. A glyph may be several letters (a
    ligature), which are in their order already. What is written from right to left is turned round;
    numbers and Latin words in it are not. This is the way back from the display that the Unicode
    Bidirectional Algorithm makes (UAX #9), for lines of one level of nesting. Forms of Arabic
    letters become the letters themselves.
    """
    kinds = _kinds(glyphs)
    pairs = list(zip(glyphs, kinds, strict=True))
    if _RIGHT not in kinds:
        return "".join(glyphs)
    if from_right:
        pairs = [(_MIRRORED.get(glyph, glyph), kind) for glyph, kind in reversed(pairs)]
        turned = _turn_runs(pairs, frozenset((_LEFT, _DIGIT)))
    else:
        turned = _turn_runs(pairs, frozenset((_RIGHT,)))
    return "".join(_plain(glyph) for glyph in turned)


def runs_from_right(lines: Sequence[Sequence[str]]) -> bool:
    """Tell whether a text of these lines begins at the right, as most of its letters do."""
    kinds = [_kind(glyph) for line in lines for glyph in line]
    return kinds.count(_RIGHT) > kinds.count(_LEFT)


def _kinds(glyphs: Sequence[str]) -> list[str]:
    """Return of each glyph whether it runs to the right or left, is of a number, or neither."""
    kinds = [_kind(glyph) for glyph in glyphs]
    for at, glyph in enumerate(glyphs):
        before = kinds[at - 1] if at else _NEUTRAL
        after = kinds[at + 1] if at + 1 < len(kinds) else _NEUTRAL
        between = glyph in _BETWEEN_DIGITS and before == after == _DIGIT
        if between or (glyph in _BESIDE_DIGITS and _DIGIT in (before, after)):
            kinds[at] = _DIGIT
    return kinds


def _kind(glyph: str) -> str:
    letter = next((one for one in glyph if not one.isspace()), " ")
    match unicodedata.bidirectional(letter):
        case "R" | "AL":
            return _RIGHT
        case "L":
            return _LEFT
        case "EN" | "AN":
            return _DIGIT
    return _NEUTRAL


def _turn_runs(pairs: Sequence[tuple[str, str]], turned: frozenset[str]) -> Iterator[str]:
    """Yield the glyphs, each run of the kinds that are ``turned`` in the opposite order.

    What is neutral between two such glyphs belongs to their run.
    """
    inside = [kind in turned for _, kind in pairs]
    for key, group in groupby(range(len(pairs)), key=lambda at: _joins(at, pairs, inside)):
        run = [pairs[at][0] for at in group]
        yield from reversed(run) if key else run


def _joins(at: int, pairs: Sequence[tuple[str, str]], inside: Sequence[bool]) -> bool:
    if pairs[at][1] != _NEUTRAL:
        return inside[at]
    before = next((n for n in range(at - 1, -1, -1) if pairs[n][1] != _NEUTRAL), None)
    after = next((n for n in range(at + 1, len(pairs)) if pairs[n][1] != _NEUTRAL), None)
    return before is not None and after is not None and inside[before] and inside[after]


def _plain(glyph: str) -> str:
    """Return the letters of which a glyph is a form: Arabic Presentation Forms A and B."""
    return "".join(
        unicodedata.normalize("NFKC", one)
        if "\ufb50" <= one <= "\ufdff" or "\ufe70" <= one <= "\ufefc"
        else one
        for one in glyph
    )
