"""Reads the numbers of a text: in digits, in words, in both, and ranges of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from pipelines.lexicon.number_digits import Value, exact, left_out_million, value_of
from pipelines.lexicon.number_parser import THOUSAND, Parsed, Parser, Token
from pipelines.lexicon.number_scanner import rows_of
from pipelines.lexicon.number_words import NumberWords, number_words

# What stands before a number of a telephone, or a part of one.
_DIALLED = re.compile(r"\+(?:\d{1,3}[ (]{1,2})?\Z|\(0\d{0,4}\)[ -]?\Z")
_LONGEST_CODE = 8
_NOUN = re.compile(r"\s+(?!per\b|percent)[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: its least and greatest value, which differ in a range, and its place.

    ``text[start:end]`` is how it is written, a range with both its ends. ``scales`` are the words
    it has for a hundred and more, as numbers: "1.33 lakh" has (100000,), 133,270 has none.
    ``groups`` counts the parts that are added up: "4 thousand 630" has two.
    """

    low: Value
    high: Value
    start: int
    end: int
    scales: tuple[int, ...] = ()
    groups: int = 1

    @property
    def value(self) -> Value | None:
        """The value, None of a range."""
        return self.low if self.low == self.high else None


def read_numbers(text: str, language: str = "") -> list[Number]:
    """Return the numbers of a text as written, in its order; what is doubtful is left out.

    ``language`` is a code of the lexicon ("en", "prs" ...), "" if it is not known: then words that
    are numbers in one language and something else in another are left out, too. "Dozens", "several
    thousand", ordinals, dates, times, and numbers of telephones are no numbers.
    """
    words = number_words(language)
    found: list[Number] = []
    for row in rows_of(text, language):
        if len(row) == 1 and row[0].digits:  # most are so, and need no grammar
            if _is_dialled(row[0], text):
                continue
            found += _written(row[0], row[0], value_of(row[0].digits, words.comma, False), text)
        elif any(token.digits or token.piece.kind in ("value", "scale") for token in row):
            found += _numbers(row, words, text)
    return found


def _numbers(run: list[Token], words: NumberWords, text: str) -> Iterator[Number]:
    """Yield the numbers and ranges of a row of tokens."""
    parser = Parser(run, words)
    at, free, since, between = 0, 0, False, False
    while at < len(run):
        kind = parser.kind(at)
        if kind == "vague" and parser.kind(at + 1) == "scale":
            vague = Parser(run, words, lenient=True).number(at + 1)
            at = free = vague.stop if vague else at + 1
            continue
        since, between = since or kind == "since", between or kind == "between"
        if (dialled := _dialled(parser, run, at, text)) > at:
            at = dialled
            continue
        start, number = at, parser.number(at, free)
        if number is None:
            at += 1
            continue
        link = _link(parser, run, number, since=since, between=between)
        other = parser.number(link[1], link[1]) if link else None
        if link is None or other is None:
            at = free = _past_words(parser, number)
            if at == number.stop:
                yield from _single(run, start, number, text)
        else:
            kind, middle = link
            at = free = other.stop
            if kind == "dash" and (end := _chain_end(parser, run, at)) > at:
                at = end  # a date or a telephone: "2025-11-24"
            else:
                yield from _pair(run, (start, number), (middle, other), kind, text)
        since = between = False


def _dialled(parser: Parser, run: list[Token], at: int, text: str) -> int:
    """Return where a number of a telephone that begins at a token ends, the token if none does."""
    if _is_dialled(run[at], text):
        while parser.kind(at) == "digits":
            at += 1
    return at


def _is_dialled(token: Token, text: str) -> bool:
    """Tell whether digits begin the number of a telephone: they have a zero or a plus before them.

    So have "0300 1234567", "+92 51 9203094", "(051) 9203094".
    """
    digits = "".join(token.digits.split())
    if not digits.isdecimal():
        return False
    zero = len(digits) > 1 and int(digits[0]) == 0
    before = max(0, token.start - _LONGEST_CODE)
    return zero or bool(_DIALLED.search(text, before, token.start))


def _past_words(parser: Parser, number: Parsed) -> int:
    """Return where a number in words ends with those in words that stand by it without a link.

    They were not understood together: "nineteen eighty-four".
    """
    at = number.stop
    while number.worded and parser.kind(at) == "value" and (other := parser.number(at, at)):
        at = other.stop
    return at


def _chain_end(parser: Parser, run: list[Token], at: int) -> int:
    """Return where a chain of digits and hyphens that goes on at a token ends."""
    while parser.kind(at) == "digits" and run[at].gap == "-":
        at += 1
    return at


_Link = tuple[str, int]
"""How two numbers belong together (range, change, dash), and where the second one begins."""


def _link(
    parser: Parser, run: list[Token], number: Parsed, *, since: bool, between: bool
) -> _Link | None:
    """Return how a number is linked to what follows it, None if it is not."""
    at = number.stop
    match parser.kind(at):
        case "until":
            return ("range", at + 1)
        case "to":
            return ("change" if since else "range", at + 1)
        case "becoming" if since:
            return ("change", at + 1)
        case "join" | "loose" if between:
            return ("range", at + 1)
        case "digits" | "value" if run[at].gap == "-":
            return ("dash", at)
        case "value" if number.worded and not number.scales and 0 < (number.value or 0) < 10:
            return ("range", at) if run[at].piece.value == (number.value or 0) + 1 else None
    return None


def _pair(
    run: list[Token], one: tuple[int, Parsed], other: tuple[int, Parsed], link: str, text: str
) -> Iterator[Number]:
    """Yield two linked numbers: a range as one, a change as two, what is doubtful not at all."""
    (start, first), (middle, second) = one, other
    if first.value is None or second.value is None:
        if link != "dash":
            yield from _single(run, start, first, text)
            yield from _single(run, middle, second, text)
        return
    low = exact(first.value * _shared_scale(first, second))
    begins, ends = run[start].start, run[second.stop - 1].end
    if link == "change" or (link == "range" and low >= second.value):
        yield Number(low, low, begins, run[first.stop - 1].end, first.scales, first.groups)
        yield from _single(run, middle, second, text)
    elif low < second.value:
        yield Number(low, second.value, begins, ends, second.scales, second.groups)


def _shared_scale(one: Parsed, other: Parsed) -> int:
    """Return what "3 to 4 thousand" multiplies its first number by, 1 if by nothing."""
    if one.value is None or other.value is None or other.groups != 1 or not other.scales:
        return 1
    if any(scale >= THOUSAND for scale in one.scales):
        return 1
    every = prod(other.scales)
    if not one.scales and len(other.counts) == 1 and one.value < other.counts[0]:
        return every
    large = prod(scale for scale in other.scales if scale >= THOUSAND)
    return large if one.value < other.value / large else 1


def _single(run: list[Token], start: int, number: Parsed, text: str) -> Iterator[Number]:
    first, last = run[start], run[number.stop - 1]
    return _written(first, last, number.value, text, number.scales, number.groups)


def _written(
    first: Token,
    last: Token,
    value: Value | None,
    text: str,
    scales: tuple[int, ...] = (),
    groups: int = 1,
) -> Iterator[Number]:
    """Yield a number that is written from one token to another, unless its value is doubtful."""
    if value is None:
        return
    if first is last and (people := left_out_million(first.digits)) is not None:
        value = people if _NOUN.match(text, first.end) else value
    yield Number(value, value, first.start, last.end, scales, groups)
