"""What the outlets of a press write: headlines and texts in six languages, each like no other."""

import hashlib

from tests.pdf_files import pdf

LANGUAGES = ("en", "ur", "fa", "prs", "ps", "ar")
COUNTRIES = {"en": "PK", "ur": "PK", "fa": "IR", "prs": "AF", "ps": "AF", "ar": "AE"}
HEADLINES = {
    "en": "Families from {} wait at the northern gate before winter",
    "ur": "{} کے خاندان سردی سے پہلے شمالی دروازے پر انتظار میں ہیں",
    "fa": "خانواده های {} پیش از زمستان در مرز شمالی منتظر هستند",
    "prs": "خانواده های {} پیش از زمستان در گذرگاه شمالی انتظار می کشند",
    "ps": "د {} کورنۍ د ژمي مخکې په شمالي دروازه کې انتظار کوي",
    "ar": "عائلات من {} تنتظر عند البوابة الشمالية قبل الشتاء",
}
LEADS = {
    "en": "Afghan families from {} were sent back through the gate, officials said on the road.",
    "ur": "حکام نے بتایا کہ {} کے افغان خاندان سرحد سے واپس بھیجے گئے اور ان میں بچے بھی تھے۔",
    "fa": "مقام ها گفتند که خانواده های افغان از {} به کشورشان بازگردانده شدند و کودکان هم بودند.",
    "prs": "مقام های محلی گفتند که خانواده های افغان از {} اخراج شدند و شب را در گذرگاه ماندند.",
    "ps": "چارواکو وویل چې د {} افغان کورنۍ له دروازې بېرته واستول شوې او ماشومان هم ورسره وو.",
    "ar": "قال مسؤولون إن عائلات أفغانية من {} أعيدت عبر البوابة وكان بينها أطفال صغار.",
}
_LATIN, _ARABIC = (
    {byte: letters[byte % len(letters)] for byte in range(256)}
    for letters in ("abcdefghiklmnoprstuw", "ابتجدرسشعفقکلمنوی")
)
"""The letter that each byte of a digest becomes."""


def headline(language: str, name: str) -> str:
    """Return the headline of the article ``name``."""
    return HEADLINES[language].format(_words(language, f"place {name}", 1).title())


def paragraphs(language: str, name: str) -> tuple[str, str]:
    """Return the text of the article ``name``."""
    place = _words(language, f"place {name}", 1).title()
    return LEADS[language].format(place), f"{_words(language, name, 70).capitalize()}."


def _words(language: str, name: str, count: int) -> str:
    drawn = hashlib.shake_128(name.encode()).digest(7 * count).decode("latin-1")
    letters = drawn.translate(_LATIN if language == "en" else _ARABIC)
    return " ".join(letters[at : at + 7] for at in range(0, len(letters), 7))


def report(name: str) -> bytes:
    """Return the report ``name`` as a PDF file, in English."""
    lines = [headline("en", name), ""]
    words = " ".join(paragraphs("en", name)).split()
    lines += [" ".join(words[at : at + 10]) for at in range(0, len(words), 10)]
    return pdf([lines], "/Title (Report)")
