"""Numbers of a text, in digits or words, and whether two copies of a text disagree on one."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
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
    1_000: "thousand هزار زر الف الاف tausend bin",
    100_000: "lakh لاکه لک",
    1_000_000: "million ملیون میلیون ملایین milyon millionen",
    10_000_000: "crore کروڑ",
    1_000_000_000: "billion ملیارد میلیارد ارب milyar milliarden",
}
_VALUE = {word: value for value, words in _SAID.items() for word in words.split()}
_SCALE = {word: value for value, words in _SCALES.items() for word in words.split()}
_AND = {"and", "و", "او", "und"}
_REACH = 3
"""Words of context that name what a number counts."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """A text with its numbers taken out: words with "#" for each, and what stood there.

    ``at`` maps a context of three words (and where the number stands in it) to the values said.
    """

    masked: tuple[str, ...]
    values: tuple[float, ...]
    at: dict[tuple[int, tuple[str, ...]], set[float]]


def amounts_of(words: Sequence[str]) -> Amounts:
    """Return the numbers in folded ``words``; a run such as "two hundred and ten" is one."""
    masked: list[str] = []
    values: list[float] = []
    position = 0
    while position < len(words):
        if _is_number(words[position]):
            end = _run_end(words, position)
            masked.append("#")
            values.append(_value(words[position:end]))
            position = end
        else:
            masked.append(words[position])
            position += 1
    return Amounts(tuple(masked), tuple(values), _contexts(masked, values))


def amounts_differ(one: Amounts, other: Amounts) -> bool:
    """Tell whether the same words stand around different numbers in two texts.

    A number that the other text merely left out is no difference, so a cut copy stays a copy.
    """
    if one.masked == other.masked:
        return one.values != other.values
    shared = one.at.keys() & other.at.keys()
    return any(one.at[key] - other.at[key] and other.at[key] - one.at[key] for key in shared)


def _is_number(word: str) -> bool:
    return word[0].isdecimal() or word in _VALUE or word in _SCALE


def _run_end(words: Sequence[str], start: int) -> int:
    """Return where the number that begins at ``start`` ends; two written in digits are two."""
    end = start + 1
    while end < len(words):
        step = end + 1 if words[end] in _AND and end + 1 < len(words) else end
        spelled = words[step] in _SCALE or words[step] in _VALUE
        if not spelled or (step > end and words[end - 1][0].isdecimal()):
            break
        end = step + 1
    return end


def _value(run: Sequence[str]) -> float:
    total = current = 0.0
    for word in run:
        if word in _SCALE:
            scale = _SCALE[word]
            if scale == 100:
                current = (current or 1) * scale
            else:
                total, current = total + (current or 1) * scale, 0.0
        elif word in _VALUE:
            current += _VALUE[word]
        else:
            found = _NUMBER.match(word)
            current += float(found[0]) if found else 0.0
    return total + current


def _contexts(
    masked: Sequence[str], values: Sequence[float]
) -> dict[tuple[int, tuple[str, ...]], set[float]]:
    at: dict[tuple[int, tuple[str, ...]], set[float]] = defaultdict(set)
    places = (place for place, word in enumerate(masked) if word == "#")
    for place, value in zip(places, values, strict=True):
        for before in range(_REACH + 1):
            start, end = place - before, place + _REACH + 1 - before
            around = (*masked[max(start, 0) : place], *masked[place + 1 : end])
            if len(around) == _REACH and any(word != "#" for word in around):
                at[before, around].add(value)
    return dict(at)
