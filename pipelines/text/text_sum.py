"""A short sum of an article's words, by which a letter that changed on disk is noticed."""

import hashlib

LETTERS = 16
"""Of a SHA-256 in hexadecimal: against chance, 64 bits are enough."""


def text_sum(title: str | bytes, byline: str | bytes, text: str | bytes) -> str:
    """Return the sum of what people read of an article; bytes are what is stored, UTF-8 if sound.

    Unlike ``text_digest``, which is equal for texts of the same words, it differs with any letter
    or mark, and does not depend on how words are folded.
    """
    fields = (part.encode() if isinstance(part, str) else part for part in (title, byline, text))
    return hashlib.sha256(b"\0".join(fields)).hexdigest()[:LETTERS]
