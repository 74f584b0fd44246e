"""Finds what a page calls its article and its outlet, and which heading is the headline."""

import re
from urllib.parse import urljoin, urlsplit

from pipelines.items import Entry
from pipelines.lexicon import boilerplate_patterns, boilerplate_phrases
from pipelines.metadata.jsonld import Node, is_news, is_website, text_of
from pipelines.metadata.tree_scan import Heading, Survey, is_beside, visible_text
from pipelines.text.fold import fold, folded_words
from pipelines.text.headlines import are_akin, clean_title, is_name, parts_of_title
from pipelines.web.urls import site_of

_NAME_METAS = (
    *("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher"),
    *("al:ios:app_name", "al:android:app_name"),
)
"""Meta elements that name the outlet. Sources: Open Graph, HTML, Apple, Dublin Core, App Links."""
_HEADLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:headline|(?:entry|post|article|story|news|page)[_-]?(?:title|heading))(?:\s|$)",
    re.IGNORECASE,
)
_LEAST_WORDS = 3
"""A title of fewer words may be a part of any other by chance."""
_PARTS = ("span", "small", "a", "em", "strong", "b", "i", "div", "p", "button", "sup")
_END = re.compile(r"\s*(?:$|\s[-|–—»«·•‹›])")
_NAME_AND_HEADLINE = 2
_CLEARLY_MORE = 2
"""Of two parts of a title the one with so many words more is the headline."""
_LONGEST_NAME = 6
"""An outlet's name has at most so many words; a longer one is a slogan or a headline."""


def outlet_names(found: Survey, nodes: list[Node]) -> tuple[str, ...]:
    """Return what a page calls its outlet, each name once."""
    said = [clean_title(found.meta(name)) for name in _NAME_METAS]
    said += [clean_title(text_of(node.get("name"))) for node in nodes if is_website(node)]
    said += _shown_beside_headline(found)
    return tuple(dict.fromkeys(name for name in said if 0 < len(name.split()) <= _LONGEST_NAME))


def _shown_beside_headline(found: Survey) -> list[str]:
    """Return the shorter of the two parts of the page's title where the page shows both."""
    parts = parts_of_title(clean_title(found.page_title))
    if len(parts) != _NAME_AND_HEADLINE:
        return []
    short, long = sorted(parts, key=lambda part: len(part.split()))
    words, more = len(short.split()), len(long.split())
    if words > _LEAST_WORDS or more < words + _CLEARLY_MORE:
        return []
    shown = [heading.text for heading in found.headings] + [piece.text for piece in found.pieces]
    known = {" ".join(text.split()) for text in shown}
    return [short] if short in known and long in known else []


def titles_of(found: Survey, heading: Heading | None, node: Node, entry: Entry) -> tuple[str, ...]:
    """Return what the page calls its article, the most reliable first.

    A news article's own data come from the newsroom. Else what readers see counts before titles
    for search engines and social networks, which are often reworded.
    """
    told = clean_title(text_of(node.get("headline")))
    shown = clean_title(heading.text if heading else "")
    declared = tuple(map(clean_title, (found.meta("og:title", "twitter:title"), found.page_title)))
    first = [told] if is_news(node) else []
    if heading is not None:
        shown = _without_parts(heading, shown, (told, *declared))
        if _is_the_headline(heading, shown, (told, *declared)):
            first.insert(0 if _stands_alone(told, shown, declared) else len(first), shown)
    social = clean_title(found.meta("twitter:title"))
    if _is_label(shown, declared):
        return (*first, told, declared[0], social, declared[1], clean_title(entry.title), shown)
    rest = (told, declared[0], shown, social, declared[1])
    return (*first, *rest, clean_title(entry.title))


def _stands_alone(told: str, shown: str, declared: tuple[str, ...]) -> bool:
    """Tell whether a headline is told by no title of the page, and a quite other one is shown."""
    if are_akin(told, shown):
        return False
    known = [f" {' '.join(folded_words(fold(title)))} " for title in declared]
    one, other = (f" {' '.join(folded_words(fold(title)))} " for title in (told, shown))
    return any(other in title for title in known) and not any(one in title for title in known)


def _is_label(shown: str, declared: tuple[str, ...]) -> bool:
    """Tell whether a heading is but a word or two that no title of the page knows: "Politics"."""
    longer = [title for title in declared if len(title.split()) > _LEAST_WORDS]
    akin = any(are_akin(shown, title) for title in longer)
    return len(shown.split()) < _LEAST_WORDS and bool(longer) and not akin


def _without_parts(heading: Heading, shown: str, declared: tuple[str, ...]) -> str:
    """Return a heading's text without a kicker or a control that has an element of its own in it.

    It goes if what remains is what the page calls its article, up to a mark before the outlet.
    """
    for part in heading.element.iterchildren(*_PARTS):
        text = clean_title(visible_text(part))
        rest = shown.removeprefix(text) if shown.startswith(text) else shown.removesuffix(text)
        rest = rest.strip(" :|-–—")
        if text and len(rest.split()) >= _LEAST_WORDS and rest != shown:
            known, gone = fold(rest), fold(text)
            titles = [title for title in map(fold, declared) if _ends_behind(title, known)]
            if titles and not any(gone in title for title in titles):
                return rest
    return shown


def _is_the_headline(heading: Heading, shown: str, declared: tuple[str, ...]) -> bool:
    """Tell whether a heading is the headline and no more: no kicker, no name glued to it."""
    words = folded_words(fold(shown))
    others = [title for title in declared if len(folded_words(fold(title))) >= _LEAST_WORDS]
    if heading.element.tag != "h1" or len(words) < _LEAST_WORDS:
        return False
    line = f" {' '.join(words)} "
    parts = [f" {' '.join(folded_words(fold(title)))} " for title in others]
    glued = any(part in line and part != line for part in parts)
    return not glued and any(are_akin(shown, title) for title in others)


def _ends_behind(title: str, known: str) -> bool:
    return title.startswith(known) and bool(_END.match(title, len(known)))


def is_of_box(heading: Heading, titles: tuple[str, ...]) -> bool:
    """Tell whether a heading is of a box: it asks its readers for something, or heads a list.

    It is not where one of the page's own ``titles`` shares its words.
    """
    folded = fold(heading.text)
    said = boilerplate_patterns.says_of_itself(folded)
    plea = said is not None and said[0] == "plea"
    if not plea and boilerplate_phrases.bare(folded) not in boilerplate_phrases.list_headings():
        return False
    return any(titles) and not any(are_akin(heading.text, title) for title in titles)


def marked_heading(found: Survey, titles: tuple[str, ...]) -> Heading | None:
    """Return the only text that a class of the page marks as a headline, None if it has not one.

    It is none where a longer title of the page, of ``titles``, shares no words with it.
    """
    marked = {
        visible_text(element): (piece, element)
        for piece in found.pieces
        for element in (piece.element, piece.element.getparent())
        if element is not None
        and _HEADLINE_CLASS.search(element.get("class") or "")
        and not is_beside(element, frozenset())
    }
    if len(marked) != 1:
        return None
    ((text, (piece, element)),) = marked.items()
    longer = [title for title in titles if len(title.split()) > _LEAST_WORDS]
    akin = not longer or any(are_akin(text, title) for title in longer)
    if len(text.split()) < _LEAST_WORDS or not akin:
        return None
    return Heading(piece.offset, piece.offset + len(text), text, element)


def titled_line(found: Survey, titles: tuple[str, ...]) -> Heading | None:
    """Return the first line that is one of the page's titles, or a part of it; None if none is.

    Old pages and those of scripts have no headings. A link with the title leads to the article.
    """
    said = {part for title in titles for part in (title, *parts_of_title(clean_title(title)))}
    known = {fold(title) for title in said if len(title.split()) >= _LEAST_WORDS}
    for piece in found.pieces if known else ():
        element = piece.element
        if element.tag in ("title", "a") or fold(piece.text) not in known:
            continue
        if not is_beside(element, frozenset()):
            return Heading(piece.offset, piece.offset + len(piece.text), piece.text, element)
    return None


def is_masthead(heading: Heading, url: str, names: tuple[str, ...]) -> bool:
    """Tell whether a heading is the outlet's sign: its name, or a link to its front page.

    So is a link to the page of the blog or section that the page at ``url`` lies below.
    """
    if is_name(heading.text, names, beside=1):
        return True
    link = next((e for e in heading.element.iter("a")), None)
    if link is None:
        link = next((e for e in heading.element.iterancestors("a")), None)
    if link is None or len(visible_text(link)) < len(heading.text) / 2:
        return False
    return bool(link.get("href")) and _is_front(url, link.get("href"))


_FRONT_PATH = re.compile(r"(?:[a-z]{2}(?:-[a-z]{2})?)?/?(?:(?:index|home|default)(?:\.\w+)?)?")


def _is_front(url: str, href: str) -> bool:
    """Tell whether a link leads to a front page: of the outlet, a language, a blog, a section."""
    try:
        target = urljoin(url, href.strip())
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.query or site_of(target) != site_of(url):
        return False
    path = parts.path.strip("/")
    below = urlsplit(url).path.strip("/").startswith(f"{path}/")
    return (bool(_FRONT_PATH.fullmatch(path)) or below) and target != url
