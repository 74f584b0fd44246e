"""Where an outlet is, as far as its address and language tell: its zone and its order of dates."""

import re
from datetime import UTC, timedelta, timezone

from pipelines.web.urls import host_of

# Zones of countries, in minutes east of UTC, for times that name none. Standard time; countries
# that span zones by their capital's or largest city's.
COUNTRY_MINUTES = {
    **{"PK": 300, "AF": 270, "IR": 210, "TR": 180, "UZ": 300, "TJ": 300, "TM": 300, "IN": 330},
    **{"QA": 180, "SA": 180, "AE": 240, "IQ": 180, "RU": 180, "BD": 360, "KW": 180, "BH": 180},
    **{"OM": 240, "YE": 180, "JO": 180, "SY": 180, "LB": 120, "EG": 120, "KZ": 300, "KG": 360},
    **{"DE": 60, "AT": 60, "CH": 60, "FR": 60, "IT": 60, "ES": 60, "NL": 60, "BE": 60, "SE": 60},
    **{"NO": 60, "DK": 60, "PL": 60, "CZ": 60, "HU": 60, "GR": 120, "FI": 120, "UA": 120},
    **{"US": -300, "CA": -300, "AU": 600, "JP": 540, "CN": 480, "ID": 420, "MY": 480, "LK": 330},
}
ZONE_MINUTES = {
    **{"utc": 0, "gmt": 0, "z": 0, "wet": 0, "pkt": 300, "aft": 270, "irst": 210, "irdt": 270},
    **{"trt": 180, "uzt": 300, "tjt": 300, "tmt": 300, "msk": 180, "gst": 240, "ast": 180},
    **{"est": -300, "edt": -240, "et": -300, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360},
    **{"pst": -480, "pdt": -420, "pt": -480, "bst": 60, "cet": 60, "cest": 120, "mez": 60},
    **{"mesz": 120, "eet": 120, "eest": 180, "aest": 600, "aedt": 660, "jst": 540, "bdt": 360},
}
"""Minutes east of UTC by the zone's short name, for those that outlets at hand write."""
# IST is India's, Israel's or Ireland's, PST also Pakistan's: the outlet's country settles it.
_BY_COUNTRY = {
    ("ist", "IN"): 330,
    ("ist", "IE"): 60,
    ("ist", "IL"): 120,
    ("pst", "PK"): 300,
    ("cst", "CN"): 480,
    ("gst", "GE"): 240,
}
MONTH_FIRST = frozenset({"US", "PH"})
"""Countries that write the month before the day in numbers."""

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
    """Return the country that an address and a page's language tag speak of, "" if neither does.

    The ending of the host counts first: software writes "en-US" on pages of any country.
    """
    ending = host_of(url).rpartition(".")[2]
    if len(ending) == 2 and ending.isalpha() and ending not in _SOLD_ENDINGS:
        return {"uk": "GB"}.get(ending, ending.upper())
    tag = _LANGUAGE_TAG.match(language_tag.strip())
    if not tag:
        return ""
    return (tag[2] or "").upper() or _LANGUAGE_COUNTRY.get(tag[1].lower(), "")


def zone_of(name: str, country: str) -> timezone | None:
    """Return the zone that an offset (+05:00, GMT+5) or a short name (PKT) means, or None."""
    name = name.strip().lower()
    offset = re.fullmatch(r"(?:gmt|utc)?\s*([+-])(\d{1,2}):?(\d{2})?", name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        minutes = -minutes if offset[1] == "-" else minutes
    elif (name, country) in _BY_COUNTRY:
        minutes = _BY_COUNTRY[name, country]
    elif name in ZONE_MINUTES:
        minutes = ZONE_MINUTES[name]
    else:
        return None
    return timezone(timedelta(minutes=minutes)) if abs(minutes) < 1440 else None


def country_zone(country: str) -> timezone:
    """Return the zone of a country's clocks; UTC where it is not known."""
    minutes = COUNTRY_MINUTES.get(country, 0)
    return timezone(timedelta(minutes=minutes)) if minutes else UTC
