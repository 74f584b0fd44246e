"""What a crawl archives is what went over the wire, as readers that are not ours see it."""

import base64
import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from db.archive import read_pages
from pipelines.items import Page
from tests.commandline import RULE, run
from tests.newsroom import AFGHAN_BODY, URDU, article_page
from tests.packing import PACKERS
from tests.raw_site import RawSite, in_chunks, raw

HTML = "content-type:  text/html;charset=utf-8"
PATHS = ("/chunked", "/moved", "/early", "/old", "/more")
GARBAGE = b"behind the answer, and no part of it"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"
NOT_MODIFIED = b'HTTP/1.1 304 Same\r\nETag: "7"\r\nX-Again: yes\r\n\r\n'


@dataclass(frozen=True, slots=True)
class Record:
    """A record as warcio reads it; ``block`` is all of it, ``content`` its decoded payload."""

    kind: str
    path: str
    headers: dict[str, str]
    block: bytes
    sound: bool | None


@dataclass(frozen=True, slots=True)
class Archived:
    """Two passes over a site, the second to look at its articles again."""

    site: RawSite
    files: list[Path]
    records: list[Record]
    places: dict[str, tuple[str, int]]

    def found(self, kind: str, path: str) -> list[Record]:
        return [one for one in self.records if (one.kind, one.path) == (kind, path)]


def furnish(site: RawSite) -> None:
    """Give each path an answer of its own making."""
    items = "".join(f"<item><link>{site.url}{path}</link></item>" for path in PATHS)
    feed = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    site.answers["/feed"] = raw("200 OK", feed, "Content-Type: application/rss+xml")
    site.answers["/robots.txt"] = raw("200 Fine", b"User-agent: *\nDisallow: /no\n", "X-A: 1")
    page = PACKERS["gzip"](article_page("Families sent back", *AFGHAN_BODY))
    packed = in_chunks("200 Ganz gut", page, HTML, "Content-Encoding: gzip", 'ETag: "7"')
    site.answers["/chunked"] = (packed, NOT_MODIFIED)
    site.answers["/moved"] = raw("301 Elsewhere", b"<a>gone on</a>", "Location: /brotli", HTML)
    urdu = PACKERS["br"](article_page("افغان خاندان ملک بدر", *URDU, lang="ur"))
    site.answers["/brotli"] = raw("200 OK", urdu, HTML, "content-encoding: br", "X-B: b", "X-B: c")
    early = article_page("More families at the gate", *AFGHAN_BODY[::-1])
    old = article_page("Families at Chaman", *AFGHAN_BODY[:1], "They came by lorry.").decode()
    site.answers["/old"] = f"HTTP/1.0 200\nX-No-Colon\nx-folded: a\n b\n{HTML}\n\n{old}".encode()
    more = article_page("Families at Spin Boldak", "They came on foot.", *AFGHAN_BODY)
    site.answers["/more"] = raw("200 OK", more, HTML) + GARBAGE
    site.answers["/early"] = EARLY + raw("200 OK", early, HTML)


def record_of(found: ArcWarcRecord, whole: ArcWarcRecord, site: RawSite) -> Record:
    """Return a record that was read twice: with its digests checked, and as bytes."""
    headers = dict(found.rec_headers.headers)
    found.raw_stream.read()
    path = headers.get("WARC-Target-URI", "").removeprefix(site.url)
    block = whole.raw_stream.read()
    return Record(found.rec_type, path, headers, block, found.digest_checker.passed)


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    folder = tmp_path_factory.mktemp("wire")
    site = RawSite("127.0.0.47")
    furnish(site)
    (folder / "khabardar.toml").write_text(
        f'[network]\ncontact = "a@example.org"\ndelay_s = 0.0\nallow_private = ["{site.at}"]\n'
        f"[catalogue]\nuse = false\n{RULE}"
        f'[[source]]\nid = "a"\nfeeds = ["{site.url}/feed"]\nrevisit = [0.0001, 500]\n',
        encoding="utf8",
    )
    with site.open():
        for _ in range(2):
            done = run(folder, "crawl")
            assert done.returncode == 0, done.stderr
    files = sorted((folder / "archive").iterdir())
    records = []
    for path in files:
        with path.open("rb") as checked, path.open("rb") as plain:
            both = zip(
                ArchiveIterator(checked, check_digests=True),
                ArchiveIterator(plain, no_record_parse=True),
                strict=True,
            )
            records += [record_of(found, whole, site) for found, whole in both]
    rows = sqlite3.connect(folder / "khabardar.db").execute(
        "SELECT l.url, a.archive_file, a.archive_offset "
        "FROM articles a JOIN links l ON l.article_id = a.id"
    )
    places = {url.removeprefix(site.url): (file, offset) for url, file, offset in rows}
    return Archived(site, files, records, places)


def test_every_digest_is_right_and_every_record_knows_its_file(archived: Archived) -> None:
    infos = [one for one in archived.records if one.kind == "warcinfo"]
    assert [one.headers["WARC-Filename"] for one in infos] == [p.name for p in archived.files]
    others = [one for one in archived.records if one.kind != "warcinfo"]
    assert {one.headers["WARC-Warcinfo-ID"] for one in others} == {
        one.headers["WARC-Record-ID"] for one in infos
    }
    ids = [one.headers["WARC-Record-ID"] for one in archived.records]
    assert len(set(ids)) == len(ids)
    assert {one.sound for one in others if one.kind != "revisit"} == {True}
    for one in archived.records:  # warcio looks at no digest of a revisit
        digest = base64.b32encode(hashlib.sha1(one.block).digest()).decode()
        assert one.headers["WARC-Block-Digest"] == f"sha1:{digest}"
    assert {one.headers["WARC-IP-Address"] for one in others} == {"127.0.0.47"}


@pytest.mark.parametrize("path", ["/robots.txt", "/brotli", *PATHS])
def test_answers_lie_there_byte_for_byte_with_their_requests(archived: Archived, path: str) -> None:
    response = archived.found("response", path)[0]
    said = archived.site.answer(path, b"")
    assert response.block == said.removeprefix(EARLY).removesuffix(GARBAGE)
    request = archived.found("request", path)[0]
    assert request.block == archived.site.asked[path][0]
    assert request.headers["WARC-Concurrent-To"] == response.headers["WARC-Record-ID"]


@pytest.mark.parametrize(
    ("path", "profile"),
    [
        ("/chunked", "server-not-modified"),
        ("/brotli", "identical-payload-digest"),
        ("/early", "identical-payload-digest"),
    ],
)
def test_a_visit_that_brings_nothing_new_refers_to_the_one_that_did(
    archived: Archived, path: str, profile: str
) -> None:
    (revisit,) = archived.found("revisit", path)
    (response,) = archived.found("response", path)
    assert revisit.headers["WARC-Profile"].rpartition("/")[2] == profile
    assert revisit.headers["WARC-Refers-To"] == response.headers["WARC-Record-ID"]
    assert revisit.headers["WARC-Refers-To-Date"] == response.headers["WARC-Date"]
    assert revisit.headers["WARC-Refers-To-Target-URI"] == archived.site.url + path
    assert revisit.headers["WARC-Payload-Digest"] == response.headers["WARC-Payload-Digest"]
    assert revisit.block.endswith(b"\r\n\r\n")
    assert (revisit.block == NOT_MODIFIED) == (profile == "server-not-modified")
    assert archived.site.asked[path][1] in [one.block for one in archived.found("request", path)]


def test_the_database_knows_where_each_article_lies(archived: Archived) -> None:
    assert set(archived.places) == set(PATHS)
    pages = [page for path in archived.files for page in read_pages(path)]
    texts = {
        page.url.removeprefix(archived.site.url): page.body.decode()
        for page in pages
        if isinstance(page, Page)
    }
    redirected = {"/moved": "/brotli"}
    assert set(texts) == {redirected.get(path, path) for path in PATHS}, "others are no pages"
    assert AFGHAN_BODY[0] in texts["/chunked"]
    assert URDU[0] in texts["/brotli"]
    assert AFGHAN_BODY[1] in texts["/early"]
