"""Tells text whose letters were read wrongly somewhere on their way, here or at the outlet."""

import re

FEW_LOST = 3
"""Fewer lost characters than this are damage that a reader sees and understands."""
LEAST_WORDS = 5
TWICE_SHARE = 0.02
HIGH_SHARE = 0.45
"""No language that writes Latin letters has so many beyond ASCII from one table of 128."""
# UTF-8 that was read as windows-1252, or as its sibling with C1 controls: a letter of the lead
# byte, then one of a byte that continues it.
_TWICE = re.compile(
    "[ÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑØÙÚÛ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œ“”˜¦]"
)
_WORD = re.compile(r"[^\W\d_]+")
_HIGH_LETTER = re.compile("[\u00c0-\u00ff]")
_HIGH_RUN = re.compile("[\u00c0-\u00ff]{3,}")
_ICELANDIC = re.compile("[ýþðÝÞÐ]")
_TURKISH = re.compile("[ğışĞİŞ]")


def doubt_of(text: str, encoding: str, languages: frozenset[str]) -> str | None:
    """Return why the letters of an article's text are doubtful, None if nothing speaks against it.

    ``encoding`` is what its bytes were read as, ``languages`` what its page and outlet say.
    """
    lost = text.count("\ufffd")
    if lost >= FEW_LOST:
        return f"read as {encoding}, {lost} bad bytes"
    if text.isascii():
        return None
    high = len(_HIGH_LETTER.findall(text))
    if high < LEAST_WORDS:
        return None
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if len(_TWICE.findall(text)) > max(LEAST_WORDS, TWICE_SHARE * letters):
        return "UTF-8 that was read as windows-1252 and written again"
    if high > HIGH_SHARE * letters and len(_HIGH_RUN.findall(text)) >= LEAST_WORDS:
        return "letters of no script of the page"
    if "tr" in languages and not _TURKISH.search(text):
        strange = sum(bool(_ICELANDIC.search(word)) for word in words)
        if strange >= LEAST_WORDS:
            return "letters of no script of the page: ý, þ, ð in Turkish"
    return None
