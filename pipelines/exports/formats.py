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

    ``name`` is for people, ``most`` the number of articles that it takes at most. A feed is shown
    by the browser, what is no feed is saved as a file.
    """

    name: str
    content_type: str
    most: int
    each: Callable[[Heading, ExportedArticle], str]
    begin: Callable[[Heading], str] = lambda heading: ""
    between: str = ""
    end: str = ""
    is_feed: bool = False


FORMATS = {
    "atom": Format(
        *("Atom", "application/atom+xml", MOST_OF_A_FEED, feeds.atom_entry, feeds.atom_begin),
        end=feeds.ATOM_END,
        is_feed=True,
    ),
    "feed.json": Format(
        *("JSON Feed", "application/feed+json", MOST_OF_A_FEED),
        *(feeds.json_feed_item, feeds.json_feed_begin),
        between=",\n",
        end=feeds.JSON_FEED_END,
        is_feed=True,
    ),
    "csv": Format("CSV", "text/csv", MOST_ROWS, tables.csv_row, tables.csv_begin),
    "jsonl": Format("JSON lines", "application/x-ndjson", MOST_ROWS, tables.json_line),
    "ris": Format("RIS", "application/x-research-info-systems", MOST_ROWS, citations.ris),
    "bib": Format("BibTeX", "application/x-bibtex", MOST_ROWS, citations.bibtex),
}


def piece(
    form: Format, heading: Heading, articles: Iterable[ExportedArticle], *, first: bool
) -> str:
    """Return what ``form`` makes of articles; ``first`` ones have none before them."""
    each = [form.each(heading, article) for article in articles]
    return ("" if first or not each else form.between) + form.between.join(each)
