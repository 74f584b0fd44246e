"""One page from bytes to verdict: open, read, clean, keep, judge, match."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pipelines.items import (
    Article,
    ArticleMetadata,
    Dropped,
    Entry,
    Failed,
    Kept,
    Page,
    Removed,
    Truncation,
    Verdict,
)
from pipelines.metadata.agencies import Agencies
from pipelines.metadata.days import days_around
from pipelines.page_blocks import PageBlocks
from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import Concepts
from pipelines.query.matcher import fits
from pipelines.query.ruleset import RuleSet
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Query
from pipelines.relevance import Judgement, Topic, judge
from pipelines.reports.other_pages import OtherPage, read_other, without_text
from pipelines.site.about import About
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate
from pipelines.site.page_traces import listing_traces, page_traces, site_host
from pipelines.sources import Source
from pipelines.stories.places import Places
from pipelines.text.charset import Hints
from pipelines.text.fold import fold
from pipelines.text.garbled import doubt_of
from pipelines.text.headlines import title_from_text
from pipelines.text.language import language_of
from pipelines.text.word_count import word_count
from pipelines.web.urls import canonical_url, choose_canonical, host_of, site_of

if TYPE_CHECKING:
    from pipelines.metadata.read import Metadata
    from pipelines.page.clean import Cleaned
    from pipelines.page.extract import Reading

# What reads pages is imported where it is used: the process that only starts passes has no need of
# lxml, and is to stay small.
Tier = Literal["full", "fast", "plain", "stripped"]
TIERS: tuple[Tier, ...] = ("full", "fast", "plain", "stripped")
"""The ladder of tries for a page: each cheaper than the one before.

The last one parses nothing: with it, rules see at least the headline, what the feed says, and what
stands between the tags of a page that was made to take for ever.
"""
PDF_PAGES: dict[Tier, int] = {"full": 120, "fast": 30, "plain": 5, "stripped": 0}
"""So many pages of a PDF are read on each try; on the last one only its headline is told."""
MOST_IF_STRIPPED = 0.2
"""The highest confidence in a text that holds menus and all."""
LONGEST_HEADLINE = 200
PRELOAD = (
    *("pipelines.decide", "pipelines.page.extract", "pipelines.metadata.read", "trafilatura"),
    *("pipelines.page.clean", "pipelines.confidence.signs", "pipelines.confidence.model"),
    "resiliparse.extract.html2text",
)
"""Modules that reading a page needs: processes that share them load them once."""


@dataclass(frozen=True, slots=True)
class Decider:
    """What articles are decided by: the keep query (None keeps all), the topic, the rules, places.

    ``concepts`` finds what searches of stored articles go by, ``agencies`` whom a text credits.
    """

    keep: Query | None
    topic: Topic
    relevant: Query | None
    rules: RuleSet
    places: Places
    concepts: Concepts
    agencies: Agencies


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that was read but not cleaned yet: its host's boilerplate may still be unknown.

    ``encoding`` is what its bytes were read as, ``doubt`` why that may be wrong; ``stripped`` says
    that the page was not parsed.
    """

    reading: "Reading"
    metadata: "Metadata"
    url: str
    page_url: str
    source: Source
    encoding: str = "utf-8"
    doubt: str | None = None
    stripped: bool = False


def draft_page(
    page: Page, entry: Entry, source: Source, tier: Tier, now: datetime
) -> Draft | Dropped | Failed:
    """Return what ``page`` holds, before cleaning; ``entry`` is what its feed said of it."""
    from pipelines.metadata.read import read_metadata
    from pipelines.page.document import open_document
    from pipelines.page.extract import read_text
    from pipelines.page.page_kind import obstacle

    other = read_other(page, now, PDF_PAGES[tier])
    if other is not None:
        return other if isinstance(other, Dropped) else _other_draft(other, page, entry, source)
    hints = Hints(source.languages, source.country or host_of(page.url).rsplit(".", 1)[-1])
    if tier == "stripped":
        return _stripped_draft(page, entry, source, hints)
    document = open_document(page, hints)
    if isinstance(document, Dropped):
        return document
    known = page.captured_at is not None
    metadata = read_metadata(document.tree, page.url, entry, source, now, fetched=known)
    metadata = metadata.with_texts(document.restored)
    reading = read_text(document, entry, tier)
    refused = obstacle(document, metadata.title, metadata.canonical_url, reading)
    if isinstance(refused, Dropped) and not isinstance(reading, Dropped):
        return replace(refused, blocks=listing_traces(page.url, reading.linked))
    if refused is not None:
        return refused
    if isinstance(reading, Dropped):
        return reading
    url = canonical_url(choose_canonical(page.url, metadata.canonical_url))
    own = canonical_url(page.url)
    page_url = "" if own == url else own
    encoding, doubt = document.encoding, document.doubt
    return Draft(reading, metadata, url, page_url, source, encoding, doubt)


def _other_draft(other: OtherPage, page: Page, entry: Entry, source: Source) -> Draft | Dropped:
    """Return a draft of what is no web page; of one without text its headline, if it has one."""
    from pipelines.metadata.read import told_by_feed
    from pipelines.page.extract import Block, Reading

    said = replace(entry, title="" if other.own_title else entry.title)
    metadata = told_by_feed(said, other.title or entry.title)
    if other.published_at and (other.told_time or metadata.published_at is None):
        sure = 1.0 if other.told_time else 0.0
        metadata = replace(
            metadata,
            published_at=other.published_at,
            published_from="meta",
            published_confidence=sure,
        )
    metadata = replace(metadata, byline=other.byline, site_name=other.site_name)
    if not (other.paragraphs or metadata.title):
        return without_text(other.trouble)
    blocks = tuple(Block("p", text) for text in other.paragraphs)
    truncated: Truncation | None = "cut" if page.cut or other.cut else None
    reading = Reading(blocks, kind=other.kind, truncated=truncated)
    url, doubt = canonical_url(other.url), other.trouble or None
    return Draft(reading, metadata, url, "", source, "utf-8", doubt, not blocks)


def _stripped_draft(page: Page, entry: Entry, source: Source, hints: Hints) -> Draft | Dropped:
    from pipelines.metadata.read import told_by_feed
    from pipelines.page.document import decoded_page
    from pipelines.page.extract import stripped_reading
    from pipelines.page.stripped import stripped

    decoded = decoded_page(page, hints)
    if isinstance(decoded, Dropped):
        return decoded
    found = stripped(decoded.text)
    reading = stripped_reading(found, stripped(entry.summary))
    metadata = told_by_feed(entry, found.heading or found.title)
    if not (reading.blocks or metadata.title):
        return Dropped("empty", "no text was found on the page")
    url = canonical_url(page.url)
    encoding, doubt = decoded.encoding, decoded.doubt
    return Draft(reading, metadata, url, "", source, encoding, doubt, True)


def about_of(draft: Draft) -> About:
    """Return what is known of a draft's article before its lines are judged."""
    metadata = draft.metadata
    outlet = (draft.source.name, metadata.site_name, site_of(draft.url).split(".")[0])
    host = site_host(draft.page_url or draft.url)
    moments = (metadata.published_at, metadata.modified_at)
    return About(metadata.title, metadata.byline, outlet, host, days_around(moments))


def traces_of(draft: Draft, boilerplate: SiteBoilerplate = NOTHING_KNOWN) -> PageBlocks:
    """Return what a draft's page tells of its host, of which ``boilerplate`` is known already."""
    url, reading = draft.page_url or draft.url, draft.reading
    return page_traces(url, reading.blocks, about_of(draft), reading.linked, boilerplate)


def cleaned_text(draft: Draft, boilerplate: SiteBoilerplate = NOTHING_KNOWN) -> "Cleaned":
    """Return a draft's text without what is not the article's, and what that was."""
    from pipelines.page.clean import clean

    return clean(draft.reading, about_of(draft), boilerplate)


def finish(draft: Draft, boilerplate: SiteBoilerplate = NOTHING_KNOWN) -> Article | Dropped:
    """Return the cleaned article of a draft; ``boilerplate`` is what is known of its host."""
    from pipelines.confidence.model import confidence_of
    from pipelines.confidence.signs import signs_of

    metadata = draft.metadata
    cleaned = cleaned_text(draft, boilerplate)
    # Of a page that nothing can read, the headline is enough for rules to tell a person of it.
    bare = draft.stripped or draft.reading.kind == "post"
    text = cleaned.text or (metadata.title if bare else "")
    if not text:
        return Dropped("empty", "nothing but boilerplate was found on the page")
    said = frozenset((metadata.language[:2].lower(), *draft.source.languages))
    language = language_of(metadata.title, text, metadata.language, draft.source)
    garbled = draft.doubt or doubt_of(text, draft.encoding, said)
    signs = signs_of(draft.reading, cleaned)
    confidence = confidence_of(signs, cleaned.truncated, garbled is not None)
    said_of_it = {name: getattr(metadata, name) for name in ArticleMetadata.__slots__}
    return Article(
        **said_of_it,
        url=draft.url,
        page_url=draft.page_url,
        title=metadata.title or title_from_text(text),
        text=text,
        kind=draft.reading.kind,
        language=language,
        truncated=cleaned.truncated,
        text_from=draft.reading.text_from,
        removed=cleaned.removed,
        garbled=garbled,
        text_confidence=min(confidence, MOST_IF_STRIPPED) if draft.stripped else confidence,
    )


def judge_article(decider: Decider, article: Article, source: Source) -> Kept | Dropped:
    """Return an article with its relevance and the rules it fits, or why the keep query let it go.

    The keep query never lets go of what a rule asks for, nor of what an outlet of Afghans writes.
    """
    folded_title, folded = fold(article.title), fold(article.text)
    words = TokenIndex(view_of(article, source))
    judgement = relevance_of(decider, words, source.afghan)
    words.view = replace(words.view, relevance=judgement.relevance)
    matched = decider.rules.match(words)
    keep = decider.keep
    if keep is not None and not (
        source.afghan or matched.hits or matched.set_aside or fits(keep, words)
    ):
        return Dropped("off_topic", _why_off(judgement, decider.topic))
    return Kept(
        article=article,
        folded_title=folded_title,
        folded_text=folded,
        text_digest=hashlib.sha256(" ".join(words.lists[-1]).encode()).hexdigest(),
        word_count=len(article.text.split()),
        relevance=judgement.relevance,
        score=judgement.score,
        relevance_rules=judgement.rules,
        lexicon_version=judgement.lexicon_version,
        hits=matched.hits,
        rules_set_aside=matched.set_aside,
        rules_undecided=matched.undecided,
        event_marks=tuple(decider.places.named_in(f"{folded_title}\n{folded}")),
        concepts=decider.concepts.places(words),
        agency=decider.agencies.credited("; ".join(article.byline), folded),
    )


def decide_headline(
    decider: Decider, page: Page, entry: Entry, source: Source, tier: Tier, now: datetime, why: str
) -> Verdict:
    """Return the verdict on the headline of a page alone, since its text is no article's.

    The text goes to what was removed, with ``why`` as evidence. It is kept whatever the keep query
    says: its article is stored already, and its page may be read better one day.
    """
    draft = draft_page(page, entry, source, tier, now)
    article = finish(draft) if isinstance(draft, Draft) else draft
    if not isinstance(article, Article):
        return article
    removed = tuple(Removed(text, "furniture", why) for text in article.text.split("\n\n"))
    bare = replace(
        article, text=article.title, removed=(*article.removed, *removed), text_confidence=0.0
    )
    return judge_article(replace(decider, keep=None), bare, source)


def decide_known(
    decider: Decider,
    page: Page,
    entry: Entry,
    source: Source,
    tier: Tier,
    now: datetime,
    boilerplate: SiteBoilerplate = NOTHING_KNOWN,
) -> Verdict:
    """Return the verdict on the page of an article that is stored already.

    It is kept whatever the keep query says: a note in place of a withdrawn article need not be on
    topic, and is news of it all the same.
    """
    return decide(replace(decider, keep=None), page, entry, source, tier, now, boilerplate)


def _why_off(judgement: Judgement, topic: Topic) -> str:
    shown = topic.numbers["accept_review_from"]
    if judgement.relevance != "off":
        why = f", judged {judgement.relevance} all the same"
    elif judgement.score < shown:
        why = f", where {shown:g} is for a person to judge"
    else:
        why = " by its words, but neither Afghans nor who is meant by them are named"
    return f"outside [topic] keep; score {judgement.score:g}{why}"


def relevance_of(decider: Decider, words: TokenIndex, afghan: bool) -> Judgement:
    """Return how far an article is on topic; an own query for it replaces the definition.

    ``afghan`` says that its outlet need not name Afghans as such.
    """
    view = words.view
    found = judge(view.title, view.text, view.country, afghan, decider.topic)
    if decider.relevant is None:
        return found
    relevant = fits(decider.relevant, words)
    return replace(
        found, relevance="relevant" if relevant else "off", rules=("own",) if relevant else ()
    )


def view_of(article: Article, source: Source) -> ArticleView:
    """Return what queries can ask of an outlet's article."""
    return ArticleView(
        title=article.title,
        text=article.text,
        url=article.url,
        source=f"{source.id} {source.name}",
        author="; ".join(article.byline),
        language=article.language,
        country=source.country,
        section=article.section,
        published_at=article.published_at,
    )


def decide(
    decider: Decider,
    page: Page,
    entry: Entry,
    source: Source,
    tier: Tier,
    now: datetime,
    boilerplate: SiteBoilerplate = NOTHING_KNOWN,
) -> Verdict:
    """Return the verdict on a page: kept with all that follows, dropped or failed with a reason.

    ``boilerplate`` is what is known of the page's host by its other pages.
    """
    draft = draft_page(page, entry, source, tier, now)
    if not isinstance(draft, Draft):
        return draft
    article = finish(draft, boilerplate)
    verdict = article if isinstance(article, Dropped) else judge_article(decider, article, source)
    blocks = traces_of(draft, boilerplate)
    title = entry.title or draft.metadata.title
    titles = {fold(title), fold(draft.metadata.title)}
    lengths = {
        block.digest: word_count(block.text)
        for block in draft.reading.blocks
        if not block.rule and block.folded not in titles
    }
    headline = fold(title)[:LONGEST_HEADLINE]
    blocks = replace(blocks, headline=headline, lengths=tuple(lengths.items()))
    if isinstance(article, Article):
        words, confidence = word_count(article.text), article.text_confidence
        blocks = replace(blocks, words=words, confidence=confidence)
    return replace(verdict, blocks=blocks)
