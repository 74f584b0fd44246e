"""Numbers of a text, in digits or words, and whether two copies of a text disagree on one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

# Spelled numbers as pipelines.fold writes them. Words that mean something else in a neighbouring
# language are left out: Persian nine is "no", thirty is the Urdu "from", one is an article.
_SAID = {
    2: "two دو دوه اثنان اثنين zwei iki",
    3: "three سه تین دری ثلاثه ثلاث drei uc",
    4: "four چهار چار څلور اربعه اربع vier",
    5: "five پنج پانچ پنځه خمسه خمس funf bes",
    6: "six شش شپږ سته sechs",
    7: "seven هفت سات اووه سبعه سبع sieben yedi",
    8: "eight هشت اٹه اته ثمانیه ثمانی acht sekiz",
    9: "nine تسعه تسع neun dokuz",
    10: "ten دس لس عشره عشر zehn",
    11: "eleven یازده گیاره یوولس elf",
    12: "twelve دوازده باره دولس zwolf",
    13: "thirteen سیزده تیره",
    14: "fourteen چهارده چوده",
    15: "fifteen پانزده پندره",
    16: "sixteen شانزده سوله",
    17: "seventeen هفده ستره",
    18: "eighteen هجده اٹهاره",
    19: "nineteen نوزده انیس",
    20: "twenty بیست بیس شل عشرون عشرین zwanzig yirmi",
    30: "thirty دیرش ثلاثون ثلاثین otuz",
    40: "forty چهل چالیس اربعون اربعین kirk",
    50: "fifty پنجاه پچاس خمسون خمسین elli",
    60: "sixty شصت ساٹه شپیته ستون ستین",
    70: "seventy هفتاد ستر اویا سبعون سبعین",
    80: "eighty هشتاد اسی اتیا ثمانون ثمانین",
    90: "ninety نود نوے نوی تسعون تسعین",
    200: "دویست مءتان مءتین",
    300: "سیصد",
    400: "چهارصد",
    500: "پانصد",
    600: "ششصد",
    700: "هفتصد",
    800: "هشتصد",
    900: "نهصد",
}
_SCALES = {
    100: "hundred صد سو سل مءه ماءه مایه yuz hundert",
    1_000: "thousand هزار زر زره الف الاف tausend bin",
    100_000: "lakh لاکه لک",
    1_000_000: "million ملیون میلیون ملایین milyon millionen",
    10_000_000: "crore کروڑ",
    1_000_000_000: "billion ملیارد میلیارد ارب milyar milliarden",
}
_VALUE = {word: value for value, words in _SAID.items() for word in words.split()}
_SCALE = {word: value for value, words in _SCALES.items() for word in words.split()}
_NUMBER_WORDS = frozenset((*_VALUE, *_SCALE))
_AND = {"and", "و", "او", "und"}
_MOST_EXACT_DIGITS = 200
"""Longer numbers are read as floats: whole ones would not fit into one when they are shown."""
_LONGEST_RUN = 12
"""So many words of a number are read; nobody writes more."""
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
        end = _run_end(words, start)
        masked += (*words[position:start], "#")
        said.append(_amount(words[start:end]))
        position = end
    masked += words[position:]
    return Amounts(tuple(masked), tuple(said))


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


def _run_end(words: Sequence[str], start: int) -> int:
    """Return where the number that begins at ``start`` ends; two written in digits are two."""
    end = start + 1
    while end < len(words):
        step = end + 1 if words[end] in _AND and end + 1 < len(words) else end
        after_digits = words[end - 1][0].isdecimal()
        goes_on = words[step] in _SCALE or (words[step] in _VALUE and not after_digits)
        if not goes_on or (step > end and after_digits):
            break
        end = step + 1
    return end


def _amount(run: Sequence[str]) -> Amount:
    total: float = 0
    current: float = 0
    counts: list[float] = []
    scales: list[int] = []
    for word in run[:_LONGEST_RUN]:
        if word in _AND:
            continue
        if (scale := _SCALE.get(word)) is None:
            counts.append(_VALUE.get(word) or _number(word))
            current += counts[-1]
            continue
        scales.append(scale)
        if scale == 100:
            current = (current or 1) * scale
        else:
            total, current = total + (current or 1) * scale, 0
    return Amount(total + current, tuple(counts), tuple(scales))


def _number(digits: str) -> float:
    """Return the value of some digits; whole ones stay exact, as in a part of an address."""
    exact = digits.isdecimal() and len(digits) <= _MOST_EXACT_DIGITS
    return int(digits) if exact else float(digits)
