"""Words of numbers by language: what each means, also where several are written as one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from pipelines.lexicon.joined import LANGUAGES, words_in
from pipelines.lexicon.language import Language, Numbers
from pipelines.lexicon.number_digits import Value, exact

# fmt: off
Kind = Literal[
    "value", "scale", "part", "added", "article", "join", "loose", "point",
    "until", "to", "becoming", "since", "between", "vague", "of", "uncounted", "doubt",
]
# fmt: on

HUNDRED = 100
_KIN = {"fa": ("fa", "prs"), "prs": ("fa", "prs")}
_LONGEST_GLUED = 40
_LEAST_LATIN = 3
_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Piece:
    """What a word, or a part of one, means in a number.

    ``doubtful`` ones mean something else as well; scales that stand ``alone`` mean one of it. A
    "doubt" is part of a number in some language, so that what stands by it may be cut off.
    """

    kind: Kind
    value: Value = 0
    doubtful: bool = False
    alone: bool = False


class NumberWords:
    """The words of numbers of one language, or of all where it is not known."""

    def __init__(self, languages: tuple[Language, ...], sure_only: bool) -> None:
        """Know the words of ``languages``, without those that others use otherwise if asked to."""
        self.comma = "." if sure_only else languages[0].numbers.comma
        self.units_first = not sure_only and any(
            language.numbers.units_first for language in languages
        )
        self.least_tens = 20 if any(11 in one.numbers.values for one in languages) else 10
        """The least tens that a unit may follow: Turkish says eleven as "on bir"."""
        self.ordinals = _all_of(languages, lambda numbers: numbers.ordinals)
        self.dotted_ordinals = languages[0].numbers.dotted_ordinals and not sure_only
        self.year_before = _all_of(languages, lambda numbers: numbers.year_before)
        self.year_behind = _all_of(languages, lambda numbers: numbers.year_behind)
        self._sure_only = sure_only
        self.pieces: dict[str, tuple[Piece, ...]] = {}
        for language in languages:
            abroad = words_in(language.numbers.doubtful_abroad)
            for word, pieces in _pieces(language):
                doubtful = pieces[0].kind == "value" and pieces[0].doubtful
                if not (sure_only and (doubtful or word in abroad)):
                    self.pieces.setdefault(word, pieces)
        self._glues = any(language.numbers.glued for language in languages) and not sure_only
        self._firsts = frozenset(word[:2] for word in self.pieces)
        """How words begin: the first two letters of each, or the one of "and" in Arabic."""
        self._longest = max(map(len, self.pieces), default=0)

    def of(self, word: str) -> tuple[Piece, ...]:
        """Return what a folded word means in a number, nothing if it has no part in one."""
        known = self.pieces.get(word)
        if known is None and self._is_ordinal(word):
            return (Piece("uncounted"),)
        if known is None and self._glues and len(word) > 2 and self._may_be_glued(word):
            return self._glued(word)
        if known is None and word.startswith(_ARTICLE):
            scale = self.pieces.get(word[len(_ARTICLE) :], ())
            return scale if scale and scale[0].kind == "scale" else ()
        if known is None and self._sure_only and self._may_be_doubt(word):
            return (Piece("doubt"),)
        return known or ()

    def _is_ordinal(self, word: str) -> bool:
        return any(word.endswith(end) and word[: -len(end)] in self.pieces for end in self.ordinals)

    def _may_be_doubt(self, word: str) -> bool:
        """Tell whether a word is of a number in some language; shorter Latin ones are common."""
        if word.isascii() and len(word) < _LEAST_LATIN:
            return False
        codes = (one.code for one in LANGUAGES if one.numbers.in_any_text)
        kinds = (piece.kind for code in codes for piece in number_words(code).of(word))
        return any(kind in ("value", "scale", "part", "uncounted") for kind in kinds)

    def _may_be_glued(self, word: str) -> bool:
        return word[:2] in self._firsts or word[0] in self._firsts

    def _glued(self, word: str) -> tuple[Piece, ...]:
        """Return the pieces of a word that is several: "دوهزار", "zweihunderttausend", "وخمسون"."""
        if len(word) > _LONGEST_GLUED:
            return ()
        pieces = tuple(next(self._splits(word), ()))
        kinds = {piece.kind for piece in pieces}
        if not kinds <= {"value", "scale", "join", "loose", "part"} or len(pieces) < 2:
            return ()
        if pieces[-1].kind in ("join", "loose") or pieces[0].kind == "loose":
            return ()
        tens = pieces[0].kind == "value" and pieces[0].value % 10 == 0
        return pieces if kinds & {"scale", "join", "loose"} or tens else ()

    def _splits(self, word: str) -> Iterator[list[Piece]]:
        if not word:
            yield []
            return
        for end in range(min(self._longest, len(word)), 0, -1):
            if known := self.pieces.get(word[:end]):
                yield from ([*known, *rest] for rest in self._splits(word[end:]))


def _pieces(language: Language) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield the folded words of a language with what they mean."""
    numbers = language.numbers
    doubtful, alone = set(words_in(numbers.doubtful)), set(words_in(numbers.alone))
    for word, scale in _by_value(numbers.scales):
        yield word, (Piece("scale", scale, word in doubtful, word in alone),)
    for word, value in _by_value(numbers.values):
        yield word, (Piece("value", value, word in doubtful),)
    for word, scale in _by_value(numbers.duals):
        yield word, (Piece("value", 2), Piece("scale", scale))
    for word, part in _by_value(numbers.parts):
        yield word, (Piece("part", part),)
    for word, part in _by_value(numbers.added):
        yield word, (Piece("added", part),)
    kinds: tuple[tuple[Kind, str], ...] = (
        *(("join", numbers.joins), ("loose", numbers.loose_joins), ("article", numbers.articles)),
        *(("point", numbers.points), ("until", numbers.until), ("to", numbers.to)),
        *(("becoming", numbers.becoming), ("since", numbers.since), ("vague", numbers.vague)),
        *(("between", numbers.between), ("of", numbers.of), ("uncounted", numbers.uncounted)),
    )
    for kind, text in kinds:
        yield from ((word, (Piece(kind),)) for word in words_in(text))


def _all_of(languages: Iterable[Language], table: Callable[[Numbers], str]) -> frozenset[str]:
    return frozenset(word for one in languages for word in words_in(table(one.numbers)))


def _by_value(table: Mapping[int, str] | Mapping[str, str]) -> Iterable[tuple[str, Value]]:
    return (
        (word, exact(Decimal(value))) for value, text in table.items() for word in words_in(text)
    )


@cache
def number_words(language: str) -> NumberWords:
    """Return the words of numbers of the language with this code; of all if it is not known."""
    codes = _KIN.get(language, (language,))
    own = tuple(one for one in LANGUAGES if one.code in codes)
    if own:
        return NumberWords(own, sure_only=False)
    anywhere = tuple(one for one in LANGUAGES if one.numbers.in_any_text)
    return NumberWords(anywhere, sure_only=True)
