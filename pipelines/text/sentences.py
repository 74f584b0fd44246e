"""Where sentences end, in Latin and Perso-Arabic script."""

import re

_END = re.compile(r"(?<=[.!?؟۔…])[\"'”’»)\]]*\s+|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|mr|mrs|ms|dr|prof|gen|col|lt|maj|capt|sgt|st|jr|sr|no|nos|vs|gov|sen"
    r"|rep|rs|inc|ltd|co|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|bzw|ca|nr)\.$",
    re.IGNORECASE,
)


def sentence_starts(text: str) -> list[int]:
    """Return the offsets where the sentences of ``text`` start, the first at 0.

    A dot ends none after an initial or a common abbreviation, or before a small Latin letter.
    """
    starts = [0]
    for found in _END.finditer(text):
        if "\n" not in found[0]:
            before = text[max(0, found.start() - 8) : found.start()]
            after = text[found.end() : found.end() + 1]
            if before.endswith(".") and (_ABBREVIATION.search(before) or after.islower()):
                continue
        if found.end() < len(text):
            starts.append(found.end())
    return starts


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentences that hold ``start`` to ``end`` start and end, blanks aside."""
    starts = [*sentence_starts(text), len(text)]
    first = max(at for at in starts if at <= start)
    last = min((at for at in starts if at >= end and at > first), default=len(text))
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last
