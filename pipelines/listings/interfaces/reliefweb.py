"""Reads the lists of reports of ReliefWeb's API (apidoc.reliefweb.int, version 2)."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipelines.items import Discovered, Entry
from pipelines.listings.entries import discovered, plain_title
from pipelines.listings.listed_times import Asked
from pipelines.reports.reliefweb_report import read_reports
from pipelines.sources import Source

MOST_A_CALL = 1_000
USUAL = "10"
_WANTED = ("title", "url_alias", "date", "source", "language", "body-html")


def read_reliefweb(text: str, asked: Asked, cut: str) -> Discovered | None:
    """Return the reports that an answer of the API lists, None if it is none.

    The pages of ReliefWeb turn programs away, so each report is asked of the API, too, by the same
    appname. Walking back, the next reports are nested.
    """
    reports = read_reports(text, asked.at)
    if reports is None:
        return None
    parts = urlsplit(asked.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    wanted = [("fields[include][]", name) for name in _WANTED]
    one = urlencode([("appname", query.get("appname", "")), *wanted], safe="[]")
    root = f"{parts.scheme}://{parts.netloc}{parts.path}"
    entries = [
        Entry(f"{root}/{report.id}?{one}", plain_title(report.title), report.published_at)
        for report in reports
        if report.id
    ]
    nested = []
    size, offset = query.get("limit", USUAL), query.get("offset", "0")
    if asked.window and size.isdecimal() and offset.isdecimal() and len(reports) >= int(size) > 0:
        pairs = [pair for pair in parse_qsl(parts.query) if pair[0] != "offset"]
        more = urlencode([*pairs, ("offset", str(int(offset) + int(size)))], safe="[]:")
        nested.append(parts._replace(query=more).geturl())
    return discovered(entries, cut, nested, window=asked.window)


def with_own_appname(source: Source, appname: str) -> Source | None:
    """Return an outlet with the calls of the API as ``appname``, which is to be approved.

    Without one, "", nothing is asked of the API; None if that was all the outlet has.
    """
    if not source.reliefweb:
        return source
    calls = tuple(with_appname(url, appname) for url in source.reliefweb if appname)
    left = replace(source, reliefweb=calls)
    return left if left.listings() else None


def with_appname(url: str, appname: str) -> str:
    """Return the URL of a call with the name by which ReliefWeb knows who asks."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "appname"]
    return parts._replace(query=urlencode([*query, ("appname", appname)], safe="[]:")).geturl()
