"""Reads dates as outlets write them: ISO, mail, words in ten languages, three calendars."""

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from pipelines.fold import fold

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(hours=26)
"""A date so far ahead is still believed: clocks and time zones differ. Later ones are not."""

# Zones of the outlets' countries, in minutes east of UTC, for times that name none.
COUNTRY_MINUTES = {
    **{"PK": 300, "AF": 270, "IR": 210, "TR": 180, "UZ": 300, "TJ": 300, "TM": 300, "IN": 330},
    **{"QA": 180, "SA": 180, "AE": 240, "IQ": 180, "RU": 180, "BD": 360},
}
ZONE_MINUTES = {
    **{"utc": 0, "gmt": 0, "z": 0, "pkt": 300, "pst pakistan": 300, "aft": 270, "irst": 210},
    **{"irdt": 270, "trt": 180, "uzt": 300, "est": -300, "edt": -240, "cst": -360, "cdt": -300},
    **{"mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "et": -300, "bst": 60, "cet": 60},
    **{"cest": 120, "eet": 120, "eest": 180, "msk": 180, "gst": 240, "aest": 600},
}
# Countries that write the month first.
_MONTH_FIRST = frozenset({"US", "PH"})

_GREGORIAN = """
january jan januar jaenner janvier enero gennaio janeiro ocak جنوری ژانویه جنوري يناير كانون_الثاني
february feb februar fevrier febrero febbraio fevereiro subat فروری فوریه فبروري فبراير شباط
march mar maerz marz mars marzo marco mart مارچ مارس مارچ مارس آذار
april apr avril abril aprile nisan اپریل آوریل اپریل ابريل نيسان
may mai mayo maggio maio mayis مئی مه می مايو ايار
june jun juni juin junio giugno junho haziran جون ژوئن جون يونيو حزيران
july jul juli juillet julio luglio julho temmuz جولائی ژوئیه جولای يوليو تموز
august aug aout agosto agustos اگست اوت اګست اغسطس آب
september sep sept septembre septiembre settembre setembro eylul ستمبر سپتامبر سپتمبر سبتمبر ايلول
october oct okt oktober octobre octubre ottobre outubro ekim اکتوبر اکتبر اكتوبر تشرين_الاول
november nov novembre noviembre novembro kasim نومبر نوامبر نوفمبر تشرين_الثاني
december dec dez dezember decembre diciembre dicembre aralik دسمبر دسامبر ديسمبر كانون_الاول
"""
_SOLAR = """
فروردین حمل وری
اردیبهشت ثور غویی
خرداد جوزا غبرګولی
تیر سرطان چنګاښ
مرداد اسد زمری
شهریور سنبله وږی
مهر میزان تله
آبان عقرب لړم
آذر قوس لیندۍ
دی جدی مرغومی
بهمن دلو سلواغه
اسفند حوت کب
"""


def _table(text: str) -> dict[str, int]:
    lines = [line.split() for line in text.strip().splitlines()]
    return {
        fold(name.replace("_", " ")): number
        for number, names in enumerate(lines, 1)
        for name in names
    }


GREGORIAN_MONTHS = _table(_GREGORIAN)
SOLAR_MONTHS = _table(_SOLAR)
# "مارس" is March in Arabic and Persian; "می" is also a prefix, "مه" and "آب" are also words: with a
# day before and a year after them they are months.
_MONTH = "|".join(sorted(map(re.escape, {*GREGORIAN_MONTHS, *SOLAR_MONTHS}), key=len, reverse=True))
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[t ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?)?"
)
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|\.)?,?\s+(?:de\s+)?({_MONTH})\b\.?,?\s+(?:de\s+)?(\d{{4}})(?!\d)"
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})\s+(?:کال\s+)?(?:د\s+)?({_MONTH})\s+(\d{{1,2}})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?![\d/])")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?\s*\(?([a-z]{2,4}|[+-]\d{2}:?\d{2})?\b"
)
# How long ago: what stands after the number, and what stands before and after it in Arabic.
_AGO = {
    60: "minutes ago|minute ago|mins ago|min ago|منٹ قبل|منٹ پہلے|دقیقه پیش|دقیقه قبل|دقیقې مخکې",
    3_600: "hours ago|hour ago|hrs ago|گھنٹے قبل|گھنٹے پہلے|گھنٹہ قبل|ساعت پیش|ساعت قبل|ساعته مخکې",
    86_400: "days ago|day ago|دن قبل|دن پہلے|روز پیش|روز قبل|ورځې مخکې",
}
_AGO_ARABIC = {60: "دقيقة|دقائق", 3_600: "ساعة|ساعات", 86_400: "يوم|ايام|يوما"}
_YESTERDAY = re.compile(
    rf"\b(?:{'|'.join(map(fold, ('yesterday', 'دیروز', 'پرون', 'گزشتہ روز')))})\b"
)


def _relative() -> Iterator[tuple[re.Pattern[str], int]]:
    for seconds, words in _AGO.items():
        before = "|".join(map(fold, _AGO_ARABIC[seconds].split("|")))
        after = "|".join(map(fold, words.split("|")))
        yield re.compile(rf"(\d+) (?:{after})\b|\b(?:قبل|منذ) (\d+) (?:{before})\b"), seconds


_RELATIVE = tuple(_relative())


def parse_machine_date(text: str, country: str, now: datetime) -> datetime | None:
    """Return the moment of a machine-readable date (ISO 8601, RFC 5322, digits), or None.

    A time without a zone is taken as the outlet's own; one that is not believable is None.
    """
    text = text.strip()
    if not text or len(text) > 80:
        return None
    folded = fold(text)
    found = _iso(folded, country)
    if found is None and re.search(r"\d{1,2}\s+[a-z]{3}\w*\s+\d{4}\s+\d{1,2}:", folded):
        found = _mail(text)
    if found is None and folded.isdigit() and len(folded) in (10, 13):
        seconds = int(folded) / (1 if len(folded) == 10 else 1000)
        found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if found is None and folded.isdigit() and len(folded) == 8:
        found = _moment(int(folded[:4]), int(folded[4:6]), int(folded[6:]), None)
    return believable(found or read_date(text, country, now), now)


def read_date(text: str, country: str, now: datetime) -> datetime | None:
    """Return the first date that a line of a page names, as UTC, or None.

    Understands words and digits of the languages at hand, the solar calendar of Iran and
    Afghanistan, and how long ago; ``country`` settles the order of day and month.
    """
    folded = re.sub(r"\s+", " ", fold(text[:400]))
    for found in _candidates(folded, country):
        moment = believable(found, now)
        if moment:
            return moment
    for pattern, seconds in _RELATIVE:
        match = pattern.search(folded)
        if match:
            count = int(next(group for group in match.groups() if group)[:6])
            return believable(now - timedelta(seconds=min(count * seconds, 10**9)), now)
    return now - timedelta(days=1) if _YESTERDAY.search(folded) else None


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return ``moment`` as UTC if an article may have appeared then, else None."""
    if moment is None:
        return None
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if EARLIEST <= moment <= now + CLOCK_SKEW else None


def _candidates(folded: str, country: str) -> Iterator[datetime | None]:
    yield _iso(folded, country)
    for match in _DAY_MONTH.finditer(folded):
        yield _named(match[3], match[2], match[1], folded[match.end() :], country)
    for match in _MONTH_DAY.finditer(folded):
        yield _named(match[3], match[1], match[2], folded[match.end() :], country)
    for match in _YEAR_FIRST.finditer(folded):
        yield _named(match[1], match[2], match[3], folded[match.end() :], country)
    for match in _NUMBERS.finditer(folded):
        yield _numbers(match[1], match[2], match[3], folded[match.end() :], country)


def _iso(folded: str, country: str) -> datetime | None:
    match = _ISO.search(folded)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if year < 1600:
        return _solar(year, month, day, folded[match.end(3) :], country)
    clock = (int(match[4]), int(match[5])) if match[4] else None
    zone = _zone(match[7] or "") if match[7] else _country_zone(country)
    return _moment(year, month, day, clock, zone if clock else UTC)


def _named(year: str, month: str, day: str, rest: str, country: str) -> datetime | None:
    if int(year) < 1600:
        number = SOLAR_MONTHS.get(month)
        return _solar(int(year), number, int(day), rest, country) if number else None
    number = GREGORIAN_MONTHS.get(month)
    return _with_clock(int(year), number, int(day), rest, country) if number else None


def _numbers(first: str, second: str, third: str, rest: str, country: str) -> datetime | None:
    one, two, three = int(first), int(second), int(third)
    if len(first) == 4:
        if one < 1600:
            return _solar(one, two, three, rest, country)
        return _with_clock(one, two, three, rest, country)
    if len(third) == 2:
        three += 2000
    if three < 1600:
        return _solar(three, two, one, rest, country)
    swapped = two > 12 or (country in _MONTH_FIRST and one <= 12)
    day, month = (two, one) if swapped else (one, two)
    return _with_clock(three, month, day, rest, country)


def _solar(year: int, month: int, day: int, rest: str, country: str) -> datetime | None:
    from persiantools.jdatetime import JalaliDate

    try:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return _with_clock(found.year, found.month, found.day, rest, country)


def _with_clock(year: int, month: int, day: int, rest: str, country: str) -> datetime | None:
    match = _CLOCK.search(rest[:40])
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return _moment(year, month, day, None)
    hour = int(match[1])
    half = (match[3] or "").replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    zone = _zone(match[4] or "") or _country_zone(country)
    return _moment(year, month, day, (hour, int(match[2])), zone)


def _zone(name: str) -> timezone | None:
    name = name.strip().lower()
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        minutes = -minutes if offset[1] == "-" else minutes
    elif name in ZONE_MINUTES:
        minutes = ZONE_MINUTES[name]
    else:
        return None
    return timezone(timedelta(minutes=minutes)) if abs(minutes) < 1440 else None


def _country_zone(country: str) -> timezone:
    return timezone(timedelta(minutes=COUNTRY_MINUTES.get(country, 0)))


def _moment(
    year: int, month: int, day: int, clock: tuple[int, int] | None, zone: timezone | None = UTC
) -> datetime | None:
    """Return a moment; a day without a time is its noon, UTC: the same day nearly everywhere."""
    hour, minute = clock or (12, 0)
    try:
        return datetime(year, month, day, hour, minute, tzinfo=zone or UTC)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    name = text.rsplit(" ", 1)[-1].strip("()").lower()
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None or (name in ZONE_MINUTES and moment.utcoffset() == timedelta(0)):
        moment = moment.replace(tzinfo=_zone(name) or UTC)
    return moment
