"""Feeds that feed readers subscribe to: Atom (RFC 4287) and JSON Feed 1.1."""

import json
import re
from typing import Any

from pipelines.exports.entry import ExportedArticle, Heading, beginning, moment, stable_id
from pipelines.items import LANGUAGES
from pipelines.text.language import is_rtl, language_tag

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (https://www.w3.org/TR/xml/#charsets)."""


def atom_begin(heading: Heading) -> str:
    """Return an Atom feed up to its first entry."""
    links = [("self", "application/atom+xml", heading.own_url),
             ("alternate", "text/html", heading.page_url)]  # fmt: skip
    return "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n',
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n',
            f"<id>{stable_id(heading.identity)}</id>\n",
            f"<title>{_xml(heading.title)}</title>\n",
            f"<subtitle>{_xml(heading.bound)}</subtitle>\n",
            f"<updated>{moment(heading.updated_at)}</updated>\n",
            "<author><name>khabardar</name></author>\n",
            *(
                f'<link rel="{rel}" type="{kind}" href="{_xml(url)}"/>\n'
                for rel, kind, url in links
                if url
            ),
        )
    )


def atom_entry(heading: Heading, article: ExportedArticle) -> str:
    """Return an article as an entry; its summary is read in the direction of its language.

    A day without a time has no <published>, which must hold one.
    """
    language, story = language_tag(article.language), heading.story_url(article)
    names = article.authors or (article.outlet or article.source_id,)
    return "".join(
        (
            f'<entry xml:lang="{_xml(language)}">\n',
            f"<id>{stable_id(article.url)}</id>\n",
            f"<title>{_xml(article.headline)}</title>\n",
            f"<updated>{moment(article.updated_at)}</updated>\n",
            f"<published>{article.published}</published>\n" if _has_time(article) else "",
            *(f"<author><name>{_xml(name)}</name></author>\n" for name in names),
            f'<link rel="alternate" href="{_xml(_web_url(article) or story)}"/>\n',
            f'<link rel="related" type="text/html" href="{_xml(story)}"/>\n' if story else "",
            '<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">',
            _summary(article, ' xml:lang="{0}" lang="{0}"'),
            "</div></summary>\n</entry>\n",
        )
    )


ATOM_END = "</feed>\n"


def json_feed_begin(heading: Heading) -> str:
    """Return a JSON Feed up to its first item."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": heading.title,
        "home_page_url": heading.page_url,
        "feed_url": heading.own_url,
        "description": heading.bound,
        "authors": [{"name": "khabardar"}],
    }
    known = {name: value for name, value in told.items() if value}
    return json.dumps(known, ensure_ascii=False)[:-1] + ', "items": [\n'


def json_feed_item(heading: Heading, article: ExportedArticle) -> str:
    """Return an article as an item; what JSON Feed has no name for stands under "_khabardar"."""
    names = article.authors or (article.outlet or article.source_id,)
    item: dict[str, Any] = {
        "id": stable_id(article.url),
        "url": _web_url(article),
        "title": article.headline,
        "content_html": _summary(article, ' lang="{0}"'),
        "date_published": article.published if _has_time(article) else "",
        "date_modified": moment(article.updated_at),
        "authors": [{"name": name} for name in names],
        "language": language_tag(article.language),
        "_khabardar": {
            "article_id": article.article_id,
            "story_id": article.story_id,
            "story_url": heading.story_url(article),
            "outlet": article.outlet,
            "country": article.country,
            "published_at": article.published,
            "archived": article.archived,
        },
    }
    return json.dumps({name: value for name, value in item.items() if value}, ensure_ascii=False)


JSON_FEED_END = "\n]}\n"


def _has_time(article: ExportedArticle) -> bool:
    return "T" in article.published


def _web_url(article: ExportedArticle) -> str:
    """Return the URL of an article if it leads to the web, "" if it would run something."""
    return article.url if article.url.startswith(("http://", "https://")) else ""


def _summary(article: ExportedArticle, tag: str) -> str:
    """Return who has the article and how it begins, as HTML that is XML as well."""
    country = f" ({article.country})" if article.country else ""
    language = LANGUAGES.get(article.language, "unknown language")
    outlets = article.outlets_of_story
    wide = f", in {outlets} outlets" if outlets > 1 else ""
    about = f"{article.outlet or article.source_id}{country}, {language}{wide}"
    side = "rtl" if is_rtl(article.language) else "ltr"
    lang = tag.format(_xml(language_tag(article.language)))
    return (
        f'<p dir="ltr"{tag.format("en")}>{_xml(about)}</p>'
        f'<p dir="{side}"{lang}>{_xml(beginning(article))}</p>'
    )


def _xml(text: str) -> str:
    """Return text as XML and HTML write it, without what they cannot hold."""
    kept = _NOT_XML.sub("", text)
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        kept = kept.replace(sign, written)
    return kept
