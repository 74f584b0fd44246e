# ruff: noqa: E501 - one pattern a line, however long
"""Tells pages that stand in the way of an article (walls, errors, lists) from articles.

When in doubt a page is an article: a missed article is worse than a poor one.
"""

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.items import Dropped, Failed, Page
from pipelines.lexicon.boilerplate_patterns import folded_pattern
from pipelines.page.document import Document
from pipelines.text.fold import fold

if TYPE_CHECKING:
    from pipelines.page.extract import Reading

SHORT_WORDS = 150
"""A text longer than this is an article, whatever else is said on its page."""
FEW_WORDS = 60
"""Words of a wall stand in a text as short as this; in a longer one somebody may quote them."""
LEAST_LETTERS = 32
"""A text shorter than this says nothing: "Loading…", "Redirecting"."""
LISTED_SHARE = 0.85
LISTED_SHARE_UNMARKED = 0.6
"""For pages that do not say of themselves that they are articles."""
MANY_TITLES = 6
SOON_S = 10
"""A page that sends its reader on within so many seconds is no page of its own."""

# Patterns, compared in folded form; each line stands for itself.
_BOT = r"""
just a moment
attention required
checking (?:your browser|if the site connection is secure)
verif(?:y|ying) (?:that )?you are (?:a |not a )?(?:human|robot|bot)
(?:prove|confirm|sure) (?:that )?you(?: are|'re) (?:a |not a )?(?:human|robot|bot)
are you (?:a )?(?:robot|human|bot)
i(?: am|'m) not a robot
access (?:to this page has been )?denied
(?:you have been|your ip (?:address )?(?:has been|is)) blocked
ddos protection
enable (?:javascript and )?cookies to continue
unusual (?:traffic|activity)
captcha
pardon our interruption
bot (?:verification|protection|detection)
security (?:check|verification)
human verification
ray id
من ربات نیستم
ربات نیستید
تایید کنید که (?:شما )?(?:انسان|ربات)
میں روبوٹ نہیں
آپ روبوٹ نہیں
لست روبوت
أنك لست (?:روبوت|آل)
أنك إنسان
sind sie (?:ein )?(?:mensch|roboter)
kein roboter
robot olmadığınızı
"""
_NOT_FOUND = r"""
^(?:error |fehler |hata |خطای |خطأ )?(?:404|410)(?:$|\s*[-–—|:!.]|\s+(?:not|error|page|file|seite|sayfa|صفحه|صفحة|-))
(?:page|story|article|post|content|file|url|link) (?:was |is |could |can )?(?:not (?:be )?found|missing|unavailable|not available)
(?:page|story|article|post|link|content) (?:does not|doesn't|no longer|has been (?:removed|deleted|moved)|you(?:'re| are) looking for|you requested)
^(?:oops|sorry)?\W*(?:not found|nothing (?:was )?found|page not found)
(?:we )?(?:can't|can not|cannot|couldn't|could not) find (?:the|that|this) (?:page|story|article)
صفحه (?:مورد نظر |درخواستی )?(?:شما )?(?:یافت|پیدا|موجود) (?:نشد|نیست)
(?:صفحه|مطلب|خبر)(?: ای)? (?:که|مورد)\b.{0,40}(?:یافت|پیدا|موجود|حذف) ?(?:نشد|نیست|شده)
(?:صفحہ|خبر|مطلوبہ صفحہ|مطلوبہ خبر) (?:نہیں ملا|نہیں ملی|موجود نہیں|دستیاب نہیں|ہٹا دی)
(?:الصفحة|المقال|الخبر|الموضوع)\b.{0,30}(?:غير موجود|غير متاح|لم يعد|لا يوجد|محذوف)
لم يتم العثور
عذرا\W.{0,40}(?:غير موجود|لم)
(?:پاڼه|مخ|خبر|لیکنه)\b.{0,30}(?:ونه موندل|و نه موندل|نشته|نه شته|پیدا نه ش|لرې شو)
(?:seite|artikel|inhalt)\b.{0,30}(?:nicht gefunden|existiert nicht|nicht (?:mehr )?verfügbar)
(?:sayfa|haber|içerik)\b.{0,30}(?:bulunamadı|mevcut değil|kaldırıl)
"""
_ERROR = r"""
(?:under|scheduled|site|planned|system) maintenance
(?:down|closed) for maintenance
(?:be|we'll be|will be) (?:right )?back (?:soon|shortly|in a)
^be right back
temporarily (?:unavailable|down|offline|closed)
internal server error
(?:bad gateway|gateway time-?out|service unavailable)
^(?:error )?50[0234]\b
(?:account|site|website|domain|service|page) (?:has been |is |was )?(?:suspended|disabled|deactivated|parked)
^account suspended
(?:domain|website) (?:name )?(?:is for sale|has expired|expired)
request unsuccessful\. incapsula
error establishing a database connection
database error
^fatal error
(?:something|it looks like something) went wrong
(?:an )?(?:unexpected |application )?error (?:has )?occurred
در (?:دست|حال) (?:تعمیر|بروز ?رسانی|به ?روز ?رسانی|ساخت)
(?:سایت|وبسایت|وب ?گاه)\b.{0,40}(?:موقت|غیر ?فعال|تعلیق|مسدود|در دسترس نیست)
(?:سائٹ|ویب ?سائٹ|اکاؤنٹ)\b.{0,40}(?:معطل|بند|مرمت|دستیاب نہیں)
(?:الموقع|الحساب|الخدمة)\b.{0,40}(?:صيانة|موقوف|معلق|غير متاح|مغلق|تحت)
(?:وېبپاڼه|ویبپاڼه|سایټ|حساب)\b.{0,40}(?:ترمیم|بند|ځنډ|وځنډ|تړل)
(?:wartungsarbeiten|wartungsmodus|in wartung|vorübergehend nicht)
(?:bakım(?:da| çalışması)|hesap askıya|geçici olarak)
"""
_CONSENT = r"""
before you continue
we (?:value|care about|respect) your privacy
(?:accept|allow|agree to)\b.{0,40}\bcookies?\b.{0,40}\b(?:continue|read|access|proceed|enter)
consent to (?:the use of )?cookies
cookie (?:consent|settings|policy|preferences|wall)
your (?:privacy|cookie) (?:choices|preferences|settings)
(?:datenschutz|cookie)-?einstellungen
mit werbung (?:und tracking )?(?:weiter|lesen)
(?:پذیرش|پذیرفتن|قبول)\b.{0,30}(?:کوکی)
(?:کوکیز|کوکی)\b.{0,60}(?:قبول|اجازت|رضامندی)
(?:قبول|الموافقة|توافق)\b.{0,30}(?:ملفات تعريف الارتباط|الكوكيز)
(?:çerez)\S*\b.{0,40}(?:kabul|izin)
"""
_LOGIN = r"""
^(?:log|sign) ?(?:in|on|up)\b
^(?:login|register|anmelden|einloggen|giriş yap|oturum aç)
(?:please|you (?:must|need to|have to)) (?:be logged|log|sign|register|login)\b
(?:log|sign) in (?:to|or) (?:your|continue|read|view|access|register|create)
^(?:members?|subscribers?) (?:only|login|area)
create (?:a free|an|your) account to
^ورود(?: به)?\b
^(?:لاگ ان|سائن ان)
^(?:تسجيل الدخول|دخول)
^(?:ننوتل|ننوځئ|ور ننوتل)
"""
_SHELL = r"""
(?:enable|turn on|activate|requires?|needs?|without)\b.{0,20}\bjavascript
javascript (?:is |must be |has been )?(?:disabled|required|enabled|not enabled|turned off)
^(?:loading|please wait|redirecting)\b
جاوا ?اسکریپت
جاوا ?اسکرپٹ
جافا ?سكريبت
^(?:در حال بارگذاری|لوڈ ہو رہا|جاري التحميل|د بارېدو)
"""
_MARKED = re.compile(
    rb'"@type"\s*:\s*\[?\s*"(?:\w*Article|\w*Posting|Report\w*|LiveBlogPosting)"|'
    rb'property=["\']?og:type["\']?\s+content=["\']?article|'
    rb'content=["\']?article["\']?\s+property=["\']?og:type|'
    rb"article:published_time",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"'>\s]+)", re.I)
_LETTER = re.compile(r"[^\W_]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@cache
def _says(patterns: str) -> re.Pattern[str]:
    lines = patterns.strip().splitlines()
    return re.compile("|".join(f"(?:{folded_pattern(line)})" for line in lines))


def wall(page: Page, title: str, text: str, listed: bool = False) -> Dropped | Failed | None:
    """Return what stands in the article's place on a page, or None if nothing does.

    ``text`` is what was read of the page, "" if nothing was; ``listed`` says that it is titles of
    other articles. A wall against robots may be gone the next time, so it is Failed("blocked");
    the others are Dropped.
    """
    headline, body = fold(title).strip(), fold(text[:2_000]).strip()
    said = f"the page says {title[:80]!r}"
    count = len(text.split())
    if (count <= SHORT_WORDS or listed) and _says(_NOT_FOUND).search(headline):
        return Dropped("not_found", said)
    if count > SHORT_WORDS:
        return None
    few = count < FEW_WORDS
    if _says(_BOT).search(headline) or (few and _says(_BOT).search(body)):
        return Failed("blocked", said)
    if few and _says(_NOT_FOUND).search(body[:200]):
        return Dropped("not_found", said)
    if _says(_ERROR).search(headline) or (few and _says(_ERROR).search(body)):
        return Dropped("error", said)
    if few and (_says(_CONSENT).search(headline) or _says(_CONSENT).search(body)):
        return Dropped("consent", said)
    if few and (_says(_LOGIN).search(headline) or _says(_LOGIN).search(body[:120])):
        return Dropped("login", said)
    if few and _says(_SHELL).search(body):
        return Dropped("empty", "the page is made by its scripts")
    return None


def obstacle(
    document: Document, title: str, canonical: str, reading: "Reading | Dropped"
) -> Dropped | Failed | None:
    """Return why a page is no article, None if it is one or if nothing was read of it."""
    read = None if isinstance(reading, Dropped) else reading
    text = "\n".join(block.text for block in read.blocks) if read else ""
    listed = read is not None and is_list(document, read.listed, read.titles, canonical)
    refused = sent_on(document, text) or wall(document.page, title, text, listed)
    if refused is not None or read is None:
        return refused
    if listed:
        return Dropped("listing", f"{read.titles} titles of other pages")
    if says_nothing(text):
        return Dropped("empty", f"the page says {text[:40]!r} and nothing else")
    return None


def sent_on(document: Document, text: str) -> Dropped | None:
    """Return where a page without an own text sends its reader, None if nowhere."""
    if len(text.split()) > FEW_WORDS:
        return None
    for meta in document.tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() != "refresh":
            continue
        found = _REFRESH.match(meta.get("content") or "")
        if found and float(found[1]) <= SOON_S:
            return Dropped("redirect", found[2])
    return None


def says_nothing(text: str) -> bool:
    """Tell whether a text is too short to be even a brief; a wide letter counts as three."""
    letters = 0
    for found in _LETTER.finditer(text):
        letters += 3 if _WIDE.match(found[0]) else 1
        if letters >= LEAST_LETTERS:
            return False
    return True


def is_list(document: Document, share: float, titles: int, canonical: str) -> bool:
    """Tell whether a page lists articles rather than being one.

    ``share`` of its text are linked titles, ``titles`` in number, and what stands under them.
    ``canonical`` is the address that the page gives for itself.
    """
    if titles < 2 or share < LISTED_SHARE_UNMARKED:
        return False
    parts = urlsplit(canonical or document.page.url)
    if parts.path in ("", "/") and not parts.query and titles >= MANY_TITLES // 2:
        return True
    if share >= LISTED_SHARE:
        return True
    return titles >= MANY_TITLES and not _MARKED.search(document.page.body)
