"""Tells the language of an article: by its letters first, then by a statistical second vote."""

import re
from collections import Counter

from pipelines.items import Source

RTL = frozenset({"ur", "fa", "prs", "ps", "ar"})
KNOWN = ("en", "ur", "fa", "prs", "ps", "ar", "tr", "de")
_SAMPLE = 3_000

# Letters that only one of the languages in Perso-Arabic script writes.
_PASHTO = re.compile("[ټډړږښځڅڼېۍ]")
_PASHTO_SURE = re.compile("[ټډړږښځڅڼۍ]")
_URDU = re.compile("[ٹڈڑےںھہۓ]")
_ARABIC_ONLY = re.compile("[ةىيكأإؤ]")
_PERSIAN = re.compile("[پچژگکی]")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# Words that Dari writes and the Persian of Iran does not, and the other way round.
_DARI = re.compile(
    r"\b(پوهنتون|شفاخانه|ولسوالی|والی|ولایت|طیاره|محصل(?:ان|ین)?|پولیس|دریور|سرک|مکتب|فیصد|"
    r"وزارت خارجه امارت|امارت اسلامی|برگشت‌?کننده|عودت|کندهار|قندهار|هرات|فابریکه|تذکره|افغانی)\b"
)
_IRANIAN = re.compile(
    r"\b(استاندار|شهرستان|فرماندار|دانشگاه|بیمارستان|هواپیما|اتباع|درصد|دانشجو(?:یان)?|تومان|"
    r"ریال|خیابان|مدرسه|کشورمان|نیروی انتظامی|فراجا)\b"
)
_TURKISH = re.compile("[ğışĞİŞ]")
_GERMAN = re.compile(r"\b(und|der|die|das|nicht|mit|von|für|auf|ist|sich|den|dem)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(the|and|of|to|in|that|for|with|was|said|from|has)\b", re.IGNORECASE)


def is_rtl(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return language in RTL


def language_of(title: str, text: str, declared: str, source: Source) -> str:
    """Return en, ur, fa, prs, ps, ar, tr, de or other.

    ``declared`` is what the page says of itself; it decides only where the letters do not.
    """
    sample = f"{title}\n{text[:_SAMPLE]}"
    eastern = len(_ARABIC_SCRIPT.findall(sample))
    western = len(_LATIN.findall(sample))
    if eastern > western / 2 and eastern > 3:
        return _eastern(sample, declared, source)
    if western < 3:
        return "other"
    return _western(sample)


def _eastern(sample: str, declared: str, source: Source) -> str:
    votes = Counter(
        ps=3 * len(_PASHTO_SURE.findall(sample)) + len(_PASHTO.findall(sample)),
        ur=3 * len(_URDU.findall(sample)),
        ar=2 * len(_ARABIC_ONLY.findall(sample)),
        fa=len(_PERSIAN.findall(sample)),
    )
    # Urdu and Pashto write the Persian letters as well; their own ones settle it.
    length = max(1, len(sample))
    if votes["ps"] * 60 > length and votes["ps"] >= votes["ur"]:
        return "ps"
    if votes["ur"] * 25 > length:
        return "ur"
    if votes["ar"] > votes["fa"] or not votes["fa"]:
        return "ar"
    return _persian(sample, declared, source)


def _persian(sample: str, declared: str, source: Source) -> str:
    if "prs" in source.languages or source.country == "AF" or source.afghan:
        return "prs"
    if source.country == "IR" or ("fa" in source.languages and source.country):
        return "fa"
    if declared.lower().replace("_", "-") in ("prs", "fa-af", "prs-af"):
        return "prs"
    return "prs" if len(_DARI.findall(sample)) > len(_IRANIAN.findall(sample)) else "fa"


def _western(sample: str) -> str:
    words = max(1, len(sample.split()))
    english = len(_ENGLISH.findall(sample)) / words
    german = len(_GERMAN.findall(sample)) / words
    if english > 0.12 and english > 2 * german:
        return "en"
    if german > 0.12 and german > 2 * english:
        return "de"
    import py3langid

    guess = str(py3langid.classify(sample)[0])
    if guess == "tr" or (len(_TURKISH.findall(sample)) * 40 > len(sample) and guess != "az"):
        return "tr"
    return guess if guess in ("en", "de") else "other"
