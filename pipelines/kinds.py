"""Tells pages that stand in the way of an article (walls, errors) from articles, by their words.

When in doubt a page is an article: a missed article is worse than a poor one.
"""

import re

from pipelines.fold import fold
from pipelines.items import Dropped, Failed, Page

SHORT_WORDS = 150
"""A text longer than this is an article, whatever else is said on its page."""

_BOT = re.compile(
    r"just a moment|attention required|checking (?:your browser|if the site connection is secure)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a )?(?:robot|human)|access denied|"
    r"ddos protection|enable javascript and cookies to continue|unusual traffic|captcha|"
    r"pardon our interruption|bot verification|security check"
)
_NOT_FOUND = re.compile(
    r"^(?:error )?404\b|page (?:was )?not found|page (?:does not|doesn't|no longer) exist|"
    r"page you (?:are looking for|requested)|not found$|^not found|nothing (?:was )?found|"
    r"صفحه (?:مورد نظر )?(?:شما )?(?:یافت|پیدا) نشد|صفحه نهین ملا|صفحه موجود نهین|"
    r"الصفحه غیر موجوده|لم یتم العثور|پاڼه (?:ونه|و نه) موندل|seite (?:wurde )?nicht gefunden|"
    r"sayfa bulunamadi"
)
_ERROR = re.compile(
    r"(?:under|scheduled|site) maintenance|be back (?:soon|shortly)|temporarily unavailable|"
    r"internal server error|bad gateway|service unavailable|request unsuccessful\. incapsula|"
    r"error establishing a database connection|database error|fatal error"
)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|accept (?:all )?cookies to continue|"
    r"consent to (?:the use of )?cookies|cookie consent|your privacy choices|"
    r"datenschutzeinstellungen"
)
_LOGIN = re.compile(
    r"^(?:log ?in|sign ?in|anmelden|login)\b|please (?:log|sign) in to|you must be logged in|"
    r"members only|create (?:a free|an) account to (?:continue|read)"
)


def wall(page: Page, title: str, text: str) -> Dropped | Failed | None:
    """Return what stands in the article's place on a page, or None if nothing does.

    ``text`` is what was read of the page, "" if nothing was. A wall against robots may be gone the
    next time, so it is Failed("blocked"); the others are Dropped.
    """
    if len(text.split()) > SHORT_WORDS:
        return None
    headline, body = fold(title).strip(), fold(text[:2_000])
    said = f"the page says {title[:80]!r}"
    if _BOT.search(headline) or (len(body.split()) < 60 and _BOT.search(body)):
        return Failed("blocked", said)
    if _NOT_FOUND.search(headline):
        return Dropped("not_found", said)
    short = len(body.split()) < 60
    if _ERROR.search(headline) or (short and _ERROR.search(body)):
        return Dropped("error", said)
    if short and (_CONSENT.search(headline) or _CONSENT.search(body)):
        return Dropped("consent", said)
    if short and _LOGIN.search(headline):
        return Dropped("login", said)
    return None
