"""The numbers between the words of a text, and whether two copies of it disagree on one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.lexicon.number_digits import Value
from pipelines.lexicon.number_parser import Parser, Token
from pipelines.lexicon.number_words import Piece, number_words

_MOST_EXACT_DIGITS = 200
"""Longer numbers are read as floats: whole ones would not fit into one when they are shown."""
_LONGEST_RUN = 12
"""So many words of a number are read; nobody writes more."""
_WORDS = number_words("")
_NUMBER_WORDS = frozenset(
    word for word, pieces in _WORDS.pieces.items() if pieces[0].kind in ("value", "scale")
)
_REACH = 3
"""Words of context that name what a number counts."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a text says it: its value, and the counts and scales (hundred, lakh) it is of."""

    value: float
    counts: tuple[float, ...]
    scales: tuple[int, ...]


Context = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Amounts:
    """A text with its numbers taken out: words with "#" for each, and what stood there."""

    masked: tuple[str, ...]
    said: tuple[Amount, ...]

    @cached_property
    def at(self) -> dict[Context, set[Amount]]:
        """The numbers said by context: three words, and where among them the number stands.

        One that ends the text may be cut off, so it has none.
        """
        at: dict[Context, set[Amount]] = defaultdict(set)
        places = (place for place, word in enumerate(self.masked) if word == "#")
        for place, amount in zip(places, self.said, strict=True):
            if place == len(self.masked) - 1:
                continue
            for before in range(_REACH + 1):
                start, end = place - before, place + _REACH + 1 - before
                around = (*self.masked[max(start, 0) : place], *self.masked[place + 1 : end])
                if len(around) == _REACH and any(word != "#" for word in around):
                    at[before, around].add(amount)
        return dict(at)


def amounts_of(words: Sequence[str]) -> Amounts:
    """Return the numbers in folded ``words``; a run such as "two hundred and ten" is one."""
    masked: list[str] = []
    said: list[Amount] = []
    position = 0
    for start in [
        at for at, word in enumerate(words) if word[0].isdecimal() or word in _NUMBER_WORDS
    ]:
        if start < position:
            continue  # within the run that began before it
        amount, end = _amount(words, start)
        masked += (*words[position:start], "#")
        said.append(amount)
        position = end
    masked += words[position:]
    return Amounts(tuple(masked), tuple(said))


def _amount(words: Sequence[str], start: int) -> tuple[Amount, int]:
    """Return the number that begins at a word, and where it ends."""
    tokens: list[Token] = []
    for at in range(start, min(start + _LONGEST_RUN, len(words))):
        pieces = _pieces(words[at])
        if not pieces:
            break
        digits = words[at] if words[at][0].isdecimal() else ""
        tokens += (Token(piece, digits, at, at + 1) for piece in pieces)
    number = Parser(tokens, _WORDS, lenient=True).number(0)
    if number is None or number.value is None:
        value = _number(words[start]) if words[start][0].isdecimal() else 0
        return Amount(value, (value,), ()), start + 1
    counts = tuple(map(_plain, number.counts))
    return Amount(_plain(number.value), counts, number.scales), tokens[number.stop - 1].end


def _plain(value: Value) -> float:
    """Return a value as it is compared: whole ones stay exact."""
    return value if isinstance(value, int) else float(value)


def _pieces(word: str) -> tuple[Piece, ...]:
    return (Piece("value"),) if word[0].isdecimal() else _WORDS.pieces.get(word, ())


def amounts_differ(one: Amounts, other: Amounts) -> bool:
    """Tell whether the same words stand around different numbers in two texts.

    A number that the other text merely left out is no difference, so a cut copy stays a copy.
    """
    if one.masked == other.masked:
        return not all(map(same_amount, one.said, other.said))
    rest, others = (Counter(amount.value for amount in text.said) for text in (one, other))
    mine, theirs = rest - others, others - rest
    return any(
        _says_more(one.at[key], other.at[key], mine)
        and _says_more(other.at[key], one.at[key], theirs)
        for key in one.at.keys() & other.at.keys()
    )


def same_amount(one: Amount, other: Amount) -> bool:
    """Tell whether two numbers agree; one that lost its scale or its count in editing still does.

    Nobody corrects "320 thousand" to 320: a scale is dropped by a cut or a slip.
    """
    if one.value == other.value:
        return True
    if one.counts == other.counts:
        return not one.scales or not other.scales
    return one.scales == other.scales and not (one.counts and other.counts)


def _says_more(one: set[Amount], other: set[Amount], only: Counter[float]) -> bool:
    """Tell whether ``one`` has a number that ``other`` lacks here and that was not just moved."""
    return any(a.value in only and not any(same_amount(a, b) for b in other) for a in one)


def _number(digits: str) -> float:
    """Return the value of some digits; whole ones stay exact, as in a part of an address."""
    exact = digits.isdecimal() and len(digits) <= _MOST_EXACT_DIGITS
    return int(digits) if exact else float(digits)
