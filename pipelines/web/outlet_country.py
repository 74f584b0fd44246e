"""Which country an outlet is of, as far as its URL and its language tell."""

import re

from pipelines.sources import Source
from pipelines.web.urls import host_of

# Languages that tell a country, or one whose dates are written the same way.
_LANGUAGE_COUNTRY = {
    **{"ur": "PK", "fa": "IR", "prs": "AF", "ps": "AF", "tr": "TR", "de": "DE", "fr": "FR"},
    **{"it": "IT", "es": "ES", "pt": "PT", "nl": "NL", "pl": "PL", "cs": "CZ", "hu": "HU"},
    **{"ru": "RU", "uk": "UA", "el": "GR", "sv": "SE", "nb": "NO", "no": "NO", "nn": "NO"},
    **{"da": "DK", "fi": "FI", "ro": "RO", "bn": "BD", "hi": "IN", "ar": "SA", "uz": "UZ"},
    **{"tg": "TJ", "tk": "TM", "ja": "JP", "zh": "CN", "id": "ID", "ms": "MY"},
}
# Endings of two letters that are sold as words, not as a country's.
_SOLD_ENDINGS = frozenset({"ai", "cc", "co", "fm", "gg", "io", "is", "la", "me", "to", "tv", "ws"})
_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?(?![a-z])", re.I)


def country_of(url: str, language_tag: str) -> str:
    """Return the country that a URL and a page's language tag speak of, "" if neither does.

    The ending of the host counts first: software writes "en-US" on pages of any country.
    """
    ending = host_of(url).rpartition(".")[2]
    if len(ending) == 2 and ending.isalpha() and ending not in _SOLD_ENDINGS:
        return {"uk": "GB"}.get(ending, ending.upper())
    tag = _LANGUAGE_TAG.match(language_tag.strip())
    if not tag:
        return ""
    return (tag[2] or "").upper() or _LANGUAGE_COUNTRY.get(tag[1].lower(), "")


def outlet_host(url: str) -> str:
    """Return the host by which the outlet at a URL is known, "unknown" if the URL has none."""
    return host_of(url).removeprefix("www.") or "unknown"


def undeclared_outlet(host: str) -> Source:
    """Return an outlet that nobody declared: it is known by its host alone."""
    homepage = f"http://{host}/"
    return Source(host, host, homepage, country_of(homepage, ""))
