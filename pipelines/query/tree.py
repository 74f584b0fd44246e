"""A query as a tree of frozen values; ``str()`` of it shows how it was understood."""

import dataclasses
from dataclasses import dataclass
from datetime import date

from pipelines.query.concepts import Concepts, WordList
from pipelines.query.patterns import Sequence, closed_and_loose

TEXT_FIELDS = frozenset({"title", "lead", "body"})
WORD_FACTS = frozenset({"url", "source", "author", "section"})
SINGLE_FACTS = ("lang", "country", "relevance")
"""What an article has one of."""
_NO_WORDS = WordList(Concepts({}), ("", ""), {})


def _named(name: str) -> str:
    return f"{name}:" if name else ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other, in one of several spellings, or with ``slop`` moves between.

    ``text`` is as it was written, with its quotation marks; ``field`` is "" for all of the text.
    ``joined`` are the words that it makes with its neighbours in the query, found as well.
    """

    text: str
    field: str = ""
    slop: int = 0
    spellings: tuple[Sequence, ...] = dataclasses.field(default=(), compare=False, repr=False)
    joined: tuple[str, ...] = ()
    word: str = dataclasses.field(init=False, compare=False, repr=False)
    """The word that it is if it has one spelling and may stand anywhere in the text, else ""."""
    closed: tuple[tuple[str, ...], ...] = dataclasses.field(init=False, compare=False, repr=False)
    """The words of the spellings that are all closed words."""
    loose: tuple[Sequence, ...] = dataclasses.field(init=False, compare=False, repr=False)
    """The other spellings: patterns that many words fit."""

    def __post_init__(self) -> None:
        closed, loose = closed_and_loose(self.spellings)
        is_word = len(closed) == 1 == len(closed[0]) and not (loose or self.field or self.slop)
        object.__setattr__(self, "word", closed[0][0] if is_word else "")
        object.__setattr__(self, "closed", closed)
        object.__setattr__(self, "loose", loose)

    def __str__(self) -> str:
        return f"{_named(self.field)}{self.text}{f'~{self.slop}' if self.slop else ''}"


@dataclass(frozen=True, slots=True)
class Exact:
    """Words next to each other in exactly this spelling and case."""

    text: str
    field: str = ""
    words: tuple[str, ...] = dataclasses.field(default=(), compare=False, repr=False)
    spellings: tuple[Sequence, ...] = dataclasses.field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"{_named(self.field)}={self.text}"


@dataclass(frozen=True, slots=True)
class Concept:
    """Any of a concept's terms, of the lists with this ``version``."""

    name: str
    version: str
    field: str = ""
    words: WordList = dataclasses.field(default=_NO_WORDS, compare=False, repr=False)

    @property
    def spellings(self) -> tuple[Sequence, ...]:
        """Every spelling of the concept's terms."""
        return self.words.spellings

    def __str__(self) -> str:
        return f"{_named(self.field)}@{self.name}"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about the article: its language, country, site or relevance."""

    field: str
    value: str

    def __str__(self) -> str:
        return f"{self.field}:{self.value}"


@dataclass(frozen=True, slots=True)
class Days:
    """The day it was published: ``first`` or later, and before ``end``, each open if None."""

    text: str
    first: date | None
    end: date | None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Like:
    """A text that the article must be near to in meaning: ``least``, above 0 and up to 1, or more.

    How near an article is becomes known when its vector is made; until then this is unknown.
    """

    text: str
    least: float

    def __str__(self) -> str:
        return f'like("{self.text}", {self.least:g})'


@dataclass(frozen=True, slots=True)
class Everything:
    """What every article fits."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not fit."""

    part: "Query"

    def __str__(self) -> str:
        return f"NOT {self.part}"


@dataclass(frozen=True, slots=True)
class Near:
    """Two parts with at most ``distance`` words between them; None means in one sentence."""

    left: "Query"
    right: "Query"
    distance: int | None
    ordered: bool = False

    def __str__(self) -> str:
        distance = "s" if self.distance is None else self.distance
        return f"({self.left} {'O' * self.ordered}NEAR/{distance} {self.right})"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A part that fits at so many places or more."""

    count: int
    part: "Query"

    def __str__(self) -> str:
        return f"ATLEAST/{self.count}({self.part})"


@dataclass(frozen=True, slots=True)
class And:
    """All parts must fit."""

    parts: tuple["Query", ...]
    asked: tuple["Query", ...] = dataclasses.field(init=False, compare=False, repr=False)
    """The parts as they are asked: what needs no words first, since most articles fail there."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", tuple(sorted(self.parts, key=_needs_words)))

    def __str__(self) -> str:
        return f"({' AND '.join(map(str, self.parts))})"


def _needs_words(query: "Query") -> bool:
    return not isinstance(query.part if isinstance(query, Not) else query, Fact | Days | Like)


@dataclass(frozen=True, slots=True)
class Or:
    """One part must fit."""

    parts: tuple["Query", ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.parts))})"


Atom = Phrase | Exact | Concept
Query = Atom | Fact | Days | Like | Everything | Not | Near | AtLeast | And | Or


def parts_of(query: Query) -> tuple[Query, ...]:
    """Return the queries that a query joins or negates; none for a single one."""
    match query:
        case And() | Or():
            return query.parts
        case Not() | AtLeast():
            return (query.part,)
        case Near():
            return query.left, query.right
        case _:
            return ()


def likes_of(query: Query) -> frozenset[Like]:
    """Return what a query asks about the meaning of articles."""
    if isinstance(query, Like):
        return frozenset({query})
    return frozenset().union(*map(likes_of, parts_of(query)))


def loosened(query: Query, by: float) -> Query:
    """Return a query that asks articles to be less near, by so much, where it asks for it.

    What must not be near stays as it is.
    """
    match query:
        case Like():
            return Like(query.text, max(round(query.least - by, 4), 0.01))
        case And():
            return And(tuple(loosened(part, by) for part in query.parts))
        case Or():
            return Or(tuple(loosened(part, by) for part in query.parts))
        case _:
            return query


def facts_of(query: Query) -> frozenset[str]:
    """Return the fields of what a query asks about articles beside their words."""
    if isinstance(query, Fact):
        return frozenset({query.field})
    return frozenset().union(*map(facts_of, parts_of(query)))
