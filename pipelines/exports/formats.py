"""The formats that articles are taken along in, by the ending of their URL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipelines.exports import citations, feeds, tables
from pipelines.exports.entry import ExportedArticle, Heading

MOST_OF_A_FEED = 100
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Format:
    """How articles are written: what stands before, for each, between two, and at the end.

    ``name`` is for people, ``use`` says what they use it for, ``most`` the number of articles that
    it takes at most. A feed is shown by the browser, what is no feed is saved as a file.
    """

    name: str
    content_type: str
    most: int
    each: Callable[[Heading, ExportedArticle], str]
    begin: Callable[[Heading], str] = lambda heading: ""
    between: str = ""
    end: str = ""
    is_feed: bool = False
    use: str = ""


SPREADSHEET = "for a spreadsheet"
CITING = "for Zotero and other reference managers"
FEEDS = "for a feed reader"
PROGRAMS = "for programs"
FORMATS = {
    "csv": Format(
        *("CSV", "text/csv", MOST_ROWS, tables.csv_row, tables.csv_begin), use=SPREADSHEET
    ),
    "ris": Format(
        *("RIS", "application/x-research-info-systems", MOST_ROWS, citations.ris), use=CITING
    ),
    "bib": Format("BibTeX", "application/x-bibtex", MOST_ROWS, citations.bibtex, use=CITING),
    "atom": Format(
        *("Atom", "application/atom+xml", MOST_OF_A_FEED, feeds.atom_entry, feeds.atom_begin),
        end=feeds.ATOM_END,
        is_feed=True,
        use=FEEDS,
    ),
    "feed.json": Format(
        *("JSON Feed", "application/feed+json", MOST_OF_A_FEED),
        *(feeds.json_feed_item, feeds.json_feed_begin),
        between=",\n",
        end=feeds.JSON_FEED_END,
        is_feed=True,
        use=FEEDS,
    ),
    "jsonl": Format(
        *("JSON lines", "application/x-ndjson", MOST_ROWS, tables.json_line), use=PROGRAMS
    ),
}


def formats_by_use() -> dict[str, dict[str, Format]]:
    """Return the formats by what people use them for, the most common use first."""
    found: dict[str, dict[str, Format]] = {}
    for ending, form in FORMATS.items():
        found.setdefault(form.use, {})[ending] = form
    return found


def piece(
    form: Format, heading: Heading, articles: Iterable[ExportedArticle], *, first: bool
) -> str:
    """Return what ``form`` makes of articles; ``first`` ones have none before them."""
    each = [form.each(heading, article) for article in articles]
    return ("" if first or not each else form.between) + form.between.join(each)
