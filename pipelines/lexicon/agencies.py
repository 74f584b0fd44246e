"""Recognises the news agency that a text is credited to, in six languages."""

import re
from functools import lru_cache

from pipelines.text.fold import fold

# Names that are no other word count wherever a credit may stand; short ones and words of
# everyday language only where the form of a credit (brackets, a dash) marks them as a name.
_NAMES = {
    "AFP": "Agence France-Presse|فرانس برس|فرانس پرس|خبرگزاری فرانسه|اے ایف پی|ای اف پی|إيه إف بي",
    "Reuters": "Reuters|رويترز|رویترز|رائٹرز|روئٹرز",
    "AP": "Associated Press|أسوشيتد برس|اسوشیتدپرس|آسوشیتدپرس|ایسوسی ایٹڈ پریس|اسوشیتد پرس",
    "APP": "Associated Press of Pakistan|اے پی پی|ایسوسی ایٹڈ پریس آف پاکستان",
    "Bakhtar": "Bakhtar|Bakhtar News Agency|باختر|آژانس باختر|باختر آژانس|وكالة باختر|بختار",
    "Pajhwok": "Pajhwok|Pajhwok Afghan News|پژواک|پژواک خبري اژانس|بجواك",
    "IRNA": "IRNA|ایرنا|إرنا|ارنا",
    "ISNA": "ISNA|ایسنا|إسنا",
    "Tasnim": "Tasnim|تسنیم|تسنيم",
    "Fars": "Fars News|خبرگزاری فارس|وكالة فارس",
    "Mehr": "Mehr News|خبرگزاری مهر|وكالة مهر",
    "Anadolu": "Anadolu|Anadolu Agency|اناطولی|آناتولی|آناطولی|الأناضول|انادولو|اناطولو",
    "DPA": "Deutsche Presse-Agentur|د ب أ|دی پی ای|ڈی پی اے",
    "Xinhua": "Xinhua|شينخوا|شینهوا|شنہوا|ژينهوا",
    "EFE": "Agencia EFE",
    "TASS": "Itar-Tass|تاس",
    "PTI": "Press Trust of India|پی ٹی آئی",
    "ANI": "Asian News International|اے این آئی",
    "INP": "Independent News Pakistan|آئی این پی",
    "Online": "Online News Agency",
    "QNA": "Qatar News Agency|قنا",
    "SPA": "Saudi Press Agency|واس",
}
_MARKED_ONLY = {
    **{name: name for name in ("AFP", "AP", "APP", "DPA", "EFE", "TASS", "PTI", "ANI", "INP")},
    **{name: name for name in ("QNA", "SPA", "Online")},
    "Anadolu": "AA",
}
_CREDIT = (
    r"(?:(?:with )?(?:additional |further )?(?:inputs?|reporting|material|information)s? "
    r"(?:from|by)|(?:published )?(?:by|in) arrangement with|courtesy(?: of)?|source|via|quelle|"
    r"kaynak|منبع|به نقل از|بحواله|المصدر|سرچینه)\s*:?\s+(?:the )?"
)
"""What may stand before a name where it is credited; folded, as the texts are."""
_LEAD = re.compile(f"^{_CREDIT}")
_HEAD, _TAIL = 160, 120
"""Characters at a text's two ends where a credit stands: the dateline and the last line."""


@lru_cache(1)
def _table() -> dict[str, str]:
    """Return the agency for each folded name."""
    table = {fold(short): agency for agency, short in _MARKED_ONLY.items()}
    for agency, names in _NAMES.items():
        table |= {fold(name): agency for name in names.split("|")}
    return table


@lru_cache(1)
def _marked() -> re.Pattern[str]:
    """Return a pattern of names in brackets, before a dash of a dateline, or alone at the end."""
    names = "|".join(sorted(map(re.escape, _table()), key=len, reverse=True))
    return re.compile(
        rf"[(\[](?:[^()\[\]]{{0,40}}[/,،]\s*)?(?P<boxed>{names})(?:\s*[/,،][^()\[\]]{{0,40}})?[)\]]"
        rf"|^(?:[^\n.()]{{0,40}}[,،:/–—-]\s*)?(?P<dateline>{names})\s*(?:[-–—]{{1,2}}|:)\s"
        rf"|(?:^|\n|[-–—/]\s*)(?:{_CREDIT})?(?P<last>{names})\.?\s*$"
    )


def agency_of(byline: str, folded: str) -> str:
    """Return the agency that a byline, or a folded text's dateline or closing line, credits.

    It is "" if there is none.
    Being quoted inside the text is no credit. Any of the names in a byline is one.
    """
    whole = re.split(r"[;,،/|&–—-]| and | و ", fold(byline))
    for part in (fold(byline), *whole):
        if agency := _table().get(_LEAD.sub("", part.strip(" .()[]"))):
            return agency
    for part in (folded[:_HEAD], folded[-_TAIL:]):
        if found := _marked().search(part):
            return _table()[next(name for name in found.groups() if name)]
    return ""
