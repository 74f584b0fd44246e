"""In which language a list's titles are, so that no edition in another is taken silently."""

from collections.abc import Collection, Sequence

from pipelines.items import LANGUAGES, Entry
from pipelines.sources import Source
from pipelines.text.language import language_of

LEAST_TITLES, LEAST_LETTERS = 5, 150
"""Fewer titles tell no language for sure."""
_MOST_TITLES = 40
_NOBODY = Source("", "", "")


def language_of_titles(entries: Sequence[Entry]) -> str:
    """Return the language of most titles, a key of ``LANGUAGES``; "" if they do not tell.

    Persian and Dari are told apart by the outlet, not by titles: both are "fa" here.
    """
    titles = list(dict.fromkeys(entry.title for entry in entries if entry.title))[:_MOST_TITLES]
    sample = "\n".join(titles)
    if len(titles) < LEAST_TITLES or len(sample) < LEAST_LETTERS:
        return ""
    return _plain(language_of("", sample, "", _NOBODY))


def foreign_language(entries: Sequence[Entry], expected: Collection[str]) -> str:
    """Return the name of the language of a list's titles if it is none that is ``expected``.

    Returns "" if it is one, or if one of both is not known.
    """
    known = {_plain(code) for code in expected} - {""}
    found = language_of_titles(entries)
    if not found or not known or found in known:
        return ""
    return LANGUAGES[found]


def _plain(code: str) -> str:
    if code == "prs":
        return "fa"
    return code if code in LANGUAGES and code != "other" else ""
