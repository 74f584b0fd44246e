"""Reads how long ago something was: "3 hours ago", "۳ ساعت پیش", "قبل ساعتين", "گزشتہ روز"."""

import re
from datetime import datetime, timedelta

from pipelines.text.fold import fold

# Units by their length in seconds. Weeks and more are not read: they do not name a day.
_UNITS = {
    1: "seconds second secs sec sekunden sekunde saniye سیکنڈ ثانیه ثانیې ثواني ثانية секунд",
    60: (
        "minutes minute mins min minuten minute dakika dk منٹ منٹس دقیقه دقيقې دقیقې دقائق دقيقة "
        "دقيقه minutos минут минуты минуту daqiqa дақиқа"
    ),
    3_600: (
        "hours hour hrs hr stunden stunde saat گھنٹے گھنٹہ گھنٹوں ساعت ساعته ساعتونه ساعتونو ساعة "
        "ساعات heures heure horas hora часов часа час soat соат"
    ),
    86_400: (
        "days day tagen tage tag gün دن دنوں روز ورځ ورځې ورځو يوم أيام يوما jours jour dias dia "
        "дней дня день kun рӯз"
    ),
}
# Two of a thing is a word of its own in Arabic.
_TWO = {60: "دقيقتين دقيقتان", 3_600: "ساعتين ساعتان", 86_400: "يومين يومان"}
_NUMBERS = {
    1: "a an one ein einer einem einen bir ایک یک یو یوه واحد واحدة un une uno",
    2: "two zwei iki دو دوه deux dos",
    3: "three drei üç تین سه درې ثلاث ثلاثة",
    4: "four vier dört چار چهار څلور أربع أربعة",
    5: "five fünf beş پانچ پنج پنځه خمس خمسة",
    6: "six sechs altı چھ شش شپږ ست ستة",
    7: "seven sieben yedi سات هفت اووه سبع سبعة",
    8: "eight acht sekiz آٹھ هشت اته ثماني ثمانية",
    9: "nine neun dokuz نو نه نهه تسع تسعة",
    10: "ten zehn on دس ده لس عشر عشرة",
}
_AFTER = "ago önce قبل پہلے پیش مخکې وړاندې назад oldin пеш"
_BEFORE = "vor قبل منذ il_y_a hace há"
_YESTERDAY = (
    "yesterday gestern dün دیروز دیشب پرون گزشتہ_روز أمس البارحة hier ayer вчера kecha дирӯз"
)
_TODAY = "today heute bugün آج امروز نن اليوم aujourd'hui hoy сегодня"
_NOW = "just_now moments_ago ابھی_ابھی لحظاتی_پیش همین_حالا همدا_اوس الآن az_önce"
MOST_RELATIVE_S = 40 * 86_400
"""Longer ago than this is no way to date an article."""


def _words(text: str) -> list[str]:
    return [fold(word.replace("_", " ")) for word in text.split()]


def _any(words: list[str]) -> str:
    return "|".join(sorted({re.escape(word) for word in words}, key=len, reverse=True))


_SECONDS = {word: seconds for seconds, text in _UNITS.items() for word in _words(text)}
_TWO_SECONDS = {word: 2 * seconds for seconds, text in _TWO.items() for word in _words(text)}
_COUNT = {word: number for number, text in _NUMBERS.items() for word in _words(text)}
_QUANTITY = rf"(?:(\d{{1,3}}|{_any(list(_COUNT))})\s+)?({_any(list(_SECONDS | _TWO_SECONDS))})"
_AGO = re.compile(
    rf"(?<!\w)(?:{_QUANTITY}\s+(?:{_any(_words(_AFTER))})"
    rf"|(?:{_any(_words(_BEFORE))})\s+{_QUANTITY})(?!\w)"
)
_DAYS = (
    (re.compile(rf"(?<!\w)(?:{_any(_words(_YESTERDAY))})(?!\w)"), 1),
    (re.compile(rf"(?<!\w)(?:{_any(_words(_TODAY) + _words(_NOW))})(?!\w)"), 0),
)


def read_relative(folded: str, now: datetime) -> datetime | None:
    """Return the moment that a folded text puts before ``now``, or None.

    "A unit ago" without a number is read as one. Yesterday and today are the same hour of those.
    """
    found = _AGO.search(folded)
    if found:
        number, unit = (found[1], found[2]) if found[2] else (found[3], found[4])
        seconds = _TWO_SECONDS.get(unit) or _SECONDS[unit] * _count(number)
        return now - timedelta(seconds=seconds) if seconds <= MOST_RELATIVE_S else None
    for pattern, days in _DAYS:
        if pattern.search(folded):
            return now - timedelta(days=days)
    return None


def _count(number: str | None) -> int:
    if not number:
        return 1
    return int(number) if number.isdecimal() else _COUNT[number]
