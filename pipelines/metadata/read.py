"""Reads what a page says of its article: title, names, dates, section, URL; in one pass."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from pipelines.items import ArticleMetadata, Entry
from pipelines.metadata.authors import read_authors
from pipelines.metadata.date_trust import DISPUTED
from pipelines.metadata.dated_lines import Place
from pipelines.metadata.jsonld import Node, article_node, page_node, read_nodes, text_of
from pipelines.metadata.publication_date import read_publication_dates
from pipelines.metadata.titles import (
    is_masthead,
    is_of_box,
    marked_heading,
    outlet_names,
    titled_line,
    titles_of,
)
from pipelines.metadata.tree_scan import Survey, main_heading, survey
from pipelines.sources import Source
from pipelines.text.headlines import choose_title, clean_title
from pipelines.web.outlet_country import country_of
from pipelines.web.urls import host_of, site_of


@dataclass(frozen=True, slots=True)
class Metadata(ArticleMetadata):
    """What a page says of its article and of itself; texts are "" where it says nothing."""

    title: str
    canonical_url: str
    language: str
    site_name: str

    def with_texts(self, changed: Callable[[str], str]) -> "Metadata":
        """Return this with each text of the article as ``changed`` returns it."""
        texts: dict[str, Any] = {}
        for name in ("title", *ArticleMetadata.__slots__):
            match getattr(self, name):
                case str(text):
                    texts[name] = changed(text)
                case tuple(several):
                    texts[name] = tuple(map(changed, several))
        return replace(self, **texts)


def read_metadata(
    tree: Any, url: str, entry: Entry, source: Source, now: datetime, *, fetched: bool = True
) -> Metadata:
    """Return the metadata of the page that ``tree`` holds, without changing the tree.

    ``fetched`` tells that the page was fetched ``now``, so that "two hours ago" counts from then.
    """
    found = survey(tree)
    titles = (found.meta("og:title"), found.page_title, found.meta("twitter:title"))
    nodes = read_nodes(found.scripts)
    names = (*outlet_names(found, nodes), source.name, _host_name(url))
    heading = (
        main_heading(
            found, titles, lambda one: is_masthead(one, url, names) or is_of_box(one, titles)
        )
        or marked_heading(found, titles)
        or titled_line(found, titles)
    )
    headline = titles[0] or (heading.text if heading else "") or titles[1]
    node = article_node(nodes, url, headline) or {}
    site_name = clean_title(found.meta("og:site_name"))
    outlet = (*names, text_of(node.get("publisher")))
    language = tree.get("lang") or found.meta("og:locale") or text_of(node.get("inLanguage"))
    dates = read_publication_dates(
        found,
        heading,
        node if node.get("datePublished") else page_node(nodes, url) or node,
        url,
        entry,
        Place(source.country or country_of(url, language), now, _is_watched(source), fetched),
    )
    return Metadata(
        title=choose_title(titles_of(found, heading, node, entry), outlet),
        byline=read_authors(found, heading, node, nodes, entry, outlet),
        section=clean_title(text_of(node.get("articleSection")) or found.meta("article:section")),
        canonical_url=_joined(url, found.canonical or found.meta("og:url")),
        image=_image(found, node, url),
        published_at=dates.published_at,
        published_from=dates.origin,
        published_confidence=dates.confidence,
        modified_at=dates.modified_at,
        published_day_only=dates.published_day_only,
        modified_day_only=dates.modified_day_only,
        language=language[:12],
        site_name=site_name,
    )


def told_by_feed(entry: Entry, title: str) -> Metadata:
    """Return what is known of a page that cannot be read: its ``title``, and what its feed says."""
    said = entry.published_at if entry.published_zone == "told" else None
    return Metadata(
        title=clean_title(entry.title) or clean_title(title),
        canonical_url="",
        language=entry.language[:12],
        site_name="",
        published_at=said,
        published_from="feed" if said else "none",
        published_confidence=DISPUTED if said else 0.0,
    )


def _is_watched(source: Source) -> bool:
    """Tell whether an outlet was declared: one that only stands for a host has no languages."""
    return bool(source.languages or source.sections or source.listings())


def _image(found: Survey, node: Node, url: str) -> str:
    said = found.meta("og:image", "twitter:image")
    if not said:
        image = node.get("image")
        said = text_of(image.get("url") if isinstance(image, dict) else image)
    address = _joined(url, said)
    return address if address.startswith(("http://", "https://")) else ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip()) if address.strip() else ""
    except ValueError:
        return ""


def _host_name(url: str) -> str:
    return site_of(url).split(".")[0] or host_of(url)
