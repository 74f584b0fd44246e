"""Numbers in digits of any script: how they are grouped, and where their decimals begin."""

import re
from decimal import Decimal

Value = int | Decimal
"""A value without loss: whole ones are int."""

# Digits with what may stand within a number, a date, a time or a score; what it is, is seen later.
# Groups of three may stand apart by a blank, as in "12 500".
DIGITS = (
    r"[1-9١-٩۱-۹]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?![.,٬٫،]?\d)"
    r"|\d+(?:[.,٬٫،'’:/ر]\d+)*"
)
_BLANKS = " \u00a0\u2009\u202f"
_DOT, _COMMAS, _MARKS = ".", ",،", "٬'’"
_LONGEST = 15
"""So many digits are a number; more are one of a telephone or an identity card."""
_LEFT_OUT_MILLION = re.compile(r"0\.\d{6}")
_MILLION_DIGITS = len("0.241888")


def value_of(raw: str, comma: str, scaled: bool) -> Value | None:
    """Return the value of digits as they are written, None if it is doubtful.

    ``comma`` is the decimal mark of the language, "." or ","; ``scaled`` says that "million" or
    the like stands behind, so that decimals are likely.
    """
    if raw.isdecimal():
        return _whole(raw)
    marks = [mark for mark in raw if not mark.isdecimal()]
    first, last = marks[0], marks[-1]
    if all(mark in _BLANKS for mark in marks):
        return _grouped(raw)
    if first == last == "ر" and len(marks) == 1:
        # Arabic agencies write the decimals first, in the order in which they are typed.
        decimals, whole = raw.split("ر")
        return _decimal(whole, decimals)
    if first == last == "/" and len(marks) == 1 and scaled:
        whole, decimals = raw.split("/")
        return _decimal(whole, decimals)
    if any(mark in ":/ر" for mark in marks):
        return None
    if last == "٫":
        return _with_decimals(raw, "٫", scaled)
    if len(set(marks)) > 1:
        return _with_decimals(raw, last, True) if last in _DOT + _COMMAS else None
    if first in _MARKS:
        return _grouped(raw)
    if len(marks) > 1:
        return _grouped(raw)
    return _one_mark(raw, first, comma, scaled)


def _one_mark(raw: str, mark: str, comma: str, scaled: bool) -> Value | None:
    """Return the value of digits with one dot or one comma."""
    whole, decimals = raw.split(mark)
    is_comma = mark in _COMMAS
    if is_comma == (comma == "."):  # the mark that groups
        if len(decimals) == 3:
            # "1.135 Millionen" would be more than a thousand millions: nobody writes so.
            return None if scaled and not is_comma else _grouped(raw)
        return _decimal(whole, decimals) if scaled else None
    # "1.135" is a decimal number, or a thousand and more as the neighbours write it.
    doubtful = len(decimals) == 3 and int(whole) != 0
    return _decimal(whole, decimals) if scaled or not doubtful else None


def left_out_million(raw: str) -> int | None:
    """Return the value of "0.241888" where it counts people: a million was left out, else None."""
    if len(raw) != _MILLION_DIGITS:
        return None
    plain = "".join(mark if mark == "." else _digit(mark) for mark in raw)
    return int(plain[2:]) if _LEFT_OUT_MILLION.fullmatch(plain) else None


def _digit(mark: str) -> str:
    return str(int(mark)) if mark.isdecimal() else mark


def _whole(raw: str) -> int | None:
    if len(raw) > _LONGEST or (len(raw) > 1 and int(raw[0]) == 0):
        return None
    return int(raw)


def _grouped(raw: str) -> int | None:
    """Return the value of digits in groups of three, or of two and then three as in India."""
    groups = re.split(r"\D", raw)
    lengths = {len(group) for group in groups[1:-1]}
    if len(groups[-1]) != 3 or not 1 <= len(groups[0]) <= 3 or int(groups[0]) == 0:
        return None
    indian = lengths == {2} and len(groups[0]) <= 2
    return _whole("".join(groups)) if lengths <= {3} or indian else None


def _with_decimals(raw: str, mark: str, sure: bool) -> Value | None:
    """Return the value of digits whose last mark is decimal, the others group."""
    whole, _, decimals = raw.rpartition(mark)
    if mark in whole or (len(decimals) == 3 and not sure):
        return None
    value = int(whole) if whole.isdecimal() else _grouped(whole)
    return None if value is None else _decimal(str(value), decimals)


def _decimal(whole: str, decimals: str) -> Value | None:
    if len(whole) + len(decimals) > _LONGEST or (len(whole) > 1 and int(whole[0]) == 0):
        return None
    return exact(Decimal(f"{int(whole)}.{''.join(map(_digit, decimals))}"))


def exact(value: Value) -> Value:
    """Return a value as int if it is whole."""
    return int(value) if value == int(value) else value
