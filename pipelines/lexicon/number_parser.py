"""The grammar of numbers: how digits, words and multipliers make one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.lexicon.number_digits import Value, exact, value_of
from pipelines.lexicon.number_words import HUNDRED, NumberWords, Piece

THOUSAND = 1_000
_MILLION = 1_000_000
_HALF = Decimal("0.5")
_THREE = 3
"""So many digits may follow a thousand: Turkish "bin 500" is 1,500."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word that has a part in a number, or digits; ``digits`` is "" for words.

    ``gap`` is what stands before it: "" in the same word, " " or "-".
    """

    piece: Piece
    digits: str
    start: int
    end: int
    gap: str = " "


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number that was read: its value, and the tokens that it took.

    ``counts`` and ``scales`` are what it is made of. ``value`` is None if it is doubtful.
    """

    value: Value | None
    stop: int
    counts: tuple[Value, ...]
    scales: tuple[int, ...]
    worded: bool
    groups: int = 1


@dataclass(frozen=True, slots=True)
class _Small:
    """A count below a multiplier: its value, and where what follows begins."""

    value: Value | None
    stop: int
    counts: tuple[Value, ...]
    scales: tuple[int, ...] = ()
    worded: bool = True
    doubtful: bool = False


class Parser:
    """Reads numbers out of a row of tokens that only blanks and hyphens part."""

    def __init__(self, tokens: Sequence[Token], words: NumberWords, lenient: bool = False) -> None:
        """Read ``tokens``; ``lenient`` takes a bare "million" for one, too."""
        self._tokens = tokens
        self._words = words
        self._lenient = lenient

    def number(self, start: int, free: int = 0) -> Parsed | None:
        """Return the number that begins at a token, None if none does.

        Tokens before ``free`` belong to another one.
        """
        total: Value = 0
        counts: list[Value] = []
        scales: list[int] = []
        last, at, stop, groups, worded, doubtful = 0, start, start, 0, True, True
        while small := self._small(at, first=not groups):
            multiplier, after = self._multiplier(small.stop)
            if groups and not self._continues(small, multiplier, last, (stop, at), worded):
                break
            if small.value is None:
                return Parsed(None, after, (), (), worded=False)
            value = small.value * multiplier
            scales += [*small.scales, *self._scales(small.stop, after)]
            if multiplier > 1:
                value, after = self._and_a_half(value, multiplier, after)
            total, groups, last, stop = total + value, groups + 1, multiplier, after
            counts += small.counts
            worded = worded and small.worded
            doubtful = doubtful and small.doubtful and multiplier == 1
            if multiplier == 1:
                break
            at = self._past_join(after)
        if not groups or (doubtful and not self._begins_range(stop)):
            return None
        if self._is_torn(start, free) or self._goes_on(stop, worded, bool(scales)):
            return Parsed(None, stop, (), (), worded)
        return Parsed(exact(total), stop, tuple(counts), tuple(scales), worded, groups)

    def _begins_range(self, stop: int) -> bool:
        """Tell whether a number that ends at a token begins a range: "one to two million"."""
        if self.kind(stop) not in ("to", "until"):
            return False
        other = self.number(stop + 1)
        return other is not None and bool(other.scales)

    def _is_torn(self, start: int, free: int) -> bool:
        """Tell whether what stands before a number belongs to it and was not understood.

        ``free`` is the first token that no other number has.
        """
        before = start - 1
        if before >= free and self.kind(before) in ("join", "loose"):
            before -= 1
        if before < free:
            return False
        kind = self.kind(before)
        if kind == "of":  # "a third of a million"
            return self.kind(start) in ("article", "scale")
        parted = before == start - 1
        if kind == "to" and not parted:  # "سی و سه": thirty in Persian is "to" in Urdu
            return True
        parted = parted and self.kind(start) == "digits"
        return kind in ("scale", "point") or (kind == "doubt" and not parted)

    def _goes_on(self, stop: int, worded: bool, scaled: bool) -> bool:
        """Tell whether a number goes on behind a token with what is not understood.

        That is an ordinal, a part, a dozen ("twenty-first"), or a word that may belong to it where
        the language is not known.
        """
        after = self.kind(self._past_join(stop))
        if worded and ("uncounted" in (after, self.kind(stop)) or self.kind(stop) == "part"):
            return True
        if after in ("to", "until"):
            after = self.kind(stop + 1)
        return (worded or scaled) and after == "doubt"

    def kind(self, at: int) -> str:
        """Return the kind of a token, "digits" for digits, "" past the end."""
        if at >= len(self._tokens):
            return ""
        token = self._tokens[at]
        return "digits" if token.digits else token.piece.kind

    def _value(self, at: int) -> Value:
        """Return the value of a word of a value, -1 for anything else."""
        return self._tokens[at].piece.value if self.kind(at) == "value" else -1

    def _is_scale(self, at: int, scale: int) -> bool:
        return self.kind(at) == "scale" and self._tokens[at].piece.value == scale

    def _past_join(self, at: int) -> int:
        return at + 1 if self.kind(at) in ("join", "loose") else at

    def _multiplier(self, at: int) -> tuple[int, int]:
        """Return the product of the scales from a token on, and where they end."""
        product = 1
        while self.kind(at) == "scale" and (scale := int(self._tokens[at].piece.value)) >= THOUSAND:
            if product > 1 and scale < product:
                break
            product *= scale
            at += 1
        return product, at

    def _scales(self, start: int, stop: int) -> list[int]:
        return [int(self._tokens[at].piece.value) for at in range(start, stop)]

    def _continues(
        self, small: _Small, multiplier: int, last: int, gap: tuple[int, int], worded: bool
    ) -> bool:
        """Tell whether a count with its multiplier goes on with the number before it.

        ``gap`` are where that number ends and where the count begins.
        """
        if small.value is None or small.value * multiplier >= last or multiplier >= last:
            return False
        if small.value != int(small.value):
            return False
        stop, at = gap
        if at > stop and self.kind(stop) == "loose":
            return worded and small.worded
        # "2 million 300" is no number in any language, "5 thousand 300" and "2 lakh 300" are.
        return small.worded or multiplier > 1 or last < _MILLION or at > stop

    def _and_a_half(self, value: Value, multiplier: int, at: int) -> tuple[Value, int]:
        """Add the half of "a million and a half", "مليون ونصف المليون", to a value."""
        half = self._past_join(at)
        half += self.kind(half) == "article"
        if half == at or self.kind(half) != "part" or self._tokens[half].piece.value >= 1:
            return value, at
        after = half + 1
        after += self._is_scale(after, multiplier)
        return value + self._tokens[half].piece.value * multiplier, after

    def _small(self, at: int, first: bool) -> _Small | None:
        """Return the count at a token: digits, words below a thousand, a part, a bare scale."""
        match self.kind(at):
            case "digits":
                return self._digits(at)
            case "added":
                return self._added(at)
            case "part":
                return self._part(at)
            case "article":
                if self.kind(at + 1) == "part":  # "eine halbe Million"
                    return self._part(at + 1)
                return self._hundreds(1, at + 1, ()) if self.kind(at + 1) == "scale" else None
            case "value":
                return self._words_from(at)
            case "scale":
                joined = self.kind(at - 1) == "join" or self._is_scale(at, HUNDRED)
                return self._bare(at, surely=not first) if first or joined else None
        return None

    def _digits(self, at: int) -> _Small:
        stop = at + 1
        scaled = self.kind(stop) == "scale"
        value = value_of(self._tokens[at].digits, self._words.comma, scaled)
        if value is None:
            return _Small(None, stop, (), worded=False)
        if self.kind(stop) == "point" and self.kind(stop + 1) in ("digits", "value"):
            value, stop = self._pointed(value, stop + 1)
        counts: tuple[Value, ...] = (value,)
        if self._is_scale(stop, HUNDRED) and value < HUNDRED:
            return _Small(value * HUNDRED, stop + 1, counts, (HUNDRED,), worded=False)
        value, stop = self._half_more(value, stop)
        return _Small(value, stop, counts, worded=False)

    def _pointed(self, whole: Value, at: int) -> tuple[Value, int]:
        """Return the value of "1 point 4", whose decimals stand at a token."""
        token = self._tokens[at]
        decimals = token.digits or str(token.piece.value)
        if not decimals.isdecimal() or whole != int(whole):
            return whole, at - 1
        return exact(Decimal(f"{int(whole)}.{int(decimals)}")), at + 1

    def _half_more(self, value: Value, at: int) -> tuple[Value, int]:
        """Add the half of "two and a half", "دو و نیم", "iki buçuk" to a count."""
        half = self._past_join(at)
        half += self.kind(half) == "article"
        if self.kind(half) != "part" or self._tokens[half].piece.value != _HALF:
            return value, at
        return value + _HALF, half + 1

    def _added(self, at: int) -> _Small | None:
        """Return the count of "ساڑھے تین", or of "سوا لاکھ"."""
        more = self._tokens[at].piece.value
        if self.kind(at + 1) == "scale":
            return _Small(1 + more, at + 1, (1 + more,))
        small = self._small(at + 1, first=False)
        if small is None or small.value is None:
            return None
        value = small.value + more * (HUNDRED if small.scales else 1)
        return _Small(value, small.stop, (value,), small.scales)

    def _part(self, at: int) -> _Small | None:
        """Return the count of "half a million"; a part of nothing is none."""
        part = self._tokens[at].piece.value
        after = at + 1 + (self.kind(at + 1) == "of")
        after += self.kind(after) == "article"
        if part > 1 and self._begins_range(after):  # "ڈیڑھ سے دو لاکھ"
            return _Small(part, after, (part,))
        if self.kind(after) != "scale":
            return None
        if self._tokens[after].piece.value == HUNDRED:  # "ڈیڑھ سو"
            return _Small(part * HUNDRED, after + 1, (part,), (HUNDRED,)) if part > 1 else None
        return _Small(part, after, (part,))

    def _bare(self, at: int, surely: bool) -> _Small | None:
        """Return the count of a scale without one: "صد و بیست", "هزار نفر".

        It is ``surely`` one within a number: "bin yüz" is 1,100.
        """
        piece = self._tokens[at].piece
        after = self._past_join(at + 1)
        lesser = self.kind(after) == "scale" and self._tokens[after].piece.value < piece.value
        scaled = piece.value == HUNDRED and self.kind(after) == "scale"
        rest = self.kind(at + 1) == "digits" and len(self._tokens[at + 1].digits) <= _THREE
        goes_on = self.kind(after) == "value" or lesser or scaled or rest
        if not (piece.alone or self._lenient or surely or goes_on):
            return None
        if piece.value == HUNDRED:
            return self._hundreds(1, at, ())
        return _Small(1, at, ())

    def _words_from(self, at: int) -> _Small | None:
        value, stop, counts = self._below_hundred(at)
        doubtful = stop == at + 1 and self._tokens[at].piece.doubtful
        if self.kind(stop) == "point" and self.kind(stop + 1) in ("digits", "value"):
            value, stop = self._pointed(value, stop + 1)
            return _Small(value, stop, (value,))
        small = self._hundreds(value, stop, counts, doubtful)
        if small.value is None:
            return small
        value, stop = self._half_more(small.value, small.stop)
        return _Small(
            value, stop, small.counts, small.scales, doubtful=small.doubtful and stop == small.stop
        )

    def _hundreds(
        self, value: Value, at: int, counts: tuple[Value, ...], doubtful: bool = False
    ) -> _Small:
        """Return a count with the hundreds that follow it, and with what is below a hundred."""
        scales: tuple[int, ...] = ()
        if self._is_scale(at, HUNDRED) and value < HUNDRED:
            value, at, scales, doubtful = value * HUNDRED, at + 1, (HUNDRED,), False
        if value >= HUNDRED and value % HUNDRED == 0 and value < THOUSAND:
            rest = self._past_join(at)
            if 0 < self._value(rest) < HUNDRED:
                more, stop, others = self._below_hundred(rest)
                if not self._is_scale(stop, HUNDRED):
                    return _Small(value + more, stop, (*counts, *others), scales)
        return _Small(value, at, counts, scales, doubtful=doubtful)

    def _below_hundred(self, at: int) -> tuple[Value, int, tuple[Value, ...]]:
        """Return the value of one or two words, where they end, and the value of each."""
        value = self._value(at)
        after = at + 1
        if self._words.least_tens <= value < HUNDRED and value % 10 == 0:
            unit = after + (self.kind(after) == "join")
            unit += self._glued_join(unit)
            if 0 < self._value(unit) < 10:
                return value + self._value(unit), unit + 1, (value, self._value(unit))
        elif 0 < value < 10 and self._units_first(after):
            tens = self._past_join(after)
            ten = self._value(tens)
            if ten == 10 and tens == after:  # Arabic "خمسة عشر"
                return value + ten, tens + 1, (value, ten)
            if ten >= 20 and ten % 10 == 0 and ten < HUNDRED:
                return value + ten, tens + 1, (value, ten)
        return value, after, (value,)

    def _glued_join(self, at: int) -> bool:
        """Tell whether a token is an "and" within one written word."""
        return self.kind(at) == "loose" and self._tokens[at].gap == ""

    def _units_first(self, at: int) -> bool:
        """Tell whether tens that follow a unit, from a token on, belong to it."""
        if not self._words.units_first:
            return False
        return self.kind(at) != "loose" or self._tokens[at].gap == ""
