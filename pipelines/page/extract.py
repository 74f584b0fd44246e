"""Finds the article's text on a page, by several readers, and in what its feed says."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from lxml import html as lxml_html

from pipelines.items import ArticleKind, Dropped, Entry, Truncation
from pipelines.lexicon.boilerplate_patterns import is_paywall
from pipelines.page import script_data
from pipelines.page.beside.verdicts import MOSTLY_LISTED, verdicts_of
from pipelines.page.blocks import Layout, PageBlock, lay_out
from pipelines.page.choose_blocks import (
    LEAST_COVERED,
    LEAST_COVERED_OF_ONE,
    fill_gaps,
    find_blocks,
    letters_between,
    main_prose,
    with_neighbours,
    with_standfirst,
)
from pipelines.page.document import Document, descriptions
from pipelines.page.linked_titles import (
    Listing,
    listing_of,
    prose_beside,
    titles_linked,
)
from pipelines.page.live_hours import with_hours
from pipelines.page.markup.shown_tree import show_as_read
from pipelines.page.markup.slim_tree import slim
from pipelines.page.placement import NOTHING
from pipelines.page.readers.main_text import main_text, second_opinion_words
from pipelines.page.stripped import Stripped
from pipelines.site.page_traces import listing_traces
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import CLOSING_MARKS, ends_sentence
from pipelines.text.word_count import word_count

Tier = Literal["full", "fast", "plain"]

SHORT_WORDS = 120
"""Of a fast text shorter than this it is always asked whether it lacks something."""
MUCH_MORE = 1.8
"""So many times its words, in prose of the page or in a second opinion, are worth a comparison."""
SWALLOWED = 2.0
"""A fast text with so many times the words of the second opinion took in what stands around.

That is asked where a text is much less than its page shows, or more than that or its prose."""
AS_MUCH_AS_PROSE = (0.8, 1.6)
"""A text with so many times the words of its page's prose needs no second opinion."""
LEAST_OPINION_WORDS = 60
LITTLE_WORDS = 60
"""A page that shows fewer words than this may hold its text elsewhere: in data, in the feed."""
MOST_POSTS = 0.8
"""A live blog with fewer of its texts on the page than this shows only some of its posts."""
MENU_SHARE = 0.4
"""A text with fewer of an article's paragraphs than this is not that article."""
KEY_LETTERS = 40
LEAST_PROSE_WORDS, SURE_PROSE_WORDS = 8, 25
"""So many words that end as a sentence are prose, and so many however they end."""
MOST_LINKS_OF_PROSE = 0.5
TEASER_WORDS = 300
"""A text longer than this is whole, whatever the page says of subscribers."""
_PLAIN_BLOCKS = "//p|//h1|//h2|//h3|//li|//blockquote|//td"


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or list item: its tag (p, div, head, item, quote, cell) and its text.

    The hour over an entry of a live blog has the tag ``time``.

    ``rule`` and ``evidence`` say why the block's place on the page tells against it, "" if not;
    ``weight`` is how much it does, from 1 on without any other evidence. ``links`` is the share of
    its letters that are links. ``box`` is what the box around it is named (tag and first classes),
    ``passed`` how many letters the page shows between it and the block that was chosen before it.
    """

    tag: str
    text: str
    rule: str = ""
    evidence: str = ""
    weight: float = 1.0
    links: float = 0.0
    box: str = ""
    passed: int = 0

    @cached_property
    def folded(self) -> str:
        """Its text, folded."""
        return fold(self.text)

    @cached_property
    def tokens(self) -> list[str]:
        """Its folded words, in order."""
        return folded_words(self.folded)

    @cached_property
    def words(self) -> int:
        """How many words it has."""
        return word_count(self.text)

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits that are equal for blocks of equal folded words."""
        words = " ".join(self.tokens)
        return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that was found on a page, block by block, before cleaning.

    ``listing`` says how far it is a list of other articles, None if nobody looked. ``prose_words``
    counts the words of all prose that the page shows in boxes named for nothing else, ``linked``
    are the keys of the titles that it links.
    """

    blocks: tuple[Block, ...]
    kind: ArticleKind = "article"
    truncated: Truncation | None = None
    text_from: Literal["page", "feed"] = "page"
    listing: Listing | None = None
    prose_words: int = 0
    linked: tuple[bytes, ...] = ()


def read_text(document: Document, entry: Entry, tier: Tier = "full") -> Reading | Dropped:
    """Return the article's text on a page, or "empty" where there is none.

    ``tier`` is how much effort is spent: "full" compares several ways where the first is in
    doubt, "fast" does not, "plain" takes every paragraph there is and marks the text as cut.
    The feed's own full text is taken where it is much the longer one.
    """
    if tier == "plain":
        found = Reading(_plain_blocks(document), truncated="killed")
    else:
        found = _page_reading(document, tier)
        found = replace(found, truncated=document.truncated or found.truncated)
    if tier == "full":
        found = _with_feed(_with_data(document, found), entry)
    if not found.blocks:
        traces = listing_traces(document.page.url, found.linked)
        return Dropped("empty", "no text was found on the page", traces)
    return found


def stripped_reading(page: Stripped, summary: Stripped) -> Reading:
    """Return what stands between the tags of a page, after what its feed says of it."""
    texts = dict.fromkeys((*summary.paragraphs, *page.paragraphs))
    return Reading(tuple(Block("p", text) for text in texts), truncated="killed")


def _with_data(document: Document, found: Reading) -> Reading:
    """Return the text that stands in the page's data for scripts, where the page shows little.

    The posts of a live blog, and the text that JSON-LD gives, stand in for any text that has
    hardly a word of theirs: then it was a menu that was read.
    """
    html = document.html
    posts = script_data.live_posts(html)
    if len(posts) > 1:
        found = replace(found, kind="live")
        if not _lacks(found, [text for post in posts for text in post.body]):
            return found
        said = ((post.hour, post.headline, *post.body) for post in posts)
        parts = [("time" if text == texts[0] else "p", text) for texts in said for text in texts]
        return _with_blocks(document, found, [Block(tag, text) for tag, text in parts if text])
    words = _words(found.blocks)
    read = script_data.embedded_paragraphs if words < LITTLE_WORDS else script_data.article_body
    texts = read(html)
    count = sum(map(word_count, texts))
    if len(found.blocks) == 1 < len(texts) and count >= words and not _lacks(found, texts, 1.0):
        return _with_texts(document, found, texts)  # trafilatura glues such a text together
    enough = count > (MUCH_MORE * words if words < LITTLE_WORDS else words)
    if enough and (words < LITTLE_WORDS or _lacks(found, texts, MENU_SHARE)):
        return _with_texts(document, found, texts)
    shown = [block for block in found.blocks if not block.rule]
    tags, lines = [block.tag for block in shown], [block.text for block in shown]
    fuller = script_data.fuller_paragraphs(html, tags, lines)
    return _with_texts(document, found, fuller) if fuller else found


def _with_texts(document: Document, found: Reading, texts: list[str]) -> Reading:
    return _with_blocks(document, found, [Block("p", text) for text in texts])


def _with_blocks(document: Document, found: Reading, blocks: list[Block]) -> Reading:
    restored = _restored(document, tuple(blocks))
    return replace(found, blocks=restored, text_from="page", listing=None)


def _lacks(found: Reading, texts: list[str], share: float = MOST_POSTS) -> bool:
    """Tell whether less than a ``share`` of some texts, by their letters, is in what was read."""
    have = "".join("".join(block.tokens) for block in found.blocks)
    keys = ["".join(folded_words(fold(text)))[:KEY_LETTERS] for text in texts]
    return sum(key in have for key in keys) < share * len(keys)


def _with_feed(found: Reading, entry: Entry) -> Reading:
    if not entry.content:
        return found
    blocks = _feed_blocks(entry.content)
    if _words(blocks) <= max(LITTLE_WORDS, MUCH_MORE * _words(found.blocks)):
        return found
    return Reading(blocks, text_from="feed", linked=found.linked)


def _page_reading(document: Document, tier: Tier) -> Reading:
    show_as_read(document.tree, document.page.url, document.tags)
    layout = lay_out(document.tree) if tier == "full" else None
    said = descriptions(document.tree)
    slim(document.tree)
    fast = _main_text(document.tree, fast=True)
    if layout is None:
        return Reading(_restored(document, fast))
    prose = prose_words([block for block in layout.blocks if not block.role])
    doubt = _doubt(document.html, _words(fast), _words(layout.blocks), prose)
    if doubt:
        slow = _main_text(document.tree, fast=False)
        if slow and (_words(slow) < _words(fast)) == (doubt == "swallowed"):
            fast = slow
    linked = titles_linked(layout)
    found = _on_page(layout, fast, said, linked, document.page.url)
    return replace(
        found,
        blocks=_restored(document, found.blocks),
        prose_words=prose,
        linked=linked,
    )


def _doubt(html: str, count: int, shown: int, prose: int) -> Literal["", "lost", "swallowed"]:
    """Tell whether a text of ``count`` words is worth the slow comparison, and what it seems to be.

    Its page shows ``shown`` words, ``prose`` of them in sentences outside boxes of another name.
    """
    short = count < SHORT_WORDS
    if short and count * MUCH_MORE < prose:
        return "lost"
    if not short and AS_MUCH_AS_PROSE[0] * prose <= count <= AS_MUCH_AS_PROSE[1] * prose:
        return ""
    # No reader finds more words than the page shows.
    if shown <= count * MUCH_MORE and (short or count <= min(shown, SWALLOWED * prose)):
        return ""
    second = second_opinion_words(html)
    if count * MUCH_MORE < second:
        return "lost"
    swallowed = not short and second >= LEAST_OPINION_WORDS and count > SWALLOWED * second
    return "swallowed" if swallowed else ""


def _on_page(
    layout: Layout,
    found: tuple[Block, ...],
    descriptions: list[str],
    linked: tuple[bytes, ...],
    url: str,
) -> Reading:
    """Return the blocks of the page that make up ``found``, with what was lost between them."""
    choice = find_blocks(layout, "\n".join(block.text for block in found))
    if choice.covered < (LEAST_COVERED if len(found) > 1 else LEAST_COVERED_OF_ONE):
        return Reading(found)
    own = main_prose(layout, choice.chosen)
    listing = listing_of(layout, own)
    if listing.share >= MOSTLY_LISTED and not listing.words:
        own = prose_beside(layout) or own
        listing = listing_of(layout, own)
    chosen = fill_gaps(layout, own)
    chosen = with_neighbours(layout, chosen)
    chosen = with_standfirst(layout, chosen, descriptions)
    chosen, live = with_hours(layout, chosen)
    verdicts = verdicts_of(layout, chosen, listing, linked, url)
    blocks = tuple(
        Block(b.tag, b.text, *verdicts.get(number, NOTHING), b.links, layout.names[b.outer], passed)
        for number, passed in zip(chosen, letters_between(layout, chosen), strict=True)
        for b in (layout.blocks[number],)
    )
    short = sum(b.words for b in blocks if not b.rule) < TEASER_WORDS
    walled = short and any(is_paywall(block.text) for block in layout.blocks)
    if walled:
        return Reading(blocks, "teaser", "paywall", listing=listing)
    return Reading(blocks, "live" if live else "article", listing=listing)


def _restored(document: Document, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    if not document.stand_in:
        return blocks
    return tuple(replace(block, text=document.restored(block.text)) for block in blocks)


def _main_text(tree: lxml_html.HtmlElement, *, fast: bool) -> tuple[Block, ...]:
    found = main_text(tree, fast=fast)
    return tuple(block for tag, text in found for block in _split(tag, text))


def _split(tag: str, text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        words = line.split()
        if words:
            yield Block(tag, " ".join(words))


def _plain_blocks(document: Document) -> tuple[Block, ...]:
    found = document.tree.xpath(_PLAIN_BLOCKS)
    texts = (" ".join(node.itertext()) for node in found if isinstance(node, lxml_html.HtmlElement))
    blocks = [block for text in texts for block in _split("p", text)]
    return _restored(document, tuple(dict.fromkeys(blocks)))


def _feed_blocks(content: str) -> tuple[Block, ...]:
    try:
        tree: Any = lxml_html.fromstring(f"<div>{content}</div>")
    except (ValueError, lxml_html.etree.ParserError):
        return ()
    for unwanted in tree.xpath("//script|//style|//figure|//iframe|//form"):
        unwanted.drop_tree()
    inner = tree.xpath(".//p|.//h2|.//h3|.//li|.//blockquote[not(.//p)]")
    texts = [node.text_content() for node in inner] or [tree.text_content()]
    return tuple(block for text in texts for block in _split("p", str(text)))


def prose_words(blocks: Iterable[Block | PageBlock]) -> int:
    """Return how many words some blocks have in sentences that are not mostly links."""
    return sum(
        block.words
        for block in blocks
        if block.links < MOST_LINKS_OF_PROSE
        and block.words >= LEAST_PROSE_WORDS
        and (block.words >= SURE_PROSE_WORDS or ends_sentence(block.text.rstrip(CLOSING_MARKS)))
    )


def _words(blocks: Iterable[Block | PageBlock]) -> int:
    return sum(block.words for block in blocks)
