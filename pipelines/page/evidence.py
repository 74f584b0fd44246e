"""What speaks for or against a line being debris, each thing with its weight; clean.py decides.

A line goes when its weights add up to 1. A list of words alone, or the place alone where prose
ended, never weighs so much: a witness may begin a sentence as a plea does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.items import Removed
from pipelines.lexicon import boilerplate_patterns, witness_words
from pipelines.page.extract import Block
from pipelines.site.about import About, name_at
from pipelines.site.line_keys import is_closed, is_prose
from pipelines.text.fold import folded_words

SURE = 1.0
"""Weights of this sum take a line out."""
PHRASE = 0.6
"""A line begins as a notice or a plea of the lists does."""
TWICE = 0.5
"""A line stands on two articles of a host, and more of them are not known."""
EDGE, LINKED, ADDRESS, UNFINISHED, BIO = 0.5, 0.5, 0.5, 0.5, 0.5
OUTLET, AUTHOR, SERVICE = 0.4, 0.4, 0.4
ONE_WORD = 0.3
"""An outlet's name of one word is often a word of the language, too."""
TOPIC, NEAR_TOPIC, REPORT = -0.5, -0.3, -0.3
"""A sentence that speaks of what the article speaks of, or of figures and what was said, is its."""
SHORT_PROSE_WORDS = 4
"""A sentence as short as this may still end a text, though it tells nothing of its topic."""
LEAST_TOPIC_LETTERS = 5
LEAST_TOPIC_LETTERS_EASTERN = 4
LEAST_TOPIC_WORDS = 2
PARTLY_LINKED = 0.12
_PHRASES = frozenset(("notice", "plea", "twice"))
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|(?<!\w)@\w{3,}|https?://|www\.|\b(?:t|fb|wa)\.me/|\w/\w+/"
)
_REPORT = re.compile(r"[\"“”«»„]|(?<![\d/])(?!(?:19|20)\d\d(?!\d))\d{2,}(?![\d/])")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a line may not be the article's: the rule, its weight, and what it saw."""

    rule: str
    weight: float
    says: str


Claims = list[Evidence]


def weight_of(claims: Claims) -> float:
    """Return how much speaks for a line being debris; from ``SURE`` on it goes."""
    return sum(claim.weight for claim in claims)


def is_taken(claims: Claims) -> bool:
    """Tell whether enough speaks against a line."""
    return weight_of(claims) >= SURE - 1e-9


def removed(text: str, claims: Claims) -> Removed:
    """Return a line that was taken out, with the rule that weighed most and all that was seen."""
    heaviest = max(claims, key=lambda claim: claim.weight)
    said = (
        heaviest.says
        if len(claims) == 1
        else "; ".join(f"{claim.says} ({claim.weight:+.1f})" for claim in claims)
    )
    return Removed(text, heaviest.rule, said)


def add_witnesses(blocks: tuple[Block, ...], claims: list[Claims], about: About) -> None:
    """Add to each line that something speaks against what else speaks for or against it."""
    doubtful = [n for n, said in enumerate(claims) if said and not is_taken(said)]
    if not doubtful:
        return
    free = [n for n, said in enumerate(claims) if not said and is_closed(blocks[n].text)]
    own = [n for n in free if blocks[n].words >= SHORT_PROSE_WORDS]
    first, last = (own[0], own[-1]) if own else (0, len(blocks))
    prose = [n for n in own if is_prose(blocks[n].text)]
    words = {n: _topic_words(blocks[n].folded) for n in prose}
    topic = set(about.headline).union(*words.values()) if words else set(about.headline)
    for number in doubtful:
        said = claims[number]
        phrase = any(claim.rule in _PHRASES for claim in said)
        if phrase and not first < number < last:
            said.append(Evidence("edge", EDGE, "stands above or below the prose"))
        said.extend(_witnesses(blocks[number], topic, about))


def _witnesses(block: Block, topic: set[str], about: About) -> Iterator[Evidence]:
    text, folded = block.text, block.folded
    if block.links >= PARTLY_LINKED:
        yield Evidence("linked", LINKED, "is partly a link")
    if _ADDRESS.search(folded):
        yield Evidence("address", ADDRESS, "gives an address")
    if not is_prose(text):
        yield Evidence("unfinished", UNFINISHED, "is no sentence")
        return
    if witness_words.service().search(folded):
        yield Evidence("service", SERVICE, "names a service to follow")
    words = folded_words(folded)
    named = max((name_at(words, at, about.outlet_keys) for at in range(len(words))), default=0)
    if named:
        yield Evidence("outlet", OUTLET if named > 1 else ONE_WORD, "names the outlet")
    if about.authors and len(about.authors.intersection(words)) > 1:
        yield Evidence("author", AUTHOR, "names the author")
    if boilerplate_patterns.is_bio(folded):
        yield Evidence("bio", BIO, "says who somebody is")
    shared = len(_topic_words(folded) & topic)
    if shared:
        weight = TOPIC if shared >= LEAST_TOPIC_WORDS else NEAR_TOPIC
        yield Evidence("topic", weight, "speaks of what the article speaks of")
    elif _REPORT.search(text):
        yield Evidence("report", REPORT, "quotes, or gives a figure")


def _topic_words(folded: str) -> set[str]:
    """Return the words of a text that are long enough to say what it speaks of."""
    small = witness_words.small_words()
    return {
        word
        for word in folded_words(folded)
        if len(word) >= (LEAST_TOPIC_LETTERS if word.isascii() else LEAST_TOPIC_LETTERS_EASTERN)
        and word not in small
    }
