"""Knows the lines of a page that change by themselves: counters, and when it was last touched."""

import re
from functools import lru_cache

from pipelines.lexicon.joined import MONTHS
from pipelines.text.fold import fold, folded_words

LONGEST_LINE_WORDS = 16
_SENTENCE_WORDS = 5
_SENTENCE = re.compile(r"(?<![ap]\.m)[.!?؟۔]\s*$")
"""So many words that end like a sentence are one, whatever they speak of."""
_PARTS = re.compile(r"\s+[|•·]\s+")

# A line moves if it has one of these words, and besides it only numbers, months and the fillers.
_MARKS = """
updated update modified published posted views view viewed reads read shares share comments comment
likes like followers clicks ago
aktualisiert veröffentlicht aufrufe kommentare lesezeit geteilt stand
güncellendi güncelleme güncellenme yayınlanma okunma görüntülenme görüntüleme yorum paylaşım önce
ڈیٹ شائع تبصرے تبصرہ ویوز شیئر شیئرز قبل پہلے دیکھا پڑھا مرتبہ
بروزرسانی روزرسانی به‌روزرسانی روزشده انتشار بازدید بازدیدها نظر دیدگاه پیش مطالعه
تازه خپور خپره لیدنې لیدنه تبصرې مخکې وړاندې
تحديث النشر نشر مشاهدة مشاهدات تعليق تعليقات قراءة القراءة منذ مشاركة
"""
_FILLERS = """
last first on at am pm a m p by the of in to and time times date total be minute minutes min mins
hour hours hrs hr day days week weeks second seconds today yesterday now just gmt utc pkt aft irst
ist est edt bst cet people users readers this article page story has been was so far edition
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun k
zuletzt am um uhr vor der zeit minuten minute min stunden stunde tagen tag heute gestern mal
montag dienstag mittwoch donnerstag freitag samstag sonntag
son tarihi saat dakika gün kez kere okuma süresi bugün dün
pazartesi salı çarşamba perşembe cuma cumartesi pazar
اپ آخری بار ہوا ہوئی کیا گیا گئے گئی وقت تاریخ منٹ گھنٹے گھنٹہ گھنٹوں دن آج کل بج کر کو پر کا کی
پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار لوگوں نے صبح شام
به روز رسانی شده آخرین زمان تاریخ ساعت دقیقه روز امروز دیروز در مدت تعداد بار نفر خبر این
شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه قبل
وروستی شوی شوې شو وخت نېټه ساعته دقیقې ورځې نن پرون ځله
آخر تم في الساعة ساعة ساعات دقيقة دقائق يوم أيام اليوم أمس عدد مدة وقت تاريخ منذ مرة بتاريخ
الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد صباحا مساء ص م
"""


@lru_cache(1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded words that mark a moving line, and those that may stand beside them."""
    marks = frozenset(map(_bare, folded_words(fold(_MARKS))))
    months = folded_words(" ".join(MONTHS))
    return marks, marks.union(map(_bare, (*folded_words(fold(_FILLERS)), *months)))


def _bare(word: str) -> str:
    """Return a folded word without the article of Arabic."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def is_moving(line: str) -> bool:
    """Tell whether a line only counts readers, or only says when the page was last touched.

    Such a line holds a number or a unit of time; a sentence of the article has other words too.
    """
    words = folded_words(fold(line))
    if not words or len(words) > LONGEST_LINE_WORDS:
        return False
    if len(words) >= _SENTENCE_WORDS and _SENTENCE.search(line.casefold()):
        return False
    marks, known = _words()
    plain = [_bare(word) for word in words if not word[0].isdecimal()]
    return not marks.isdisjoint(plain) and known.issuperset(plain)


def without_moving(line: str) -> str:
    """Return a line without those of its parts that move: "By A | 2 May | views: 12" has two."""
    parts = _PARTS.split(line)
    if len(parts) == 1:
        return "" if is_moving(line) else line
    return " | ".join(part for part in parts if not is_moving(part))
