"""Where sentences end, in the scripts at hand.

The marks are of scripts and not of languages, and whatever reads text needs them; so they stand
here, below the words of languages, and nowhere else.
"""

import re

SENTENCE_ENDS = ".!?…؟۔।。！？"
"""The marks that end a sentence; none has a meaning of its own in a set of a regular expression."""
CLOSING_MARKS = "\"'”’»)]」』）"
"""What may stand behind such a mark and still belongs to the sentence."""

_CLOSERS = f"[{re.escape(CLOSING_MARKS)}]*"
# Chinese and Japanese have no blank behind a sentence.
_END = re.compile(
    rf"(?<=[{SENTENCE_ENDS}]){_CLOSERS}\s+|\n+"
    rf"|(?<=[。！？]){_CLOSERS}(?=[^\s{re.escape(CLOSING_MARKS)}。！？])"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|mr|mrs|ms|dr|prof|gen|col|lt|maj|capt|sgt|st|jr|sr|no|nos|vs|gov|sen"
    r"|rep|rs|inc|ltd|co|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|bzw|ca|nr)\.$",
    re.IGNORECASE,
)


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends with the mark of a sentence, blanks behind it aside."""
    return line.rstrip().endswith(tuple(SENTENCE_ENDS))


def ends_as_prose(line: str) -> bool:
    """Tell whether a line ends as no headline does: a sentence, a quotation, or before a list."""
    return line.rstrip().endswith((*SENTENCE_ENDS, *CLOSING_MARKS, ":", ";"))


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
