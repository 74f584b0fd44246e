"""What a written zone means, and by which clock an outlet writes that names none."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.dates.country_zones import COUNTRY_ZONES, SPANS_ZONES

MONTH_FIRST = frozenset({"US", "PH"})
"""Countries that write the month before the day in numbers."""
FARTHEST = timedelta(hours=14)
"""No zone is farther from UTC than this."""

# Short names in minutes east of UTC, for those that mean one thing wherever they stand. Source:
# the IANA time zone database's own abbreviations, and the names that outlets at hand write.
_MINUTES = {
    **{"utc": 0, "gmt": 0, "z": 0, "ut": 0, "cet": 60, "cest": 120},
    **{"mez": 60, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "msd": 240, "trt": 180},
    **{"pkt": 300, "aft": 270, "irst": 210, "irdt": 270, "uzt": 300, "tjt": 300, "tmt": 300},
    **{"kgt": 360, "npt": 345, "bdt": 360, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540},
    **{"awst": 480, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720},
    **{"nzdt": 780, "wib": 420, "ict": 420, "sast": 120, "edt": -240, "est": -300},
    **{"cdt": -300, "mdt": -360, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600},
}
_AMERICA = frozenset({"US", "CA", "MX"})
_ARABIA = frozenset({"SA", "QA", "KW", "BH", "IQ", "YE", "AE", "OM"})
# Names that mean several zones: the outlet's country settles them. "" is any other country's.
_AMBIGUOUS: dict[str, tuple[tuple[frozenset[str], int], ...]] = {
    "ist": (
        (frozenset({"IN", "LK"}), 330),
        (frozenset({"IE"}), 60),
        (frozenset({"IL"}), 120),
    ),
    "bst": ((frozenset({"GB", "IM", "JE", "GG", "GI"}), 60), (frozenset({"BD"}), 360)),
    "cst": ((_AMERICA, -360), (frozenset({"CN", "TW", "MO"}), 480), (frozenset({"CU"}), -300)),
    "ast": ((_ARABIA, 180), (frozenset({"CA", "PR", "BM", "TT", "DO", "BB", "VI"}), -240)),
    "gst": ((_ARABIA, 240), (frozenset({"GE"}), 240), (frozenset({"GS"}), -120)),
    "pst": ((frozenset({"PK"}), 300), (_AMERICA, -480), (frozenset({"PH"}), 480)),
    "mst": ((_AMERICA, -420), (frozenset({"MY"}), 480), (frozenset({"MM"}), 390)),
    "est": ((frozenset({"AU"}), 600),),
}
# Names of two letters are words elsewhere ("et"), so only those who use them are understood.
_OF_AMERICA = {
    **{"et": "America/New_York", "ct": "America/Chicago"},
    **{"mt": "America/Denver", "pt": "America/Los_Angeles"},
}
ZONE_NAMES = frozenset(_MINUTES) | frozenset(_AMBIGUOUS)
"""Every short name that is known for a zone's, in small letters."""
_OFFSET = re.compile(
    r"(?:gmt|utc|z)?\s*([+\N{MINUS SIGN}\N{EN DASH}-])\s?(\d{1,2})(?::?(\d{2}))?\s*(?:z|utc|gmt)?"
)
_PLACE = re.compile(r"[a-z]+(?:/[a-z_-]+){1,2}")


def zone_of(name: str, country: str) -> tzinfo | None:
    """Return the zone that an offset (+05:00, GMT+5), a short name (PKT) or a place means, or None.

    A place is a name of the IANA database (Europe/Istanbul). A short name of several zones (IST,
    BST, CST) is None unless ``country`` (ISO 3166) is one that settles it.
    """
    name = name.strip().lower()
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return _fixed(minutes if offset[1] == "+" else -minutes)
    if name in _AMBIGUOUS:
        code = _code(country)
        fits = (minutes for countries, minutes in _AMBIGUOUS[name] if code in countries)
        found = next(fits, _MINUTES.get(name))
        return None if found is None else _fixed(found)
    if name in _MINUTES:
        return _fixed(_MINUTES[name])
    if name in _OF_AMERICA and _code(country) in _AMERICA | {""}:
        return _place(_OF_AMERICA[name])
    return _place(name.title().replace("_Es_", "_es_")) if _PLACE.fullmatch(name) else None


def country_zone(country: str) -> tzinfo:
    """Return the zone of a country's clocks, with its summer times of every year; UTC if unknown.

    Of a country with several zones it is that of the city where most of its press sits.
    """
    return _place(COUNTRY_ZONES.get(_code(country), "")) or UTC


def is_one_zone(country: str) -> bool:
    """Tell whether all clocks of a known country show the same time."""
    code = _code(country)
    return code in COUNTRY_ZONES and code not in SPANS_ZONES


def _code(country: str) -> str:
    return {"UK": "GB"}.get(country, country)


def _fixed(minutes: int) -> timezone | None:
    return (
        timezone(timedelta(minutes=minutes))
        if abs(timedelta(minutes=minutes)) <= FARTHEST
        else None
    )


@lru_cache(600)
def _place(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
