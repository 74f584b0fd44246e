"""Reads GDELT's bulk files, of which one comes every 15 minutes, for what is reported elsewhere.

The forms: data.gdeltproject.org/documentation/GDELT-Global_Knowledge_Graph_Codebook-V2.1.pdf. Its
interface for searches (DOC 2.0) turns first requests away; the files are open to all.
"""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
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
_ZIP = b"PK\x03\x04"
_FILES = re.compile(r"^\d+\s+[0-9a-f]{32}\s+(\S+\.gkg\.csv\.zip)\s*$", re.MULTILINE)
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
