"""Reads GDELT's bulk files, of which one comes every 15 minutes, for what is reported elsewhere.

The forms: data.gdeltproject.org/documentation/GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf. Its
interface for searches (DOC 2.0) turns first requests away; the files are open to all.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Set
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import IO

from pipelines.items import Discovered, Lead
from pipelines.listings.entries import plain_title
from pipelines.listings.entry_links import entry_url
from pipelines.listings.listed_times import Asked

MOST_BYTES = 300_000_000
"""As much of a file is read once it is unpacked; they have 20 to 60 million bytes."""
LONGEST_LINE = 2_000_000
MOST_LEADS = 300
FILES_EVERY = timedelta(minutes=15)
REACHES_BACK = timedelta(hours=24)
"""So far back files are read that no visit has read yet."""
MOST_FILES = 16
"""The files of four hours are read by one visit, so that a pass has an end."""
_ZIP = b"PK\x03\x04"
_FILES = re.compile(r"^\d+\s+[0-9a-f]{32}\s+(\S+\.gkg\.csv\.zip)\s*$", re.MULTILINE)
_NAME = re.compile(r"(.*/)(\d{14})((?:\.translation)?\.gkg\.csv\.zip)", re.IGNORECASE)
_MOMENT, _OUTLET, _URL, _EXTRAS, _COLUMNS = 1, 3, 4, 26, 27
_AFGHANS = re.compile(
    "afghan|afgan|\u0430\u0444\u0433\u0430\u043d|\u0627\u0641\u063a\u0627\u0646|\u0627\u0641\u063a\u0646",
    re.IGNORECASE,
)
# What a line must have before it is parted into columns: bytes are compared, nothing is decoded.
_MAY_BE_AFGHAN = re.compile(
    rb"(?i)afghan|afgan|\xd0\xb0\xd1\x84\xd0\xb3\xd0\xb0\xd0\xbd|\xd8\xa7\xd9\x81\xd8\xba|&#x627;&#x641;"
)
_SENT_BACK = re.compile(rb"DEPORT|REFUGEE|REPATRIAT|EXPULSION|EXILE|IMMIGRATION|DISPLACED")
"""GDELT's themes, which it gives to texts of 65 languages alike."""
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)


def read_gdelt(body: bytes, asked: Asked) -> Discovered | None:
    """Return the newest file of GDELT's list of files, or the leads in such a file; else None.

    A lead is an article whose headline or URL names Afghans and that has a theme of refugees or of
    people sent back. Memory stays bounded: lines are compared as bytes, one at a time, and only
    those that may fit are parted.
    """
    if not body.startswith(_ZIP):
        files = (
            entry_url(name, asked.url) for name in _FILES.findall(body[:10_000].decode("latin-1"))
        )
        nested = tuple(url for url in files if url)
        return Discovered((), nested) if nested else None
    leads: dict[str, Lead] = {}
    cut = ""
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed, packed.open(packed.infolist()[0]) as lines:
            for line in _lines(lines):
                lead = _lead(line)
                if lead is not None:
                    leads.setdefault(lead.url, lead)
    except (zipfile.BadZipFile, zlib.error, LookupError, RuntimeError, EOFError, ValueError):
        cut = "the file is damaged; only what stands before the damage is read"
    found = tuple(leads.values())[:MOST_LEADS]
    if len(leads) > MOST_LEADS:
        cut = f"only {MOST_LEADS} of {len(leads)} leads are taken"
    newest = max((lead.published_at for lead in found if lead.published_at), default=None)
    return Discovered((), newest_at=newest, truncated=cut, leads=found)


def files_between(newest: str, known: Set[str]) -> tuple[tuple[str, ...], str]:
    """Return the URLs of the files that are to be read, oldest first, and what is given up.

    ``newest`` is the file that GDELT's list names, ``known`` are the files that were read (or are
    not there). All since the first known one are wanted, of the last ``REACHES_BACK``; those before
    are given up, in words, "" if none are. ``MOST_FILES`` are read at once, the rest by the next
    visits. Where none is known, or the name tells no time, the newest alone is read.
    """
    found = _NAME.fullmatch(newest)
    last = _moment(found[2]) if found else None
    if found is None or last is None:
        return (newest,), ""
    same = (one for one in map(_NAME.fullmatch, known) if one and one[1] == found[1])
    read = {at for one in same if one[3] == found[3] and (at := _moment(one[2])) and at <= last}
    if not read:
        return (newest,), ""
    newest_read = max(read)
    begin = max(min(read), last - REACHES_BACK)
    count = int((last - begin) / FILES_EVERY)
    times = [last - number * FILES_EVERY for number in range(count, -1, -1)]
    wanted = [at for at in times if at not in read][:MOST_FILES]
    urls = tuple(f"{found[1]}{at:%Y%m%d%H%M%S}{found[3]}" for at in wanted)
    lost = begin - newest_read - FILES_EVERY
    if lost <= timedelta():
        return urls, ""
    first, before = newest_read + FILES_EVERY, begin - FILES_EVERY
    return urls, (
        f"GDELT's files from {first:%d %b %H:%M} to {before:%d %b %H:%M} UTC are not read: "
        f"they are older than {REACHES_BACK // timedelta(hours=1)} hours"
    )


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    read = 0
    while read < MOST_BYTES and (line := stream.readline(LONGEST_LINE)):
        read += len(line)
        if _MAY_BE_AFGHAN.search(line) and _SENT_BACK.search(line):
            yield line


def _lead(line: bytes) -> Lead | None:
    columns = line.rstrip(b"\r\n").decode("utf8", "replace").split("\t")
    if len(columns) < _COLUMNS:
        return None
    url = entry_url(columns[_URL], "")
    told = _TITLE.search(columns[_EXTRAS])
    title = plain_title(html.unescape(told[1])) if told else ""
    if not (url and title) or not (_AFGHANS.search(title) or _AFGHANS.search(url)):
        return None
    return Lead(
        url, title, columns[_OUTLET], f"https://{columns[_OUTLET]}/", _moment(columns[_MOMENT])
    )


def _moment(written: str) -> datetime | None:
    """Return a time as GDELT writes it, 20251124081500 in UTC."""
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
