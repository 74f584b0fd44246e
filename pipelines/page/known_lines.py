"""Knows lines by what the host's other pages told, and by where the prose of a page ends."""

import re
from collections.abc import Iterator
from functools import cache

from pipelines.lexicon.agency_names import AGENCY_NAMES
from pipelines.page.evidence import SURE, TOPIC, TWICE, Claims, Evidence, is_taken
from pipelines.page.extract import Block
from pipelines.page.placement import ALL_LINKS
from pipelines.site.about import About, name_at, name_key
from pipelines.site.known import SiteBoilerplate, names_title
from pipelines.site.line_keys import (
    LEAST_LISTED_WORDS,
    LONGEST_LABEL_WORDS,
    LONGEST_TITLE_WORDS,
    OPENING_LINES,
    TAIL_BYTES,
    is_closed,
    is_figure,
    is_prose,
    key_of,
    label_mark,
    opening_mark,
    row_keys,
    shape_mark,
    tail_keys,
    tells_twice,
    twice_mark,
)
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import ends_sentence, sentence_starts

OPENING_WORDS = 12
LONGEST_EDGE_WORDS = 34
LONGEST_STAMP_WORDS = 14
"""A line with the day of the article and no more words than this says when it came out."""
LEAST_TOPIC_WORDS = 2
LEAST_TOPIC_LETTERS = 4
_OF_OTHERS = re.compile(r"[\"“”«»„]|^\s*[-–—―]|(?<!\w)@\w")
"""A quotation, or whom one is from: "— A Minister (@minister) October 9, 2018"."""
_NUMBERS = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
"""Years and days, whatever stands at them: "2026ء", "1448ھ", "25.11.2026"."""
_NUMBERED = re.compile(r"(?<!\d)\d{1,2}\.\s+$")
"""No sentence ends there in German: "25. November"."""
_TITLED = frozenset(("known_title", "linked_title", "listed_title"))
_SET_APART = re.compile(r"\W*\w+\s*[-–—:|»→>]")


def mark_boilerplate(
    blocks: tuple[Block, ...], claims: list[Claims], known: SiteBoilerplate
) -> None:
    """Mark the lines whose text stands on several pages of the host."""
    if not known.marks and not known.shared:
        return
    for number, block in enumerate(blocks):
        opens = number < OPENING_LINES and len(block.text.split()) >= OPENING_WORDS
        if opens and opening_mark(block.digest) not in known.marks:
            continue  # other pages of the host may quote how an article begins
        if not is_taken(claims[number]) and block.digest in known.marks:
            seen = "stands on several pages of this host"
            claims[number].append(Evidence("furniture", SURE, seen))
        elif is_taken(claims[number]):
            continue
        elif block.digest in known.shared:
            claims[number].append(Evidence("furniture", SURE, "recurs on several other hosts"))
        elif twice_mark(block.digest) in known.marks and tells_twice(block.text):
            seen = "stands on two pages of this host"
            claims[number].append(Evidence("twice", TWICE, seen))


def mark_titles(
    blocks: tuple[Block, ...], claims: list[Claims], known: SiteBoilerplate, about: About
) -> None:
    """Mark the lines that only name another article of the host, alone or behind a label."""
    if known.titles:
        _mark_named(blocks, claims, known, about)
    _mark_beside_titles(blocks, claims)
    _mark_under_headings(blocks, claims)


def _mark_named(
    blocks: tuple[Block, ...], claims: list[Claims], known: SiteBoilerplate, about: About
) -> None:
    own = key_of(about.headline)
    for number, block in enumerate(blocks):
        if is_taken(claims[number]) or block.links >= ALL_LINKS:
            continue
        words = block.tokens
        keys = tail_keys(block.tag, block.text, words)
        if any(names_title(known, key) for key in row_keys(block.text)):
            claims[number].append(Evidence("known_title", SURE, "names articles of this host"))
            continue
        if not keys or keys[0] == own:
            continue
        if any(key != own and names_title(known, key) for key in keys):
            seen = "names another article of this host"
            claims[number].append(Evidence("known_title", SURE, seen))
        elif _has_label(block.folded, words, known):
            seen = "begins as lines that name other articles of this host do"
            claims[number].append(Evidence("known_label", SURE, seen))


def _has_label(folded: str, words: list[str], known: SiteBoilerplate) -> bool:
    """Tell whether a line begins with a label that is known of the host; one word is set apart."""
    fewest = 1 if _SET_APART.match(folded) else 2
    return any(
        label_mark(key_of(words[:end])[:TAIL_BYTES]) in known.marks
        for end in range(fewest, min(len(words), LONGEST_LABEL_WORDS + 1))
    )


def _mark_beside_titles(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark what stands between two removed titles as one of them, and the heading over them."""
    titled = [_is_titled(said) for said in claims]
    if not any(titled):
        return
    for number, block in enumerate(blocks):
        if is_taken(claims[number]) or is_closed(block.text):
            continue
        if block.words > LONGEST_TITLE_WORDS:
            continue
        after = titled[number + 1 : number + 3]
        if number and titled[number - 1] and after[:1] == [True]:
            if block.tag in (blocks[number - 1].tag, blocks[number + 1].tag):
                seen = "stands between titles of other articles"
                claims[number].append(Evidence("between_titles", SURE, seen))
        elif after == [True, True]:
            seen = "stands over titles of other articles"
            claims[number].append(Evidence("orphan_heading", SURE, seen))


def _mark_under_headings(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark the titles that stand with a known one under a heading that recurs on the host."""
    for number, said in enumerate(claims):
        recurs = any(claim.rule == "furniture" for claim in said)
        if not recurs or is_closed(blocks[number].text):
            continue
        run: list[int] = []
        for place in range(number + 1, len(blocks)):
            tag = blocks[number + 1].tag
            if blocks[place].tag != tag or not _may_be_title(blocks[place], claims[place]):
                break
            run.append(place)
        if any(_is_titled(claims[place]) for place in run):
            for place in run:
                if not is_taken(claims[place]):
                    seen = f"under {blocks[number].text[:40]!r}, with titles of other articles"
                    claims[place].append(Evidence("listed_title", SURE, seen))


def _is_titled(said: Claims) -> bool:
    return any(claim.rule in _TITLED for claim in said)


def _may_be_title(block: Block, said: Claims) -> bool:
    if is_taken(said):
        return _is_titled(said)
    if is_figure(block.text) or is_closed(block.text):
        return False
    words = block.words
    return LEAST_LISTED_WORDS <= words <= LONGEST_TITLE_WORDS


def mark_edges(
    blocks: tuple[Block, ...], claims: list[Claims], known: SiteBoilerplate, about: About
) -> None:
    """Mark the lines above and below the prose of an article that tell of outlet, day or author.

    From either end, what is known is passed over until prose is met that is the article's own; a
    page without such prose keeps all.
    """
    found: dict[int, Claims] = {}
    for below, numbers in ((False, range(len(blocks))), (True, reversed(range(len(blocks))))):
        for number in numbers:
            if number in found or is_taken(claims[number]):
                continue
            said = list(_edge_claims(blocks[number], known, about, below=below))
            if said and is_taken([*claims[number], *said]):
                found[number] = said
            elif is_prose(blocks[number].text):
                break
    left = (n for n, said in enumerate(claims) if n not in found and not is_taken(said))
    if any(is_prose(blocks[number].text) for number in left):
        for number, said in found.items():
            claims[number].extend(said)


def _edge_claims(
    block: Block, known: SiteBoilerplate, about: About, *, below: bool
) -> Iterator[Evidence]:
    words = block.tokens
    opens = not below and is_prose(block.text)
    if len(words) > LONGEST_EDGE_WORDS or (opens and len(words) >= OPENING_WORDS):
        return
    shape = shape_mark(block.folded, about) if known.marks or known.shared else ""
    if shape in known.marks:
        seen = "a line like it stands beside the prose of several pages of this host"
        yield Evidence("shape", SURE, seen)
    elif shape in known.shared:
        yield Evidence("shape", SURE, "lines like it stand beside the prose on several hosts")
    yield from _facts(block, words, about, below=below)
    if len(_topic(about).intersection(words)) >= LEAST_TOPIC_WORDS:
        yield Evidence("topic", TOPIC, "speaks of what the headline speaks of")


def _facts(block: Block, words: list[str], about: About, *, below: bool) -> Iterator[Evidence]:
    """Yield what a line of one sentence tells of outlet, day or author, and nobody quotes."""
    starts = [at for at in sentence_starts(block.text) if not _NUMBERED.search(block.text[:at])]
    if len(starts) > 1 or _OF_OTHERS.search(block.text):
        return
    if _is_named(about.host, block.folded):
        yield Evidence("own_address", SURE, "gives an address of this host")
    numbers = set(map(int, _NUMBERS.findall(block.folded)))
    if any(year in numbers and day in numbers for year, day in about.days):
        named = any(name_at(words, at, about.outlet_keys) for at in range(len(words)))
        if named:
            yield Evidence("own_day", SURE, "gives the day of the article and names the outlet")
        elif len(words) <= LONGEST_STAMP_WORDS and not ends_sentence(block.text):
            yield Evidence("own_day", SURE, "gives the day of the article and little more")
    if below and _begins_with_author(words, about):
        yield Evidence("author", SURE, "begins with the name of the author")


@cache
def _agencies() -> tuple[str, ...]:
    return tuple(name_key(name) for names in AGENCY_NAMES.values() for name in names.split("|"))


def _begins_with_author(words: list[str], about: About) -> bool:
    """Tell whether a line begins with the whole name of an author who is a person."""
    names = (folded_words(fold(name)) for name in about.byline)
    return any(
        len(words) > len(name) > 1
        and words[: len(name)] == name
        and not any(
            name_at(name, at, (*about.outlet_keys, *_agencies())) for at in range(len(name))
        )
        for name in names
    )


def _is_named(host: str, folded: str) -> bool:
    """Tell whether a folded line gives an address of a host: a URL or an e-mail address."""
    return bool(host) and bool(re.search(rf"(?<![\w-]){re.escape(host)}(?![\w-])", folded))


def _topic(about: About) -> set[str]:
    """Return the long words of a headline, the names of outlet and authors left out."""
    return {
        word
        for word in about.headline
        if len(word) >= LEAST_TOPIC_LETTERS
        and not any(word in key for key in about.outlet_keys)
        and word not in about.authors
    }
