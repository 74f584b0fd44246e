"""Tells the language of an article: by its letters and small words, then by a statistical vote."""

import re
from collections import Counter

from pipelines.items import LANGUAGES
from pipelines.sources import Source

RTL = frozenset({"ur", "fa", "prs", "ps", "ar"})
_TAGS = {"prs": "fa-AF", "other": "und", "": "und"}
_SAMPLE = 3_000

_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_LETTER = re.compile(r"[^\W\d_]+")
# Letters that only one of the languages in Perso-Arabic script writes, and those of languages
# that are none of ours: Kurdish, Uighur, Sindhi.
_LETTERS = {
    "ps": re.compile("[ټډړږښځڅڼۍېۀ]"),
    "ur": re.compile("[ٹڈڑےںھہۓۂ]"),
    "ar": re.compile("[ةأإؤ]|ى(?!\\w)"),
    "other": re.compile("[ڵۆێەڕۇۈۋڭٻڀٺٽڄڃڇڏڌڊڙڳڱڻڪ۾۽]"),
}
# Small words that are frequent in one of the languages and rare in the others; two ways to write
# yeh and kaf are one here.
_WORDS = {
    "fa": "از به در که را این با است برای شد شدند می های ها شده کرد کردند خود نیز بود دارد خواهد "
    "شود آنها پس بین روزانه داد هر یک هم تا توسط",
    "ps": "د په له کې چې شو شوه شوې شوي شوی دي یې ته سره څخه وايي وویل او پر تنه کړ کړي کړه ول وو "
    "چاودنه کورنۍ دوه لپاره کېږي",
    "ur": "کے کی کا میں سے نے ہے کو اور ہیں گیا گئے گئی نہیں یہ کر دیا کہا تھا تھے والے والی "
    "خلاف ساتھ ہو ہوئے اپنے انہوں",
    "ar": "من في الى على عن ان التي الذي مع بعد قبل خلال هذا هذه قال قالت الف ومن وفي ما لا كما "
    "امام الي منذ ضد بين عند حتى",
}
_SPELLINGS = str.maketrans(
    "يىكأإآة\u0629", "ییکاااهه", "\u200c\u200d\u0640\u064b\u064e\u064f\u0650"
)
# Words of Dari that the Persian of Iran does not use, and the other way round, by their beginning.
_DARI = re.compile(
    r"(?<!\w)(?:پوهن|شفاخانه|ولسوال|والی(?!\w)|والیان|شاروال|قوماندان|[څسح]ارنوال|طیاره|محصل|"
    r"پولیس|دریور|سرک|موتر|مکتب|فیصد|فیس(?!\w)|فورم|فامیل|عودت|برگشت ?کنند|باشنده|باشندگان|قریه|"
    r"داکتر|موسسات|ترمیم|لاری|رستورانت|تجارتی|قالین|نمرات|رهایشی|ترجمان|قوای|گرفتاری|"
    r"امارت اسلامی|امور مهاجرین|فابریکه|تذکره|افغانی|میدان هوایی|احصاییه|مرمی|جریب|کمشنر|ارگ|"
    r"معینیت|سرپرست وزارت|ریاست (?!جمهوری)|ولایت|کندهار|قندهار|ننگرهار|هلمند|کندز|پکتی|نیمروز|"
    r"بادغیس|پروان|بغلان|تخار|بدخشان|بامیان|پنجشیر|غزنی|فاریاب|جوزجان|سرپل|لغمان|نورستان|خوست)|"
    r"(?:سنبله|سرطان|میزان|عقرب|جوزا|حوت)(?!\w)|\w{2}هگان(?!\w)"
)
_IRANIAN = re.compile(
    r"(?<!\w)(?:استان|شهرستان|فرماندار|دانشگاه|بیمارستان|هواپیما|اتباع|تبعه|درصد|دانشجو|تومان|"
    r"ریال|خیابان|مدرسه|کشورمان|نیروی انتظامی|فراجا|پلیس|دادستان|دادگستری|بلیت|کارفرما|مرزبانی|"
    r"وزارت کشور|وزیر کشور|شهرداری|پزشک|اردوگاه|پناهجو|سرشماری|کفالت|کارشناس|شهروندان|هموطن|"
    r"تهران|مشهد|اصفهان|زاهدان|کرمان|خراسان|دوغارون|میلک|تبریز|ورامین|قم(?!\w)|شیراز|"
    r"(?:فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|بهمن|اسفند)(?!\w))"
)
_TURKISH = re.compile("[ğışĞİŞ]")
_GERMAN = frozenset(
    ("und", "der", "die", "das", "nicht", "mit", "von", "für", "auf", "ist", "sich", "den", "dem")
)
_ENGLISH = frozenset(
    ("the", "and", "of", "to", "in", "that", "for", "with", "was", "said", "from", "has")
)


def _plain(text: str) -> str:
    return text.translate(_SPELLINGS)


_SMALL = {code: frozenset(map(_plain, words.split())) for code, words in _WORDS.items()}


def language_tag(language: str) -> str:
    """Return one of ``LANGUAGES`` in BCP 47: "fa-AF" for Dari, "und" for what is none."""
    return _TAGS.get(language, language)


def is_rtl(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return language in RTL


def language_of(title: str, text: str, declared: str, source: Source) -> str:
    """Return the language of an article, one of ``LANGUAGES``.

    ``declared`` is what the page says of itself; it decides only where the letters do not.
    """
    sample = f"{title}\n{text[:_SAMPLE]}"
    eastern = _count(_ARABIC_SCRIPT, sample)
    western = _count(_LATIN, sample)
    if _count(_LETTER, sample) > 2 * (eastern + western):
        return "other"  # written in a script that is none of ours
    if eastern > western / 2 and eastern > 3:
        return _eastern(sample, declared, source)
    if western < 3:
        return "other"
    return _western(sample)


def _count(letters: re.Pattern[str], sample: str) -> int:
    return sum(map(len, letters.findall(sample)))


def _eastern(sample: str, declared: str, source: Source) -> str:
    words = re.findall(r"\w+", _plain(sample))
    votes: Counter[str] = Counter()
    for code, letters in _LETTERS.items():
        votes[code] = (3 if code == "other" else 2) * len(letters.findall(sample))
    for code, small in _SMALL.items():
        votes[code] += 3 * sum(word in small for word in words)
    votes["ar"] += 2 * sum(word.startswith("ال") and len(word) > 4 for word in words)
    votes["fa"] += len(re.findall("[پچژگ]", sample))
    best = max(("fa", "ur", "ps", "ar", "other"), key=lambda code: votes[code])
    return _persian(sample, declared, source) if best == "fa" else best


def _persian(sample: str, declared: str, source: Source) -> str:
    """Tell Dari from the Persian of Iran: by the outlet, by the page's word, by vocabulary."""
    if "prs" in source.languages or source.country == "AF" or source.afghan:
        return "prs"
    if source.country == "IR" or ("fa" in source.languages and source.country):
        return "fa"
    if declared.lower().replace("_", "-") in ("prs", "fa-af", "prs-af"):
        return "prs"
    plain = _plain(sample)
    return "prs" if len(_DARI.findall(plain)) > len(_IRANIAN.findall(plain)) else "fa"


def _western(sample: str) -> str:
    words = max(1, len(sample.split()))
    said = re.findall(r"\w+", sample.lower())
    english = sum(map(_ENGLISH.__contains__, said)) / words
    german = sum(map(_GERMAN.__contains__, said)) / words
    if english > 0.12 and english > 2 * german:
        return "en"
    if german > 0.12 and german > 2 * english:
        return "de"
    from pipelines.text.langid_model import guess

    likeliest = guess(sample)
    turkish = len(_TURKISH.findall(sample)) * 40 > len(sample) and likeliest != "az"
    if likeliest == "tr" or turkish:
        return "tr"
    return likeliest if likeliest in LANGUAGES and not is_rtl(likeliest) else "other"
