"""The days of the week by their names in every language."""

from collections.abc import Mapping
from types import MappingProxyType

from pipelines.lexicon.joined import words_in

# A line a day from Monday on. Left out is what means something else as often: "ہفتہ" (week),
# "sat", "sun", "pazar" (market).
_WEEK = """
monday montag pazartesi دوشنبه دوشنبې الاثنين الإثنين پیر
tuesday dienstag salı سه‌شنبه سه‌شنبې الثلاثاء منگل
wednesday mittwoch çarşamba چهارشنبه چارشنبه چارشنبې چهارشنبې الأربعاء بدھ
thursday donnerstag perşembe پنجشنبه پنجشنبې پنج‌شنبه پنج‌شنبې الخميس جمعرات
friday freitag cuma جمعه جمعې الجمعة جمعہ جمعے
saturday samstag cumartesi شنبه شنبې السبت سنیچر ہفتے_کو ہفتہ_کو ہفتے_کے_روز
sunday sonntag یکشنبه یکشنبې الأحد اتوار
"""

WEEKDAYS: Mapping[str, int] = MappingProxyType(
    {
        word: number
        for number, line in enumerate(_WEEK.strip().splitlines())
        for word in words_in(line)
    }
)
"""The number of a day of the week, 0 for Monday, by each of its names, folded."""
