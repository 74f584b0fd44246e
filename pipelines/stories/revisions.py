"""Compares two versions of an article: what was changed, in words, and whether it matters."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from pipelines.lexicon.volatile_lines import without_moving
from pipelines.sources import Source
from pipelines.stories.figure_changes import figure_changes
from pipelines.stories.quotes import ALIKE, dice, lost_quotes
from pipelines.stories.word_edits import Piece, Word, Words, joined, word_edits, words_of_line
from pipelines.text.fold import fold, folded_words
from pipelines.text.language import language_of
from pipelines.text.sentences import ends_as_prose

ChangeKind = Literal["first", "headline", "figure", "text", "deleted"]

ALWAYS_SIGNIFICANT = ("headline", "figure", "deleted")
"""Kinds of change that a reader ought to know whatever the words."""
MUCH_WORDS = 20
MUCH_SHARE = 0.1
"""So many words added or taken out, or such a share of the text, matter."""
SHOWN_FIGURES = 3
CONTEXT_WORDS = 8
LONGEST_TITLE_WORDS = 16
LABEL_WORDS = 3
_LEAST_SAMPLE = 150
"""The language of a text of fewer letters is a guess."""
_NO_SOURCE = Source("", "", "")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stood once; paragraphs of ``text`` are parted by one blank line."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: its kind, a line that says it, and whether a reader ought to know."""

    change: ChangeKind
    summary: str
    significant: bool


@dataclass(slots=True)
class _Edits:
    """All differences of two texts, gathered paragraph by paragraph."""

    added: int = 0
    taken: int = 0
    reworded: int = 0
    moved: bool = False
    pairs: list[list[Piece]] = field(default_factory=list)


def compare(old: Version, new: Version, ignored: frozenset[str] = frozenset()) -> Change | None:
    """Return what changed between two versions, None if nothing that a reader would call a change.

    Spelling variants, punctuation, counters and "updated at" lines are no change, nor are the
    paragraphs whose folded words are in ``ignored``: what cleaning knows for debris.
    """
    retitled = is_retitled(old, new)
    edits = _edits(_paragraphs(old.text, ignored), _paragraphs(new.text, ignored))
    figures = _figures(old, new, edits)
    said = [f"figure {one} -> {other}" for one, other in figures]
    if len(said) > SHOWN_FIGURES:
        said[SHOWN_FIGURES:] = [f"{len(said) - SHOWN_FIGURES} more figures"]
    said += ["headline changed"] if retitled else []
    lost, come = lost_quotes(old.text, new.text), lost_quotes(new.text, old.text)
    quotes = [*(["quote removed"] if lost else []), *(["quote added"] if come else [])]
    said += quotes
    said += _said_of_text(edits, quotes, bool(figures))
    if not said:
        return None
    kind: ChangeKind = "figure" if figures else "headline" if retitled else "text"
    length = max(1, sum(len(words) for words in _paragraphs(old.text, ignored)))
    size = max(edits.added, edits.taken)
    much = size >= MUCH_WORDS or size >= MUCH_SHARE * length
    return Change(kind, "; ".join(said), kind != "text" or bool(quotes) or much)


def is_retitled(old: Version, new: Version) -> bool:
    """Tell whether the headline has other words."""
    return any(kind != "equal" for kind, _, _ in _title_edits(old, new))


def changed_figures(old: Version, new: Version) -> list[tuple[str, str]]:
    """Return each number or month that was put in place of another, those of the headline first."""
    return _figures(old, new, _edits(*(_paragraphs(v.text, frozenset()) for v in (old, new))))


def _title_edits(old: Version, new: Version) -> list[Piece]:
    return word_edits(words_of_line(old.title), words_of_line(new.title))


def _figures(old: Version, new: Version, edits: _Edits) -> list[tuple[str, str]]:
    language = _language_of(new)
    changed = [_title_edits(old, new), *edits.pairs] if is_retitled(old, new) else edits.pairs
    figures = (said for pieces in changed for said in figure_changes(pieces, language))
    return list(dict.fromkeys(figures))


def _language_of(version: Version) -> str:
    """Return the language of a version's words of numbers, "" if it is too short or unknown."""
    if len(version.text) < _LEAST_SAMPLE:
        return ""
    language = language_of(version.title, version.text, "", _NO_SOURCE)
    return "" if language == "other" else language


def is_significant(change: str, before: Version, after: Version) -> bool:
    """Tell whether a stored change is one that a reader ought to know."""
    if change in ALWAYS_SIGNIFICANT:
        return True
    found = compare(before, after)
    return found is None or found.significant


def alike(old: Version, new: Version) -> bool:
    """Tell whether two texts are versions of one: they share the headline, or pairs of words."""
    one, other = (Counter(pairwise(folded_words(fold(v.text)))) for v in (old, new))
    same_title = folded_words(fold(old.title)) == folded_words(fold(new.title))
    return same_title or dice(one, other) >= ALIKE / 2


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts are one article, changed or cut: they share pairs of words."""
    pairs, others = (Counter(pairwise(folded_words(fold(text)))) for text in (one, other))
    short = min(pairs.total(), others.total())
    return dice(pairs, others) >= ALIKE / 2 or (pairs & others).total() * 2 > short > 0


def word_diff(old: Version, new: Version, ignored: frozenset[str] = frozenset()) -> str:
    """Return the changed passages with [-old-] {+new+} marks and some words around them.

    Each passage is a line, the headline's first. In right-to-left text the marked words are
    isolated (U+2068, U+2069), so that the marks stand on the right sides of them.
    """
    edits = _edits(_paragraphs(old.text, ignored), _paragraphs(new.text, ignored))
    changed = [_title_edits(old, new), *edits.pairs]
    shown = (pieces for pieces in changed if any(kind != "equal" for kind, _, _ in pieces))
    return "\n".join(_shown(pieces) for pieces in shown)


def _paragraphs(text: str, ignored: frozenset[str]) -> list[Words]:
    lines = (rest for line in text.split("\n") if (rest := without_moving(line)).strip())
    return [
        words for line in lines if (words := words_of_line(line)) and _key(words) not in ignored
    ]


def _key(words: Sequence[Word]) -> str:
    return " ".join(word.key for word in words)


def _edits(old: Sequence[Words], new: Sequence[Words]) -> _Edits:
    ours, theirs = [_key(words) for words in old], [_key(words) for words in new]
    same = Counter(ours) & Counter(theirs)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    edits = _Edits(moved=same.total() > sum(block.size for block in blocks))
    gone, come = _without_lists(_without(old, same), _without(new, same))
    for one, other in _paired(gone, come):
        _note(edits, one, other)
    return edits


def _without(paragraphs: Sequence[Words], same: Counter[str]) -> list[Words]:
    """Return the paragraphs that the other version has not, each as often as it lacks it."""
    left, rest = same.copy(), []
    for words in paragraphs:
        key = _key(words)
        if left[key] > 0:
            left[key] -= 1
        else:
            rest.append(words)
    return rest


def _without_lists(gone: Sequence[Words], come: Sequence[Words]) -> tuple[list[Words], list[Words]]:
    """Leave out lines like headlines that were exchanged for others: a list of stories turned.

    Those of which nothing but a number changed are the article's own. A bare word or two is the
    heading of such a list.
    """
    gone, come = ([words for words in side if not _is_label(words)] for side in (gone, come))
    masks, others = ([frozenset(_masked(w).items()) for w in side] for side in (gone, come))
    old = [_is_title(words) and mask not in others for words, mask in zip(gone, masks, strict=True)]
    new = [_is_title(words) and mask not in masks for words, mask in zip(come, others, strict=True)]
    if not (any(old) and any(new)):
        return gone, come
    return (
        [words for words, listed in zip(gone, old, strict=True) if not listed],
        [words for words, listed in zip(come, new, strict=True) if not listed],
    )


def _is_label(words: Words) -> bool:
    return (
        len(words) <= LABEL_WORDS and _is_title(words) and not any(word.has_digit for word in words)
    )


def _is_title(words: Words) -> bool:
    return len(words) <= LONGEST_TITLE_WORDS and not ends_as_prose(words[-1].raw)


def _paired(gone: Sequence[Words], come: Sequence[Words]) -> Iterator[tuple[Words, Words]]:
    """Yield each old paragraph with the new one that it became, and an empty one if there is none.

    Numbers are all alike here: a paragraph that is one figure became the one with the other.
    """
    free = {place: _masked(words) for place, words in enumerate(come)}
    came_from: dict[int, Words] = {}
    lost: list[Words] = []
    for words in gone:
        mask = _masked(words)
        best = max(free, key=lambda place: dice(mask, free[place]), default=-1)
        if best >= 0 and dice(mask, free[best]) >= ALIKE:
            came_from[best] = words
            del free[best]
        else:
            lost.append(words)
    yield from ((words, []) for words in lost)
    yield from ((came_from.get(place, []), words) for place, words in enumerate(come))


def _masked(words: Sequence[Word]) -> Counter[str]:
    return Counter("#" if word.has_digit else word.key for word in words)


def _note(edits: _Edits, old: Words, new: Words) -> None:
    pieces = word_edits(old, new)
    edits.pairs.append(pieces)
    for kind, one, other in pieces:
        if kind == "replace":
            edits.reworded += max(len(one), len(other))
        else:
            edits.taken += len(one) if kind == "delete" else 0
            edits.added += len(other) if kind == "insert" else 0


def _said_of_text(edits: _Edits, quotes: Sequence[str], figures: bool) -> list[str]:
    said = []
    if edits.added and ("quote added" not in quotes or edits.added >= MUCH_WORDS):
        said.append(f"text added ({_count(edits.added)})")
    if edits.taken and ("quote removed" not in quotes or edits.taken >= MUCH_WORDS):
        said.append(f"text removed ({_count(edits.taken)})")
    if edits.reworded and not (said or quotes or figures):
        said.append("wording changed")
    if edits.moved and not (said or quotes or figures):
        said.append("paragraphs moved")
    return said


def _count(words: int) -> str:
    return f"{words} word{'s' if words != 1 else ''}"


def _shown(pieces: Sequence[Piece]) -> str:
    right_to_left = any(_RTL.search(w.raw) for _, old, new in pieces for w in (*old, *new))
    isolate: Callable[[str], str] = (lambda text: f"\u2068{text}\u2069") if right_to_left else str
    parts: list[str] = []
    for number, (kind, old, new) in enumerate(pieces):
        if kind == "equal":
            parts.append(_context(new, number == 0, number == len(pieces) - 1))
            continue
        if old:
            parts.append(f"[-{isolate(joined(old))}-]")
        if new:
            parts.append(f"{{+{isolate(joined(new))}+}}")
    return " ".join(parts)


def _context(words: Words, first: bool, last: bool) -> str:
    """Return the words around a change; the middle of a long stretch is left out."""
    if first and len(words) > CONTEXT_WORDS:
        return f"… {joined(words[-CONTEXT_WORDS:])}"
    if last and len(words) > CONTEXT_WORDS:
        return f"{joined(words[:CONTEXT_WORDS])} …"
    if len(words) > 2 * CONTEXT_WORDS:
        return f"{joined(words[:CONTEXT_WORDS])} … {joined(words[-CONTEXT_WORDS:])}"
    return joined(words)
