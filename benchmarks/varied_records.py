"""Makes WARC files of many pages out of the recorded ones: varied, in four encodings, some damaged.

Of a hundred records two are pages of the generated newsrooms, which are on topic, and the others
are recorded pages of the press; one is damaged. The same numbers give the same files.
"""

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, PAGES, need, truth

ON_TOPIC, DAMAGED = 0.02, 0.01
ENCODINGS = "utf-8", "one byte", "utf-16", "references"
"""How letters are written: one byte each, by the script's code page; as references like &#1575;."""
BEGIN = datetime(2025, 4, 1, tzinfo=UTC)
SPAN = timedelta(days=30)
_PARAGRAPH = re.compile(r"((?<=<p>)[^<]{80,}(?=</p>)|(?<=>)[^<>]{200,}(?=<))")
_DECLARED = re.compile(r"""<meta[^>]*charset[^>]*>|<\?xml[^>]*\?>""", re.IGNORECASE)
_ARABIC = re.compile("[\u0600-\u06ff]")
_LETTERS = "abdeghiklmnoprstuvz"
_CHANCE = random.Random(1)
_MADE = ["".join(_CHANCE.choices(_LETTERS, k=_CHANCE.randint(3, 8))) for _ in range(20_000)]
"""Made words; to make each where it is put took longer than all else."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A recorded page as text; ``url`` is where it was recorded."""

    url: str
    html: str


@dataclass(frozen=True, slots=True)
class Samples:
    """What records are made of: pages on topic, and others."""

    on_topic: Sequence[Sample]
    others: Sequence[Sample]


def load_samples() -> Samples:
    """Return the recorded pages; those on topic are what the newsrooms' truth calls so."""
    wanted = {
        row["url"]
        for folder in (NEWSROOM, NEWSROOM2)
        for row in truth(folder)
        if row["label"] == "yes"
    }
    newsrooms = [*_recorded(NEWSROOM), *_recorded(NEWSROOM2)]
    return Samples([one for one in newsrooms if one.url in wanted], [*_recorded(PAGES)])


def write_records(
    folder: Path, samples: Samples, records: int, a_file: int, seed: int = 0
) -> list[Path]:
    """Write so many records into files of ``a_file`` records each; return the files.

    Those that an earlier call wrote are left: a folder is for one number of records.
    """
    paths = []
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, records, a_file):
        path = folder / f"varied-{seed}-{first:07}.warc.gz"
        paths.append(path)
        if path.exists():
            continue
        new = path.with_suffix(".new")
        with new.open("wb") as stream:
            for number in range(first, min(first + a_file, records)):
                record = _record(samples, number, records, random.Random(f"{seed}/{number}"))
                stream.write(gzip.compress(record, compresslevel=1))
        new.replace(path)
    return paths


def _recorded(folder: Path) -> Iterator[Sample]:
    with (need(folder) / "pages.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type != "response":
                continue
            body = record.content_stream().read()
            kind = (record.http_headers.get_header("Content-Type") or "").lower()
            said = re.search(r"charset=\s*\"?([\w-]+)", kind) or re.search(
                rb"charset=\s*[\"']?([\w-]+)", body[:2048], re.IGNORECASE
            )
            name = said[1] if said else "utf-8"
            try:
                html = body.decode(name if isinstance(name, str) else name.decode("ascii"))
            except (LookupError, UnicodeDecodeError):
                continue  # its letters cannot be told, so it cannot be written in others
            yield Sample(record.rec_headers.get_header("WARC-Target-URI"), html)


def _record(samples: Samples, number: int, records: int, chance: random.Random) -> bytes:
    """Return a WARC record with the answer of a server, not compressed."""
    on_topic = chance.random() < ON_TOPIC
    sample = chance.choice(samples.on_topic if on_topic else samples.others)
    body, charset = _encoded(_varied(sample.html, chance), chance.choice(ENCODINGS))
    damage = chance.random() < DAMAGED
    body, length = _damaged(body, chance) if damage else (body, len(body))
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()
    at = BEGIN + SPAN * (number / records)
    host = urlsplit(sample.url).hostname or "none.example"
    block = head + body
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"WARC-Record-ID: <urn:uuid:{number:08x}-0000-4000-8000-000000000000>\r\n"
        f"WARC-Target-URI: https://{host}/varied/{number}/\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    ).encode() + (block + b"\r\n\r\n")


def _varied(html: str, chance: random.Random) -> str:
    """Return the page with a made word after about every ninth word of its longer texts."""
    pieces = list(_pieces(html))
    for number in range(1, len(pieces), 2):
        told = pieces[number].split(" ")
        for at in range(len(told) - 1, 0, -(5 + int(9 * chance.random()))):
            told.insert(at, _MADE[int(len(_MADE) * chance.random())])
        pieces[number] = " ".join(told)
    return "".join(pieces)


@cache
def _pieces(html: str) -> list[str]:
    """Return a page cut before and behind each of its longer texts; it names no charset."""
    return _PARAGRAPH.split(_DECLARED.sub("", html))


def _encoded(html: str, encoding: str) -> tuple[bytes, str]:
    """Return a page's bytes and the charset that its server names; the page names none."""
    match encoding:
        case "one byte":
            name = "windows-1256" if _ARABIC.search(html) else "windows-1252"
            return html.encode(name, "xmlcharrefreplace"), name
        case "utf-16":
            return html.encode("utf-16", "replace"), "utf-16"
        case "references":
            return html.encode("ascii", "xmlcharrefreplace"), "us-ascii"
        case _:
            return html.encode("utf-8", "replace"), "utf-8"


def _damaged(body: bytes, chance: random.Random) -> tuple[bytes, int]:
    """Return a body that broke off or has a hole, and how long its server said it was."""
    at = chance.randrange(len(body) // 4, len(body))
    if chance.random() < 0.5:
        return body[:at], len(body)
    return body[:at] + chance.randbytes(200) + body[at + 200 :], len(body)
